"""Articles with their records as one page that opens without a network."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from extract.batch import Extracted
from extract.explain.describe import audit_words, derived_words, rows, warning_words
from extract.explain.marks import pieces


def render(found: Sequence[Extracted]) -> str:
    """The page of some articles. Whatever stands in an article shows as text."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_file("page.html")).render(
        articles=[_article(one) for one in found],
        audit=audit_words,
        derived=derived_words,
        warnings=warning_words,
        css=Markup(_file("page.css")),
        js=Markup(_file("page.js")),
    )


def _file(name: str) -> str:
    return resources.files("extract.explain").joinpath(name).read_text("utf-8")


def _article(found: Extracted) -> dict[str, object]:
    source = found.source
    parts = {"text": source.text, "title": source.title or ""}
    return {
        "id": source.doc_id,
        "title": pieces(source.title or "", found.records, "title"),
        "text": pieces(source.text, found.records),
        "published": source.published,
        "url": source.url,
        "records": [(record, rows(record, parts)) for record in found.records],
    }
