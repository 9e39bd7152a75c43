"""The second look at periods: those of each statement, with the statements around in sight."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.annotate import Article
from extract.find.periods import Period
from extract.link._around import Around, boosted_chances, stands
from extract.link._dates_choices import DateChoice, Timeline
from extract.link.seeds import Seed

FORMS = (
    "year", "month", "day", "days", "week", "quarter", "half_year", "half_month", "range", "list",
    "period", "term", "months_from_start", "same_period", "relative_year", "relative_month",
    "relative_quarter", "relative_day", "past_years", "past_months", "next_years", "next_months",
    "since_until_now", "school_year", "tet", "holiday", "decade", "century", "lunar_year",
)  # fmt: skip
ROLES = ("", "base", "programme", "document", "until", "since")
SOURCES = (
    "stated", "publication", "mode=before", "mode", "before", "after", "compared", "first",
    "latest", "day", "since", "current", "opening", "part0", "part1", "part2", "part3",
)  # fmt: skip
MARKS = ("<pct>", "<num>", ",", ";", "(", ")", "“", "”")
_LONG = 200
_UNDATED = [math.nan] * (16 + len(MARKS))


@dataclass(frozen=True, slots=True)
class Look:
    """The periods offered to a statement, and the chances that the first look gives to them."""

    choices: Sequence[DateChoice]
    chances: Sequence[float]

    def by_period(self) -> dict[Period | None, float]:
        """The chances of each period, those of its mentions added up."""
        found: dict[Period | None, float] = {}
        for choice, chance in zip(self.choices, self.chances, strict=True):
            found[choice.period] = found.get(choice.period, 0.0) + chance
        return found


def second_chances(
    article: Article, line: Timeline, seeds: Sequence[Seed], looks: Sequence[Look]
) -> list[dict[Period | None, float]]:
    """The chances of the periods of each statement, given those of the first look."""
    table = DateTable(article, line, seeds, looks)
    return boosted_chances("dates.lgb", table.chances, table.rows)


class DateTable:
    """The periods of an article's statements as rows of numbers."""

    def __init__(
        self, article: Article, line: Timeline, seeds: Sequence[Seed], looks: Sequence[Look]
    ) -> None:
        self.article, self.line, self.seeds, self.looks = article, line, seeds, looks
        self.chances = [look.by_period() for look in looks]
        self.where = stands(article, seeds)
        self.around: Around[Period | None] = Around(self.where, self.chances)
        self._named = Counter(period for period in line.resolved if period is not None)

    def rows(self, number: int) -> dict[Period | None, list[float]]:
        """The periods of a statement with their features."""
        best: dict[Period | None, tuple[float, DateChoice]] = {}
        look = self.looks[number]
        for choice, chance in zip(look.choices, look.chances, strict=True):
            if choice.period not in best or chance > best[choice.period][0]:
                best[choice.period] = chance, choice
        return {period: self._row(number, choice) for period, (_, choice) in best.items()}

    def _row(self, number: int, choice: DateChoice) -> list[float]:
        seed, period = self.seeds[number], choice.period
        row = self.around.row(number, period)
        row += [
            self.around.of(number, None), float(period is None),
            float(len(self.article.sentences)), float(len(self.seeds)),
            float(self._named[period] if period else 0), float(len(self._named)),
            float(seed.percentage is not None), float(seed.ratio is not None),
        ]  # fmt: skip
        if choice.mention < 0 or period is None:
            return row + _UNDATED
        return row + self._mention(number, choice, period)

    def _mention(self, number: int, choice: DateChoice, period: Period) -> list[float]:
        """How the mention stands to the statement, what it is like, and what stands between."""
        article, line, here = self.article, self.line, self.where[number]
        mention = article.periods[choice.mention]
        at = article.items.at(mention.start)
        home = article.sentence_at(mention.start)
        paragraph = article.sentences[home].paragraph
        low, high = sorted((choice.mention, line.before_offset(self.seeds[number].start)))
        between = article.items.keys[min(at, here.item) + 1 : max(at, here.item)]
        near = len(between) < _LONG
        return [
            float(here.item - at), float(abs(here.item - at)), float(here.sentence - home),
            float(here.paragraph - paragraph), float(paragraph),
            float(at - article.sentence_items(home)[0]),
            _code(FORMS, mention.form), _code(ROLES, mention.role), _code(SOURCES, choice.source),
            float(len(choice.also)), float((period.end - period.start).days),
            float(period.end.year - line.mode) if line.mode is not None else math.nan,
            float(high - low), float(line.plain[high] - line.plain[low]),
            float(choice.mention), float(len(article.periods)),
            *(float(between.count(mark)) if near else math.nan for mark in MARKS),
        ]  # fmt: skip


def _code(names: Sequence[str], name: str) -> float:
    return float(names.index(name) if name in names else len(names))
