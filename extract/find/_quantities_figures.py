"""Figures of a text with what stands around them: where a sign, a slash or a range mark joins two.

One cheap scan finds the figures; everything else looks at positions beside them, so that the work
grows with the number of figures and never with what a pattern tries between them.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import regex

from extract.find._quantities_lists import GLUED, SIGNS, alternatives, lead
from extract.numerals import FIGURE, LONGEST_FIGURE

VULGAR = {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5),
    "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8),
    "⅞": (7, 8), "⅐": (1, 7), "⅑": (1, 9), "⅒": (1, 10),
}  # fmt: skip
"""Fractions that are one character: part and whole."""

_SCAN = regex.compile(FIGURE)
_SYMBOLS = [sign for sign in SIGNS if not sign[-1].isalpha()]
_WORDS = [sign for sign in SIGNS if sign[-1].isalpha()]
# Behind a symbol a word may follow at once (`20%so với`), but no figure: `%3b` is a broken escape.
_SIGN = regex.compile(
    rf"(?:(?:{alternatives(_WORDS)})(?!\p{{L}})|(?:{alternatives(_SYMBOLS)})(?!\d))"
)
_SIGN_BEGINS = frozenset(sign[0] for sign in SIGNS)
# `% điểm` is points of a percentage where a change is told, and a share of a mark elsewhere
# (`trừ 50% điểm toàn bài`).
_MORE_OR_LESS = regex.compile(
    r"(?<!\p{L})(?:tăng|giảm|thêm|bớt|hạ|nâng|hơn|kém|lệch|chênh)(?: \p{L}+){0,3} ?$"
)
_POINTS_END = regex.compile(r" *(?:[.,;:)\n]|$|so với|lên|xuống|còn|trong|mỗi)")
TO = r"(?: *[-–—−~÷] *| +(?:đến|tới) +)"
"""Marks and words that join the two ends of a range, on one line."""
_TO = regex.compile(TO)
_JOIN_LIMIT = 12
_BLANKS = " \n"
_STRAY = frozenset(",.")
# `giảm 0,1 điểm xuống còn 2,6%`: the points of a rate.
_RATE_POINTS = regex.compile(r"điểm(?=,? +(?:xuống|lên)(?: +(?:còn|mức|đến|tới))*+ +\d[\d.,]*+ ?%)")


@dataclass(frozen=True, slots=True)
class Sign:
    """The percent sign behind a figure: where it ends and the unit it stands for."""

    end: int
    unit: str


class Figures:
    """The figures of a key in order, and which of them a finding has used up."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.starts: list[int] = []
        self.ends: list[int] = []
        for match in _SCAN.finditer(key):
            start, end = match.span()
            if end - start <= LONGEST_FIGURE:
                self.starts.append(start)
                self.ends.append(end)
        self.used = bytearray(len(self.starts))

    def __len__(self) -> int:
        return len(self.starts)

    def token(self, i: int) -> str:
        """Figure `i` as it is written."""
        return self.key[self.starts[i] : self.ends[i]]

    def gap(self, i: int) -> str:
        """What stands between figure `i` and the next, or '' where that is a longer stretch."""
        if i < 0 or i + 1 >= len(self.starts):
            return ""
        start, end = self.ends[i], self.starts[i + 1]
        return self.key[start:end] if end - start <= _JOIN_LIMIT else ""

    def use(self, start: int, end: int) -> None:
        """Mark the figures between two offsets as used."""
        i = bisect_left(self.starts, start)
        while i < len(self.starts) and self.starts[i] < end:
            self.used[i] = 1
            i += 1

    def signs(self) -> dict[int, Sign]:
        """The percent signs, each by the index of the figure before it."""
        found: dict[int, Sign] = {}
        key = self.key
        for i, end in enumerate(self.ends):
            at = end
            char = key[at : at + 1]
            if char and char in _BLANKS:
                at = skip(key, at, _BLANKS)
                char = key[at : at + 1]
            if at == end and char in _STRAY and key.startswith("%", at + 1):
                at, char = at + 1, "%"  # `2,25,%`
            if char in _SIGN_BEGINS:
                sign = self._sign(i, at)
                if sign is not None:
                    found[i] = sign
        return found

    def _sign(self, i: int, at: int) -> Sign | None:
        match = _SIGN.match(self.key, at)
        if match is None:
            points = _RATE_POINTS.match(self.key, at)
            return points and Sign(points.end(), SIGNS["điểm phần trăm"])
        if match.group() == "% điểm" and not self._points(i, match.end()):
            return Sign(at + 1, SIGNS["%"])
        return Sign(match.end(), SIGNS[match.group()])

    def _points(self, i: int, end: int) -> bool:
        before = self.key[max(0, self.starts[i] - 24) : self.starts[i]]
        return bool(_MORE_OR_LESS.search(before) and _POINTS_END.match(self.key, end))

    def before_slash(self) -> list[int]:
        """The figures that a slash follows, with or without a blank between."""
        key = self.key
        return [i for i, end in enumerate(self.ends) if "/" in key[end : end + 2]]

    def glued(self, i: int) -> bool:
        """Whether a letter before figure `i` is that of a word that a slip joined to it."""
        return bool(GLUED.search(lead(self.key, self.starts[i])))

    def free(self, i: int, barred: str) -> bool:
        """Whether figure `i` begins a number: no letter of a code, none of `barred` before it."""
        start = self.starts[i]
        before = self.key[start - 1] if start else " "
        if before == " ":
            return True
        return self.glued(i) if before.isalpha() else before not in barred


def char_at(text: str, at: int) -> str:
    """The character at `at`, or '' behind the end."""
    return text[at : at + 1]


def skip(text: str, at: int, blanks: str = " ") -> int:
    """The first position from `at` that holds none of `blanks`."""
    while at < len(text) and text[at] in blanks:
        at += 1
    return at


def joins_range(gap: str) -> bool:
    """Whether a gap between two figures makes a range of them."""
    return bool(gap) and _TO.fullmatch(gap) is not None
