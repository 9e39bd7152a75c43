"""Articles on their way to annotators and back: a text with what is known of its statements."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from extract.annotation.marks import Known, Marked, known_of_label, known_of_record, mark_all
from extract.errors import InputError, LabelError
from extract.evaluation.gold import check_label, checksum
from extract.find.places import find_places
from extract.gazetteer import resolve_place
from extract.read import Refusal, Source, read
from extract.schema import Record, exact_json

TITLE_END = "\n\n"
"""What stands between a title given apart and the text, where both are shown as one."""


@dataclass(frozen=True, slots=True)
class Article:
    """An article and its statements: records of the extractor, or hand labels.

    `shown` is what annotators see and mark: the title, where it is given apart, and the text, which
    begins at `offset`.
    """

    source: Source
    records: tuple[Record, ...] = ()
    labels: tuple[Mapping[str, Any], ...] = ()

    @property
    def offset(self) -> int:
        """Where the text begins in `shown`."""
        title = self.source.title
        if not title or self.source.text.lstrip().startswith(title.strip()):
            return 0
        return len(title) + len(TITLE_END)

    @property
    def shown(self) -> str:
        """What annotators see."""
        head = f"{self.source.title}{TITLE_END}" if self.offset else ""
        return head + self.source.text

    def known(self) -> list[Known]:
        """The statements by the keys `r1`, `r2`, … in `shown`.

        Raises:
            LabelError: where one does not fit the text.
        """
        if self.labels:
            return [
                known_of_label(_moved(label, self.offset), f"r{i}")
                for i, label in enumerate(self.labels, 1)
            ]
        return [
            known_of_record(record, f"r{i}", self.shown, shift=self.shift(record))
            for i, record in enumerate(self.records, 1)
        ]

    def shift(self, record: Record) -> int:
        """How far into `shown` the field lies that a record's spans point into."""
        return 0 if record.field == "title" else self.offset

    def marked(self) -> list[Marked]:
        """The statements as marks in `shown`.

        Raises:
            LabelError: where one does not fit the text.
        """
        day = self.source.published
        return mark_all(self.known(), self.shown, published=day, name=area_namer(day))


def _moved(label: Mapping[str, Any], by: int) -> Mapping[str, Any]:
    """The label of a text that begins `by` characters later."""
    moved = {**label, "span": [end + by for end in label["span"]]}
    if "indicator_spans" in label:
        moved["indicator_spans"] = [[a + by, b + by] for a, b in label["indicator_spans"]]
    return moved


@lru_cache(maxsize=8)
def area_namer(on: date | None) -> Any:
    """What gives the full name of the area that words name on a day, where they name one alone."""

    @lru_cache(maxsize=4096)
    def name(words: str) -> str | None:
        unit = resolve_place(words, on=on)
        if unit is not None:
            return unit.full_name
        mentions = [m for m in find_places(words) if m.form != "generic"]
        plain = len(mentions) == 1 and mentions[0].level in ("country", "region", "other")
        return mentions[0].name if plain else None

    return name


# --- files ----------------------------------------------------------------------------------------


def read_articles(statements: Path, texts: Iterable[str | Path]) -> Iterator[Article | Refusal]:
    """The articles of a file of records or of gold labels (JSONL), with their texts, in order.

    `texts` are what `extract.read.read` takes. An article of `texts` without a statement in the
    file comes last, without any. Refused are texts that cannot be read, and statements whose text
    is not there or does not fit.

    Raises:
        InputError: where the file cannot be read, or a line of it is neither record nor label.
    """
    grouped = _statements(statements)
    sources: dict[str, Source] = {}
    for item in read(texts):
        if isinstance(item, Refusal):
            yield item
        else:
            sources[item.doc_id] = item
    for doc, lines in grouped.items():
        source = sources.get(doc)
        if source is None:
            yield Refusal(doc, f"no text for it; {statements} has {len(lines)} statements of it")
            continue
        try:
            yield _article(source, lines)
        except LabelError as error:
            yield Refusal(doc, str(error))
    yield from (Article(source) for doc, source in sources.items() if doc not in grouped)


def _statements(path: Path) -> dict[str, list[Mapping[str, Any]]]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, parse_float=Decimal)
            doc = value["doc"] if "doc" in value else value["doc_id"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{path}:{number}: neither a record nor a gold label: {error!r}"
            ) from error
        grouped.setdefault(doc, []).append(value)
    return grouped


def _article(source: Source, lines: Sequence[Mapping[str, Any]]) -> Article:
    if "doc_id" in lines[0]:
        try:
            records = tuple(Record.model_validate(line) for line in lines)
        except ValidationError as error:
            raise LabelError(f"a record is malformed: {error.errors()[0]['msg']}") from error
        article = Article(source, records=records)
        article.known()
        return article
    for label in lines:
        form = "beside" if "nth" in label else "stand-off"
        check_label(label, source.text, form="beside" if form == "beside" else "stand-off")
    return Article(source, labels=tuple(_beside(label, source.text) for label in lines))


def _beside(label: Mapping[str, Any], text: str) -> Mapping[str, Any]:
    """A label with the words of its indicator, which one that stands off leaves out."""
    if "indicator" in label:
        return label
    return {**label, "indicator": " ".join(text[a:b] for a, b in label["indicator_spans"])}


def stand_off(label: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The label without words of the text other than the value's literal."""
    kept = {k: v for k, v in label.items() if k not in ("indicator", "note", "nth")}
    return {"doc": label["doc"], "sha256": checksum(text), **kept}


# --- what comes back ------------------------------------------------------------------------------


@dataclass(slots=True)
class Returned:
    """What annotators made of an article; `problems` say which statements could not be taken."""

    article: Article
    marked: list[Marked]
    problems: list[str] = field(default_factory=list)


def source_fields(source: Source) -> dict[str, str | None]:
    """An article as tools keep it beside the text."""
    return {
        "doc_id": source.doc_id,
        "title": source.title,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
    }


def record_lines(records: Iterable[Record]) -> list[str]:
    """Records as tools keep them: text, so that no number loses a digit."""
    return [record.to_json_line() for record in records]


def label_lines(labels: Iterable[Mapping[str, Any]]) -> list[str]:
    """Labels as tools keep them."""
    return [exact_json(label) for label in labels]
