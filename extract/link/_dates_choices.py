"""The periods that a statement may hold for: all that the text offers near it, and none."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import accumulate

from extract.annotate import Article, starting_in
from extract.find._periods_values import Context, Part, Same, Shifted, resolve
from extract.find._periods_values import Span as Between
from extract.find.periods import Period, PeriodMention, find_periods
from extract.link.seeds import Seed
from extract.text import Span

NEAR = 12
"""How many mentions before the value, and how many behind it, are weighed."""


@dataclass(frozen=True, slots=True)
class DateChoice:
    """A period that a statement may hold for; `mention` is -1 for no period at all.

    `source` tells where the year came from: `stated`, `publication`, `before` or `after` (the
    nearest year in the text), `mode` (the year the text names most), `first` (the first it names),
    `beside`, `compared`, `based` and `latest` (see `Timeline`), `day` (the day of the news as the
    text tells it), `since` (an open start, up to that day), or `current`.
    """

    mention: int
    period: Period | None
    source: str
    also: tuple[str, ...] = ()
    """The other ways to settle the year that come to the same period."""


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
    """The year after the latest of `cùng kỳ năm 2016`: mostly that of the news."""
    based: int | None
    """The year after the latest of other years that something is compared with."""
    beside: Sequence[int | None]
    """For each mention, the year after the one compared with behind it in its sentence."""
    latest: int | None
    """The latest year in which the text names a day, a month or another part of it."""
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


_PARTS_OF_YEARS = frozenset(
    ("day", "days", "week", "month", "half_month", "quarter", "half_year", "months_from_start")
)
"""Forms that news mostly uses of what has been: a year alone may be one that is planned for."""


def timeline(article: Article, *, published: date | None = None) -> Timeline:
    """The absolute periods of an article and the year it is mostly about."""
    resolved = [None if m.needs else m.resolve() for m in article.periods]
    years = [p.end.year if p and (p.end - p.start).days < 400 else None for p in resolved]
    weights: Counter[int] = Counter()
    for mention, year in zip(article.periods, years, strict=True):
        if year is not None:
            weights[year] += 1 if mention.role in ("base", "document") else 2
    often = [y for y, n in weights.items() if n * 3 >= max(weights.values())]
    mode = max(often, default=None)
    pairs = list(zip(article.periods, years, strict=True))
    compared = max((year + 1 for m, _ in pairs if (year := _year_of_same(m))), default=None)
    based = max((year + 1 for m, year in pairs if year and m.role == "base"), default=None)
    parts = [year for mention, year in pairs if year and _tells_of(mention)]
    latest = max(parts, default=None)
    dated = sorted({article.sentence_at(m.start) for m in article.periods if not is_aside(m)})
    starts = [m.start for m in article.periods]
    plain = [0, *accumulate(m.form != "now" and not is_aside(m) for m in article.periods)]
    backed = any(year and year == mode and mention.role != "base" for mention, year in pairs)
    day = None
    if published is None:
        day = _own_day(article.periods, resolved, mode if backed else compared or mode)
    told = dict(_told(article, resolved))
    forms: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(article.periods):
        forms[mention.form].append(i)
    before, after = _carried(years), _carried(reversed(years))[::-1]
    return Timeline(
        published, resolved, years, before, after, mode, compared, based,
        _beside(article, years), latest, dated, day, starts, plain, told, forms,
        dict(_asides(article)),
    )  # fmt: skip


def _tells_of(mention: PeriodMention) -> bool:
    """Whether a mention names a part of a year that the text tells of."""
    return mention.role in ("", "since") and mention.form in _PARTS_OF_YEARS


def _year_of_same(mention: PeriodMention) -> int | None:
    """The year that `cùng kỳ năm 2016` names, though not its days."""
    value = mention.value
    return value.year.number if isinstance(value, Same) and value.year is not None else None


def _beside(article: Article, years: Sequence[int | None]) -> list[int | None]:
    """For each mention, the year after that of the nearest base behind it in its sentence."""
    found: list[int | None] = [None] * len(years)
    home, base = -1, None
    for i in reversed(range(len(years))):
        mention = article.periods[i]
        sentence = article.sentence_at(mention.start)
        if sentence != home:
            home, base = sentence, None
        found[i] = base
        year = (years[i] or _year_of_same(mention)) if mention.role == "base" else None
        base = year + 1 if year else base
    return found


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
        yield from _earlier(article, i, before)
        return
    if mention.form == "since_until_now":
        yield from _openings(article, mention, i)
    if mention.form in _STEPS:
        yield from _steps(article, line, i)
    sources: dict[Period, list[str]] = defaultdict(list)
    for source, year in _years(i, line):
        found = mention.resolve(reference=line.reference, year=year)
        if found is not None:
            sources[found].append(source)
    for source, found in _from_day(mention, line):
        sources[found].append(source)
    for found, (source, *also) in sources.items():
        yield DateChoice(i, found, source, tuple(also))


LIKELY = 2
"""So many of the last periods may be the one that `cùng kỳ` is an earlier one of."""


def _earlier(article: Article, i: int, before: Sequence[DateChoice]) -> Iterator[DateChoice]:
    """`cùng kỳ`: the periods spoken of last, moved; none of them one of `cùng kỳ` itself."""
    mention = article.periods[i]
    last = dict.fromkeys(
        choice.period
        for choice in reversed(before)
        if choice.period is not None and article.periods[choice.mention].form != "same_period"
    )
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
    if line.beside[i] is not None:
        yield "beside", line.beside[i]
    before, after, first = line.before[i], line.after[i + 1], line.after[0]
    if line.mode is not None:
        yield ("mode=before" if line.mode == before else "mode"), line.mode
    if before is not None:
        yield "before", before
    if after is not None:
        yield "after", after
    if line.compared is not None:
        yield "compared", line.compared
    if line.based is not None:
        yield "based", line.based
    if first is not None:
        yield "first", first
    if line.latest is not None:
        yield "latest", line.latest


def is_aside(mention: PeriodMention) -> bool:
    """Whether a period is there for something else than to date a value."""
    return mention.role in ("base", "programme", "document")
