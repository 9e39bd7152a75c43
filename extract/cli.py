"""The command `solieu`. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from extract.evaluation.command import evaluate
from extract.explain.command import explain
from extract.ledger.command import report
from extract.review.command import review

if TYPE_CHECKING:
    from typing_extensions import TypeIs

    from extract.batch import Extracted, Outcome
    from extract.ledger.index import Index
    from extract.read import Refusal
    from extract.schema import Record
    from extract.write import Format, Sink

_REFUSED, _USAGE = 1, 2
_MEGABYTE = 1_000_000

app = typer.Typer(
    name="solieu",
    help="Statistical records (place, indicator, numbers, period) from Vietnamese news text.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class OutputFormat(StrEnum):
    """What `--format` takes."""

    jsonl = "jsonl"
    csv = "csv"
    table = "table"


_FORMATS: dict[OutputFormat, Format] = {
    OutputFormat.jsonl: "jsonl",
    OutputFormat.csv: "csv",
    OutputFormat.table: "table",
}


app.command("evaluate")(evaluate)
app.command("explain")(explain)
app.command("report")(report)
app.command("review")(review)


def main() -> None:
    """Run the command line."""
    app(prog_name="solieu")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

        try:
            typer.echo(f"solieu {version('solieu')}")
        except PackageNotFoundError:
            typer.echo("solieu (not installed)")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    pass


@app.command()
def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files, folders, globs, or - for standard input. Read are .txt, .html, .jsonl, "
            ".jsonl.gz, .txt.gz, .zip and .tar.gz.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="Write to this file: .jsonl or .csv.",
            show_default=False,
        ),
    ] = None,
    form: Annotated[
        OutputFormat | None,
        typer.Option(
            "--format",
            help="Output format.  [default: by OUT's name; else a table on a "
            "terminal, jsonl in a pipe]",
            show_default=False,
        ),
    ] = None,
    counts: Annotated[
        bool, typer.Option("--counts", help="Give counts with no whole as well.")
    ] = False,
    jobs: Annotated[
        int,
        typer.Option("-j", "--jobs", min=0, metavar="N", help="Processes; 0 is one for each core."),
    ] = 1,
    with_text: Annotated[
        bool,
        typer.Option(
            "--with-text", help="Write the texts that spans point into to OUT.texts.jsonl."
        ),
    ] = False,
    summary: Annotated[
        bool,
        typer.Option(
            "--summary",
            help="Tell on stderr, in the end, what the batch repeats and where it disagrees.",
        ),
    ] = False,
    limit: Annotated[
        float, typer.Option("--limit", min=0.001, metavar="MB", help="Most of one article.")
    ] = 20.0,
) -> None:
    """Read articles, write their statistical records.

    A JSONL input has one article a line: {"id", "text", "title"?, "published"?, "url"?}.
    What cannot be read is named on stderr and in OUT.refused.jsonl; the rest is written.

    \b
    Examples:
      solieu extract articles/                      a table on the terminal
      solieu extract articles/ -o records.csv       a file for a spreadsheet
      solieu extract "news/**/*.html" -o out.jsonl  one JSON record a line
      solieu extract big.jsonl.gz -j 0 -o out.csv   with all cores
      cat article.txt | solieu extract - | jq .     in a pipe

    \b
    Exit status:
      0  every input gave its records, or had none
      1  some input was refused
      2  wrong usage, or an output that cannot be written
    """
    chosen = _format(form, output)
    if with_text and output is None:
        raise typer.BadParameter("it needs -o OUT", param_hint="--with-text")
    from extract.errors import OutputError  # noqa: PLC0415

    outcomes = _outcomes(inputs, counts, jobs or os.cpu_count() or 1, int(limit * _MEGABYTE))
    try:
        with _summing_up(outcomes, wanted=summary) as told:
            run = _Run(told)
            _send(run, output, chosen, with_text=with_text)
    except OutputError as error:
        _say(str(error))
        raise typer.Exit(_USAGE) from error
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(_REFUSED if run.refused else 0)


@contextmanager
def _summing_up(outcomes: Iterator[Outcome], *, wanted: bool) -> Iterator[Iterator[Outcome]]:
    """The outcomes, each noted as it passes; in the end the summary is told, where it is wanted."""
    if not wanted:
        yield outcomes
        return
    from rich.console import Console  # noqa: PLC0415

    from extract.ledger.index import Index  # noqa: PLC0415
    from extract.ledger.summary import summarise  # noqa: PLC0415

    with Index() as index:
        yield _noted(index, outcomes)
        summarise(index, Console(stderr=True, highlight=False))


def _noted(index: Index, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
    for outcome in outcomes:
        if not _is_refusal(outcome):
            index.counts.articles += 1
            for record in outcome.records:
                index.add(record)
        yield outcome


def _send(run: _Run, output: Path | None, chosen: Format, *, with_text: bool) -> None:
    """Send the records where they are wanted."""
    if output is not None:
        run.to_file(output, chosen, with_text=with_text)
    elif chosen == "table":
        run.to_terminal()
    else:
        run.to_stdout(chosen)


def _format(form: OutputFormat | None, output: Path | None) -> Format:
    from extract.write import SUFFIXES  # noqa: PLC0415

    if output is None:
        if form is not None:
            return _FORMATS[form]
        return "table" if sys.stdout.isatty() else "jsonl"
    if form is OutputFormat.table:
        raise typer.BadParameter("a table is for the terminal; leave -o out", param_hint="--format")
    if form is not None:
        return _FORMATS[form]
    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        known = " or ".join(sorted(SUFFIXES))
        raise typer.BadParameter(
            f"{output.name!r} does not say which format: end it in {known}, or add --format",
            param_hint="-o",
        )
    return found


def _outcomes(inputs: list[str], counts: bool, jobs: int, limit: int) -> Iterator[Outcome]:
    from functools import partial  # noqa: PLC0415

    from extract import batch, flow  # noqa: PLC0415
    from extract.read import read  # noqa: PLC0415

    work = partial(flow.extract_source, counts=counts)
    return batch.run(read(inputs, limit=limit), work, jobs=jobs)


def _say(message: str) -> None:
    print(f"solieu: {message}", file=sys.stderr)


class _Run:
    """One run: outcomes go where they should, refusals to stderr, and both are counted."""

    def __init__(self, outcomes: Iterator[Outcome]) -> None:
        self._outcomes = outcomes
        self._progress = _Progress(sys.stderr)
        self.articles = self.records = self.refused = 0

    def to_file(self, path: Path, form: Format, *, with_text: bool) -> None:
        """Write records to `path`; beside it refusals and, `with_text`, the texts."""
        from extract.write import writing  # noqa: PLC0415

        with writing(path, form) as (sink, refused, texts):
            for outcome in self._each():
                if _is_refusal(outcome):
                    refused.write({"origin": outcome.origin, "reason": outcome.reason})
                    continue
                self._write(sink, outcome, form)
                if with_text:
                    texts.write(_text_fields(outcome))
        if sys.stderr.isatty():
            _say(f"{self.records} records of {self.articles} articles in {path}")

    def to_stdout(self, form: Format) -> None:
        """Write records to standard output."""
        from extract.write import sink  # noqa: PLC0415

        out = _utf8_stdout()
        writer = sink(out, form)
        for outcome in self._each():
            if not _is_refusal(outcome):
                self._write(writer, outcome, form)
        out.flush()

    def to_terminal(self) -> None:
        """Show the first records as a table."""
        from extract.write import SHOWN, print_table  # noqa: PLC0415

        shown: list[Record] = []
        for outcome in self._each():
            if not _is_refusal(outcome):
                shown += outcome.records[: SHOWN - len(shown)]
        print_table(shown, total=self.records)

    def _each(self) -> Iterator[Outcome]:
        with self._progress.shown():
            for outcome in self._outcomes:
                if _is_refusal(outcome):
                    self.refused += 1
                    self._progress.clear()
                    _say(f"{outcome.origin}: {outcome.reason}")
                else:
                    self.articles += 1
                    self.records += len(outcome.records)
                yield outcome
                self._progress.update(f"{self.articles} articles, {self.records} records")

    def _write(self, sink: Sink, outcome: Extracted, form: Format) -> None:
        for record in outcome.records:
            sink.write(_with_article(record, outcome) if form == "csv" else record)


def _is_refusal(outcome: Outcome) -> TypeIs[Refusal]:
    from extract.read import Refusal  # noqa: PLC0415

    return isinstance(outcome, Refusal)


def _with_article(record: Record, outcome: Extracted) -> Record:
    """The record with what is known of its article, for the columns that repeat it."""
    if record.article is not None:
        return record
    from extract.schema import ArticleInfo  # noqa: PLC0415

    source = outcome.source
    article = ArticleInfo(title=source.title, published=source.published, url=source.url)
    return record.model_copy(update={"article": article})


def _text_fields(outcome: Extracted) -> dict[str, object]:
    source = outcome.source
    fields = {
        "id": source.doc_id,
        "text": source.text,
        "title": source.title,
        "published": source.published.isoformat() if source.published else None,
        "url": source.url,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _utf8_stdout() -> IO[str]:
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", newline="")
    return sys.stdout


class _Progress:
    """One line on a terminal that changes; nothing anywhere else."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream if stream.isatty() else None
        self._next = 0.0

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Wipe the line in the end, whatever happens."""
        try:
            yield
        finally:
            self.clear()

    def clear(self) -> None:
        """Wipe the line."""
        if self._stream:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def update(self, text: str) -> None:
        """Show `text`, a few times a second at most."""
        from time import monotonic  # noqa: PLC0415

        if self._stream and monotonic() >= self._next:
            self._next = monotonic() + 0.2
            self._stream.write(f"\r\x1b[K{text}")
            self._stream.flush()


if __name__ == "__main__":
    main()
