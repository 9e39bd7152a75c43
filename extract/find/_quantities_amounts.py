"""Plain amounts in figures, with their scale words and the unit behind them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import regex

from extract.find._quantities_figures import Figures, char_at, joins_range, skip
from extract.find._quantities_lists import MEASURES, alternatives, vetoed
from extract.find._quantities_types import Amount
from extract.numerals import HALF_WORDS, SCALES, VULGAR_VALUES, added, read_figure, scaled

_SCALE_WORDS = {word: power for word, power in SCALES.items() if word != "mươi"}
_SCALE = regex.compile(rf" *({alternatives(_SCALE_WORDS)})(?!\p{{L}})")
_SCALE_BEGINS = frozenset(word[0] for word in _SCALE_WORDS)
_HALF = regex.compile(rf" +(?:{alternatives(HALF_WORDS)})(?!\p{{L}})")
_UNIT = regex.compile(r" *((?:[kcdm]?m[23](?!\d)|\p{L}[\p{L}²³]*)(?:/\p{L}+)?)")
# `28-CTr/HU`, `1234/QĐ-UBND`: the number of a document.
_DOCUMENT = regex.compile(r"-\p{L}+/\p{L}|/\p{L}+-\p{L}")
_MOST_SCALES = 3
_MOST_GROUPS = 6
_LONG_GROUP = regex.compile(r" \d{3}(?!\d|[.,]\d)")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Scale words behind a figure: their power together, the power of the last, where they end."""

    power: int
    end: int


def find_amounts(figures: Figures) -> list[Amount]:
    """All figures that nothing else has used, as amounts; marks the figures they use."""
    found = []
    for i in range(len(figures)):
        if figures.used[i]:
            continue
        amount = _amount(figures, i)
        if amount is not None:
            found.append(amount)
    return found


def _amount(figures: Figures, i: int) -> Amount | None:
    key, start, end = figures.key, figures.starts[i], figures.ends[i]
    after = key[end : end + 2]
    if not figures.free(i, "/-") or _is_code(figures, i, after):
        return None
    found = _ranged(figures, i) if figures.gap(i) else None
    if found is None and after[:1] == " " and after[1:].isdecimal():
        found = _spaced(figures, i)
    if found is not None:
        return found
    if after[:1] in VULGAR_VALUES:
        mixed = added(read_figure(key[start:end]).value, VULGAR_VALUES[after[0]])
        return finish(key, (start, end + 1), mixed, style="plain")
    scale = scale_at(key, end)
    if scale is None:
        unit, unit_end = unit_at(key, end)
        figure = read_figure(key[start:end], counted=unit != "" and unit not in MEASURES)
        return Amount(start, end, figure.value, None, unit, unit_end, figure.style)
    figure = read_figure(key[start:end])
    value, end = _compound(figures, i, figure.value, scale)
    return finish(key, (start, end), value, style=figure.style)


def finish(
    key: str, span: tuple[int, int], value: Decimal, *, style: str, upper: Decimal | None = None
) -> Amount:
    """The amount with the unit that stands behind its span."""
    unit, unit_end = unit_at(key, span[1])
    return Amount(*span, value, upper, unit, unit_end, style)


def _is_code(figures: Figures, i: int, after: str) -> bool:
    """A telephone number or the number of a document."""
    start, end = figures.starts[i], figures.ends[i]
    if end - start >= 9 and figures.key[start] == "0":
        return figures.token(i).replace(".", "").isdecimal()
    return after[:1] in ("-", "/") and _DOCUMENT.match(figures.key, end) is not None


def scale_at(key: str, at: int) -> _Scale | None:
    """The scale words behind `at`, or None; `tỷ lệ` and `triệu chứng` are none."""
    power = 0
    for _ in range(_MOST_SCALES):
        char = key[at : at + 1]
        if char == " ":
            char = char_at(key, skip(key, at))
        if char not in _SCALE_BEGINS:
            break
        match = _SCALE.match(key, at)
        if match is None or vetoed(match[1], key, match.end()):
            break
        power += _SCALE_WORDS[match[1]]
        at = match.end()
    return _Scale(power, at) if power else None


def _ranged(figures: Figures, i: int) -> Amount | None:
    """`3,2 - 3,5 triệu lượt`: the scale words stand behind the upper end only."""
    if figures.used[i + 1] or not joins_range(figures.gap(i)):
        return None
    scale = scale_at(figures.key, figures.ends[i + 1])
    if scale is None:
        return None
    low, high = read_figure(figures.token(i)), read_figure(figures.token(i + 1))
    if low.value >= high.value:
        return None
    figures.used[i + 1] = 1
    lower, upper = scaled(low.value, scale.power), scaled(high.value, scale.power)
    span = figures.starts[i], scale.end
    return finish(figures.key, span, lower, style=low.style, upper=upper)


def _compound(figures: Figures, i: int, value: Decimal, scale: _Scale) -> tuple[Decimal, int]:
    """`1 tỷ 250 triệu`, `2 nghìn 300 tỷ`, `2 triệu rưỡi`: value and end with what is added."""
    total, power, end = scaled(value, scale.power), scale.power, scale.end
    half = _HALF.match(figures.key, end)
    if half:
        return added(total, scaled(Decimal(5), power - 1)), half.end()
    while i + 1 < len(figures) and not figures.used[i + 1] and value == value.to_integral_value():
        start = figures.starts[i + 1]
        if start == end or start - end > 3 or figures.key[end:start].strip(" "):
            break
        after = scale_at(figures.key, figures.ends[i + 1])
        value = read_figure(figures.token(i + 1)).value
        if after is None:
            break
        rest = scaled(value, after.power)
        if after.power < power and rest < scaled(Decimal(1), power):
            total = added(total, rest)
        elif power == 3 and after.power > 3 and value < 1000:
            total = scaled(added(total, value), after.power)
        else:
            break
        i, power, end = i + 1, after.power, after.end
        figures.used[i] = 1
    return total, end


def _spaced(figures: Figures, i: int) -> Amount | None:
    """`1 200 000 người`: at least two groups of three, and a unit, for columns look the same."""
    key = figures.key
    head = figures.token(i)
    if len(head) > 3 or not head.isdecimal() or head[0] == "0":
        return None
    last = i
    while last - i <= _MOST_GROUPS and _LONG_GROUP.match(key, figures.ends[last]):
        last += 1
    if not 2 <= last - i <= _MOST_GROUPS or any(figures.used[i : last + 1]):
        return None
    unit, unit_end = unit_at(key, figures.ends[last])
    before = key[max(0, figures.starts[i] - 2) : figures.starts[i]]
    if not unit or before[:1].isdecimal() or not before.endswith((" ", "(")):
        return None
    figures.used[i : last + 1] = b"\x01" * (last + 1 - i)
    value = Decimal(key[figures.starts[i] : figures.ends[last]].replace(" ", ""))
    return Amount(figures.starts[i], figures.ends[last], value, None, unit, unit_end, "vi")


def unit_at(key: str, at: int) -> tuple[str, int]:
    """The word behind `at` on the same line and its end, or '' and `at`."""
    char = key[at : at + 1]
    if char == " ":
        char = char_at(key, skip(key, at))
    if not char.isalpha():
        return "", at
    match = _UNIT.match(key, at)
    return (match[1], match.end()) if match else ("", at)
