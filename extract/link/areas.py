"""The areas that an article names, with all their mentions, and what `huyện`, `tỉnh` recall."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from extract.annotate import Article
from extract.find.places import PlaceMention
from extract.gazetteer import Unit, areas, by_code, name_key, unit_of
from extract.link._places_abroad import CountryAbroad
from extract.link._places_regions import spans_of_regions

VIETNAM = "Việt Nam"
WORLD = "thế giới"
NO_AREA = ("person", "word", "byline")
"""The vetoes of mentions that name no area at all."""
_UNITS = ("province", "district", "commune")


@dataclass(slots=True)
class Area:
    """One area of an article.

    `direct` are indices of the mentions that name it, `recalled` those of phrases such as `huyện`
    that may stand for it. `unit` is the official unit where it is one. `abroad` where it is no part
    of Việt Nam, `spanned` where it is a region said by its ends (`direct` then holds the
    first end, or both where they name nothing else).
    """

    name: str
    key: areas.AreaParts
    level: str
    unit: Unit | None
    direct: list[int] = field(default_factory=list)
    recalled: list[int] = field(default_factory=list)
    abroad: bool = False
    spanned: bool = False


@dataclass(frozen=True, slots=True)
class Areas:
    """All areas of an article; `of_mention` gives the area that a mention names, or -1."""

    all: Sequence[Area]
    of_mention: Sequence[int]
    share: Counter[int]
    names: Sequence[int]
    """How many of the mentions before each, and before the end, are names with no veto."""
    direct: Mapping[int, Sequence[int]]
    """The areas that have a mention in `Area.direct`, by the mention; `recalled` alike."""
    recalled: Mapping[int, Sequence[int]]
    notes: dict[str, Any] = field(default_factory=dict)
    """What a step works out about the article once and wants again for its next statement."""


def find_areas(article: Article, *, on: date | None = None) -> Areas:
    """The areas that an article's mentions name, the country and the world always among them."""
    found: dict[areas.AreaParts, list[int]] = {}
    of_mention: list[int] = []
    order: list[Area] = []

    def area(name: str, level: str, unit: Unit | None) -> int:
        key = areas.parts(name)
        namesakes = found.setdefault(key, [])
        for at in namesakes:
            # `tỉnh Cao Bằng` and `thành phố Cao Bằng` bear one name and are two areas.
            other = order[at].unit
            if unit is None or other is None or other.level == unit.level:
                return at
        namesakes.append(len(order))
        order.append(Area(name, key, level, unit))
        return namesakes[-1]

    area(VIETNAM, "country", None)
    area(WORLD, "world", None)
    spans = spans_of_regions(article)
    ends = {i: span.region for span in spans if span.alone for i in (span.first, span.first + 1)}
    abroad = CountryAbroad(article)
    for i, mention in enumerate(article.places):
        named = (ends[i], "region", None) if i in ends else _named(article.places, mention, on)
        if named is None:
            of_mention.append(-1)
            continue
        land = abroad.meant_by(mention)
        if land is not None:
            order[land].recalled.append(i)
            of_mention.append(land)
            continue
        at = area(*named)
        order[at].direct.append(i)
        order[at].abroad |= mention.form == "foreign"
        of_mention.append(at)
        abroad.see(mention, at)
    for span in spans:
        at = area(span.region, "region", None)
        order[at].direct.append(span.first)
        order[at].spanned = True
    for one in order:
        if one.spanned:
            one.direct = sorted({*one.direct})
    _recall(article.places, order, of_mention)
    _imply(article.places, order, of_mention)
    share = Counter(at for at, m in zip(of_mention, article.places, strict=True)
                    if at >= 0 and m.veto in ("", "organisation"))  # fmt: skip
    names = [0, *accumulate(not m.veto and m.form != "generic" for m in article.places)]
    direct = _by_mention([one.direct for one in order])
    return Areas(order, of_mention, share, names, direct, _by_mention([a.recalled for a in order]))


def _by_mention(mentions: Sequence[Sequence[int]]) -> dict[int, list[int]]:
    """The areas that have a mention, by the mention; `mentions` are those of each area."""
    found: dict[int, list[int]] = defaultdict(list)
    for at, own in enumerate(mentions):
        for i in own:
            found[i].append(at)
    return found


def begun_before(article: Article, mentions: Sequence[int], offset: int) -> int:
    """How many of an area's mentions, numbers of places in order, begin before `offset`."""
    return bisect_left(mentions, offset, key=lambda i: article.places[i].start)


def _named(
    places: Sequence[PlaceMention], mention: PlaceMention, on: date | None
) -> tuple[str, str, Unit | None] | None:
    """Name, level and unit of the area that a mention names; None for phrases that refer back."""
    if mention.form == "generic" or mention.veto in NO_AREA:
        return None
    if mention.form == "world" or mention.level == "world":
        return WORLD, "world", None
    if mention.form == "national":
        return VIETNAM, "country", None
    unit = official(mention, on)
    if unit is not None:
        return unit.full_name, unit.level, unit
    name = _typed_name(mention)
    parents = [places[p] for p in mention.parents]
    above = next((official(p, on) for p in parents if official(p, on)), None)
    if mention.level in (*_UNITS, "village") and above is not None:
        name = f"{name}, {above.full_name}"
    return name, mention.level, None


def _typed_name(mention: PlaceMention) -> str:
    if not mention.type or mention.name.lower().startswith(mention.type.lower()):
        return mention.name
    return f"{mention.type} {mention.name}"


def official(mention: PlaceMention, on: date | None) -> Unit | None:
    """The likeliest official unit of a mention, of the mention's own level.

    One that bears the name on that day goes first: the code of Quảng Trị today was Quảng Bình's.
    Then one that bore it on another: what is written `tỉnh Yên Bái` is not Lào Cai of its code.
    """
    found = namesake = None
    for code in mention.units:
        level = [u for u in reversed(by_code().get(code, ())) if u.level == mention.level]
        if not level:
            continue
        unit = next((u for u in level if u.name == mention.name), level[0])
        dated = (unit_of(code, on=on) if on else None) or unit
        if dated.name == unit.name == mention.name:
            return dated
        found = found or dated
        if unit.name == mention.name and name_key(dated.name) != name_key(unit.name):
            namesake = namesake or unit
    return namesake or found


_LEVEL_OF_TYPE = {"tỉnh": ("province",), "huyện": ("district",), "quận": ("district",),
    "thị xã": ("district",), "thành phố": ("province", "district"), "thủ đô": ("province",),
    "xã": ("commune",), "phường": ("commune",), "thị trấn": ("commune",), "đặc khu": ("commune",),
    "thôn": ("village",), "bản": ("village",), "buôn": ("village",), "ấp": ("village",),
    "nước": ("country",),
    }  # fmt: skip


_NAMED_BY_TYPE = frozenset(
    ("tỉnh", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
)
"""Types that recall only what bears them in its name."""


def fits(area: Area, mention: PlaceMention) -> bool:
    """Whether a phrase such as `huyện` may stand for the area by its level and type."""
    levels = _LEVEL_OF_TYPE.get(mention.type)
    if levels is None:
        return area.level in ("region", "other", *_UNITS)
    if area.level not in levels:
        return False
    if area.level == "country":
        return area.name != VIETNAM  # `nước này` is said of another one
    own = area.name.split(" ")[0:2]
    if mention.type == "thành phố":
        return " ".join(own) == "thành phố"
    if mention.type in _NAMED_BY_TYPE:
        return area.name.startswith(f"{mention.type} ")
    return True


def _recall(places: Sequence[PlaceMention], order: list[Area], of_mention: list[int]) -> None:
    """Give each phrase that refers back the last area before it that fits, or the first after."""
    fitting: dict[str, list[int]] = {}
    for i, mention in enumerate(places):
        if mention.form != "generic":
            continue
        if mention.type not in fitting:  # which of the names before and behind are such as fit
            fit = [fits(area, mention) for area in order]
            fitting[mention.type] = [j for j, at in enumerate(of_mention) if at >= 0 and fit[at]]
        names = fitting[mention.type]
        before = bisect_left(names, i) - 1
        if not names or (before < 0 and mention.level == "country"):
            continue  # `nước này` never points ahead
        order[of_mention[names[max(0, before)]]].recalled.append(i)


_HIGHER = {"province": ("district", "commune"), "district": ("commune",)}


def _imply(places: Sequence[PlaceMention], order: list[Area], of_mention: Sequence[int]) -> None:
    """Let `tỉnh`, `huyện` that recall nothing named stand for what the named units lie in.

    Only units that are told apart count: those whose name no other bears, or with a parent named.
    """
    recalled = {i for area in order for i in area.recalled}
    by_name = {area.name: area for area in reversed(order)}
    for level, lower in _HIGHER.items():
        phrases = [
            i
            for i, mention in enumerate(places)
            if mention.form == "generic" and mention.level == level and i not in recalled
        ]
        if not phrases:
            continue
        holders = {
            i: above
            for i, at in enumerate(of_mention)
            if at >= 0
            and order[at].level in lower
            and (len(places[i].units) == 1 or places[i].parents)
            and (above := _holder(order[at], level))
        }
        inside = list(holders)
        for i in phrases if inside else ():
            # In the last named before it, else in the first after.
            above = holders[inside[max(0, bisect_left(inside, i) - 1)]]
            name = above.full_name
            area = by_name.get(name)
            if area is None:
                area = by_name[name] = Area(name, areas.parts(name), above.level, above)
                order.append(area)
            if fits(area, places[i]):
                area.recalled.append(i)


def _holder(area: Area, level: str) -> Unit | None:
    """The unit of that level that an area lies in."""
    chain = area.unit.chain() if area.unit else ()
    return next((unit for unit in chain if unit.level == level), None)
