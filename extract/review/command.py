"""`solieu review`: read records beside their articles, and keep what is right of them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.config_option import ConfigOption
from extract.console import say

if TYPE_CHECKING:
    from extract.review.session import Review

_USAGE = 2


def review(
    given: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT",
            help="Records (.jsonl) of an earlier run, or a folder or file of articles to read now.",
            show_default=False,
        ),
    ],
    texts: Annotated[
        Path | None,
        typer.Option(
            "--texts",
            metavar="PATH",
            help="The articles of the records.  [default: INPUT.texts.jsonl]",
            show_default=False,
        ),
    ] = None,
    corrections: Annotated[
        Path | None,
        typer.Option(
            "--corrections",
            metavar="FILE",
            help="Where decisions are kept.  [default: INPUT.review.jsonl]",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port; 0 is any that is free.")
    ] = 0,
    jobs: Annotated[
        int,
        typer.Option("-j", "--jobs", min=0, metavar="N", help="Processes; 0 is one for each core."),
    ] = 1,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Print the address, open nothing.")
    ] = False,
    gold: Annotated[
        Path | None,
        typer.Option(
            "--gold",
            metavar="FOLDER",
            help="Write the articles that are done as gold files, and end.",
            show_default=False,
        ),
    ] = None,
    score: Annotated[
        bool, typer.Option("--score", help="Score the records by the decisions, and end.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Review records in the browser: accept, correct or reject them by keyboard.

    The page is for this machine alone. Every decision is on the disk at once, in a file that is
    only added to; a later run goes on where this one stopped.

    \b
    Examples:
      solieu extract news/ -o out.jsonl --with-text
      solieu review out.jsonl                   the page
      solieu review news/                       the same without a file of records
      solieu review out.jsonl --score           how good the records were
      solieu review out.jsonl --gold mine       mine/gold, mine/corpus
      solieu evaluate --gold mine/gold          any later extractor against them

    \b
    Exit status:
      0  the page was closed with Ctrl+C, or the files are written
      2  wrong usage, an input that cannot be read, or a file that cannot be written
    """
    from extract.errors import InputError, OutputError  # noqa: PLC0415
    from extract.review.articles import load  # noqa: PLC0415
    from extract.review.journal import Journal  # noqa: PLC0415
    from extract.review.session import Review  # noqa: PLC0415

    try:
        articles = load(given, texts, jobs=jobs or os.cpu_count() or 1, notify=say, config=config)
        with Journal(corrections or _beside(given)) as journal:
            if journal.torn:
                say(f"{journal.path}: a last line cut short was taken off: {journal.torn[:200]}")
            found = Review(articles, journal)
            if found.stale:
                say(f"{len(found.stale)} articles have changed since they were reviewed")
            if gold is not None:
                _export(found, gold)
            if score:
                _print_score(found)
            if gold is None and not score:
                _serve(found, given.resolve().name, port, browser=not no_browser)
    except (InputError, OutputError) as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error


def _beside(given: Path) -> Path:
    from extract.review.journal import SUFFIX  # noqa: PLC0415

    whole = given.resolve()
    return whole.with_name(whole.name + SUFFIX)


def _serve(review: Review, name: str, port: int, *, browser: bool) -> None:
    try:
        from extract.review import server  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        say(f'the review page needs {error.name}: pip install "solieu[review]"')
        raise typer.Exit(_USAGE) from error
    token = server.new_token()
    listener = server.listen(port)
    address = f"http://{server.HOST}:{listener.getsockname()[1]}/?token={token}"

    def tell() -> None:
        kept = review.journal.path
        typer.echo(f"{address}\nDecisions are kept in {kept}. Ctrl+C ends the review.")
        if browser:
            import webbrowser  # noqa: PLC0415

            webbrowser.open(address)

    page = server.server(server.application(review, name=name, token=token), ready=tell)
    with suppress(KeyboardInterrupt):  # that is how the review ends
        page.run(sockets=[listener])


def _export(review: Review, folder: Path) -> None:
    from extract.review.export import write_gold  # noqa: PLC0415

    articles, labels = write_gold(review, folder)
    typer.echo(f"{labels} labels of {articles} articles in {folder / 'gold'}")


def _print_score(review: Review) -> None:
    from extract.review.export import score  # noqa: PLC0415

    articles, result = score(review)
    record = result.record
    typer.echo(
        f"{articles} articles done: record F1 {record.f1:.2f} "
        f"({record.right} right, {record.predicted} records, {record.gold} labels)"
    )
    for name, counts in result.fields.items():
        typer.echo(f"  {name:10} {counts.f1:.2f}")
