"""The table of official units, both tiers, and what became of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import overload

import regex

from extract.gazetteer.lines import lines, rows, starting
from extract.gazetteer.names import name_key

LAST_OLD_DAY = date(2025, 6, 30)
"""The last day of the tier with districts."""

LISTED = date(2023, 4, 10)
"""The day of the earlier of the two lists the old tier is built from."""

KNOWN_TO = date(2026, 11, 30)
"""The day to which the units are known (`SOURCES.md`): it moves with the table."""

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


class Units(Sequence[Unit]):
    """The units of the table, provinces, then districts, then communes.

    Each is made when it is first asked for, and stays: an article names some tens of 15,460.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._made: list[Unit | None] = [None] * len(lines)
        # Codes have two, three or five figures: the lines of each level stand together.
        self._ends = {size: bisect_right(lines, size, key=_code_length) for size in (1, 2, 3, 5)}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Unit: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Unit]: ...
    def __getitem__(self, index: int | slice) -> Unit | Sequence[Unit]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        unit = self._made[index]
        if unit is None:
            unit = self._made[index] = self._make(self._lines[index])
        return unit

    def _make(self, line: str) -> Unit:
        code, level, kind, name, parent, first, last = line.split("\t")
        begin, end = _day(first), _day(last)
        above = _above(parent, begin, end) if parent else None
        if first[:1] == "~":
            return Unit(code, level, kind, name, above, None, end, begin)
        return Unit(code, level, kind, name, above, begin, end)

    def rows_of(self, code: str) -> range:
        """The rows of a code, in the order of the table."""
        low = {2: 1, 3: 2, 5: 3}.get(len(code))
        if low is None:
            return range(0)
        return starting(code, self._lines, self._ends[low], self._ends[len(code)])

    def codes(self) -> Iterator[str]:
        """All codes, each once."""
        return iter(dict.fromkeys(line[: line.index("\t")] for line in self._lines))

    def ended_on(self, day: date) -> Iterator[tuple[int, list[str]]]:
        """The rows of the units whose last day that was, and their cells."""
        last = f"\t{day}"
        for row, line in enumerate(self._lines):
            if line.endswith(last):
                yield row, line.split("\t")

    def provinces(self) -> Sequence[Unit]:
        """The provinces of both tiers."""
        return self[: self._ends[2]]


def _code_length(line: str) -> int:
    return line.index("\t")


@lru_cache(maxsize=1)
def units() -> Units:
    """All units of the table: provinces, then districts, then communes."""
    return Units(lines("units.tsv"))


@cache
def _above(code: str, first: date | None, last: date | None) -> Unit | None:
    """The period of a parent in which a unit of these days lay."""
    return _in_time([units()[row] for row in units().rows_of(code)], first, last)


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


class Named(Mapping[str, tuple[Unit, ...]]):
    """Units by a key, found when they are first asked for."""

    def __init__(
        self, keys: Callable[[], Iterator[str]], find: Callable[[str], tuple[Unit, ...]]
    ) -> None:
        self._keys = keys
        self._find = find
        self._found: dict[str, tuple[Unit, ...]] = {}

    def __getitem__(self, key: str) -> tuple[Unit, ...]:
        found = self._found.get(key)
        if found is None:
            found = self._find(key)
            if not found:
                raise KeyError(key)
            self._found[key] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return self._keys()

    def __len__(self) -> int:
        return sum(1 for _ in self._keys())


@lru_cache(maxsize=1)
def by_code() -> Mapping[str, tuple[Unit, ...]]:
    """Units of each code, oldest first."""
    table = units()

    def periods(code: str) -> tuple[Unit, ...]:
        return tuple(sorted((table[row] for row in table.rows_of(code)), key=_begin))

    return Named(table.codes, periods)


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
def by_key() -> Mapping[str, tuple[Unit, ...]]:
    """Units of each spelling key, aliases included. Numbers stand with their type: `quận1`."""
    table = lines("keys.tsv")

    def named(key: str) -> tuple[Unit, ...]:
        return tuple(unit for row in starting(key, table) for unit in referred(_second(table[row])))

    return Named(lambda: (line[: line.index("\t")] for line in table), named)


@lru_cache(maxsize=1)
def by_form() -> Mapping[str, str]:
    """What each folded way of writing a name refers to (see `referred`)."""
    return dict(line.split("\t", 1) for line in lines("forms.tsv"))


def _second(line: str) -> str:
    return line[line.index("\t") + 1 :]


def referred(to: str) -> tuple[Unit, ...]:
    """The units of a cell of the indices.

    `769` is the first row of that code in the table, `769.2` the second; parted by spaces.
    """
    found = []
    for reference in to.split(" "):
        code, _, nth = reference.partition(".")
        found.append(units()[units().rows_of(code)[int(nth or 1) - 1]])
    return tuple(found)


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


def aliased() -> Iterator[str]:
    """The codes of units with other names."""
    return iter(_aliases())


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


def _heirs(code: str) -> list[tuple[str, str]]:
    """The codes that came after a code, and the kind of each transfer."""
    table = _transfers()
    cells = (table[row].split("\t") for row in starting(code, table))
    return [(new, kind) for _, new, kind in cells]


@lru_cache(maxsize=1)
def _transfers() -> list[str]:
    return lines("successors.tsv")


def _successors_of(unit: Unit) -> tuple[Successor, ...]:
    if not unit.ended:
        return ()
    at_reform = unit.last == LAST_OLD_DAY
    if at_reform and unit.level == "district" and (found := _district_successors(unit)):
        return found
    if at_reform or unit.level != "commune":
        listed = _heirs(unit.code)
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
        for row in _last_communes().get(district.code, ())
        for heir in units()[row].successors
    }
    kind = "whole" if len(found) == 1 else "part"
    return tuple(Successor(heir, kind) for heir in found.values())


@lru_cache(maxsize=1)
def _last_communes() -> dict[str, list[int]]:
    """The rows of the communes of each district on the last day of the tier with districts."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, cells in units().ended_on(LAST_OLD_DAY):
        _, level, _, _, parent, *_ = cells
        if level == "commune":
            found[parent].append(row)
    return found


@lru_cache(maxsize=1)
def taken_up() -> Mapping[str, tuple[Unit, ...]]:
    """Communes of June 2025 by names of those they had taken up: type and name in plain letters.

    Of such a commune neither the code nor the accents are known.
    """
    found: dict[str, list[str]] = defaultdict(list)
    for name, code in rows("former.tsv"):
        found[name].append(code)
    return Named(
        lambda: iter(found),
        lambda name: tuple(
            unit for code in found.get(name, ()) for unit in by_code()[code]
            if unit.last == LAST_OLD_DAY
        ),
    )  # fmt: skip
