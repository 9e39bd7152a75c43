"""Percentages in figures: ranges, marks before them, and values that lean on a later sign."""

from __future__ import annotations

import regex

from extract.find._quantities_figures import Figures, Sign, joins_range
from extract.find._quantities_lists import NUMBERED, lead
from extract.find._quantities_types import Percentage
from extract.numerals import Figure, read_figure

_DASHES = "-−–"
_LIMITS = ">≥<≤±~≈"
_MARKS = frozenset("+" + _DASHES + _LIMITS)
_PAIRS = {">=": "≥", "=>": "", "<=": "≤", "->": ""}
_OPENING = frozenset("([{:;,/|\"“'")
_CLAUSE = 80
# The values of a list that ends in a percent sign: `5,2 và 7%`, `5,2, 6,1 và 7%`.
_LIST = regex.compile(r" *, +| *; *| +(?:và|hay|hoặc) +")
_MOVE = regex.compile(r" +(?:lên|xuống|còn|về|đến|tới) +(?:(?:còn|mức|đến|tới) +)?")
_FROM = regex.compile(r"(?<!\p{L})từ +(?:mức +)?$")
_NEXT_VALUE = regex.compile(r" *(?:,|;|và) *\d")
_IN_TURN = "lần lượt"
_MOST_SHARED = 100
"""The highest value that may lean on a later sign: `năm 2015 và 20%`."""


def find_percentages(figures: Figures) -> list[Percentage]:
    """All percentages written in figures; marks the figures they use."""
    found: list[Percentage] = []
    signs = figures.signs()
    for i, sign in signs.items():
        if figures.used[i] or not _begins(figures, i):
            continue
        low, high = _range(figures, i, signs)
        if low == high:
            found.append(_single(figures, i, sign))
        elif _in_turn(figures, low, signs[high].end):
            found += _apart(figures, low, high, signs)
        else:
            found.append(_ranged(figures, low, high, signs[high]))
        figures.used[low] = figures.used[high] = 1
        found += _sharing(figures, low, found[-1].unit)
    return found


def _begins(figures: Figures, i: int) -> bool:
    """Whether figure `i` is a whole value: not `.5` with its head lost, not the end of a code."""
    start = figures.starts[i]
    if start and figures.key[start - 1] in ".,":
        return start > 1 and figures.key[start - 2].isalpha()
    return figures.free(i, "")


def _value(figures: Figures, i: int) -> Figure:
    return read_figure(figures.token(i), percent=True)


def _range(figures: Figures, i: int, signs: dict[int, Sign]) -> tuple[int, int]:
    """The first and last figure of the range that figure `i` is an end of, or itself twice."""
    here = _value(figures, i).value
    if (
        i
        and not figures.used[i - 1]
        and joins_range(figures.gap(i - 1))
        and figures.free(i - 1, "./,")
        and _value(figures, i - 1).value < here
    ):
        return i - 1, i
    after = signs.get(i + 1)
    if (
        after is not None
        and after.unit == signs[i].unit
        and figures.starts[i + 1] - signs[i].end <= 8
        and joins_range(figures.key[signs[i].end : figures.starts[i + 1]])
        and here < _value(figures, i + 1).value
    ):
        return i, i + 1
    return i, i


def _single(figures: Figures, i: int, sign: Sign, *, shared: bool = False) -> Percentage:
    start = figures.starts[i]
    figure = _value(figures, i)
    prefix = "" if shared else _prefix(figures.key, start, sign.end)
    return Percentage(start, sign.end, figure.value, None, sign.unit, prefix, figure.style, shared)


def _ranged(figures: Figures, low: int, high: int, sign: Sign) -> Percentage:
    start = figures.starts[low]
    lower, upper = _value(figures, low), _value(figures, high)
    prefix = _prefix(figures.key, start, sign.end)
    return Percentage(start, sign.end, lower.value, upper.value, sign.unit, prefix, upper.style)


def _in_turn(figures: Figures, low: int, end: int) -> bool:
    """Whether `lần lượt` hands the two values of a seeming range to two things."""
    start = figures.starts[low]
    before = figures.key[max(0, start - _CLAUSE) : start]
    at = before.rfind(_IN_TURN)
    between = before[at:]
    if at < 0 or any(c.isdecimal() or c in ".;\n" for c in between):
        return False
    return _NEXT_VALUE.match(figures.key, end) is None


def _apart(figures: Figures, low: int, high: int, signs: dict[int, Sign]) -> list[Percentage]:
    first = signs.get(low)
    bare = first is None
    mark = Sign(figures.ends[low], signs[high].unit) if first is None else first
    return [
        _single(figures, low, mark, shared=bare),
        _single(figures, high, signs[high]),
    ]


def _prefix(key: str, start: int, end: int) -> str:
    """The mark before a value, or '' where it is a bullet, a pause or the dash of a range."""
    at = _last_before(key, start)
    pair, mark = key[max(0, at - 2) : at], key[at - 1 : at] if at else ""
    if pair in _PAIRS:
        return _PAIRS[pair]
    if mark not in _MARKS:
        return ""
    if mark in _DASHES and key[max(0, at - 3) : at - 1].endswith(("+/", "+")):
        return "±"
    left = _last_before(key, at - 1)
    before = key[left - 1] if left else "\n"
    if mark in _LIMITS:
        stands = not (before.isdigit() or before == "%" or (mark == ">" and before in "=-–"))
    elif at < start:
        stands = before in _OPENING
    elif before == "\n":  # a bullet, unless the value is all of its line
        stands = key[end : end + 1] in ("", "\n")
    else:
        joined = left == at - 1 and before.isalpha()
        stands = not (joined or before.isdigit() or before in "%)")
    return ("-" if mark in _DASHES else mark) if stands else ""


def _last_before(key: str, at: int) -> int:
    """Where the last character before `at` that is no blank ends."""
    while at > 0 and key[at - 1] == " ":
        at -= 1
    return at


def _sharing(figures: Figures, first: int, unit: str) -> list[Percentage]:
    """Values before figure `first` that lean on its sign: `17,45 và 27,37%`, `từ 12 lên 15%`."""
    moved = _moved(figures, first, unit)
    if moved:
        return moved
    chain: list[int] = []
    i = first - 1
    while i >= 0 and not figures.used[i] and _LIST.fullmatch(figures.gap(i)):
        if not figures.free(i, ".,/-") or _value(figures, i).value > _MOST_SHARED:
            break
        if not chain and figures.token(i).isdecimal() and not figures.gap(i).strip().isalpha():
            break  # `năm, 15%`: an integer before a comma is more often of another kind
        chain.append(i)
        i -= 1
    if not chain or NUMBERED.search(lead(figures.key, figures.starts[chain[-1]])):
        return []
    return [_shared(figures, i, unit) for i in chain]


def _shared(figures: Figures, i: int, unit: str) -> Percentage:
    figures.used[i] = 1
    return _single(figures, i, Sign(figures.ends[i], unit), shared=True)


def _moved(figures: Figures, first: int, unit: str) -> list[Percentage]:
    """`tăng từ 12,5 lên 15,7%`: the value that the change started from."""
    i = first - 1
    if i < 0 or figures.used[i] or not _MOVE.fullmatch(figures.gap(i)):
        return []
    if _value(figures, i).value > _MOST_SHARED:
        return []
    return [_shared(figures, i, unit)] if _FROM.search(lead(figures.key, figures.starts[i])) else []
