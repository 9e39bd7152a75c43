"""Reading one Vietnamese number: figures, words, and figures with scale words.

Vietnamese writes `.` between thousands and `,` before decimals; English marks occur and are read
where the Vietnamese reading is impossible. All values are exact `Decimal`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import regex

from extract.tables import read_table
from extract.text import clean

FIGURE = r"\d+(?:[.,]\d+)*"
"""A number in figures with its inner marks, as it stands in running text."""

_THOUSANDS = regex.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
_FIGURE = regex.compile(FIGURE)
_SPACED = regex.compile(r"\d{1,3}(?: \d{3})+(?:,\d+)?")
_LETTER_SCALE = {"k": 3, "m": 6, "b": 9}


def _rows(name: str) -> list[list[str]]:
    return read_table("extract", f"{name}.tsv")


DIGITS: dict[str, int] = {word: int(value) for word, value in _rows("number_words") if value}
"""Number words below ten and ten itself, with the forms that follow a ten (`mốt`, `tư`, `lăm`)."""

SCALES: dict[str, int] = {word: int(power) for word, power in _rows("scale_words")}
"""Scale words with their power of ten, from `chục` to `tỷ`."""

_BIG = {word: power for word, power in SCALES.items() if power >= 3}
SCALE_PATTERN = (
    "(?:" + "|".join(sorted(map(regex.escape, _BIG), key=len, reverse=True)) + r")(?!\p{L})"
)
"""One scale word of a thousand or more, for patterns over the key of a text."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number read from figures; `style` is `vi`, `en`, `plain` or `misprint`."""

    value: Decimal
    style: str


def read_figure(token: str, *, percent: bool = False, counted: bool = False) -> Figure:
    """The value of a token that matches `FIGURE`.

    `percent`: it stands before a percent sign, so that a value over 100 with three digits behind
    its mark is an English decimal. `counted`: it counts things, so that a comma before three
    digits parts thousands (`10,381 thí sinh`).
    """
    marks = set(token) & {".", ","}
    if not marks:
        return Figure(Decimal(token), "plain")
    if len(marks) == 2:
        return _two_marks(token)
    mark = marks.pop()
    head, *groups = token.split(mark)
    in_threes = len(head) <= 3 and all(len(group) == 3 for group in groups)
    if len(groups) > 1:
        whole = Decimal("".join([head, *groups]))
        return Figure(whole, ("vi" if mark == "." else "en") if in_threes else "misprint")
    decimal = Decimal(f"{head}.{groups[0]}")
    whole = Decimal(head + groups[0])
    grouped = in_threes and not head.startswith("0")
    if mark == ".":
        if grouped and not (percent and whole > 100):
            return Figure(whole, "vi")
        return Figure(decimal, "en")
    if counted and grouped:
        return Figure(whole, "en")
    return Figure(decimal, "vi")


def _two_marks(token: str) -> Figure:
    """`1.234,5` and `1,234.5`; with the last mark used twice (`33,448.222.000`) a misprint."""
    last = max(token.rfind("."), token.rfind(","))
    mark = token[last]
    other = "," if mark == "." else "."
    if token.count(mark) > 1:
        return Figure(Decimal(token.replace(".", "").replace(",", "")), "misprint")
    whole, behind = token[:last], token[last + 1 :]
    grouped = bool(_THOUSANDS.fullmatch(whole))
    if len(behind) == 3 and grouped and whole.count(other) == 1:
        # `33,448.222`: both marks part threes, so one is a slip for the other.
        return Figure(Decimal(whole.replace(other, "") + behind), "misprint")
    value = Decimal(f"{whole.replace(other, '')}.{behind}")
    return Figure(value, ("vi" if mark == "," else "en") if grouped else "misprint")


def parse_number(text: str) -> Decimal | None:
    """The value of `text` where the whole of it is one number, else `None`.

    Figures (`10.040`, `83,74`, `1 200 000`), words (`hai mươi mốt nghìn`), and both with scale
    words (`1,2 triệu`, `87,9 nghìn tỷ`). A fraction is no number.
    """
    key = clean(text).key.strip()
    negative = False
    for sign in ("âm ", "trừ ", "-", "−", "–", "+"):
        if key.startswith(sign):
            negative = sign != "+"
            key = key[len(sign) :].strip()
            break
    value = _figures_with_scale(key)
    if value is None:
        value = read_words(key.replace("-", " ").split())
    if value is None:
        return None
    return -value if negative else value


def _figures_with_scale(key: str) -> Decimal | None:
    match = _SPACED.match(key) or _FIGURE.match(key)
    if match is None:
        return None
    token = match.group()
    rest = key[match.end() :]
    if " " in token:
        value = Decimal(token.replace(" ", "").replace(",", "."))
    else:
        value = read_figure(token).value
    if not rest:
        return value
    if rest in _LETTER_SCALE:
        return value * Decimal(10) ** _LETTER_SCALE[rest]
    return _scaled(value, rest.split())


def _scaled(value: Decimal, words: list[str]) -> Decimal | None:
    """`value` times the scale words, with a closing `rưỡi` or a smaller remainder."""
    power = 0
    while words and words[0] in SCALES:
        power += SCALES[words.pop(0)]
    scaled = value * Decimal(10) ** power
    if not words:
        return scaled if power else None
    if not power:
        return None
    if words == ["rưỡi"]:
        return scaled + Decimal(10) ** power / 2
    tail = _figures_with_scale(" ".join(words)) or read_words(words)
    return scaled + tail if tail is not None and tail < Decimal(10) ** power else None


def read_words(words: list[str]) -> Decimal | None:
    """The value of number words (keys, in order), or `None` where they are no number.

    The highest scale word splits the number: what stands before it is multiplied, what follows is
    added. After a hundred or more a lone digit counts the next lower place: `hai triệu rưỡi`,
    `một nghìn hai` (1,200), `hai trăm tư` (240).
    """
    if not words:
        return None
    if "phẩy" in words:
        return _decimal_words(words)
    return _whole_words(words)


def _decimal_words(words: list[str]) -> Decimal | None:
    at = words.index("phẩy")
    cut = at + 1
    while cut < len(words) and words[cut] not in _BIG:
        cut += 1
    whole, behind, scales = words[:at], words[at + 1 : cut], words[cut:]
    head = _whole_words(whole)
    if head is None or not behind or any(word not in SCALES for word in scales):
        return None
    digits = [DIGITS.get(word) for word in behind]
    if all(digit is not None and digit < 10 for digit in digits):
        tail = "".join(map(str, digits))
    else:
        number = _whole_words(behind)
        if number is None:
            return None
        tail = str(number)
    power = sum(SCALES[word] for word in scales)
    return Decimal(f"{head}.{tail}") * Decimal(10) ** power


def _whole_words(words: list[str]) -> Decimal | None:
    scales = [(SCALES[word], i) for i, word in enumerate(words) if word in SCALES]
    if not scales:
        if len(words) == 2 and words[0] == "mươi":  # `mươi lăm` for fifteen or so: no number
            return None
        return Decimal(DIGITS[words[0]]) if len(words) == 1 and words[0] in DIGITS else _teen(words)
    power, at = max(scales, key=lambda pair: (pair[0], pair[1]))
    before, after = words[:at], words[at + 1 :]
    factor = _whole_words(before) if before else (Decimal(1) if power >= 2 else None)
    if factor is None or (power == 1 and not (before and 1 <= factor <= 9)):
        return None
    unit = Decimal(10) ** power
    rest = _remainder(after, power)
    return None if rest is None or rest >= unit else factor * unit + rest


def _teen(words: list[str]) -> Decimal | None:
    if len(words) == 2 and words[0] == "mười" and 0 < DIGITS.get(words[1], 0) < 10:
        return Decimal(10 + DIGITS[words[1]])
    return None


def _remainder(words: list[str], power: int) -> Decimal | None:
    if not words:
        return Decimal(0)
    if words == ["rưỡi"]:
        return Decimal(10) ** power / 2
    if words[0] in ("lẻ", "linh"):
        lone = _whole_words(words[1:])
        return lone if power >= 2 and lone is not None and lone <= 10 else None
    if len(words) == 1 and words[0] in DIGITS and DIGITS[words[0]] < 10:
        step = 1 if power == 1 else Decimal(10) ** (power - 1)
        return DIGITS[words[0]] * Decimal(step)
    return _whole_words(words)
