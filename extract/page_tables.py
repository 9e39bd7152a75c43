"""Tables of an HTML page as lines that can be read by themselves.

A row of figures says nothing without its header. Where a table has a header row, and each row below
it a name and figures, a row is written out in the words of the page: name, then header and figure
for each column. Any other table is left to the extraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import regex

_FIGURES = regex.compile(r"[-+]?\d[\d.,]*\s?%?")
_PERCENT = regex.compile(r"\s*\(\s*(?:%|phần trăm)\s*\)|\s*,?\s*%$")
_COUNT = regex.compile(r"\d{1,4}\.?")
_MISSING = frozenset({"", "-", "–", "...", "…"})
_MOST_COLUMNS = 12
_LONGEST_NAME, _LONGEST_HEAD = 60, 160


def write_out_tables(tree: Any) -> None:
    """Replace each table of figures in `tree` by a paragraph for each of its rows."""
    for table in list(tree.iter("table")):
        lines = _lines(table)
        if not lines or table.getparent() is None:
            continue
        for line in lines:
            paragraph = table.makeelement("p")
            paragraph.text = line
            table.addprevious(paragraph)
        table.drop_tree()


def _lines(table: Any) -> list[str]:
    """The rows written out; none where it is not a table of that form."""
    if next(table.iterdescendants("table"), None) is not None:
        return []
    rows = [[cell for cell in row if cell.tag in {"td", "th"}] for row in table.iter("tr")]
    rows = [row for row in rows if row]
    if len(rows) < 2 or not _is_even(rows):
        return []
    head, *body = _without_numbers([[_text(cell) for cell in row] for row in rows])
    if not all(map(_is_head, head[1:])) or not all(map(_is_of_figures, body)):
        return []
    above = [_text(caption) for caption in table.iter("caption")]
    return [*filter(None, above), *(_line(head, row) for row in body)]


def _without_numbers(rows: list[list[str]]) -> list[list[str]]:
    """The rows without a first column that only counts them."""
    counts = len(rows[0]) > 2 and all(_COUNT.fullmatch(row[0]) for row in rows[1:])
    return [row[1:] for row in rows] if counts else rows


def _is_head(cell: str) -> bool:
    return len(cell) <= _LONGEST_HEAD and any(char.isalpha() for char in cell)


def _is_even(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether all rows have as many cells, and none of them spans several."""
    spans = {cell.get(name, "1") for row in rows for cell in row for name in ("colspan", "rowspan")}
    return spans == {"1"} and len({len(row) for row in rows}) == 1 and (
        2 <= len(rows[0]) <= _MOST_COLUMNS
    )  # fmt: skip


def _is_of_figures(row: Sequence[str]) -> bool:
    """Whether a row is a name and then figures, of which some may be missing."""
    name, *cells = row
    if not 0 < len(name) <= _LONGEST_NAME or _FIGURES.fullmatch(name):
        return False
    stated = [cell for cell in cells if cell not in _MISSING]
    return bool(stated) and all(_FIGURES.fullmatch(cell) for cell in stated)


def _line(head: Sequence[str], row: Sequence[str]) -> str:
    said = [_said(*pair) for pair in zip(head[1:], row[1:], strict=True) if pair[1] not in _MISSING]
    return f"{row[0]}: {'; '.join(said)}."


def _said(head: str, figures: str) -> str:
    """A column's header and a figure; a percent sign in the header goes to the figure."""
    bare = _PERCENT.sub("", head)
    sign = "%" if bare != head and not figures.endswith("%") else ""
    return f"{bare} {figures}{sign}".strip()


def _text(cell: Any) -> str:
    return " ".join(cell.text_content().split())
