"""Which words name what a statement measures.

A conditional random field marks the words around a value that belong to its indicator: population
and property, before, after or around the value, now and then in the sentence before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from itertools import groupby

import pycrfsuite

from extract.annotate import Article, Items
from extract.errors import ModelError
from extract.link.attributes import seed_items
from extract.link.features import CLAUSE_MARKS, MARKERS, bucket
from extract.link.seeds import Seed

BEFORE, AFTER = 70, 36
"""How many items before and after the value are looked at."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The items `[first, last)` that are looked at, and those `[at, end)` of the value."""

    first: int
    last: int
    at: int
    end: int


def scope(article: Article, seed: Seed) -> Scope:
    """The stretch of text in which the indicator of `seed` is sought."""
    at, end = seed_items(article, seed)
    index = article.sentence_at(seed.start)
    first, last = article.sentence_items(index)
    if index and at - first < 40:
        first = article.sentence_items(index - 1)[0]
    return Scope(max(first, at - BEFORE), min(last, end + AFTER), at, end)


def item_features(article: Article, seed: Seed, where: Scope) -> list[list[str]]:
    """The features of each item of the scope, in order."""
    items = article.items
    keys = items.keys
    beside = _beside(items, where)
    kind = "p" if seed.percentage else "r" if seed.ratio else "w"
    paths = _paths(article, where)
    rows = []
    for i in range(where.first, where.last):
        side = "v" if where.at <= i < where.end else "b" if i < where.at else "a"
        distance = where.at - i if side == "b" else i - where.end + 1
        row = [
            f"k={keys[i]}",
            f"k={keys[i]}|{side}",
            f"s={side}{kind}",
            f"d={bucket(distance)}{side}",
            f"path={paths[i - where.first]}",
            f"path={paths[i - where.first]}|{kind}",
            f"pathd={paths[i - where.first]}|{bucket(distance)}",
        ]
        for k in (1, 2, 3):
            left = keys[i - k] if i - k >= where.first else "<s>"
            right = keys[i + k] if i + k < where.last else "</s>"
            row += [f"l{k}={left}", f"r{k}={right}"]
            if k == 1:
                row += [f"l={left} {keys[i]}", f"r={keys[i]} {right}"]
        row += [f"{feature}|{side}" for feature in beside]
        row += [f"{feature}|{paths[i - where.first]}" for feature in beside[:4]]
        raw = article.text.clean[items.starts[i]]
        if raw.isupper():
            row.append("cap")
        rows.append(row)
    return rows


def _beside(items: Items, where: Scope) -> list[str]:
    """What stands right beside the value, which tells where its indicator is to be sought."""

    def key(i: int) -> str:
        return items.keys[i] if where.first <= i < where.last else "<e>"

    return [
        f"L1={key(where.at - 1)}",
        f"R1={key(where.end)}",
        f"L2={key(where.at - 2)} {key(where.at - 1)}",
        f"R2={key(where.end)} {key(where.end + 1)}",
        f"LR={key(where.at - 1)}|{key(where.end)}",
    ]


_STEPS = {**dict.fromkeys(CLAUSE_MARKS, ","), ";": ";", "(": "(", ")": ")"}
_FOLDED = {"<pct>": "%", "<ratio>": "%", "<num>": "#"}
_TURNS = {"trong": "T", "còn": "C", "so": "S"}


def _paths(article: Article, where: Scope) -> list[str]:
    """What lies between each item and the value, cut short: marks, other values, sentence ends."""
    keys = article.items.keys
    n = where.last - where.first
    paths = [""] * n
    boundary = {article.sentence_items(article.sentence_at(article.items.starts[where.at]))[0]}
    path = ""
    for i in range(where.at - 1, where.first - 1, -1):
        paths[i - where.first] = "b" + path[-4:]
        path += _step(keys, i)
        if i in boundary:
            path += "."
    path = ""
    for i in range(where.end, where.last):
        paths[i - where.first] = "a" + path[-4:]
        path += _step(keys, i)
    for i in range(where.at, where.end):
        paths[i - where.first] = "v"
    return paths


def _step(keys: Sequence[str], i: int) -> str:
    key = keys[i]
    if key in _STEPS:
        return _STEPS[key]
    if key in _FOLDED:
        return _FOLDED[key]
    if key == "trong" and i + 1 < len(keys) and keys[i + 1] in ("đó", "khi"):
        return "T"
    return ""


@lru_cache(maxsize=1)
def _tagger() -> pycrfsuite.Tagger:
    tagger = pycrfsuite.Tagger()
    try:
        tagger.open_inmemory(resources.files("extract.models").joinpath("indicator.crf").read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(f"the indicator model of this package cannot be read: {error}") from error
    return tagger


@dataclass(frozen=True, slots=True)
class Indicator:
    """The pieces of an indicator, as spans of clean text in its order, and how sure they are."""

    spans: tuple[tuple[int, int], ...]
    sure: float


def indicator(article: Article, seed: Seed) -> Indicator:
    """What `seed` measures; no spans where nothing near it can be it."""
    where = scope(article, seed)
    rows = item_features(article, seed, where)
    tagger = _tagger()
    tagger.set(pycrfsuite.ItemSequence([{f: 1.0 for f in row} for row in rows]))
    tags = tagger.tag()
    chosen = [i for i, tag in enumerate(tags) if tag == "I"]
    sure = [tagger.marginal(tag, i) for i, tag in enumerate(tags)]
    spans = []
    for _, group in groupby(enumerate(chosen), key=lambda pair: pair[1] - pair[0]):
        run = [where.first + i for _, i in group]
        spans.append((article.items.starts[run[0]], article.items.ends[run[-1]]))
    return Indicator(tuple(spans), min((sure[i] for i in chosen), default=0.0))
