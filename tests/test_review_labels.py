"""Records, forms and labels: what is kept would always hold in a gold file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reviewing import article

from extract.errors import InputError, LabelError
from extract.evaluation.gold import check_label
from extract.evaluation.labels import from_label, from_record
from extract.numerals import parse_number
from extract.review.articles import load
from extract.review.labels import from_form, suggestion, to_form
from extract.schema import Record
from extract.write import vietnamese

ONE = article()


def test_a_record_becomes_the_label_that_scores_as_it_does() -> None:
    for record in ONE.records:
        label, problem = suggestion(record, ONE)
        assert problem is None
        one, other = from_label(label), from_record(record.to_dict())
        assert one.values == other.values
        assert (one.place, one.date, one.indicator) == (other.place, other.date, other.indicator)
        assert (one.kind, one.bound, one.status) == (other.kind, other.bound, other.status)
        assert one.spans[0] in other.spans


def test_a_form_that_nobody_touched_gives_the_same_label() -> None:
    for record in ONE.records:
        label, _ = suggestion(record, ONE)
        start, end = label["span"]
        spans = [(a, b) for a, b in label["indicator_spans"]]
        kept = from_form(to_form(label), ONE, anchor=(start, end), indicator_spans=spans)
        assert kept == label


@given(st.decimals(0, 10**13, allow_nan=False, places=4))
def test_a_number_is_read_back_as_it_is_shown(value: Decimal) -> None:
    assert parse_number(vietnamese(value)) == value


def fill(**changes: str) -> dict[str, object]:
    label, _ = suggestion(ONE.records[0], ONE)
    start, end = label["span"]
    return from_form(to_form(label) | changes, ONE, anchor=(start, end))


def test_numbers_and_dates_are_read_as_the_news_writes_them() -> None:
    assert fill(denominator="1,2 triệu")["denominator"] == 1_200_000
    assert fill(date="quý II/2024")["date"] == ["2024-04-01", "2024-06-30"]
    assert fill(date="2024-05-01")["date"] == ["2024-05-01", "2024-05-01"]
    assert fill(date="2024-05-01 – 2024-05-09")["date"] == ["2024-05-01", "2024-05-09"]
    assert fill(date="")["date"] is None


def test_a_relative_date_is_read_from_the_day_of_publication() -> None:
    label, _ = suggestion(ONE.records[0], ONE)
    form = to_form(label) | {"date": "năm ngoái"}
    published = replace(ONE, published=date(2024, 5, 1))
    start, end = label["span"]
    kept = from_form(form, published, anchor=(start, end))
    assert kept["date"] == ["2023-01-01", "2023-12-31"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"percentage": "nhiều"}, "percentage: 'nhiều' is no number"),
        ({"date": "dạo ấy"}, "date: 'dạo ấy' is no period"),
        ({"date": "2024-05-09 – 2024-05-01"}, "ends before it begins"),
        ({"percentage": "11", "numerator": "11"}, "none of the label's values"),
        ({"indicator": ""}, "no indicator"),
        ({"kind": "count"}, "kind"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(changes: dict[str, str], words: str) -> None:
    with pytest.raises(LabelError, match=words):
        fill(**changes)


def test_typed_words_are_found_in_the_text() -> None:
    kept = fill(indicator="dùng nước sạch")
    [[start, end]] = kept["indicator_spans"]
    assert ONE.text[start:end] == "dùng nước sạch"
    assert "indicator_spans" not in fill(indicator="hộ có nước máy")


def test_a_fallback_date_is_not_stated() -> None:
    record = ONE.records[0]
    assert record.date is not None
    late = record.model_copy(
        update={"date": record.date.model_copy(update={"basis": "publication"})}
    )
    label, _ = suggestion(late, ONE)
    assert label["date"] is None


def test_spans_are_moved_past_a_title_that_was_given_apart(tmp_path: Path) -> None:
    from reviewing import records_of, text_of  # noqa: PLC0415

    text, title = text_of(1, 2), "Một nửa số bản có nước"
    body = records_of("a", text, 2)
    half = {
        "doc_id": "a", "kind": "proportion", "field": "title",
        "indicator": {"text": "số bản có nước", "spans": [[8, 22]]},
        "numerator": {"value": 1, "span": [0, 7]}, "denominator": {"value": 2, "span": [0, 7]},
        "evidence": {"text": title, "span": [0, len(title)]},
    }  # fmt: skip
    records = [Record.model_validate(half), *body]
    out = tmp_path / "out.jsonl"
    out.write_text("".join(r.to_json_line() + "\n" for r in records), "utf-8")
    import json  # noqa: PLC0415

    texts = tmp_path / "out.jsonl.texts.jsonl"
    texts.write_text(json.dumps({"id": "a", "text": text, "title": title}), "utf-8")
    [one] = load(out, None, jobs=1, notify=pytest.fail)
    assert one.text == f"{title}\n{text}"
    for record in one.records:
        label, problem = suggestion(record, one)
        assert problem is None
        check_label(label, one.text, form="beside")
    assert suggestion(one.records[0], one)[0]["at"] == "Một nửa"


def test_every_record_of_an_article_shows_and_nearly_all_can_be_accepted() -> None:
    text = Path(__file__).parent.parent / "corpus" / "muong-khuong-ho-so.txt"
    articles = load(text, None, jobs=1, notify=pytest.fail)
    found = [suggestion(r, one) for one in articles for r in one.records]
    assert len(found) > 10
    assert all(to_form(label)["kind"] for label, _ in found)
    assert sum(problem is None for _, problem in found) >= 0.9 * len(found)


def test_records_without_their_texts_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text(ONE.records[0].to_json_line() + "\n", "utf-8")
    with pytest.raises(InputError, match="--with-text"):
        load(out, None, jobs=1, notify=pytest.fail)


def test_records_beside_another_text_are_refused(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text(ONE.records[0].to_json_line() + "\n", "utf-8")
    other = tmp_path / "a.txt"
    other.write_text("Một bài khác hẳn.", "utf-8")
    with pytest.raises(InputError, match="extract them anew"):
        load(out, other, jobs=1, notify=pytest.fail)


def test_a_line_that_is_no_record_is_named(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text(ONE.records[0].to_json_line() + '\n{"doc_id": "a"}\n', "utf-8")
    with pytest.raises(InputError, match=r"out\.jsonl:2: no record"):
        load(out, tmp_path, jobs=1, notify=pytest.fail)
