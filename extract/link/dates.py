"""Which period a statement holds for: every period the text offers, and none, weighed together."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate, pairwise

from extract.annotate import Article, starting_in
from extract.find._periods_values import Context, Part, Shifted, resolve
from extract.find._periods_values import Span as Between
from extract.find.periods import Period, PeriodMention, find_periods
from extract.linear import load_model, softmax
from extract.link._dates_compared import earlier_mention
from extract.link.attributes import seed_items
from extract.link.encoder import UNDATED, Vote, hopeful, weighed
from extract.link.features import (
    bucket,
    clause_start,
    gram,
    markers_between,
    sentence_bounds,
)
from extract.link.seeds import Seed
from extract.text import Span

NEAR = 12
"""How many mentions before the value, and how many behind it, are weighed."""


@dataclass(frozen=True, slots=True)
class DateChoice:
    """A period that a statement may hold for; `mention` is -1 for no period at all.

    `source` tells where the year came from: `stated`, `publication`, `before` or `after` (the
    nearest year in the text), `mode` (the year the text names most), `first` (the first it names),
    `day` (the day of the news as the text tells it), `since` (an open start, up to that day), or
    `current`.
    """

    mention: int
    period: Period | None
    source: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What an article says of time as a whole."""

    reference: date | None
    resolved: Sequence[Period | None]
    years: Sequence[int | None]
    before: Sequence[int | None]
    """The year named last before each mention, and before the end."""
    after: Sequence[int | None]
    """The year named next from each mention on, and from the end on."""
    mode: int | None
    compared: int | None
    """The year after the latest that something is compared with: mostly that of the news."""
    dated: Sequence[int]
    """The sentences that hold a period which may date a value."""
    day: date | None
    """Without a day of publication: the first day the text dates itself by."""
    starts: Sequence[int]
    """Where the periods begin, in order."""
    plain: Sequence[int]
    """How many of those before each, and before the end, may date a value."""
    told: Mapping[Period, Period]
    """What the text itself says that a period covers: `6 tháng đầu năm (từ 16/12 đến 15/6)`."""
    forms: Mapping[str, Sequence[int]]
    """The mentions of each form, in order."""
    asides: Mapping[int, Span]
    """The brackets around mentions that tell of something else: they date nothing behind them."""


def timeline(article: Article, *, published: date | None = None) -> Timeline:
    """The absolute periods of an article and the year it is mostly about."""
    resolved = [None if m.needs else m.resolve() for m in article.periods]
    years = [p.end.year if p and (p.end - p.start).days < 400 else None for p in resolved]
    weights: Counter[int] = Counter()
    for mention, year in zip(article.periods, years, strict=True):
        if year is not None:
            weights[year] += 1 if mention.role in ("base", "document") else 2
    latest = [y for y, n in weights.items() if n * 3 >= max(weights.values())]
    mode = max(latest, default=None)
    bases = [
        year for m, year in zip(article.periods, years, strict=True) if year and m.role == "base"
    ]
    compared = max(bases) + 1 if bases else None
    dated = sorted({article.sentence_at(m.start) for m in article.periods if not _aside(m)})
    starts = [m.start for m in article.periods]
    plain = [0, *accumulate(m.form != "now" and not _aside(m) for m in article.periods)]
    day = None if published else _own_day(article.periods, resolved, mode)
    told = dict(_told(article, resolved))
    forms: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(article.periods):
        forms[mention.form].append(i)
    before, after = _carried(years), _carried(reversed(years))[::-1]
    return Timeline(
        published, resolved, years, before, after, mode, compared, dated, day, starts, plain, told,
        forms, dict(_asides(article)),
    )  # fmt: skip


def _carried(years: Iterable[int | None]) -> list[int | None]:
    """The last year before each of `years`, and before their end."""
    found: list[int | None] = [None]
    for year in years:
        found.append(found[-1] if year is None else year)
    return found


def _told(article: Article, resolved: Sequence[Period | None]) -> Iterator[tuple[Period, Period]]:
    """The period that words name, with the one that a bracket behind them gives."""
    for mention, period in zip(article.periods, resolved, strict=True):
        words, bracket, _ = article.text.clean[mention.start : mention.end].partition("(")
        if not bracket or period is None:
            continue
        for named in find_periods(words):
            found = named.resolve(year=period.end.year)
            if found is not None:
                yield found, period


_BRACKET = re.compile(r"\([^()\n]{1,200}\)")
_WORDS = re.compile(r"[^\W\d_]+")
_TELLING = 4
"""From so many words on, beside its period, a bracket tells of something by itself."""
_SCOPE = re.compile(r"\(\s*(?:tính|số liệu|thực hiện|từ|cập nhật|khảo sát|theo|niên)\b", re.I)
"""What begins a bracket that says what a survey or a report covers."""


def _asides(article: Article) -> Iterator[tuple[int, Span]]:
    """The mentions in brackets that give an amount of their own: `(cuối năm 2016 chỉ là 5 tấn)`."""
    clean = article.text.clean
    for found in _BRACKET.finditer(clean):
        if not starting_in(article.quantities, found.start(), found.end()):
            continue
        for i in starting_in(article.periods, found.start(), found.end()):
            mention = article.periods[i]
            rest = clean[found.start() : mention.start] + clean[mention.end : found.end()]
            if len(_WORDS.findall(rest)) >= _TELLING and not _SCOPE.match(rest):
                yield i, found.span()


def _set_aside(article: Article, line: Timeline, i: int, seed: Seed) -> bool:
    """Whether a period stands in a bracket of another sentence than the value."""
    if i not in line.asides:
        return False
    start, end = line.asides[i]
    return not start < seed.start < end and article.sentence_at(start) < article.sentence_at(
        seed.start
    )


def _own_day(
    mentions: Sequence[PeriodMention], resolved: Sequence[Period | None], mode: int | None
) -> date | None:
    """The first full day in the text; without one its first day, in the year it names most."""
    days = [
        (mention, period)
        for mention, period in zip(mentions, resolved, strict=True)
        if mention.form == "day" and mention.role not in ("base", "programme")
    ]
    # A document is mostly of the days before: it dates the news where nothing else does.
    days.sort(key=lambda pair: pair[0].role == "document")
    full = next((period for _, period in days if period is not None), None)
    if full is None and days and mode is not None:
        full = days[0][0].resolve(year=mode)
    return full.start if full else None


def date_choices(article: Article, line: Timeline, seed: Seed) -> list[DateChoice]:
    """No period, and every period near enough with each way to settle its year."""
    at = bisect_left(line.starts, seed.start)
    near = range(max(0, at - NEAR), min(len(article.periods), at + 4))
    # The headline and the standfirst speak for the whole article.
    lead = [i for i in range(min(3, len(article.periods))) if i not in near]
    choices = [DateChoice(-1, None, "none")]
    for i in [*lead, *near]:
        if _set_aside(article, line, i, seed):
            continue
        choices += _ways(article, i, line, choices)
    if not line.told:
        return choices
    return [
        replace(choice, period=line.told.get(choice.period, choice.period))
        if choice.period is not None else choice
        for choice in choices
    ]  # fmt: skip


def _ways(
    article: Article, i: int, line: Timeline, before: Sequence[DateChoice]
) -> Iterator[DateChoice]:
    """Each period that mention `i` can stand for."""
    mention = article.periods[i]
    if mention.form == "now":
        return
    if not mention.needs:
        if line.resolved[i] is not None:
            yield DateChoice(i, line.resolved[i], "stated")
        for k, part in enumerate(mention.parts):
            yield DateChoice(i, part.resolve(), f"part{min(k, 3)}")
        return
    if mention.form == "same_period":
        yield from _earlier(mention, i, before)
        return
    if mention.form == "since_until_now":
        yield from _openings(article, mention, i)
    if mention.form in _STEPS:
        yield from _steps(article, line, i)
    seen: set[tuple[date, date]] = set()
    for source, year in _years(i, line):
        found = mention.resolve(reference=line.reference, year=year)
        if found is not None and (found.start, found.end) not in seen:
            seen.add((found.start, found.end))
            yield DateChoice(i, found, source)
    for source, found in _from_day(mention, line):
        if (found.start, found.end) not in seen:
            seen.add((found.start, found.end))
            yield DateChoice(i, found, source)


LIKELY = 2
"""So many of the last periods may be the one that `cùng kỳ` is an earlier one of."""


def _earlier(mention: PeriodMention, i: int, before: Sequence[DateChoice]) -> Iterator[DateChoice]:
    """`cùng kỳ`: the periods spoken of last, moved."""
    last = dict.fromkeys(c.period for c in reversed(before) if c.period is not None)
    found = [mention.resolve(current=current) for current in list(last)[:LIKELY]]
    for period in dict.fromkeys(found):
        if period is not None:
            yield DateChoice(i, period, "current")


_STEPS = {"relative_month": "month", "relative_quarter": "quarter"}


def _steps(article: Article, line: Timeline, i: int) -> Iterator[DateChoice]:
    """`quý III/2024 … quý trước`: counted from the month or quarter spoken of last."""
    mention = article.periods[i]
    form = _STEPS[mention.form]
    alike = line.forms.get(form, ())
    at = bisect_left(alike, i)
    if not at or not isinstance(mention.value, Shifted) or mention.value.shift >= 0:
        return
    last = alike[at - 1]
    current = line.resolved[last] or article.periods[last].resolve(
        reference=line.reference or line.day, year=line.mode
    )
    found = mention.resolve(reference=current.start) if current else None
    if found is not None:
        yield DateChoice(i, found, "current")


MARCH, OCTOBER = 3, 10


def _from_day(mention: PeriodMention, line: Timeline) -> Iterator[tuple[str, Period]]:
    """What the mention stands for on the day of the news, so far as the text tells that day."""
    value = mention.value
    day = line.reference or line.day
    if day is None:
        if isinstance(value, Shifted) and value.grain == "school" and line.mode is not None:
            for month in (MARCH, OCTOBER):
                if found := mention.resolve(reference=date(line.mode, month, 1)):
                    yield "mode", found
        return
    if line.reference is None and (found := mention.resolve(reference=day)):
        yield "day", found
    # `từ đầu năm`: up to the day of the news.
    if isinstance(value, Part) and mention.role == "since" and mention.form == "year":
        current = value.year.is_open and value.lean == "this"
        if current and (found := resolve(Between(value, None), Context(reference=day))):
            yield "since", found


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _openings(article: Article, mention: PeriodMention, i: int) -> Iterator[DateChoice]:
    """`từ năm 2016 đến nay`: the end is open, which leaves the unit that it begins with.

    `từ đầu năm đến nay` names no such unit: without a day of publication it stays open.
    """
    if not _YEAR.search(article.text.clean, mention.start, mention.end):
        return
    if isinstance(mention.value, Between):
        found = resolve(mention.value.first, Context(None, None))
        if found is not None:
            yield DateChoice(i, found, "opening")


def _years(i: int, line: Timeline) -> Iterator[tuple[str, int | None]]:
    if line.reference is not None:
        yield "publication", None
    before, after, first = line.before[i], line.after[i + 1], line.after[0]
    if line.mode is not None:
        yield ("mode=before" if line.mode == before else "mode"), line.mode
    if before is not None:
        yield "before", before
    if after is not None:
        yield "after", after
    if line.compared is not None:
        yield "compared", line.compared
    if first is not None:
        yield "first", first


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
    yield f"source={choice.source}"
    yield f"source={choice.source}|{mention.form}"
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
        same = sum(c.period == choice.period for c in choices)
        yield f"repeat={min(same, 4)}"


_VERBS = frozenset(
    "tăng giảm chiếm đạt bằng còn lên xuống vượt mất có là được sẽ phải cần nên nếu".split()
)


def _last_of(keys: Sequence[str]) -> str:
    return next((key for key in reversed(keys) if key in _VERBS), "")


def _aside(mention: PeriodMention) -> bool:
    """Whether a period is there for something else than to date a value."""
    return mention.role in ("base", "programme", "document")


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


@dataclass(frozen=True, slots=True)
class Dated:
    """The period chosen, the mention it came from (or -1), and how sure that is."""

    choice: DateChoice
    sure: float


def choose_date(article: Article, line: Timeline, seed: Seed, vote: Vote | None = None) -> Dated:
    """The likeliest period of a statement; chances of one period add up over its mentions."""
    offered = date_choices(article, line, seed)
    earlier = earlier_mention(article, seed)
    if earlier is not None:
        offered = [choice for choice in offered if choice.mention == earlier] or offered
    voted = [_voted(vote, choice) for choice in offered] if vote else []
    choices, voted = hopeful(offered, voted)
    model = load_model("dates")
    chances = softmax([
        model.score(date_features(article, line, seed, choice, offered)) for choice in choices
    ])  # fmt: skip
    if vote is not None:
        chances = weighed("date", chances, voted)
    together: dict[Period | None, float] = {}
    for choice, chance in zip(choices, chances, strict=True):
        together[choice.period] = together.get(choice.period, 0.0) + chance
    best = max(together, key=lambda period: together[period])
    mention = max(
        (pair for pair in zip(choices, chances, strict=True) if pair[0].period == best),
        key=lambda pair: pair[1],
    )[0]
    return Dated(mention, together[best])


def _voted(vote: Vote, choice: DateChoice) -> float:
    """The encoder's chance of a choice: that of its mention."""
    if choice.mention < 0:
        return UNDATED * vote.no_period
    return vote.periods.get(choice.mention, vote.period_elsewhere / 3)
