"""The scorer against cases worked out by hand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from extract.evaluation.causes import CAUSES, causes
from extract.evaluation.labels import Statement, from_record
from extract.evaluation.score import (
    FIELDS,
    Counts,
    Score,
    count,
    pair,
    same_place,
    score_documents,
    token_f1,
)

YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def said(at: int = 0, **changes: object) -> Statement:
    """A plain statement whose value stands at `at`."""
    plain = Statement(
        doc="a",
        spans=((at, at + 3),),
        kind="proportion",
        numerator=None,
        denominator=None,
        percentage=Decimal(80),
        upper=None,
        unit="percent",
        bound="exact",
        direction=None,
        status="observed",
        place="huyện Tiên Yên, tỉnh Quảng Ninh",
        indicator="hộ có điện",
        date=YEAR,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def rise(at: int = 0, **changes: object) -> Statement:
    """A plain change."""
    return said(
        at, **{"kind": "change", "direction": "up", "indicator": "thu ngân sách", **changes}
    )


def ratio(at: int = 0, part: int = 9, whole: int = 12, **changes: object) -> Statement:
    """A plain n/d."""
    n, d = Decimal(part), Decimal(whole)
    return said(at, percentage=None, unit=None, numerator=n, denominator=d, **changes)


@dataclass(frozen=True)
class Case:
    """Statements of both sides, and what a hand counts in them."""

    gold: list[Statement]
    predicted: list[Statement]
    found: int
    right: int
    wrong: str = ""
    """The fields that are not right in the pairs."""
    causes: str = ""
    """The causes of all pairs in order."""


CASES = {
    "all right": Case([said()], [said()], 1, 1),
    "nothing on either side": Case([], [], 0, 0),
    "missed": Case([said()], [], 0, 0, causes="missed"),
    "spurious": Case([], [said()], 0, 0, causes="spurious"),
    "one of three predicted twice over": Case(
        [said()], [said(), said(), said()], 1, 1, causes="spurious spurious"
    ),
    "the second finds no partner": Case([said(), said()], [said()], 1, 1, causes="missed"),
    "value elsewhere in the text": Case(
        [said(0)], [said(50)], 0, 0, causes="missed spurious"
    ),
    "spans that touch do not overlap": Case(
        [said(0)], [said(3)], 0, 0, causes="missed spurious"
    ),
    "spans that overlap by one": Case([said(0)], [said(2)], 1, 1),
    "the numerator's span is enough": Case(
        [said(40)], [said(spans=((0, 3), (41, 42)))], 1, 1
    ),
    "wrong percentage": Case(
        [said()], [said(percentage=Decimal("8.0"))], 1, 0, "values", "value"
    ),
    "zeros behind the mark say nothing": Case([said()], [said(percentage=Decimal("80.0"))], 1, 1),
    "end of a range left out": Case(
        [said(upper=Decimal(90))], [said()], 1, 0, "values", "value"
    ),
    "points for per cent": Case(
        [rise(unit="percentage_point")], [rise()], 1, 0, "values", "value"
    ),
    "denominator made up": Case(
        [said()], [said(denominator=Decimal(7))], 1, 0, "values", "value"
    ),
    "swapped": Case([ratio()], [ratio(part=12, whole=9)], 1, 0, "values", "swapped"),
    "all of all cannot be swapped": Case(
        [ratio(part=9, whole=9)], [ratio(part=9, whole=8)], 1, 0, "values", "value"
    ),
    "place missing": Case([said()], [said(place=None)], 1, 0, "place", "place"),
    "place of no area": Case(
        [said(place=None)], [said(place="Việt Nam")], 1, 0, "place", "place"
    ),
    "province for district": Case(
        [said()], [said(place="tỉnh Quảng Ninh")], 1, 0, "place", "place"
    ),
    "district without its province": Case([said()], [said(place="Tiên Yên")], 1, 1),
    "same name in another province": Case(
        [said()], [said(place="huyện Tiên Yên, tỉnh Lạng Sơn")], 1, 0, "place", "place"
    ),
    "period missing": Case([said()], [said(date=None)], 1, 0, "date", "period"),
    "one day off": Case(
        [said()], [said(date=(YEAR[0], date(2023, 12, 30)))], 1, 0, "date", "period"
    ),
    "both without a period": Case([said(date=None)], [said(date=None)], 1, 1),
    "indicator exactly at the limit": Case(
        [said(indicator="một hai ba")], [said(indicator="một hai ba bốn năm sáu bảy")], 1, 1
    ),
    "indicator just under the limit": Case(
        [said(indicator="một hai ba")],
        [said(indicator="một hai ba bốn năm sáu bảy tám")],
        1, 0, "indicator", "long",
    ),
    "indicator too short": Case(
        [said(indicator="một hai ba bốn năm sáu")], [said(indicator="một hai")],
        1, 0, "indicator", "short",
    ),
    "indicator of a neighbour": Case(
        [said(0), said(9, indicator="trẻ được tiêm vắc xin")],
        [said(0, indicator="trẻ được tiêm vắc xin"), said(9, indicator="trẻ được tiêm vắc xin")],
        2, 1, "indicator", "neighbour",
    ),
    "indicator of nothing": Case(
        [said()], [said(indicator="")], 1, 0, "indicator", "indicator"
    ),
    "target taken for result": Case(
        [said(status="target")], [said()], 1, 0, "status", "target"
    ),
    "result taken for target": Case(
        [said()], [said(status="target")], 1, 0, "status", "result"
    ),
    "bound missing": Case([said(bound="at_least")], [said()], 1, 0, "bound", "bound"),
    "fall for rise": Case(
        [rise()], [rise(direction="down")], 1, 0, "direction", "direction"
    ),
    "change for proportion costs kind and direction, one cause": Case(
        [said()], [said(kind="change", direction="up")], 1, 0, "kind direction", "kind"
    ),
    "rate for proportion": Case([said()], [said(kind="rate")], 1, 0, "kind", "kind"),
    "everything wrong but the anchor": Case(
        [said()],
        [said(kind="change", direction="up", percentage=Decimal(8), place=None, date=None,
              indicator="x", status="target", bound="about")],
        1, 0, "values place date indicator kind status bound direction",
        "value place period result kind bound indicator",
    ),
    "the better of two is taken": Case(
        [said()], [said(place=None), said()], 1, 1, causes="spurious"
    ),
    "first come first served, in the order of the text": Case(
        # The first label overlaps both and takes the one that fits; the second gets the rest.
        [said(2, spans=((2, 6),), percentage=Decimal(5)), said(0, spans=((0, 3),))],
        [said(0, spans=((0, 4),)), said(4, percentage=Decimal(5))],
        2, 2,
    ),
    "a title's record is not in the text": Case(
        [said()], [said(part="title")], 0, 0, causes="missed spurious"
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_counts_as_by_hand(case: Case) -> None:
    pairs = pair(case.gold, case.predicted)
    score = count(pairs)
    assert score.detection == Counts(case.found, len(case.predicted), len(case.gold))
    assert score.record == Counts(case.right, len(case.predicted), len(case.gold))
    for name in FIELDS:
        lost = sum(p.gold is not None and p.predicted is not None and name not in p.right
                   for p in pairs)  # fmt: skip
        assert (lost > 0) == (name in case.wrong.split()), name
        assert score.fields[name].right == case.found - lost


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_causes_as_by_hand(case: Case) -> None:
    pairs = [p for p in pair(case.gold, case.predicted) if not p.record_right]
    found = [cause for one in pairs for cause in causes(one, case.gold)]
    wanted = case.causes.split()
    assert sorted(found) == sorted(wanted)
    assert set(found) <= set(CAUSES)


def test_every_cause_has_a_case() -> None:
    assert {cause for case in CASES.values() for cause in case.causes.split()} == set(CAUSES)


def test_lopsided_counts() -> None:
    # 1 right of 2 predicted and 10 gold: P 1/2, R 1/10, F1 2/12. Then the other way round.
    few = Counts(1, 2, 10)
    assert (few.precision, few.recall, few.f1) == (0.5, 0.1, pytest.approx(1 / 6))
    many = Counts(1, 10, 2)
    assert (many.precision, many.recall, many.f1) == (0.1, 0.5, pytest.approx(1 / 6))


def test_nothing_to_count() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (0, 0, 0)
    assert Counts(0, 5, 0).f1 == 0


def test_documents_do_not_mix() -> None:
    # a: 1 gold, 1 right. b: 3 gold, 1 wrong prediction at a's place. Sum: 1 of 2 and 4.
    gold = [said(), *(replace(said(at), doc="b") for at in (0, 10, 20))]
    predicted = [said(), replace(said(0, place=None), doc="b")]
    by_doc = score_documents(gold, predicted)
    total = sum((count(pairs) for pairs in by_doc.values()), Score())
    assert total.record == Counts(1, 2, 4)
    assert total.detection == Counts(2, 2, 4)
    assert total.record.f1 == pytest.approx(2 / 6)
    # The sum is of counts: the mean of the documents' F1 (1 and 0) would be 1/2.


def test_a_document_that_only_one_side_names() -> None:
    by_doc = score_documents([said()], [replace(said(), doc="b")])
    assert count(by_doc["a"]).record == Counts(0, 0, 1)
    assert count(by_doc["b"]).record == Counts(0, 1, 0)


def test_the_indicators_mean_is_over_the_pairs() -> None:
    gold = [said(0, indicator="một hai"), said(9, indicator="ba bốn"), said(20)]
    predicted = [said(0, indicator="một hai"), said(9, indicator="ba")]
    # 1 and 2*1/(2+1), over two pairs; the missed one has no indicator to judge.
    assert count(pair(gold, predicted)).indicator_mean == pytest.approx((1 + 2 / 3) / 2)


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [
        ("hộ nghèo", "hộ nghèo", 1),
        ("Hộ Nghèo", "hộ, nghèo", 1),
        ("hộ nghèo", "nghèo hộ", 1),
        ("hộ hộ", "hộ", 2 / 3),
        ("hộ", "trẻ", 0),
        ("", "hộ", 0),
        ("", "", 1),
    ],
)
def test_token_f1(one: str, other: str, f1: float) -> None:
    assert token_f1(one, other) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Mỹ", "Hoa Kỳ", True),
        ("TP.HCM", "thành phố Hồ Chí Minh", True),
        ("ĐBSCL", "vùng Đồng bằng sông Cửu Long", True),
        ("huyện Đầm Hà", "Đầm Hà", True),
        (None, None, True),
        (None, "Việt Nam", False),
        ("Lào Cai", "Lai Châu", False),
    ],
)
def test_same_place(one: str | None, other: str | None, same: bool) -> None:
    assert same_place(one, other) is same
    assert same_place(other, one) is same


def test_a_day_that_is_only_the_publications_is_none() -> None:
    record = {
        "doc_id": "a", "kind": "proportion", "place": None, "indicator": None,
        "numerator": None, "denominator": None,
        "percentage": {"value": Decimal("83.74"), "upper": None, "unit": "percent", "span": [4, 9]},
        "bound": "exact", "direction": None, "status": "observed",
        "date": {"start": "2024-01-02", "end": "2024-01-02", "basis": "publication"},
    }  # fmt: skip
    statement = from_record(record)
    assert statement.date is None
    assert statement.spans == ((4, 9),)
    assert statement.percentage == Decimal("83.74")
    stated = from_record({**record, "date": {**record["date"], "basis": "stated"}})  # type: ignore[dict-item]
    assert stated.date == (date(2024, 1, 2), date(2024, 1, 2))
