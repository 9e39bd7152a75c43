"""Which year an article speaks of where it was printed without a day."""

from __future__ import annotations

from datetime import date

import pytest

from extract import records
from extract.annotate import annotate
from extract.link.dates import date_choices, timeline
from extract.link.seeds import find_seeds
from extract.text import clean


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        (
            "Khách qua sân bay Cát Bi\nTrong tháng 5, lượng khách qua sân bay Cát Bi chỉ tăng 3,7% "
            "so với cùng kỳ năm 2022.",
            date(2023, 5, 1), date(2023, 5, 31),
        ),
        (
            "Thu ngân sách tỉnh Lào Cai\n5 tháng đầu năm, thu ngân sách tỉnh Lào Cai đạt 3.200 tỷ "
            "đồng, tăng 12,4% so với cùng kỳ năm 2018.",
            date(2019, 1, 1), date(2019, 5, 31),
        ),
    ],
)  # fmt: skip
def test_the_year_after_the_one_compared_with(text: str, first: date, last: date) -> None:
    (record,) = records(text)
    assert record.date is not None
    assert (record.date.start, record.date.end) == (first, last)


def test_same_period_is_never_that_of_another_same_period() -> None:
    article = annotate(
        clean(
            "6 tháng đầu năm 2023, giá trị sản xuất tăng 5,2% (cùng kỳ năm trước tăng 4,1%), trong "
            "đó chăn nuôi tăng 3,3% (cùng kỳ năm trước giảm 1,2%)."
        )
    )
    line = timeline(article)
    last = find_seeds(article)[-1]
    offered = {
        choice.period.start
        for choice in date_choices(article, line, last)
        if choice.period is not None and choice.source == "current"
    }
    assert offered == {date(2022, 1, 1)}


def test_ways_that_come_to_one_year_are_told_together() -> None:
    article = annotate(
        clean("Ngày 5/3/2021, xã họp dân. Tháng 2, tỷ lệ hộ nghèo giảm 2% so với tháng 2/2020.")
    )
    line = timeline(article)
    (seed,) = find_seeds(article)
    (choice,) = [
        choice
        for choice in date_choices(article, line, seed)
        if choice.period is not None and choice.period.start == date(2021, 2, 1)
    ]
    assert {choice.source, *choice.also} >= {"based", "latest", "day"}


def test_each_sentence_has_its_own_year_compared_with() -> None:
    article = annotate(
        clean(
            "Quý I, sản lượng tăng 4% so với cùng kỳ năm 2020. Quý II, sản lượng tăng 6% so với "
            "cùng kỳ năm 2021. Quý III chưa có số liệu."
        )
    )
    line = timeline(article)
    told = {article.text.clean[m.start : m.end]: line.beside[i]
            for i, m in enumerate(article.periods)}  # fmt: skip
    assert (told["Quý I"], told["Quý II"], told["Quý III"]) == (2021, 2022, None)
    first = date_choices(article, line, find_seeds(article)[0])
    quarters = [choice for choice in first if choice.mention == 0]
    assert quarters[0].source == "beside"
    assert quarters[0].period is not None
    assert quarters[0].period.start == date(2021, 1, 1)


def test_the_year_of_a_base_is_not_the_year_of_the_news() -> None:
    article = annotate(clean("Ngày 12/6, xã họp. Tỷ lệ hộ nghèo giảm 2% so với cùng kỳ năm 2023."))
    assert timeline(article).day == date(2024, 6, 12)
