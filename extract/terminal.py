"""Records as a table on the terminal.

What is shown goes by the width: a narrow one shows the most specific name of a place and figures
without their units, a wide one the whole name. What most records have is left out: only a kind that
is no proportion, a target, doubt and figures that do not agree get a note.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from extract.schema import Record
from extract.write import value_text

if TYPE_CHECKING:
    from rich.table import Table

SHOWN = 200
"""Most records that the terminal shows."""

DOUBT = 0.5
"""Under this confidence a record is marked: half of such records are wrong, or more."""

_HEADS = ("place", "indicator", "value", "period", "note")
_INDICATOR = 1
_GAP = 2
_LEGEND = {"≠": "the figures do not agree", "?": f"confidence under {DOUBT}", "↑": "rose",
           "↓": "fell", "( )": "the day of publication: no period is stated"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Layout:
    """What fits into a `width` or more: the most that place, value and period get.

    `spare` says that there is no room for units, nor for two days on one line.
    """

    width: int
    place: int
    value: int
    period: int
    spare: bool = False
    whole_place: bool = False

    @property
    def most(self) -> tuple[int, int, int, int, int]:
        """The most that each column gets, the indicator's aside."""
        return self.place, 0, self.value, self.period, 12


_LAYOUTS = (
    _Layout(160, place=50, value=40, period=23, whole_place=True),
    _Layout(120, place=26, value=30, period=23),
    _Layout(100, place=20, value=20, period=12, spare=True),
    _Layout(0, place=15, value=18, period=12, spare=True),
)


def print_table(records: Sequence[Record], *, total: int, width: int | None = None) -> None:
    """Show `records` as a table on the terminal; `total` is how many there are in all."""
    from rich.console import Console  # noqa: PLC0415 - slow to import, and only this needs it
    from rich.text import Text  # noqa: PLC0415

    console = Console(width=width, highlight=False)
    if not records:
        console.print("no records")
    layout = next(one for one in _LAYOUTS if console.width >= one.width)
    articles = [
        (doc, [_cells(record, layout) for record in found])
        for doc, found in groupby(records, key=lambda record: record.doc_id)
    ]
    rows = [row for _, found in articles for row in found]
    widths = _widths(rows, layout, console.width)
    for number, (doc, found) in enumerate(articles):
        if number:
            console.print()
        if len(articles) > 1:  # a name that is the same in every row says nothing
            console.print(Text(doc, style="bold cyan"))
        console.print(_table(found, widths, head=number == 0))
    notes = [words for row in rows for words in row[-1].split()]
    open_days = ["( )" for row in rows if row[-2].startswith("(")]
    legend = [f"{sign} {said}" for sign, said in _LEGEND.items() if sign in {*notes, *open_days}]
    if legend:
        console.print(Text(" · ".join(legend), style="dim"))
    if total > len(records):
        console.print(f"{total - len(records)} more records; -o records.csv writes them all.")


def _table(rows: Iterable[Sequence[str]], widths: Sequence[int], *, head: bool) -> Table:
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.SIMPLE_HEAD, show_header=head, show_edge=False,
                  pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")  # fmt: skip
    for name, width in zip(_HEADS, widths, strict=True):
        table.add_column(name, width=width, overflow="fold")
    for row in rows:
        # `Text` takes brackets in an article for what they are, not for markup.
        table.add_row(*map(Text, row))
    return table


_OVER = 8
"""How much wider than planned a column may be for the sake of a long word."""


def _widths(rows: Sequence[Sequence[str]], layout: _Layout, room: int) -> list[int]:
    """The width of each column: no wider than its cells, no narrower than their longest words.

    The indicator gets what is left, and folds.
    """
    from rich.cells import cell_len  # noqa: PLC0415

    widths = []
    for column, most in enumerate(layout.most):
        cells = [row[column] for row in rows]
        lines = [cell_len(line) for cell in cells for line in cell.split("\n")]
        words = [cell_len(word) for cell in cells for word in cell.split()]
        widest = max([*lines, len(_HEADS[column])])
        # A word too long for any column is cut: it may not squeeze the others.
        widths.append(min(widest, max([most, *(w for w in words if w <= most + _OVER)])))
    taken = sum(widths) - widths[_INDICATOR] + (_GAP + 1) * (len(widths) - 1) + _GAP
    widest = max([len(_HEADS[_INDICATOR]), *(cell_len(row[_INDICATOR]) for row in rows)])
    widths[_INDICATOR] = max(len(_HEADS[_INDICATOR]), min(widest, room - taken))
    return widths


def _cells(record: Record, layout: _Layout) -> tuple[str, ...]:
    place = record.place.name if record.place else ""
    return (
        place if layout.whole_place else place.partition(",")[0],
        record.indicator.text if record.indicator else "",
        value_text(record, unit=not layout.spare),
        _period(record, between="–\n" if layout.spare else "–"),
        " ".join(_notes(record)),
    )


def _notes(record: Record) -> Iterator[str]:
    """What is not as with most records."""
    if record.direction is not None:
        yield {"up": "↑", "down": "↓"}[record.direction]
    elif record.kind != "proportion":
        yield record.kind
    if record.status == "target":
        yield "target"
    if record.audit.verdict in {"contradiction", "part_exceeds_whole"}:
        yield "≠"
    if record.confidence < DOUBT:
        yield "?"


def _period(record: Record, *, between: str) -> str:
    """The period in short: `2024`, `01–03/2024`, `02/05/2024`, two days with `between` them."""
    period = record.date
    if period is None:
        return ""
    text = _months(period.start, period.end) or between.join(_days(period.start, period.end))
    return f"({text})" if period.basis == "publication" else text


def _months(start: date, end: date) -> str:
    """Whole months or years in short; nothing where they are not whole."""
    if start.day != 1 or end.day != monthrange(end.year, end.month)[1]:
        return ""
    if (start.month, end.month) == (1, 12):
        return f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    if start.year != end.year:
        return f"{start:%m/%Y}–{end:%m/%Y}"
    return f"{start:%m/%Y}" if start.month == end.month else f"{start:%m}–{end:%m/%Y}"


def _days(start: date, end: date) -> list[str]:
    if start == end:
        return [f"{start:%d/%m/%Y}"]
    return [f"{start:%d/%m}" if start.year == end.year else f"{start:%d/%m/%Y}", f"{end:%d/%m/%Y}"]
