"""From linked findings in clean text to records whose spans point into the text as given."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from extract import check
from extract.annotate import Article, starting_in
from extract.build_places import build_place
from extract.find import quantities as found
from extract.link import Linked
from extract.link.areas import Area, begun_before
from extract.link.bounds import amount_bound
from extract.link.dates import Dated
from extract.page_roles import PageRoles
from extract.schema import (
    Amount,
    Basis,
    Bound,
    Direction,
    Evidence,
    Indicator,
    Kind,
    Percentage,
    PercentUnit,
    Period,
    Place,
    Record,
    Span,
    Status,
    TrailStep,
)
from extract.slips import Near
from extract.trail import Trail, year_lenders
from extract.warn import warnings
from extract.words import segment


@dataclass(frozen=True)
class Context:
    """What all records of an article share."""

    article: Article
    roles: PageRoles
    doc_id: str

    @property
    def published(self) -> date | None:
        """The day of publication, from outside or from the page."""
        return self.roles.published

    def raw(self, start: int, end: int) -> Span:
        """The raw span of a clean one, counted from where its field (title or text) begins."""
        return self.roles.raw(start, end)

    def in_title(self, start: int) -> bool:
        """Whether a clean offset lies in a title that was given apart."""
        return self.roles.in_title(start)

    @cached_property
    def lenders(self) -> Mapping[int, Sequence[int]]:
        """The periods that name each year themselves."""
        return year_lenders(self.article)


def build_record(context: Context, linked: Linked) -> Record:
    """The record of a statement; its confidence is `extract.confidence`'s to say."""
    seed = linked.seed
    numerator, denominator = _amounts(context, linked)
    percentage = _percentage(context, linked)
    bound = linked.attributes.bound
    loose = "about" if seed.ratio is not None and seed.ratio.words else bound
    record = Record(
        doc_id=context.doc_id,
        kind=cast(Kind, linked.attributes.kind),
        place=_place(context, linked),
        indicator=_indicator(context, linked),
        numerator=numerator,
        denominator=denominator,
        percentage=percentage,
        bound=cast(Bound, bound),
        direction=cast(Direction | None, linked.attributes.direction),
        status=cast(Status, linked.attributes.status),
        date=_period(context, linked.dated, seed.start),
        evidence=_evidence(context, seed.start),
        audit=check.audit(
            numerator, denominator, percentage, loose, near=_near(context.article, linked)
        ),
        field="title" if context.in_title(seed.start) else None,
        derived=check.derive(numerator, denominator, percentage),
        trail=_trail(context, linked),
    )
    found_odd = warnings(record, context.published)
    return record.model_copy(update={"warnings": found_odd}) if found_odd else record


def _near(article: Article, linked: Linked) -> Near:
    """The values of the sentence and of the one before that the statement has not taken."""
    seed = linked.seed
    own = {id(x) for x in (seed.percentage, seed.ratio, seed.part, seed.whole) if x is not None}
    home = article.sentence_at(seed.start)
    low, high = article.sentences[max(0, home - 1)].start, article.sentences[home].end
    near = (article.quantities[i] for i in starting_in(article.quantities, low, high))
    others = [q for q in near if id(q) not in own]
    return Near(
        amounts=[q.value for q in others if isinstance(q, found.Amount)],
        percentages=[q.value for q in others if isinstance(q, found.Percentage)],
    )


def _same_field(context: Context, start: int, anchor: int) -> bool:
    return context.in_title(start) == context.in_title(anchor)


def _amounts(context: Context, linked: Linked) -> tuple[Amount | None, Amount | None]:
    seed = linked.seed
    if seed.ratio is not None:
        ratio = seed.ratio
        unit = _unit_after(context.article, ratio.end)
        bound = amount_bound(context.article, ratio.start)
        return (
            Amount(value=ratio.numerator, unit=unit, bound=bound,
                   span=context.raw(*ratio.numerator_span)),
            Amount(value=ratio.denominator, unit=unit, span=context.raw(*ratio.denominator_span)),
        )  # fmt: skip
    return _amount(context, seed.part), _amount(context, seed.whole)


def _amount(context: Context, amount: found.Amount | None) -> Amount | None:
    if amount is None:
        return None
    return Amount(
        value=amount.value,
        unit=_whole_unit(context.article, amount),
        bound=amount_bound(context.article, amount.start),
        span=context.raw(amount.start, amount.end),
    )


def _whole_unit(article: Article, amount: found.Amount) -> str | None:
    """The unit, and where it is but the first syllable of a word (`hồ` of `hồ sơ`), the word."""
    word = _unit_after(article, amount.end) or ""
    return word if amount.unit and word.startswith(f"{amount.unit} ") else amount.unit or None


def _unit_after(article: Article, end: int) -> str | None:
    items = article.items
    at = bisect_right(items.starts, end - 1)
    if at < len(items) and items.found[at] < 0 and items.keys[at].isalpha():
        last = next((i for i in range(at, min(at + 4, len(items))) if items.found[i] >= 0), at + 4)
        _, length, _ = segment(items.keys[at:last])[0]
        return " ".join(items.keys[at : at + length])
    return None


def _percentage(context: Context, linked: Linked) -> Percentage | None:
    stated = linked.seed.percentage
    if stated is None:
        return None
    return Percentage(
        value=stated.value,
        upper=stated.upper,
        unit=cast(PercentUnit, stated.unit),
        span=context.raw(stated.start, stated.end),
    )


def _indicator(context: Context, linked: Linked) -> Indicator | None:
    spans = linked.indicator.spans
    if not spans:
        return None
    text = context.article.text.clean
    anchor = linked.seed.start
    own = [span for span in spans if _same_field(context, span[0], anchor)]
    return Indicator(
        text=" ".join(text[a:b] for a, b in spans),
        spans=tuple(context.raw(a, b) for a, b in own),
    )


def _evidence(context: Context, anchor: int) -> Evidence:
    article = context.article
    sentence = article.sentences[article.sentence_at(anchor)]
    span = context.raw(sentence.start, sentence.end)
    offset = 0 if context.in_title(anchor) else context.roles.title_length
    return Evidence(text=article.text.raw[span[0] + offset : span[1] + offset], span=span)


def _place(context: Context, linked: Linked) -> Place | None:
    if linked.located is None:
        return None
    anchor = linked.seed.start
    return build_place(
        context, linked.located, nearest_mention(context.article, linked.located.area, anchor),
        anchor,
    )  # fmt: skip


def nearest_mention(article: Article, area: Area, anchor: int) -> tuple[int, int] | None:
    """The mention that stands for an area in a statement: the nearest one, best before it."""
    rows = [mentions for mentions in (area.direct, area.recalled) if mentions]
    if not rows:
        return None
    start, end = article.sentence_reach(article.sentence_at(anchor))
    own = [
        row[at] for row in rows
        if (at := begun_before(article, row, start)) < begun_before(article, row, end)
    ]  # fmt: skip
    before = [row[at - 1] for row in rows if (at := begun_before(article, row, anchor))]
    nearest = min(own) if own else max(before) if before else min(row[0] for row in rows)
    best = article.places[nearest]
    return best.start, best.end


def _period(context: Context, dated: Dated, anchor: int) -> Period | None:
    choice = dated.choice
    if choice.period is None:
        if context.published is None:
            return None
        return Period(start=context.published, end=context.published, basis="publication")
    mention = context.article.periods[choice.mention]
    article = context.article
    same = article.sentence_at(mention.start) == article.sentence_at(anchor)
    basis: Basis = "relative" if mention.needs else "stated" if same else "context"
    shown = _same_field(context, mention.start, anchor)
    return Period(
        start=choice.period.start,
        end=choice.period.end,
        text=article.text.clean[mention.start : mention.end],
        span=context.raw(mention.start, mention.end) if shown else None,
        basis=basis,
    )


def _trail(context: Context, linked: Linked) -> tuple[TrailStep, ...]:
    anchor = linked.seed.start
    mention = nearest_mention(context.article, linked.area, anchor) if linked.area else None
    trail = Trail(context.article, context.roles, anchor, context.lenders)
    return trail.steps(linked, mention)


def build_count(context: Context, amount: found.Amount) -> Record:
    """The record of a plain count."""
    article = context.article
    indicator = None
    if amount.unit_end > amount.end:
        start = amount.unit_end - len(amount.unit)
        indicator = Indicator(
            text=article.text.clean[start : amount.unit_end],
            spans=(context.raw(start, amount.unit_end),),
        )
    return Record(
        doc_id=context.doc_id,
        kind="count",
        indicator=indicator,
        numerator=_amount(context, amount),
        bound=amount_bound(article, amount.start),
        evidence=_evidence(context, amount.start),
        field="title" if context.in_title(amount.start) else None,
        confidence=0.5,
    )
