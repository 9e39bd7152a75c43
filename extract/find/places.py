"""Where a text names an area: an official unit, a village, a region, a country, or a phrase that
refers back to one (`huyện`, `toàn tỉnh`, `cả nước`).

Every mention is returned with its form; one that is likely not the area itself (a person, a firm, a
street) keeps the reason in `veto`. What a mention stands for in the end is the linker's business.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass

from extract.find._places_countries import settle_risky
from extract.find._places_lexicon import Entry, Sense
from extract.find._places_links import above, link, order_by_context
from extract.find._places_scan import Scene, has, scan
from extract.find._places_typed import Found, heads_list, is_plural, typed
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


def find_places(text: str, *, key: str | None = None) -> list[PlaceMention]:
    """The place mentions of a clean text, in order, not overlapping.

    `key` is `extract.text.fold(text)` where the caller has it already.
    """
    scene = scan(text, key)
    found, weak = _collect(scene)
    found = _with_communes(scene, found, weak)
    settle_risky(scene, found)
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
    ahead: dict[int, int] = {}  # spans of the names that share a type word read before
    covered = 0
    for start in sorted(scene.at):
        if start < covered:
            continue
        if start in ahead:
            covered = ahead[start]
            continue
        for entry in scene.at[start]:
            new, end = _read(scene, start, entry, group=start)
            if end:
                found += new
                ahead.update((m.start, m.end) for m in new[1:])
                covered = new[0].end if new else end
                break
            digit = scene.key[start + entry.length - 1].isdigit()
            if (
                "commune" in entry.units
                and not digit
                and scene.capitalised(start, start + entry.length)
            ):
                weak.append((start, entry))
    found.sort(key=lambda m: m.start)
    return found, weak


def _read(scene: Scene, start: int, entry: Entry, *, group: int) -> tuple[list[Found], int]:
    """The mentions that an entry gives at `start` and where they end; 0 where it is nothing."""
    end = start + entry.length
    if entry.compound:
        return [], end
    word, at = entry.type, start
    if entry.generic is not None and entry.generic.word is not None:
        word, at = entry.generic.word, end - entry.generic.tail
    if word is not None:
        new = typed(scene, at, end, word, group=group)
        if new:
            return new, new[-1].end
    if entry.generic is not None and scene.key[start:end].endswith("ủy"):
        if _named_here(scene, end + 1):
            return [], end  # `Tỉnh ủy Bến Tre`: the name says it
    generic = _generic(scene, start, end, entry)
    if generic is not None:
        return [generic], end
    bare = _bare(scene, start, end, entry)
    if bare is not None:
        return [bare], end
    return [], end if entry.type is not None and not entry.type.short else 0


def _generic(scene: Scene, start: int, end: int, entry: Entry) -> Found | None:
    """A phrase that refers back: `huyện`, `toàn tỉnh`, `địa phương`."""
    if entry.generic is None and (entry.type is None or entry.type.generic != "y"):
        return None
    if _is_class(scene, start, end):
        return None
    if entry.generic is not None:
        if entry.generic.type == "địa bàn" and _named_here(scene, end + 1):
            return None  # `trên địa bàn Hà Nội`: the name says it
        kind = entry.generic.type
        return Found(start, end, kind, kind, entry.generic.level, "generic")
    word = entry.type
    if word is None or (word.short and not scene.text[start].isupper()):
        return None
    if scene.text[start:end] == "Thủ đô" and scene.left(start):
        hanoi = scene.lex.entries["hà nội"].units["province"]
        return Found(start, end, hanoi[0].name, word.type, "province", "bare", hanoi)
    return Found(start, end, word.type, word.type, word.levels[0], "generic")


def _is_class(scene: Scene, start: int, end: int) -> bool:
    """Whether the type word means a kind of area: `cấp huyện`, `xã nghèo`, `5 triệu đồng/xã`."""
    if scene.key[start - 1 : start] == "/" or is_plural(scene, start) or heads_list(scene, end):
        return True
    lists, reach = scene.lex.words, scene.lex.reach
    if has(scene.left(start), lists["class"], reach["class"]):
        return True
    right = [w.key for w in scene.right(end)]
    return any(" ".join(right[:k]) in lists["after_generic"] for k in range(1, len(right) + 1))


def _named_here(scene: Scene, position: int) -> bool:
    return any(
        ("province" in e.units or "district" in e.units or (e.type is not None and e.type.short))
        and scene.capitalised(position, position + e.length)
        for e in scene.at.get(position, ())
    )


def _bare(scene: Scene, start: int, end: int, entry: Entry) -> Found | None:
    """A name without a type word, communes apart."""
    if scene.key[end - 1].isdigit():
        return None  # `quận 1`: the type word reads it
    capital = scene.capitalised(start, end)
    for level in ("province", "district"):
        if level in entry.units and capital:
            units = entry.units[level] + (
                entry.units.get("district", ()) if level == "province" else ()
            )
            weak = level == "district" or entry.length <= 4
            if scene.key.startswith("tp", start):  # `TPHCM`
                return Found(start, end, units[0].name, "thành phố", level, "named", units)
            reason = veto(scene, start, end, level=level, weak=weak)
            return Found(start, end, units[0].name, "", level, "bare", units, reason)
    for sense in entry.senses:
        if not (
            capital or sense.anycase or (scene.text[start].isupper() and sense.level == "region")
        ):
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
    return found


def _with_communes(scene: Scene, found: list[Found], weak: list[tuple[int, Entry]]) -> list[Found]:
    """`found` with the bare communes that something in the text speaks for."""
    if not weak:
        return found
    typed_names = {m.name: m for m in found if m.level == "commune" and m.form == "named"}
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
        parent = follower is not None and _is_parent(scene, end, follower, units)
        if known is None and not parent:
            continue
        if veto(scene, start, end, level="commune", weak=True):
            continue
        chosen = known.units if known is not None else units
        extra.append(Found(start, end, units[0].name, "", "commune", "bare", chosen))
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
    lists, reach = scene.lex.words, scene.lex.reach
    typed_names = {m.name for m in found if m.form == "named"}
    provinces = {u.name for m in found if m.level == "province" and not m.veto for u in m.units}
    others = _mostly_other(found)
    holders = {id(parent) for m in found for parent in m.parents}
    for m in found:
        if m.form != "bare" or m.level != "district" or m.veto or m.parents or id(m) in holders:
            continue
        if m.name in typed_names or any(u.province.name in provinces for u in m.units):
            continue
        if m.name in others:
            m.veto = others[m.name]
        elif " " not in m.name:
            at_place = has(scene.left(m.start), frozenset({"ở", "tại"}), 1)
            m.veto = "" if m.name == "Huế" or at_place else "word"
        elif not has(scene.left(m.start), lists["local"], reach["local"]):
            surname = m.name.split(" ", 1)[0].lower() in lists["surname"]
            if surname or len(m.units) > 2 or _homonyms(scene, m) > MANY_HOMONYMS:
                m.veto = "word"


def _mostly_other(found: list[Found]) -> dict[str, str]:
    """Names that the text uses as often for a person or a firm as for the place, with which."""
    clean = Counter(m.name for m in found if not m.veto)
    vetoed = Counter((m.name, m.veto) for m in found if m.veto in ("person", "organisation"))
    return {name: why for (name, why), count in vetoed.items() if count >= clean[name]}


MANY_HOMONYMS = 5
"""A district whose name as many communes bear is doubted where it stands alone."""


def _homonyms(scene: Scene, mention: Found) -> int:
    entry = scene.lex.entries.get(scene.key[mention.start : mention.end])
    return 0 if entry is None else len(entry.units.get("commune", ()))
