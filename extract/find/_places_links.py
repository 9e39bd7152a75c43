"""Which mentions name the area that another lies in, and which unit of a name is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.find._places_names import Found
from extract.gazetteer import Unit

_GAP = re.compile(
    r"\s*,\s*(?:thuộc |nay là |nay thuộc )?|\s*[(]\s*(?:thuộc |nay là )?|\s+[-–]\s+|"
    r" (?:thuộc|của|ở|tại|trực thuộc|thuộc địa bàn|nằm trên địa bàn) | "
)
_AND = re.compile(r"\s*,\s*|,? (?:và|cùng) ")
RANK = {
    "village": 0, "other": 0, "commune": 1, "district": 2, "province": 3, "region": 4,
    "country": 5,
}  # fmt: skip
_LINKED = frozenset({"named", "bare", "foreign"})


def link(text: str, found: Sequence[Found]) -> None:
    """Set the parents of mentions where the text writes them together."""
    for i in range(len(found) - 2, -1, -1):
        child, parent = found[i], found[i + 1]
        if child.veto or parent.veto:
            continue
        if _GAP.fullmatch(text, child.end, parent.start) and _holds(text, child, parent):
            child.parents = [parent, *parent.parents]
            _share(found, i)
        elif _beside(text, child, parent):
            child.parents = parent.parents
    for child in found:
        if child.parents and child.units:
            child.units = _consistent(child, child.parents)


def _holds(text: str, child: Found, parent: Found) -> bool:
    """Whether the next mention is what this one lies in."""
    if not _lower(child, parent):
        return False
    gap = text[child.end : parent.start].strip()
    if parent.level in ("region", "country"):
        known = child.country == parent.name if child.country else gap in (",", "(")
        return known and parent.level == "country"
    if not (child.units and parent.units):
        return child.form == "named"
    if any(above(unit, parent.units) for unit in child.units):
        return True
    return child.form == "named" and (gap in ("(", "thuộc") or parent.form == "named")


def _lower(child: Found, parent: Found) -> bool:
    linked = child.form in _LINKED and parent.form in _LINKED and child.level != "region"
    same_list = child.group >= 0 and child.group == parent.group
    return linked and not same_list and RANK.get(child.level, 9) < RANK.get(parent.level, -1)


def _beside(text: str, one: Found, other: Found) -> bool:
    """Whether two stand side by side under one parent: `xã A và xã B (huyện C)`."""
    if not other.parents or one.level != other.level or one.parents:
        return False
    if one.form != "named" or other.form != "named" or one.group == other.group:
        return False
    if not _AND.fullmatch(text, one.end, other.start):
        return False
    known = other.parents[0].units
    return not known or any(above(unit, known) for unit in one.units)


def above(unit: Unit, parents: Sequence[Unit]) -> bool:
    """Whether one of `parents`, or one of its name and level in another time, holds `unit`."""
    over = {(u.level, u.name) for u in unit.chain() if u is not unit}
    return any((p.level, p.name) in over for p in parents)


def _share(found: Sequence[Found], last: int) -> None:
    """Give the parents of a list's last member to those before it that have none."""
    group = found[last].group
    if group < 0:
        return
    i = last - 1
    while i >= 0 and found[i].group == group and not found[i].parents:
        found[i].parents = found[last].parents
        i -= 1


def _consistent(child: Found, parents: Sequence[Found]) -> tuple[Unit, ...]:
    """The child's units, those inside all known parents first and alone where there are any."""
    known = [p.units for p in parents if p.units]
    inside = tuple(u for u in child.units if all(above(u, units) for units in known))
    return inside or child.units


def order_by_context(found: Sequence[Found]) -> None:
    """Put the units that lie in areas named elsewhere in the text first."""
    named: set[tuple[str, str]] = set()
    for mention in found:
        if mention.units and mention.level in ("province", "district"):
            named.add((mention.level, mention.name))
    for mention in found:
        if len(mention.units) > 1:
            first = "" if _two_levels(mention) else mention.level
            scored = [(unit.level != first, -_support(unit, named)) for unit in mention.units]
            order = sorted(range(len(scored)), key=scored.__getitem__)
            mention.units = tuple(mention.units[i] for i in order)
            if _two_levels(mention):
                mention.level = mention.units[0].level


def _two_levels(mention: Found) -> bool:
    """`thành phố Huế`: a province of its own or a city of one."""
    return mention.form == "named" and len({unit.level for unit in mention.units}) > 1


def _support(unit: Unit, named: set[tuple[str, str]]) -> int:
    return sum((u.level, u.name) in named for u in unit.chain() if u is not unit)
