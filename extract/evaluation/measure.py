"""From predictions to a report: plain data that the page, the tables and a later run read.

Counts are kept and scores derived. Of a blind set the report holds scores alone: nothing that shows
where the extractor erred in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.evaluation import bootstrap
from extract.evaluation.causes import CAUSES, causes
from extract.evaluation.gold import GoldArticle, GoldSet
from extract.evaluation.labels import Statement
from extract.evaluation.passages import describe, label_key
from extract.evaluation.run import Extract, Run, run
from extract.evaluation.score import FIELDS, Counts, Pair, Score, count, pair

FORM = "solieu evaluation 1"
"""The form of a report, so that a later one can say whether it can be compared."""

_BINS = 10
_WORST = 10

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """A gold set with the pairs of each of its articles."""

    gold: GoldSet
    pairs: Mapping[str, Sequence[Pair]]
    run: Run

    @property
    def all_pairs(self) -> list[Pair]:
        """The pairs of all articles, in the order of the set."""
        return [one for pairs in self.pairs.values() for one in pairs]

    @property
    def articles(self) -> dict[str, bootstrap.Article]:
        """Right, predicted and gold records of each article."""
        counted = {doc: count(pairs).record for doc, pairs in self.pairs.items()}
        return {doc: (c.right, c.predicted, c.gold) for doc, c in counted.items()}


def measure(gold: GoldSet, extract: Extract) -> Measured:
    """The pairs that an extractor gets on a set."""
    result = run(gold.articles, extract)
    pairs = {a.doc: pair(a.labels, result.predicted[a.doc]) for a in gold.articles}
    return Measured(gold, pairs, result)


def summary(measured: Measured) -> Data:
    """Scores of a set with the interval of the record F1, and nothing of single records."""
    score = count(measured.all_pairs)
    articles = measured.articles
    low, high = bootstrap.interval(list(articles.values()))
    return {
        "record": {**rates(score.record), "low": low, "high": high},
        "found": rates(score.detection),
        "fields": {name: rates(score.fields[name]) for name in FIELDS},
        "indicator_mean": score.indicator_mean,
        "documents": articles,
        "crashes": {d: e.partition(":")[0] for d, e in measured.run.crashes.items()},
    }


def set_report(measured: Measured, baseline: Measured) -> Data:
    """All that a report says of a set."""
    gold = measured.gold
    report: Data = {
        "name": gold.name,
        "blind": gold.blind,
        "learned": gold.learned,
        "articles": len(gold.articles),
        "records": gold.records,
        **summary(measured),
        "kinds": _by_kind(measured.all_pairs),
        "topics": _by_topic(measured),
        "calibration": calibration(measured.all_pairs),
        "review": review(measured.all_pairs),
        "baseline": summary(baseline),
    }
    if not gold.blind:
        report |= _open_report(measured)
    return report


def rates(counts: Counts) -> Data:
    """Counts with what is derived from them."""
    return {
        "right": counts.right,
        "predicted": counts.predicted,
        "gold": counts.gold,
        "precision": counts.precision,
        "recall": counts.recall,
        "f1": counts.f1,
    }


def _by_kind(pairs: Sequence[Pair]) -> Data:
    """Whole records by kind: a wrong kind is a miss of one and a false find of the other."""
    found: dict[str, Counts] = {}
    for one in pairs:
        if one.gold is not None:
            counts = found.setdefault(one.gold.kind, Counts())
            counts.gold += 1
            counts.right += one.record_right
        if one.predicted is not None:
            found.setdefault(one.predicted.kind, Counts()).predicted += 1
    return {kind: rates(found[kind]) for kind in sorted(found)}


def _by_topic(measured: Measured) -> Data:
    found: dict[str, Score] = {}
    for article in measured.gold.articles:
        if article.topic is not None:
            score = count(measured.pairs[article.doc])
            found[article.topic] = found.get(article.topic, Score()) + score
    return {topic: rates(found[topic].record) for topic in sorted(found)}


def calibration(pairs: Sequence[Pair]) -> Data | None:
    """Stated confidence against the share of right records, in tenths.

    `None` where no prediction states one or all state the same, which cannot be judged. `error` is
    the mean distance of the two over the predictions.
    """
    stated = _stated(pairs)
    if len({confidence for confidence, _ in stated}) < 2:
        return None
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for confidence, right in stated:
        bins[min(int(confidence * _BINS), _BINS - 1)].append((confidence, right))
    rows = [
        {
            "records": len(found),
            "confidence": sum(c for c, _ in found) / len(found),
            "right": sum(r for _, r in found) / len(found),
        }
        for found in bins
        if found
    ]
    gap = sum(row["records"] * abs(row["confidence"] - row["right"]) for row in rows)
    return {"bins": rows, "error": gap / len(stated)}


def review(pairs: Sequence[Pair]) -> list[Data]:
    """What reading again every record under a confidence would catch and bother.

    `caught` is the share of the wrong records that lie under the limit, `bothered` that of the
    right ones. Empty where there are no wrong or no right ones, or nothing states a confidence.
    """
    stated = _stated(pairs)
    right = [confidence for confidence, is_right in stated if is_right]
    wrong = [confidence for confidence, is_right in stated if not is_right]
    if not right or not wrong:
        return []
    return [
        {
            "limit": limit / _BINS,
            "caught": sum(c < limit / _BINS for c in wrong) / len(wrong),
            "bothered": sum(c < limit / _BINS for c in right) / len(right),
        }
        for limit in range(1, _BINS)
    ]


def _stated(pairs: Sequence[Pair]) -> list[tuple[float, bool]]:
    """The confidence of each prediction that states one, and whether its record is right."""
    return [
        (float(one.predicted.source["confidence"]), one.record_right)
        for one in pairs
        if one.predicted is not None and "confidence" in one.predicted.source
    ]


# --- what an open set shows -----------------------------------------------------------------------


def _open_report(measured: Measured) -> Data:
    errors: list[Data] = []
    outcomes: dict[str, bool] = {}
    for article in measured.gold.articles:
        errors += _errors(article, measured, start=len(errors))
        outcomes |= _outcomes(measured.pairs[article.doc])
    found = Counter(cause for error in errors for cause in error["causes"])
    return {
        "causes": {cause: found[cause] for cause in CAUSES},
        "worst": _worst(measured),
        "outcomes": outcomes,
        "errors": errors,
        "crashes": measured.run.crashes,
    }


def _errors(article: GoldArticle, measured: Measured, *, start: int) -> list[Data]:
    wrong = [one for one in measured.pairs[article.doc] if not one.record_right]
    wrong.sort(key=_position)
    return [
        {
            "id": f"{measured.gold.name}-{start + number}",
            "set": measured.gold.name,
            "doc": article.doc,
            "causes": causes(one, article.labels),
            **describe(one, article.text),
        }
        for number, one in enumerate(wrong, 1)
    ]


def _position(one: Pair) -> tuple[int, int]:
    return _side(one).spans[0]


def _side(one: Pair) -> Statement:
    side = one.gold or one.predicted
    assert side is not None
    return side


def _outcomes(pairs: Sequence[Pair]) -> dict[str, bool]:
    """Each label by where it stands, and whether its record is right."""
    found: dict[str, bool] = {}
    for one in pairs:
        if one.gold is None:
            continue
        key = label_key(one.gold)
        # Two labels at one place are told apart no further: both must be right.
        found[key] = found.get(key, True) and one.record_right
    return found


def _worst(measured: Measured) -> list[Data]:
    rows = []
    for doc, pairs in measured.pairs.items():
        record = count(pairs).record
        missed = sum(one.predicted is None for one in pairs)
        spurious = sum(one.gold is None for one in pairs)
        wrong = sum(not one.record_right for one in pairs) - missed - spurious
        rows.append(
            {"doc": doc, **rates(record), "missed": missed, "spurious": spurious, "wrong": wrong}
        )
    rows = [row for row in rows if row["missed"] + row["spurious"] + row["wrong"]]
    # Lost records before the rate: a long article at 60% costs more than a short one at 0%.
    rows.sort(key=lambda row: (-(row["gold"] + row["predicted"] - 2 * row["right"]), row["doc"]))
    return rows[:_WORST]


# --- against others -------------------------------------------------------------------------------


def against(new: Sequence[Data], old: Sequence[Data]) -> list[Data]:
    """For each set of both runs: the difference, whether it is noise, and what changed.

    Articles whose labels are no longer as many as they were are left out of the difference.
    """
    before = {one["name"]: one for one in old}
    return [_change(one, before[one["name"]]) for one in new if one["name"] in before]


def _change(new: Data, old: Data) -> Data:
    ours = {doc: tuple(c) for doc, c in new["documents"].items()}
    theirs = {doc: tuple(c) for doc, c in old["documents"].items()}
    same = {d for d in ours.keys() & theirs.keys() if ours[d][2] == theirs[d][2]}
    gap = bootstrap.difference({d: ours[d] for d in same}, {d: theirs[d] for d in same})
    was, now = old.get("outcomes", {}), new.get("outcomes", {})
    both = [key for key in now if key in was]
    return {
        "name": new["name"],
        "before": old["record"]["f1"],
        "after": new["record"]["f1"],
        **difference_data(gap),
        "compared": len(same),
        "left_out": len(ours.keys() | theirs.keys()) - len(same),
        "fields": {f: new["fields"][f]["f1"] - old["fields"][f]["f1"] for f in FIELDS},
        "mended": [key for key in both if now[key] and not was[key]],
        "broken": [key for key in both if was[key] and not now[key]],
    }


def difference_data(gap: bootstrap.Difference) -> Data:
    """A difference as plain data."""
    return {
        "difference": gap.value,
        "low": gap.low,
        "high": gap.high,
        "chance": gap.chance,
        "more_than_noise": gap.is_more_than_noise,
    }


def part_report(part: str, full: Sequence[Measured], without: Sequence[Measured]) -> Data:
    """What a part earns: the record F1 with it less that without it, on each set."""
    rows = [
        {
            "name": ours.gold.name,
            "without": count(theirs.all_pairs).record.f1,
            **difference_data(bootstrap.difference(ours.articles, theirs.articles)),
        }
        for ours, theirs in zip(full, without, strict=True)
    ]
    return {"part": part, "sets": rows}
