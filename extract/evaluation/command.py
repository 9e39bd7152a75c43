"""`solieu evaluate`: run the extractor on the gold sets and say how good it is, and where not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extract.config_option import WRITTEN, ConfigOption, own_words
from extract.console import name_and_version, say

if TYPE_CHECKING:
    from extract.config import Config
    from extract.evaluation.gold import GoldSet
    from extract.evaluation.measure import Measured

_FAILED, _USAGE = 1, 2


def evaluate(
    gold: Annotated[
        Path,
        typer.Option(
            "--gold",
            help="Folder of the gold files, corpus/ beside it; or a file of `solieu import`.",
        ),
    ] = Path("gold"),
    dev: Annotated[
        Path | None,
        typer.Option("--dev", help="Folder of the shared set.  [default: ../shared/dev if there]"),
    ] = None,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the report goes.")
    ] = Path("out/evaluation"),
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="report.json of an earlier run."),
    ] = None,
    without: Annotated[
        list[str] | None,
        typer.Option("--without", metavar="PART", help="Also measure with PART switched off."),
    ] = None,
    predictions: Annotated[
        Path | None,
        typer.Option("--predictions", metavar="FILE", help="Score these JSONL records instead."),
    ] = None,
    floor: Annotated[
        Path | None,
        typer.Option("--floor", metavar="FILE", help="Fail where record F1 is under its floor."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", help="What the report calls this run.")
    ] = None,
    config: ConfigOption = None,
) -> None:
    """Score the extractor on the gold sets; write report.html, .md, .json and errors.csv.

    Errors are shown of open sets only; of blind ones (gold-test, dev-even) the scores alone.

    \b
    Examples:
      solieu evaluate                                  the report in out/evaluation
      solieu evaluate --against out/before/report.json what was mended, what broke
      solieu evaluate --without context                what a part earns
      solieu evaluate --floor gold/floors.json         fail where a score fell
      solieu evaluate --gold new-gold.jsonl            on articles of your own

    \b
    Exit status:
      0  the report is written
      1  a score is under its floor, or a gold file is wrong
      2  wrong usage, or an output that cannot be written
    """
    from extract.errors import InputError, LabelError, ModelError, OutputError  # noqa: PLC0415
    from extract.evaluation import gate  # noqa: PLC0415

    if predictions is not None and without:
        raise typer.BadParameter("records that were written before have no parts to switch off")
    if predictions is not None and config is not None:
        raise typer.BadParameter(WRITTEN, param_hint="--config")
    own = None if predictions is not None else _own(config)
    try:
        report = build(
            gold, dev, against=against, without=without or [], predictions=predictions, name=name,
            config=own,
        )  # fmt: skip
        write(report, output)
        fallen = [] if floor is None else gate.fallen(report["sets"], gate.read_floors(floor))
    except (InputError, OutputError) as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error
    except (LabelError, ModelError) as error:
        say(str(error))
        raise typer.Exit(_FAILED) from error
    for line in [*short(report), f"report: {output / 'report.html'}"]:
        typer.echo(line)
    for line in fallen:
        say(line)
    raise typer.Exit(_FAILED if fallen else 0)


def build(
    gold: Path,
    dev: Path | None = None,
    *,
    against: Path | None = None,
    without: Sequence[str] = (),
    predictions: Path | None = None,
    name: str | None = None,
    config: Config | None = None,
) -> dict[str, Any]:
    """The report of a run as plain data; `config` are words that the extractor knows besides.

    Raises:
        LabelError: where a gold file is wrong.
        InputError: where an earlier report or the predictions cannot be read, or a part is unknown.
        ModelError: where the extractor lacks a model.
    """
    from extract.evaluation import measure as m  # noqa: PLC0415
    from extract.evaluation import run  # noqa: PLC0415
    from extract.evaluation.gold import load_sets  # noqa: PLC0415

    earlier = None if against is None else read_report(against)
    parts = {part: run.the_extractor(without=[part], config=config) for part in without}
    extract = (
        run.the_extractor(config=config) if predictions is None else run.from_file(predictions)
    )
    dev = shared_dev(gold) if dev is None else dev
    sets = load_sets(gold, dev)
    measured = [m.measure(one, extract) for one in sets]
    baseline = [m.measure(one, run.the_baseline()) for one in sets]
    reports = [m.set_report(ours, base) for ours, base in zip(measured, baseline, strict=True)]
    _check_used(predictions, measured)
    return {
        "form": m.FORM,
        "name": name or name_and_version() + (" with words of one's own" if config else ""),
        "sets": reports,
        "against": None
        if earlier is None
        else {"name": earlier["name"], "sets": m.against(reports, earlier["sets"])},
        "parts": [
            m.part_report(part, measured, [m.measure(one, switched) for one in sets])
            for part, switched in parts.items()
        ],
        "agreement": _agreement(gold, sets),
    }


def _own(path: Path | None) -> Config | None:
    """Words of one's own where they are asked for: a folder's `solieu.toml` changes no score."""
    if path is None:
        return None
    from extract.config import config_of  # noqa: PLC0415 - slow to import

    return config_of(own_words(path)["config"])


def shared_dev(gold: Path) -> Path | None:
    """The shared set beside the project, where it is there."""
    found = gold.resolve().parent.parent / "shared" / "dev"
    return found if found.is_dir() else None


def read_report(path: Path) -> dict[str, Any]:
    """The report that an earlier run wrote.

    Raises:
        InputError: where it is none.
    """
    from extract.errors import InputError  # noqa: PLC0415
    from extract.evaluation.measure import FORM  # noqa: PLC0415

    try:
        report = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: no report to compare with: {error}") from error
    if not isinstance(report, dict) or report.get("form") != FORM:
        raise InputError(f"{path}: no report of this form; run the earlier version anew")
    return report


def write(report: dict[str, Any], folder: Path) -> None:
    """Write the four files of a report into `folder`.

    Raises:
        OutputError: where one cannot be written.
    """
    from extract.evaluation import page, tables  # noqa: PLC0415
    from extract.write import AtomicFile  # noqa: PLC0415

    files = {
        "report.html": page.render(report),
        "report.md": tables.markdown(report),
        "report.json": json.dumps(report, ensure_ascii=False, indent=1) + "\n",
        "errors.csv": tables.errors_csv(report),
    }
    for name, content in files.items():
        with AtomicFile(folder / name) as file:
            file.write(content)


def short(report: dict[str, Any]) -> list[str]:
    """A line for each set: record F1, its interval, and the baseline's."""
    lines = []
    for one in report["sets"]:
        r = one["record"]
        line = (
            f"{one['name']:10} record F1 {100 * r['f1']:5.1f} "
            f"[{100 * r['low']:.1f}, {100 * r['high']:.1f}]  "
            f"({r['right']} right, {r['predicted']} records, {r['gold']} gold; "
            f"baseline {100 * one['baseline']['record']['f1']:.1f})"
        )
        line += "  learned from" if one["learned"] else ""
        crashed = len(one["crashes"])
        lines.append(f"{line}  {crashed} articles crashed" if crashed else line)
    return lines


def _agreement(gold: Path, sets: Sequence[GoldSet]) -> dict[str, Any] | None:
    from extract.evaluation.agreement import read_agreement  # noqa: PLC0415
    from extract.evaluation.measure import rates  # noqa: PLC0415

    texts = {article.doc: article.text for one in sets for article in one.articles}
    found = read_agreement(gold, texts)
    if found is None or not found.articles:
        return None
    score = found.score
    return {
        "articles": found.articles,
        "record": rates(score.record),
        "found": rates(score.detection),
        "fields": {name: rates(counts) for name, counts in score.fields.items()},
    }


def _check_used(predictions: Path | None, measured: Sequence[Measured]) -> None:
    from extract.errors import InputError  # noqa: PLC0415

    if predictions is not None and not any(
        found for one in measured for found in one.run.predicted.values()
    ):
        raise InputError(f"{predictions}: none of its records is of an article in the gold sets")
