"""Fitting the confidence of records and fields on articles that the models have not seen.

    python scripts/calibrate.py --models DIR [--save FILE] [--from FILE]

The odd half of ../shared/dev is extracted with the models of a folder that have not learned from
it: `train.py --with train,corpus,written --to DIR` and `train_encoder.py` the same. What came out
right and wrong fits `extract/models/confidence.json.gz`: a model for whole records and one for each
field.

Every figure printed is of articles that neither the steps nor the confidence were fitted to: the
confidence is fitted anew for each fifth of the articles. `--save` keeps the facts of all records,
`--from` goes on from such a file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import labelled
import lightgbm as lgb
import numpy as np
import train
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from extract import flow
from extract.annotate import annotate
from extract.boosted import forget_boosters
from extract.build import Context, build_record
from extract.confidence import MODEL, RECORD, load
from extract.evaluation.labels import from_label, from_record
from extract.evaluation.score import FIELDS, score_documents
from extract.facts import STEPS, Scene, facts
from extract.linear import use_models
from extract.link import indicators, link
from extract.link.encoder.network import forget_network

TARGET = Path(__file__).resolve().parent.parent / "extract" / "models" / MODEL
TARGETS = (RECORD, *FIELDS)
FIT_FOLDS = 5
ROUNDS = 45
LIMITS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)

Fit = Callable[[np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]


@dataclass
class Rows:
    """Records with their facts: `right` has a column for each of `TARGETS`."""

    docs: np.ndarray
    names: list[str]
    facts: np.ndarray
    right: np.ndarray

    def save(self, path: Path) -> None:
        np.savez_compressed(
            path, docs=self.docs, names=np.array(self.names), facts=self.facts, right=self.right
        )

    @classmethod
    def read(cls, path: Path) -> Rows:
        data = np.load(path)
        return cls(data["docs"], [str(n) for n in data["names"]], data["facts"], data["right"])


# --- gathering ------------------------------------------------------------------------------------


def judged(articles: Sequence[labelled.Labelled]) -> Rows:
    """Every record that the current models find in the articles, and what of it is right."""
    docs: list[str] = []
    table: list[list[float]] = []
    right: list[list[bool]] = []
    names: list[str] = []
    for one in articles:
        page = flow.open_page(one.text)
        article = annotate(page.text)
        day = train.day_of(one, page.layout)
        context = Context(article, page.roles(day), one.doc)
        scene = Scene.of(article)
        found, seen = [], {}
        for linked in link(article, published=day):
            record = build_record(context, linked)
            statement = from_record(record.to_dict())
            found.append(statement)
            seen[id(statement)] = facts(scene, linked, record)
        gold = [from_label(label) for label in one.labels]
        for pairs in score_documents(gold, found).values():
            for pair in pairs:
                if pair.predicted is None:
                    continue
                row = seen[id(pair.predicted)]
                names = [*row]
                docs.append(one.doc)
                table.append([*row.values()])
                right.append([pair.record_right, *(field in pair.right for field in FIELDS)])
    return Rows(np.array(docs), names, np.array(table, float), np.array(right, bool))


def gather(models: Path) -> Rows:
    """The records of the odd half by the models of a folder that have not seen it."""
    use_models(models)
    forget()
    rows = judged(labelled.load(["odd"]))
    use_models(None)
    forget()
    return rows


def forget() -> None:
    """Let every step read its model anew."""
    forget_boosters()
    forget_network()
    indicators.forget_tagger()


# --- fitting --------------------------------------------------------------------------------------


def boosted(names: Sequence[str]) -> Fit:
    """Trees of few leaves; a step that was surer never makes a record less sure."""

    def fit(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        model = booster(names, x, y)
        return lambda rows: np.asarray(model.predict(rows))

    return fit


def booster(names: Sequence[str], x: np.ndarray, y: np.ndarray) -> lgb.Booster:
    settings = {
        "objective": "binary", "learning_rate": 0.05, "num_leaves": 3, "min_data_in_leaf": 30,
        "feature_fraction": 0.5, "bagging_fraction": 0.8, "bagging_freq": 1, "lambda_l2": 5,
        "monotone_constraints": [int(name.startswith("log_")) for name in names],
        "verbose": -1, "num_threads": 1, "seed": 1, "deterministic": True,
    }  # fmt: skip
    return lgb.train(settings, lgb.Dataset(x, y.astype(int)), num_boost_round=ROUNDS)


def logistic(names: Sequence[str]) -> Fit:
    """For comparison: a logistic model over the chances of the steps alone."""
    columns = [list(names).index(f"log_{step}") for step in STEPS]

    def fit(x: np.ndarray, y: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        model = LogisticRegression(max_iter=500).fit(x[:, columns], y)
        return lambda rows: np.asarray(model.predict_proba(rows[:, columns])[:, 1])

    return fit


def cross_fitted(rows: Rows, target: int, fit: Fit) -> np.ndarray:
    """The chance of each record by a model that was fitted to other articles."""
    docs = sorted(set(rows.docs))
    random.Random(9).shuffle(docs)
    fold = {doc: i % FIT_FOLDS for i, doc in enumerate(docs)}
    at = np.array([fold[doc] for doc in rows.docs])
    chances = np.zeros(len(at))
    for f in range(FIT_FOLDS):
        learn = at != f
        chances[~learn] = fit(rows.facts[learn], rows.right[learn, target])(rows.facts[~learn])
    return chances


def write(rows: Rows) -> None:
    """Fit every model to all records and write them; the file has no time stamp."""
    models = {
        name: booster(rows.names, rows.facts, rows.right[:, i]).model_to_string()
        for i, name in enumerate(TARGETS)
    }
    text = json.dumps({"facts": rows.names, "models": models})
    TARGET.write_bytes(gzip.compress(text.encode(), mtime=0))
    load.cache_clear()


# --- reporting ------------------------------------------------------------------------------------


def expected_error(chances: np.ndarray, right: np.ndarray, *, bins: int = 10) -> float:
    """Expected calibration error: the mean gap of confidence and truth over equal-width bins."""
    at = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [abs(chances[at == b].mean() - right[at == b].mean()) * (at == b).sum() for b in set(at)]
    return float(sum(gaps) / len(right))


def report(rows: Rows) -> None:
    right = rows.right[:, 0]
    print(f"{len(right)} records of {len(set(rows.docs))} articles, {right.mean():.3f} right")
    chances = cross_fitted(rows, 0, boosted(rows.names))
    print("\nwhole records: confidence and share that is right, by tenths")
    at = np.minimum((chances * 10).astype(int), 9)
    for b in sorted(set(at)):
        here = at == b
        print(f"  {b / 10:.1f}-{(b + 1) / 10:.1f}  {here.sum():5d} records  stated "
              f"{chances[here].mean():.3f}  right {right[here].mean():.3f}")  # fmt: skip
    print("\nby field: expected calibration error, area under the curve; of a review under 0.7 "
          "and under 0.9, the share of wrong ones caught and of right ones bothered")  # fmt: skip
    for i, name in enumerate(TARGETS):
        found = cross_fitted(rows, i, boosted(rows.names)) if i else chances
        truth = rows.right[:, i]
        rule = "  ".join(f"{low[~truth].mean():.3f} {low[truth].mean():.3f}"
                         for low in (found < 0.7, found < 0.9))  # fmt: skip
        print(f"  {name:10} right {truth.mean():.3f}  error {expected_error(found, truth):.4f}  "
              f"area {roc_auc_score(truth, found):.3f}  {rule}")  # fmt: skip
    plain = cross_fitted(rows, 0, logistic(rows.names))
    for title, found in (("trees over all facts", chances), ("steps alone", plain)):
        print(f"\nreview rule, {title} (area {roc_auc_score(right, found):.3f}, "
              f"error {expected_error(found, right):.4f})")  # fmt: skip
        for limit in LIMITS:
            low = found < limit
            print(f"  under {limit}: catches {low[~right].mean():.3f} of the wrong, "
                  f"bothers {low[right].mean():.3f} of the right")  # fmt: skip
        for catch in (0.5, 0.8, 0.9):
            limit = float(np.quantile(found[~right], catch))
            print(f"  to catch {catch:.1f}: review under {limit:.3f}, "
                  f"bothers {(found[right] < limit).mean():.3f} of the right")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--models", type=Path, help="folder of models that have not seen the odd half"
    )
    parser.add_argument("--save", type=Path, help="keep the facts in this .npz file")
    parser.add_argument("--from", dest="source", type=Path, help="facts that --save kept")
    options = parser.parse_args()
    rows = Rows.read(options.source) if options.source else gather(options.models)
    if options.save:
        rows.save(options.save)
    write(rows)
    report(rows)


if __name__ == "__main__":
    main()
