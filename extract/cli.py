"""The command `solieu`. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.annotation.command import export, import_
from extract.config_option import ConfigOption, own_words
from extract.console import say
from extract.evaluation.command import evaluate
from extract.explain.command import explain
from extract.ledger.command import report
from extract.review.command import review

if TYPE_CHECKING:
    from extract.ledger.index import Index
    from extract.run import Run
    from extract.write import Format

_REFUSED, _USAGE, _INTERRUPTED = 1, 2, 130
_MEGABYTE = 1_000_000

WORK = "extract.flow:extract_source"
"""What is done with each article."""

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
    sdmx_csv = "sdmx-csv"
    parquet = "parquet"
    duckdb = "duckdb"
    table = "table"


_FORMATS: dict[OutputFormat, Format] = {
    OutputFormat.jsonl: "jsonl",
    OutputFormat.csv: "csv",
    OutputFormat.sdmx_csv: "sdmx-csv",
    OutputFormat.parquet: "parquet",
    OutputFormat.duckdb: "duckdb",
    OutputFormat.table: "table",
}


app.command("evaluate")(evaluate)
app.command("explain")(explain)
app.command("report")(report)
app.command("review")(review)
app.command("export")(export)
app.command("import")(import_)


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
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="OUT",
            help="Write to this file: .jsonl, .csv, .sdmx.csv, .parquet or .duckdb; or, with a / "
            "at the end, to a folder of Parquet files.",
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
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            min=0.1,
            metavar="SECONDS",
            help="Most time for one article, and again for each further million characters.",
        ),
    ] = 60.0,
    memory: Annotated[
        float,
        typer.Option("--memory", min=1, metavar="MB", help="Most memory of one process."),
    ] = 2000.0,
    config: ConfigOption = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster",
            metavar="ADDRESS",
            show_default=False,
            help="Work on the Dask cluster whose scheduler is there, tcp://host:8786.",
        ),
    ] = None,
) -> None:
    """Read articles, write their statistical records.

    A JSONL input has one article a line: {"id", "text", "title"?, "published"?, "url"?}.
    What cannot be read is named on stderr and in OUT.refused.jsonl; the rest is written.
    A run that was broken off goes on where it was when the same command is run again.

    \b
    Examples:
      solieu extract articles/                      a table on the terminal
      solieu extract articles/ -o records.csv       a file for a spreadsheet
      solieu extract "news/**/*.html" -o out.jsonl  one JSON record a line
      solieu extract big.jsonl.gz -j 0 -o out.csv   with all cores
      solieu extract articles/ -o out.sdmx.csv      SDMX-CSV, its structure beside it
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
    from extract.errors import SolieuError  # noqa: PLC0415
    from extract.run import Plan, Run  # noqa: PLC0415
    from extract.worker import Settings  # noqa: PLC0415

    settings = Settings(
        WORK, {"counts": counts, **own_words(config)}, with_text=with_text, seconds=timeout,
        memory=int(memory * _MEGABYTE),
    )  # fmt: skip
    plan = Plan(inputs, settings, int(limit * _MEGABYTE), jobs or os.cpu_count() or 1, cluster)
    try:
        with _summing_up(wanted=summary) as index:
            run = Run(plan, note=index.add if index else None)
            _send(run, output, chosen)
            if index:
                index.counts.articles = run.articles
    except SolieuError as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error
    except KeyboardInterrupt:
        again = "; the same command goes on from here" if output is not None else ""
        say(f"broken off{again}")
        raise typer.Exit(_INTERRUPTED) from None
    except BrokenPipeError:
        # The reader has seen enough. Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(_REFUSED if run.refused else 0)


@contextmanager
def _summing_up(*, wanted: bool) -> Iterator[Index | None]:
    """What takes note of each record, and tells the summary in the end, where it is wanted."""
    if not wanted:
        yield None
        return
    from rich.console import Console  # noqa: PLC0415

    from extract.ledger.index import Index  # noqa: PLC0415
    from extract.ledger.summary import summarise  # noqa: PLC0415

    with Index() as index:
        yield index
        summarise(index, Console(stderr=True, highlight=False))


def _send(run: Run, output: str | None, chosen: Format) -> None:
    """Send the records where they are wanted."""
    from extract.read import is_url  # noqa: PLC0415

    if output is not None:
        if is_url(output):
            run.to_url(output, chosen, parts=_is_folder(output))
        else:
            run.to_file(Path(output), chosen, parts=_is_folder(output))
        if run.untouched:
            say(f"nothing could be read: {output} is left as it was")
        if run.left_out:
            say(f"{run.left_out} records have no place there: {output}.refused.jsonl says why")
        if sys.stderr.isatty():
            say(f"{run.records} records of {run.articles} articles in {output}")
    elif chosen == "table":
        run.to_terminal()
    else:
        run.to_stdout(chosen)


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep))


def _format(form: OutputFormat | None, output: str | None) -> Format:
    from extract.write import SUFFIXES, format_of  # noqa: PLC0415

    if output is None:
        if form in {OutputFormat.parquet, OutputFormat.duckdb}:
            raise typer.BadParameter("this one needs -o OUT", param_hint="--format")
        if form is not None:
            return _FORMATS[form]
        return "table" if sys.stdout.isatty() else "jsonl"
    if form is OutputFormat.table:
        raise typer.BadParameter("a table is for the terminal; leave -o out", param_hint="--format")
    if _is_folder(output):
        if form not in {None, OutputFormat.parquet}:
            raise typer.BadParameter("a folder is for Parquet files", param_hint="--format")
        return "parquet"
    if form is not None:
        return _FORMATS[form]
    name = Path(output).name
    found = format_of(Path(output))
    if found is None:
        known = " or ".join(sorted(SUFFIXES))
        raise typer.BadParameter(
            f"{name!r} does not say which format: end it in {known}, or add --format",
            param_hint="-o",
        )
    return found


if __name__ == "__main__":
    main()
