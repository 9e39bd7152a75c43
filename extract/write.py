"""Records out of the package: JSONL and CSV, and their values in short.

A file is written beside its place and moved there when it is whole: a reader finds the old file or
the new one, never half of one.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Protocol, Self

from extract.errors import OutputError
from extract.frames.sdmx import SdmxCsv, structure
from extract.place_columns import PLACE_COLUMNS, place_cells
from extract.read import Source
from extract.schema import ArticleInfo, Audit, Record, exact_json, plain_number

Format = Literal["jsonl", "csv", "sdmx-csv", "parquet", "duckdb", "table"]

COLUMNS = (
    "doc_id", "title", "published", "url", "kind", "place", "place_code", "indicator", "numerator",
    "denominator", "percentage", "upper", "unit", "bound", "direction", "status", "date_start",
    "date_end", "date_basis", "audit", "confidence", "evidence", "warnings", "suggestion",
    *PLACE_COLUMNS,
)  # fmt: skip
"""The columns of the CSV form.

`warnings` are the names of `extract/warnings.tsv`, a blank between them; `suggestion` is the slip
that may lie behind a contradiction: `percentage 96.67 (digit_wrong)`.
"""

SUFFIXES: dict[str, Format] = {
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".parquet": "parquet",
    ".duckdb": "duckdb", ".sdmx.csv": "sdmx-csv",
}  # fmt: skip
"""The formats that a file's name asks for."""


def format_of(path: Path) -> Format | None:
    """The format that a file's name asks for, by the longest ending that is known."""
    known = sorted(SUFFIXES, key=len, reverse=True)
    found = next((suffix for suffix in known if path.name.lower().endswith(suffix)), None)
    return SUFFIXES[found] if found else None


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BOM = "\ufeff"


def row(record: Record) -> dict[str, str]:
    """A record as a row of the CSV form; what is not stated is empty."""
    article = record.article or ArticleInfo()
    place, percentage, period = record.place, record.percentage, record.date
    return {
        "doc_id": record.doc_id,
        "title": article.title or "",
        "published": _day(article.published),
        "url": article.url or "",
        "kind": record.kind,
        "place": place.name if place else "",
        "place_code": (place.code or "") if place else "",
        "indicator": record.indicator.text if record.indicator else "",
        "numerator": _number(record.numerator.value if record.numerator else None),
        "denominator": _number(record.denominator.value if record.denominator else None),
        "percentage": _number(percentage.value if percentage else None),
        "upper": _number(percentage.upper if percentage else None),
        "unit": percentage.unit if percentage else "",
        "bound": record.bound,
        "direction": record.direction or "",
        "status": record.status,
        "date_start": _day(period.start if period else None),
        "date_end": _day(period.end if period else None),
        "date_basis": period.basis if period else "",
        "audit": record.audit.verdict,
        "confidence": f"{record.confidence:.2f}",
        "evidence": record.evidence.text,
        "warnings": " ".join(record.warnings),
        "suggestion": _suggestion(record.audit),
        **place_cells(place),
    }


def _suggestion(audit: Audit) -> str:
    found = audit.suggestion
    return "" if found is None else f"{found.field} {plain_number(found.value)} ({found.slip})"


def safe_cell(text: str) -> str:
    """`text` as a spreadsheet shows it: one that looks like a formula gets an apostrophe."""
    return f"'{text}" if text.lstrip(" \n").startswith(_FORMULA) or text[:1] == "\n" else text


_NUMERIC = frozenset({"numerator", "denominator", "percentage", "upper", "confidence"})


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain_number(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


# --- streams --------------------------------------------------------------------------------------


class Sink(Protocol):
    """Takes records: one by one, or many that another sink of its form has written."""

    def write(self, record: Record) -> None:
        """Write one record."""

    def add(self, lines: str) -> None:
        """Add records in the form of lines, as `line_form` names it."""


class JsonLines:
    """Records as JSON, one a line."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, record: Record) -> None:
        """Write one record as a line."""
        self._stream.write(record.to_json_line() + "\n")

    def add(self, lines: str) -> None:
        """Add lines as they are."""
        self._stream.write(lines)


class Csv:
    """Records as rows under `COLUMNS`, for spreadsheets: marked as UTF-8, no cell a formula."""

    def __init__(self, stream: IO[str], *, mark: bool = True, head: bool = True) -> None:
        if mark and head:
            stream.write(_BOM)
        self._stream = stream
        # Texts are quoted: LibreOffice parts columns at semicolons and tabs, too.
        self._writer = csv.writer(stream, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
        if head:
            csv.writer(stream, lineterminator="\r\n").writerow(COLUMNS)

    def write(self, record: Record) -> None:
        """Write one record as a row."""
        cells = row(record)
        self._writer.writerow(
            _Figures(cells[name])
            if cells[name] and name in _NUMERIC
            else safe_cell(_encodable(cells[name]))
            for name in COLUMNS
        )

    def add(self, lines: str) -> None:
        """Add rows as they are."""
        self._stream.write(lines)


class _Figures(Decimal):
    """A number that `csv` takes for one and writes as it was given."""

    def __str__(self) -> str:
        return format(self, "f")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def sink(stream: IO[str], form: Format, *, head: bool = True) -> Sink:
    """The writer of `form` on `stream`; rows come without a `head` where so wished."""
    if form == "sdmx-csv":
        return SdmxCsv(stream)
    return Csv(stream, head=head) if form == "csv" else JsonLines(stream)


def line_form(form: Format) -> Literal["jsonl", "csv"]:
    """The form of lines that is kept on the way to `form`."""
    return "csv" if form == "csv" else "jsonl"


# --- files ----------------------------------------------------------------------------------------


class AtomicFile:
    """A text file that appears when it is whole.

    Use it in `with`: on a clean end the file takes its place at once, after an error what stood
    there before stands there still. Until then it lies in the folder `scratch`, which must be on
    the same disk; by default that of `path`.

    Raises:
        OutputError: where the folder or the file cannot be written.
    """

    def __init__(self, path: Path, *, scratch: Path | None = None) -> None:
        self._path = path.resolve() if path.is_symlink() else path
        self._scratch = scratch or self._path.parent
        self._stream: IO[str] | None = None

    def __enter__(self) -> IO[str]:
        if self._path.is_dir():
            raise OutputError(f"{self._path} is a folder; name a file in it")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle, self._name = tempfile.mkstemp(
                dir=self._scratch, prefix=f".{self._path.name}.", suffix=".part"
            )
        except OSError as error:
            raise _unwritable(self._path, error) from error
        self._stream = os.fdopen(handle, "w", encoding="utf-8", newline="")
        return self._stream

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._stream is not None
        try:
            if kind is None:
                self._stream.flush()
                os.fsync(self._stream.fileno())
            self._stream.close()
            if kind is None:
                os.chmod(self._name, _mode(self._path))
                os.replace(self._name, self._path)
        except OSError as failed:
            _forget(self._name)
            if kind is None:
                raise _unwritable(self._path, failed) from failed
        if kind is not None:
            _forget(self._name)
            if isinstance(error, OSError):
                raise _unwritable(self._path, error) from error


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}; choose another -o")


def _mode(path: Path) -> int:
    """The rights that the file had, or those that a new file gets."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


def _forget(name: str) -> None:
    try:
        os.unlink(name)
    except OSError:
        return


class Side(Protocol):
    """Takes what goes beside the output."""

    def write(self, fields: dict[str, object]) -> None:
        """Add `fields` as a line of JSON."""

    def add(self, lines: str) -> None:
        """Add lines of JSON as they are."""


class Nowhere:
    """Takes lines and keeps none."""

    def write(self, fields: dict[str, object]) -> None:
        """Let `fields` go."""

    def add(self, lines: str) -> None:
        """Let `lines` go."""


class SideFile:
    """A file beside the output that exists only where there is something to say.

    Lines go to it as they come; without any, one that an earlier run left is removed.
    """

    def __init__(self, path: Path, *, scratch: Path | None = None) -> None:
        self._path = path
        self._file = AtomicFile(path, scratch=scratch)
        self._stream: IO[str] | None = None

    def __enter__(self) -> Self:
        return self

    def write(self, fields: dict[str, object]) -> None:
        """Add `fields` as a line of JSON."""
        self.add(exact_json(fields) + "\n")

    def add(self, lines: str) -> None:
        """Add lines as they are."""
        if self._stream is None and lines:
            self._stream = self._file.__enter__()
        if self._stream is not None:
            self._stream.write(lines)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._file.__exit__(kind, error, trace)
        elif kind is None:
            _forget(str(self._path))


def source_fields(source: Source) -> dict[str, object]:
    """An article as a line of JSONL input, for a file beside the output."""
    fields = {
        "id": source.doc_id,
        "text": source.text,
        "title": source.title,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _opened(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise _unwritable(path, error) from error


def is_device(path: Path) -> bool:
    """Is `path` a device or a pipe, which is written as it comes and can be no shard's last one?"""
    return path.exists() and not path.is_file() and not path.is_dir()


def check_place(path: Path, form: Format, *, parts: bool) -> None:
    """Make sure, before the work, that the output can be put at `path` after it.

    Raises:
        OutputError: where a package is missing, or something else stands there.
    """
    if form in {"parquet", "duckdb"}:
        from extract.stores import check_installed, check_parts_folder  # noqa: PLC0415

        check_installed(form)
        if parts:
            check_parts_folder(path)
            return
    if path.is_dir():
        raise OutputError(f"{path} is a folder; name a file in it")


@contextmanager
def writing(
    path: Path, form: Format, *, scratch: Path | None = None, parts: bool = False
) -> Iterator[tuple[Sink, Side, Side]]:
    """The output at `path`, and beside it what was refused and the texts that spans point into.

    All of them appear at the end, or none; until then they lie in `scratch`. A device or a pipe is
    written as it comes, and has nothing beside it. `parts` asks for a folder of Parquet files.
    """
    with ExitStack() as stack:
        if is_device(path):
            yield sink(stack.enter_context(_opened(path)), form), Nowhere(), Nowhere()
            return
        beside = [
            stack.enter_context(SideFile(path.with_name(path.name + suffix), scratch=scratch))
            for suffix in BESIDE
        ]
        if form in {"parquet", "duckdb"}:
            from extract.stores import store  # noqa: PLC0415 - it imports this file

            out = stack.enter_context(
                store(path, form, scratch=scratch or path.parent, parts=parts)
            )
        elif form == "sdmx-csv":
            beside_it = AtomicFile(path.with_name(path.name + STRUCTURE), scratch=scratch)
            stack.enter_context(beside_it).write(structure())
            stream = stack.enter_context(AtomicFile(path, scratch=scratch))
            out = SdmxCsv(stream, refuse=beside[0].write)
        else:
            out = sink(stack.enter_context(AtomicFile(path, scratch=scratch)), form)
        yield out, beside[0], beside[1]


BESIDE = (".refused.jsonl", ".texts.jsonl")
"""What the files beside an output add to its name."""
STRUCTURE = ".structure.xml"
"""What the SDMX structure beside SDMX data adds to their name."""


# --- in short, for people -------------------------------------------------------------------------

_SIGNS = {"percent": "%", "percentage_point": " điểm %", "permille": "‰"}
_BOUNDS = {"exact": "", "about": "≈ ", "at_least": "≥ ", "at_most": "≤ "}


def value_text(record: Record, *, unit: bool = True) -> str:
    """The value in short, in Vietnamese marks: `≥ 83,74% (8.210/9.804 hồ sơ)`.

    The amounts come without their `unit` where so wished.
    """
    parts = []
    percentage = record.percentage
    if percentage:
        upper = f"–{vietnamese(percentage.upper)}" if percentage.upper is not None else ""
        parts.append(f"{vietnamese(percentage.value)}{upper}{_SIGNS[percentage.unit]}")
    amounts = [x for x in (record.numerator, record.denominator) if x]
    if amounts:
        figures = "/".join(vietnamese(x.value) for x in amounts)
        if record.numerator is None:
            figures = f"?/{figures}"
        counted = next((x.unit for x in amounts if x.unit), "") if unit else ""
        text = f"{figures} {counted}".strip()
        parts.append(f"({text})" if parts else text)
    return _BOUNDS[record.bound] + " ".join(parts)


def vietnamese(value: Decimal) -> str:
    """A number as Vietnamese prints it: `1.204`, `83,74`."""
    whole, _, decimals = plain_number(value).partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "-" if whole == "-0" else ""
    return f"{sign}{grouped},{decimals}" if decimals else grouped


def period_text(record: Record) -> str:
    """The period in short: a year, a quarter or month in figures, or first and last day."""
    period = record.date
    if period is None:
        return ""
    start, end = period.start, period.end
    if start == end:
        text = f"{start:%d/%m/%Y}"
    elif (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        text = f"{start.year}" if start.year == end.year else f"{start.year}–{end.year}"
    else:
        text = f"{start:%d/%m/%Y}–{end:%d/%m/%Y}"
    return f"({text})" if period.basis == "publication" else text
