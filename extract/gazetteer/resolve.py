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

from extract.gazetteer.names import name_key, without_accents
from extract.gazetteer.parse import Part, parse_place
from extract.gazetteer.table import (
    LAST_OLD_DAY,
    Named,
    Unit,
    by_code,
    by_form,
    by_key,
    referred,
    spellings,
    taken_up,
    unit_key,
    units,
)

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
_AHEAD = 400
"""Days before its first one on which a unit may be written of (laws come before units)."""
_MISS = 10
"""Weighs a parent that does not fit against parents that fit only as kin of the right one."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a written place was found to be, and how.

    `unit` is None where nothing or several places fit. `candidates` are all that fit, the likeliest
    first. `marks` say what the answer rests on beyond the name itself: `no_accents` (the text has
    none), `other_type`, `other_parent` (one of them does not fit, or only as kin of the right one),
    `not_in_force`, and where other places fit, what decided: `type`, `time`, `context`, `level`
    (of a name without a type, the larger place). `taken_up`: a commune that ended before 2023 and
    is in no table; the candidates are those that took it up.
    """

    unit: Unit | None
    candidates: tuple[Unit, ...]
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fit:
    """A candidate and how well it fits, each from best (0) on."""

    unit: Unit
    parents: int
    type: int
    prominence: int
    time: int
    context: int
    other_type: int
    level: int

    @property
    def rank(self) -> tuple[int, ...]:
        """Best first. `type` is of the place through time, `other_type` of the period."""
        return (
            self.parents, self.type, self.prominence, self.time, self.context, self.other_type,
            self.level,
        )  # fmt: skip


def resolve_place(text: str, *, on: date | None = None, context: Sequence[str] = ()) -> Unit | None:
    """The official unit that `text` names on that day, or None where none or several fit.

    It knows the official list alone: names of a user's own (`extract.Config`) count in
    `extract.records` and `extract.article_places`, not here.
    """
    return resolve(text, on=on, context=context).unit


def place_candidates(
    text: str, *, on: date | None = None, context: Sequence[str] = ()
) -> list[Unit]:
    """All units that fit `text`, the likeliest first.

    `context` are names of other places of the article, or of the outlet's province. As with
    `resolve_place`, the official list alone is known.
    """
    return list(resolve(text, on=on, context=context).candidates)


def resolve(
    text: str,
    *,
    on: date | None = None,
    context: Sequence[str] = (),
    level: str = "",
) -> Resolution:
    """What `text` names, with the candidates and the marks of how it was settled.

    `level` leaves units of other levels out.
    """
    answers = []
    for parts in parse_place(text):
        plain = _lacks_accents(parts)
        found, kind = _named(parts[0], level, plain=plain)
        if not found and not plain:
            plain, (found, kind) = True, _named(parts[0], level, plain=True)
        if found:
            answers.append(_settle(_Query(kind, parts, on, context, plain), found))
            if answers[-1].unit is not None:
                return answers[-1]
    for parts in parse_place(text):
        if heirs := _heirs_of_former(parts, on):
            return Resolution(None, heirs, ("taken_up",))
    return answers[-1] if answers else Resolution(None, ())


def _heirs_of_former(parts: Sequence[Part], on: date | None) -> tuple[Unit, ...]:
    """Communes that took up one of that name, which itself is in no table.

    Only with parents, all of which fit: the names are known without accents.
    """
    part, *parents = parts
    if not parents or not part.type or (on is not None and on > LAST_OLD_DAY):
        return ()
    found = taken_up().get(without_accents(name_key(part.type) + name_key(part.name)), ())
    return tuple(unit for unit in found if _distance(unit, parents) < _MISS)


@dataclass(frozen=True, slots=True)
class _Query:
    """What is asked: the type and the parts as read, the day, the places around."""

    type: str
    parts: Sequence[Part]
    on: date | None
    context: Sequence[str]
    plain: bool
    """Whether names are compared without accents, as the text has none."""

    @property
    def key(self) -> str:
        """The key of the name asked for; empty where a type tells it from its parents."""
        return "" if self.type else name_key(self.parts[0].name)

    @property
    def parents(self) -> Sequence[Part]:
        return self.parts[1:]


def _lacks_accents(parts: Sequence[Part]) -> bool:
    """Whether the text is written without accents: all of it plain, and not all of it names."""
    if not all(part.whole.isascii() for part in parts):
        return False
    return not all(
        unit_key("", part.whole) in by_key()
        or (not part.plain and any(key in by_key() for _, key, _ in _readings(part)))
        for part in parts
    )


def _named(part: Part, level: str, *, plain: bool) -> tuple[tuple[Unit, ...], str]:
    """The units of that name, level and a type that fits, and the type as read."""
    for kind, key, plain_key in _readings(part):
        same = _by_plain_key().get(plain_key, ()) if plain else by_key().get(key, ())
        if found := tuple(u for u in _typed(same, kind) if level in ("", u.level)):
            return found, kind
    return (), ""


@lru_cache(maxsize=4096)
def _readings(part: Part) -> tuple[tuple[str, str, str], ...]:
    """Type, key, and key without accents where the name has none."""
    return tuple(
        (kind, unit_key(kind, name), _plain(kind, name) if name.isascii() else "")
        for kind, name in part.names
    )


def _typed(found: Iterable[Unit], kind: str) -> tuple[Unit, ...]:
    levels = _TYPE_LEVELS.get(kind)
    return tuple(u for u in found if levels is None or u.level in levels)


def _plain(kind: str, name: str) -> str:
    return without_accents(unit_key(kind, name))


@lru_cache(maxsize=1)
def _by_plain_key() -> Mapping[str, tuple[Unit, ...]]:
    keys = list(by_key())
    found: dict[str, list[str]] = defaultdict(list)
    for key, plain in zip(keys, without_accents("\n".join(keys)).split("\n"), strict=True):
        found[plain].append(key)

    def same(plain: str) -> tuple[Unit, ...]:
        return tuple(dict.fromkeys(u for key in found.get(plain, ()) for u in by_key()[key]))

    return Named(lambda: iter(found), same)


def _settle(query: _Query, found: Iterable[Unit]) -> Resolution:
    around = _Context.of(query.context, query.on)
    if query.on is not None:
        found = [unit.as_of(query.on) for unit in found]
    fits = sorted((_fit(unit, query, around) for unit in found), key=_order)
    least = fits[0].parents
    marks = ["no_accents"] if query.plain else []
    if query.parents and least >= _MISS * len(query.parents):
        # Not one of the parents fits: another place, or a slip.
        marks.append("other_parent")
        return Resolution(None, tuple(fit.unit for fit in fits), tuple(marks))
    fits = [fit for fit in fits if fit.parents == least]
    candidates = tuple(fit.unit for fit in fits)
    places = {_place(fit.unit) for fit in fits if fit.rank == fits[0].rank}
    if len(places) > 1 or _too_bold(fits, query):
        return Resolution(None, candidates, tuple(marks))
    return Resolution(candidates[0], candidates, (*marks, *_marks(fits)))


def _place(unit: Unit) -> tuple[object, ...]:
    """What the periods of one place have in common."""
    tier = unit.level == "commune" and unit.old_tier
    return unit.code, unit.level, tier, name_key(unit.name)


def _too_bold(fits: Sequence[_Fit], query: _Query) -> bool:
    """Whether the first of `fits` wins by what is too weak to settle the matter."""
    first, *rest = fits
    if query.plain and first.unit.level != "province":
        # Without accents different names meet: parents, type and day may tell them apart, no more.
        equal = [fit for fit in fits if fit.rank[:4] == first.rank[:4]]
        return len({name_key(fit.unit.name) for fit in equal}) > 1
    if query.on and first.unit.first and (first.unit.first - query.on).days > _AHEAD:
        return True
    # `Yên Bái` of today: the ward, or what was the province?
    gone = not query.type and first.unit.level == "province" and first.time == _GONE
    return gone and any(not fit.time for fit in rest)


def _order(fit: _Fit) -> tuple[object, ...]:
    """Best first; of periods of one place the newest."""
    first = fit.unit.first or fit.unit.earliest or date.min
    return (*fit.rank, -first.toordinal(), fit.unit.code)


def _fit(unit: Unit, query: _Query, around: _Context) -> _Fit:
    kind, on = query.type, query.on
    # Without a day, that of the type: `huyện Thủy Nguyên`, which was a city at the end.
    types = {unit.type} if on is None else _types(unit)
    to_come = on is not None and unit.first is not None and on < unit.first
    return _Fit(
        unit,
        parents=_distance(unit, query.parents),
        type=int(bool(kind) and kind not in types),
        prominence=int(not kind and (unit.level != "province" or to_come)),
        time=_time(unit, on, former=query.parts[0].former),
        context=-around.nearness(unit, query.key),
        other_type=int(bool(kind) and kind != unit.type),
        level=0 if kind else _LEVELS[unit.level],
    )


@lru_cache(maxsize=16384)
def _types(unit: Unit) -> frozenset[str]:
    """The types that the place of `unit` has had within its tier."""
    place = _place(unit)
    return frozenset(other.type for other in by_code()[unit.code] if _place(other) == place)


_GONE = 2


def _time(unit: Unit, on: date | None, *, former: bool) -> int:
    """0 in force, 1 perhaps, 2 not; without a day today counts. `former` asks for the contrary."""
    held = not unit.ended if on is None else unit.in_force(on)
    if former:
        return 0 if unit.ended and unit.old_tier else _GONE
    return 1 if held is None else 0 if held else _GONE


def _distance(unit: Unit, parents: Sequence[Part]) -> int:
    """How badly `parents` fit: nothing for a unit above `unit`, a little for kin of its province.

    Each unit above is named once: `Lào Cai, Lào Cai, Lào Cai` is the ward.
    """
    above = list(unit.chain())[1:]
    distance = 0
    for part in parents:
        named = next((parent for parent in above if _is_named(parent, part)), None)
        if named is not None:
            above.remove(named)
        elif above and any(_is_named(kin, part) for kin in _kin(unit.province)):
            above.pop()
            distance += 1
        else:
            distance += _MISS
    return distance


def _is_named(unit: Unit, part: Part) -> bool:
    for kind, key, plain in _readings(part):
        if kind and unit.level not in _TYPE_LEVELS[kind]:
            continue
        if kind == "thành phố" and unit.level == "province" and kind not in _types(unit):
            continue  # `thành phố Cao Bằng` lies in the province of that name
        if key in spellings(unit) or (plain and plain in _plain_spellings(unit)):
            return True
    return False


@lru_cache(maxsize=4096)
def _plain_spellings(unit: Unit) -> frozenset[str]:
    return frozenset(without_accents(key) for key in spellings(unit))


@lru_cache(maxsize=256)
def _kin(province: Unit) -> tuple[Unit, ...]:
    """Provinces that went into `province`, those it went into, and its other periods."""
    codes = {s.unit.code for s in province.successors} | set(_merged().get(province.code, ()))
    return tuple(
        unit
        for code in sorted({*codes, province.code})
        for unit in by_code()[code]
        if unit is not province
    )


@lru_cache(maxsize=1)
def _merged() -> dict[str, tuple[str, ...]]:
    """Code of each province of today -> codes of those that went into it."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit in units().provinces():
        for heir in unit.successors:
            found[heir.unit.code].append(unit.code)
    return {code: tuple(old) for code, old in found.items()}


_RULES = ("", "type", "level", "time", "context", "type", "level")
"""What decides, for each place of a rank."""


def _marks(fits: Sequence[_Fit]) -> list[str]:
    """What the first of `fits` rests on besides its name."""
    chosen = fits[0]
    marks = []
    if chosen.other_type:
        marks.append("other_type")
    if chosen.parents:
        marks.append("other_parent")
    if chosen.time:
        marks.append("not_in_force")
    place = _place(chosen.unit)
    second = next((fit for fit in fits if _place(fit.unit) != place), chosen)
    pairs = zip(_RULES, chosen.rank, second.rank, strict=True)
    marks.extend([rule for rule, best, next_best in pairs if best != next_best][:1])
    return marks


@dataclass(frozen=True, slots=True)
class _Context:
    """What the places around tell: keys of names, codes of their districts and provinces."""

    keys: frozenset[str]
    codes: frozenset[str]

    @classmethod
    def of(cls, names: Sequence[str], on: date | None) -> _Context:
        each = [_surroundings(name, on) for name in names]
        return cls(
            frozenset(key for keys, _ in each for key in keys),
            frozenset(code for _, codes in each for code in codes),
        )

    def nearness(self, unit: Unit, name: str) -> int:
        """Larger the more of the places around lie above or beside the unit.

        A parent of the same `name` does not count: it is what was asked for, not a place around.
        """
        score = 0
        for parent in list(unit.chain())[1:]:
            keys = spellings(parent)
            if name not in keys and (parent.code in self.codes or not self.keys.isdisjoint(keys)):
                score += 2 if parent.level == "district" else 1
        return score


@lru_cache(maxsize=16384)
def _surroundings(name: str, on: date | None) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the names in `name`, and the codes of the districts and provinces it is in."""
    keys = {unit_key(part.type, part.name) for parts in parse_place(name) for part in parts}
    unit = resolve(name, on=on).unit
    codes = {u.code for u in unit.chain() if u.level != "commune"} if unit else set()
    return frozenset(keys), frozenset(codes)


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
def surface_forms() -> Mapping[str, tuple[Unit, ...]]:
    """Units by each way their bare names are written, as `extract.text.fold` gives it.

    For matching in running text. Numbers stand with their type: `quận 1`.
    """
    forms = by_form()
    return Named(lambda: iter(forms), lambda form: referred(forms[form]) if form in forms else ())
