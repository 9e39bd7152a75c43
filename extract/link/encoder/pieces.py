"""Subword pieces: the unigram segmentation of SentencePiece over one token at a time."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import lru_cache

from extract.errors import ModelError
from extract.linear import model_file

START, PAD, END, UNKNOWN = 0, 1, 2, 3
"""Numbers of the pieces that stand for the ends of a pack, for nothing, and for what is unknown."""
BLANK = "▁"
"""Stands for the blank before a token, as SentencePiece writes it."""
MOST = 8
"""How many pieces of one token are kept."""


class Vocabulary:
    """The pieces with their log probabilities; the number of a piece is its row."""

    def __init__(self, pieces: Sequence[str], scores: Sequence[float]) -> None:
        self.numbers = {piece: i for i, piece in enumerate(pieces)}
        self.scores = list(scores)
        self.longest = max(map(len, pieces))
        self.unknown = min(scores) - 10

    def split(self, token: str) -> tuple[int, ...]:
        """The likeliest pieces of a token; a letter that no piece covers counts as unknown."""
        best = [0.0] + [float("-inf")] * len(token)
        back = [(0, UNKNOWN)] * (len(token) + 1)
        for i in range(len(token)):
            self._reach(token, i, best, back)
        found = []
        at = len(token)
        while at > 0:
            at, number = back[at]
            found.append(number)
        return tuple(found[::-1])

    def _reach(self, token: str, i: int, best: list[float], back: list[tuple[int, int]]) -> None:
        """Extend the best way to letter `i` by each piece that begins there."""
        for j in range(i + 1, min(len(token), i + self.longest) + 1):
            number = self.numbers.get(token[i:j])
            if number is not None and best[i] + self.scores[number] > best[j]:
                best[j], back[j] = best[i] + self.scores[number], (i, number)
        if best[i] + self.unknown > best[i + 1]:
            best[i + 1], back[i + 1] = best[i] + self.unknown, (i, UNKNOWN)


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The encoder's pieces, as shipped.

    Raises:
        ModelError: where the file is missing or damaged.
    """
    try:
        lines = gzip.decompress(model_file("pieces.tsv.gz")).decode().splitlines()
        rows = [line.split("\t") for line in lines]
        return Vocabulary([piece for piece, _ in rows], [float(score) for _, score in rows])
    except (OSError, EOFError, ValueError) as error:
        raise ModelError(f"the encoder's pieces are damaged: {error}") from error


@lru_cache(maxsize=1 << 16)
def pieces_of(token: str) -> tuple[int, ...]:
    """The pieces of a token, `BLANK` before it where a blank stood there; at most `MOST`."""
    return vocabulary().split(token[:64])[:MOST]
