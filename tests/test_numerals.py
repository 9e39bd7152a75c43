"""Single numbers: the table of texts, how figures are read, and what keeps values exact."""

from __future__ import annotations

import time
import unicodedata
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numerals import (
    DIGITS,
    LONGEST_FIGURE,
    SCALES,
    added,
    parse_number,
    plain,
    read_figure,
    read_words,
    scaled,
)
from extract.tables import read_table

KNOWN_FAULT = "known-fault"
ROWS = read_table("extract", "numerals.tsv")[1:]
SECONDS_PER_MEGABYTE = 10.0


def _marks(note: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True)] if note == KNOWN_FAULT else []


def _text(cell: str) -> str:
    return cell.replace("\\u00a0", "\u00a0").replace("\\u202f", "\u202f")


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(*row[:2], marks=_marks(row[2]), id=row[0]) for row in ROWS],
)
def test_number(text: str, expected: str) -> None:
    value = parse_number(_text(text))
    assert ("" if value is None else str(value)) == expected


def test_table_is_large_and_without_repeats() -> None:
    assert len(ROWS) >= 250
    assert len({row[0] for row in ROWS}) == len(ROWS)
    assert all(len(row) == 3 for row in ROWS)


def test_nothing_is_no_number() -> None:
    assert parse_number("") is None
    assert parse_number("  \n") is None


@pytest.mark.parametrize(
    ("token", "value", "style"),
    [
        ("12", "12", "plain"),
        ("05", "5", "plain"),
        ("10.040", "10040", "vi"),
        ("83,74", "83.74", "vi"),
        ("1.234,5", "1234.5", "vi"),
        ("1.234,567", "1234.567", "vi"),
        ("83.74", "83.74", "en"),
        ("1,234.5", "1234.5", "en"),
        ("1,234,567", "1234567", "en"),
        ("33,448.222.000", "33448222000", "misprint"),
        ("33,448.222", "33448222", "misprint"),
        ("6.2203,19", "62203.19", "misprint"),
        ("1.2345.678", "12345678", "misprint"),
    ],
)
def test_figure_and_its_style(token: str, value: str, style: str) -> None:
    figure = read_figure(token)
    assert (str(figure.value), figure.style) == (value, style)


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("32.750", "32.75"),
        ("1.234", "1.234"),
        ("1.500", "1500"),
        ("1.000", "1000"),
        ("12,345", "12.345"),
        ("0.125", "0.125"),
        ("99.60", "99.6"),
    ],
)
def test_figure_before_a_percent_sign(token: str, value: str) -> None:
    assert str(read_figure(token, percent=True).value) == value


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("10,381", "10381"),
        ("0,381", "0.381"),
        ("10,38", "10.38"),
        ("10.381", "10381"),
        ("1.234,567", "1234567"),
    ],
)
def test_figure_that_counts_things(token: str, value: str) -> None:
    assert str(read_figure(token, counted=True).value) == value


def test_values_have_no_exponent_and_no_trailing_zeros() -> None:
    assert str(plain(Decimal("1.2E+6"))) == "1200000"
    assert str(plain(Decimal("-0.00"))) == "0"
    assert str(plain(Decimal("100"))) == "100"
    assert str(scaled(Decimal("1.2"), 6)) == "1200000"
    assert str(scaled(Decimal("0.05"), 1)) == "0.5"


def test_long_numbers_stay_exact() -> None:
    digits = "123456789" * 6
    assert parse_number(digits) == Decimal(digits)
    assert str(scaled(Decimal(digits), 9)) == digits + "000000000"
    assert added(Decimal(digits), Decimal(1)) == Decimal(int(digits) + 1)
    assert parse_number(f"{digits} tỷ") == Decimal(digits + "000000000")


def test_a_row_of_digits_is_a_code() -> None:
    assert parse_number("1" * LONGEST_FIGURE) is not None
    assert parse_number("1" * (LONGEST_FIGURE + 1)) is None


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_any_unicode_form(form: Literal["NFC", "NFD"]) -> None:
    assert parse_number(unicodedata.normalize(form, "hai mươi mốt nghìn")) == 21000


def _said(number: int) -> str:
    """`number` below a million in words, the long way."""
    if number >= 1000:
        head, rest = divmod(number, 1000)
        tail = f" {_hundreds(rest, full=True)}" if rest else ""
        return f"{_hundreds(head, full=False)} nghìn{tail}"
    return _hundreds(number, full=False)


def _hundreds(number: int, *, full: bool) -> str:
    names = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
    hundred, rest = divmod(number, 100)
    ten, unit = divmod(rest, 10)
    words = [f"{names[hundred]} trăm"] if hundred or full else []
    if ten == 0 and unit and words:
        words.append("linh")
    if ten == 1:
        words.append("mười")
    elif ten:
        words.append(f"{names[ten]} mươi")
    if unit == 5 and ten:
        words.append("lăm")
    elif unit == 1 and ten > 1:
        words.append("mốt")
    elif unit or not words:
        words.append(names[unit])
    return " ".join(words)


@given(st.integers(min_value=0, max_value=999_999))
def test_every_number_below_a_million_in_words(number: int) -> None:
    assert parse_number(_said(number)) == number


@given(st.integers(min_value=0, max_value=10**15))
def test_grouped_figures(number: int) -> None:
    assert parse_number(f"{number:,}".replace(",", ".")) == number
    assert parse_number(f"{number:,}".replace(",", " ")) == number


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_decimals(value: Decimal) -> None:
    assert parse_number(str(value).replace(".", ",")) == value


@given(st.lists(st.sampled_from([*DIGITS, *SCALES, "lẻ", "linh", "rưỡi", "phẩy", "nửa"])))
def test_any_row_of_number_words_is_a_plain_number_or_none(words: list[str]) -> None:
    value = read_words(words)
    assert value is None or (value >= 0 and value == plain(value) and "E" not in str(value))


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_none(text: str) -> None:
    value = parse_number(text)
    assert value is None or isinstance(value, Decimal)


@pytest.mark.parametrize(
    "text",
    ["1" * 10**6, "1." * (10**6 // 2), "một " * 250_000, "1 " * 500_000, "tỷ " * 330_000,
     "-" * 10**6, "hai phẩy " * 110_000],
    ids=["digits", "marks", "words", "spaced", "scales", "signs", "decimals"],
)  # fmt: skip
def test_a_megabyte_takes_seconds(text: str) -> None:
    begun = time.perf_counter()
    assert parse_number(text) is None
    assert time.perf_counter() - begun < SECONDS_PER_MEGABYTE
