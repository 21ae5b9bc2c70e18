"""Optimiser steps per second of the same binarized perceptrons in PyTorch, on one thread and without measuring.

Needs PyTorch (Debian: python3-torch). Usage: python3 bench/training_pytorch.py '[{"inputs": 100, "hidden": [32, 16],
"batch": 64, "steps": 4000}]'; prints JSON: the version, then a rate for each network.
"""

import json
import sys
import time

import torch
from torch import nn


class Sign(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.where(x > 0, 1.0, -1.0)

    @staticmethod
    def backward(ctx, gradient):
        (x,) = ctx.saved_tensors
        return gradient * (x.abs() <= 1)


class SignOfWeights(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return torch.where(x > 0, 1.0, -1.0)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


class BinaryLinear(nn.Linear):
    def forward(self, x):
        return nn.functional.linear(x, SignOfWeights.apply(self.weight))


class SignLayer(nn.Module):
    def forward(self, x):
        return Sign.apply(x)


def steps_per_second(inputs, hidden, batch, steps):
    layers, width = [], inputs
    for following in hidden:
        layers += [BinaryLinear(width, following, bias=False), nn.BatchNorm1d(following), SignLayer()]
        width = following
    net = nn.Sequential(*layers, BinaryLinear(width, 10, bias=False), nn.BatchNorm1d(10))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    x, labels = torch.rand(2048, inputs), torch.arange(2048) % 10
    rates = []
    for _ in range(3):
        start = time.perf_counter()
        for step in range(max(1, steps // 4)):
            rows = torch.arange(step * batch, (step + 1) * batch) % 2048
            loss = nn.functional.cross_entropy(net(x[rows]), labels[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        rates.append(max(1, steps // 4) / (time.perf_counter() - start))
    return sorted(rates)[1]


torch.set_num_threads(1)
print(json.dumps([torch.__version__] + [steps_per_second(**network) for network in json.loads(sys.argv[1])]))
