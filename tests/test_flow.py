"""The whole way of an article: what comes out of the public calls, and where it points."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import extract
from extract.flow import open_page
from extract.numerals import read_figure
from extract.schema import Record

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "Huyện Cô Tô đã lắp đồng hồ nước cho 356/364 hộ trên đảo, đạt 97% trong quý I/2024."
ARTICLE = (
    "Huyện Vân Đồn đẩy mạnh chuyển đổi số\n"
    "Quý I/2024, huyện Vân Đồn tiếp nhận 3.120 hồ sơ. Trong đó, hồ sơ trực tuyến là 2.340 hồ sơ.\n"
    "Tỷ lệ hộ nghèo giảm 1,2 điểm phần trăm so với cùng kỳ năm trước; 8/9 xã đạt chuẩn.\n"
    "Huyện phấn đấu đến năm 2025 có trên 95% hộ dân dùng nước sạch."
)


def values(record: Record) -> tuple[Decimal | None, ...]:
    parts = (record.numerator, record.denominator, record.percentage)
    return tuple(part.value if part else None for part in parts)


def test_the_example_of_the_contract() -> None:
    (record,) = extract.records(EXAMPLE, doc_id="example")
    assert values(record) == (356, 364, 97)
    assert record.doc_id == "example"
    assert record.kind == "proportion"
    assert record.place is not None
    assert record.place.name == "huyện Cô Tô, tỉnh Quảng Ninh"
    assert (record.place.code, record.place.level) == ("207", "district")
    assert record.date is not None
    assert (record.date.start, record.date.end) == (date(2024, 1, 1), date(2024, 3, 31))
    assert record.date.basis == "stated"
    assert record.audit.verdict == "truncated"
    assert record.audit.computed == Decimal("97.80")
    assert record.evidence.text == EXAMPLE


def test_part_and_whole_in_two_sentences() -> None:
    found = {values(record) for record in extract.records(ARTICLE)}
    assert (2340, 3120, None) in found
    assert (8, 9, None) in found


def test_a_change_in_points_has_a_direction() -> None:
    (record,) = [r for r in extract.records(ARTICLE) if r.kind == "change"]
    assert record.direction == "down"
    assert record.percentage is not None
    assert record.percentage.unit == "percentage_point"


def test_a_goal_is_a_target() -> None:
    (record,) = [r for r in extract.records(ARTICLE) if values(r)[2] == 95]
    assert record.status == "target"
    assert record.bound == "at_least"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "Kế hoạch số 31-KH/HU ngày 12/11/2020 của huyện ủy.",
        "Đường dây nóng trực 24/7, điện thoại 0203.3838.",
        "Dịch vụ công mức độ 3, 4; tỉnh đứng thứ 17/112.",
        "Thu nhập 75 triệu đồng/người/năm.",
        "Ngày 10/10 là Ngày Chuyển đổi số quốc gia.",
    ],
)
def test_no_record(text: str) -> None:
    assert extract.records(text) == []


def test_a_title_given_apart_is_context_and_may_hold_records() -> None:
    found = extract.records(
        "Toàn huyện hiện có 1.200/1.500 hộ dùng nước sạch.",
        title="Huyện Đầm Hà: 95% trẻ em được tiêm chủng",
    )
    title, body = found
    assert title.field == "title"
    assert title.percentage is not None
    assert title.percentage.span == (14, 17)
    assert body.field is None
    assert body.place is not None
    assert body.place.name == "huyện Đầm Hà, tỉnh Quảng Ninh"


def test_teasers_and_menus_give_no_records() -> None:
    text = (
        "{title}\nĐến nay, huyện Đầm Hà đã có 12/12 xã đạt chuẩn nông thôn mới, nhiều tuyến đường "
        "được mở rộng, trường lớp khang trang, đời sống bà con khá lên từng ngày.\n"
        "Toàn huyện có 1.200/1.500 hộ dùng nước sạch, đạt 80%, phần còn lại nằm ở các thôn xa, nơi "
        "đường ống chưa kéo tới và bà con vẫn dùng nước suối.\nThu Hạ\n"
        "QTO - Sau hơn một năm, 77% học sinh dùng học bạ số trên địa bàn tỉnh...\n"
        "QTO - Với vai trò cầu nối, hội nông dân đã giúp 66% hội viên tiếp cận công nghệ...\n"
        "QTO - Tăng cường chuyển giao công nghệ, 55% cơ sở đã đổi mới quy trình...\n"
    )
    assert {values(r)[2] for r in extract.records(text)} == {None, 80}


def test_counts_only_when_asked() -> None:
    from extract import flow  # noqa: PLC0415

    text = "Toàn huyện có 249 tổ công nghệ số cộng đồng."
    assert flow.extract(text) == []
    counts = [r for r in flow.extract(text, counts=True) if r.kind == "count"]
    assert [values(r)[0] for r in counts] == [249]


# --- spans ----------------------------------------------------------------------------------------


def says_what_it_holds(record: Record, text: str) -> None:
    """The characters under each value span are the value's own figures."""
    for part in (record.numerator, record.denominator, record.percentage):
        if part is None:
            continue
        written = unicodedata.normalize("NFKC", text[slice(*part.span)])
        digits = "".join(c for c in written if c.isdigit())
        if not digits:
            continue  # in words
        shown = format(part.value, "f").replace(".", "").rstrip("0").lstrip("0")
        assert shown[:3].rstrip("0") in digits.lstrip("0") or shown in digits, (written, part.value)
    start, end = record.evidence.span
    assert text[start:end] == record.evidence.text
    if record.place and record.place.span:
        assert text[slice(*record.place.span)].strip()


def corpus_texts() -> list[Path]:
    return sorted((ROOT / "corpus").glob("*.txt"))


@pytest.mark.parametrize("path", corpus_texts(), ids=lambda path: path.stem)
def test_spans_of_the_corpus(path: Path) -> None:
    text = path.read_text("utf-8")
    found = extract.records(text)
    assert found
    for record in found:
        says_what_it_holds(record, text)


def test_spans_of_the_shared_articles(shared: Path) -> None:
    texts = [
        path.read_bytes().decode("utf-8") for path in sorted((shared / "corpus").glob("*.txt"))
    ]
    with (shared / "dev" / "articles.jsonl").open(encoding="utf-8") as lines:
        texts += [json.loads(line)["text"] for line in lines]
    for text in texts:
        for record in extract.records(text):
            says_what_it_holds(record, text)


NOISE = ["\u00a0", "\u200b", "\u00ad", "\u200d", "\ufeff"]


def noisy(text: str, rng: random.Random) -> str:
    """`text` decomposed, with blanks turned to no-break ones and invisible marks strewn in."""
    out = []
    for char in unicodedata.normalize("NFD", text):
        out.append("\u00a0" if char == " " and rng.random() < 0.5 else char)
        if rng.random() < 0.05:
            out.append(rng.choice(NOISE[1:]))
    return "".join(out)


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_noise_changes_no_value_and_no_span_is_lost(seed: int) -> None:
    text = noisy(ARTICLE, random.Random(seed))
    plain, found = extract.records(ARTICLE), extract.records(text)
    assert [values(r) for r in found] == [values(r) for r in plain]
    assert [r.place.name if r.place else None for r in found] == [
        r.place.name if r.place else None for r in plain
    ]
    for record in found:
        says_what_it_holds(record, text)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_valid_records(text: str) -> None:
    for record in extract.records(text):
        assert 0 <= record.evidence.span[0] < record.evidence.span[1] <= len(text)
        assert 0 <= record.confidence <= 1


def test_set_aside_text_keeps_every_offset() -> None:
    text = "{title}\nHuyện Đầm Hà có 12/12 xã đạt chuẩn.\n"
    page = open_page(text)
    assert len(page.text.clean) == len(text)
    assert "{title}" not in page.text.clean


# --- the package ----------------------------------------------------------------------------------


def test_the_import_loads_nothing_heavy() -> None:
    code = (
        "import sys, extract; "
        "print([m for m in ('underthesea', 'spacy', 'pydantic', 'lightgbm') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_four_calls() -> None:
    assert extract.parse_number("1,2 triệu") == 1_200_000
    period = extract.parse_period("6 tháng đầu năm", reference=date(2024, 8, 1))
    assert period is not None
    assert (period.start, period.end) == (date(2024, 1, 1), date(2024, 6, 30))
    unit = extract.resolve_place("huyện Krông Păk, Đắc Lắc", on=date(2022, 11, 8))
    assert unit is not None
    assert unit.code == "654"
    assert len(extract.place_candidates("Tân Thành")) > 5


def test_the_same_bytes_under_any_hash_seed() -> None:
    code = (
        "import sys, extract; "
        "print(*[r.to_json_line() for r in extract.records(sys.stdin.read())], sep='\\n')"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], input=ARTICLE, capture_output=True, text=True,
            check=True, env={"PYTHONHASHSEED": seed, "PATH": "", "PYTHONIOENCODING": "utf-8"},
        ).stdout
        for seed in ("0", "1", "99")
    }  # fmt: skip
    assert len(runs) == 1
    assert read_figure("97").value == 97


def test_half_a_surrogate_pair_is_no_crash() -> None:
    text = "Xã Tân Lập có 356/364\ud800 hộ dùng nước \udc00sạch, đạt 97,8%."
    (found, *_) = extract.records(text)
    assert found.evidence.text == text
    assert found.to_json_line().encode("utf-8")
