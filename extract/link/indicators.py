"""Which words name what a statement measures.

Two steps. A conditional random field gives every word near the value its chance to belong to the
indicator. From these chances, from the chunks between marks, and from the indicators of the
statements before (a list names its subject once) come candidates: sets of words. A ranker scores
each by the token F1 it can be expected to reach, and the best one is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

from extract.annotate import Article, Items
from extract.errors import ModelError
from extract.linear import model_file
from extract.link.attributes import seed_items
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
HISTORY = 4
"""How many statements back an indicator may be taken up again."""

Spans = tuple[tuple[int, int], ...]
"""Ranges of items, in order."""


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

_BESIDE, _NEAR = 1.0, 0.3
"""What an own phrase gets on top of the ranker's score: it is taken where no mark stands between it
and the value; where one does, it must not be far from the best."""


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """An own phrase near a value: its items, the words they belong to, and what it is given."""

    items: tuple[int, int]
    choice: frozenset[int]
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
    choice = frozenset(i for i, (a, b, _) in enumerate(row.words) if a < end and b > at)
    return OwnPhrase((at, end), choice, _NEAR if marks else _BESIDE)


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


# --- candidates -----------------------------------------------------------------------------------

Choice = frozenset[int]
"""A set of words of a row, by their numbers."""

_THRESHOLDS = (0.08, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8)
_LEAST = 0.08
_PREDICATES = frozenset("đạt chiếm tăng giảm là bằng còn lên xuống có với được".split())


def runs(chosen: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbouring numbers as half-open ranges, in order."""
    found: list[list[int]] = []
    for i in sorted(chosen):
        if found and found[-1][1] == i:
            found[-1][1] = i + 1
        else:
            found.append([i, i + 1])
    return [(a, b) for a, b in found]


def expected_best(row: Row, chances: Sequence[float]) -> list[int]:
    """The words whose choice makes the expected token F1 greatest."""
    order = sorted(range(len(chances)), key=lambda i: -chances[i])
    total = max(1.0, sum(c * row.length(i) for i, c in enumerate(chances)))
    best, best_f1, hit, size = 0, 0.0, 0.0, 0
    for count, i in enumerate(order, 1):
        hit += chances[i] * row.length(i)
        size += row.length(i)
        if 2 * hit / (size + total) > best_f1:
            best, best_f1 = count, 2 * hit / (size + total)
        if chances[i] < 0.05:
            break
    return order[:best]


def candidates(
    article: Article, row: Row, chances: Sequence[float], history: Sequence[Spans]
) -> dict[Choice, tuple[int, int]]:
    """Sets of words that may be the indicator, each with its source and its step of history."""
    found: dict[Choice, tuple[int, int]] = {}

    def add(words: Iterable[int], source: int) -> None:
        choice = frozenset(words)
        if choice and choice not in found:
            found[choice] = (source, 0)

    add(expected_best(row, chances), 0)
    for threshold in _THRESHOLDS:
        _add_runs(row, chances, threshold, add)
    for predicates in (False, True):
        _add_chunks(article, row, chances, add, predicates=predicates)
    for step, spans in enumerate(reversed(history[-HISTORY:]), 1):
        words = frozenset(
            i for i, (a, b, _) in enumerate(row.words) if any(x <= a and b <= y for x, y in spans)
        )
        if words:
            found[words] = (found.get(words, (5, 0))[0], step)
    return found


def _add_runs(row: Row, chances: Sequence[float], threshold: float, add: Any) -> None:
    over = [i for i, chance in enumerate(chances) if chance > threshold]
    if not over:
        return
    add(over, 1)
    found = runs(over)
    for run in found:
        add(range(*run), 2)
    found.sort(key=lambda run: -sum(chances[i] * row.length(i) for i in range(*run)))
    for size in (2, 3):
        if len(found) >= size:
            add([i for run in found[:size] for i in range(*run)], 2)


def _add_chunks(
    article: Article, row: Row, chances: Sequence[float], add: Any, *, predicates: bool
) -> None:
    keys = article.items.keys
    chunks: list[list[int]] = [[]]
    for i, (a, b, _) in enumerate(row.words):
        key = keys[a]
        stops = predicates and b - a == 1 and key in _PREDICATES
        if key in _BREAKS or key.startswith("<") or stops:
            chunks.append([])
        else:
            chunks[-1].append(i)
    likely = [chunk for chunk in chunks if chunk and max(chances[i] for i in chunk) > _LEAST]
    for chunk in likely:
        add(chunk, 3)
    likely.sort(key=lambda chunk: -sum(chances[i] for i in chunk))
    for i, one in enumerate(likely[:4]):
        for other in likely[:i]:
            add(one + other, 4)


# --- the ranker's features ------------------------------------------------------------------------

_LEADS = frozenset("số tỷ tỉ mức tốc tổng việc lượng chỉ".split())
_TAGS = {tag: i for i, tag in enumerate(
    "? N V A E P R M C L T X Np Nc Nu Ny CH Y I B Nb FW Z "
    "<pct> <ratio> <num> <date> <place>".split()
)}  # fmt: skip
CATEGORIES = tuple(range(23, 31)) + tuple(range(41, 48))
"""Which columns of `choice_features` hold names by number rather than amounts."""


def choice_features(
    article: Article, seed: Seed, row: Row, chances: Sequence[float],
    choice: Choice, source: int, step: int,
) -> list[float]:  # fmt: skip
    """What the ranker sees of one candidate."""
    keys, words, v = article.items.keys, row.words, row.value
    n = len(words)
    total = sum(c * row.length(i) for i, c in enumerate(chances))
    found = runs(choice)
    size = sum(row.length(i) for i in choice)
    mass = sum(chances[i] * row.length(i) for i in choice)

    def weight(run: tuple[int, int]) -> float:
        return sum(chances[i] * row.length(i) for i in range(*run))

    best = max(found, key=weight)
    first, last = best
    edge = words[first][0] if first < v else words[last - 1][1] - 1
    path = row.paths[edge - row.scope.first]

    def tag(i: int) -> float:
        if not 0 <= i < n:
            return -1
        key = keys[words[i][0]]
        return _TAGS.get(key if key.startswith("<") else words[i][2].pos, 0)

    def group(i: int) -> float:
        if not 0 <= i < n or words[i][2].coarse == "?":
            return -1
        return int(words[i][2].coarse)

    inside = [keys[words[i][0]] for i in choice]
    left_out = [i for i in range(n) if i not in choice and chances[i] > 0.5]
    near = min(min(abs(i - v) for i in range(*run)) for run in found)
    return [
        2 * mass / (size + max(total, 1)), mass / size, min(chances[i] for i in choice),
        max(chances[i] for i in choice), mass, total, mass / max(total, 0.1),
        len(found), size, sum(b[0] - a[1] for a, b in pairwise(found)),
        sum(key.startswith("<") for key in inside), sum(key in _BREAKS for key in inside),
        any(run[0] < v for run in found), any(run[0] > v for run in found), near,
        path.count(","), path.count(";"), path.count("."), path.count("%"), path.count("#"),
        path.count("("), path.count("T"), first > v,
        tag(first), tag(last - 1), tag(first - 1), tag(last),
        group(first), group(last - 1), group(first - 1), group(last),
        keys[words[first][0]] in _LEADS,
        chances[first], chances[last - 1], chances[first - 1] if first else 0,
        chances[last] if last < n else 0,
        sum(row.length(i) for i in left_out), last - first, weight(best),
        source, step, 0 if seed.percentage else 1 if seed.ratio else 2,
        tag(v - 1), tag(v + 1), group(v - 1), group(v + 1), tag(v - 2), group(v - 2),
        path.count("V"), path.count("D"), path.count("L"), path.count("M"), path.count("S"),
        path.count("o"),
    ]  # fmt: skip


# --- the models -----------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _tagger_bytes() -> bytes:
    # The tagger reads from this memory for as long as it lives, and does not hold it itself.
    return model_file("indicator.crf")


@lru_cache(maxsize=1)
def _tagger() -> pycrfsuite.Tagger:
    import pycrfsuite  # noqa: PLC0415 - only where an article is linked

    tagger = pycrfsuite.Tagger()
    try:
        tagger.open_inmemory(_tagger_bytes())
    except ValueError as error:
        raise ModelError(f"the indicator model of this package cannot be read: {error}") from error
    return tagger


@lru_cache(maxsize=1)
def _ranker() -> Any:
    import lightgbm  # noqa: PLC0415 - only where an article is linked

    try:
        return lightgbm.Booster(model_str=model_file("indicator.lgb").decode())
    except lightgbm.basic.LightGBMError as error:
        raise ModelError(f"the indicator ranker of this package cannot be read: {error}") from error


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

    `how` is `words` or, where it was taken up from a statement before, `carried`; `sure` is the
    token F1 that is expected of it.
    """

    spans: tuple[tuple[int, int], ...]
    sure: float
    how: str = "words"


@dataclass(slots=True)
class Indicators:
    """The indicators of an article's statements, asked for in the order of the text."""

    article: Article
    history: list[Spans] = field(default_factory=list)
    phrases: tuple[str, ...] = ()

    def of(self, seed: Seed, *, kind: str = "") -> Indicator:
        """What `seed` measures; no spans where nothing near it can be it.

        `kind` is the statement's: a change loses `tốc độ tăng trưởng` before what grew.
        """
        article = self.article
        words = row(article, seed)
        chances = word_chances(_tagger(), word_features(article, seed, words))
        found = candidates(article, words, chances, self.history)
        own = own_phrase(article, words, self.phrases) if self.phrases else None
        if own is not None:
            found.setdefault(own.choice, (3, 0))
        if not found:
            return Indicator((), 0.0)
        choices = list(found)
        table = [
            choice_features(article, seed, words, chances, choice, *found[choice])
            for choice in choices
        ]
        scores = _ranker().predict(table, num_threads=1)
        if own is not None:
            scores[choices.index(own.choice)] += own.bonus
        best = max(range(len(choices)), key=lambda i: scores[i])
        choice = choices[best]
        if own is not None and choice == own.choice:
            self.history.append((own.items,))
            return Indicator(tuple(_text_spans(article, (own.items,))), _chance(scores[best]))
        spans = item_spans(words, choice)
        self.history.append(spans)
        how = "carried" if found[choice] == (5, found[choice][1]) else "words"
        spans = _without_lead(article.items.keys, spans, change=kind == "change")
        return Indicator(tuple(_text_spans(article, spans)), _chance(scores[best]), how)


_LEAD_PHRASES = sorted(
    (
        (tuple(words.split()), where)
        for words, where in read_table("extract.link", "indicator_leads.tsv")
    ),
    key=lambda lead: -len(lead[0]),
)


def _without_lead(keys: Sequence[str], spans: Spans, *, change: bool) -> Spans:
    """The spans less the lead words that begin them, where something is left of the piece."""
    first, last = spans[0]
    for words, where in _LEAD_PHRASES:
        end = first + len(words)
        if (change or where == "always") and end < last and tuple(keys[first:end]) == words:
            return ((end, last), *spans[1:])
    return spans


def item_spans(row: Row, choice: Choice) -> Spans:
    """The ranges of items that a set of words covers."""
    return tuple((row.words[a][0], row.words[b - 1][1]) for a, b in runs(choice))


def _text_spans(article: Article, spans: Spans) -> Iterator[tuple[int, int]]:
    for a, b in spans:
        yield article.items.starts[a], article.items.ends[b - 1]


def _chance(score: float) -> float:
    return min(1.0, max(0.0, float(score)))
