"""Training every model that the package ships, but the encoder (`train_encoder.py`).

    python scripts/train.py [NAME ...] [--with train,corpus,written] [--only PATTERN] [--to DIR]

The labelled articles: `gold/train.jsonl`, `gold/written.jsonl` and the dev part of the corpus. The
odd half of ../shared/dev is kept to fit what rests on unseen articles (`calibrate.py`), the even
half and the test part are never read. Needs scikit-learn, scipy and lightgbm.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import labelled
import lightgbm as lgb
import numpy as np
import pycrfsuite
import ranker
from datasets import Example, examples, indicator_spans
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from extract.evaluation.score import same_place
from extract.find.periods import Period
from extract.find.quantities import Amount, Ratio
from extract.layout import Layout
from extract.linear import LinearModel, use_models
from extract.link import attributes, dates, indicators, places, seeds
from extract.link._places_second import PlaceTable
from extract.link._places_sorts import article_features, sort_features, sort_of
from extract.link.unit_day import dated_areas

FOLDS = 5
SORT_C = 0.05
RANK_FOLDS = 3

Rows = list[tuple[list[str], str]]


_target = [Path(__file__).resolve().parent.parent / "extract" / "models"]


def save_to(folder: Path) -> None:
    """Write models to `folder` from now on."""
    folder.mkdir(parents=True, exist_ok=True)
    _target[0] = folder


def save(name: str, labels: Sequence[str], bias: Sequence[float], weights: dict[str, Any]) -> None:
    """Write a linear model; gzip without a time stamp, so that equal weights give equal bytes."""
    data = {"labels": list(labels), "bias": [round(b, 4) for b in bias], "weights": weights}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    (_target[0] / f"{name}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def day_of(one: labelled.Labelled, page: Layout) -> date | None:
    """The day of publication as the flow would know it."""
    return date.fromisoformat(one.published[:10]) if one.published else page.published


# --- classifiers ----------------------------------------------------------------------------------


FAVOUR = {"kind": {"rate": 0.9}, "status": {"target": 1.2}}
"""What is added to the bias of a label that a regularised model calls too seldom, as found on
articles held out."""


def classifier(
    name: str, rows: Rows, *, c: float, least: int = 2, rounds: int = 600,
    weights: Sequence[float] | None = None,
) -> LinearModel:  # fmt: skip
    """A softmax classifier over named features, written where it has a name."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([dict.fromkeys(features, 1) for features, _ in rows])
    kept = np.asarray((matrix > 0).sum(axis=0)).ravel() >= least
    names = vectorizer.get_feature_names_out()[kept]
    model = LogisticRegression(C=c, max_iter=rounds)
    model.fit(matrix[:, kept], [y for _, y in rows], sample_weight=weights)
    coef, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:  # one row of weights stands for both labels
        coef, bias = np.vstack([-coef[0] / 2, coef[0] / 2]), np.array([-bias[0] / 2, bias[0] / 2])
    bias = bias + [FAVOUR.get(name, {}).get(str(label), 0.0) for label in model.classes_]
    columns: dict[str, Sequence[float]] = {
        str(feature): [round(float(w), 4) for w in coef[:, i]]
        for i, feature in enumerate(names)
        if np.abs(coef[:, i]).max() > 1e-3
    }
    labels = [str(label) for label in model.classes_]
    if name:
        save(name, labels, bias, columns)
    return LinearModel(tuple(labels), tuple(map(float, bias)), columns)


def attribute_rows(data: Sequence[Example], name: str) -> Rows:
    """Features and labels of one attribute."""
    function = attributes.FEATURES[name]
    return [
        (list(function(scene, seed)), label[name])
        for e in data
        for scene in [attributes.Scene(e.article)]
        for seed, label in e.seeds
        if name != "direction" or label["kind"] == "change"
    ]


def value_rows(data: Sequence[Example]) -> Rows:
    """Each percentage with each amount near it: none, num, den or both."""
    rows: Rows = []
    for e in data:
        for seed, _ in e.seeds:
            if seed.percentage is None:
                continue
            pool = seeds.candidates(e.article, seed.percentage)
            for c in pool:
                role = (
                    "both" if c is seed.ratio
                    else "num" if c is seed.part
                    else "den" if c is seed.whole
                    else "none"
                )  # fmt: skip
                rows.append((list(seeds.link_features(e.article, seed.percentage, c, pool)), role))
    return rows


def _used(e: Example) -> set[int]:
    return {id(x) for seed, _ in e.seeds if seed.percentage for x in (seed.ratio, seed.part) if x}


def ratio_rows(data: Sequence[Example]) -> Rows:
    """Each ratio that no percentage takes: is it a statement?"""
    rows: Rows = []
    for e in data:
        used = _used(e)
        good = {id(seed.ratio) for seed, _ in e.seeds if seed.percentage is None and seed.ratio}
        rows += [
            (list(seeds.ratio_features(e.article, q)), "yes" if id(q) in good else "no")
            for q in e.article.quantities
            if isinstance(q, Ratio) and id(q) not in used
        ]
    return rows


def whole_rows(data: Sequence[Example]) -> Rows:
    """Each amount with each amount that may be its whole."""
    rows: Rows = []
    for e in data:
        used = _used(e)
        whole = {
            id(seed.part): seed.whole
            for seed, _ in e.seeds
            if seed.percentage is None and seed.part and seed.whole
        }
        for q in e.article.quantities:
            if not isinstance(q, Amount) or id(q) in used:
                continue
            pool = seeds.whole_candidates(e.article, q)
            rows += [
                (
                    list(seeds.whole_features(e.article, q, c, pool)),
                    "yes" if c is whole.get(id(q)) else "no",
                )
                for c in pool
            ]
    return rows


def second_look(
    name: str,
    data: Sequence[Example],
    rows_of: Callable[[Sequence[Example]], Rows],
    table_of: Callable[[Example, LinearModel], tuple[list[list[float]], list[int]]],
    settings: dict[str, Any],
) -> None:
    """A linear first look and a booster that sees its verdicts on articles it did not learn."""
    classifier(name, rows_of(data), c=1.0)
    docs = sorted(e.doc for e in data)
    random.Random(3).shuffle(docs)
    fold = {doc: i % FOLDS for i, doc in enumerate(docs)}
    table: list[list[float]] = []
    goals: list[int] = []
    for f in range(FOLDS):
        first = classifier("", rows_of([e for e in data if fold[e.doc] != f]), c=1.0)
        for e in data:
            if fold[e.doc] == f:
                rows, labels = table_of(e, first)
                table += rows
                goals += labels
    boost(name, table, goals, {"num_leaves": 15, "min_data_in_leaf": 20, **settings}, rounds=120)


def boost(
    name: str, table: Sequence[Sequence[float]], goals: Sequence[int], settings: dict[str, Any],
    *, rounds: int, weights: Sequence[float] | None = None,
) -> None:  # fmt: skip
    """Train a booster and write it."""
    common = {
        "learning_rate": 0.05, "lambda_l2": 5, "feature_fraction": 0.6, "bagging_fraction": 0.8,
        "bagging_freq": 1, "verbose": -1, "num_threads": 2, "seed": 1, "deterministic": True,
    }  # fmt: skip
    data = lgb.Dataset(np.array(table, float), goals, weight=weights)
    model = lgb.train({**common, **settings}, data, rounds)
    model.save_model(str(_target[0] / f"{name}.lgb"))


def link_table(e: Example, first: LinearModel) -> tuple[list[list[float]], list[int]]:
    """Dense features and roles (0 none, 1 part, 2 whole) of amounts near labelled percentages."""
    gold = {id(seed.percentage): seed for seed, _ in e.seeds if seed.percentage}
    pairs = seeds.link_pairs(e.article, first)
    rows: list[list[float]] = []
    roles: list[int] = []
    for pair, row in zip(pairs, seeds.link_rows(e.article, pairs), strict=True):
        seed = gold.get(id(pair.head))
        if seed is not None:
            rows.append(row)
            roles.append(1 if pair.other is seed.part else 2 if pair.other is seed.whole else 0)
    return rows, roles


def whole_table(e: Example, first: LinearModel) -> tuple[list[list[float]], list[int]]:
    """Dense features of parts with wholes, and whether they belong together."""
    whole = {id(s.part): s.whole for s, _ in e.seeds if s.percentage is None and s.part and s.whole}
    pairs = seeds.whole_pairs(e.article, _used(e), first)
    goals = [int(whole.get(id(pair.head)) is pair.other) for pair in pairs]
    return seeds.whole_rows(e.article, pairs), goals


# --- rankers --------------------------------------------------------------------------------------


def dating(data: Sequence[Example]) -> None:
    """The ranker of periods."""
    ranking("dates", [group for e in data for group in date_groups(e)], l2=8.0)


def date_groups(e: Example) -> Iterator[ranker.Group]:
    """Each statement's periods to choose from."""
    line = dates.timeline(e.article, published=e.published)
    for seed, label in e.seeds:
        choices = dates.date_choices(e.article, line, seed)
        gold = _period(label["date"])
        yield (
            [list(dates.date_features(e.article, line, seed, c, choices)) for c in choices],
            [c.period == gold for c in choices],
            e.weight,
        )


class Table:
    """Rows of numbers for a booster, gathered article by article."""

    def __init__(self) -> None:
        self.rows: list[list[float]] = []
        self.goals: list[int] = []
        self.weights: list[float] = []

    def add(self, e: Example, rows: Iterable[tuple[list[float], bool]]) -> None:
        """The rows of an article."""
        for row, right in rows:
            self.rows.append(row)
            self.goals.append(int(right))
            self.weights.append(e.weight)

    def boost(self, name: str) -> None:
        """Train the booster on all rows and write it."""
        settings = {"objective": "binary", "num_leaves": 31, "min_data_in_leaf": 40}
        boost(name, self.rows, self.goals, settings, rounds=200, weights=self.weights)


def folds(count: int) -> Iterator[tuple[list[int], list[int]]]:
    """The numbers of articles to learn from and of those held out, fold by fold."""
    order = list(range(count))
    random.Random(3).shuffle(order)
    for f in range(RANK_FOLDS):
        held = set(order[f::RANK_FOLDS])
        yield [i for i in order if i not in held], sorted(held)


@contextmanager
def elsewhere() -> Iterator[Path]:
    """A folder for models that is thrown away; then models are written and read as before."""
    kept = _target[0]
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield Path(folder)
        finally:
            save_to(kept)
            use_models(None)


def _period(value: Sequence[str] | None) -> Period | None:
    return None if value is None else Period(*map(date.fromisoformat, value))


PlaceCase = tuple[Any, Any, dict[str, Any], places.PlaceContext, list[bool]]


def place_cases(e: Example) -> list[PlaceCase]:
    """Areas, seed, label and context (given the right area before) of statements.

    Last whether none, and each of the areas, is right.
    """
    line = dates.timeline(e.article, published=e.published)
    areas, _ = dated_areas(e.article, line)
    previous: tuple[int, int] | None = None
    cases = []
    for seed, label in e.seeds:
        context = places.place_context(e.article, seed, previous)
        names = [None, *(area.name for area in areas.all)]
        good = [same_place(label["place"], name) for name in names]
        cases.append((areas, seed, label, context, good))
        previous = (good.index(True) - 1 if any(good) else -2), context.index
    return cases


def sort_rows(e: Example, cases: Sequence[PlaceCase]) -> Rows:
    """Features and sort of each statement whose area is among the choices."""
    rows: Rows = []
    whole = article_features(e.article, cases[0][0]) if cases else []
    for areas, seed, _, context, good in cases:
        if not any(good):
            continue
        at = good.index(True) - 1
        features = [*whole, *sort_features(e.article, areas, seed, context.at, context.end)]
        rows.append((features, sort_of(areas.all[at] if at >= 0 else None)))
    return rows


def placing(data: Sequence[Example]) -> None:
    """The classifier of sorts, the ranker of areas, and the booster that looks again.

    The ranker learns from verdicts on sorts of articles held out, the booster from chances of areas
    of articles held out.
    """
    cases = [place_cases(e) for e in data]
    rows = [sort_rows(e, own) for e, own in zip(data, cases, strict=True)]
    weights = [e.weight for e in data]
    groups: dict[int, list[ranker.Group]] = {}
    table = Table()
    with elsewhere() as place:
        for f, (learn, held) in enumerate(folds(len(data))):
            save_to(place / str(f))
            sorting([(rows[i], weights[i]) for i in learn])
            use_models(place / str(f))
            groups.update((i, list(place_groups(data[i], cases[i]))) for i in held)
        for f, (learn, held) in enumerate(folds(len(data))):
            save_to(place / str(f))
            ranking("places", [group for i in learn for group in groups[i]], l2=5.0)
            use_models(place / str(f))
            for i in held:
                table.add(data[i], place_rows(data[i], cases[i]))
    sorting(list(zip(rows, weights, strict=True)))
    ranking("places", [group for i in range(len(data)) for group in groups[i]], l2=5.0)
    table.boost("places")


def sorting(articles: Sequence[tuple[Rows, float]]) -> None:
    """The classifier of sorts of areas, from the rows of articles and how much each counts."""
    rows = [row for own, _ in articles for row in own]
    weights = [weight for own, weight in articles for _ in own]
    classifier("place_sorts", rows, c=SORT_C, least=4, rounds=30, weights=weights)


def place_groups(e: Example, cases: Sequence[PlaceCase]) -> Iterator[ranker.Group]:
    """Each statement's areas to choose from, given the right area of the one before."""
    for areas, seed, _, context, good in cases:
        areas.notes.clear()
        likely = places.sort_chances(e.article, areas, seed, context)
        choices = places.place_choices(e.article, areas, seed)
        yield (
            [
                list(places.place_features(e.article, areas, seed, context, c, likely))
                for c in choices
            ],
            [good[c + 1] for c in choices],
            e.weight,
        )


def place_rows(e: Example, cases: Sequence[PlaceCase]) -> Iterator[tuple[list[float], bool]]:
    """The second look's features of the likeliest areas, and whether each is right."""
    if not cases:
        return
    areas = cases[0][0]
    areas.notes.clear()
    found = [seed for _, seed, _, _, _ in cases]
    first = places.first_chances(e.article, areas, found, {}, {})
    table = PlaceTable(e.article, areas, found, first)
    for number, (_, _, _, _, good) in enumerate(cases):
        for at, row in table.rows(number).items():
            yield row, good[at + 1]


def ranking(name: str, groups: Sequence[ranker.Group], *, l2: float) -> None:
    """A linear ranker."""
    weights = ranker.fit(groups, l2=l2)
    save(name, ["score"], [0.0], {k: [round(v, 4)] for k, v in weights.items() if abs(v) > 1e-3})


# --- indicators -----------------------------------------------------------------------------------

Case = tuple[list[list[str]], list[str]]
"""The features of the words around a value, and the tag of each."""


def indicator_cases(data: Sequence[Example]) -> list[Case]:
    """Each statement with the words around it and the right tag of each."""
    cases = []
    for e in data:
        items = e.article.items
        for seed, label in e.seeds:
            row = indicators.row(e.article, seed)
            spans = indicator_spans(e.article, label)
            tags = []
            for a, b, _ in row.words:
                hit = sum(
                    any(s < items.ends[i] and items.starts[i] < t for s, t in spans)
                    for i in range(a, b)
                )
                tags.append("I" if 2 * hit >= b - a else "O")
            features = indicators.word_features(e.article, seed, row)
            cases.append((features, tags))
    return cases


def fit_crf(cases: Sequence[Case], path: str, *, iterations: int = 100) -> None:
    """A tagger of indicator words, kept at `path`."""
    trainer = pycrfsuite.Trainer(verbose=False)
    trainer.set_params({"c1": 1.0, "c2": 0.1, "max_iterations": iterations, "feature.minfreq": 2})
    for features, tags in cases:
        trainer.append(features, tags)
    trainer.train(path)


def indicator(data: Sequence[Example]) -> None:
    """The tagger of indicators."""
    fit_crf(indicator_cases(data), str(_target[0] / "indicator.crf"))


JOBS: dict[str, Callable[[Sequence[Example]], object]] = {
    **{
        name: (lambda data, name=name: classifier(name, attribute_rows(data, name), c=1.0))
        for name in ("kind", "direction", "status", "bound")
    },
    "values": lambda data: second_look(
        "values", data, value_rows, link_table, {"objective": "multiclass", "num_class": 3}
    ),
    "ratio": lambda data: classifier("ratio", ratio_rows(data), c=1.0),
    "wholes": lambda data: second_look(
        "wholes", data, whole_rows, whole_table, {"objective": "binary"}
    ),
    "dates": dating,
    "places": placing,
    "indicator": indicator,
}


def main() -> None:
    """Train the models named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*JOBS, []])
    parser.add_argument("--with", dest="sets", default="train,corpus,written")
    parser.add_argument("--to", type=Path, help="another folder than the package's")
    parser.add_argument("--only", default="", help="of `written`: a pattern of the names to take")
    options = parser.parse_args()
    if options.to:
        save_to(options.to)
    data = list(examples(labelled.chosen(options.sets.split(","), options.only)))
    print(f"{len(data)} articles, {sum(len(e.seeds) for e in data)} statements", file=sys.stderr)
    for name in options.names or JOBS:
        begin = time.perf_counter()
        JOBS[name](data)
        print(f"{name}: {time.perf_counter() - begin:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
