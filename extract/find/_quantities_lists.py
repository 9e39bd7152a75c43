"""The word lists of the finder of quantities, read once, and patterns built from them."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from extract.tables import read_table


def alternatives(words: Iterable[str]) -> str:
    """The words as alternatives of a pattern, longest first."""
    return "|".join(sorted(map(regex.escape, words), key=len, reverse=True))


def _leads(kind: str) -> regex.Pattern[str]:
    """Matches where a text ends in a word of that kind, blanks after it or not."""
    words = [word for word, does in read_table("extract.find", "number_leads.tsv") if does == kind]
    return regex.compile(rf"(?<!\p{{L}})(?:{alternatives(words)})\.?:? *$")


def _followers() -> dict[str, regex.Pattern[str]]:
    """For each first word of the table of pairs, a pattern of what must not follow it."""
    pairs: dict[str, list[str]] = {}
    for first, second in read_table("extract.find", "follow_vetoes.tsv"):
        pairs.setdefault(first, []).append(second)
    return {
        first: regex.compile(rf" *(?<!\p{{L}})(?:{alternatives(seconds)})(?!\p{{L}})")
        for first, seconds in pairs.items()
    }


SIGNS: dict[str, str] = dict(read_table("extract.find", "percent_signs.tsv"))
MEASURES = frozenset(row[0] for row in read_table("extract.find", "measures.tsv"))
_FRACTION_ROWS = read_table("extract.find", "fractions.tsv")
FRACTIONS = {row[0]: (row[1], row[2]) for row in _FRACTION_ROWS}
LED_FRACTIONS = frozenset(row[0] for row in _FRACTION_ROWS if row[3:] == ["led"])
"""Fractions whose first word stands before the value and says how exact it is."""
NAMES = _leads("number")
NUMBERED = _leads("numbered")
GLUED = _leads("glued")
MAP_SCALE = _leads("scale")
VETOES = _followers()

LEAD_REACH = 16
"""How far back a word before a figure is looked for."""


def lead(key: str, at: int) -> str:
    """The stretch before `at` in which a lead word is looked for."""
    return key[max(0, at - LEAD_REACH) : at]


def vetoed(word: str, key: str, end: int) -> bool:
    """Whether what follows `word`, which ends at `end`, says that it is something else."""
    veto = VETOES.get(word)
    return veto is not None and veto.match(key, end) is not None
