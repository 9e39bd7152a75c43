"""`solieu report`: what an output file repeats, and where it disagrees."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from extract.schema import Record

_REFUSED, _USAGE = 1, 2


def report(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="RECORDS", help="Files that `extract` wrote: .jsonl or .jsonl.gz."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="Write every finding to this .jsonl file.",
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="Most findings of a sort to list.")
    ] = 20,
) -> None:
    """Tell what a batch of records repeats, and where it disagrees.

    The same statistic said again, in headline and body or by another article; two values for the
    same place, indicator and period. With them the counts of the audit's verdicts and warnings.

    \b
    Examples:
      solieu report out.jsonl
      solieu report 2023.jsonl 2024.jsonl -o findings.jsonl

    \b
    Exit status:
      0  told
      1  a line is no record
      2  a file that cannot be read or written
    """  # fmt: skip
    from rich.console import Console  # noqa: PLC0415 - slow to import

    from extract.errors import OutputError  # noqa: PLC0415
    from extract.ledger.index import Index  # noqa: PLC0415
    from extract.ledger.summary import summarise, write_findings  # noqa: PLC0415
    from extract.write import AtomicFile  # noqa: PLC0415

    with Index() as index:
        before = None
        for record in _records(files):
            index.counts.articles += record.doc_id != before
            before = record.doc_id
            index.add(record)
        summarise(index, Console(highlight=False), most=most)
        if output is not None:
            try:
                with AtomicFile(output) as stream:
                    write_findings(index, stream)
            except OutputError as error:
                _fail(str(error), _USAGE)


def _records(files: list[Path]) -> Iterator[Record]:
    from pydantic import ValidationError  # noqa: PLC0415

    from extract.schema import Record  # noqa: PLC0415

    for file in files:
        for number, line in _lines(file):
            try:
                yield Record.from_json_line(line)
            except (ValidationError, json.JSONDecodeError):
                _fail(f"{file}: line {number} is no record; give the .jsonl that extract wrote",
                      _REFUSED)  # fmt: skip


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    opener = gzip.open if file.suffix == ".gz" else open
    try:
        with opener(file, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError, EOFError) as error:
        _fail(f"{file} cannot be read: {error}", _USAGE)


def _fail(message: str, status: int) -> None:
    print(f"solieu: {message}", file=sys.stderr)
    raise typer.Exit(status)
