"""One article with everything the finders see in it: the input of the linker."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from extract.find._quantities_tied import is_name
from extract.find.periods import PeriodMention, find_periods
from extract.find.places import OwnArea, PlaceMention, find_places
from extract.find.quantities import Amount, Percentage, Quantity, Ratio, find_quantities
from extract.sentences import Sentence, Tokens, split_sentences, tokenize
from extract.text import CleanText

ITEM_PERCENTAGE = "<pct>"
ITEM_RATIO = "<ratio>"
ITEM_AMOUNT = "<num>"
ITEM_PERIOD = "<date>"
ITEM_PLACE = "<place>"


@dataclass(frozen=True, slots=True)
class Items:
    """The text as a row of items: syllables and marks, and each finding folded into one item.

    Folding lets a rule or a feature see `tăng <pct> so với <date>` whatever the figures are.
    `found` holds the finding's index in its own list, or -1 for a token.
    """

    starts: Sequence[int]
    ends: Sequence[int]
    keys: Sequence[str]
    found: Sequence[int]

    def __len__(self) -> int:
        return len(self.keys)

    def at(self, offset: int) -> int:
        """Index of the item that holds `offset`, or of the last one that begins before it."""
        return max(0, bisect_right(self.starts, offset) - 1)


@dataclass(frozen=True, slots=True)
class Article:
    """Clean text, its sentences, and what the finders found, each in the order of the text."""

    text: CleanText
    tokens: Tokens
    sentences: Sequence[Sentence]
    quantities: Sequence[Quantity]
    periods: Sequence[PeriodMention]
    places: Sequence[PlaceMention]
    items: Items
    sentence_starts: Sequence[int]

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds `offset`, or of the last one before it."""
        return max(0, bisect_right(self.sentence_starts, offset) - 1)

    def sentence_items(self, index: int) -> tuple[int, int]:
        """The range of items `[first, last)` of a sentence."""
        sentence = self.sentences[index]
        first = bisect_right(self.items.starts, sentence.start - 1)
        return first, bisect_right(self.items.starts, sentence.end - 1)

    def sentence_reach(self, index: int) -> tuple[int, int]:
        """The offsets `[start, end)` for which `sentence_at` gives this sentence."""
        starts = self.sentence_starts
        end = starts[index + 1] if index + 1 < len(starts) else len(self.text.clean) + 1
        return starts[index] if index else 0, end


class Finding(Protocol):
    """What begins somewhere in the clean text."""

    @property
    def start(self) -> int:
        """Where it begins."""


def starting_in(findings: Sequence[Finding], start: int, end: int) -> range:
    """The numbers of those of `findings`, which are in order, that begin in `[start, end)`."""
    first = bisect_left(findings, start, key=_start)
    return range(first, bisect_left(findings, end, lo=first, key=_start))


def _start(finding: Finding) -> int:
    return finding.start


def annotate(
    text: CleanText,
    *,
    areas: tuple[OwnArea, ...] = (),
    abbreviations: frozenset[str] = frozenset(),
) -> Article:
    """Run the tokenizer and all finders over an article.

    `areas` and `abbreviations` are a user's own, beside those of the package.
    """
    tokens = tokenize(text.key)
    quantities = [q for q in find_quantities(text.key) if not is_name(text.clean, q)]
    periods = find_periods(text.clean, key=text.key)
    places = find_places(text.clean, key=text.key, own=areas)
    quantities = _without_dates(quantities, periods)
    items = _fold(tokens, quantities, periods, places)
    sentences = split_sentences(text.clean, abbreviations=abbreviations)
    starts = [sentence.start for sentence in sentences]
    return Article(text, tokens, sentences, quantities, periods, places, items, starts)


def _without_dates(
    quantities: Sequence[Quantity], periods: Sequence[PeriodMention]
) -> list[Quantity]:
    """Quantities less the ratios and amounts that are the figures of a date."""
    taken = sorted((period.start, period.end) for period in periods)
    starts = [start for start, _ in taken]

    def in_date(quantity: Quantity) -> bool:
        at = bisect_right(starts, quantity.end - 1) - 1
        return at >= 0 and taken[at][1] > quantity.start

    return [q for q in quantities if isinstance(q, Percentage) or not in_date(q)]


_ITEM = {Percentage: ITEM_PERCENTAGE, Ratio: ITEM_RATIO, Amount: ITEM_AMOUNT}


def _fold(
    tokens: Tokens,
    quantities: Sequence[Quantity],
    periods: Sequence[PeriodMention],
    places: Sequence[PlaceMention],
) -> Items:
    findings = [(q.start, q.end, _ITEM[type(q)], i) for i, q in enumerate(quantities)]
    findings += [(p.start, p.end, ITEM_PERIOD, i) for i, p in enumerate(periods)]
    findings += [(p.start, p.end, ITEM_PLACE, i) for i, p in enumerate(places) if not p.veto]
    findings.sort(key=lambda f: (f[0], -f[1]))
    starts: list[int] = []
    ends: list[int] = []
    keys: list[str] = []
    found: list[int] = []
    token = 0
    covered = 0
    for start, end, key, index in findings:
        if start < covered:
            continue
        while token < len(tokens) and tokens.starts[token] < start:
            _append(starts, ends, keys, found, tokens.starts[token], tokens.ends[token],
                    tokens.keys[token], -1)  # fmt: skip
            token += 1
        _append(starts, ends, keys, found, start, end, key, index)
        covered = end
        while token < len(tokens) and tokens.starts[token] < end:
            token += 1
    for i in range(token, len(tokens)):
        _append(starts, ends, keys, found, tokens.starts[i], tokens.ends[i], tokens.keys[i], -1)
    return Items(starts, ends, keys, found)


def _append(
    starts: list[int], ends: list[int], keys: list[str], found: list[int],
    start: int, end: int, key: str, index: int,
) -> None:  # fmt: skip
    starts.append(start)
    ends.append(end)
    keys.append(key)
    found.append(index)
