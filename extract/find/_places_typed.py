"""Names that a type word introduces, one or several: `huyện A`, `các xã A, B và C`, `quận 1, 3`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.find._places_lexicon import Entry, Sense, TypeWord
from extract.find._places_scan import Scene, has
from extract.gazetteer import Unit, name_key, names
from extract.gazetteer.table import LAST_OLD_DAY

_NUMBER = re.compile(r"(?:số )?0*(\d{1,3}[A-Za-z]?|[IVX]{1,4})(?![\w%]|[.,/]\d)")
_JOIN = re.compile(r"(?:\s*[,;]\s*(?:và |cùng )?|\s+(?:và|cùng|với|hay|hoặc)\s+|\s*[-–]\s*)")
_BRACKET = re.compile(r" ?\([^()\n]{1,80}\)")
_BARE_NUMBER_ENDS = re.compile(r"(?=\s*(?:$|[,;.)(:–-]|(?:phường|xã|thị trấn|khu phố|quận|p\.)\b))")
_IN_LIST = re.compile(
    r"\b(tỉnh|huyện|quận|xã|phường|thị trấn|thành phố|thị|thành|thôn|bản|ấp|buôn|sở|bộ|ngành|"
    r"đơn vị|trung ương|tp)(?: ?[,/–-] ?| và | đến )\Z"
)
_LISTED = re.compile(
    r" ?[,/–-] ?(?:tỉnh|thành phố|thành|huyện|thị xã|thị|quận|xã|phường|thị trấn|thôn|bản)\b"
)
_COUNT = re.compile(r"\d[\d.,/]*")
_MAX_NAME = 4
_QUOTES = "\"“'"


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


def is_plural(scene: Scene, start: int) -> bool:
    """Whether the type word at `start` stands for several areas or a class of them."""
    if start > 2 and _IN_LIST.search(scene.key, max(0, start - 16), start):
        return True
    left = scene.left(start)
    if not left:
        return False
    if _COUNT.fullmatch(left[0].key):
        return True
    return has(left, scene.lex.words["plural"], scene.lex.reach["plural"])


def heads_list(scene: Scene, end: int) -> bool:
    """Whether another type word without a name follows: `tỉnh, thành phố`."""
    match = _LISTED.match(scene.key, end)
    return match is not None and not scene.text[match.end() : match.end() + 2].strip().istitle()


def typed(scene: Scene, start: int, end: int, word: TypeWord, *, group: int) -> list[Found]:
    """The mentions that the type word in `[start, end)` introduces; none where no name follows."""
    if word.short and not (
        scene.text[start].isupper() and scene.text[start - 1 : start] not in _GLUE
    ):
        return []
    position = _name_position(scene, end, word)
    if position is None:
        return []
    small = scene.text[position].islower() and not scene.key.startswith("số ", position)
    if small and word.levels[0] not in _SMALL_LETTERS:
        return []
    plural = is_plural(scene, start)
    word = _widest(scene, start, word) if plural else word
    first = _one(scene, position, word, plural=plural, first=True)
    if first is None:
        return []
    if ":" not in scene.text[end : first.start]:
        first.start = start
    first.group = group
    if _on_route(scene, start, first):
        first.veto = "street"
    if plural:
        _take_own_type(first)
    return [first, *_coordinated(scene, first, word, plural=plural, group=group)]


def _on_route(scene: Scene, start: int, found: Found) -> bool:
    """`tuyến TP.HCM - Cần Thơ` is a road."""
    if scene.text[found.end : found.end + 3] not in (" - ", " – "):
        return False
    return has(scene.left(start), scene.lex.words["road"], scene.lex.reach["road"])


def _widest(scene: Scene, start: int, word: TypeWord) -> TypeWord:
    """The type word before in `tỉnh, thành phố`, `huyện, thành phố`: it says the level of all."""
    match = _IN_LIST.search(scene.key, max(0, start - 16), start)
    if match is None or word.type not in ("thành phố", "thị xã"):
        return word
    before = "tỉnh" if match.group(1) == "tỉnh" else "huyện"
    return scene.lex.entries[before].type or word


def _name_position(scene: Scene, end: int, word: TypeWord) -> int | None:
    """Where the name after a type word begins: past a space, a describing word, a quote."""
    text, key = scene.text, scene.key
    position = end
    if text[position : position + 1] == " ":
        position += 1
        if any(e.senses or e.units for e in scene.at.get(position, ())):
            return position
        for modifier in scene.lex.modifiers.get(key[position : position + 1], ()):
            if key.startswith(modifier, position):
                after = position + len(modifier)
                if text[after : after + 2] == ": ":
                    after += 1
                if text[after : after + 1] == " " and not scene.capitalised(position, after):
                    position = after + 1
                    break
    elif text[position : position + 2] == ": ":
        position += 2
    elif not (word.short and text[end - 1 : end] == "."):
        return None
    while text[position : position + 1] in _QUOTES and position < len(text):
        position += 1
    return position if position < len(text) else None


def _one(scene: Scene, position: int, word: TypeWord, *, plural: bool, first: bool) -> Found | None:
    """The one name at `position` under the type word."""
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
                if longer is not None:
                    entry, end = longer
                return _unit_found(entry, position, end, word, level)
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


_SUFFIX = re.compile(r" ([1-9]|I{1,3}|IV|VI?|[A-D])(?![\w%]|[.,/]\d)")
_ROMAN = {"1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v", "i": "1", "ii": "2", "iii": "3"}


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
        if sense.level == "country" and word.type in ("vùng", "khu vực", "đảo"):
            return sense
    return None


_ABROAD = frozenset({"province", "district", "foreign", "region", "other"})


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
    if word.levels == ("other",) and "province" in entry.units:
        return scene.capitalised(start, start + entry.length)
    return bool(entry.senses) and _written_as_name(scene, entry, start, start + entry.length)


def _coordinated(
    scene: Scene, first: Found, word: TypeWord, *, plural: bool, group: int
) -> list[Found]:
    """The further names that share the type word."""
    members: list[Found] = []
    last = first
    while True:
        position = _next_name(scene, last.end)
        if position is None:
            break
        found = _next_member(scene, position, word, last, plural=plural)
        if found is None:
            break
        found.group = group
        _take_own_type(found)
        members.append(found)
        last = found
    return members


def _take_own_type(found: Found) -> None:
    """In a list under several types the unit's own type holds."""
    if found.units and all(unit.type != found.type for unit in found.units):
        found.type = found.units[0].type


def _next_name(scene: Scene, end: int) -> int | None:
    bracket = _BRACKET.match(scene.text, end)
    if bracket is not None:
        end = bracket.end()
    join = _JOIN.match(scene.key, end)
    return None if join is None else join.end()


def _next_member(
    scene: Scene, position: int, word: TypeWord, last: Found, *, plural: bool
) -> Found | None:
    if any(e.type or e.compound or e.generic for e in scene.at.get(position, ())):
        return None
    if _shares_name(scene, position, last, plural=plural):
        return None
    found = _one(scene, position, word, plural=plural, first=False)
    if found is None:
        return None
    joined = scene.key[last.end : position].strip()
    if joined in ("-", "–", "với", "hay") and not (plural and found.units):
        return None
    ends = scene.run(position, 6)
    if ends and ends[-1] > found.end and not scene.text[position : ends[-1]].isupper():
        return None  # a longer name: a person, a firm
    if not plural and not found.units and not found.country:
        return None
    return found


def _shares_name(scene: Scene, position: int, last: Found, *, plural: bool) -> bool:
    """Whether the name at `position` is rather what the last one lies in: `xã A, B` in B."""
    above = {u.name for unit in last.units for u in unit.chain() if u is not unit}
    for entry in scene.at.get(position, ()):
        higher = [
            unit
            for level, units in entry.units.items()
            if _RANK[level] > _RANK.get(last.level, 0)
            for unit in units
        ]
        if higher and any(u.name in above for u in higher):
            return True
        if higher and not plural and (last.level == "village" or not last.units):
            return True
        if higher and not plural and last.level not in entry.units:
            return True
    return False


_GLUE = frozenset("&/.-+")
_SMALL_LETTERS = frozenset({"region", "country"})
_CLOSED = frozenset({"bản", "đảo"})
_COUNTABLE = frozenset({"bản", "làng", "buôn", "xóm"})
_RANK = {"village": 0, "commune": 1, "district": 2, "province": 3}
