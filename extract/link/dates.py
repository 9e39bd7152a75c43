"""Which period a statement holds for: every period the text offers, and none, weighed together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.annotate import Article
from extract.find.periods import Period
from extract.linear import load_model, softmax
from extract.link._dates_choices import DateChoice, Timeline, date_choices, timeline
from extract.link._dates_compared import earlier_mention
from extract.link._dates_features import date_features
from extract.link._dates_second import Look, second_chances
from extract.link.encoder import UNDATED, Vote, hopeful, weighed
from extract.link.seeds import Seed

__all__ = [
    "DateChoice", "Dated", "Timeline", "choose_dates", "date_choices", "date_features",
    "first_looks", "timeline",
]  # fmt: skip

SURE = 0.9
"""How sure a period is that was given."""


@dataclass(frozen=True, slots=True)
class Dated:
    """The period chosen, the mention it came from (or -1), and how sure that is."""

    choice: DateChoice
    sure: float


def choose_dates(
    article: Article, line: Timeline, seeds: Sequence[Seed], votes: Mapping[int, Vote],
    given: Mapping[int, DateChoice],
) -> list[Dated]:  # fmt: skip
    """The likeliest period of each statement; chances of one period add up over its mentions.

    `votes` are the encoder's, by the statement's number; `given` the periods of those that have
    one.
    """
    looks = first_looks(article, line, seeds, votes, given)
    second = second_chances(article, line, seeds, looks)
    return [
        Dated(given[number], SURE) if number in given
        else _dated(look, chances, votes.get(number))
        for number, (look, chances) in enumerate(zip(looks, second, strict=True))
    ]  # fmt: skip


def first_looks(
    article: Article, line: Timeline, seeds: Sequence[Seed], votes: Mapping[int, Vote],
    given: Mapping[int, DateChoice],
) -> list[Look]:  # fmt: skip
    """The first look at every statement by itself.

    Where the encoder has voted, periods that it thinks hopeless are passed over.
    """
    model = load_model("dates")
    found = []
    for number, seed in enumerate(seeds):
        if number in given:
            found.append(Look([given[number]], [1.0]))
            continue
        offered = _offered(article, line, seed)
        vote = votes.get(number)
        voted = [_voted(vote, choice) for choice in offered] if vote else []
        choices, _ = hopeful(offered, voted)
        scores = [
            model.score(date_features(article, line, seed, choice, offered)) for choice in choices
        ]
        found.append(Look(choices, softmax(scores)))
    return found


def _offered(article: Article, line: Timeline, seed: Seed) -> list[DateChoice]:
    """The periods a statement may hold for: that of `cùng kỳ` alone where the value is its own."""
    offered = date_choices(article, line, seed)
    earlier = earlier_mention(article, seed)
    if earlier is None:
        return offered
    return [choice for choice in offered if choice.mention == earlier] or offered


def _dated(look: Look, second: Mapping[Period | None, float], vote: Vote | None) -> Dated:
    """The choice between the periods of a statement."""
    first = look.by_period()
    chances = [
        chance * second[choice.period] / first[choice.period]
        for choice, chance in zip(look.choices, look.chances, strict=True)
    ]
    if vote is not None:
        chances = weighed("date", chances, [_voted(vote, choice) for choice in look.choices])
    together: dict[Period | None, float] = defaultdict(float)
    for choice, chance in zip(look.choices, chances, strict=True):
        together[choice.period] += chance
    best = max(together, key=lambda period: together[period])
    mention, _ = max(
        (pair for pair in zip(look.choices, chances, strict=True) if pair[0].period == best),
        key=lambda pair: pair[1],
    )
    return Dated(mention, together[best] / sum(together.values()))


def _voted(vote: Vote, choice: DateChoice) -> float:
    """The encoder's chance of a choice: that of its mention."""
    if choice.mention < 0:
        return UNDATED * vote.no_period
    return vote.periods.get(choice.mention, vote.period_elsewhere / 3)
