"""`lần lượt`: each value of a row gets its own place or period."""

from __future__ import annotations

import pytest

import extract


def read(text: str) -> list[tuple[str, str, int | None]]:
    """The value, the most specific place and the year of each record."""
    return [
        (
            str(record.percentage.value) if record.percentage else "",
            record.place.name.partition(",")[0] if record.place else "",
            record.date.start.year if record.date and record.date.start else None,
        )
        for record in extract.records(text)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Tỷ lệ hộ nghèo của tỉnh Hà Giang các năm 2021, 2022 và 2023 lần lượt là 22,5%, 18,3% "
            "và 13,9%.",
            [("22.5", "tỉnh Hà Giang", 2021), ("18.3", "tỉnh Hà Giang", 2022),
             ("13.9", "tỉnh Hà Giang", 2023)],
        ),
        (
            "Các xã Đông Xá, Hạ Long và Bình Dân của huyện Vân Đồn có tỷ lệ hộ dùng nước sạch lần "
            "lượt đạt 80%, 85% và 90% trong năm 2022.",
            [("80", "xã Đông Xá", 2022), ("85", "xã Hạ Long", 2022), ("90", "xã Bình Dân", 2022)],
        ),
        (
            "Năm 2022, tỷ lệ hộ nghèo ở huyện Bắc Mê và huyện Vị Xuyên tương ứng là 35% và 19%.",
            [("35", "huyện Bắc Mê", 2022), ("19", "huyện Vị Xuyên", 2022)],
        ),
    ],
)  # fmt: skip
def test_a_row_of_values_is_handed_out(
    text: str, wanted: list[tuple[str, str, int | None]]
) -> None:
    assert read(text) == wanted


def test_rows_of_two_lengths_are_not_matched() -> None:
    text = "Năm 2022, các huyện Bắc Mê, Quang Bình và Vị Xuyên lần lượt tăng 35% và 19%."
    assert len({place for _, place, _ in read(text)}) == 1


def test_a_bracket_says_what_a_period_covers() -> None:
    text = (
        "Trong 6 tháng đầu năm 2017 (tính từ 16/12/2016 đến 15/6/2017), tỉnh Phú Yên xảy ra 84 vụ "
        "tai nạn giao thông, giảm 12%.\nRiêng đường bộ, 6 tháng đầu năm số người bị thương giảm "
        "15% so với cùng kỳ năm trước."
    )
    days = {(r.date.start.isoformat(), r.date.end.isoformat()) for r in extract.records(text)
            if r.date and r.date.start and r.date.end}  # fmt: skip
    assert days == {("2016-12-16", "2017-06-15")}
