"""What speaks for or against a period: the features of its ranker."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extract.annotate import Article, starting_in
from extract.find.periods import PeriodMention
from extract.link._dates_choices import DateChoice, Timeline
from extract.link.attributes import seed_items
from extract.link.features import bucket, clause_start, gram, markers_between, sentence_bounds
from extract.link.seeds import Seed


def date_features(
    article: Article,
    line: Timeline,
    seed: Seed,
    choice: DateChoice,
    choices: Sequence[DateChoice],
) -> Iterator[str]:
    """What speaks for or against a period."""
    items = article.items
    at, end = seed_items(article, seed)
    index, first, _ = sentence_bounds(article, seed.start)
    form = "p" if seed.percentage else "r" if seed.ratio else "w"
    left2, left1 = gram(items, at - 2, at), gram(items, at - 1, at)
    right1 = gram(items, end, end + 1)
    if choice.mention < 0:
        yield from _none_features(article, line, seed, choices)
        yield f"none|L1={left1}"
        yield f"none|R1={right1}"
        yield f"none|F={gram(items, first, first + 1)}"
        yield f"none|F2={gram(items, first, first + 2)}"
        yield f"none|{form}"
        return
    mention = article.periods[choice.mention]
    m = items.at(mention.start)
    away = index - article.sentence_at(mention.start)
    apart = f"s{max(-2, min(away, 4))}"
    side = "b" if mention.start < seed.start else "a"
    where = f"{apart}{side}"
    yield where
    yield f"{where}|{form}"
    yield f"{where}|{mention.form}"
    yield f"{where}|{mention.role}"
    yield f"form={mention.form}|{mention.role}"
    yield from _source_features(choice, mention)
    lo, hi = (m + 1, at) if side == "b" else (end, m)
    if away == 0:
        distance = max(0, hi - lo)
        yield f"d{bucket(distance)}{side}"
        yield f"d{bucket(distance)}{side}|{mention.role}"
        yield f"btwL={gram(items, lo, min(lo + 2, hi))}{side}"
        if distance <= 4:
            yield f"btw={gram(items, lo, hi)}{side}"
        for marker in markers_between(items, lo, hi):
            yield f"m={marker}{side}"
        for mark in ",;(":
            yield f"n{mark}{min(3, items.keys[lo:hi].count(mark))}{side}"
        yield f"n%{min(3, items.keys[lo:hi].count('<pct>'))}{side}"
        yield f"n#{min(3, items.keys[lo:hi].count('<num>'))}{side}"
        yield f"R1={right1}|{side}"
        yield f"L2={left2}|{side}"
    else:
        yield from _carried_features(article, seed, mention, where)
        yield f"{where}|F2={gram(items, first, first + 2)}"
        yield f"{where}|F={gram(items, first, first + 1)}"
        for marker in markers_between(items, max(first, at - 14), at):
            yield f"{where}|m={marker}"
    for k in (1, 2):
        yield f"ML{k}={gram(items, m - k, m)}"
        yield f"MR{k}={gram(items, m + 1, m + 1 + k)}"
    yield from _rival_features(article, line, seed, mention, apart, side)
    yield from _size_features(line, choice, choices, where, form)


def _source_features(choice: DateChoice, mention: PeriodMention) -> Iterator[str]:
    """How the year was settled, and which other ways come to the same."""
    yield f"source={choice.source}"
    yield f"source={choice.source}|{mention.form}"
    for source in choice.also:
        yield f"also={source}"
        yield f"also={source}|{choice.source}"
    yield f"sources={1 + len(choice.also)}"


def _rival_features(
    article: Article, line: Timeline, seed: Seed, mention: PeriodMention, apart: str, side: str
) -> Iterator[str]:
    """How many other periods are nearer, and whether this one stands in the title."""
    low, high = sorted((mention.start, seed.start))
    starts = line.starts
    plain = line.plain[bisect_left(starts, high)] - line.plain[bisect_right(starts, low)]
    yield f"nearer{min(3, plain)}{side}"
    yield f"nearer{min(3, plain)}{apart}{side}"
    yield f"nearer{min(2, plain)}|{mention.role}|{apart}"
    home = article.sentence_at(mention.start)
    title, own = (
        article.sentences[i].paragraph == 0 for i in (home, article.sentence_at(seed.start))
    )
    yield f"title={title}|{own}"
    yield f"lead={home < 3}"


def _size_features(
    line: Timeline,
    choice: DateChoice,
    choices: Sequence[DateChoice],
    where: str,
    form: str,
) -> Iterator[str]:
    """How long a period is, how far back, and how often the text names it."""
    apart = where[:-1]
    if choice.period is not None:
        days = (choice.period.end - choice.period.start).days
        size = "day" if days < 1 else "week" if days < 15 else "month" if days < 32 else (
            "half" if days < 300 else "year" if days < 370 else "years")  # fmt: skip
        yield f"size={size}|{apart}"
        yield f"size={size}|{form}"
        if line.mode is not None:
            past = choice.period.start.year - line.mode
            yield f"past={max(-3, min(past, 3))}"
            yield f"past={max(-3, min(past, 3))}|{where}"
        for name, year in _years_of_news(line):
            ahead = max(-2, min(choice.period.end.year - year, 2))
            yield f"{name}={ahead}"
            yield f"{name}={ahead}|{choice.source}"
        same = sum(c.period == choice.period for c in choices)
        yield f"repeat={min(same, 4)}"


def _years_of_news(line: Timeline) -> Iterator[tuple[str, int]]:
    """What the text gives away of the year in which it was written."""
    day = line.day.year if line.day else None
    told = ("news", line.compared), ("based", line.based), ("late", line.latest), ("day", day)
    for name, year in told:
        if year is not None:
            yield name, year


_VERBS = frozenset(
    "tăng giảm chiếm đạt bằng còn lên xuống vượt mất có là được sẽ phải cần nên nếu".split()
)


def _last_of(keys: Sequence[str]) -> str:
    return next((key for key in reversed(keys) if key in _VERBS), "")


def _carried_features(
    article: Article, seed: Seed, mention: PeriodMention, where: str
) -> Iterator[str]:
    """What ties the statement to a period of another sentence."""
    items = article.items
    at, end = seed_items(article, seed)
    index, first, last = sentence_bounds(article, seed.start)
    home, lo, hi = sentence_bounds(article, mention.start)
    verb = _last_of(items.keys[first:at])
    own = article.sentences[home].paragraph == article.sentences[index].paragraph
    yield f"{where}|verb={verb}"
    yield f"{where}|own={own}"
    yield f"{where}|own={own}|{mention.form}"
    shared = _content(items.keys[max(first, at - 20) : min(last, end + 12)])
    shared &= _content(items.keys[lo:hi])
    yield f"shared={min(4, len(shared))}"
    yield f"shared={min(4, len(shared))}|{where}"
    m = items.at(mention.start)
    yield f"{where}|lead={bucket(m - lo)}"
    again = _repeated(article, seed, home)
    yield f"again={again}"
    yield f"again={again}|{where}"
    yield f"far={bucket(abs(index - home))}"


def _content(keys: Sequence[str]) -> set[str]:
    """Pairs of syllables that stand together, marks and findings left out."""
    return {f"{a} {b}" for a, b in pairwise(keys) if a.isalpha() and b.isalpha()}


def _repeated(article: Article, seed: Seed, sentence: int) -> bool:
    """Whether a sentence states the value of `seed` once more."""
    span = article.sentences[sentence]
    value = seed.percentage or seed.ratio or seed.part
    text = article.text.key[value.start : value.end] if value else ""
    return bool(text) and text in article.text.key[span.start : span.end]


def _none_features(
    article: Article, line: Timeline, seed: Seed, choices: Sequence[DateChoice]
) -> Iterator[str]:
    """What speaks for no period at all."""
    items = article.items
    at, _ = seed_items(article, seed)
    index, first, last = sentence_bounds(article, seed.start)
    yield "none"
    here = starting_in(article.periods, items.starts[first], items.ends[last - 1])
    sentence = article.periods[here.start : here.stop]
    plain = [m for m in sentence if m.role not in ("base", "programme", "document")]
    yield f"none|now={any(m.form == 'now' for m in sentence)}"
    yield f"none|sentence={min(2, len(plain))}"
    yield f"none|base={any(m.role == 'base' for m in sentence)}"
    yield f"none|choices={min(3, len({c.period for c in choices}))}"
    yield f"none|lead={index < 2}"
    yield f"none|index={bucket(index)}"
    for marker in markers_between(items, max(first, at - 14), at):
        yield f"none|m={marker}"
    start = clause_start(items, at, first)
    low, high = max(first, at - 20), min(last, at + 12)
    own = _content(items.keys[low:high])
    dated = line.dated[bisect_left(line.dated, index - 4) : bisect_left(line.dated, index)]
    shared = max(
        (len(own & _content(items.keys[slice(*article.sentence_items(i))])) for i in dated),
        default=-1,
    )
    yield f"none|shared={min(4, shared)}"
    yield f"none|C={gram(items, start, start + 1)}"
    yield f"none|C2={gram(items, start, start + 2)}"
    yield f"none|verb={_last_of(items.keys[first:at])}"
    for key in set(items.keys[max(first, at - 20) : min(last, at + 10)]):
        yield f"none|S:{key}"
