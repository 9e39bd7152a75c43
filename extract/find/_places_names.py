"""One name after a type word: a number, a listed name in any spelling, or a name no list has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.find._places_lexicon import Entry, Sense, TypeWord
from extract.find._places_scan import Scene
from extract.gazetteer import Unit, name_key, names
from extract.gazetteer.table import LAST_OLD_DAY

_NUMBER = re.compile(r"(?:số )?0*(\d{1,3}[A-Za-z]?|[IVX]{1,4})(?![\w%]|[.,/]\d)")
_BARE_NUMBER_ENDS = re.compile(r"(?=\s*(?:$|[,;.)(:–-]|(?:phường|xã|thị trấn|khu phố|quận|p\.)\b))")
_INITIAL = re.compile(r"[A-ZĐ](?!\w)")
_MAX_NAME = 4
_SUFFIX = re.compile(r" ([1-9]|I{1,3}|IV|VI?|[A-D])(?![\w%]|[.,/]\d)")
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v", "i": "1", "ii": "2", "iii": "3"}
_ABROAD = frozenset({"province", "district", "foreign", "region", "other"})
_CLOSED = frozenset({"bản", "đảo", "sóc", "bon", "phum"})
_COUNTABLE = frozenset({"bản", "làng", "buôn", "xóm"})


@dataclass(slots=True)
class Found:
    """A mention on its way: as `PlaceMention`, with the units still whole."""

    start: int
    end: int
    name: str
    type: str
    level: str
    form: str
    units: tuple[Unit, ...] = ()
    veto: str = ""
    group: int = -1
    country: str = ""
    risky: bool = False
    parents: list[Found] = field(default_factory=list)


def one_name(
    scene: Scene, position: int, word: TypeWord, *, plural: bool, first: bool
) -> Found | None:
    """The one name at `position` under the type word."""
    if word.short and _INITIAL.match(scene.text, position):
        return None  # `P.V` is a reporter
    return (
        _numbered(scene, position, word, plural=plural, first=first)
        or _listed(scene, position, word)
        or _variant(scene, position, word)
        or _open(scene, position, word, plural=plural, first=first)
    )


def _numbered(
    scene: Scene, position: int, word: TypeWord, *, plural: bool, first: bool
) -> Found | None:
    match = _NUMBER.match(scene.text, position)
    if match is None or (word.named == "strict" and word.type not in ("quận", "phường")):
        return None
    number = match.group(1)
    if word.levels == ("village",):
        counted = word.named == "number" or word.type in _COUNTABLE
        if counted and not _BARE_NUMBER_ENDS.match(scene.key, match.end()):
            return None
        return Found(position, match.end(), number, word.type, "village", "named")
    if not first and not plural:
        return None
    entry = scene.lex.entries.get(f"{word.type} {number}")
    if entry is None or not entry.units:
        return None
    level, units = next(iter(entry.units.items()))
    return Found(position, match.end(), number, word.type, level, "named", units)


def _listed(scene: Scene, position: int, word: TypeWord) -> Found | None:
    """The longest listed name of a fitting level that begins here."""
    for entry in _entries(scene, position):
        end = position + entry.length
        if entry.compound or not _written_as_name(scene, entry, position, end):
            continue
        if word.levels == ("other",) and "province" in entry.units:
            return None  # `các khu công nghiệp Hà Nội`: the province
        for level in word.levels:
            if level in entry.units:
                longer = _with_number(scene, entry, position, level)
                whole, last = longer or (entry, end)
                return _unit_found(whole, position, last, word, level)
        sense = _fitting_sense(entry, word)
        if sense is not None:
            form = "named" if sense.form == "bare" else sense.form
            return Found(
                position, end, sense.name, word.type, sense.level, form, country=sense.country
            )
    return None


def _entries(scene: Scene, position: int) -> list[Entry]:
    """The entries that begin here, the names of one syllable that the scan leaves out too."""
    found = scene.at.get(position, [])
    ends = scene.run(position, 1)
    if ends:
        single = scene.lex.entries.get(scene.key[position : ends[0]])
        if single is not None and single not in found:
            return [*found, single]
    return found


def _with_number(scene: Scene, entry: Entry, start: int, level: str) -> tuple[Entry, int] | None:
    """`Tam Xuân 2` of the list's `Tam Xuân II`, and the other way round."""
    end = start + entry.length
    match = _SUFFIX.match(scene.text, end)
    if match is None:
        return None
    name = scene.key[start:end]
    written = match.group(1).lower()
    for suffix in (written, _ROMAN.get(written, written)):
        other = scene.lex.entries.get(f"{name} {suffix}")
        if other is not None and level in other.units:
            return other, match.end()
    return None


def _written_as_name(scene: Scene, entry: Entry, start: int, end: int) -> bool:
    if scene.capitalised(start, end):
        return True
    if any(sense.anycase for sense in entry.senses):
        return True
    return bool(entry.senses) and scene.text[start].isupper()


def _fitting_sense(entry: Entry, word: TypeWord) -> Sense | None:
    for sense in entry.senses:
        if sense.level in word.levels:
            return sense
        if sense.form == "foreign" and sense.level == "other" and word.levels[0] in _ABROAD:
            return sense
        if sense.level == "region" and word.type in ("nước", "các nước", "đảo", "quần đảo"):
            return sense
        if sense.level == "country" and word.type in ("vùng", "khu vực"):
            return sense
    return None


def _unit_found(entry: Entry, start: int, end: int, word: TypeWord, level: str) -> Found:
    """The mention of a listed unit, those of the type written first."""
    if len(word.levels) > 1:  # `thành phố Huế`: of a province or a province itself
        both = [u for other in word.levels for u in entry.units.get(other, ())]
        exact = sorted((u for u in both if u.type == word.type), key=_is_new)
        if exact:
            return Found(
                start, end, exact[0].name, word.type, exact[0].level, "named", tuple(exact)
            )
    units = entry.units[level]
    exact = [u for u in units if u.type == word.type]
    ordered = (*exact, *(u for u in units if u.type != word.type))
    return Found(start, end, ordered[0].name, word.type, level, "named", ordered)


def _is_new(unit: Unit) -> bool:
    return unit.first is not None and unit.first > LAST_OLD_DAY


def _variant(scene: Scene, position: int, word: TypeWord) -> Found | None:
    """A listed name in another spelling, the longest that fits."""
    if not set(word.levels) & {"province", "district", "commune"} or word.named == "strict":
        return None
    for end in reversed(scene.run(position, _MAX_NAME)):
        found = names().get(name_key(scene.text[position:end]), ())
        for level in word.levels:
            units = tuple(u for u in found if u.level == level)
            if units:
                exact = tuple(u for u in units if u.type == word.type)
                ordered = exact + tuple(u for u in units if u not in exact)
                return Found(position, end, ordered[0].name, word.type, level, "named", ordered)
    return None


def _open(
    scene: Scene, position: int, word: TypeWord, *, plural: bool, first: bool
) -> Found | None:
    """A capitalised name that no list has: a village, a zone, a misspelt or foreign unit."""
    if word.named not in ("list", "open") or (not first and not plural):
        return None
    if any(_is_known(scene, entry, position, word) for entry in scene.at.get(position, ())):
        return None
    ends = _name_words(scene, position, listed=word.named == "list")
    if not ends:
        return None
    name = scene.text[position : ends[-1]]
    if len(ends) == 1 and not _closed(scene, ends[0], word):
        return None
    if word.type == "bản" and any(len(part) > 6 for part in name.split(" ")):
        return None  # `bản Design`
    level = word.levels[0]
    abroad = level == "foreign" or (word.named == "list" and name.isascii() and level != "commune")
    return Found(
        position, ends[-1], name, word.type,
        "other" if abroad else level, "foreign" if abroad else "named",
    )  # fmt: skip


def _name_words(scene: Scene, position: int, *, listed: bool) -> list[int]:
    """The ends of the words of an unlisted name; none where it is no name, or a person's."""
    lists = scene.lex.words
    ends = scene.run(position, _MAX_NAME)
    words = [scene.key[a:b] for a, b in zip([position, *(e + 1 for e in ends)], ends, strict=False)]
    if not words or words[0] in lists["unnamed"] or (listed and words[0] in lists["tail"]):
        return []
    if scene.text[position : ends[-1]].isupper() and len(ends) > 2:
        return []
    if listed and len(words) >= 2 and words[0] in lists["surname"]:
        return []
    for i in range(1, len(words)):  # a person or another word begins
        person = words[i] in lists["surname"] and len(words) - i >= 2 and i >= 2
        if person or words[i] in lists["break"]:
            return ends[:i]
    return ends


def _closed(scene: Scene, end: int, word: TypeWord) -> bool:
    """Whether a name of one syllable ends here: `bản Đai, xã …`, not `bản Tuyên bố`."""
    if word.type not in _CLOSED and word.levels[0] in ("village", "commune", "other"):
        return True
    if word.named == "list":
        return scene.text[end - 1].isascii() and len(scene.text[:end].rsplit(" ", 1)[-1]) > 4
    return bool(_BARE_NUMBER_ENDS.match(scene.key, end))


def _is_known(scene: Scene, entry: Entry, start: int, word: TypeWord) -> bool:
    """Whether something begins at `start` that is no name of a new area."""
    if entry.compound or entry.type is not None or entry.generic is not None:
        return True
    if word.levels == ("other",) or word.named == "list":
        province = "province" in entry.units  # `các huyện ngoại thành Sài Gòn`
        if province and scene.capitalised(start, start + entry.length):
            return True
    return bool(entry.senses) and _written_as_name(scene, entry, start, start + entry.length)
