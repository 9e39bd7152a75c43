"""The JSON form of a record: exact, ordered, one line, and strict about what it accepts."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from pydantic import ValidationError

from extract.schema import Record, exact_json, plain_number

TEXT = "Huyện Mai Sơn kéo điện lưới cho 214/220 nhà ở bản xa, bằng 97% trong quý I/2024."
EXAMPLE = {
    "doc_id": "example",
    "kind": "proportion",
    "place": {
        "name": "huyện Mai Sơn, tỉnh Sơn La",
        "level": "district",
        "code": "125",
        "text": "Huyện Mai Sơn",
        "span": [0, 13],
    },
    "indicator": {"text": "kéo điện lưới nhà ở bản xa", "spans": [[14, 27], [40, 52]]},
    "numerator": {"value": 214, "unit": "nhà", "bound": "exact", "span": [32, 35]},
    "denominator": {"value": 220, "unit": "nhà", "bound": "exact", "span": [36, 39]},
    "percentage": {"value": 97, "upper": None, "unit": "percent", "span": [59, 62]},
    "bound": "exact",
    "direction": None,
    "status": "observed",
    "date": {
        "start": "2024-01-01",
        "end": "2024-03-31",
        "text": "quý I/2024",
        "span": [69, 79],
        "basis": "stated",
    },
    "evidence": {"text": TEXT, "span": [0, 80]},
    "audit": {"verdict": "truncated", "computed": 97.3},
    "confidence": 0.91,
}


def test_the_form_of_the_contract_goes_in_and_comes_out_unchanged() -> None:
    record = Record.model_validate(EXAMPLE)
    assert json.loads(record.to_json_line()) == EXAMPLE
    assert list(json.loads(record.to_json_line())) == list(EXAMPLE)
    assert "\n" not in record.to_json_line()
    assert Record.from_json_line(record.to_json_line()) == record


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("83.74", "83.74"),
        ("1200000", "1200000"),
        ("1.2E+6", "1200000"),
        ("87900000000000", "87900000000000"),
        ("5.0", "5"),
        ("5.10", "5.1"),
        ("100", "100"),
        ("0.00", "0"),
        ("-0", "0"),
        ("-1.50", "-1.5"),
        ("0.000001", "0.000001"),
        ("123456789012345678901.23", "123456789012345678901.23"),
    ],
)
def test_a_value_is_written_as_the_plain_number_it_is(value: str, written: str) -> None:
    assert plain_number(Decimal(value)) == written
    assert exact_json({"v": Decimal(value)}) == f'{{"v": {written}}}'


def test_pydantic_s_own_dump_gives_numbers_too() -> None:
    record = Record.model_validate(EXAMPLE | {"audit": {"computed": "83.74"}})
    dumped = json.loads(record.model_dump_json())
    assert dumped["audit"]["computed"] == 83.74
    assert dumped["numerator"]["value"] == 214


def test_what_holds_nothing_stays_out_or_is_null() -> None:
    record = Record(
        doc_id="a",
        kind="rate",
        evidence={"text": "6,5%", "span": (0, 4)},  # type: ignore[arg-type]
    )
    line = json.loads(record.to_json_line())
    assert line["place"] is None
    assert line["audit"] == {"verdict": "not_checkable", "computed": None}
    assert not {"field", "trail", "derived", "warnings", "article"} & line.keys()


def test_the_extras_are_written_where_they_are_set() -> None:
    extras = {
        "field": "title",
        "trail": [{"field": "place", "how": "headline", "rule": "focus", "span": [0, 3]}],
        "derived": {"percentage": "97.8"},
        "warnings": ["over 100%"],
        "article": {"title": "Tin", "published": "2024-05-01", "url": None},
    }
    line = json.loads(Record.model_validate(EXAMPLE | extras).to_json_line())
    assert line["field"] == "title"
    assert line["trail"][0]["rule"] == "focus"
    assert line["derived"] == {"percentage": 97.8}
    assert line["article"]["published"] == "2024-05-01"


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "share"},
        {"bound": "roughly"},
        {"direction": "sideways"},
        {"status": "planned"},
        {"confidence": 1.5},
        {"surprise": 1},
        {"evidence": {"text": "x", "span": [4, 4]}},
        {"evidence": {"text": "x", "span": [-1, 4]}},
        {"date": {"start": "2024-02-01", "end": "2024-01-01"}},
        {"percentage": {"value": "NaN", "span": [0, 1]}},
        {"place": {"name": "x", "level": "planet"}},
    ],
)
def test_what_is_no_record_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Record.model_validate(EXAMPLE | change)


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Record.model_validate(EXAMPLE).kind = "rate"


def test_the_schema_says_number_where_a_number_leaves() -> None:
    for mode in ("validation", "serialization"):
        schema = Record.model_json_schema(mode=mode)  # type: ignore[arg-type]
        assert schema["$defs"]["Amount"]["properties"]["value"]["type"] == "number"
        assert set(schema["properties"]) >= set(EXAMPLE)


def test_characters_that_break_lines_or_encodings_are_escaped() -> None:
    line = exact_json({"a": "x\u2028y\nz", "b": "\ud800"})
    assert line.encode("utf-8")
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"a": "x\u2028y\nz", "b": "\ud800"}
