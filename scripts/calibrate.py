"""Fitting the confidence of records on articles that the models have not seen.

    python scripts/calibrate.py

Trains all models on `gold/train.jsonl` and the corpus into a temporary folder, extracts the odd
half of ../shared/dev with them, and fits `extract/models/confidence.json` to which records are
right. Prints the honest score of the odd half too.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import labelled
import numpy as np
import train
from datasets import examples
from sklearn.linear_model import LogisticRegression

from extract import flow
from extract.annotate import annotate
from extract.build import Context, build_record
from extract.evaluation.labels import from_label, from_record
from extract.evaluation.score import FIELDS, Pair, count, score_documents
from extract.linear import use_models
from extract.link import link
from extract.link.confidence import STEPS, evidence

TARGET = Path(__file__).resolve().parent.parent / "extract" / "models" / "confidence.json"


def pairs_with_evidence(names: list[str]) -> tuple[list[Pair], list[tuple[list[float], bool]]]:
    """The pairs of some labelled sets and, for each prediction, its evidence and its fate."""
    gold, predicted, seen = [], [], {}
    for one in labelled.load(names):
        page = flow.open_page(one.text)
        article = annotate(page.text)
        day = train.day_of(one, page.layout)
        for i, linked in enumerate(link(article, published=day)):
            context = Context(article, page.roles(day), one.doc)
            statement = from_record(build_record(context, linked).to_dict())
            seen[(one.doc, statement.spans, i)] = evidence(linked.chances)
            predicted.append((statement, (one.doc, statement.spans, i)))
        gold += [from_label(label) for label in one.labels]
    by_id = {id(statement): key for statement, key in predicted}
    pairs = [
        p for found in score_documents(gold, [s for s, _ in predicted]).values() for p in found
    ]
    rows = [
        (seen[by_id[id(p.predicted)]], p.record_right) for p in pairs if p.predicted is not None
    ]
    return pairs, rows


def expected_error(chances: np.ndarray, right: np.ndarray, *, bins: int = 10) -> float:
    """Expected calibration error: the mean gap of confidence and truth over equal-width bins."""
    at = np.minimum((chances * bins).astype(int), bins - 1)
    gaps = [abs(chances[at == b].mean() - right[at == b].mean()) * (at == b).sum() for b in set(at)]
    return float(sum(gaps) / len(right))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learn", default="train,corpus")
    parser.add_argument("--check", default="", help="only report the error of the fit on these")
    options = parser.parse_args()
    if options.check:
        pairs, rows = pairs_with_evidence(options.check.split(","))
        report(pairs, rows)
        return
    with tempfile.TemporaryDirectory() as folder:
        train.save_to(Path(folder))
        data = list(examples(labelled.load(options.learn.split(","))))
        for job in train.JOBS.values():
            job(data)
        (Path(folder) / "confidence.json").write_bytes(TARGET.read_bytes())
        use_models(Path(folder))
        pairs, rows = pairs_with_evidence(["odd"])
    x, y = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    model = LogisticRegression(C=1.0).fit(x, y)
    weights = {step: round(float(w), 4) for step, w in zip(STEPS, model.coef_[0], strict=True)}
    data_out = {"bias": round(float(model.intercept_[0]), 4), "weights": weights}
    TARGET.write_text(json.dumps(data_out) + "\n", "utf-8")
    use_models(None)
    report(pairs, rows, data_out)


def report(
    pairs: list[Pair], rows: list[tuple[list[float], bool]], fit: dict | None = None
) -> None:
    fit = fit or json.loads(TARGET.read_text("utf-8"))
    x, y = np.array([r[0] for r in rows]), np.array([r[1] for r in rows])
    chances = 1 / (1 + np.exp(-(x @ np.array([fit["weights"][s] for s in STEPS]) + fit["bias"])))
    score = count(pairs)
    print("record F1", round(score.record.f1, 4), {f: round(score.fields[f].f1, 3) for f in FIELDS})
    print("expected calibration error", round(expected_error(chances, y), 4))
    for limit in (0.5, 0.6, 0.7, 0.8):
        low = chances < limit
        print(
            f"review under {limit}: catches {low[~y].mean():.3f} of the wrong, "
            f"bothers {low[y].mean():.3f} of the right"
        )


if __name__ == "__main__":
    main()
