/**
 * Values from PyTorch, quoted with the lines of Python that printed them: 1.13.0 (Debian's python3-torch) unless 2.13.0 is
 * said.
 */
import { describe, expect, test } from 'vitest';
import { BatchNorm } from '../../src/nn/batchNorm.ts';
import { CrossEntropy, countCorrect, MeanSquaredError, SquaredHinge } from '../../src/nn/loss.ts';
import { createOptimizer, type OptimizerOptions } from '../../src/nn/optimizers.ts';
import { type ScheduleOptions, scheduledRate } from '../../src/nn/schedule.ts';
import { BACKENDS, placed } from './backends.ts';

function expectClose(values: ArrayLike<number>, expected: readonly number[], digits = 6): void {
  expect(values.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(values[i]).toBeCloseTo(value, digits);
  });
}

describe.each(BACKENDS)('on the %s backend', (_, on) => {
  // w = Parameter(tensor([0.5, -1.0, 2.0])); opt = optim.Adam([w], lr=0.1)
  // for g in ([1., -2., 0.], [0.5, 3., 1e-3], [-4., 0., 1e-3]): w.grad = tensor(g); opt.step(); print(w.tolist())
  // PyTorch 2.13.0: the same with opt = optim.AdamW([w], lr=0.1, weight_decay=0.2)
  // and with opt = optim.SGD([w], lr=0.1, momentum=0.9, weight_decay=0.2)
  test.each<[OptimizerOptions, number[][]]>([
    [
      { optimizer: 'adam' },
      [
        [0.4000000059604645, -0.9000000357627869, 2.0],
        [0.3067820370197296, -0.9247702360153198, 1.9255874156951904],
        [0.3489282429218292, -0.9439176321029663, 1.8397421836853027],
      ],
    ],
    [
      { optimizer: 'adamw', weightDecay: 0.2 },
      [
        [0.39000001549720764, -0.8800000548362732, 1.9600000381469727],
        [0.2889820635318756, -0.8871702551841736, 1.846387505531311],
        [0.3253486454486847, -0.8885742425918579, 1.7236145734786987],
      ],
    ],
    [
      { optimizer: 'sgd', momentum: 0.9, weightDecay: 0.2 },
      [
        [0.38999998569488525, -0.7799999713897705, 1.9600000381469727],
        [0.23319996893405914, -0.8664000034332275, 1.884700059890747],
        [0.48741596937179565, -0.9268320202827454, 1.779136061668396],
      ],
    ],
  ])('the same steps are taken: %o', (options, after) => {
    const { value, gradient, optimizer } = on((backend) => {
      const weights = { name: 'w', value: placed(backend, [0.5, -1, 2]), gradient: backend.allocate(3) };
      return { ...weights, optimizer: createOptimizer(backend, [weights], options) };
    });
    const given = [
      [1, -2, 0],
      [0.5, 3, 1e-3],
      [-4, 0, 1e-3],
    ];
    given.forEach((g, step) => {
      gradient.set(g);
      optimizer.step(0.1);
      expectClose(value, after[step]);
    });
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

  // PyTorch 2.13.0: l = tensor([[1., 2., 3.], [0., -0.5, -5.]], requires_grad=True); o = one_hot(tensor([0, 1]), 3)
  test('mean squared error and its gradient', () => {
    // L = mse_loss(l, o.float()); L.backward(); print(L.item(), l.grad)
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1, 2, 3, 0, -0.5, -5]),
      loss: new MeanSquaredError(backend, 3, 2),
    }));
    expect(loss.loss(logits, Uint8Array.of(0, 1), 2)).toBeCloseTo(6.708333492279053, 6);
    expectClose(loss.gradient, [0, 0.6666666865348816, 1, 0, -0.5, -1.6666667461395264]);
  });

  test('squared hinge and its gradient', () => {
    // L = (1 - (2. * o - 1) * l).clamp(min=0).square().sum(1).mean(); L.backward(); print(L.item(), l.grad)
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1, 2, 3, 0, -0.5, -5]),
      loss: new SquaredHinge(backend, 3, 2),
    }));
    expect(loss.loss(logits, Uint8Array.of(0, 1), 2)).toBeCloseTo(14.125, 6);
    expectClose(loss.gradient, [0, 3, 4, 1, -1.5, 0]);
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

describe('learning-rate schedules', () => {
  const rates = (steps: number, stepsPerEpoch: number, options: Omit<ScheduleOptions, 'learningRate'>) =>
    Array.from({ length: steps }, (_, step) => scheduledRate(step, stepsPerEpoch, { ...options, learningRate: 0.5 }));

  // PyTorch 2.13.0: opt = optim.SGD([Parameter(zeros(1))], lr=0.5); s = optim.lr_scheduler.StepLR(opt, 2, 0.1)
  // for e in range(6): print(opt.param_groups[0]['lr']); opt.step(); s.step()
  test('step', () => {
    const options = { schedule: 'step', scheduleEpochs: 2, scheduleFactor: 0.1, maxEpochs: 6 } as const;
    const ofEpochs = [0.5, 0.5, 0.05, 0.05, 0.005000000000000001, 0.005000000000000001];
    expectClose(rates(6, 1, options), ofEpochs, 15);
    const ofSteps = ofEpochs.flatMap((rate) => [rate, rate, rate]);
    expectClose(rates(18, 3, options), ofSteps, 15);
  });

  // The same with s = optim.lr_scheduler.CosineAnnealingLR(opt, 6)
  test('cosine', () => {
    const expected = [0.5, 0.4665063509461097, 0.375, 0.25, 0.12500000000000006, 0.03349364905389032];
    expectClose(rates(6, 2, { schedule: 'cosine', maxEpochs: 3 }), expected, 15);
  });

  test('constant', () => {
    expect(rates(3, 1, { schedule: 'constant', maxEpochs: 3 })).toEqual([0.5, 0.5, 0.5]);
  });
});
