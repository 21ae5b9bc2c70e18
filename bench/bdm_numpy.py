"""BDM's block codes and counts of a float32 matrix, vectorised in NumPy: the median of five, in milliseconds.

Needs NumPy (Debian: python3-numpy). The complexities are a random table: only the time is of interest.
Usage: python3 bench/bdm_numpy.py [side]
"""

import sys
import time

import numpy as np

side = int(sys.argv[1]) if len(sys.argv) > 1 else 4096
generator = np.random.default_rng(1)
weights = generator.random((side, side), dtype=np.float32) - np.float32(0.5)
ctm = generator.random(65536)
place_values = (1 << np.arange(15, -1, -1)).reshape(4, 4).astype(np.uint32)


def bdm(matrix):
    blocks = (matrix > 0).reshape(side // 4, 4, side // 4, 4)
    codes = np.zeros((side // 4, side // 4), dtype=np.uint32)
    for row in range(4):
        for column in range(4):
            codes += blocks[:, row, :, column] * place_values[row, column]
    counts = np.bincount(codes.ravel(), minlength=65536)
    present = counts > 0
    return ctm[present].sum() + np.log2(counts[present]).sum()


times = []
for _ in range(5):
    start = time.perf_counter()
    bdm(weights)
    times.append(time.perf_counter() - start)
print(1000 * sorted(times)[2])
