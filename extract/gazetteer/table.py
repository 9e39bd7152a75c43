"""The table of official units, both tiers, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import regex

from extract.gazetteer.names import name_key, name_keys

LAST_OLD_DAY = date(2025, 6, 30)
"""The last day of the tier with districts."""

LISTED = date(2023, 4, 10)
"""The day of the earlier of the two lists the old tier is built from."""

_FAR = date.max


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit that took over from one that ended, and how.

    `kind` is `whole` (all of it), `people` (all its people, part of its land), `part`, `land` (part
    of its land, nobody) or `some_people`.
    """

    unit: Unit
    kind: str


@dataclass(frozen=True, slots=True)
class Unit:
    """An official unit of one period: another type, name or parent makes another unit.

    `first` is None where it is not known or before this table, `last` where the unit is in force
    or, in the tier that ended with June 2025, where the day is not known (see `ended`).
    `earliest` is set where `first` is not known but cannot lie before that day.
    """

    code: str
    level: str
    type: str
    name: str
    parent: Unit | None
    first: date | None
    last: date | None
    earliest: date | None = None

    def __hash__(self) -> int:
        """Cheaper than that of all fields, the parents' included."""
        return hash((self.code, self.first, self.last))

    @property
    def full_name(self) -> str:
        """`xã Đại Dực, huyện Tiên Yên, tỉnh Quảng Ninh`."""
        return ", ".join(f"{unit.type} {unit.name}" for unit in self.chain())

    def chain(self) -> Iterator[Unit]:
        """The unit and those it lies in, upwards."""
        unit: Unit | None = self
        while unit is not None:
            yield unit
            unit = unit.parent

    @property
    def province(self) -> Unit:
        """The province the unit lies in, itself where it is one."""
        return self if self.parent is None else self.parent.province

    @property
    def old_tier(self) -> bool:
        """Whether the unit belongs to the tier with districts, which ended on 30 June 2025."""
        if self.parent is not None and self.parent.level == "district":
            return True
        return self.level == "district" or (self.last is not None and self.last <= LAST_OLD_DAY)

    @property
    def ended(self) -> bool:
        """Whether the unit is no more, its last day known or not."""
        return self.last is not None or (self.old_tier and self.level != "province")

    def in_force(self, on: date) -> bool | None:
        """Whether the unit existed on that day; None where the table does not tell."""
        begin = self.first or self.earliest
        if (begin and on < begin) or (self.last and on > self.last):
            return False
        if self.last is None and self.ended:
            return True if on < LISTED else None if on <= LAST_OLD_DAY else False
        return None if self.first is None and self.earliest else True

    def as_of(self, on: date) -> Unit:
        """The unit with its parents as they were on that day: `tỉnh Thừa Thiên Huế` before 2025."""
        if self.parent is None or self.in_force(on) is False:
            return self
        parent = _period(self.parent, on).as_of(on)
        return self if parent is self.parent else replace(self, parent=parent)

    @property
    def successors(self) -> tuple[Successor, ...]:
        """The units that took over, by code; empty for a unit in force."""
        return _successors_of(self)

    @property
    def heir(self) -> Unit | None:
        """The one unit that took over all people; None for a unit in force or divided."""
        whole = [s.unit for s in self.successors if s.kind in ("whole", "people")]
        return whole[0] if len(whole) == 1 else None


def rows(name: str) -> list[list[str]]:
    """The rows of a table of this package, without notes and heading."""
    lines = Path(__file__).with_name(name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line[0] != "#"][1:]


@lru_cache(maxsize=1)
def units() -> Sequence[Unit]:
    """All units of the table: provinces, then districts, then communes."""
    table: list[Unit] = []
    periods: dict[str, list[Unit]] = {}
    parents: dict[tuple[str, str, str], Unit | None] = {}
    for code, level, kind, name, parent, first, last in rows("units.tsv"):
        key = parent, first, last
        if key not in parents:
            parents[key] = _in_time(periods.get(parent, ()), _day(first), _day(last))
        above = parents[key]
        if first[:1] == "~":
            unit = Unit(code, level, kind, name, above, None, _day(last), _day(first))
        else:
            unit = Unit(code, level, kind, name, above, _day(first), _day(last))
        table.append(unit)
        if level != "commune":
            periods.setdefault(code, []).append(unit)
    return tuple(table)


@cache
def _day(text: str) -> date | None:
    """`2025-07-01`, or `~2023-04-10` for not before that day."""
    return date.fromisoformat(text.removeprefix("~")) if text else None


def _in_time(periods: Sequence[Unit], first: date | None, last: date | None) -> Unit | None:
    """That of `periods`, one code through time, in which a unit of these days lay at its end."""
    if len(periods) <= 1:
        return periods[0] if periods else None
    day = last or (_FAR if first and first > LAST_OLD_DAY else first)
    if day is None:
        return periods[0]
    fitting = [p for p in periods if (p.first or date.min) <= day <= (p.last or _FAR)]
    return fitting[-1] if fitting else periods[-1]


def _period(unit: Unit, on: date) -> Unit:
    """The period of a unit's code that holds that day; the unit itself where none does."""
    if unit.in_force(on):
        return unit
    same = [u for u in by_code()[unit.code] if u.old_tier == unit.old_tier or u.level == "province"]
    return next((u for u in same if u.in_force(on)), unit)


@lru_cache(maxsize=1)
def by_code() -> dict[str, tuple[Unit, ...]]:
    """Units of each code, oldest first."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units():
        found[unit.code].append(unit)
    return {code: tuple(sorted(same, key=_begin)) for code, same in found.items()}


def unit_of(code: str, *, on: date | None = None) -> Unit | None:
    """The unit of a code on that day, its parents as of the day; the newest without a day.

    Where the code meant nothing on the day, the unit that had it last before, else first after.
    """
    periods = by_code().get(code, ())
    if not periods or on is None:
        return periods[-1] if periods else None
    begun = [unit for unit in periods if _begin(unit) <= on]
    held = next((unit for unit in begun if unit.in_force(on)), None)
    return (held or (begun[-1] if begun else periods[0])).as_of(on)


@lru_cache(maxsize=1)
def by_key() -> dict[str, tuple[Unit, ...]]:
    """Units of each spelling key, aliases included. Numbers stand with their type: `quận1`."""
    found: dict[str, list[Unit]] = defaultdict(list)
    known = list({unit.name for unit in units()})
    keys = dict(zip(known, name_keys(known), strict=True))
    numbers = {name for name, key in keys.items() if _NUMBER.fullmatch(key)}
    for unit in units():
        key = keys[unit.name]
        found[_with_type(unit.type, key) if unit.name in numbers else key].append(unit)
    for code in _aliases():
        for unit in by_code()[code]:
            for name in aliases(unit):
                same = found[unit_key(unit.type, name)]
                if unit not in same:
                    same.append(unit)
    return {key: tuple(same) for key, same in found.items()}


_ROMAN = {"x": 10, "v": 5, "i": 1}
_NUMBER = regex.compile(r"\d+|(?=[xvi])x{0,2}(?:ix|iv|v?i{0,3})")


@lru_cache(maxsize=32768)
def unit_key(kind: str, name: str) -> str:
    """The key of a unit's name; a number, Roman ones too, is a name only with its type."""
    key = name_key(name)
    return _with_type(kind, key) if _NUMBER.fullmatch(key) else key


def _with_type(kind: str, number: str) -> str:
    """`phường` and `vii` -> `phường7`."""
    if not number.isdigit():
        values = [_ROMAN[char] for char in number]
        signed = zip(values, [*values[1:], 0], strict=True)
        number = str(sum(-value if value < after else value for value, after in signed))
    return name_key(kind) + number


@lru_cache(maxsize=4096)
def spellings(unit: Unit) -> frozenset[str]:
    """All spelling keys of a unit."""
    return frozenset(unit_key(unit.type, name) for name in (unit.name, *aliases(unit)))


def aliases(unit: Unit) -> tuple[str, ...]:
    """Other ways of writing a unit's bare name that no rule of spelling gives."""
    others = _aliases().get(unit.code, ())
    return tuple(alias for alias, name in others if name in ("", unit.name))


@lru_cache(maxsize=1)
def _aliases() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, alias, name, *_ in (*rows("aliases.tsv"), *rows("spellings.tsv")):
        found[code].append((alias, name))
    return {code: tuple(others) for code, others in found.items()}


@lru_cache(maxsize=1)
def _heirs() -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for old, new, kind in rows("successors.tsv"):
        found[old].append((new, kind))
    return {old: tuple(to) for old, to in found.items()}


def _successors_of(unit: Unit) -> tuple[Successor, ...]:
    if not unit.ended:
        return ()
    at_reform = unit.last == LAST_OLD_DAY
    if at_reform and unit.level == "district" and (found := _district_successors(unit)):
        return found
    if at_reform or unit.level != "commune":
        listed = _heirs().get(unit.code, ())
        if listed:
            return tuple(Successor(_later(code, unit), kind) for code, kind in listed)
    same = [u for u in by_code()[unit.code] if u.old_tier == unit.old_tier or not u.parent]
    since = unit.last or LISTED - timedelta(days=1)
    later = [u for u in same if _begin(u) > since]
    return (Successor(min(later, key=_begin), "whole"),) if later else ()


def _begin(unit: Unit) -> date:
    return unit.first or unit.earliest or date.min


def _later(code: str, unit: Unit) -> Unit:
    """The unit of `code` that came after `unit`, or took it up and stayed."""
    same = [u for u in by_code()[code] if u.last is None or not unit.last or u.last > unit.last]
    return next((u for u in same if _begin(u) > (unit.last or date.min)), same[-1])


def _district_successors(district: Unit) -> tuple[Successor, ...]:
    """What the communes of a district became; `whole` where that is one unit."""
    found = {
        heir.unit.code: heir.unit
        for commune in _last_communes().get(district.code, ())
        for heir in commune.successors
    }
    kind = "whole" if len(found) == 1 else "part"
    return tuple(Successor(heir, kind) for heir in found.values())


@lru_cache(maxsize=1)
def _last_communes() -> dict[str, list[Unit]]:
    """The communes of each district on the last day of the tier with districts."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units():
        if unit.level == "commune" and unit.last == LAST_OLD_DAY and unit.parent:
            found[unit.parent.code].append(unit)
    return found


@lru_cache(maxsize=1)
def taken_up() -> dict[str, tuple[Unit, ...]]:
    """Communes of June 2025 by names of those they had taken up: type and name in plain letters.

    Of such a commune neither the code nor the accents are known.
    """
    found: dict[str, list[Unit]] = defaultdict(list)
    for name, code in rows("former.tsv"):
        found[name].extend(unit for unit in by_code()[code] if unit.last == LAST_OLD_DAY)
    return {name: tuple(heirs) for name, heirs in found.items()}
