"""The trail: every field of a record says how it was found and points at its evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import extract
from extract.schema import Record, TrailStep

ROOT = Path(__file__).resolve().parent.parent
CORPUS = sorted((ROOT / "corpus").glob("*.txt"))
FIELDS = ("percentage", "numerator", "denominator", "indicator", "place")

PAGE = """Thạc Gián đẩy mạnh thanh toán không tiền mặt
03/05/2024 08:15

Chủ tịch UBND phường Thạc Gián, quận Thanh Khê, TP Đà Nẵng cho hay tới hết tháng 4, 412/438 hộ \
kinh doanh trên địa bàn phường có tài khoản nhận tiền điện tử (đạt 94,06%).

Phường phấn đấu 100% hộ có mã QR. Trong năm 2023, tỷ lệ này là 61%.
"""


def steps(record: Record, field: str) -> list[TrailStep]:
    return [step for step in record.trail if step.field == field]


def words(record: Record, text: str, field: str) -> list[str]:
    return [text[slice(*step.span)] for step in steps(record, field) if step.span]


def hows(record: Record, field: str) -> list[tuple[str, str | None]]:
    return [(step.how, step.rule) for step in steps(record, field)]


@pytest.fixture(scope="module")
def found() -> list[Record]:
    records = extract.records(PAGE)
    assert [record.percentage and str(record.percentage.value) for record in records] == [
        "94.06", "100", "61",
    ]  # fmt: skip
    return records


def test_values_say_where_they_stand(found: list[Record]) -> None:
    first = found[0]
    assert words(first, PAGE, "percentage") == ["94,06%"]
    assert words(first, PAGE, "numerator") == ["412"]
    assert words(first, PAGE, "denominator") == ["438"]
    assert hows(first, "percentage") == [("same_clause", "percentage")]
    assert hows(first, "numerator") == [("same_sentence", "ratio")]


def test_a_month_leads_to_the_day_of_publication(found: list[Record]) -> None:
    assert words(found[0], PAGE, "date") == ["hết tháng 4", "03/05/2024"]
    assert hows(found[0], "date")[1] == ("dateline", "year:publication")


def test_a_day_of_publication_from_outside_is_a_default(found: list[Record]) -> None:
    text = PAGE.replace("03/05/2024 08:15\n", "")
    record = extract.records(text, published=date(2024, 5, 3))[0]
    step = steps(record, "date")[1]
    assert (step.how, step.rule, step.span) == ("default", "year:publication", None)


def test_a_year_is_lent_by_another_period() -> None:
    text = "Năm 2022, huyện Krông Pắc có 9% hộ nghèo. Đến tháng 6, 87% hộ dùng nước sạch."
    record = extract.records(text)[1]
    assert record.date is not None
    assert record.date.start == date(2022, 6, 1)
    assert words(record, text, "date") == ["tháng 6", "Năm 2022"]


def test_a_type_word_leads_to_the_name_it_recalls(found: list[Record]) -> None:
    assert words(found[1], PAGE, "place") == ["Phường", "phường Thạc Gián"]
    assert [rule for _, rule in hows(found[1], "place")] == ["recalled", "recalled_name"]


def test_an_indicator_taken_up_again_points_to_where_it_was_said(found: list[Record]) -> None:
    assert set(hows(found[2], "indicator")) == {("earlier_sentence", "carried")}
    assert words(found[2], PAGE, "indicator")[-1].endswith("QR")


def test_a_headline_is_told_from_the_text() -> None:
    text = (
        "Huyện Krông Pắc giảm nghèo bền vững\n05/06/2023 07:00\n\n"
        "Bà con đã đổi cách làm ăn, nhiều nhà khá lên. Đến cuối năm 2022, huyện có 214/250 hộ "
        "dùng nước sạch."
    )
    record = extract.records(text)[0]
    assert words(record, text, "place") == ["huyện", "Huyện Krông Pắc"]
    assert hows(record, "place")[1] == ("headline", "recalled_name")


def test_a_title_given_apart_says_where_its_span_points() -> None:
    title = "Huyện Krông Pắc giảm nghèo bền vững"
    record = extract.records("Năm 2022, hộ nghèo còn 9%.", title=title)[0]
    step = steps(record, "place")[0]
    assert (step.how, step.source) == ("headline", "title")
    assert step.span is not None
    assert title[slice(*step.span)] == "Huyện Krông Pắc"
    assert all("source" not in s for s in record.to_dict()["trail"] if s["field"] != "place")


@pytest.mark.parametrize("path", CORPUS[:12], ids=lambda path: path.stem)
def test_every_field_has_a_step_and_every_step_its_evidence(path: Path) -> None:
    text = path.read_text("utf-8")
    for record in extract.records(text):
        for field in FIELDS:
            assert bool(steps(record, field)) == (getattr(record, field) is not None), field
        assert record.date is None or steps(record, "date")
        for step in record.trail:
            assert step.rule
            assert (step.span is None) == (step.how == "default")
        if record.place and record.place.text:
            assert record.place.text in words(record, text, "place")
