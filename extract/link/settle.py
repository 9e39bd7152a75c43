"""Which official unit a place of an article is, and what settled it.

A name that several units bear is settled by what the article writes with it, by its day, by the
other places it names, by the province of the paper, in this order; else it stays open, with the
units it may be. Nothing is guessed in silence: `Settled.by` says what the answer rests on.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from extract.annotate import Article
from extract.find.places import PlaceMention
from extract.gazetteer import Resolution, Unit, name_key, resolve, unit_of
from extract.link.areas import Area, official
from extract.text import Span

_UNITS = frozenset({"province", "district", "commune"})
_NO_PLACE = frozenset({"person", "word", "byline", "product"})
_RULES = {"type": "type", "time": "day", "level": "level"}
"""The marks of a resolution that say what told units of one name apart."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What unit a place is, and what settled it.

    `unit` is None where none fits or several do; `candidates` are then those that fit, the
    likeliest first. `by` is `parent` (written with the name, here or elsewhere in the article),
    `only_one` (one unit bears the name), `type`, `day` (one of several was in force), `level` (a
    bare name: the larger place), `other_places` (those the article names), `outlet` (the province
    of the paper), `open`, `taken_up` (it ended before the table: the candidates took it up) or
    `not_listed`. `evidence` is the clean span that decided, where words did. `above` is the unit
    that a place without a code of its own lies in. `marks` as in `Resolution`.
    """

    unit: Unit | None
    candidates: tuple[Unit, ...]
    by: str
    evidence: Span | None = None
    above: Unit | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Located:
    """An area with its unit; `name` goes up as far as it is settled. `focal`: the article's own."""

    area: Area
    name: str
    settled: Settled
    focal: bool

    @property
    def level(self) -> str:
        """The level of the unit, or of the area as written."""
        return self.settled.unit.level if self.settled.unit else self.area.level


NOTHING = Settled(None, (), "not_listed")


class Settler:
    """Settles the places of one article; `outlet` is the province that its paper is of."""

    def __init__(self, article: Article, *, on: date | None, outlet: Unit | None = None) -> None:
        self._places = article.places
        self._on = on
        self._outlet = outlet
        self._known: dict[int, Settled] = {}
        self._amid: dict[tuple[str, str], tuple[Resolution, str]] = {}
        self._named: dict[str, list[int]] = defaultdict(list)
        self._told: dict[str, list[int]] = defaultdict(list)
        """Mentions by their names, and those with parents."""
        self._akin: dict[tuple[str, str, str], list[int]] = {}
        for i, mention in enumerate(article.places):
            if mention.units and mention.veto not in _NO_PLACE:
                key = name_key(mention.name)
                self._named[key].append(i)
                if mention.parents:
                    self._told[key].append(i)

    def settle(self, i: int) -> Settled:
        """What the mention `i` is."""
        known = self._known.get(i)
        if known is None:
            known = self._known[i] = self._settle(i)
        return known

    def of_area(self, area: Area, anchor: int = 0) -> Settled:
        """What an area is where `anchor` stands: by its last name before that, or its first."""
        if not area.direct or area.spanned:  # the ends of a region are not what it is
            return NOTHING
        before = bisect_left(area.direct, anchor, key=lambda i: self._places[i].start)
        return self.settle(area.direct[max(0, before - 1)])

    def name(self, area: Area, settled: Settled) -> str:
        """The name of an area as far as it is settled: no parents where they are a guess."""
        if settled.unit is not None:
            return settled.unit.full_name
        if area.unit is None or not area.direct:
            return area.name
        names = [_typed(self._places[area.direct[0]])]
        return ", ".join([*names, settled.above.full_name] if settled.above else names)

    def _settle(self, i: int) -> Settled:
        mention = self._places[i]
        if mention.form in ("generic", "national", "world", "foreign"):
            return NOTHING
        if mention.level not in _UNITS:
            return self._inside(mention)
        return self._listed(i) if mention.units else self._unlisted(i)

    def _listed(self, i: int) -> Settled:
        mention = self._places[i]
        home = self._with_parents(i)
        text = self._written(home)
        found = self._resolve(text, mention)
        if self._on is None and "time" in found.marks:
            # Without a day, what is in force today is no more likely than what was.
            return Settled(None, self._likely(found.candidates, mention), "open")
        if found.unit is not None:
            return self._by_itself(found, self._places[home])
        if found.candidates and not self._places[home].parents:
            return self._by_others(i, text, found)
        if not found.candidates and len(set(mention.units)) == 1:
            # A name that the finder alone knows, for one unit.
            unit = official(mention, self._on)
            return Settled(unit, (unit,) if unit else (), "only_one" if unit else "not_listed")
        by = "taken_up" if "taken_up" in found.marks else "open" if found.candidates else ""
        inside = self._inside(self._places[home])
        candidates = self._likely(found.candidates, mention)
        return replace(inside, by=by or inside.by, candidates=candidates, marks=found.marks)

    def _unlisted(self, i: int) -> Settled:
        """A unit that no list has: it may have been taken up by another of the same district."""
        mention = self._places[i]
        inside = self._inside(mention)
        if not mention.type or inside.above is None:
            return inside
        found = resolve(self._written(i), on=self._on)
        if "taken_up" not in found.marks:
            return inside
        return replace(inside, by="taken_up", candidates=found.candidates, marks=found.marks)

    def _inside(self, mention: PlaceMention) -> Settled:
        """A village, or a name that no list has: the unit it is written to lie in."""
        for parent in mention.parents:
            settled = self.settle(parent)
            if settled.unit is not None:
                where = self._places[parent]
                return replace(NOTHING, above=settled.unit, evidence=(where.start, where.end))
        return NOTHING

    def _resolve(self, text: str, mention: PlaceMention, context: Sequence[str] = ()) -> Resolution:
        found = resolve(text, on=self._on, context=context, level=mention.level)
        if mention.type or (found.unit is not None and "not_in_force" not in found.marks):
            return found
        # A bare name: what bears it today may be of another level (`Vân Đồn` is a special zone).
        other = resolve(text, on=self._on, context=context)
        if found.unit is not None or not found.candidates:
            return other if other.unit is not None else found
        return found if self._may_hold(found.candidates) else replace(other, unit=None)

    def _may_hold(self, units: Sequence[Unit]) -> bool:
        return self._on is None or any(unit.in_force(self._on) is not False for unit in units)

    def _with_parents(self, i: int) -> int:
        """The mention of the same name that says what it lies in: itself, the last before, a later.

        `i` where none does.
        """
        mention = self._places[i]
        if mention.parents:
            return i
        alike = self._alike(mention)
        return alike[max(0, bisect_left(alike, i) - 1)] if alike else i

    def _alike(self, mention: PlaceMention) -> Sequence[int]:
        """The mentions with parents that may be of one unit with a mention, in order."""
        key = name_key(mention.name), mention.level, mention.type
        if key not in self._akin:
            told = self._told.get(key[0], ())
            self._akin[key] = [j for j in told if _alike(mention, self._places[j])]
        return self._akin[key]

    def _written(self, i: int) -> str:
        """A mention with its parents: `xã Đại Dực, huyện Tiên Yên`."""
        mention = self._places[i]
        chain = [mention, *(self._places[parent] for parent in mention.parents)]
        return ", ".join(_typed(one) for one in chain if one is mention or one.level in _UNITS)

    def _by_itself(self, found: Resolution, mention: PlaceMention) -> Settled:
        rule = next((_RULES[mark] for mark in found.marks if mark in _RULES), "only_one")
        first = next((p for p in mention.parents if self._places[p].level in _UNITS), None)
        if first is None:
            return _settled(found, rule)
        parent = self._places[first]
        return _settled(found, "parent", (parent.start, parent.end))

    def _by_others(self, i: int, text: str, found: Resolution) -> Settled:
        """What the other places of the article, then the outlet, make of a name of several."""
        mention = self._places[i]
        key = text, mention.level
        if key not in self._amid:
            self._amid[key] = self._amid_others(text, mention)
        around, by = self._amid[key]
        if around.unit is None:
            return Settled(None, self._likely(found.candidates, mention), by, marks=found.marks)
        evidence = self._deciding(i, around.unit) if by == "other_places" else None
        return _settled(around, by, evidence)

    def _amid_others(self, text: str, mention: PlaceMention) -> tuple[Resolution, str]:
        around = self._resolve(text, mention, self._others)
        if around.unit is not None or self._outlet is None:
            return around, "other_places" if around.unit else "open"
        home = self._resolve(text, mention, [*self._others, self._home(self._outlet)])
        return home, "outlet" if home.unit else "open"

    def _likely(self, units: Sequence[Unit], mention: PlaceMention) -> tuple[Unit, ...]:
        """Those of the type as written that were in force; all of them where none was."""
        units = [unit for unit in units if mention.type in ("", unit.type)] or units
        held = [unit for unit in map(self._in_time, units) if self._may_hold([unit])]
        return tuple(dict.fromkeys(held or units))

    def _in_time(self, unit: Unit) -> Unit:
        """A province as it was on the day: `Huế` may mean Thừa Thiên Huế."""
        return (unit.level == "province" and unit_of(unit.code, on=self._on)) or unit

    @cached_property
    def _others(self) -> list[str]:
        """The units that the article names, as written."""
        named = (
            self._written(i)
            for i, mention in enumerate(self._places)
            if mention.level in _UNITS and mention.form != "generic"
            and mention.units and mention.veto not in _NO_PLACE
        )  # fmt: skip
        return list(dict.fromkeys(named))

    def _home(self, outlet: Unit) -> str:
        """The province that the outlet's is on that day."""
        gone = self._on is not None and not outlet.in_force(self._on)
        return (outlet.heir or outlet if gone else outlet).full_name

    def _deciding(self, i: int, unit: Unit) -> Span | None:
        """The mention nearest to `i` that names what the unit lies in."""
        keys = {name_key(one.name) for one in unit.chain() if one is not unit}
        near = []
        for key in keys:
            same = self._named.get(key, [])
            at = bisect_left(same, i)
            near += same[max(0, at - 1) : at + 1]
        if not near:
            return None
        here = self._places[i].start
        nearest = min((self._places[j] for j in near), key=lambda m: abs(m.start - here))
        return nearest.start, nearest.end


def _settled(found: Resolution, by: str, evidence: Span | None = None) -> Settled:
    rules = {*_RULES, "context"}
    marks = tuple(mark for mark in found.marks if mark not in rules)
    return Settled(found.unit, found.candidates, by, evidence, marks=marks)


def _alike(one: PlaceMention, other: PlaceMention) -> bool:
    """Whether two mentions of one name may be of one unit."""
    return one.level == other.level and (not one.type or not other.type or one.type == other.type)


def _typed(mention: PlaceMention) -> str:
    if not mention.type or mention.name.lower().startswith(mention.type.lower()):
        return mention.name
    return f"{mention.type} {mention.name}"
