"""From a place as written to its official unit.

A written place is parsed into parts, each a type and a name, the most specific first. What fits
the first part is then sifted: other parts (its parents), the day, the places around. What is left
is one place or several; several are never settled in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extract.gazetteer.names import has_accents, name_key, plain_key
from extract.gazetteer.parse import Part, parse_place
from extract.gazetteer.table import Unit, by_code, by_key, spellings, unit_key, units

_LEVELS = {"province": 0, "district": 1, "commune": 2}
_TYPE_LEVELS = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "huyện": ("district",),
    "quận": ("district",),
    "thị xã": ("district",),
    "xã": ("commune",),
    "phường": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
}


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a written place was found to be, and how.

    `unit` is None where nothing or several places fit. `candidates` are all that fit, the likeliest
    first. `marks` say what the answer rests on beyond the name itself: `no_accents`, `other_type`,
    `other_parent`, `not_in_force`, `context`, `level`, `newer`.
    """

    unit: Unit | None
    candidates: tuple[Unit, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    """A candidate and how well it fits, each from best (0) on."""

    unit: Unit
    type: int
    parents: int
    time: int
    context: int
    level: int

    @property
    def rank(self) -> tuple[int, ...]:
        return self.parents, self.type, self.time, self.context, self.level


def resolve_place(
    text: str, *, on: date | None = None, context: Sequence[str] = ()
) -> Unit | None:
    """The official unit that `text` names on that day, or None where none or several fit."""
    return resolve(text, on=on, context=context).unit


def place_candidates(
    text: str, *, on: date | None = None, context: Sequence[str] = ()
) -> list[Unit]:
    """All units that fit `text`, the likeliest first.

    `context` are names of other places of the article, or of the outlet's province.
    """
    return list(resolve(text, on=on, context=context).candidates)


def resolve(text: str, *, on: date | None = None, context: Sequence[str] = ()) -> Resolution:
    """What `text` names, with the candidates and the marks of how it was settled."""
    for parts in parse_place(text):
        found, marks = _named(parts[0])
        if found:
            return _settle(parts, found, marks, on, context)
    return Resolution(None, ())


def _named(part: Part) -> tuple[tuple[Unit, ...], list[str]]:
    """The units of that name and a type that fits; without accents where nothing has them."""
    found = _typed(by_key().get(unit_key(part.type, part.name), ()), part.type)
    if found or has_accents(part.name):
        return found, []
    return _typed(_by_plain_key().get(plain_key(part.name), ()), part.type), ["no_accents"]


def _typed(found: Iterable[Unit], kind: str) -> tuple[Unit, ...]:
    levels = _TYPE_LEVELS.get(kind)
    return tuple(u for u in found if levels is None or u.level in levels)


@lru_cache(maxsize=1)
def _by_plain_key() -> dict[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for key, same in by_key().items():
        found[plain_key(key)].extend(same)
    return {key: tuple(same) for key, same in found.items()}


def _settle(
    parts: Sequence[Part],
    found: Sequence[Unit],
    marks: list[str],
    on: date | None,
    context: Sequence[str],
) -> Resolution:
    around = _Context.of(context, on)
    fits = sorted((_fit(u, parts, on, around) for u in found), key=_order)
    least = min(fit.parents for fit in fits)
    fits = [fit for fit in fits if fit.parents == least]
    candidates = tuple(fit.unit for fit in fits)
    best = [fit for fit in fits if fit.rank == fits[0].rank]
    unit = _one_place([fit.unit for fit in best], on)
    if len(parts) > 1 and least >= len(parts) - 1:
        unit = None  # not one of the parents fits: another place, or a slip
    if unit is None and "no_accents" in marks:
        return Resolution(None, candidates, tuple(marks))
    return Resolution(unit, candidates, tuple(marks + _marks(fits, unit)))


def _order(fit: _Fit) -> tuple[object, ...]:
    first = fit.unit.first or date.min
    return (*fit.rank, -first.toordinal(), fit.unit.code)


def _fit(unit: Unit, parts: Sequence[Part], on: date | None, around: _Context) -> _Fit:
    kind = parts[0].type
    misses = sum(not _within(unit, part) for part in parts[1:])
    return _Fit(
        unit,
        type=int(bool(kind) and kind != unit.type),
        parents=misses,
        time=_distance(unit, on),
        context=-around.nearness(unit),
        level=0 if kind else _LEVELS[unit.level],
    )


def _distance(unit: Unit, on: date | None) -> int:
    """0 in force, 1 perhaps, 2 not; without a day the units of today come first."""
    if on is None:
        return int(unit.ended)
    held = unit.in_force(on)
    return 1 if held is None else 0 if held else 2


def _within(unit: Unit, part: Part) -> bool:
    """Whether `part` names a unit above `unit`: then, or what that became, or what it was."""
    key = unit_key(part.type, part.name)
    plain = None if has_accents(part.name) else plain_key(part.name)
    for above in _above(unit):
        levels = _TYPE_LEVELS.get(part.type)
        if levels is not None and above.level not in levels:
            continue
        if key in spellings(above) or (plain and plain == plain_key(above.name)):
            return True
    return False


def _above(unit: Unit) -> list[Unit]:
    """Parents, the provinces they went into or came from."""
    parents = list(unit.chain())[1:]
    province = unit.province
    codes = {s.unit.code for s in province.successors} | set(_merged().get(province.code, ()))
    kin = [u for code in {*codes, province.code} for u in by_code()[code] if u is not province]
    return parents + kin


@lru_cache(maxsize=1)
def _merged() -> dict[str, tuple[str, ...]]:
    """Code of each province of today -> codes of those that went into it."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit in units():
        if unit.level == "province":
            for heir in unit.successors:
                found[heir.unit.code].append(unit.code)
    return {code: tuple(old) for code, old in found.items()}


def _one_place(best: Sequence[Unit], on: date | None) -> Unit | None:
    """The one place that `best` are periods of; the period of the day, else the newest."""
    if len({(u.code, u.level, name_key(u.name), u.old_tier) for u in best}) != 1:
        newest = max(u.first or date.min for u in best)
        same = {(u.code, u.level) for u in best}
        if len(same) == 1 and on is None:
            return next(u for u in best if (u.first or date.min) == newest)
        return None
    return best[0]


def _marks(fits: Sequence[_Fit], unit: Unit | None) -> list[str]:
    chosen = next((fit for fit in fits if fit.unit is unit), None)
    if chosen is None:
        return []
    marks = []
    if chosen.type:
        marks.append("other_type")
    if chosen.parents:
        marks.append("other_parent")
    if chosen.time:
        marks.append("not_in_force")
    rest = [fit for fit in fits if fit.unit is not unit]
    if any(fit.rank[:3] == chosen.rank[:3] and fit.context > chosen.context for fit in rest):
        marks.append("context")
    if any(fit.rank[:4] == chosen.rank[:4] and fit.level > chosen.level for fit in rest):
        marks.append("level")
    return marks


@dataclass(frozen=True, slots=True)
class _Context:
    """What the places around tell: names above a unit, and units beside it."""

    keys: frozenset[str]
    provinces: frozenset[str]
    districts: frozenset[str]

    @classmethod
    def of(cls, names: Sequence[str], on: date | None) -> _Context:
        keys: set[str] = set()
        provinces: set[str] = set()
        districts: set[str] = set()
        for name in names:
            for parts in parse_place(name):
                keys.update(unit_key(part.type, part.name) for part in parts)
            unit = resolve(name, on=on).unit
            if unit is not None:
                provinces.add(unit.province.code)
                districts.update(u.code for u in unit.chain() if u.level == "district")
        return cls(frozenset(keys), frozenset(provinces), frozenset(districts))

    def nearness(self, unit: Unit) -> int:
        """Larger the more of the places around lie above or beside the unit."""
        above = list(unit.chain())[1:]
        score = 0
        for parent in above:
            near = self.districts if parent.level == "district" else self.provinces
            weight = 2 if parent.level == "district" else 1
            if parent.code in near or not self.keys.isdisjoint(spellings(parent)):
                score += weight
        return score


def names(on: date | None = None) -> Mapping[str, Sequence[Unit]]:
    """Units by the spelling key (`name_key`) of their names; those of one day where given.

    Units of which the table does not tell whether they were in force on the day are included.
    Names that are numbers stand with their type: `quận1`.
    """
    if on is None:
        return by_key()
    held = ((k, [u for u in same if u.in_force(on) is not False]) for k, same in by_key().items())
    return {key: tuple(same) for key, same in held if same}


@lru_cache(maxsize=1)
def surface_forms() -> Mapping[str, Sequence[Unit]]:
    """Units by each way their bare names are written, as `extract.text.fold` gives it.

    For matching in running text. Numbers stand with their type: `quận 1`.
    """
    from extract.gazetteer.variants import written  # noqa: PLC0415

    return written()
