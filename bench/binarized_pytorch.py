"""The binarized perceptrons of the benches in PyTorch: sign of weights and activations by straight-through estimators,
batch normalisation after each product, the logits' included. Torch's sign is 0 of 0, and far faster than a choice."""

import time

import torch
from torch import nn


class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.sign()

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (x.abs() <= 1)


class SignOfWeights(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x.sign()

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class BinaryLinear(nn.Linear):
    def forward(self, x):
        return nn.functional.linear(x, SignOfWeights.apply(self.weight))


class SignLayer(nn.Module):
    def forward(self, x):
        return Sign.apply(x)


def perceptron(inputs, hidden, classes=10):
    layers, width = [], inputs
    for following in hidden:
        layers += [BinaryLinear(width, following, bias=False), nn.BatchNorm1d(following), SignLayer()]
        width = following
    return nn.Sequential(*layers, BinaryLinear(width, classes, bias=False), nn.BatchNorm1d(classes))


def step(net, optimizer, x, labels, before_update=None):
    """One optimiser step on a batch; `before_update` hears of the loss while the weights are those that gave it."""
    loss = nn.functional.cross_entropy(net(x), labels)
    if before_update:
        before_update(loss)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


def about():
    """What runs here, and how fast: the best rate of a dense product 512 × 512 × 512, which is all its BLAS."""
    a, seconds = torch.rand(512, 512), []
    for _ in range(20):
        start = time.perf_counter()
        a @ a
        seconds.append(time.perf_counter() - start)
    return {"torch": torch.__version__, "gflops": 2 * 512**3 / min(seconds) / 1e9}
