"""Labelled articles as the linker sees them: annotated, with each label's seed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from labelled import Labelled, align

from extract.annotate import Article, annotate
from extract.find.quantities import Amount, Percentage, Quantity, Ratio
from extract.flow import open_page
from extract.link.seeds import Seed, counted

REAL = 3.0
"""How much a statement of a printed article counts beside one written for training."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled article: its annotation, its day, and its labels with their seeds, in order."""

    doc: str
    article: Article
    published: date | None
    labels: list[dict[str, Any]]
    seeds: list[tuple[Seed, dict[str, Any]]]
    real: bool = False

    @property
    def weight(self) -> float:
        """How much its statements count in training: printed articles are few and what matters."""
        return REAL if self.real else 1.0


def examples(articles: Iterable[Labelled]) -> Iterator[Example]:
    """Annotated examples. Label spans are raw offsets; these articles are clean, so they agree."""
    for one in articles:
        page = open_page(one.text)
        article = annotate(page.text)
        day = date.fromisoformat(one.published[:10]) if one.published else page.layout.published
        seeds = [(seed, label) for label in one.labels if (seed := gold_seed(article, label))]
        seeds.sort(key=lambda pair: pair[0].start)
        yield Example(one.doc, article, day, one.labels, seeds, one.real)


def anchored(article: Article, label: dict[str, Any]) -> Quantity | None:
    """The quantity that a label is anchored on, or None where the finders miss it."""
    start, end = label["span"]
    near = [q for q in article.quantities if q.start < end and start < q.end]
    if label["percentage"] is not None:
        near = [q for q in near if isinstance(q, Percentage)] or near
    return near[0] if near else None


def equal(value: object, label: object) -> bool:
    """Whether a found value is the labelled one."""
    return label is not None and float(str(value)) == float(str(label))


def gold_seed(article: Article, label: dict[str, Any]) -> Seed | None:
    """The seed a perfect first step would give for a label."""
    quantity = anchored(article, label)
    if quantity is None:
        return None
    part, whole, ratio = _parts(article, label, quantity)
    if isinstance(quantity, Percentage):
        return Seed(quantity.start, quantity.end, quantity, ratio, part, whole)
    if isinstance(quantity, Ratio):
        return Seed(quantity.start, quantity.end, ratio=quantity)
    return Seed(quantity.start, quantity.end, part=quantity, whole=whole)


def _parts(
    article: Article, label: dict[str, Any], quantity: Quantity
) -> tuple[Amount | None, Amount | None, Ratio | None]:
    def near(kind: type, fits: Any) -> Any:
        found = [
            q for q in article.quantities if isinstance(q, kind) and q is not quantity and fits(q)
        ]
        return min(found, key=lambda q: abs(q.start - quantity.start), default=None)

    n, d = label["numerator"], label["denominator"]
    ratio = near(Ratio, lambda q: equal(q.numerator, n) and equal(q.denominator, d))
    if ratio is not None and abs(ratio.start - quantity.start) < 400:
        return None, None, ratio
    part = near(Amount, lambda q: equal(q.value, n)) if n is not None else None
    whole = near(Amount, lambda q: equal(q.value, d)) if d is not None else None
    above = near(Ratio, lambda q: not q.words and equal(q.numerator, d)) if d is not None else None
    if whole is None and above is not None and not isinstance(quantity, Percentage):
        whole = counted(article, above)
    return part, whole, None


def indicator_spans(article: Article, label: dict[str, Any]) -> list[tuple[int, int]]:
    """Where a label's indicator stands in the text."""
    if "indicator_spans" in label:
        return [(a, b) for a, b in label["indicator_spans"]]
    return align(label["indicator"], article.text.clean, label["span"][0])
