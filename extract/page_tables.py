"""Tables of an HTML page as lines that can be read by themselves.

A row of figures says nothing without its header. Where a table has a header row, and each row below
it a name and figures, a row is written out in the words of the page: name, then header and figure
for each column. Any other table is left to the extraction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import regex

_FIGURES = regex.compile(r"[-+]?\d[\d.,]*\s?%?")
_PERCENT = regex.compile(r"\s*\(\s*(?:%|phần trăm)\s*\)|\s*,?\s*%$")
_PERIOD = regex.compile(r"(?:(?:năm|quý|tháng|kỳ)\s*)?[\d/.IVX–-]+\s*(?:\(.*\))?", regex.I)
_FORBIDDEN = regex.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What XML does not allow, and an entity of a page may name all the same."""
_MISSING = frozenset({"", "-", "–", "...", "…"})
_MOST_COLUMNS = 12
_LONGEST_NAME, _LONGEST_HEAD = 60, 160


def write_out_tables(tree: Any) -> None:
    """Replace each table of figures in `tree` by a paragraph for each of its rows."""
    for table in list(tree.iter("table")):
        lines = _lines(table)
        above = table.getparent()
        if not lines or above is None or above.tag in {"li", "p"}:
            continue  # in those, paragraphs would run into one line
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
    rows = [row for row in rows if any(map(_text, row))]
    if len(rows) < 2 or not _is_even(rows):
        return []
    head, *body = _without_numbers([[_text(cell) for cell in row] for row in rows])
    if not all(map(_is_head, head[1:])) or not all(map(_is_of_figures, body)):
        return []
    above = [_text(caption) for caption in table.iter("caption")]
    return [*filter(None, above), *(_line(head, row) for row in body)]


def _without_numbers(rows: list[list[str]]) -> list[list[str]]:
    """The rows without a first column that only counts them."""
    first = [row[0].rstrip(".").lstrip("0") for row in rows[1:]]
    counts = len(rows[0]) > 2 and first == [str(n) for n in range(1, len(rows))]
    return [row[1:] for row in rows] if counts else rows


def _is_head(cell: str) -> bool:
    """Whether a header says what is measured: one of a year or a quarter does not."""
    return (
        len(cell) <= _LONGEST_HEAD
        and any(char.isalpha() for char in cell)
        and not _PERIOD.fullmatch(cell)
    )


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


_PARTING = frozenset({"br", "p", "div", "li"})


def _text(cell: Any) -> str:
    """The text of a cell, with a blank where the page begins a line."""
    return " ".join(_FORBIDDEN.sub("", "".join(_pieces(cell))).split())


def _pieces(node: Any) -> Iterator[str]:
    if isinstance(node.tag, str):  # a comment has no text
        yield node.text or ""
    for child in node:
        blank = " " if child.tag in _PARTING else ""
        yield blank
        yield from _pieces(child)
        yield blank
        yield child.tail or ""
