"""Sums, means and nearest centres of many vectors, in blocks that bound the memory and always in one order.

Written in numpy, and not taken from scikit-learn's k-means, because its threads add their parts in the order in
which they finish: with more than two threads the last bits of a centre may differ from one run to the next.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..encoding.encoder import Vectors

Labels = NDArray[np.int32]
Weights = NDArray[np.float64]

BLOCK = 4096  # rows compared with all centres at once: a few tens of MiB of cosines


def summed(weights: Weights, labels: Labels, n_labels: int) -> Weights:
    """Summed weight for each label, (n_labels,)."""
    return np.bincount(labels, weights, minlength=n_labels).astype(np.float64)


def weighted_sums(vectors: Vectors, weights: Weights, labels: Labels, n_labels: int) -> Vectors:
    """Sum of weight times vector for each label, (n_labels, d), of vectors (n, d), weights (n,) and labels (n,)."""
    rows = np.arange(len(labels))
    chosen = csr_matrix((weights.astype(np.float32), (labels, rows)), shape=(n_labels, len(labels)))
    return np.asarray(chosen @ vectors, dtype=np.float32)


def weighted_means(vectors: Vectors, weights: Weights, labels: Labels, n_labels: int) -> tuple[Vectors, Weights]:
    """Mean (n_labels, d) and summed weight (n_labels,) for each label; no label may be empty."""
    totals = summed(weights, labels, n_labels)
    means = weighted_sums(vectors, weights, labels, n_labels)
    means /= totals[:, None].astype(np.float32)
    return means, totals


def nearest_centre(vectors: Vectors, centres: Vectors) -> tuple[Labels, Vectors]:
    """The most similar of unit centres (t, d) for each row (n,), and the product with it (n,)."""
    labels, products = np.empty(len(vectors), np.int32), np.empty(len(vectors), np.float32)
    for start in range(0, len(vectors), BLOCK):
        rows = slice(start, start + BLOCK)
        found = vectors[rows] @ centres.T
        labels[rows] = found.argmax(axis=1)
        products[rows] = found[np.arange(len(found)), labels[rows]]
    return labels, products


def consecutive(labels: NDArray[np.integer]) -> Labels:
    """The same grouping numbered 0, 1, 2 ... without gaps."""
    numbers: Labels = np.unique(labels, return_inverse=True)[1].astype(np.int32)
    return numbers
