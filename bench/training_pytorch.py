"""Optimiser steps per second of the same binarized perceptrons in PyTorch, on one thread and without measuring.

Needs PyTorch (Debian: python3-torch). Each line read is a network as JSON, such as {"inputs": 100, "hidden": [32, 16],
"batch": 64, "steps": 1000}, and is answered by its rate; the first line printed says what runs here.
"""

import json
import sys
import time

import torch
from binarized_pytorch import about, perceptron, step


def steps_per_second(inputs, hidden, batch, steps):
    net = perceptron(inputs, hidden)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    x, labels = torch.rand(2048, inputs), torch.arange(2048) % 10
    start = time.perf_counter()
    for i in range(steps):
        rows = torch.arange(i * batch, (i + 1) * batch) % 2048
        step(net, optimizer, x[rows], labels[rows])
    return steps / (time.perf_counter() - start)


torch.set_num_threads(1)
print(json.dumps(about()), flush=True)
for line in sys.stdin:
    print(json.dumps(steps_per_second(**json.loads(line))), flush=True)
