"""What is reviewed: articles with the records that were found in them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from pydantic import ValidationError

from extract.config_option import WRITTEN
from extract.errors import InputError
from extract.layout import Layout, layout
from extract.read import Refusal, Source, read
from extract.schema import Record
from extract.text import clean, title_line

Notify = Callable[[str], None]
"""Takes a line for the user."""

TEXTS = ".texts.jsonl"
"""What `solieu extract --with-text` adds to the name of its output."""


@dataclass(frozen=True, slots=True)
class Article:
    """A text as it is read, with its records.

    `text` begins with the title where that was given apart; the first `head` code points are then
    the title's line, and spans of records that do not lie in the title count from behind it.
    `published` is the day that was given, or else the one that the page prints.
    """

    doc_id: str
    text: str
    headline: str
    head: int
    published: date | None
    url: str | None
    records: tuple[Record, ...]


def load(
    given: Path, texts: Path | None, *, jobs: int, notify: Notify, config: Path | None = None
) -> list[Article]:
    """The articles of `given`: a JSONL file of records, or anything that `solieu extract` reads.

    The texts of a file of records are read from `texts`, or from the file that `--with-text`
    wrote beside it. Counts are left out: they have no place in gold files. `config` is a file of
    one's own words, for articles that are read now.

    Raises:
        InputError: where there is nothing to review, a line is no record, or records were written
            before `config` could change them.
    """
    if not _holds_records(given):
        articles = _extract(given, jobs, notify, config)
    elif config is not None:
        raise InputError(f"--config: {WRITTEN}")
    else:
        articles = _with_texts(given, texts, notify)
    if not articles:
        raise InputError(f"{given}: no article to review")
    return articles


def _holds_records(path: Path) -> bool:
    """Whether the first line is a record and not an article."""
    if path.suffix != ".jsonl" or not path.is_file():
        return False
    with _opened(path) as stream:
        line = stream.readline()
    try:
        first = json.loads(line)
    except ValueError:
        return False
    return isinstance(first, dict) and "evidence" in first


def _opened(path: Path) -> IO[str]:
    try:
        return path.open(encoding="utf-8", newline="\n")
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {error.strerror or error}") from error


# --- records that were written before -------------------------------------------------------------


def _with_texts(path: Path, texts: Path | None, notify: Notify) -> list[Article]:
    found: dict[str, list[Record]] = {}
    for record in _records(path):
        found.setdefault(record.doc_id, []).append(record)
    beside = path.with_name(path.name + TEXTS)
    if texts is None and not beside.is_file():
        raise InputError(
            f"{path} has no texts beside it: name the articles with --texts, or write them with "
            f"solieu extract ... -o {path.name} --with-text"
        )
    sources = _sources(read([texts or beside]), notify)
    articles = [_article(source, found.pop(source.doc_id, [])) for source in sources]
    if found:
        notify(f"{len(found)} articles have records but no text, among them {next(iter(found))}")
    return articles


def _records(path: Path) -> Iterator[Record]:
    with _opened(path) as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                yield Record.from_json_line(line)
            except (ValidationError, ValueError) as error:
                raise InputError(
                    f"{path}:{number}: no record of this version; extract the articles anew: "
                    f"{error}"
                ) from error


def _sources(items: Iterable[Source | Refusal], notify: Notify) -> Iterator[Source]:
    for item in items:
        if isinstance(item, Refusal):
            notify(f"{item.origin}: {item.reason}")
        else:
            yield item


# --- articles that are read now -------------------------------------------------------------------


def _extract(given: Path, jobs: int, notify: Notify, config: Path | None) -> list[Article]:
    """By the command itself: it says what it refuses, and a crash costs it one article."""
    with TemporaryDirectory() as folder:
        out = Path(folder, "records.jsonl")
        command = [sys.executable, "-m", "extract.cli", "extract", str(given), "-j", str(jobs)]
        if config is not None:
            command += ["--config", str(config)]
        subprocess.run([*command, "-o", str(out), "--with-text"], check=False)
        if not out.with_name(out.name + TEXTS).is_file():
            return []
        return _with_texts(out, None, notify)


def _article(source: Source, records: Iterable[Record]) -> Article:
    head = title_line(source.text, source.title)
    kept = tuple(record for record in records if record.kind != "count")
    for record in kept:
        _check_inside(record, source, len(head))
    page = layout(clean(source.text).clean)
    return Article(
        source.doc_id,
        head + source.text,
        source.title or _headline(source.text, page),
        len(head),
        source.published or page.published,
        source.url,
        kept,
    )


def _headline(text: str, page: Layout) -> str:
    """The title that the page prints, or else its first line."""
    title = page.first("title")
    if title is not None:
        return clean(text).clean[title.start : title.end].strip()
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _check_inside(record: Record, source: Source, head: int) -> None:
    """Records beside another text would mark the wrong words."""
    if record.field == "title":
        return
    start, end = record.evidence.span
    if source.text[start:end] != record.evidence.text:
        raise InputError(
            f"{source.doc_id}: the text is not the one that its records were read from; "
            "extract them anew"
        )
