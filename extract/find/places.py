"""Where a text names an area: an official unit, a village, a region, a country, or a phrase that
refers back to one (`huyện`, `toàn tỉnh`, `cả nước`).

Every mention is returned with its form; one that is likely not the area itself (a person, a firm, a
street) keeps the reason in `veto`. What a mention stands for in the end is the linker's business.
"""

from __future__ import annotations

from dataclasses import dataclass

from extract.find._places_lexicon import Entry, Sense
from extract.find._places_links import above, link, order_by_context
from extract.find._places_scan import Scene, has, scan
from extract.find._places_typed import Found, is_plural, typed
from extract.find._places_veto import veto
from extract.gazetteer import Unit

MAX_UNITS = 8
"""How many candidate units a mention carries at most."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A stretch of the clean text that names or stands for an area.

    `[start, end)` holds the type word where it is written. `name` is the bare name as the list
    writes it, for phrases that refer back the type word. `level` is one of `country`, `region`,
    `province`, `district`, `commune`, `village`, `world`, `other`; `form` one of `named` (with its
    type), `bare`, `generic`, `national`, `world`, `foreign`. `parents` are indices, in the list
    returned, of the mentions that name what it lies in, nearest first. `veto` is "" or one of
    `person`, `organisation`, `product`, `street`, `feature`, `byline`, `word`. `units` are codes of
    the official units it may be, the likeliest first.
    """

    start: int
    end: int
    name: str
    type: str
    level: str
    form: str
    parents: tuple[int, ...] = ()
    veto: str = ""
    units: tuple[str, ...] = ()


def find_places(text: str) -> list[PlaceMention]:
    """The place mentions of a clean text, in order, not overlapping."""
    scene = scan(text)
    found, weak = _collect(scene)
    found = _with_communes(scene, found, weak)
    order_by_context(found)
    link(text, found)
    _doubt(scene, found)
    index = {id(mention): i for i, mention in enumerate(found)}
    return [
        PlaceMention(
            m.start, m.end, m.name, m.type, m.level, m.form,
            tuple(index[id(p)] for p in m.parents if id(p) in index), m.veto, _codes(m.units),
        )
        for m in found
    ]  # fmt: skip


def _codes(units: tuple[Unit, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.code for unit in units))[:MAX_UNITS]


def _collect(scene: Scene) -> tuple[list[Found], list[tuple[int, Entry]]]:
    """All mentions but bare communes, and where the names of these stand."""
    found: list[Found] = []
    weak: list[tuple[int, Entry]] = []
    covered = 0
    for start in sorted(scene.at):
        if start < covered:
            continue
        for entry in scene.at[start]:
            new, end = _read(scene, start, entry, group=start)
            if end:
                found += new
                covered = end
                break
            if "commune" in entry.units and scene.capitalised(start, start + entry.length):
                weak.append((start, entry))
    return found, weak


def _read(scene: Scene, start: int, entry: Entry, *, group: int) -> tuple[list[Found], int]:
    """The mentions that an entry gives at `start` and where they end; 0 where it is nothing."""
    end = start + entry.length
    if entry.compound:
        return [], end
    if entry.type is not None:
        new = typed(scene, start, end, entry.type, group=group)
        if new:
            return new, new[-1].end
    generic = _generic(scene, start, end, entry)
    if generic is not None:
        return [generic], end
    bare = _bare(scene, start, end, entry)
    return ([bare], end) if bare is not None else ([], 0)


def _generic(scene: Scene, start: int, end: int, entry: Entry) -> Found | None:
    """A phrase that refers back: `huyện`, `toàn tỉnh`, `địa phương`."""
    if entry.generic is not None:
        if is_plural(scene, start):
            return None
        if scene.capitalised(end + 1, end + 2) and entry.generic.type in ("tỉnh", "huyện") and (
            scene.key[start:end].endswith("ủy")
        ):
            return None  # `Tỉnh ủy Bến Tre`: the name says it
        return Found(start, end, entry.generic.type, entry.generic.type, entry.generic.level, "generic")
    word = entry.type
    if word is None or word.generic != "y" or is_plural(scene, start):
        return None
    right = [w.key for w in scene.right(end)]
    classes = scene.lex.words["after_generic"]
    if any(" ".join(right[:k]) in classes for k in range(1, len(right) + 1)):
        return None
    return Found(start, end, word.type, word.type, word.levels[0], "generic")


def _bare(scene: Scene, start: int, end: int, entry: Entry) -> Found | None:
    """A name without a type word, communes apart."""
    capital = scene.capitalised(start, end)
    for level in ("province", "district"):
        if level in entry.units and capital:
            units = entry.units[level] + (
                entry.units.get("district", ()) if level == "province" else ()
            )
            weak = level == "district" or entry.length <= 4
            reason = veto(scene, start, end, level=level, weak=weak)
            return Found(start, end, units[0].name, "", level, "bare", units, reason)
    for sense in entry.senses:
        if not (capital or sense.anycase or scene.text[start].isupper() and sense.level == "region"):
            continue
        return _sensed(scene, start, end, sense)
    return None


def _sensed(scene: Scene, start: int, end: int, sense: Sense) -> Found | None:
    """A region, country or place abroad."""
    found = Found(
        start, end, sense.name, "", sense.level, sense.form, country=sense.country,
        risky=sense.risky,
    )  # fmt: skip
    if sense.form in ("national", "world"):
        return found
    if sense.level == "region":
        found.type = sense.type if sense.form == "bare" and sense.type == "miền" else ""
    found.veto = veto(scene, start, end, level=sense.level, weak=sense.risky)
    if sense.risky and not found.veto and not _speaks_for_it(scene, start, end):
        found.veto = "word"
    return found


def _speaks_for_it(scene: Scene, start: int, end: int) -> bool:
    """Whether the neighbours make a short name a country's."""
    left = scene.left(start)
    lex = scene.lex
    if has(left, lex.words["land"], lex.reach["land"]):
        return True
    before, after = scene.key[max(0, start - 14) : start], end + 1
    listed = scene.key[end : end + 2] == ", " or scene.key[end : end + 4] == " và "
    nearby = any(
        sense.level == "country"
        for position in range(after, min(after + 5, len(scene.key)))
        for entry in scene.at.get(position, ())
        for sense in entry.senses
        if not sense.risky
    )
    if listed and nearby:
        return True
    joined = before.rstrip().endswith((",", " và", "(", "-"))
    if joined and any(
        sense.level == "country"
        for position in range(max(0, start - 14), start)
        for entry in scene.at.get(position, ())
        for sense in entry.senses
    ):
        return True
    return bool(left) and not left[0].capital and end - start > 2 and "anh" not in scene.key[start:end]


def _with_communes(
    scene: Scene, found: list[Found], weak: list[tuple[int, Entry]]
) -> list[Found]:
    """`found` with the bare communes that something in the text speaks for."""
    if not weak:
        return found
    typed_names = {m.name: m for m in found if m.level == "commune" and m.form == "named"}
    spans = [(m.start, m.end) for m in found]
    extra: list[Found] = []
    for start, entry in weak:
        end = start + entry.length
        if " " not in scene.text[start:end] or any(a < end and start < b for a, b in spans):
            continue
        units = entry.units["commune"]
        known = typed_names.get(units[0].name)
        follower = next((m for m in found if 0 < m.start - end <= 3), None)
        parent = follower is not None and _is_parent(scene, end, follower, units)
        if known is None and not parent:
            continue
        if veto(scene, start, end, level="commune", weak=True):
            continue
        chosen = known.units if known is not None else units
        extra.append(Found(start, end, units[0].name, "", "commune", "bare", chosen))
        spans.append((start, end))
    return sorted([*found, *extra], key=lambda m: m.start) if extra else found


def _is_parent(scene: Scene, end: int, follower: Found, units: tuple[Unit, ...]) -> bool:
    gap = scene.text[end : follower.start]
    if gap not in (" (", "(", ", ", " - ") or follower.veto or not follower.units:
        return False
    if follower.level == "province" and gap != " (" and follower.form != "named":
        return False
    return any(above(unit, follower.units) for unit in units)


def _doubt(scene: Scene, found: list[Found]) -> None:
    """Veto bare districts that nothing in the text speaks for and that may be a word or person."""
    lex = scene.lex
    typed_names = {m.name for m in found if m.form == "named"}
    provinces = {u.name for m in found if m.level == "province" and not m.veto for u in m.units}
    for m in found:
        if m.form != "bare" or m.level != "district" or m.veto or m.parents:
            continue
        if m.name in typed_names or any(u.province.name in provinces for u in m.units):
            continue
        if has(scene.left(m.start), lex.words["local"], lex.reach["local"]):
            continue
        if m.name.split(" ", 1)[0].lower() in lex.words["surname"] or len(m.units) > 2:
            m.veto = "word"
