"""`solieu export` and `solieu import`: records to annotation tools, corrections back as gold."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.console import name_and_version, say

if TYPE_CHECKING:
    from extract.annotation.articles import Article, Returned
    from extract.annotation.corrections import Labelled
    from extract.read import Refusal

_REFUSED, _USAGE = 1, 2


class Tool(StrEnum):
    """What `--to` of `solieu export` takes."""

    label_studio = "label-studio"
    docbin = "docbin"


class Kind(StrEnum):
    """What `--to` of `solieu import` takes."""

    gold = "gold"
    records = "records"


def export(
    statements: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Records (JSONL of `solieu extract --with-text`) or a gold file.",
            show_default=False,
        ),
    ],
    tool: Annotated[
        Tool, typer.Option("--to", help="The tool that is to read it.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="OUT", help="Tasks (.json) or documents (.spacy)."),
    ],
    texts: Annotated[
        list[Path] | None,
        typer.Option(
            "--texts",
            metavar="INPUT",
            help="The texts: a folder of .txt, or JSONL.  [default: FILE.texts.jsonl]",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Give records or gold labels to an annotation tool.

    Label Studio: create a project, paste OUT.xml into its labelling interface (Code), import OUT.
    Records become predictions, gold labels annotations.

    \b
    Examples:
      solieu extract new/ -o new.jsonl --with-text
      solieu export new.jsonl --to label-studio -o tasks.json
      solieu export gold/corpus.jsonl --texts corpus --to docbin -o gold.spacy

    \b
    Exit status:
      0  every article is in OUT
      1  some article was refused
      2  wrong usage, or a file that cannot be read or written
    """
    from extract.annotation.articles import read_articles  # noqa: PLC0415
    from extract.errors import InputError, OutputError  # noqa: PLC0415
    from extract.evaluation.gold import TEXTS  # noqa: PLC0415

    given = texts or [statements.with_name(statements.name + TEXTS)]
    try:
        taken = _Taken(read_articles(statements, given))
        if tool is Tool.label_studio:
            _write_tasks(output, taken)
        else:
            _write_docs(output, taken)
    except (InputError, OutputError) as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error
    typer.echo(f"{taken.articles} articles, {taken.statements} statements in {output}")
    if tool is Tool.label_studio:
        typer.echo(f"the labelling interface is in {output}.xml")
    raise typer.Exit(_REFUSED if taken.refused else 0)


class _Taken:
    """The articles that were read, counted; those refused are named on stderr."""

    def __init__(self, items: Iterator[Article | Refusal]) -> None:
        self._items = items
        self.articles = self.statements = self.refused = 0

    def __iter__(self) -> Iterator[Article]:
        from extract.errors import InputError  # noqa: PLC0415
        from extract.read import Refusal  # noqa: PLC0415

        for item in self._items:
            if isinstance(item, Refusal):
                self.refused += 1
                say(f"{item.origin}: {item.reason}")
            else:
                self.articles += 1
                self.statements += len(item.labels or item.records)
                yield item
        if self.refused and not self.articles:  # raised while the output is open: it stays
            raise InputError("no article could be read, and nothing is written")


def _write_tasks(output: Path, articles: _Taken) -> None:
    from extract.annotation import label_studio  # noqa: PLC0415
    from extract.write import AtomicFile  # noqa: PLC0415

    tasks = (label_studio.task(article, model=name_and_version()) for article in articles)
    with (
        AtomicFile(output) as out,
        AtomicFile(output.with_name(output.name + ".xml")) as interface,
    ):
        interface.write(label_studio.interface())
        for piece in label_studio.write_tasks(tasks):
            out.write(piece)


def _write_docs(output: Path, articles: _Taken) -> None:
    from extract.annotation import docbin  # noqa: PLC0415
    from extract.errors import OutputError  # noqa: PLC0415

    content = docbin.write_docs(articles)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_bytes(content)
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror}") from error


def import_(
    exported: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Label Studio's export (format JSON), or a .spacy file of `solieu export`.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "-o", "--output", metavar="OUT", help="The JSONL to write.", show_default=False
        ),
    ],
    kind: Annotated[
        Kind, typer.Option("--to", help="Gold labels, or records as they were corrected.")
    ] = Kind.gold,
    stand_off: Annotated[
        bool,
        typer.Option("--stand-off", help="Gold without words of the texts, which others own."),
    ] = False,
    predictions: Annotated[
        bool,
        typer.Option("--predictions", help="Take predictions where nobody has annotated yet."),
    ] = False,
) -> None:
    """Take corrections back from an annotation tool: gold labels, or records.

    Beside OUT stand the texts (OUT.texts.jsonl), and the statements that could not be taken
    (OUT.refused.jsonl). An article that nobody has annotated is passed over.

    \b
    Examples:
      solieu import export.json -o new-gold.jsonl
      solieu evaluate --gold new-gold.jsonl
      solieu import export.json -o corrected.jsonl --to records

    \b
    Exit status:
      0  every statement was taken
      1  some statement was refused
      2  wrong usage, or a file that cannot be read or written
    """
    from extract.errors import InputError, OutputError  # noqa: PLC0415

    try:
        counts = _take_back(
            _returned(exported, predictions), output, kind=kind, stand_off=stand_off
        )
    except (InputError, OutputError) as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error
    articles, statements, refused = counts
    typer.echo(f"{statements} {kind} of {articles} articles in {output}")
    if refused:
        typer.echo(f"{refused} statements were refused: {output}.refused.jsonl says why")
    raise typer.Exit(_REFUSED if refused else 0)


def _returned(exported: Path, predictions: bool) -> Iterator[Returned]:
    if exported.suffix == ".spacy":
        from extract.annotation.docbin import read_docs  # noqa: PLC0415

        return read_docs(exported)
    from extract.annotation.label_studio import read_tasks  # noqa: PLC0415

    return read_tasks(exported, predictions=predictions)


def _take_back(
    returned: Iterator[Returned], output: Path, *, kind: Kind, stand_off: bool
) -> tuple[int, int, int]:
    """Write what came back; the numbers of articles, statements and refusals."""
    from extract.annotation import corrections  # noqa: PLC0415
    from extract.errors import InputError  # noqa: PLC0415
    from extract.evaluation.gold import TEXTS  # noqa: PLC0415
    from extract.schema import exact_json  # noqa: PLC0415
    from extract.write import AtomicFile, SideFile, source_fields  # noqa: PLC0415

    articles = statements = refusals = 0
    with (
        SideFile(output.with_name(output.name + ".refused.jsonl")) as refused,
        SideFile(output.with_name(output.name + TEXTS)) as texts,
        AtomicFile(output) as out,
    ):
        for one in returned:
            taken = corrections.labels(one) if kind is Kind.gold else corrections.records(one)
            lines = _lines(taken, stand_off=stand_off)
            out.writelines(exact_json(line) + "\n" for line in lines)
            texts.write(source_fields(one.article.source))
            for problem in taken.problems:
                say(f"{one.article.source.doc_id}: {problem}")
                refused.write({"origin": one.article.source.doc_id, "reason": problem})
            articles, statements = articles + 1, statements + len(lines)
            refusals += len(taken.problems)
        if not articles:  # while the output is open: what stood there stays
            raise InputError(
                "no article in it has been annotated; --predictions takes what the extractor said"
            )
    return articles, statements, refusals


def _lines(taken: Labelled, *, stand_off: bool) -> list[dict[str, Any]]:
    from extract.annotation import articles  # noqa: PLC0415

    if taken.records:
        return [record.to_dict() for record in taken.records]
    if not stand_off:
        return taken.labels
    text = taken.article.source.text
    return [articles.stand_off(label, text) for label in taken.labels]
