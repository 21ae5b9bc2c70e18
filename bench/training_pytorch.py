"""Optimiser steps per second of the same binarized perceptrons in PyTorch, on one thread and without measuring.

Needs PyTorch (Debian: python3-torch). Usage: python3 bench/training_pytorch.py '[{"inputs": 100, "hidden": [32, 16],
"batch": 64, "steps": 4000}]'; prints JSON: the version, then a rate for each network.
"""

import json
import sys
import time

import torch
from binarized_pytorch import perceptron, step


def steps_per_second(inputs, hidden, batch, steps):
    net = perceptron(inputs, hidden)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    x, labels = torch.rand(2048, inputs), torch.arange(2048) % 10
    count = max(1, steps // 4)
    rates = []
    for _ in range(3):
        start = time.perf_counter()
        for i in range(count):
            rows = torch.arange(i * batch, (i + 1) * batch) % 2048
            step(net, optimizer, x[rows], labels[rows])
        rates.append(count / (time.perf_counter() - start))
    return sorted(rates)[1]


torch.set_num_threads(1)
print(json.dumps([torch.__version__] + [steps_per_second(**network) for network in json.loads(sys.argv[1])]))
