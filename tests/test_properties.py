"""What holds for any text: no crash, spans inside the text, the same twice.

`benchmarks/fuzz.py` asks the same of a million mutated articles.
"""

from __future__ import annotations

import sys

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(ROOT / "benchmarks"))
import fuzz

# Pieces that mean something to one part or another, in any order, with and without blanks.
PIECES = [
    "12,5%", "1.234", "356/364", "60-70%", "‰", "điểm %", "một phần ba", "hai mươi lăm", "triệu",
    "tỷ đồng", "hộ", "người", "ngày 31/2", "ngày 10/10", "tháng 13", "quý IV", "năm 2023", "từ",
    "năm nay", "Tết Giáp Thìn", "đến", "giai đoạn", "2021-2025", "xã", "huyện", "Vân Đồn", "TP.HCM",
    "tỉnh Quảng Ninh", "cả nước", "trong đó", "trong tổng số", "đạt", "tăng", "giảm", ",", ";", ".",
    "so với cùng kỳ", "(", ")", ":", "\n", "- ", "\u0301", "\u200b", "\u00a0", "\r\n", "\u2028",
    "…", "0", "9" * 40,
]  # fmt: skip
TEXTS = st.builds(
    lambda joint, pieces: joint.join(pieces),
    st.sampled_from(["", " "]),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=25),
)


@pytest.mark.parametrize("name", [name for name in fuzz.TARGETS if name != "flow"])
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_any_text_through_a_part(name: str, text: str) -> None:
    check = fuzz.TARGETS[name].check
    assert check(text) == check(text)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_any_text_through_the_whole_flow(text: str) -> None:
    check = fuzz.TARGETS["flow"].check
    assert check(text) == check(text)


def test_mutated_articles_through_everything() -> None:
    mutator = fuzz.Mutator(fuzz.texts()[:20], seed=3)
    for target in fuzz.TARGETS.values():
        for _ in range(5):
            text = target.feed(mutator)
            assert target.check(text) == target.check(text), repr(text)
