"""Words of Vietnamese text by a lexicon: segmentation and part of speech at dictionary speed.

A tagger decides these from the sentence and takes a hundred times as long; for the features of the
linker the usual tag of a word and its class (words that stand in like places) do as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from extract.tables import read_table

LONGEST = 4
"""The most syllables a word of the lexicon has."""


@dataclass(frozen=True, slots=True)
class Word:
    """A lexicon entry: usual part of speech, coarse and fine class."""

    pos: str
    coarse: str
    fine: str


UNKNOWN = Word("?", "?", "?")


@lru_cache(maxsize=1)
def lexicon() -> dict[str, Word]:
    """The lexicon, by the key of each word."""
    return {key: Word(*rest) for key, *rest in read_table("extract", "words.tsv")}


@lru_cache(maxsize=1)
def _longest() -> dict[str, int]:
    """How many syllables the longest word with this first syllable has."""
    found: dict[str, int] = {}
    for key in lexicon():
        syllables = key.split()
        found[syllables[0]] = max(found.get(syllables[0], 1), len(syllables))
    return found


def segment(keys: Sequence[str]) -> list[tuple[int, int, Word]]:
    """Words over a row of keys as `(first, last, entry)`, longest match first from the left."""
    words, longest = lexicon(), _longest()
    found: list[tuple[int, int, Word]] = []
    i, n = 0, len(keys)
    while i < n:
        for size in range(min(LONGEST, n - i, longest.get(keys[i], 1)), 0, -1):
            key = keys[i] if size == 1 else " ".join(keys[i : i + size])
            entry = words.get(key)
            if entry is not None or size == 1:
                found.append((i, i + size, entry or UNKNOWN))
                i += size
                break
    return found
