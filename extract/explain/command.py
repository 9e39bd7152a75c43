"""`solieu explain`: an article with its records and what each of them rests on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.config_option import ConfigOption, own_words
from extract.console import say

if TYPE_CHECKING:
    from extract.batch import Extracted

_REFUSED, _USAGE = 1, 2
_MOST = 20
_LIMIT = 20_000_000


def explain(
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="An article, or several: whatever `extract` reads."),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="PAGE",
            help="Write a page (.html) instead.",
            show_default=False,
        ),
    ] = None,
    wanted: Annotated[
        str | None,
        typer.Option("--id", metavar="ID", help="Only the article of this id.", show_default=False),
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, metavar="N", help="Most articles that are shown.")
    ] = _MOST,
    config: ConfigOption = None,
) -> None:
    """Show an article with its records, and how each field was found.

    For each field: its value, how sure it is, where it was found (same clause, earlier sentence,
    headline, dateline, ...), the rule's name and the words that it rests on. For each record: its
    confidence, what the audit says, and warnings.

    \b
    Examples:
      solieu explain article.txt                 on the terminal
      solieu explain article.txt -o page.html    as a page
      solieu explain big.jsonl.gz --id d041      one article of many

    \b
    Exit status:
      0  shown
      1  the input was refused, or holds no such article
      2  wrong usage, or a page that cannot be written
    """  # fmt: skip
    if output is not None and output.suffix.lower() not in (".html", ".htm"):
        raise typer.BadParameter(f"{output.name!r} is no page: end it in .html", param_hint="-o")
    articles = _Articles(file, wanted, own_words(config))
    found = list(islice(articles, most))
    if found and output is not None:
        _write(output, found)
    elif found:
        from rich.console import Console  # noqa: PLC0415 - slow to import

        from extract.explain.terminal import print_article  # noqa: PLC0415

        console = Console(highlight=False)
        for one in found:
            print_article(console, one)
    if len(found) == most and next(iter(articles), None) is not None:
        say(f"{file} holds more articles; choose one with --id, or raise --most")
    if not found and not articles.refused:
        say(f"{file}: no article" + (f" with the id {wanted!r}" if wanted else ""))
    raise typer.Exit(0 if found else _REFUSED)


class _Articles:
    """The articles of a file with their records, one by one; refusals go to stderr."""

    def __init__(self, file: str, wanted: str | None, options: dict[str, str]) -> None:
        self._found = self._each(file, wanted, options)
        self.refused = 0

    def __iter__(self) -> Iterator[Extracted]:
        return self._found

    def _each(self, file: str, wanted: str | None, options: dict[str, str]) -> Iterator[Extracted]:
        from extract import flow  # noqa: PLC0415
        from extract.batch import Extracted  # noqa: PLC0415
        from extract.read import Refusal, read  # noqa: PLC0415

        for one in read([file], limit=_LIMIT):
            if isinstance(one, Refusal):
                self.refused += 1
                say(f"{one.origin}: {one.reason}")
            elif wanted is None or one.doc_id == wanted:
                yield Extracted(one, flow.extract_source(one, config=options.get("config")))


def _write(path: Path, found: list[Extracted]) -> None:
    from extract.errors import OutputError  # noqa: PLC0415
    from extract.explain.page import render  # noqa: PLC0415
    from extract.write import AtomicFile  # noqa: PLC0415

    try:
        with AtomicFile(path) as stream:
            stream.write(render(found))
    except OutputError as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error
