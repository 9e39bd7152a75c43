"""Labelled articles for training and checking: texts, labels, and indicators as spans."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.evaluation.gold import checksum
from extract.sentences import tokenize
from extract.text import fold

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article with its labels, which are dictionaries in the form of a gold line."""

    doc: str
    text: str
    published: str | None
    labels: list[dict[str, Any]]
    real: bool = False
    """Whether a newspaper has printed it: the others were written for the project."""


def lines(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def dev(half: str) -> list[Labelled]:
    """The `odd` or the `even` half of the shared dev set."""
    parity = {"odd": 1, "even": 0}[half]
    labels: dict[str, list[dict[str, Any]]] = {}
    for label in lines(SHARED / "dev" / "gold.jsonl"):
        labels.setdefault(label["doc"], []).append(label)
    return [
        Labelled(a["id"], a["text"], a.get("published"), labels.get(a["id"], []), real=True)
        for a in lines(SHARED / "dev" / "articles.jsonl")
        if int(a["id"][1:]) % 2 == parity
    ]


def train() -> list[Labelled]:
    """The articles of `gold/train.jsonl`, with the texts they stand off from."""
    return _standing_off("train.jsonl", SHARED / "dev" / "unlabelled.jsonl.gz", real=True)


def written() -> list[Labelled]:
    """The articles written for training alone, with their labels."""
    return _standing_off("written.jsonl", ROOT / "gold" / "written-articles.jsonl")


def _standing_off(name: str, articles: Path, *, real: bool = False) -> list[Labelled]:
    texts = {a["id"]: a["text"] for a in lines(articles)}
    labels: dict[str, list[dict[str, Any]]] = {}
    for label in lines(ROOT / "gold" / name):
        text = texts[label["doc"]]
        if checksum(text) != label["sha256"]:
            raise ValueError(f"{label['doc']} is not the text that was labelled")
        spans = label["indicator_spans"]
        labels.setdefault(label["doc"], []).append(
            {**label, "indicator": " ".join(text[a:b] for a, b in spans)}
        )
    return [Labelled(doc, texts[doc], None, found, real) for doc, found in labels.items()]


def align(indicator: str, text: str, near: int, *, reach: int = 900) -> list[tuple[int, int]]:
    """Where the words of an indicator stand in the text: spans in its order.

    The longest run of the words that stands together is taken first, the nearest to `near` of
    equals, then what is left on both sides of it.
    """
    tokens = tokenize(fold(text))
    wanted = list(tokenize(fold(indicator)).keys)
    first, last = tokens.at(max(0, near - reach)), tokens.at(min(len(text) - 1, near + reach))
    pieces = _pieces(wanted, list(tokens.keys[first : last + 1]), tokens.at(near) - first)
    spans = [(tokens.starts[first + a], tokens.ends[first + b - 1]) for a, b in pieces]
    return sorted(spans)


def _pieces(wanted: list[str], keys: list[str], near: int) -> list[tuple[int, int]]:
    if not wanted:
        return []
    best: tuple[int, int, int, int] | None = None  # length, -distance, at in wanted, at in keys
    for i in range(len(wanted)):
        for j in range(len(keys)):
            if keys[j] != wanted[i]:
                continue
            n = 1
            while i + n < len(wanted) and j + n < len(keys) and keys[j + n] == wanted[i + n]:
                n += 1
            found = (n, -min(abs(j - near), abs(j + n - near)), i, j)
            if best is None or found > best:
                best = found
    if best is None:
        return []
    n, _, i, j = best
    around = _pieces(wanted[:i], keys, j) + _pieces(wanted[i + n :], keys, j)
    return [(j, j + n), *around]


def corpus(part: str = "dev") -> list[Labelled]:
    """The project's own articles of one part (`dev` or `test`), with their labels."""
    manifest = json.loads((ROOT / "corpus" / "manifest.json").read_text("utf-8"))
    articles = manifest["articles"] if isinstance(manifest, dict) else manifest
    labels: dict[str, list[dict[str, Any]]] = {}
    for label in lines(ROOT / "gold" / "corpus.jsonl"):
        labels.setdefault(label["doc"], []).append(label)
    return [
        Labelled(
            a["slug"],
            (ROOT / "corpus" / f"{a['slug']}.txt").read_text("utf-8"),
            a["published"],
            labels.get(a["slug"], []),
        )
        for a in articles
        if a["part"] == part
    ]


def load(names: list[str]) -> list[Labelled]:
    """The named sets in order: `odd`, `even`, `train`, `corpus`, `corpus-test`, `written`."""
    makers = {
        "odd": lambda: dev("odd"),
        "even": lambda: dev("even"),
        "train": train,
        "corpus": lambda: corpus("dev"),
        "corpus-test": lambda: corpus("test"),
        "written": written,
    }
    return [article for name in names for article in makers[name]()]


def chosen(sets: list[str], only: str) -> list[Labelled]:
    """The articles of the sets; of those written for training, the ones whose names match."""
    pattern = re.compile(only)
    return [
        article
        for name in sets
        for article in load([name])
        if name != "written" or pattern.match(article.doc)
    ]
