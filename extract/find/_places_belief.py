"""What the whole of a text makes believable: bare communes and districts, parts of countries."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import pairwise

from extract.find._places_lexicon import Entry
from extract.find._places_links import above
from extract.find._places_names import Found
from extract.find._places_scan import Scene, has
from extract.find._places_veto import veto
from extract.gazetteer import Unit

_SINGLED = re.compile(r"(?<!\w)(?:ở|tại|riêng|trong khi|nhất là|như) \Z")
_ENDS = re.compile(
    r" (?:mới |chỉ |còn |đạt |có )?\d|[,;:.)!?\n]| \(| (?:mới|chỉ|còn|đạt|là|có|tăng|giảm|thì) |\Z"
)
_AT = frozenset({"ở", "tại"})
SHORT_NAME = 4
"""A district of so short a name (`Vinh`) is believed alone only after `ở` or `tại`."""
LIST_GAP = 14
"""At most so many letters stand between two places of one list."""
MANY_HOMONYMS = 5
"""A district whose name as many communes bear is doubted where it stands alone."""


def with_communes(scene: Scene, found: list[Found], weak: list[tuple[int, Entry]]) -> list[Found]:
    """`found` with the bare communes that something in the text speaks for."""
    if not weak:
        return found
    typed_names = {m.name: m for m in found if m.level == "commune" and m.form == "named"}
    districts = tuple(
        {
            unit.code: unit
            for m in found
            if m.level == "district" and not m.veto and m.form == "named"
            for unit in m.units[:1]
        }.values()
    )
    starts = [m.start for m in found]
    extra: list[Found] = []
    for start, entry in weak:
        end = start + entry.length
        after = bisect_left(starts, start)
        follower = found[after] if after < len(found) else None
        taken = max(found[after - 1].end if after else 0, extra[-1].end if extra else 0)
        overlapped = start < taken or (follower is not None and follower.start < end)
        if overlapped or " " not in scene.text[start:end]:
            continue
        units = entry.units["commune"]
        known = typed_names.get(units[0].name)
        parent = follower is not None and _is_parent(scene, start, end, follower, units)
        inside = () if known is not None or parent else _inside(scene, start, end, units, districts)
        if known is None and not parent and not inside:
            continue
        if veto(scene, start, end, level="commune", weak=True):
            continue
        chosen = known.units if known is not None else inside or units
        extra.append(Found(start, end, units[0].name, "", "commune", "bare", chosen))
    return sorted([*found, *extra], key=lambda m: m.start) if extra else found


def _inside(
    scene: Scene, start: int, end: int, units: tuple[Unit, ...], districts: tuple[Unit, ...]
) -> tuple[Unit, ...]:
    """The communes of that name in a named district, where the text singles one out by a name.

    `ở Huổi Lếch,` and `riêng Lũng Cao 58%`: after such a word, and a number or the end of a phrase
    behind it.
    """
    if not districts or not _SINGLED.search(scene.key, max(0, start - 12), start):
        return ()
    if not _ENDS.match(scene.text, end):
        return ()
    return tuple(unit for unit in units if above(unit, districts))


def _is_parent(
    scene: Scene, start: int, end: int, follower: Found, units: tuple[Unit, ...]
) -> bool:
    gap = scene.text[end : follower.start]
    if gap not in (" (", "(", ", ", " - ") or follower.veto or not follower.units:
        return False
    if follower.level == "province":  # a province holds many of one name: the words before speak
        lists, reach = scene.lex.words, scene.lex.reach
        if not has(scene.left(start), lists["local"], reach["local"]):
            return False
    return any(above(unit, follower.units) for unit in units)


def doubt(scene: Scene, found: list[Found]) -> None:
    """Veto what the text as a whole does not speak for."""
    for mention, after in pairwise(found):
        part = mention.level == "region" and mention.form == "bare"
        if part and after.form == "foreign" and after.start == mention.end + 1:
            mention.veto = "word"  # `miền Nam Hàn Quốc`
    _doubt_districts(scene, found)


def follow_typed(found: list[Found]) -> None:
    """Read bare names of old districts as the new commune the text writes: `đặc khu Vân Đồn`."""
    typed = {(m.level, m.name): m for m in found if m.form == "named" and m.units}
    for mention in found:
        commune = typed.get(("commune", mention.name))
        if mention.form != "bare" or mention.level != "district" or commune is None:
            continue
        if ("district", mention.name) in typed:
            continue
        provinces = {unit.province.name for unit in mention.units}
        same = [u for u in commune.units if u.type == commune.type and u.province.name in provinces]
        if same and not any(unit.old_tier for unit in same):
            mention.level = "commune"
            mention.units = tuple(same)


def _doubt_districts(scene: Scene, found: list[Found]) -> None:
    """Veto bare districts that may be a word or a person and that nothing speaks for."""
    lists, reach = scene.lex.words, scene.lex.reach
    typed_names = {m.name for m in found if m.form == "named"}
    provinces = {u.name for m in found if m.level == "province" and not m.veto for u in m.units}
    others = _mostly_other(found)
    listed = _in_lists(scene, found)
    holders = {id(parent) for m in found for parent in m.parents}
    for m in found:
        if m.form != "bare" or m.level != "district" or m.veto or m.parents or id(m) in holders:
            continue
        if m.name in typed_names or any(u.province.name in provinces for u in m.units):
            continue
        if listed[id(m)]:
            continue
        if m.name in others:
            m.veto = others[m.name]
        elif len(m.name) <= SHORT_NAME:
            m.veto = "" if m.name == "Huế" or has(scene.left(m.start), _AT, 1) else "word"
        elif not has(scene.left(m.start), lists["local"], reach["local"]):
            m.veto = "word" if _may_be_word(scene, m) else ""


def _in_lists(scene: Scene, found: list[Found]) -> dict[int, bool]:
    """Whether each mention stands in a list beside another place of this country."""
    listed = {id(m): False for m in found}
    for one, other in pairwise(found):
        gap = scene.text[one.end : other.start]
        if len(gap) <= LIST_GAP and "," in gap and "." not in gap.replace(".", "", 1):
            listed[id(one)] |= _is_unit(other)
            listed[id(other)] |= _is_unit(one)
    return listed


def _is_unit(mention: Found) -> bool:
    return not mention.veto and mention.level in ("province", "district") and bool(mention.units)


def _may_be_word(scene: Scene, mention: Found) -> bool:
    """Whether a district's name is as well a person's or common; towns are known by name."""
    if any(unit.type in ("thành phố", "thị xã") for unit in mention.units):
        return False
    surname = mention.name.split(" ", 1)[0].lower() in scene.lex.words["surname"]
    entry = scene.lex.entries.get(scene.key[mention.start : mention.end])
    homonyms = 0 if entry is None else len(entry.units.get("commune", ()))
    return surname or len(mention.units) > 2 or homonyms > MANY_HOMONYMS


def _mostly_other(found: list[Found]) -> dict[str, str]:
    """Names used for a person or a firm at least half as often as for the place, with which."""
    clean = Counter(m.name for m in found if not m.veto)
    vetoed = Counter((m.name, m.veto) for m in found if m.veto in ("person", "organisation"))
    return {name: why for (name, why), count in vetoed.items() if 2 * count >= clean[name]}
