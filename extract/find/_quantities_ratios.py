"""Ratios in figures: `n/d` that is no law, street, season, scale or telephone number."""

from __future__ import annotations

from decimal import Decimal

import regex

from extract.find._quantities_figures import VULGAR, Figures, char_at, skip
from extract.find._quantities_lists import MAP_SCALE, NAMES, lead, vetoed
from extract.find._quantities_types import Ratio
from extract.numerals import read_figure

_SLASHES = frozenset({"/", " /", "/ ", " / "})
_CODE = regex.compile(r" ?[/-] ?\p{L}")
_OF_ALL = regex.compile(r"(?:trong|tổng|đa|con|của|trên) số *$")
_DAY = regex.compile(
    r"(?<!\p{L})(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|đến|từ|qua|nay|vào|và|trước|sau) *\(?$"
)
_PLAN_SCALES = frozenset({"1", "2", "5", "25"})


def find_ratios(figures: Figures) -> list[Ratio]:
    """All ratios written in figures; marks the figures of them and of what only looks like one."""
    found = [ratio for i in figures.before_slash() if (ratio := _ratio(figures, i)) is not None]
    return found + _vulgar(figures.key)


def _ratio(figures: Figures, i: int) -> Ratio | None:
    if not _slashed(figures, i) or _slashed(figures, i - 1) or _slashed(figures, i + 1):
        return None  # three figures are a date in full
    if figures.used[i] or figures.used[i + 1]:
        return None
    first = figures.starts[i], figures.ends[i]
    last = figures.starts[i + 1], figures.ends[i + 1]
    named = bool(_CODE.match(figures.key, last[1])) or _named(figures, i)
    part = read_figure(figures.token(i), counted=True).value
    whole = read_figure(figures.token(i + 1), counted=True).value
    if not named and (not _stands_free(figures, i) or not whole):
        return None
    figures.used[i] = figures.used[i + 1] = 1
    return None if named else Ratio(first[0], last[1], part, whole, first, last)


def _slashed(figures: Figures, i: int) -> bool:
    return figures.gap(i) in _SLASHES


def _stands_free(figures: Figures, i: int) -> bool:
    after = char_at(figures.key, figures.ends[i + 1])
    return figures.free(i, "/.,-") and after != "/" and not after.isalpha()


def _named(figures: Figures, i: int) -> bool:
    """Whether `n/d` is a name: of a street, a law, a season, the scale of a plan, a telephone."""
    part, whole = figures.token(i), figures.token(i + 1)
    before = lead(figures.key, figures.starts[i])
    if NAMES.search(before) and not _OF_ALL.search(before):
        return True
    if part.startswith("0") and part.isdecimal() and len(part) > 2:
        return True
    if _season(part, whole) or _round_clock(figures, i):
        return True
    plan = part == "1" and whole.replace(".", "").rstrip("0") in _PLAN_SCALES and len(whole) > 2
    return plan and bool(MAP_SCALE.search(before))


def _season(part: str, whole: str) -> bool:
    if not (part.isdecimal() and whole.isdecimal() and len(part) == 4 and part[:2] in ("19", "20")):
        return False
    following = str(int(part) + 1)
    return whole in (following, following[2:])


def _round_clock(figures: Figures, i: int) -> bool:
    part, whole = figures.token(i), figures.token(i + 1)
    if part != "24" or whole not in ("7", "24"):
        return False
    if whole == "7":
        return not _DAY.search(lead(figures.key, figures.starts[i]))
    key, end = figures.key, figures.ends[i + 1]
    return vetoed("24/24", key, end) or not char_at(key, skip(key, end)).isalpha()


def _vulgar(key: str) -> list[Ratio]:
    """`½` and its like, where no figure before it makes it part of a mixed number."""
    found = []
    for char, (part, whole) in VULGAR.items():
        at = key.find(char)
        while at >= 0:
            if not key[max(0, at - 1) : at].isdecimal():
                span = (at, at + 1)
                found.append(Ratio(*span, Decimal(part), Decimal(whole), span, span, True))
            at = key.find(char, at + 1)
    return found
