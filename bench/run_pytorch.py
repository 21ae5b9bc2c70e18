"""Whole runs of a binarized perceptron in PyTorch on one thread: training, its validation, and the weights with the least
validation loss kept; with nothing measured, or BDM and block entropy of each matrix at each step (blocks_numpy.py).

Needs PyTorch and NumPy. Usage: python3 bench/run_pytorch.py FOLDER, a folder that bench/run.mjs writes. Each line read
names what is measured (none, table or blocks) and the number of epochs, and is answered by a line of JSON; the first line
printed says what runs here.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import torch
from binarized_pytorch import BinaryLinear, about, perceptron, step
from blocks_numpy import BlockByBlock, TableLookUp
from torch.nn.functional import cross_entropy

folder = Path(sys.argv[1])
task = json.loads((folder / "task.json").read_text())
torch.set_num_threads(1)


def examples(name):
    x = np.fromfile(folder / f"{name}.x", dtype=np.float32).reshape(-1, task["inputs"])
    labels = np.fromfile(folder / f"{name}.labels", dtype=np.uint8).astype(np.int64)
    return torch.from_numpy(x), torch.from_numpy(labels)


@torch.no_grad()
def evaluate(net, batch):
    net.eval()
    parts = zip(validation_x.split(batch), validation_labels.split(batch))
    loss = sum(cross_entropy(net(x), labels, reduction="sum").item() for x, labels in parts)
    net.train()
    return loss / len(validation_labels)


def matrices(net):
    """The weights themselves: they change with every step."""
    return [layer.weight.detach().numpy() for layer in net if isinstance(layer, BinaryLinear)]


def new_net():
    return perceptron(task["inputs"], task["hidden"])


def run(measure, epochs):
    net = new_net()
    optimizer = torch.optim.Adam(net.parameters(), lr=task["learningRate"])
    weights = matrices(net)
    losses, measured, kept, least, steps = [], [], None, float("inf"), 0

    def record(loss):
        losses.append(loss.item())
        if measure:
            measured.append(measure(weights))

    for _ in range(epochs):
        for rows in torch.randperm(len(labels)).split(task["batch"]):
            step(net, optimizer, x[rows], labels[rows], record)
            steps += 1
            if steps % task["evaluateEvery"] == 0:
                loss = evaluate(net, evaluation_batch)
                if loss < least:
                    least, kept = loss, [value.clone() for value in net.state_dict().values()]
    return {"steps": steps, "loss": least}


def seconds(function):
    """That a function takes, and what it gives."""
    start = time.perf_counter()
    result = function()
    return time.perf_counter() - start, result


def fastest_evaluation():
    """Of how many examples at once an evaluation is fastest here."""
    net = new_net()
    sizes = [250, 1000, 2500, len(validation_labels)]
    return min(sizes, key=lambda size: min(seconds(lambda: evaluate(net, size))[0] for _ in range(10)))


x, labels = examples("training")
validation_x, validation_labels = examples("validation")
first = matrices(new_net())
ctm = np.fromfile(folder / "ctm", dtype=np.float64)
table, blocks = (measuring([matrix.shape for matrix in first], ctm) for measuring in (TableLookUp, BlockByBlock))
assert np.allclose(table(first), blocks(first)), "the two ways to measure differ"
evaluation_batch = fastest_evaluation()
print(json.dumps({**about(), "numpy": np.__version__, "evaluationBatch": evaluation_batch}), flush=True)
measures = {"none": None, "table": table, "blocks": blocks}
for line in sys.stdin:
    name, epochs = line.split()
    time_taken, result = seconds(lambda: run(measures[name], int(epochs)))
    print(json.dumps({"seconds": time_taken, **result}), flush=True)
