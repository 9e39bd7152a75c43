"""The word lists of the grammar of periods, and the pieces of patterns built from them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from extract.tables import read_table


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day, or a few, that goes by name."""

    lunar: bool
    month: int
    first: int
    last: int


def rows(name: str) -> list[list[str]]:
    """The cells of the table `name` beside this file, comments and the heading left out."""
    return read_table("extract.find", name)[1:]


@cache
def _table() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = {}
    for kind, word, value in rows("period_words.tsv"):
        table.setdefault(kind, {})[word] = value
    return table


def words(kind: str) -> dict[str, str]:
    """The words of one kind and what they are worth."""
    return _table()[kind]


def number(kind: str, word: str) -> int:
    """What `word` is worth, digits for themselves."""
    return int(word) if word.isdigit() else int(words(kind)[" ".join(word.split())])


@cache
def holidays() -> dict[str, Holiday]:
    """The named days."""
    return {
        name: Holiday(calendar == "lunar", int(month), int(first), int(last))
        for name, calendar, month, first, last in rows("holidays.tsv")
    }


def alternation(spellings: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    longest_first = sorted(spellings, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(w).replace(r"\ ", r"\s+") for w in longest_first) + ")"


def bounded(pattern: str) -> re.Pattern[str]:
    """`pattern` compiled with every run of blanks bounded, so that no text makes it slow."""
    return re.compile(pattern.replace(r"\s+", r"\s{1,4}").replace(r"\s*", r"\s{0,4}"))


def any_of(kind: str) -> str:
    """A pattern for any word of a kind, up to the end of the word."""
    return alternation(words(kind)) + r"\b"
