"""What speaks for and against a record, as numbers by name: what its confidence is made of."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.annotate import Article, starting_in
from extract.find.periods import Period
from extract.find.quantities import Percentage
from extract.link import Linked
from extract.schema import How, Record

STEPS = (
    "seed", "values", "kind", "direction", "status", "bound", "indicator", "place", "date",
)  # fmt: skip
"""The steps whose chances are weighed; facts named `log_` and the step hold their logarithms."""
_LEAST = 1e-3
_HOWS: tuple[How, ...] = (
    "same_clause", "earlier_sentence", "later_sentence", "headline", "default",
)  # fmt: skip
_TRAILED = ("place", "date", "indicator")
_LEVELS = ("country", "region", "province", "district", "commune", "village", "other")


@dataclass(frozen=True, slots=True)
class Scene:
    """An article with what is counted once for all its records."""

    article: Article
    places: int
    periods: Counter[Period | None]
    """How often each period is named; None stands for those that name no day."""
    percentages: Sequence[int]
    """Where the percentages stand."""

    @classmethod
    def of(cls, article: Article) -> Scene:
        """The scene of an article."""
        return cls(
            article,
            len({m.name for m in article.places if not m.veto}),
            Counter(m.resolve() for m in article.periods if not m.needs),
            [q.start for q in article.quantities if isinstance(q, Percentage)],
        )


def facts(scene: Scene, linked: Linked, record: Record) -> dict[str, float]:
    """The facts of a record, by name; always the same names, in the same order."""
    chances = linked.chances
    found = {f"log_{step}": math.log(max(_LEAST, min(1.0, chances[step]))) for step in STEPS}
    logs = [*found.values()]
    found |= {"log_least": min(logs), "log_all": sum(logs)}
    found |= _form(record)
    found |= _trail(record)
    found |= _rivals(scene, linked)
    return found


def _form(record: Record) -> dict[str, float]:
    part, whole, percentage = record.numerator, record.denominator, record.percentage
    indicator = record.indicator.text.split() if record.indicator else []
    verdicts = ("consistent", "truncated", "contradiction", "part_exceeds_whole")
    return {
        **{f"kind={kind}": float(record.kind == kind) for kind in ("change", "rate")},
        "target": float(record.status == "target"),
        "bounded": float(record.bound != "exact"),
        "percentage": float(percentage is not None),
        "part": float(part is not None),
        "whole": float(whole is not None),
        "range": float(percentage is not None and percentage.upper is not None),
        "hundred": float(percentage is not None and percentage.value == 100),
        **{f"audit={verdict}": float(record.audit.verdict == verdict) for verdict in verdicts},
        "warnings": float(len(record.warnings)),
        "indicator_words": math.log1p(len(indicator)),
        "indicator_pieces": float(len(record.indicator.spans) if record.indicator else 0),
        **{f"level={level}": float(record.place is not None and record.place.level == level)
           for level in _LEVELS},
        "no_place": float(record.place is None),
        "no_date": float(record.date is None or record.date.basis == "publication"),
        "relative_date": float(record.date is not None and record.date.basis == "relative"),
    }  # fmt: skip


def _trail(record: Record) -> dict[str, float]:
    """How place, date and indicator were found, and how far away."""
    found: dict[str, float] = {}
    for field in _TRAILED:
        steps = [step for step in record.trail if step.field == field]
        first = steps[0] if steps else None
        for how in _HOWS:
            found[f"{field}={how}"] = float(first is not None and first.how == how)
        found[f"{field}_steps"] = float(len(steps))
        away = 0
        if first is not None and first.span is not None and first.source is None:
            away = abs(first.span[0] - record.evidence.span[0])
        found[f"{field}_away"] = math.log1p(away)
    rules = {step.rule for step in record.trail}
    found["recalled"] = float("recalled" in rules)
    found["carried"] = float("carried" in rules)
    found["own_year"] = float(not any(rule and rule.startswith("year:") for rule in rules))
    return found


def _rivals(scene: Scene, linked: Linked) -> dict[str, float]:
    """How much else stands in the sentence and in the article that might be meant."""
    article = scene.article
    home = article.sentence_at(linked.seed.start)
    sentence = article.sentences[home]
    here = sentence.start, sentence.end
    first, last = (bisect_left(scene.percentages, offset) for offset in here)
    named = starting_in(article.places, *here)
    area, period = linked.area, linked.dated.choice.period
    return {
        "places_here": math.log1p(sum(not article.places[i].veto for i in named)),
        "periods_here": math.log1p(len(starting_in(article.periods, *here))),
        "percentages_here": math.log1p(last - first),
        "quantities_here": math.log1p(len(starting_in(article.quantities, *here))),
        "places": math.log1p(scene.places),
        "periods": math.log1p(len(scene.periods)),
        "place_mentions": math.log1p(len(area.direct) + len(area.recalled) if area else 0),
        "place_in_lead": float(area is not None and any(i < 2 for i in area.direct[:1])),
        "period_mentions": math.log1p(scene.periods[period] if period else 0),
        "sentence_length": math.log1p(sentence.end - sentence.start),
        "sentence_number": math.log1p(home),
        "headline": float(sentence.paragraph == 0),
        "sentences": math.log1p(len(article.sentences)),
    }
