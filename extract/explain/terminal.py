"""An article with its records on the terminal. Brackets in a text show as they are."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from extract.batch import Extracted
from extract.explain.describe import Row, audit_words, derived_words, rows, warning_words
from extract.explain.marks import Piece, pieces
from extract.schema import Record

_STYLES = {
    "value": "bold green", "indicator": "cyan underline", "place": "magenta", "date": "yellow",
}  # fmt: skip


# What would move the cursor or change its colours, were it printed.
_CONTROLS = {code: "\ufffd" for code in [*range(32), *range(0x7F, 0xA0)] if chr(code) not in "\n\t"}


def print_article(console: Console, found: Extracted) -> None:
    """Print an article with its evidence marked, then its records with their trails."""
    source = found.source
    console.print(Rule(Text(source.doc_id.translate(_CONTROLS))))
    if source.title:
        console.print(_marked(pieces(source.title, found.records, "title")), style="bold")
    console.print(_marked(pieces(source.text, found.records)))
    console.print()
    if not found.records:
        console.print("No records.")
        return
    console.print(_legend())
    parts = {"text": source.text, "title": source.title or ""}
    for number, record in enumerate(found.records, 1):
        console.print(Group(*_record(number, record, rows(record, parts))))


def _legend() -> Text:
    legend = Text("Marked: ")
    for name, style in _STYLES.items():
        legend.append(name, style).append("  ")
    return legend.append("[n] before the value of record n")


def _marked(cut: list[Piece]) -> Text:
    text = Text()
    for piece in cut:
        for number in piece.begins:
            text.append(f"[{number}]", "reverse")
        style = " ".join(_STYLES[name] for name in piece.styles)
        text.append(piece.text.translate(_CONTROLS), style)
    return text


def _record(number: int, record: Record, fields: list[Row]) -> Iterator[RenderableType]:
    yield Text()
    yield Text(f"[{number}] confidence {record.confidence:.2f}", "reverse")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("field", "value", "sure", "found", "rule", "evidence"):
        table.add_column(name, overflow="fold", no_wrap=name in ("field", "found", "rule"))
    for row in fields:
        sure = "" if row.sure is None else f"{row.sure:.2f}"
        lines = [(step.how, step.rule, step.words) for step in row.steps] or [("", "", "")]
        for i, line in enumerate(lines):
            cells = (row.name, row.value, sure, *line) if i == 0 else ("", "", "", *line)
            table.add_row(*(Text(cell.translate(_CONTROLS)) for cell in cells))
    yield table
    yield Text(f"audit: {record.audit.verdict}: {audit_words(record)}")
    derived = derived_words(record)
    if derived:
        yield Text(f"derived: {derived}")
    for warning in warning_words(record):
        yield Text(f"warning: {warning}", "bold red")
