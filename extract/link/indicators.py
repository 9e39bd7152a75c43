"""Which words name what a statement measures.

Two judges give every word its chance to belong to the indicator: a conditional random field over
the words of the sentence, and the encoder, which reads further. The set of words whose expected
token F1 is greatest is taken.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING
from unicodedata import normalize

from extract.annotate import Article, Items
from extract.errors import ModelError
from extract.linear import model_file
from extract.link.attributes import seed_items
from extract.link.encoder import SHARE, Vote
from extract.link.features import bucket
from extract.link.seeds import Seed
from extract.sentences import tokenize
from extract.tables import read_table
from extract.text import fold
from extract.words import Word, segment

if TYPE_CHECKING:
    import pycrfsuite

BEFORE, AFTER = 70, 36
"""How many items before and after the value are looked at."""
Spans = tuple[tuple[int, int], ...]
"""Ranges of clean text, in order."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The items `[first, last)` that are looked at, and those `[at, end)` of the value."""

    first: int
    last: int
    at: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """The words of a scope: `(first item, end item, lexicon entry)` and which one is the value."""

    scope: Scope
    words: Sequence[tuple[int, int, Word]]
    value: int
    paths: Sequence[str]

    def length(self, i: int) -> int:
        """How many items word `i` has."""
        return self.words[i][1] - self.words[i][0]


def scope(article: Article, seed: Seed) -> Scope:
    """The stretch of text in which the indicator of `seed` is sought."""
    at, end = seed_items(article, seed)
    index = article.sentence_at(seed.start)
    first, last = article.sentence_items(index)
    if index and at - first < 40:
        first = article.sentence_items(index - 1)[0]
    return Scope(max(first, at - BEFORE), max(end, min(last, end + AFTER)), at, end)


def row(article: Article, seed: Seed) -> Row:
    """The words around a value, and what lies between each of them and the value."""
    where = scope(article, seed)
    keys = article.items.keys
    words = [
        (where.first + a, where.first + b, word)
        for a, b, word in segment(keys[where.first : where.last])
    ]
    value = next(i for i, (_, b, _) in enumerate(words) if b > where.at)
    return Row(where, words, value, _paths(article, where))


_STEP = {
    ",": ",", "–": ",", "—": ",", "-": ",", ";": ";", ":": ":", "(": "(", ")": ")",
    "<pct>": "%", "<ratio>": "%", "<num>": "#",
    "đạt": "D", "chiếm": "D", "bằng": "D", "tăng": "V", "giảm": "V", "là": "L", "còn": "L",
    "và": "&", "hay": "&", "hoặc": "&", "của": "o", "tại": "o", "ở": "o",
    "mà": "M", "để": "M", "khi": "M", "nếu": "M", "rằng": "M", "vì": "M", "do": "M", "nhờ": "M",
    "khiến": "M", "làm": "M",
}  # fmt: skip
"""What a step over an item adds to a path: marks, values, verbs of statement, links."""


def _step(keys: Sequence[str], i: int) -> str:
    key = keys[i]
    following = keys[i + 1] if i + 1 < len(keys) else ""
    if key == "trong":
        return "T" if following in ("đó", "khi") else "o"
    if key == "so" and following == "với":
        return "S"
    return _STEP.get(key, "")


def _paths(article: Article, where: Scope) -> list[str]:
    """The path from the value to each item: one letter a mark, value or verb that lies between."""
    keys = article.items.keys
    paths = [""] * (where.last - where.first)
    start = article.sentence_items(article.sentence_at(article.items.starts[where.at]))[0]
    path = ""
    for i in range(where.at - 1, where.first - 1, -1):
        paths[i - where.first] = path
        step = _step(keys, i)
        if step and not (step in "o&" and path.endswith(step)):
            path += step
        if i == start:
            path += "."
    path = ""
    for i in range(where.end, where.last):
        paths[i - where.first] = path
        step = _step(keys, i)
        if step and not (step in "o&" and path.endswith(step)):
            path += step
    return paths


_BREAKS = frozenset(',;.():–—-“”"[]…!?')


def _less(path: str, letters: str) -> str:
    return "".join(letter for letter in path if letter not in letters)


def word_features(article: Article, seed: Seed, row: Row) -> list[list[str]]:
    """The features of each word, in order."""
    items = article.items
    where, words = row.scope, row.words
    n, v = len(words), row.value
    kind = "p" if seed.percentage else "r" if seed.ratio else "w"
    keys = [" ".join(items.keys[a:b]) for a, b, _ in words]
    tags = [k if k.startswith("<") else w.pos for k, (_, _, w) in zip(keys, words, strict=True)]
    coarse = [w.coarse for _, _, w in words]
    fine = [w.fine for _, _, w in words]
    starts, ends = _chunk_places(keys)

    def get(row: Sequence[str], i: int) -> str:
        return row[i] if 0 <= i < n else "<e>"

    beside = _beside(items, where)
    turns = (
        f"vc={get(fine, v - 1)}|{get(fine, v + 1)}",
        f"vll={get(keys, v - 2)} {get(keys, v - 1)}",
        f"vrr={get(keys, v + 1)} {get(keys, v + 2)}",
    )
    rows = []
    for i, (a, _, _) in enumerate(words):
        side = "v" if where.at <= a < where.end else "b" if a < where.at else "a"
        whole = row.paths[a - where.first]
        path = side + (whole[-6:] if len(whole) < 7 else whole[:6])
        short = side + _less(whole, "o&")[:5]
        marks = side + _less(whole, "o&LDVM:")[:4]
        far = bucket(v - i if side == "b" else i - v)
        features = [
            f"k={keys[i]}", f"k={keys[i]}|{side}", f"p={tags[i]}|{side}", f"c={coarse[i]}",
            f"c={coarse[i]}|{side}", f"f={fine[i]}", f"f={fine[i]}|{side}", f"s={side}{kind}",
            f"d={far}{side}", f"path={path}", f"p2={short}", f"p3={marks}", f"p2={short}|{kind}",
            f"p3d={marks}|{far}", f"p2p={short}|{tags[i]}", f"p3c={marks}|{coarse[i]}",
            f"p3f={marks}|{fine[i]}", f"st={starts[i]}{side}", f"en={ends[i]}{side}",
            f"ste={marks}|{starts[i]}", f"pst={tags[i]}|{starts[i]}|{side}",
            f"fl={get(fine, i - 1)}|{fine[i]}", f"fr={fine[i]}|{get(fine, i + 1)}",
            f"pp={get(tags, i - 1)}|{tags[i]}|{get(tags, i + 1)}",
            f"ppl={get(tags, i - 2)}|{get(tags, i - 1)}|{tags[i]}",
            f"ppr={tags[i]}|{get(tags, i + 1)}|{get(tags, i + 2)}",
            f"vl={get(fine, v - 1)}|{short}", f"vr={get(fine, v + 1)}|{short}",
        ]  # fmt: skip
        for k in (1, 2):
            features += [
                f"l{k}={get(keys, i - k)}", f"r{k}={get(keys, i + k)}",
                f"pl{k}={get(tags, i - k)}", f"pr{k}={get(tags, i + k)}",
                f"cl{k}={get(coarse, i - k)}", f"cr{k}={get(coarse, i + k)}",
            ]  # fmt: skip
        for feature in beside:
            features += [f"{feature}|{side}", f"{feature}|{marks}"]
        features += [f"{turn}|{marks}" for turn in turns]
        if article.text.clean[items.starts[a]].isupper():
            features.append("cap")
        rows.append(features)
    return rows


def _chunk_places(keys: Sequence[str]) -> tuple[list[int], list[int]]:
    """How far each word stands from the start and from the end of its chunk, at most four."""
    n = len(keys)
    starts, ends = [0] * n, [0] * n
    begin = 0
    for i, key in enumerate(keys):
        if key in _BREAKS or key.startswith("<"):
            begin = i + 1
        starts[i] = min(4, i - begin) if i >= begin else -1
    end = n
    for i in range(n - 1, -1, -1):
        if keys[i] in _BREAKS or keys[i].startswith("<"):
            end = i
        ends[i] = min(4, end - i)
    return starts, ends


def _beside(items: Items, where: Scope) -> list[str]:
    """What stands right beside the value, which tells where its indicator is to be sought."""

    def key(i: int) -> str:
        return items.keys[i] if where.first <= i < where.last else "<e>"

    return [
        f"L1={key(where.at - 1)}",
        f"R1={key(where.end)}",
        f"L2={key(where.at - 2)} {key(where.at - 1)}",
        f"R2={key(where.end)} {key(where.end + 1)}",
        f"LR={key(where.at - 1)}|{key(where.end)}",
    ]


# --- a user's own phrases -------------------------------------------------------------------------

_ALWAYS, _NEAR = 1.0, 0.3
"""What an own phrase gets on top of its expected token F1: it is taken where no mark stands between
it and the value; where one does, it must not be far from the best."""


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """An own phrase near a value: its items, and what it is given."""

    items: tuple[int, int]
    bonus: float


def own_phrase(article: Article, row: Row, phrases: tuple[str, ...]) -> OwnPhrase | None:
    """The phrase of `phrases` nearest to the value in its sentence; none that is another value's.

    It is another value's where that one stands between them, or nearer to it.
    """
    keys, where = article.items.keys, row.scope
    start = article.sentence_items(article.sentence_at(article.items.starts[where.at]))[0]
    found = []
    for phrase in _tokens(phrases):
        for at in range(max(where.first, start), where.last - len(phrase) + 1):
            end = at + len(phrase)
            if tuple(keys[at:end]) != phrase or (at < where.end and end > where.at):
                continue
            path = row.paths[(end - 1 if at < where.at else at) - where.first]
            far = where.at - end if at < where.at else at - where.end
            if "%" not in path and far <= _nearest_value(keys, at, end, where):
                marks = sum(path.count(mark) for mark in ",;:(")
                found.append((marks, far, -len(phrase), at, end))
    if not found:
        return None
    marks, _, _, at, end = min(found)
    return OwnPhrase((at, end), _NEAR if marks else _ALWAYS)


def _nearest_value(keys: Sequence[str], start: int, end: int, where: Scope) -> int:
    """How many items lie between those of `[start, end)` and the nearest value of another scope."""
    others = (
        max(i - end, start - i - 1)
        for i in range(where.first, where.last)
        if keys[i] in ("<pct>", "<ratio>") and not where.at <= i < where.end
    )
    return min(others, default=len(keys))


@lru_cache(maxsize=4)
def _tokens(phrases: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(tokenize(fold(normalize("NFC", phrase))).keys) for phrase in phrases)


# --- the models -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _load_tagger() -> tuple[pycrfsuite.Tagger, bytes]:
    """The tagger, and the memory that it reads from for as long as it lives."""
    import pycrfsuite  # noqa: PLC0415 - only where an article is linked

    tagger, memory = pycrfsuite.Tagger(), model_file("indicator.crf")
    try:
        tagger.open_inmemory(memory)
    except ValueError as error:
        raise ModelError(f"the indicator model of this package cannot be read: {error}") from error
    return tagger, memory


def _tagger() -> pycrfsuite.Tagger:
    with _AT_TAGGER:  # two threads that both load it would leave one with memory that is gone
        return _load_tagger()[0]


def forget_tagger() -> None:
    """Read the tagger anew: for training, where another one takes its place."""
    _load_tagger.cache_clear()


def word_chances(tagger: pycrfsuite.Tagger, features: list[list[str]]) -> list[float]:
    """The chance of each word to belong to the indicator."""
    with _AT_TAGGER:
        tagger.set(features)
        if "I" not in tagger.labels():
            return [0.0] * len(features)
        return [tagger.marginal("I", i) for i in range(len(features))]


_AT_TAGGER = Lock()
"""A tagger holds one row at a time: threads take turns."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """The pieces of an indicator, as spans of clean text in its order.

    `how` is `words` or, where it stands in another sentence, `carried`; `sure` is the token F1 that
    is expected of it.
    """

    spans: Spans
    sure: float
    how: str = "words"


# --- the choice -----------------------------------------------------------------------------------

_FAR = -7.0
"""The log odds of a word that the random field does not look at."""
_CERTAIN = 1e-3
_UNLIKELY = 0.05
_GAP = 2
"""How many tokens left out between two that are chosen are taken in after all."""


@dataclass(slots=True)
class Indicators:
    """The indicators of an article's statements."""

    article: Article
    phrases: tuple[str, ...] = ()

    def of(self, seed: Seed, vote: Vote | None = None, *, kind: str = "") -> Indicator:
        """What `seed` measures; no spans where nothing near it can be it.

        `kind` is the statement's: a change loses `tốc độ tăng trưởng` before what grew.
        """
        words = row(self.article, seed)
        chances = self._chances(seed, words, vote)
        best, sure = best_tokens(chances)
        chosen = self._filled(best, chances)
        own = self._own(words, chances, sure)
        if own is not None:
            return own
        if not chosen:
            return Indicator((), 0.0)
        tokens = self.article.tokens
        pieces = without_repeats(tokens.keys, runs(chosen), chances)
        spans = [(tokens.starts[a], tokens.ends[b - 1]) for a, b in pieces]
        spans = _without_lead(self.article, spans, change=kind == "change")
        home = self.article.sentence_at(seed.start)
        near = any(self.article.sentence_at(a) == home for a, _ in spans)
        return Indicator(tuple(spans), sure, "words" if near else "carried")

    def _own(self, words: Row, chances: Mapping[int, float], best: float) -> Indicator | None:
        """A user's own phrase where it is as good as the best."""
        own = own_phrase(self.article, words, self.phrases) if self.phrases else None
        if own is None:
            return None
        items, tokens = self.article.items, self.article.tokens
        start, end = items.starts[own.items[0]], items.ends[own.items[1] - 1]
        inside = range(tokens.at(start), tokens.at(end - 1) + 1)
        hit = sum(chances.get(token, 0.0) for token in inside)
        f1 = 2 * hit / (len(inside) + max(1.0, sum(chances.values())))
        return Indicator(((start, end),), max(f1, best)) if f1 + own.bonus >= best else None

    def _chances(self, seed: Seed, words: Row, vote: Vote | None) -> dict[int, float]:
        """The chance of each token to belong to the indicator, by both judges."""
        odds = self._field_odds(seed, words)
        if vote is not None:
            share = SHARE["indicator"]
            odds = {
                token: share * said + (1 - share) * odds.get(token, _FAR)
                for token, said in vote.words.items()
            }
        for a, b, _ in words.words:
            inside = [token for token in self._tokens(a, b) if token in odds]
            mean = sum(odds[token] for token in inside) / max(1, len(inside))
            odds.update(dict.fromkeys(inside, mean))  # a word is taken whole or not at all
        return {token: 1 / (1 + math.exp(-x)) for token, x in odds.items()}

    def _tokens(self, first: int, end: int) -> range:
        """The tokens of the items `[first, end)`."""
        tokens, items = self.article.tokens, self.article.items
        return range(tokens.at(items.starts[first]), tokens.at(items.ends[end - 1] - 1) + 1)

    def _filled(self, chosen: Sequence[int], chances: Mapping[int, float]) -> list[int]:
        """The chosen tokens with the few between them that may belong and that no mark parts."""
        keys = self.article.tokens.keys
        filled = set(chosen)
        for before, after in pairwise(chosen):
            gap = range(before + 1, after)
            if len(gap) <= _GAP and all(
                chances.get(token, 0.0) >= _UNLIKELY and keys[token] not in _BREAKS for token in gap
            ):
                filled.update(gap)
        return sorted(filled)

    def _field_odds(self, seed: Seed, words: Row) -> dict[int, float]:
        """The log odds of each token by the random field."""
        article = self.article
        chances = word_chances(_tagger(), word_features(article, seed, words))
        found = {}
        for (a, b, _), chance in zip(words.words, chances, strict=True):
            bounded = min(1 - _CERTAIN, max(_CERTAIN, chance))
            for token in self._tokens(a, b):
                found[token] = math.log(bounded / (1 - bounded))
        return found


def best_tokens(chances: Mapping[int, float]) -> tuple[list[int], float]:
    """The tokens whose choice makes the expected token F1 greatest, in order, and that F1."""
    order = sorted(chances, key=lambda token: -chances[token])
    total = max(1.0, sum(chances.values()))
    best, best_f1, hit = 0, 0.0, 0.0
    for size, token in enumerate(order, 1):
        hit += chances[token]
        f1 = 2 * hit / (size + total)
        if f1 > best_f1:
            best, best_f1 = size, f1
        if chances[token] < _UNLIKELY:
            break
    return sorted(order[:best]), min(1.0, best_f1)


def runs(chosen: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as half-open ranges, in order."""
    found: list[list[int]] = []
    for i in sorted(chosen):
        if found and found[-1][1] == i:
            found[-1][1] = i + 1
        else:
            found.append([i, i + 1])
    return [(a, b) for a, b in found]


def without_repeats(
    keys: Sequence[str], pieces: Sequence[tuple[int, int]], chances: Mapping[int, float]
) -> list[tuple[int, int]]:
    """The pieces less those whose words another piece says as well: the likelier one stays.

    A single syllable may well stand twice: `người dân … dân số`.
    """

    def rank(piece: tuple[int, int]) -> tuple[int, float]:
        a, b = piece
        return b - a, sum(chances.get(token, 0.0) for token in range(a, b))

    kept: list[tuple[int, int]] = []
    for a, b in sorted(pieces, key=rank, reverse=True):
        words = list(keys[a:b])
        if len(words) == 1 or not any(_says(keys[c:d], words) for c, d in kept):
            kept.append((a, b))
    return sorted(kept)


def _says(keys: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the words stand together among the keys."""
    size = len(words)
    return any(list(keys[i : i + size]) == words for i in range(len(keys) - size + 1))


_LEAD_PHRASES = sorted(
    (
        (tuple(words.split()), where)
        for words, where in read_table("extract.link", "indicator_leads.tsv")
    ),
    key=lambda lead: -len(lead[0]),
)


def _without_lead(
    article: Article, spans: Sequence[tuple[int, int]], *, change: bool
) -> list[tuple[int, int]]:
    """The spans less the lead words that begin them, where something is left of the piece."""
    start, end = spans[0]
    tokens = article.tokens
    first, last = tokens.at(start), tokens.at(end - 1) + 1
    for words, where in _LEAD_PHRASES:
        rest = first + len(words)
        if (change or where == "always") and rest < last and (
            tuple(tokens.keys[first:rest]) == words
        ):  # fmt: skip
            return [(tokens.starts[rest], end), *spans[1:]]
    return list(spans)
