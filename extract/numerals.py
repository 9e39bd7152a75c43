"""Reading one Vietnamese number: figures, words, and figures with scale words.

Vietnamese writes `.` between thousands and `,` before decimals; English marks occur and are read
where the Vietnamese reading is impossible. All values are exact `Decimal`, without an exponent and
without zeros at the end of their decimals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

import regex

from extract.tables import read_table
from extract.text import clean

FIGURE = r"\d+(?:[.,]\d+)*"
"""A number in figures with its inner marks, as it stands in running text."""

LONGEST_FIGURE = 60
"""The most characters a figure may have to be read as a number; longer ones are codes."""
_MOST_WORDS = 40

_EXACT = Context(prec=1000, Emax=MAX_EMAX, Emin=MIN_EMIN)
_ONE = Decimal(1)
_THOUSANDS = regex.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_SPACED = r"\d{1,3}(?: \d{3})+(?:,\d+)?(?![\d.,])"
_TOKEN = regex.compile(rf"{_SPACED}|{FIGURE}|[\p{{L}}\p{{M}}]+")
VULGAR_VALUES = {char: Decimal(str(unicodedata.numeric(char))) for char in "½¼¾⅕⅖⅗⅘⅛⅜⅝⅞"}
"""Fractions that are one character and have an exact decimal."""
_VULGAR = regex.compile(rf"(\d{{1,20}})([{''.join(VULGAR_VALUES)}])")
_LETTER_SCALE = {"k": 3, "m": 6, "b": 9, "tr": 6}


def _rows(name: str) -> list[list[str]]:
    return read_table("extract", f"{name}.tsv")


DIGITS: dict[str, int] = {word: int(value) for word, value in _rows("number_words") if value}
"""Number words below ten and ten itself, with the forms that follow a ten (`mốt`, `tư`, `lăm`)."""

SCALES: dict[str, int] = {word: int(power) for word, power in _rows("scale_words")}
"""Scale words with their power of ten, from `chục` to `tỷ`."""

_BIG = {word: power for word, power in SCALES.items() if power >= 3}


def _marks(kind: str) -> frozenset[str]:
    return frozenset(word for word, does in _rows("number_marks") if does == kind)


_DECIMAL_MARK, _GAP, _HALF, _HALF_OF = map(_marks, ("decimal", "gap", "half", "half-of"))
_MINUS = (*(f"{word} " for word in sorted(_marks("minus"))), "-", "−", "–")
_PLUS = (*(f"{word} " for word in sorted(_marks("plus"))), "+")
# Digits that stand only behind a ten, so that `hai lăm` is 25 and `lăm` alone is nothing.
_BOUND = frozenset({"mốt", "tư", "lăm", "nhăm"})
_TENS = {"mười": 10, "hăm": 20}

HALF_WORDS = _HALF
"""Words that add half of the scale before them (`2 triệu rưỡi`)."""

NUMBER_WORDS = frozenset(DIGITS) | frozenset(SCALES) | _DECIMAL_MARK | _GAP | _HALF
"""All words that a number in words may hold."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number read from figures; `style` is `vi`, `en`, `plain` or `misprint`."""

    value: Decimal
    style: str


def plain(value: Decimal) -> Decimal:
    """The same value as it is best written: no exponent, no zeros at the end of decimals."""
    value = value.normalize(_EXACT)
    _, _, exponent = value.as_tuple()
    if isinstance(exponent, int) and exponent > 0:
        value = value.quantize(_ONE, context=_EXACT)
    return value if value else Decimal(0)


def scaled(value: Decimal, power: int) -> Decimal:
    """`value` times ten to the `power`, exact and plain."""
    return plain(value.scaleb(power, _EXACT))


def added(value: Decimal, other: Decimal) -> Decimal:
    """The exact sum."""
    return plain(_EXACT.add(value, other))


def read_figure(token: str, *, percent: bool = False, counted: bool = False) -> Figure:
    """The value of a token that matches `FIGURE`.

    `percent`: it stands before a percent sign, so that a value over 100 with three digits behind
    its mark is an English decimal (`32.750%`), unless these are round (`tăng 1.500%`). `counted`:
    it counts things, so that a comma before three digits parts thousands (`10,381 thí sinh`).
    """
    if token.isdecimal():
        return Figure(Decimal(token), "plain")
    point, comma = token.count("."), token.count(",")
    if point and comma:
        return _two_marks(token, counted=counted)
    if point + comma > 1:
        return _many_groups(token, "." if point else ",")
    head, _, behind = token.partition("." if point else ",")
    grouped = len(behind) == 3 and len(head) <= 3 and head[0] != "0"
    thousands = grouped and (counted if comma else not percent or behind[1:] == "00")
    value = Decimal(head + behind) if thousands else _decimal(head, behind)
    return Figure(value, "vi" if thousands == bool(point) else "en")


def _decimal(whole: str, behind: str) -> Decimal:
    """A decimal fraction without zeros at its end."""
    return Decimal(f"{whole}.{behind}".rstrip("0"))


def _many_groups(token: str, mark: str) -> Figure:
    head, *groups = token.split(mark)
    in_threes = len(head) <= 3 and all(len(group) == 3 for group in groups)
    style = ("vi" if mark == "." else "en") if in_threes else "misprint"
    return Figure(Decimal("".join([head, *groups])), style)


def _two_marks(token: str, *, counted: bool) -> Figure:
    """`1.234,5` and `1,234.5`; with the last mark used twice (`33,448.222.000`) a misprint."""
    last = max(token.rfind("."), token.rfind(","))
    mark = token[last]
    other = "," if mark == "." else "."
    if token.count(mark) > 1:
        return Figure(Decimal(token.replace(".", "").replace(",", "")), "misprint")
    whole, behind = token[:last], token[last + 1 :]
    grouped = bool(_THOUSANDS.fullmatch(whole))
    in_threes = len(behind) == 3 and grouped and whole.count(other) == 1
    if in_threes and (mark == "." or counted):
        # `33,448.222`: both marks part threes, so one is a slip for the other. `1.234,567 tỷ` is
        # as it should be.
        return Figure(Decimal(whole.replace(other, "") + behind), "misprint")
    value = _decimal(whole.replace(other, ""), behind)
    return Figure(value, ("vi" if mark == "," else "en") if grouped else "misprint")


def parse_number(text: str) -> Decimal | None:
    """The value of `text` where the whole of it is one number, else `None`.

    Figures (`10.040`, `83,74`, `1 200 000`), words (`hai mươi mốt nghìn`), and both with scale
    words (`1,2 triệu`, `87,9 nghìn tỷ`, `1 tỷ 250 triệu`). A fraction (`một phần ba`, `2/3`, `½`)
    is no number, nor is a number with its unit (`30km`), nor one of more than 60 figures.
    """
    key = clean(text).key.strip()
    key, negative = _without_sign(key)
    words = _tokens(key)
    value = _letter_scaled(words, key) if words else _with_vulgar(key)
    if value is None and words:
        value = _read(words)
    if value is None:
        return None
    return plain(value.copy_negate()) if negative else plain(value)


def _without_sign(key: str) -> tuple[str, bool]:
    for signs, negative in ((_MINUS, True), (_PLUS, False)):
        for sign in signs:
            if key.startswith(sign):
                return key[len(sign) :].strip(), negative
    return key, False


def _tokens(key: str) -> list[str]:
    """The figures and words of a key, or none where there is anything else in it or too much."""
    if not any(char.isdecimal() for char in key):
        key = key.replace("-", " ")
    words: list[str] = []
    at = 0
    for match in _TOKEN.finditer(key):
        if key[at : match.start()].strip() or len(words) == _MOST_WORDS:
            return []
        if match.end() - match.start() > LONGEST_FIGURE:
            return []
        words.append(match.group())
        at = match.end()
    return [] if key[at:].strip() else words


def _letter_scaled(words: list[str], key: str) -> Decimal | None:
    """`500k`, `1,5tr`: the letter stands right behind the figure."""
    if len(words) != 2 or words[1] not in _LETTER_SCALE or " " in key[-len(words[1]) - 1 :]:
        return None
    value = _figure(words[0])
    return None if value is None else scaled(value, _LETTER_SCALE[words[1]])


def _with_vulgar(key: str) -> Decimal | None:
    """`1½`; a fraction alone is no number."""
    match = _VULGAR.fullmatch(key)
    if match is None:
        return None
    return added(Decimal(match[1]), VULGAR_VALUES[match[2]])


def _is_figure(word: str) -> bool:
    return word[:1].isdecimal()


def _figure(word: str) -> Decimal | None:
    if not _is_figure(word):
        return None
    if " " in word:
        return plain(Decimal(word.replace(" ", "").replace(",", ".")))
    figure = read_figure(word)
    return None if figure.style == "misprint" and _unclear(word) else figure.value


def _unclear(token: str) -> bool:
    """Whether a misprint may be a date or a version (`15.12.2021`, `1.2.3`): more than one of its
    groups is not of three figures, or the last."""
    groups = regex.split("[.,]", token)[1:]
    odd = sum(len(group) != 3 for group in groups)
    return len(groups) > 1 and len({*token} & {".", ","}) == 1 and (odd > 1 or len(groups[-1]) != 3)


def read_words(words: list[str]) -> Decimal | None:
    """The value of number words (keys, in order), or `None` where they are no number.

    The highest scale word splits the number: what stands before it is multiplied, what follows is
    added. After a hundred or more a lone digit counts the next lower place: `hai triệu rưỡi`,
    `một nghìn hai` (1,200), `hai trăm tư` (240). A word may be a figure, too (`1 tỷ 250 triệu`).
    """
    value = _read(words) if len(words) <= _MOST_WORDS else None
    return None if value is None else plain(value)


def _read(words: Sequence[str]) -> Decimal | None:
    if not words:
        return None
    if words[0] in _HALF_OF:
        power = _powers(words[1:])
        return scaled(Decimal("0.5"), power) if power else None
    if any(word in _DECIMAL_MARK for word in words):
        return _decimal_words(words)
    return _whole(words)


def _powers(words: Sequence[str]) -> int | None:
    """The power of ten of a row of scale words of a hundred or more, `None` if it is none."""
    if not words or any(SCALES.get(word, 0) < 2 for word in words):
        return None
    return sum(SCALES[word] for word in words)


def _decimal_words(words: Sequence[str]) -> Decimal | None:
    at = next(i for i, word in enumerate(words) if word in _DECIMAL_MARK)
    cut = at + 1
    while cut < len(words) and words[cut] not in _BIG:
        cut += 1
    head = _whole(words[:at])
    tail = _decimals(words[at + 1 : cut])
    power = _powers(words[cut:]) if cut < len(words) else 0
    if head is None or tail is None or power is None or head != head.to_integral_value():
        return None
    return scaled(Decimal(f"{plain(head)}.{tail}"), power)


def _decimals(words: Sequence[str]) -> str | None:
    """The digits behind the decimal mark: each said alone (`không năm`) or as a number."""
    digits = [DIGITS.get(word, 10) for word in words]
    if digits and max(digits) < 10:
        return "".join(map(str, digits))
    if len(words) == 1 and words[0].isdecimal():
        return words[0]
    number = _whole(words) if words else None
    return None if number is None else str(plain(number))


def _whole(words: Sequence[str], *, factor: bool = False) -> Decimal | None:
    """The number without a decimal mark; `factor`: a bare scale word may stand for one of it."""
    scales = [(SCALES[word], i) for i, word in enumerate(words) if word in SCALES]
    if not scales:
        return _small(words)
    power = max(scales)[0]
    places = [i for p, i in scales if p == power]
    at = places[-1]
    if at - places[0] != len(places) - 1:
        return None  # `hai trăm ba trăm`: two numbers
    before, after = words[:at], words[at + 1 :]
    times = _whole(before, factor=True) if before else (_ONE if factor and power >= 2 else None)
    if times is None or (power == 1 and not _fits_tens(before, times, words[at])):
        return None
    if not after:
        return times.scaleb(power, _EXACT)
    rest = _remainder(after, power, words[at])
    if rest is None or rest.adjusted() >= power or times != times.to_integral_value():
        return None
    return _EXACT.add(times.scaleb(power, _EXACT), rest)


def _fits_tens(before: Sequence[str], times: Decimal, scale: str) -> bool:
    """`hai mươi`, `một chục`, `12 chục`."""
    return (2 if scale == "mươi" else 1) <= times <= 9 or _is_figure(before[-1])


def _small(words: Sequence[str]) -> Decimal | None:
    """A number without a scale word: a figure, a digit, `mười một`, `hai lăm`."""
    if len(words) == 1:
        if words[0] in DIGITS and words[0] not in _BOUND:
            return Decimal(DIGITS[words[0]])
        return Decimal(_TENS[words[0]]) if words[0] in _TENS else _figure(words[0])
    return _two_words(*words) if len(words) == 2 else None


def _two_words(first: str, last: str) -> Decimal | None:
    unit = DIGITS.get(last, 0)
    if not 0 < unit < 10 or last == "năm":  # `mười năm` is ten years
        return None
    if first in _TENS:
        return Decimal(_TENS[first] + unit)
    tens = DIGITS.get(first, 0)
    short = last in _BOUND and 2 <= tens <= 9 and first not in _BOUND
    return Decimal(tens * 10 + unit) if short else None


def _remainder(words: Sequence[str], power: int, scale: str) -> Decimal | None:
    """What follows the scale word `scale` of that power."""
    first = words[0]
    if len(words) == 1:
        if first in _HALF and scale != "mươi":
            return Decimal(5).scaleb(power - 1)
        if first in DIGITS:
            return _lone_digit(first, power)
        if _is_figure(first):
            return _lone_figure(first, power)
    if first in _GAP:
        lone = _whole(words[1:]) if len(words) > 1 else None
        limit = Decimal(10) if power == 2 else Decimal(1).scaleb(power - 1)
        return lone if power >= 2 and lone is not None and lone <= limit else None
    return _whole(words)


def _lone_digit(word: str, power: int) -> Decimal | None:
    digit = DIGITS[word]
    if power == 1:
        # `hai mươi năm` is twenty years; the digit would be `lăm`.
        return Decimal(digit) if 0 < digit < 10 and word != "năm" else None
    if digit == 10:
        return Decimal(10)
    return Decimal(digit).scaleb(power - 1) if digit else None


def _lone_figure(figure: str, power: int) -> Decimal | None:
    """`1 triệu 5` is 1.5 million, `1 nghìn 250` is 1,250; `1 triệu 25` may mean two things."""
    if not figure.isdecimal():
        return None
    if len(figure) == power:
        return Decimal(figure)
    return Decimal(figure).scaleb(power - 1) if len(figure) == 1 and figure != "0" else None
