/** Values from PyTorch 1.13.0 (Debian's python3-torch), quoted with the lines of Python that printed them. */
import { describe, expect, test } from 'vitest';
import { Adam } from '../../src/nn/adam.ts';
import { BatchNorm } from '../../src/nn/batchNorm.ts';
import { CrossEntropy, countCorrect } from '../../src/nn/loss.ts';
import { BACKENDS, placed } from './backends.ts';

function expectClose(values: ArrayLike<number>, expected: readonly number[], digits = 6): void {
  expect(values.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, digits);
  });
}

describe.each(BACKENDS)('on the %s backend', (_, on) => {
  test('Adam takes the same steps', () => {
    // w = Parameter(tensor([0.5, -1.0, 2.0])); opt = optim.Adam([w], lr=0.1)
    // for g in ([1., -2., 0.], [0.5, 3., 1e-3], [-4., 0., 1e-3]): w.grad = tensor(g); opt.step(); print(w.tolist())
    const { value, gradient, adam } = on((backend) => {
      const weights = { name: 'w', value: placed(backend, [0.5, -1, 2]), gradient: backend.allocate(3) };
      return { ...weights, adam: new Adam(backend, [weights], 0.1) };
    });
    const steps = [
      { given: [1, -2, 0], after: [0.4000000059604645, -0.9000000357627869, 2.0] },
      { given: [0.5, 3, 1e-3], after: [0.3067820370197296, -0.9247702360153198, 1.9255874156951904] },
      { given: [-4, 0, 1e-3], after: [0.3489282429218292, -0.9439176321029663, 1.8397421836853027] },
    ];
    for (const { given, after } of steps) {
      gradient.set(given);
      adam.step();
      expectClose(value, after);
    }
  });

  test('batch normalisation: forward, backward, running statistics, use', () => {
    // x = tensor([[1., 2.], [3., -1.], [0., 5.]]); bn = BatchNorm1d(2); bn.weight = [2, 0.5]; bn.bias = [1, -1]
    // y = bn(x); y.backward(tensor([[1., 0.], [0., 2.], [-1., 1.]])); then bn.eval(); bn(x)
    const { layer, x, dy } = on((backend) => ({
      layer: new BatchNorm(backend, 2, 3),
      x: placed(backend, [1, 2, 3, -1, 0, 5]),
      dy: placed(backend, [1, 0, 0, 2, -1, 1]),
    }));
    const [gamma, beta] = layer.parameters;
    gamma.value.set([2, 0.5]);
    beta.value.set([1, -1]);
    const y = [
      0.46547913551330566, -1.0, 3.6726038455963135, -1.6123719215393066, -1.1380832195281982, -0.38762807846069336,
    ];
    expectClose(layer.forward(x, 3, true), y);
    const dx = [
      1.7181018590927124, -0.20412397384643555, -0.5726972222328186, 0.1020621582865715, -1.145404577255249,
      0.10206181555986404,
    ];
    expectClose(layer.backward(dy, 3), dx);
    expectClose(gamma.gradient, [0.801781177520752, -1.2247438430786133]);
    expectClose(beta.gradient, [0, 3]);
    expectClose(layer.runningMean, [0.13333334028720856, 0.20000000298023224]);
    expectClose(layer.runningVariance, [1.1333333253860474, 1.7999999523162842]);
    const used = [
      2.628175735473633, -0.329181432723999, 6.385504722595215, -1.4472123384475708, 0.7495113611221313,
      0.7888494729995728,
    ];
    expectClose(layer.forward(x, 3, false), used);
  });

  test('cross-entropy and its gradient', () => {
    // l = tensor([[1., 2., 3.], [0., 0., -5.]]); L = cross_entropy(l, tensor([0, 1])); L.backward(); print(L.item(), l.grad)
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1, 2, 3, 0, 0, -5]),
      loss: new CrossEntropy(backend, 3, 2),
    }));
    expect(loss.loss(logits, Uint8Array.of(0, 1), 2)).toBeCloseTo(1.552058219909668, 6);
    expectClose(
      loss.gradient,
      [
        -0.45498472452163696, 0.12236424535512924, 0.3326205015182495, 0.24916058778762817, -0.2508394122123718,
        0.0016788311768323183,
      ],
    );
  });

  test('cross-entropy does not overflow; equal logits count for the first class', () => {
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1000, -1000]),
      loss: new CrossEntropy(backend, 2, 1),
    }));
    expect(loss.loss(logits, Uint8Array.of(1), 1)).toBe(2000);
    expect(countCorrect(Float32Array.of(1, 1, 0, 2), Uint8Array.of(0, 1), 2, 2)).toBe(2);
  });
});
