"""Which period a statement holds for: every period the text offers, and none, weighed together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from extract.annotate import Article
from extract.find.periods import Period
from extract.linear import load_model, softmax
from extract.link._dates_choices import DateChoice, Timeline, date_choices, timeline
from extract.link._dates_compared import earlier_mention
from extract.link._dates_features import date_features
from extract.link.encoder import UNDATED, Vote, hopeful, weighed
from extract.link.seeds import Seed

__all__ = [
    "DateChoice", "Dated", "Timeline", "choose_date", "date_choices", "date_features", "timeline",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """The period chosen, the mention it came from (or -1), and how sure that is."""

    choice: DateChoice
    sure: float


def choose_date(article: Article, line: Timeline, seed: Seed, vote: Vote | None = None) -> Dated:
    """The likeliest period of a statement; chances of one period add up over its mentions.

    Where the encoder has voted, periods that it thinks hopeless are passed over.
    """
    offered = _offered(article, line, seed)
    voted = [_voted(vote, choice) for choice in offered] if vote else []
    choices, voted = hopeful(offered, voted)
    model = load_model("dates")
    chances = softmax([
        model.score(date_features(article, line, seed, choice, offered)) for choice in choices
    ])  # fmt: skip
    if vote is not None:
        chances = weighed("date", chances, voted)
    together: dict[Period | None, float] = defaultdict(float)
    for choice, chance in zip(choices, chances, strict=True):
        together[choice.period] += chance
    best = max(together, key=lambda period: together[period])
    mention, _ = max(
        (pair for pair in zip(choices, chances, strict=True) if pair[0].period == best),
        key=lambda pair: pair[1],
    )
    return Dated(mention, together[best])


def _offered(article: Article, line: Timeline, seed: Seed) -> list[DateChoice]:
    """The periods a statement may hold for: that of `cùng kỳ` alone where the value is its own."""
    offered = date_choices(article, line, seed)
    earlier = earlier_mention(article, seed)
    if earlier is None:
        return offered
    return [choice for choice in offered if choice.mention == earlier] or offered


def _voted(vote: Vote, choice: DateChoice) -> float:
    """The encoder's chance of a choice: that of its mention."""
    if choice.mention < 0:
        return UNDATED * vote.no_period
    return vote.periods.get(choice.mention, vote.period_elsewhere / 3)
