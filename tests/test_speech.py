"""Percentages that are a way of speaking are no statements; like ones that count something are."""

from __future__ import annotations

import pytest

import extract


@pytest.mark.parametrize(
    "text",
    [
        "Anh em trong đội đều làm việc với 100% sức lực.",
        "“Tôi chắc chắn 100% là không có chuyện đó”, ông nói.",
        "Cô bảo bà con cứ yên tâm 100%, hàng về là phát ngay.",
        "Cầu thủ trẻ này hứa chơi với 120% khả năng.",
    ],
)
def test_a_figure_of_speech_is_no_record(text: str) -> None:
    assert extract.records(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "100% số hộ trong thôn có nước sạch.",
        "Nhà máy chạy 75% khả năng của dây chuyền.",
        "Xã đạt 100% kế hoạch thu ngân sách.",
    ],
)
def test_what_is_counted_stays(text: str) -> None:
    (record,) = extract.records(text)
    assert record.percentage is not None
