"""A batch in short: its counts, what disagrees and what is repeated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from heapq import nlargest
from typing import IO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extract.ledger.findings import Finding, findings
from extract.ledger.index import Counts, Index
from extract.schema import exact_json
from extract.warn import WARNINGS

SHOWN = 20
"""How many disagreements, and how many repeats, are listed."""


def summarise(index: Index, console: Console, *, most: int = SHOWN) -> None:
    """Print the counts of a batch, its surest disagreements and its most frequent repeats.

    Findings pass by one at a time; only those that are shown are held.
    """
    _counts(console, index.counts)
    number: Counter[str] = Counter()
    kept: dict[str, list[Finding]] = {"disagreement": [], "repeat": []}
    for finding in findings(index):
        number[_name(finding)] += 1
        best = kept[finding.sort]
        best.append(finding)
        if len(best) >= 2 * most + 100:
            kept[finding.sort] = _best(best, most)
    for name in sorted(number):
        console.print(f"{number[name]} {name}", markup=False)
    for sort in ("disagreement", "repeat"):
        shown = _best(kept[sort], most)
        if shown:
            console.print(_table(sort, shown))


def _best(found: list[Finding], most: int) -> list[Finding]:
    return nlargest(most, found, key=_weight)


def _weight(finding: Finding) -> tuple[float, float]:
    times = sum(said.times for said in finding.said)
    if finding.sort == "repeat":
        return times, finding.confidence
    return finding.confidence, times


def _name(finding: Finding) -> str:
    where = "across articles" if finding.across else "within an article"
    what = "disagreements" if finding.sort == "disagreement" else "statistics repeated"
    copied = ", in the same words" if finding.sort == "repeat" and finding.copied else ""
    return f"{what} {where}{copied}"


def _counts(console: Console, counts: Counts) -> None:
    low = sum(n for tenth, n in counts.confidence.items() if tenth < 5)
    console.print(f"{counts.records} records of {counts.articles} articles; "
                  f"{low} with a confidence under 0.5", markup=False)  # fmt: skip
    for verdict, n in counts.verdicts.most_common():
        console.print(f"{n} {verdict.replace('_', ' ')}", markup=False)
    for name in WARNINGS:
        if counts.warnings[name]:
            console.print(f"{counts.warnings[name]} warned of {name}", markup=False)


def _table(sort: str, found: Iterable[Finding]) -> Table:
    title = "Disagreements, the surest first" if sort == "disagreement" else "Repeats, most first"
    table = Table(title=title, title_justify="left", header_style="bold", expand=True)
    for name, ratio in (("place", 4), ("indicator", 5), ("period", 3), ("said", 8)):
        table.add_column(name, ratio=ratio, overflow="fold")
    for finding in found:
        table.add_row(
            Text(finding.place), Text(finding.indicator), Text(finding.period),
            Text("\n".join(_lines(finding))),
        )  # fmt: skip
    return table


def _lines(finding: Finding) -> Iterator[str]:
    for said in finding.said[:6]:
        more = f" and {said.articles - len(said.docs)} more" if said.articles > 5 else ""
        times = f" {said.times}×" if said.times > 1 else ""
        yield f"{said.value}{times}: {', '.join(said.docs)}{more}"
    if len(finding.said) > 6:
        yield f"and {len(finding.said) - 6} more values"


def write_findings(index: Index, stream: IO[str]) -> None:
    """Write every finding as a line of JSON."""
    for finding in findings(index):
        stream.write(exact_json({**asdict(finding), "confidence": finding.confidence}) + "\n")


__all__ = ["SHOWN", "summarise", "write_findings"]
