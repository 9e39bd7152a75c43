"""What became of a review: gold files of the articles that are done, and a score of the records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import regex

from extract.errors import OutputError
from extract.evaluation.gold import checksum
from extract.evaluation.labels import from_label
from extract.evaluation.score import Pair, Score, count, pair
from extract.review.articles import Article
from extract.review.labels import Label, suggestion
from extract.review.session import Review
from extract.schema import exact_json
from extract.write import AtomicFile

_UNSAFE = regex.compile(r"[^\w.-]+")


def write_gold(review: Review, folder: Path) -> tuple[int, int]:
    """Write `gold/corpus.jsonl`, `corpus/*.txt` and `corpus/manifest.json` into `folder`.

    Only articles that are done are written: in another one a statement that nobody labelled may
    be one that nobody looked at. `solieu evaluate --gold FOLDER/gold` scores against them.

    Returns:
        The number of articles and of labels.

    Raises:
        OutputError: where no article is done, or a file cannot be written.
    """
    done = [i for i in range(len(review.articles)) if review.done(i)]
    if not done:
        raise OutputError("no article is done yet: decide on all its records, then press d")
    slugs = _slugs(review.articles[i].doc_id for i in done)
    manifest, labels = [], []
    for index, slug in zip(done, slugs, strict=True):
        article, kept = review.articles[index], _ordered(review.labels(index))
        labels += [{**label, "doc": slug} for label in kept]
        manifest.append(_entry(article, slug, len(kept)))
        _write(folder / "corpus" / f"{slug}.txt", [article.text])
    _write(folder / "gold" / "corpus.jsonl", [exact_json(label) + "\n" for label in labels])
    _write(
        folder / "corpus" / "manifest.json",
        [json.dumps(manifest, ensure_ascii=False, indent=1), "\n"],
    )
    return len(done), len(labels)


def _write(path: Path, lines: Iterable[str]) -> None:
    with AtomicFile(path) as file:
        file.writelines(lines)


def score(review: Review) -> tuple[int, Score]:
    """The records of the articles that are done against what the reader made of them.

    Returns:
        The number of articles, and the score.
    """
    done = [i for i in range(len(review.articles)) if review.done(i)]
    pairs = [one for index in done for one in _pairs(review, index)]
    return len(done), count(pairs)


def _pairs(review: Review, index: int) -> list[Pair]:
    gold = [from_label(label) for label in review.labels(index)]
    article = review.articles[index]
    found = (suggestion(record, article)[0] for record in article.records)
    return pair(gold, [from_label(label) for label in found])


def _ordered(labels: Iterable[Label]) -> list[Label]:
    return sorted(labels, key=lambda label: label["span"])


def _entry(article: Article, slug: str, labels: int) -> dict[str, Any]:
    return {
        "slug": slug,
        "place": "",
        "published": article.published.isoformat() if article.published else None,
        "units": "",
        "topic": "",
        "layout": "",
        "phenomena": [],
        "records": labels,
        "sha256": checksum(article.text),
        "part": "dev",
    }


def _slugs(names: Iterable[str]) -> Iterator[str]:
    """Names that a file can have, each its own."""
    taken: set[str] = set()
    for name in names:
        slug = base = _UNSAFE.sub("-", name).strip(".-")[:100] or "article"
        number = 1
        while slug.lower() in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug.lower())
        yield slug
