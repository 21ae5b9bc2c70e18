"""BDM and block entropy of a few weight matrices, in NumPy, in two ways that give the same.

Blocks of 4×4, incomplete ones dropped; bit 1 is a positive weight. `ctm` holds the complexities of all 65 536 blocks.
"""

from collections import Counter
from itertools import product
from math import log2

import numpy as np


class TableLookUp:
    """As few NumPy calls as it takes, over all matrices at once: what Python can do without code of its own."""

    def __init__(self, shapes, ctm):
        self.ctm = ctm
        places, layers, start = [], [], 0
        for layer, (rows, columns) in enumerate(shapes):
            grid = start + np.arange(rows * columns).reshape(rows, columns)
            whole = grid[: rows // 4 * 4, : columns // 4 * 4].reshape(rows // 4, 4, columns // 4, 4)
            places.append(whole.transpose(0, 2, 1, 3).reshape(-1, 16))
            layers.append(np.full(len(places[-1]), layer << 16))
            start += rows * columns
        self.places = np.concatenate(places)
        self.layers = np.concatenate(layers)
        self.blocks = np.array([len(of_layer) for of_layer in places])

    def __call__(self, matrices):
        signs = np.concatenate([matrix.ravel() for matrix in matrices]) > 0
        codes = np.packbits(signs[self.places]).view(">u2") + self.layers
        found, counts = np.unique(codes, return_counts=True)
        layers = found >> 16
        shares = counts / self.blocks[layers]
        bdm = np.bincount(layers, self.ctm[found & 65535] + np.log2(counts))
        return bdm, -np.bincount(layers, shares * np.log2(shares))


class BlockByBlock:
    """
    What pybdm 0.1.0 does in `bdm` and in `ent`, one call of each for each matrix, as its documentation shows: check the
    symbols, slice the matrix block by block, write each block as a string, rename its symbols in the order in which they
    come, look it up in a dictionary, count the pairs of string and complexity, add up. Written anew from its sources.
    """

    def __init__(self, shapes, ctm):
        # A block whose first symbol is 1 is renamed into its complement, which is as complex.
        self.tables = {(4, 4): {format(code, "016b"): bits for code, bits in enumerate(ctm[:32768].tolist())}}

    def __call__(self, matrices):
        symbols = [(matrix > 0).astype(int) for matrix in matrices]
        return [self.bdm(matrix) for matrix in symbols], [self.entropy(matrix) for matrix in symbols]

    def bdm(self, matrix):
        return sum(bits + log2(count) for (_, bits), count in self.count(matrix).items())

    def entropy(self, matrix):
        counts = self.count(matrix).values()
        blocks = sum(counts)
        return -sum(count / blocks * log2(count / blocks) for count in counts)

    def count(self, matrix):
        symbols = np.unique(matrix)
        if not np.isin(symbols, [0, 1]).all():
            raise ValueError("not a binary matrix")
        return Counter(self.looked_up(matrix))

    def looked_up(self, matrix):
        rows, columns = matrix.shape
        for row, column in product(range(0, rows, 4), range(0, columns, 4)):
            block = matrix[row : min(row + 4, rows), column : min(column + 4, columns)]
            if block.shape in self.tables:
                key = "".join(map(str, block.flat))
                names = {}
                renamed = "".join([names.setdefault(symbol, str(len(names))) for symbol in key])
                yield key, self.tables[block.shape][renamed]
