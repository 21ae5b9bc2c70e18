/**
 * Values from PyTorch, quoted with the lines of Python that printed them: 1.13.0 (Debian's python3-torch) unless 2.13.0 is
 * said.
 */
import { describe, expect, test } from 'vitest';
import { BatchNorm } from '../../src/nn/layers/batchNorm.ts';
import { Convolution } from '../../src/nn/layers/convolution.ts';
import { HardTanh, Relu } from '../../src/nn/layers/elementwise.ts';
import { MaxPooling } from '../../src/nn/layers/maxPooling.ts';
import { countCorrect, createLoss } from '../../src/nn/training/loss.ts';
import { createOptimizer, type OptimizerOptions } from '../../src/nn/training/optimizers.ts';
import { type ScheduleOptions, scheduledRate } from '../../src/nn/training/schedule.ts';
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

  // PyTorch 2.13.0, from torch.nn.functional, with a formula that gives a tensor of any shape
  // f = lambda *s: ((arange(tensor(s).prod().item()) * 7 % 11 - 5) / 4).reshape(s)
  const f = (length: number) => Array.from({ length }, (_, i) => (((i * 7) % 11) - 5) / 4);

  // x = f(2, 2, 3, 4).requires_grad_(); w = f(2, 2, 3, 3).requires_grad_(); b = tensor([0.5, -1.]).requires_grad_()
  // y = conv2d(x, w, b, stride=2, padding=1); y.backward(f(*y.shape)); the same with y = conv2d(x, w, b)
  // for t in (y, x.grad, w.grad, b.grad): print(t.flatten().tolist())
  test.each([
    {
      stride: 2,
      padding: 1,
      y: [
        1.25, -2, -1.5625, 6.875, 0.5625, 2.375, -0.3125, -4.0625, -1.875, 2.625, 4.375, 0, 2.875, -2.375, -3.375,
        0.3125,
      ],
      dx: [
        -0.625, 1.875, 1.0625, -0.75, -0.9375, 1.625, -0.3125, -1.3125, -1.375, 2.4375, 0.3125, -0.9375, 0.8125, -0.625,
        -0.8125, 0.8125, 2.1875, 1.25, -1.0625, -0.6875, 1.0, -0.25, -0.625, 1.5625, -0.875, 2.0625, 0.8125, -0.8125,
        -0.75, 4.75, -1.5, -0.0625, -1.625, -0.8125, -0.625, 1.0625, 0.875, -0.5, -0.75, 1.0625, 2.3125, -1.25, -0.25,
        2.5625, 1.0625, -1.5, 0.8125, -1.625,
      ],
      dW: [
        -0.9375, 2.125, -0.5625, 3.6875, 1.625, -2.8125, -0.375, -1.5625, 1.5, 2.5, -0.5625, -1.1875, -1.0, -2.8125,
        0.3125, -0.25, 1.5, -0.9375, 0.0, 1.25, -0.5625, -1.3125, -1.5, -0.75, 0.5625, 0.3125, -0.5625, -0.25, -0.5625,
        -0.3125, 0.375, -0.75, 0.0, -0.25, -0.5625, 0.625,
      ],
      db: [-1.75, 2],
    },
    {
      stride: 1,
      padding: 0,
      y: [-1.625, -0.0625, 1.0625, -1.3125, 4.9375, -2.4375, -3.6875, 0.125],
      dx: [
        1.5625, -0.75, -0.75, 0.6875, -1.4375, 0.625, -0.75, 0.25, -1.0, -0.75, 2.6875, -0.1875, -0.5625, -0.75, 2.6875,
        -0.625, -0.125, -0.75, -0.75, 0.3125, 0.3125, -0.75, -0.75, -0.125, -0.3125, 0.0625, 0.25, 0.375, 0.0625,
        -2.125, 0.125, 0.5625, -0.25, 0.5, 0.0, 0.75, -0.5625, 0.375, -0.125, 0.9375, -0.875, 0.25, 0.4375, -0.9375,
        -1.1875, 0.125, 0.3125, -0.75,
      ],
      dW: [
        0.75, -0.75, 1.875, -0.4375, 2.1875, -2.0625, 2.5, -1.75, 0.1875, -0.75, 1.875, -2.375, 2.1875, -2.0625, -0.125,
        -1.75, 0.1875, 0.75, 0.75, 0.375, 2.0625, -0.0625, 1.625, -1.5, 1.1875, -1.9375, -0.9375, 0.375, 2.0625,
        -1.0625, 1.625, -1.5, -0.5, -1.9375, -0.9375, 0.75,
      ],
      db: [-1.25, 1.75],
    },
  ])('convolution, stride $stride, padding $padding', ({ stride, padding, y, dx, dW, db }) => {
    const window = { channels: 2, height: 3, width: 4, kernel: 3, stride, padding };
    const { layer, x, dy } = on((backend) => ({
      layer: new Convolution(backend, {
        window,
        channels: 2,
        weights: 'float',
        bias: true,
        ste: 'identity',
        clipLatent: false,
        largestBatch: 2,
      }),
      x: placed(backend, f(48)),
      dy: placed(backend, f(y.length)),
    }));
    const [weights, bias] = layer.parameters;
    weights.value.set(f(36));
    bias.value.set([0.5, -1]);
    expectClose(layer.forward(x, 2), y);
    expectClose(layer.backward(dy, 2, true), dx);
    expectClose(weights.gradient, dW);
    expectClose(bias.gradient, db);
  });

  // x = f(1, 2, 3, 4).round().requires_grad_(); y = max_pool2d(x, 2); y.backward(f(*y.shape)); print(y, x.grad)
  test('max-pooling: the last row is dropped, the first of equals gets the gradient', () => {
    const { layer, x, dy } = on((backend) => ({
      layer: new MaxPooling(backend, { channels: 2, height: 3, width: 4, size: 2, largestBatch: 1 }),
      x: placed(backend, [-1, 0, 0, 1, 0, -1, 1, 0, -1, 1, 0, -1, 0, 0, 1, 0, -1, 1, 0, -1, 1, 0, -1, 0]),
      dy: placed(backend, f(4)),
    }));
    expectClose(layer.forward(x, 1), [0, 1, 1, 1]);
    expectClose(
      layer.backward(dy, 1),
      [0, -1.25, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1.25, 0, 0, -0.5, 0, 0, 0, 0, 0, 0],
    );
  });

  test('batch normalisation of pictures, channel by channel', () => {
    // x = f(2, 2, 1, 3).requires_grad_(); bn = BatchNorm2d(2); bn.weight = [2, 0.5]; bn.bias = [1, -1]
    // y = bn(x); y.backward(f(2, 2, 1, 3).flip(0)); then bn.eval(); bn(x)
    const { layer, x, dy } = on((backend) => ({
      layer: new BatchNorm(backend, 2, 2, 3),
      x: placed(backend, f(12)),
      dy: placed(backend, [...f(12).slice(6), ...f(12).slice(0, 6)]),
    }));
    const [gamma, beta] = layer.parameters;
    gamma.value.set([2, 0.5]);
    beta.value.set([1, -1]);
    expectClose(
      layer.forward(x, 2, true),
      [
        -1.6170989274978638, 2.7796273231506348, 0.26721227169036865, -0.2680799961090088, -0.8536159992218018,
        -1.4391520023345947, 4.035834789276123, 1.523419737815857, -0.9889951944351196, -0.5608479976654053,
        -1.1463840007781982, -1.7319200038909912,
      ],
    );
    expectClose(
      layer.backward(dy, 2),
      [
        1.8241013288497925, 1.3473985195159912, -2.3282806873321533, -0.167287677526474, -0.26767194271087646,
        -0.36805620789527893, -1.211487889289856, 2.0219738483428955, -1.6537052392959595, 0.36805620789527893,
        0.26767194271087646, 0.167287677526474,
      ],
    );
    expectClose(gamma.gradient, [-2.2114486694335938, 4.245136260986328]);
    expectClose(beta.gradient, [-1.25, 0]);
    expectClose(layer.runningMean, [-0.02083333395421505, 0]);
    expectClose(layer.runningVariance, [0.9760416746139526, 0.9874999523162842]);
    expectClose(
      layer.forward(x, 2, false),
      [
        -1.4883091449737549, 2.054368257522583, 0.029981136322021484, -0.3710598945617676, -0.8742119669914246,
        -1.3773640394210815, 3.066561698913574, 1.0421746969223022, -0.9822124242782593, -0.6226359605789185,
        -1.1257879734039307, -1.6289401054382324,
      ],
    );
  });

  // for a in (relu, hardtanh): x = tensor([-1.5, -0.5, 0., 0.5, 1.5]).requires_grad_(); y = a(x)
  // y.backward(arange(1., 6.)); print(y.tolist(), x.grad.tolist())
  test.each([
    { Activation: Relu, y: [0, 0, 0, 0.5, 1.5], dx: [0, 0, 0, 4, 5] },
    { Activation: HardTanh, y: [-1, -0.5, 0, 0.5, 1], dx: [0, 2, 3, 4, 0] },
  ])('$Activation.name', ({ Activation, y, dx }) => {
    const { layer, x, dy } = on((backend) => ({
      layer: new Activation(backend, 5, 1),
      x: placed(backend, [-1.5, -0.5, 0, 0.5, 1.5]),
      dy: placed(backend, [1, 2, 3, 4, 5]),
    }));
    expectClose(layer.forward(x, 1), y);
    expectClose(layer.backward(dy, 1), dx);
  });

  test('cross-entropy and its gradient', () => {
    // l = tensor([[1., 2., 3.], [0., 0., -5.]]); L = cross_entropy(l, tensor([0, 1])); L.backward(); print(L.item(), l.grad)
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1, 2, 3, 0, 0, -5]),
      loss: createLoss('crossEntropy', backend, 3, 2),
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
      loss: createLoss('meanSquaredError', backend, 3, 2),
    }));
    expect(loss.loss(logits, Uint8Array.of(0, 1), 2)).toBeCloseTo(6.708333492279053, 6);
    expectClose(loss.gradient, [0, 0.6666666865348816, 1, 0, -0.5, -1.6666667461395264]);
  });

  test('mean squared error of real values is that of the one-hot ones where these are the values', () => {
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1, 2, 3, 0, -0.5, -5]),
      loss: createLoss('meanSquaredError', backend, 3, 2),
    }));
    const ofLabels = [loss.loss(logits, Uint8Array.of(0, 1), 2), ...loss.gradient];
    expect([loss.loss(logits, Float32Array.of(1, 0, 0, 0, 1, 0), 2), ...loss.gradient]).toEqual(ofLabels);
  });

  test('squared hinge and its gradient', () => {
    // L = (1 - (2. * o - 1) * l).clamp(min=0).square().sum(1).mean(); L.backward(); print(L.item(), l.grad)
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1, 2, 3, 0, -0.5, -5]),
      loss: createLoss('squaredHinge', backend, 3, 2),
    }));
    expect(loss.loss(logits, Uint8Array.of(0, 1), 2)).toBeCloseTo(14.125, 6);
    expectClose(loss.gradient, [0, 3, 4, 1, -1.5, 0]);
  });

  test('cross-entropy does not overflow; equal logits count for the first class', () => {
    const { logits, loss } = on((backend) => ({
      logits: placed(backend, [1000, -1000]),
      loss: createLoss('crossEntropy', backend, 2, 1),
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
