"""The trail of a record: for each field how it was found, by which rule, and where in the text.

A field may leave several steps: an indicator one for each of its pieces; `huyện` one for itself and
one for the name it recalls; `tháng 6` one for itself and one for where its year came from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.annotate import Article
from extract.link import Linked
from extract.link.areas import Area, begun_before
from extract.link.features import CLAUSE_MARKS
from extract.link.settle import Located
from extract.page_roles import PageRoles
from extract.schema import How, Span, TrailStep

Finding = tuple[str, str, int, int]
"""Field, rule, and the clean span of the evidence."""


@dataclass(frozen=True, slots=True)
class Trail:
    """Makes the steps of one statement: `roles` knows the lines of the page and its title.

    `lenders` are the periods that name each year themselves, by their numbers in the article.
    """

    article: Article
    roles: PageRoles
    anchor: int
    lenders: Mapping[int, Sequence[int]]

    def steps(self, linked: Linked, mention: tuple[int, int] | None) -> tuple[TrailStep, ...]:
        """All steps of a statement; `mention` is the clean span that names its area."""
        return (
            *(self._step(*finding) for finding in _values(linked)),
            *(self._step("indicator", linked.indicator.how, a, b)
              for a, b in linked.indicator.spans),
            *self._place(linked.area, mention),
            *self._code(linked.located),
            *self._date(linked),
        )  # fmt: skip

    def _step(self, field: str, rule: str, start: int, end: int) -> TrailStep:
        span, source = self._shown(start, end)
        return TrailStep(field=field, how=self._how(start), rule=rule, span=span, source=source)

    def _shown(self, start: int, end: int) -> tuple[Span, Literal["title", "text"] | None]:
        """The raw span, and in which part it points where that is not the record's own."""
        apart = self.roles.in_title(start)
        span = self.roles.raw(start, end)
        if apart == self.roles.in_title(self.anchor):
            return span, None
        return span, "title" if apart else "text"

    def _how(self, start: int) -> How:
        article = self.article
        sentence, home = article.sentence_at(start), article.sentence_at(self.anchor)
        if sentence == home:
            low, high = sorted((article.items.at(start), article.items.at(self.anchor)))
            between = article.items.keys[low + 1 : high]
            return "same_sentence" if CLAUSE_MARKS.intersection(between) else "same_clause"
        role = self.roles.at(start)
        if role == "title":
            return "headline"
        if role == "dateline":
            return "dateline"
        if role == "heading" and start < self.anchor:
            return "heading"
        return "earlier_sentence" if sentence < home else "later_sentence"

    def _place(self, area: Area | None, mention: tuple[int, int] | None) -> Iterator[TrailStep]:
        if area is None:
            return
        if mention is None:
            yield TrailStep(field="place", how="default", rule=area.level)
            return
        places = self.article.places
        at = begun_before(self.article, area.direct, mention[0])
        if at < len(area.direct) and places[area.direct[at]].start == mention[0]:
            rule = "region_by_ends" if area.spanned else places[area.direct[at]].form
            yield self._step("place", rule, *mention)
            return
        yield self._step("place", "recalled", *mention)
        if area.direct:
            name = places[area.direct[max(0, at - 1)]]
            yield self._step("place", "recalled_name", name.start, name.end)

    def _code(self, located: Located | None) -> Iterator[TrailStep]:
        """What settled which official unit the place is."""
        if located is None:
            return
        settled = located.settled
        if settled.unit is None and not settled.candidates and located.area.unit is None:
            return
        if settled.evidence is None:
            yield TrailStep(field="place_code", how="default", rule=settled.by)
        else:
            yield self._step("place_code", settled.by, *settled.evidence)

    def _date(self, linked: Linked) -> Iterator[TrailStep]:
        choice = linked.dated.choice
        if choice.mention < 0:
            if self.roles.published is not None:
                yield self._published("publication")
            return
        mention = self.article.periods[choice.mention]
        yield self._step("date", f"{mention.form}:{choice.source}", mention.start, mention.end)
        if choice.source == "publication":
            yield self._published("year:publication")
        elif choice.source in _BORROWED and choice.period is not None:
            year = choice.period.end.year - (choice.source == "compared")
            own = self.lenders.get(year, ())
            if own:
                i = _nearest(own, choice.mention, after=choice.source == "after")
                lender = self.article.periods[i]
                yield self._step("date", f"year:{choice.source}", lender.start, lender.end)

    def _published(self, rule: str) -> TrailStep:
        span = self.roles.published_span
        if span is None:
            return TrailStep(field="date", how="default", rule=rule)
        shown, source = self._shown(*span)
        return TrailStep(field="date", how="dateline", rule=rule, span=shown, source=source)


_BORROWED = frozenset(("before", "after", "mode", "mode=before", "compared"))
"""The sources that take the year of a period from another one in the text."""


def _values(linked: Linked) -> Iterator[Finding]:
    seed = linked.seed
    if seed.percentage is not None:
        yield "percentage", "percentage", seed.percentage.start, seed.percentage.end
    if seed.ratio is not None:
        rule = "ratio_in_words" if seed.ratio.words else "ratio"
        yield "numerator", rule, *seed.ratio.numerator_span
        yield "denominator", rule, *seed.ratio.denominator_span
        return
    of = "of_percentage" if seed.percentage is not None else "in_words"
    if seed.part is not None:
        yield "numerator", f"part_{of}", seed.part.start, seed.part.end
    if seed.whole is not None:
        yield "denominator", f"whole_{of}", seed.whole.start, seed.whole.end


def year_lenders(article: Article) -> dict[int, list[int]]:
    """The periods of an article that name a year themselves, by that year, in order."""
    found: dict[int, list[int]] = {}
    for i, mention in enumerate(article.periods):
        period = None if mention.needs else mention.resolve()
        if period is not None:
            found.setdefault(period.end.year, []).append(i)
    return found


def _nearest(lenders: Sequence[int], i: int, *, after: bool) -> int:
    """The nearest of some periods before mention `i`, or else behind it; `after` turns that."""
    at = bisect_left(lenders, i)
    return lenders[min(at, len(lenders) - 1) if after else max(0, at - 1)]
