"""What the encoder reads at once: the headline, and the sentences around some statements."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extract.annotate import Article
from extract.find.quantities import Amount, Percentage, Ratio
from extract.link.encoder.pieces import BLANK, END, MOST, START, pieces_of
from extract.link.seeds import Seed
from extract.sentences import Tokens

MOST_PIECES = 480
"""How many pieces a pack may have before the next statement opens another one."""
HARD_LIMIT = 510
"""How many the encoder can read: a longer sentence is cut around its statements."""
LEAD = 2
"""How many sentences at the head of the article stand in every pack that has room for them."""
BEFORE, AFTER = 2, 1
"""How many sentences before and after that of a statement are read with it."""

CLUSTER = 240
"""How many pieces the statements of a cut sentence may span to be read together."""

Ints = NDArray[np.int64]
Found = tuple[int, int, int]
"""A finding's number in the article, and its first and last token in the pack."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a pack: its number, the first and last token of its value, its sentence."""

    number: int
    first: int
    last: int
    sentence: int


@dataclass(frozen=True, slots=True)
class Pack:
    """Some sentences of an article as pieces.

    `pieces` and `kinds` have one entry a piece: its number and what was found there. `heads`,
    `tokens` and `sentences` have one a token: its first piece, its number in the article, its
    sentence.
    """

    pieces: Ints
    kinds: Ints
    heads: Ints
    tokens: Ints
    sentences: Ints
    places: Sequence[Found]
    periods: Sequence[Found]
    statements: Sequence[Statement]


def make_packs(article: Article, seeds: Sequence[Seed]) -> list[Pack]:
    """The packs of an article: each statement stands in one of them.

    One whose value alone is too long to be read stands in none.
    """
    sheet = _Sheet(article)
    packs = (sheet.pack(kept, numbers, seeds) for kept, numbers in _groups(sheet, seeds))
    return [pack for pack in packs if pack.statements]


def _groups(sheet: _Sheet, seeds: Sequence[Seed]) -> Iterator[tuple[list[int], list[int]]]:
    """Sentences that are read together, and the statements in them."""
    article = sheet.article
    lead = set(range(min(LEAD, len(article.sentences))))
    homes: dict[int, list[int]] = {}
    for number, seed in enumerate(seeds):
        homes.setdefault(article.sentence_at(seed.start), []).append(number)
    kept: set[int] = set()
    numbers: list[int] = []
    for home in sorted(homes):
        if sheet.size(home) > MOST_PIECES:
            yield from (([home], some) for some in _clusters(sheet, seeds, homes[home]))
            continue
        near = range(max(0, home - BEFORE), min(len(sheet), home + AFTER + 1))
        wanted = (kept or lead) | set(near)
        if kept and sum(map(sheet.size, wanted)) > MOST_PIECES:
            yield sorted(kept), numbers
            wanted, numbers = lead | set(near), []
        kept = _shrunk(wanted, sheet, home)
        numbers = numbers + homes[home]
    if numbers:
        yield sorted(kept), numbers


def _clusters(sheet: _Sheet, seeds: Sequence[Seed], numbers: Sequence[int]) -> Iterator[list[int]]:
    """The statements of a sentence too long to be read at once, those together that stand near."""
    tokens = sheet.article.tokens
    found: list[int] = []
    for number in numbers:
        end = tokens.at(seeds[number].end - 1)
        start = tokens.at(seeds[found[0]].start) if found else end
        if sum(len(sheet.pieces(token)) for token in range(start, end + 1)) > CLUSTER and found:
            yield found
            found = []
        found.append(number)
    yield found


def _shrunk(wanted: set[int], sheet: _Sheet, home: int) -> set[int]:
    """The sentences less the farthest from `home`, until they fit."""
    for far in sorted(wanted, key=lambda i: -abs(i - home)):
        if far == home or sum(map(sheet.size, wanted)) <= MOST_PIECES:
            break
        wanted = wanted - {far}
    return wanted


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _Sheet:
    """An article from which packs are made; only what a pack wants is cut into pieces."""

    def __init__(self, article: Article) -> None:
        self.article = article
        starts = article.tokens.starts
        later = [bisect_left(starts, start) for start in article.sentence_starts[1:]]
        self.firsts = [0, *later, len(starts)]
        self.kinds = token_kinds(article)
        self.places = self._by_home(enumerate(article.places))
        self.periods = self._by_home(enumerate(article.periods))
        self._sizes: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.article.sentences)

    def members(self, home: int) -> range:
        """The tokens of a sentence."""
        return range(self.firsts[home], self.firsts[home + 1])

    def home(self, token: int) -> int:
        """The sentence of a token."""
        return self.article.sentence_at(self.article.tokens.starts[token])

    def size(self, home: int) -> int:
        """How many pieces a sentence has."""
        if home not in self._sizes:
            self._sizes[home] = sum(len(self.pieces(t)) for t in self.members(home))
        return self._sizes[home]

    def pieces(self, token: int) -> tuple[int, ...]:
        """The pieces of a token."""
        text, tokens = self.article.text.clean, self.article.tokens
        start = tokens.starts[token]
        blank = BLANK if start == 0 or text[start - 1].isspace() else ""
        return pieces_of(blank + text[start : tokens.ends[token]])

    def _by_home(self, findings: Iterable[tuple[int, _Spanned]]) -> dict[int, list[Found]]:
        """Findings with their tokens in the article, by the sentence they begin in."""
        found: dict[int, list[Found]] = {}
        for number, one in findings:
            tokens = token_range(self.article.tokens, one.start, one.end)
            found.setdefault(self.home(tokens.start), []).append(
                (number, tokens.start, tokens.stop - 1)
            )
        return found

    def pack(self, kept: Sequence[int], numbers: Sequence[int], seeds: Sequence[Seed]) -> Pack:
        """The pack of the sentences `kept` with the statements `numbers`."""
        tokens = [t for home in kept for t in self.members(home)]
        if sum(map(self.size, kept)) + len(kept) > HARD_LIMIT:
            first, last = seeds[numbers[0]].start, seeds[numbers[-1]].end - 1
            token_at = self.article.tokens.at
            tokens = self._around(tokens, (token_at(first) + token_at(last)) // 2)
        homes = [self.home(t) for t in tokens]
        pieces, kinds, heads = [START], [0], []
        before = homes[0]
        for token, home in zip(tokens, homes, strict=True):
            if home - before > 1:
                pieces.append(END)
                kinds.append(0)
            before = home
            heads.append(len(pieces))
            own = self.pieces(token)
            pieces += own
            kinds += [self.kinds[token]] * len(own)
        at = {token: i for i, token in enumerate(tokens)}
        article = self.article

        def here(findings: Mapping[int, Sequence[Found]]) -> list[Found]:
            return inside((one for home in kept for one in findings.get(home, ())), at)

        chosen = [
            (n, *_ends(token_range(article.tokens, seeds[n].start, seeds[n].end))) for n in numbers
        ]
        return Pack(
            np.array([*pieces, END]),
            np.array([*kinds, 0]),
            np.array(heads),
            np.array(tokens),
            np.array(homes),
            here(self.places),
            here(self.periods),
            [
                Statement(n, a, b, article.sentence_at(seeds[n].start))
                for n, a, b in inside(chosen, at)
            ],
        )

    def _around(self, tokens: Sequence[int], centre: int) -> list[int]:
        """The stretch of a sentence around token `centre` that the encoder can read."""
        first = last = min(range(len(tokens)), key=lambda i: abs(tokens[i] - centre))
        left = right = 0
        room = HARD_LIMIT - 2 - MOST - len(self.pieces(tokens[first]))
        while left + right < room and (first > 0 or last + 1 < len(tokens)):
            if first > 0 and (left <= right or last + 1 == len(tokens)):
                first -= 1
                left += len(self.pieces(tokens[first]))
            else:
                last += 1
                right += len(self.pieces(tokens[last]))
        return list(tokens[first : last + 1])


def token_range(tokens: Tokens, start: int, end: int) -> range:
    """The tokens of an article that `[start, end)` of its text touches."""
    first = last = tokens.at(start)
    while last + 1 < len(tokens) and tokens.starts[last + 1] < end:
        last += 1
    return range(first, last + 1)


def _ends(tokens: range) -> tuple[int, int]:
    return tokens.start, tokens.stop - 1


def inside(findings: Iterable[Found], at: Mapping[int, int]) -> list[Found]:
    """The findings of which a token stands in a pack, with their first and last token there."""
    found = []
    for number, first, last in findings:
        here = [at[t] for t in range(first, last + 1) if t in at]
        if here:
            found.append((number, here[0], here[-1]))
    return found


# --- what was found at a token --------------------------------------------------------------------

KINDS = 64
"""How many kinds of findings the encoder's table has room for."""
_QUANTITIES = {Percentage: 1, Ratio: 2, Amount: 3}
_ROLES = {"": 4, "base": 5, "programme": 6, "document": 7}
_OTHER_ROLE, _RELATIVE = 8, 6
_LEVELS = {level: i for i, level in enumerate(
    ("", "country", "world", "region", "province", "district", "commune", "village", "other")
)}  # fmt: skip
FIRST_PLACE_KIND, _GENERIC = 20, 40


def token_kinds(article: Article) -> list[int]:
    """What stands at each token: nothing, a place, a period or a quantity, by its sort."""
    tokens = article.tokens
    kinds = [0] * len(tokens)

    def mark(start: int, end: int, kind: int) -> None:
        for token in token_range(tokens, start, end):
            if tokens.ends[token] > start:
                kinds[token] = kind

    for place in article.places:
        level = _LEVELS.get(place.level, 8)
        generic = place.form == "generic"
        kind = _GENERIC + level if generic else FIRST_PLACE_KIND + 2 * level + bool(place.veto)
        mark(place.start, place.end, kind)
    for period in article.periods:
        role = _ROLES.get(period.role, _OTHER_ROLE)
        mark(period.start, period.end, role + _RELATIVE * bool(period.needs))
    for quantity in article.quantities:
        mark(quantity.start, quantity.end, _QUANTITIES[type(quantity)])
    return kinds
