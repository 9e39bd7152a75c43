"""Where a text names an area: an official unit, a village, a region, a country, or a phrase that
refers back to one (`huyện`, `toàn tỉnh`, `cả nước`).

Every mention is returned with its form; one that is likely not the area itself (a person, a firm, a
street) keeps the reason in `veto`. What a mention stands for in the end is the linker's business.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from extract.find._places_belief import SHORT_NAME, doubt, follow_typed, with_communes
from extract.find._places_countries import settle_risky
from extract.find._places_lexicon import Entry, OwnArea, Sense, TypeWord
from extract.find._places_links import link, order_by_context
from extract.find._places_names import Found
from extract.find._places_scan import Scene, has, scan
from extract.find._places_typed import heads_list, is_plural, typed
from extract.find._places_veto import veto
from extract.gazetteer import Unit

__all__ = ["OwnArea", "PlaceMention", "find_places"]

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


def find_places(
    text: str, *, key: str | None = None, own: tuple[OwnArea, ...] = ()
) -> list[PlaceMention]:
    """The place mentions of a clean text, in order, not overlapping.

    `key` is `extract.text.fold(text)` where the caller has it already; `own` are a user's areas.
    """
    scene = scan(text, key, own)
    found, weak = _collect(scene)
    found = with_communes(scene, found, weak)
    follow_typed(found)
    settle_risky(scene, found)
    order_by_context(found)
    link(text, found)
    doubt(scene, found)
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
            if _bare_commune(scene, start, entry):
                weak.append((start, entry))
    found.sort(key=lambda m: m.start)
    return found, weak


def _bare_commune(scene: Scene, start: int, entry: Entry) -> bool:
    end = start + entry.length
    named = "commune" in entry.units and not scene.key[end - 1].isdigit()
    return named and scene.capitalised(start, end)


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
    one = _reference(scene, start, end, entry) or _bare(scene, start, end, entry)
    if one is not None:
        return [one], one.end
    covers = entry.generic is not None or (entry.type is not None and not entry.type.short)
    return [], end if covers else 0


def _reference(scene: Scene, start: int, end: int, entry: Entry) -> Found | None:
    """A phrase or a type word that refers back: `toàn tỉnh`, `địa phương`, `huyện`."""
    word, generic = entry.type, entry.generic
    if generic is None and (word is None or word.generic != "y"):
        return None
    if _is_class(scene, start, end):
        return None
    if generic is not None:
        named = generic.word is None and _named_here(scene, end + 1)
        # `Tỉnh ủy Bến Tre`, `địa bàn Hà Nội`: the name says it
        return (
            None
            if named
            else Found(start, end, generic.type, generic.type, generic.level, "generic")
        )
    return _type_alone(scene, start, end, word) if word is not None else None


def _type_alone(scene: Scene, start: int, end: int, word: TypeWord) -> Found | None:
    if word.short and not scene.text[start].isupper():
        return None
    if scene.text[start:end] == "Thủ đô" and scene.left(start):
        hanoi = scene.lex.entries["hà nội"].units["province"]
        return Found(start, end, hanoi[0].name, word.type, "province", "bare", hanoi)
    end -= scene.text[end - 1] == "."  # `của TP.` at the end of a sentence
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
    for sense in entry.senses:
        if sense.own and _written(scene, start, end, sense):
            return _sensed(scene, start, end, sense)
    if scene.key[end - 1].isdigit():
        return None  # `quận 1`: the type word reads it
    if scene.capitalised(start, end):
        for level in ("province", "district"):
            if level in entry.units:
                return _bare_unit(scene, start, end, entry, level)
    for sense in entry.senses:
        if _written(scene, start, end, sense):
            return _sensed(scene, start, end, sense)
    return None


def _bare_unit(scene: Scene, start: int, end: int, entry: Entry, level: str) -> Found:
    units = entry.units[level]
    if level == "province":
        units += entry.units.get("district", ())
    if scene.key.startswith("tp", start):  # `TPHCM`
        return Found(start, end, units[0].name, "thành phố", level, "named", units)
    weak = level == "district" or entry.length <= SHORT_NAME
    reason = veto(scene, start, end, level=level, weak=weak)
    return Found(start, end, units[0].name, "", level, "bare", units, reason)


def _written(scene: Scene, start: int, end: int, sense: Sense) -> bool:
    """Whether the capitals are right: `Nam bộ` will do for a region."""
    if sense.lastcase:
        return _ends_capital(scene, start, end)
    if scene.key.startswith("phía ", start):  # `phía nam` is a direction
        return scene.text[start + 5].isupper()
    if sense.anycase or scene.capitalised(start, end):
        return True
    return sense.level == "region" and scene.text[start].isupper()


_NOT_THE_COUNTRY = frozenset({"kiều", "cổ", "gốc", "lai"})
_TIED = regex.compile(r"\s?[-–]\s?\p{Lu}")


def _ends_capital(scene: Scene, start: int, end: int) -> bool:
    """Whether `Việt` is the whole name: not in `người Việt Trì`, `công ty Việt - Úc`."""
    written = scene.text[start:end]
    after = scene.right(end)
    if not written.rpartition(" ")[2][0].isupper() or _TIED.match(scene.text, end):
        return False
    return not after or not (after[0].capital or after[0].key in _NOT_THE_COUNTRY)


def _sensed(scene: Scene, start: int, end: int, sense: Sense) -> Found:
    """A region, country or place abroad."""
    kind = sense.type if sense.form == "bare" and sense.type == "miền" else ""
    found = Found(
        start, end, sense.name, kind, sense.level, sense.form,
        (sense.unit,) if sense.unit else (), country=sense.country, risky=sense.risky,
    )  # fmt: skip
    if sense.form not in ("national", "world"):
        found.veto = veto(scene, start, end, level=sense.level, weak=sense.risky)
    return found
