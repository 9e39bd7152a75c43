"""The page of records names every field and every column there is."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import regex
from pydantic import BaseModel

from extract import arrow, schema, write

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "records.md"
MODELS = [
    model
    for model in vars(schema).values()
    if inspect.isclass(model)
    and issubclass(model, BaseModel)
    and model.model_fields
    # What a call gives back, not a record: the reference of Python names it.
    and model is not schema.ArticlePlaces
]


@pytest.fixture(scope="module")
def named() -> set[str]:
    return set(regex.findall(r"`([a-z_.]+)`", PAGE.read_text("utf-8")))


def test_every_column_is_named(named: set[str]) -> None:
    assert {*write.COLUMNS, *arrow.SCHEMA.names} - named == set()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_named(named: set[str], model: type[BaseModel]) -> None:
    assert {*model.model_fields} - named == set()
