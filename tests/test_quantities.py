"""Quantities in text: the table of sentences, their order and spans, and the time they take."""

from __future__ import annotations

import json
import os
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.find.quantities import Amount, Percentage, Quantity, Ratio, find_quantities
from extract.tables import read_table
from extract.text import clean, fold

KNOWN_FAULT = "known-fault"
ROWS = [[*row, "", ""][:3] for row in read_table("extract.find", "quantities.tsv")[1:]]
ARTICLES = Path(__file__).parents[2] / "shared" / "dev" / "articles.jsonl"
UNIT = {"percent": "%", "percentage_point": "pp", "permille": "‰"}
MEGABYTE = 1_000_000
SECONDS_PER_MEGABYTE = 30.0
MILLISECONDS_PER_ARTICLE = 6.0
"""Ten times what an article of 4 kB takes on a slow day."""


def _marks(note: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True)] if note == KNOWN_FAULT else []


def _range(quantity: Percentage | Amount) -> str:
    return f"{quantity.value}" + ("" if quantity.upper is None else f"..{quantity.upper}")


def _notation(quantity: Quantity) -> str:
    """A quantity as `quantities.tsv` writes it; see there."""
    if isinstance(quantity, Percentage):
        shared = " shared" if quantity.shared else ""
        return f"{quantity.prefix}{_range(quantity)}{UNIT[quantity.unit]}{shared}"
    if isinstance(quantity, Ratio):
        words = " words" if quantity.words else ""
        return f"{quantity.numerator}:{quantity.denominator}{words}"
    return f"{_range(quantity)} {quantity.unit}".rstrip()


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [pytest.param(*row[:2], marks=_marks(row[2]), id=row[0][:40]) for row in ROWS],
)
def test_in_text(sentence: str, expected: str) -> None:
    text = clean(sentence.replace("\\n", "\n"))
    found = find_quantities(text.key)
    seen = [f"{text.clean[q.start : q.end]}={_notation(q)}" for q in found]
    assert "; ".join(seen) == expected


def test_table_is_large_and_without_repeats() -> None:
    assert len(ROWS) >= 150
    assert len({row[0] for row in ROWS}) == len(ROWS)


def _check_spans(key: str) -> None:
    found = find_quantities(key)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for quantity in found:
        assert 0 <= quantity.start < quantity.end <= len(key)
        if isinstance(quantity, Ratio):
            for start, end in (quantity.numerator_span, quantity.denominator_span):
                assert quantity.start <= start < end <= quantity.end
        elif isinstance(quantity, Amount):
            assert quantity.end <= quantity.unit_end
            assert key[: quantity.unit_end].endswith(quantity.unit)


def test_spans_lie_in_the_text_in_order_and_apart() -> None:
    for row in ROWS:
        _check_spans(fold(row[0]))


def test_spans_of_the_parts_of_a_ratio() -> None:
    key = "có 9.489/12.002 hộ"
    (ratio,) = find_quantities(key)
    assert isinstance(ratio, Ratio)
    assert key[slice(*ratio.numerator_span)] == "9.489"
    assert key[slice(*ratio.denominator_span)] == "12.002"
    (ratio,) = find_quantities("hai phần ba số hộ")
    assert isinstance(ratio, Ratio)
    assert (ratio.numerator_span, ratio.denominator_span) == ((0, 3), (9, 11))


PIECES = [
    *"0 5 12 1.234 83,74 2015 % ‰ / - – ( ) , . ; và đến từ lên ½ + ± >".split(),
    *"một hai ba năm mười phần trăm tư nửa số thì cứ trong nghìn triệu tỷ rưỡi điểm".split(),
    *"hộ xã đồng lần lượt tăng giảm m2 km QĐ".split(),
    " ",
    "\n",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["", " "]))
def test_any_row_of_pieces(pieces: list[str], blank: str) -> None:
    _check_spans(fold(blank.join(pieces)))


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    _check_spans(clean(text).key)


ADVERSARIAL = [
    "1", "/", "%", "(", "1/", "5%", "5% - ", "[5%", "1.", "1,", "1 ", "123 ", "1, ", "1 và ",
    "1 - ", "1 đến ", "5\n\n\n\n", "phần ", "một phần ", "nửa ", "một thì ", "hai trong ba ", "tỷ ",
    "1 tỷ ", "999 nghìn ", "a1", "lần lượt 1-2% ", "cứ mười a thì hai ", "-", "½", "điểm % ",
    "một nửa năm ", "từ 1 lên ", "- ", "hai mươi ",
]  # fmt: skip


@pytest.mark.parametrize("piece", ADVERSARIAL)
def test_time_grows_with_length(piece: str) -> None:
    """A tenth of a megabyte of anything: what grew with its square would take minutes."""
    repeated = piece * (MEGABYTE // 10 // len(piece))
    for text in (repeated, f"1{repeated}5%"):
        assert _seconds(text) < SECONDS_PER_MEGABYTE / 10


@pytest.mark.parametrize("piece", ["1", "1/", "5%", "(", " "])
def test_a_megabyte_takes_seconds(piece: str) -> None:
    assert _seconds(f"1{piece * (MEGABYTE // len(piece))}5%") < SECONDS_PER_MEGABYTE


def _seconds(text: str) -> float:
    begun = time.perf_counter()
    find_quantities(text)
    return time.perf_counter() - begun


def test_speed_and_spans_on_articles() -> None:
    if not ARTICLES.exists():
        assert not os.environ.get("CI"), f"{ARTICLES} is missing"
        pytest.skip("the shared articles are not here")
    lines = ARTICLES.read_text("utf-8").splitlines()
    keys = [clean(json.loads(line)["text"]).key for line in lines]
    begun = time.perf_counter()
    for key in keys:
        find_quantities(key)
    size = sum(len(key.encode()) for key in keys) / 4096
    assert (time.perf_counter() - begun) * 1000 / size < MILLISECONDS_PER_ARTICLE
    for key in keys:
        _check_spans(key)
