"""Confidence of records and fields: between 0 and 1, the same each time, higher for surer steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import extract
from extract import confidence, flow
from extract.annotate import annotate
from extract.build import Context, build_record
from extract.errors import ModelError
from extract.evaluation.score import FIELDS
from extract.facts import Scene, facts
from extract.linear import use_models
from extract.link import link

TEXT = (
    "Năm 2022, huyện Krông Pắc có 9% hộ nghèo; 203/210 thôn có điện (96,67%). "
    "Đến năm 2025, phấn đấu tăng 12% số hộ dùng nước sạch."
)


def _facts() -> list[dict[str, float]]:
    page = flow.open_page(TEXT)
    article = annotate(page.text)
    context = Context(article, page.roles(None), "")
    scene = Scene.of(article)
    return [facts(scene, one, build_record(context, one)) for one in link(article)]


def test_records_and_fields_have_a_confidence() -> None:
    records = extract.records(TEXT)
    assert len(records) == 3
    for record in records:
        assert {*record.field_confidence} == {*FIELDS}
        assert all(0 <= sure <= 1 for sure in record.field_confidence.values())
        line = record.to_dict()
        assert line["field_confidence"] == record.field_confidence
    assert records == extract.records(TEXT)
    assert len({record.confidence for record in records}) > 1


def test_every_record_has_the_facts_that_the_models_take() -> None:
    models = confidence.load()
    for row in _facts():
        assert tuple(row) == models.facts


@pytest.mark.parametrize("step", ["place", "indicator", "date"])
def test_a_surer_step_never_makes_a_record_less_sure(step: str) -> None:
    for row in _facts():
        found = [
            confidence.load().chances([{**row, f"log_{step}": log}])[confidence.RECORD][0]
            for log in (-5.0, -2.0, -1.0, -0.5, -0.1, 0.0)
        ]
        assert found == sorted(found)


def test_nothing_found_needs_no_model() -> None:
    assert confidence.with_confidence(annotate(flow.open_page("").text), [], []) == []


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    use_models(tmp_path)
    confidence.load.cache_clear()
    yield tmp_path
    use_models(None)
    confidence.load.cache_clear()


def test_a_damaged_model_is_one_of_our_own_errors(elsewhere: Path) -> None:
    (elsewhere / confidence.MODEL).write_bytes(b"no gzip")
    with pytest.raises(ModelError, match="damaged"):
        confidence.load()
