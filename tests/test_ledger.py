"""Repeats and disagreements within and across articles, and the command that tells them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from extract.cli import app
from extract.ledger.findings import Finding, findings
from extract.ledger.index import Index, subject_of
from extract.ledger.values import Value, agree
from extract.schema import Record

SENTENCE = "Năm 2022, huyện Krông Pắc có {}% hộ nghèo theo chuẩn mới."


def record(percent: str | None = "9", doc: str = "a", at: int = 0, **changes: Any) -> Record:
    sentence = SENTENCE.format(percent)
    plain: dict[str, Any] = {
        "doc_id": doc, "kind": "proportion",
        "place": {"name": "huyện Krông Pắc, tỉnh Đắk Lắk", "level": "district", "code": "654"},
        "indicator": {"text": "hộ nghèo"}, "date": {"start": "2022-01-01", "end": "2022-12-31"},
        "evidence": {"text": sentence, "span": (at, at + len(sentence))}, "confidence": 0.7,
        "percentage": percent and {"value": percent, "span": (at, at + 2)},
    }  # fmt: skip
    return Record.model_validate({**plain, **changes})


def amount(value: int) -> dict[str, Any]:
    return {"value": value, "span": (0, 1)}


def found(*records: Record) -> list[Finding]:
    with Index() as index:
        for one in records:
            index.add(one)
        return list(findings(index))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (record("83.74"), record("83.74"), True),
        (record("83.74"), record("83.7"), True),
        (record("83.79"), record("83.7"), True),
        (record("83.74"), record("84"), True),
        (record("83.74"), record("84.7"), False),
        (record("50", bound="at_least"), record("88.4"), True),
        (record("50", bound="at_least"), record("38.4"), False),
        (record("50", bound="at_most"), record("38.4"), True),
        (record("90", bound="about"), record("88"), True),
        (record("90", bound="about"), record("60"), False),
        (record(None, numerator=amount(203), denominator=amount(210)), record("96.67"), True),
        (record(None, numerator=amount(203), denominator=amount(210)), record("99.67"), False),
        (record("97", numerator=amount(203)), record("97", numerator=amount(204)), False),
        (record("97", numerator=amount(203)), record("96.7", denominator=amount(210)), True),
        (record("60", percentage={"value": 60, "upper": 70, "span": (0, 1)}), record("65"), True),
    ],
)
def test_values_agree(one: Record, other: Record, same: bool) -> None:
    assert agree(Value.of(one), Value.of(other)) is same
    assert agree(Value.of(other), Value.of(one)) is same


def test_the_same_in_headline_and_body_is_a_repeat() -> None:
    (one,) = found(record(), record(at=300))
    assert (one.sort, one.across, one.said[0].times) == ("repeat", False, 2)


def test_a_copy_in_another_article_is_told_from_the_same_in_other_words() -> None:
    (copied,) = found(record(), record(doc="b"))
    assert (copied.sort, copied.across, copied.copied) == ("repeat", True, True)
    other = record(doc="b", evidence={"text": "Hộ nghèo năm ấy còn 9%.", "span": (0, 23)})
    (told,) = found(record(), other)
    assert (told.across, told.copied) == (True, False)


def test_two_values_of_one_thing_disagree() -> None:
    (one,) = found(record("9"), record("9", at=200), record("12", doc="b"))
    assert (one.sort, one.across) == ("disagreement", True)
    assert [(said.value, said.times, said.docs) for said in one.said] == [
        ("9%", 2, ("a",)),
        ("12%", 1, ("b",)),
    ]


def test_two_values_of_one_sentence_are_a_list() -> None:
    sentence = {"text": "Hai nơi có 9% và 12% hộ nghèo.", "span": (0, 30)}
    assert found(record("9", evidence=sentence), record("12", evidence=sentence)) == []


@pytest.mark.parametrize(
    "change",
    [
        {"place": {"name": "huyện Krông Búk", "level": "district", "code": "650"}},
        {"date": {"start": "2021-01-01", "end": "2021-12-31"}},
        {"indicator": {"text": "hộ cận nghèo"}},
        {"kind": "change", "direction": "down"},
        {"status": "target"},
        {"place": None},
        {"date": None},
        {"indicator": None},
        {"date": {"start": "2022-01-01", "end": "2022-12-31", "basis": "publication"}},
    ],
)
def test_other_things_are_not_compared(change: dict[str, Any]) -> None:
    assert found(record("9"), record("12", doc="b", **change)) == []


def test_the_order_and_spelling_of_an_indicator_do_not_matter() -> None:
    one, other = record(indicator={"text": "Hộ nghèo"}), record(indicator={"text": "nghèo, hộ"})
    assert subject_of(one) == subject_of(other)


def test_values_come_back_from_disk_as_they_went() -> None:
    kept = [record("9.50"), record(None, numerator=amount(2), denominator=amount(3), at=200)]
    with Index() as index:
        for one in kept:
            index.add(one)
        (group,) = index.groups()
    assert [one.value for one in group] == [Value.of(one) for one in kept]


def test_what_cannot_be_encoded_is_kept_all_the_same() -> None:
    odd = {"indicator": {"text": "hộ \ud800 nghèo"}, "doc_id": "a\udfff"}
    (one,) = found(record(**odd), record(at=300, **odd))
    assert one.indicator == "hộ ? nghèo"


# --- the commands ---------------------------------------------------------------------------------


def test_report_lists_and_writes(tmp_path: Path) -> None:
    out, told = tmp_path / "out.jsonl", tmp_path / "findings.jsonl"
    lines = [record("9"), record("12", doc="b"), record("9", doc="c")]
    out.write_text("".join(one.to_json_line() + "\n" for one in lines), "utf-8")
    result = CliRunner().invoke(app, ["report", str(out), "-o", str(told)])
    assert result.exit_code == 0
    assert "3 records of 3 articles" in result.output
    assert "1 disagreements across articles" in result.output
    (line,) = told.read_text("utf-8").splitlines()
    assert [said["value"] for said in json.loads(line)["said"]] == ["9%", "12%"]


def test_report_names_a_line_that_is_no_record(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(record().to_json_line() + "\n{}\n", "utf-8")
    result = CliRunner().invoke(app, ["report", str(bad)])
    assert result.exit_code == 1
    assert "line 2 is no record" in result.output
    assert CliRunner().invoke(app, ["report", str(tmp_path / "none.jsonl")]).exit_code == 2


def test_extract_sums_up_on_stderr(tmp_path: Path) -> None:
    texts = tmp_path / "two.jsonl"
    lines = [{"id": str(n), "text": SENTENCE.format(n)} for n in (9, 12)]
    texts.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    result = CliRunner().invoke(app, ["extract", str(texts), "--summary"])
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
    assert "2 records of 2 articles" in result.stderr
    assert "disagreements across articles" in result.stderr
