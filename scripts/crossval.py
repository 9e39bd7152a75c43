"""How well a learned step does on articles it has not seen.

    python scripts/crossval.py FIELD [--folds 5] [--even] [--errors N]

FIELD: kind, direction, status, bound, values, dates, places, indicator.
Each fold of the labelled articles (odd half and `gold/train.jsonl`) is scored by a model trained
on the others; the odd half is shown apart.
`--even` trains on all of them and scores the even half: the figure alone, no errors.
`--errors N` prints N random errors of the folds. Given right values and the right statement before,
so that a step is measured by itself; `solieu evaluate` measures all of them together.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import labelled
import train
from datasets import Example, equal, examples

from extract.boosted import forget_boosters
from extract.evaluation.score import same_place, token_f1
from extract.linear import load_model, use_models
from extract.link import attributes, dates, indicators, places, seeds
from extract.link.unit_day import dated_areas

Result = tuple[Example, Any, dict[str, Any], object, bool]
"""The article, the seed, the label, what was predicted, and whether it is right."""


def attribute(name: str) -> Callable[[Sequence[Example]], Iterator[Result]]:
    def run(data: Sequence[Example]) -> Iterator[Result]:
        function = attributes.FEATURES[name]
        for e in data:
            scene = attributes.Scene(e.article)
            for seed, label in e.seeds:
                if name == "direction" and label["kind"] != "change":
                    continue
                chances = load_model(name).probabilities(function(scene, seed))
                best = max(chances, key=lambda key: chances[key])
                yield e, seed, label, best, best == label[name]

    return run


def values(data: Sequence[Example]) -> Iterator[Result]:
    """All seeds of an article against its labels; a seed with no label is an error too."""
    forget_boosters()
    for e in data:
        free = seeds.find_seeds(e.article)
        for label in e.labels:
            start, end = label["span"]
            near = [s for s in free if any(a < end and start < b for a, b in _spans(s))]
            if not near:
                yield e, None, label, None, False
                continue
            best = max(near, key=lambda s: _same_values(s, label))
            free.remove(best)
            yield e, best, label, _shown(best), _same_values(best, label) == 4
        for seed in free:
            nothing = dict.fromkeys(("numerator", "denominator", "percentage", "upper"))
            yield e, seed, {"doc": e.doc, **nothing}, _shown(seed), False


def _spans(seed: seeds.Seed) -> list[tuple[int, int]]:
    return [(q.start, q.end) for q in (seed.percentage, seed.ratio, seed.part, seed.whole) if q]


def _shown(seed: seeds.Seed) -> tuple[object, ...]:
    p, r = seed.percentage, seed.ratio
    n = r.numerator if r else seed.part.value if seed.part else None
    d = r.denominator if r else seed.whole.value if seed.whole else None
    return (n, d, p.value if p else None, p.upper if p else None)


def _same_values(seed: seeds.Seed, label: dict[str, Any]) -> int:
    names = ("numerator", "denominator", "percentage", "upper")
    return sum(
        (value is None and label[name] is None) or (value is not None and equal(value, label[name]))
        for name, value in zip(names, _shown(seed), strict=True)
    )


def dating(data: Sequence[Example]) -> Iterator[Result]:
    for e in data:
        line = dates.timeline(e.article, published=e.published)
        for seed, label in e.seeds:
            got = dates.choose_date(e.article, line, seed).choice.period
            yield e, seed, label, got, got == train._period(label["date"])


def placing(data: Sequence[Example]) -> Iterator[Result]:
    forget_boosters()
    for e in data:
        line = dates.timeline(e.article, published=e.published)
        found, _ = dated_areas(e.article, line)
        placed = places.choose_places(e.article, found, [seed for seed, _ in e.seeds], {}, {})
        for (seed, label), got in zip(e.seeds, placed, strict=True):
            name = found.all[got.area].name if got.area >= 0 else None
            yield e, seed, label, name, same_place(label["place"], name)


def indicating(data: Sequence[Example]) -> Iterator[Result]:
    indicators.forget_tagger()
    for e in data:
        finder = indicators.Indicators(e.article)
        for seed, label in e.seeds:
            got = finder.of(seed)
            text = " ".join(e.article.text.clean[a:b] for a, b in got.spans)
            yield e, seed, label, text, token_f1(label["indicator"], text) >= 0.6


RUNS: dict[str, tuple[Callable[[Sequence[Example]], Iterator[Result]], list[str], str]] = {
    **{n: (attribute(n), [n], n) for n in ("kind", "direction", "status", "bound")},
    "values": (values, ["values", "ratio", "wholes"], "numerator"),
    "dates": (dating, ["dates"], "date"),
    "places": (placing, ["places"], "place"),
    "indicator": (indicating, ["indicator"], "indicator"),
}


def fitted(field: str, learn: Sequence[Example], judge: Sequence[Example]) -> list[Result]:
    """Results on `judge` of models trained on `learn`."""
    run, names, _ = RUNS[field]
    with tempfile.TemporaryDirectory() as folder:
        train.save_to(Path(folder))
        for name in names:
            train.JOBS[name](learn)
        use_models(Path(folder))
        return list(run(judge))


def share(results: Sequence[Result]) -> str:
    right = sum(r[4] for r in results)
    return f"{right}/{len(results)} = {right / max(1, len(results)):.4f}"


def f1(results: Sequence[Result]) -> str:
    """For values, where both a label missed and a statement too many are errors."""
    right = sum(r[4] for r in results)
    predicted = sum(r[1] is not None for r in results)
    gold = sum("span" in r[2] for r in results)
    return (
        f"F1 {2 * right / max(1, predicted + gold):.4f}"
        f" ({right} right of {predicted} predicted, {gold} labelled)"
    )


def show(result: Result, key: str) -> None:
    e, seed, label, got, _ = result
    text = e.article.text.clean
    a, b = (seed.start, seed.end) if seed else tuple(label["span"])
    values = ("numerator", "denominator", "percentage")
    gold = {k: label[k] for k in values} if key == "numerator" else label[key]
    around = f"{text[max(0, a - 200) : a]}⟦{text[a:b]}⟧{text[b : b + 90]}"
    print(f"{e.doc} GOLD {gold} | GOT {got} | {around}".replace("\n", "¶"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("field", choices=[*RUNS])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--even", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    data = list(examples(labelled.load(["odd", "train"])))
    if options.even:
        judge = list(examples(labelled.load(["even"])))
        score = f1 if options.field == "values" else share
        print("even:", score(fitted(options.field, data, judge)))
        return
    docs = [e.doc for e in data]
    random.Random(7).shuffle(docs)
    fold = {doc: i % options.folds for i, doc in enumerate(docs)}
    results: list[Result] = []
    for f in range(options.folds):
        learn = [e for e in data if fold[e.doc] != f]
        results += fitted(options.field, learn, [e for e in data if fold[e.doc] == f])
    score = f1 if options.field == "values" else share
    print("all:", score(results))
    print("odd:", score([r for r in results if r[0].doc.startswith("d")]))
    wrong = [r for r in results if not r[4]]
    for result in random.Random(options.seed).sample(wrong, min(options.errors, len(wrong))):
        show(result, RUNS[options.field][2])


if __name__ == "__main__":
    main()
