"""Running an extractor over gold articles. A crash costs the article, not the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extract.errors import InputError, ModelError
from extract.evaluation import baseline
from extract.evaluation.gold import GoldArticle
from extract.evaluation.labels import Statement, from_record

if TYPE_CHECKING:
    from extract.config import Config

Extract = Callable[[GoldArticle], Sequence[Mapping[str, Any]]]
"""Gives the records of an article in their JSON form."""


@dataclass(slots=True)
class Run:
    """Predictions by article, and the error of each article whose extraction crashed."""

    predicted: dict[str, list[Statement]] = field(default_factory=dict)
    crashes: dict[str, str] = field(default_factory=dict)


def run(articles: Iterable[GoldArticle], extract: Extract) -> Run:
    """The predictions for `articles`. Counts are left out: they are never scored.

    Raises:
        ModelError: where the package itself is incomplete, which says nothing of any article.
    """
    result = Run()
    for article in articles:
        try:
            found = [from_record(r) for r in extract(article) if r["kind"] != "count"]
        except ModelError:
            raise
        except Exception as error:  # whatever it is, the article is missed and says so
            result.crashes[article.doc] = f"{type(error).__name__}: {error}"
            found = []
        result.predicted[article.doc] = found
    return result


def the_extractor(*, without: Collection[str] = (), config: Config | None = None) -> Extract:
    """The extractor of this package, with the parts named in `without` switched off.

    `config` are words of one's own that it knows.

    Raises:
        InputError: where it has no such part.
    """
    from extract import flow  # noqa: PLC0415 - it loads the models

    known = frozenset(getattr(flow, "PARTS", ()))
    unknown = sorted(set(without) - known)
    if unknown:
        raise InputError(
            f"no part {unknown[0]!r} to switch off; there are {', '.join(sorted(known)) or 'none'}"
        )
    options: dict[str, Any] = {"without": frozenset(without)} if without else {}
    if config is not None:
        options["config"] = config

    def extract(article: GoldArticle) -> list[dict[str, Any]]:
        records = flow.extract(
            article.text, published=article.published, doc_id=article.doc, **options
        )
        return [record.to_dict() for record in records]

    return extract


def the_baseline() -> Extract:
    """The extractor that one would try first."""
    return lambda article: [
        record.to_dict() for record in baseline.records(article.text, doc_id=article.doc)
    ]


def from_file(path: Path) -> Extract:
    """Records that were written before, as JSON lines.

    Raises:
        InputError: names the line that is no record.
    """
    by_doc: dict[str, list[dict[str, Any]]] = {}
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_float=Decimal)
            by_doc.setdefault(from_record(record).doc, []).append(record)
        except (ValueError, TypeError, LookupError, ArithmeticError) as error:
            raise InputError(f"{path}:{number}: no record: {error!r}") from error
    return lambda article: by_doc.get(article.doc, ())
