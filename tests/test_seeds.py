"""What a percentage is tied to."""

from __future__ import annotations

import pytest

import extract


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Xã Châu Bình có 1.020/1.200 hộ có nước sạch (đạt 85%).", "consistent"),
        ("Xã Châu Bình có 1.020/1.200 hộ có nước sạch (đạt 92%).", "contradiction"),
        ("Xã Châu Bình có 1.020/1.200 ha dừa hữu cơ (92%).", "contradiction"),
    ],
)
def test_a_bracket_says_the_same_again(text: str, verdict: str) -> None:
    (record,) = extract.records(text)
    assert record.audit.verdict == verdict


def test_a_share_of_the_plan_in_a_bracket_is_another_statement() -> None:
    assert len(extract.records("Xã có 1.020/1.200 hộ dùng nước sạch (đạt 92% kế hoạch).")) == 2


def test_a_bracket_that_says_something_else_is_another_statement() -> None:
    found = extract.records("Toàn huyện có 8/9 xã đạt chuẩn (tăng 12% so với năm 2020).")
    assert [record.kind for record in found] == ["proportion", "change"]


def test_a_signed_percentage_is_no_share_of_a_whole() -> None:
    text = (
        "Sản lượng cá cơm 6 tháng đạt 11.026 tấn, trong đó cảng Hòn Rớ 2.925 tấn (+3,2%), "
        "cảng Đá Bạc 3.201 tấn (+5,5%), cảng Vĩnh Lương 4.900 tấn (-4,2%)."
    )
    changes = [r for r in extract.records(text) if r.percentage is not None]
    assert [str(r.percentage.value) for r in changes if r.percentage] == ["3.2", "5.5", "4.2"]
    assert all(r.denominator is None for r in changes)
