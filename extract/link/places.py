"""Which area a statement is about: every area of the article, and none, weighed together."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from itertools import islice

from extract.annotate import Article, starting_in
from extract.linear import LEAST_CHANCE, load_model, softmax
from extract.link._around import STEPS
from extract.link._places_second import COUNTRY, LIKELIEST, NONE, WORLD, second_chances
from extract.link._places_sorts import article_features, sort_features, sort_of
from extract.link._places_subject import subject_area
from extract.link.areas import VIETNAM, Area, Areas, begun_before
from extract.link.attributes import seed_items
from extract.link.encoder import Vote, hopeful, weighed
from extract.link.features import bucket, gram, markers_between, sentence_bounds
from extract.link.seeds import Seed
from extract.words import segment


@dataclass(frozen=True, slots=True)
class PlaceContext:
    """What holds for all choices of one statement, worked out once."""

    index: int
    first: int
    last: int
    at: int
    end: int
    words: tuple[str, ...]
    named: Sequence[int]
    """The mentions in its sentence that no veto stands against."""
    previous: int | None
    previous_same: bool


def place_context(article: Article, seed: Seed, previous: tuple[int, int] | None) -> PlaceContext:
    """The context of a statement; `previous` is the area and the sentence of the one before."""
    at, end = seed_items(article, seed)
    index, first, last = sentence_bounds(article, seed.start)
    keys = article.items.keys[first:last]
    words = tuple(sorted({word.fine for _, _, word in segment(keys) if word.fine != "?"}))
    here = starting_in(article.places, article.items.starts[first], article.items.ends[last - 1])
    named = [i for i in here if not article.places[i].veto]
    return PlaceContext(
        index, first, last, at, end, words, named,
        previous[0] if previous else None, bool(previous and previous[1] == index),
    )  # fmt: skip


def place_choices(article: Article, areas: Areas, seed: Seed) -> list[int]:
    """Indices of the areas that are weighed, in order; `NONE` first.

    Of very many areas those that the text names near the statement, and those it names most.
    """
    if len(areas.all) <= MANY:
        return [NONE, *range(len(areas.all))]
    at = begun_before(article, range(len(article.places)), seed.start)
    near = range(max(0, at - BEFORE), min(len(article.places), at + BEHIND))
    kept = {*_most_named(areas), COUNTRY, WORLD}
    for i in near:
        kept.update(areas.direct.get(i, ()))
        kept.update(islice(areas.recalled.get(i, ()), MANY))
    return [NONE, *sorted(kept)]


def _most_named(areas: Areas) -> Sequence[int]:
    known: list[int] = areas.notes.setdefault("most named", [])
    if not known:
        known += [at for at, _ in areas.share.most_common(MOST)]
    return known


def place_features(
    article: Article, areas: Areas, seed: Seed, context: PlaceContext, choice: int,
    chances: Mapping[str, float] | None = None,
) -> Iterator[str]:  # fmt: skip
    """What speaks for or against an area; `chances` are those of each sort of area."""
    items = article.items
    form = "p" if seed.percentage else "r" if seed.ratio else "w"
    area = areas.all[choice] if choice >= 0 else None
    sort = _sort(area)
    if chances is not None:
        yield from _verdict(chances, sort_of(area), sort)
    yield f"sort={sort}"
    yield f"sort={sort}|{form}"
    yield f"sort={sort}|lead={context.index < 2}"
    yield f"sort={sort}|L1={gram(items, context.at - 1, context.at)}"
    yield f"sort={sort}|R1={gram(items, context.end, context.end + 1)}"
    yield f"sort={sort}|R2={gram(items, context.end, context.end + 2)}"
    if sort in ("none", "VN", "world"):
        for word in context.words:
            yield f"sort={sort}|w{word}"
        keys = items.keys[context.first : context.last]
        for key in set(keys):
            yield f"sort={sort}|k={key}"
    yield from _history(areas, context, choice, sort)
    local = [i for i in context.named if article.places[i].form not in ("national", "world")]
    yield f"sort={sort}|here={min(2, len(local))}"
    if area is None:
        return
    yield from _standings(article, areas, choice, sort)
    yield f"spanned={area.spanned}|{sort}"
    direct = area.direct
    yield from _nearest(article, areas, context, direct, "D", sort, seed)
    yield from _nearest(article, areas, context, area.recalled, "G", sort, seed)
    yield from _kin(article, areas, area, context.named, sort)


def _sort(area: Area | None) -> str:
    if area is None:
        return "none"
    if area.level == "country":
        return "VN" if area.name == "Việt Nam" else "country"
    return area.level


def _verdict(chances: Mapping[str, float], sort: str, level: str) -> Iterator[str]:
    """The chance of the area's sort, as steps that add up (one a half of a unit of log odds)."""
    p = min(0.995, max(0.005, chances.get(sort, 0.0)))
    odds = int(2 * math.log(p / (1 - p)))
    for step in range(-10, odds + 1):
        yield f"odds>={step}"
        yield f"odds>={step}|{level}"


def _history(areas: Areas, context: PlaceContext, choice: int, sort: str) -> Iterator[str]:
    if context.previous is None:
        yield f"prev=first|{sort}"
        return
    same = "same" if choice == context.previous else "other"
    here = "s" if context.previous_same else "d"
    yield f"prev={same}{here}"
    yield f"prev={same}{here}|{sort}"


def _standings(article: Article, areas: Areas, choice: int, sort: str) -> Sequence[str]:
    """How much of the article is about the area: the same for all statements."""
    known: dict[int, Sequence[str]] = areas.notes.setdefault("standings", {})
    if choice not in known:
        # Each once, as in training: a title that names the area twice says no more of it.
        known[choice] = list(dict.fromkeys(_standing(article, areas, choice, sort)))
    return known[choice]


def _ranks(areas: Areas) -> dict[int, int]:
    """How many areas have a greater share than one has, by that share."""
    ranks: dict[int, int] = areas.notes.setdefault("ranks", {})
    if not ranks:
        for rank, share in enumerate(sorted(areas.share.values(), reverse=True)):
            ranks.setdefault(share, rank)
    return ranks


def _standing(article: Article, areas: Areas, choice: int, sort: str) -> Iterator[str]:
    area = areas.all[choice]
    total = areas.share.total() or 1
    share = areas.share[choice] / total
    yield f"share={int(share * 5)}|{sort}"
    rank = _ranks(areas)[areas.share[choice]] if choice in areas.share else 9
    yield f"rank={min(rank, 4)}|{sort}"
    yield f"rank={min(rank, 4)}"
    clean = [i for i in area.direct if not article.places[i].veto]
    yield f"unvetoed={bool(clean)}|{sort}"
    for i in area.direct:
        mention = article.places[i]
        sentence = article.sentence_at(mention.start)
        if article.sentences[sentence].paragraph == 0:
            yield f"title|{sort}|{mention.veto}"
        if sentence <= 2:
            yield f"lead|{sort}|{mention.veto}"
        if sentence > 2:
            break
    if area.direct:
        yield f"first={min(area.direct[0], 3)}|{sort}"
        forms = {article.places[i].form for i in area.direct}
        yield f"forms={'named' in forms}|{sort}"


def _nearest(
    article: Article, areas: Areas, context: PlaceContext, mentions: Sequence[int], name: str,
    sort: str, seed: Seed,
) -> Iterator[str]:  # fmt: skip
    """The nearest mention before the value and the nearest behind it."""
    at = begun_before(article, mentions, seed.start)
    before = mentions[at - 1] if at else None
    after = mentions[at] if at < len(mentions) else None
    for side, i in (("b", before), ("a", after)):
        if i is None:
            yield f"{name}{side}none|{sort}"
            continue
        yield from _mention(article, areas, context, i, f"{name}{side}", sort)


def _mention(
    article: Article, areas: Areas, context: PlaceContext, i: int, tag: str, sort: str
) -> Iterator[str]:
    items, mention = article.items, article.places[i]
    m = items.at(mention.start)
    away = context.index - article.sentence_at(mention.start)
    where = f"{tag}{max(-1, min(away, 3))}"
    veto = mention.veto
    yield f"{where}|{veto}"
    yield f"{where}|{sort}"
    yield f"{where}|{sort}|{veto}"
    low, high = sorted((mention.start, items.starts[context.at]))
    between = starting_in(article.places, low + 1, high)
    nearer = areas.names[between.stop] - areas.names[between.start]
    yield f"{where}|nearer{min(3, nearer)}"
    yield f"{where}|nearer{min(3, nearer)}|{sort}"
    yield f"{where}|L1={gram(items, m - 1, m)}"
    if away == 0:
        lo, hi = (m + 1, context.at) if m < context.at else (context.end, m)
        yield f"{where}|d{bucket(max(0, hi - lo))}"
        yield f"{where}|d{bucket(max(0, hi - lo))}|{sort}"
        yield f"{where}|R1={gram(items, m + 1, m + 2)}"
        yield f"{where}|L2={gram(items, m - 2, m)}"
        yield f"{where}|R2={gram(items, m + 1, m + 3)}"
        if hi - lo <= 3:
            yield f"{where}|btw={gram(items, lo, hi)}"
        for marker in markers_between(items, lo, hi):
            yield f"{where}|m={marker}"
        for mark in ",;(":
            yield f"{where}|n{mark}{min(3, items.keys[lo:hi].count(mark))}"
        yield f"{where}|%{min(3, items.keys[lo:hi].count('<pct>'))}"
        yield f"{where}|#{min(3, items.keys[lo:hi].count('<num>'))}"
        yield f"{where}|start={m == context.first}"


def _kin(
    article: Article, areas: Areas, area: Area, here: Sequence[int], sort: str
) -> Iterator[str]:
    """Whether the sentence names an area inside this one, or one that this lies in."""
    inside = outside = 0
    for i in here:
        at = areas.of_mention[i]
        other = areas.all[at] if at >= 0 else None
        if other is None or other is area or other.unit is None or area.unit is None:
            continue
        chain = {u.code for u in other.unit.chain()}
        inside += area.unit.code in chain and area.unit.level != other.unit.level
        outside += other.unit.code in {u.code for u in area.unit.chain()}
    yield f"inside={min(inside, 2)}|{sort}"
    yield f"outside={min(outside, 2)}|{sort}"


def sort_chances(
    article: Article, areas: Areas, seed: Seed, context: PlaceContext
) -> dict[str, float]:
    """The chance of each sort of area; the article's own share of the score is worked out once."""
    model = load_model("place_sorts")
    notes = areas.notes
    if "sorts" not in notes:
        notes["sorts"] = model.scores(article_features(article, areas))
    near = model.scores(set(sort_features(article, areas, seed, context.at, context.end)))
    pairs = zip(notes["sorts"], near, model.bias, strict=True)
    return dict(zip(model.labels, softmax([a + b - c for a, b, c in pairs]), strict=True))


MANY = 80
"""Of more areas than so many not all are weighed for each statement."""
BEFORE, BEHIND, MOST = 40, 10, 20
"""So many mentions before a statement and behind it are looked at then, and so many areas that the
article names most."""
SUBJECT = 20.0
"""How much likelier an area is for being the subject of the statement."""
NEAR = max(STEPS)
"""What the encoder thinks possible for a statement is weighed for those so near as well: the second
look compares them."""
UNNAMED = 0.05
"""How likely what the encoder says of an area out of its sight is the world, which none names."""


@dataclass(frozen=True, slots=True)
class Placed:
    """The area chosen (an index of `Areas.all` or `NONE`) and how sure that is."""

    area: int
    sure: float


def choose_places(
    article: Article, areas: Areas, seeds: Sequence[Seed], votes: Mapping[int, Vote],
    given: Mapping[int, int],
) -> list[Placed]:  # fmt: skip
    """The likeliest area of each statement.

    `votes` are the encoder's, by the statement's number; `given` the areas of those that have one.
    """
    voted = {
        number: _voted_choices(areas, place_choices(article, areas, seeds[number]), vote)
        for number, vote in votes.items()
    }
    first = first_chances(article, areas, seeds, voted, given)
    second = second_chances(article, areas, seeds, first)
    return [
        Placed(given[number], SURE) if number in given
        else _placed(chances, voted.get(number), subject_area(article, areas, seed))
        for number, (seed, chances) in enumerate(zip(seeds, second, strict=True))
    ]  # fmt: skip


SURE = 0.9
"""How sure an area or a period is that was given."""


def first_chances(
    article: Article, areas: Areas, seeds: Sequence[Seed],
    voted: Mapping[int, Mapping[int, float]], given: Mapping[int, int],
) -> list[dict[int, float]]:  # fmt: skip
    """The first look at every statement, given what it finds the likeliest area of the one before.

    Where the encoder has voted (its chances of the areas, by the statement's number), areas that it
    thinks hopeless are passed over.
    """
    possible = {
        number: frozenset(hopeful(list(own), list(own.values()))[0])
        for number, own in voted.items()
    }
    model = load_model("places")
    previous: tuple[int, int] | None = None
    found: list[dict[int, float]] = []
    for number, seed in enumerate(seeds):
        context = place_context(article, seed, previous)
        if number in given:
            own = {given[number]: 1.0}
        else:
            choices = (
                _hopeful_areas(voted[number], possible, number)
                if number in voted else place_choices(article, areas, seed)
            )  # fmt: skip
            likely = sort_chances(article, areas, seed, context)
            scores = [
                model.score(place_features(article, areas, seed, context, choice, likely))
                for choice in choices
            ]
            own = dict(zip(choices, softmax(scores), strict=True))
        previous = max(own, key=own.__getitem__), context.index
        found.append(_worth_keeping(own))
    return found


def _worth_keeping(chances: Mapping[int, float]) -> dict[int, float]:
    """The likeliest areas of a statement, and others that are not hopeless.

    An article may name thousands of areas and make a hundred thousand statements.
    """
    likeliest = nlargest(LIKELIEST, chances, key=chances.__getitem__)
    return {
        at: chance for at, chance in chances.items() if chance >= LEAST_CHANCE or at in likeliest
    }


def _hopeful_areas(
    choices: Iterable[int], possible: Mapping[int, Set[int]], number: int
) -> list[int]:
    """The choices that the encoder thinks possible for a statement or for one beside it."""
    near = range(number - NEAR, number + NEAR + 1)
    kept = frozenset[int]().union(*(possible.get(one, ()) for one in near))
    return [choice for choice in choices if choice in kept]


def _placed(
    chances: Mapping[int, float], voted: Mapping[int, float] | None, subject: int | None
) -> Placed:
    """The choice between the areas of a statement, the subject much the likelier."""
    choices = list(chances)
    weights = list(chances.values())
    if voted is not None:
        weights = weighed("place", weights, [voted[choice] for choice in choices])
    if subject in chances:
        weights = [weight * (SUBJECT if choice == subject else 1)
                   for choice, weight in zip(choices, weights, strict=True)]  # fmt: skip
    best = max(range(len(choices)), key=lambda i: weights[i])
    return Placed(choices[best], weights[best] / sum(weights))


def _voted_choices(areas: Areas, choices: Iterable[int], vote: Vote) -> dict[int, float]:
    """The encoder's chances of the areas that are weighed for a statement."""
    voted = _voted(areas, vote)
    return {choice: voted[choice + 1] for choice in choices}  # no area stands first


def _voted(areas: Areas, vote: Vote) -> list[float]:
    """The encoder's chance of no area and of each one: that of all its mentions together.

    An area that the encoder has not read may be the one it says stands elsewhere. Where it has read
    all that the article names, such an area has no name there: the statement has no place.
    """
    read = sorted(vote.places)
    seen: dict[int, set[int]] = defaultdict(set)
    for by_mention in (areas.direct, areas.recalled):
        for i in read:
            for at in by_mention.get(i, ()):
                seen[at].add(i)
    unread = [at for at, area in enumerate(areas.all) if area.direct and at not in seen]
    chances = [UNNAMED * vote.place_elsewhere] * len(areas.all)
    for at in unread:
        chances[at] = vote.place_elsewhere / 2
    for at, mentions in seen.items():
        chances[at] = sum(vote.places[i] for i in mentions)
    country = next(at for at, area in enumerate(areas.all) if area.name == VIETNAM)
    chances[country] = vote.country + (chances[country] if country in seen else 0.0)
    nowhere = 0.0 if unread else vote.place_elsewhere
    return [vote.no_place + nowhere, *chances]
