"""Names that a type word introduces, one or several: `huyện A`, `các xã A, B và C`, `quận 1, 3`."""

from __future__ import annotations

import re

from extract.find._places_lexicon import TypeWord
from extract.find._places_names import Found, one_name
from extract.find._places_scan import Scene, has

_JOIN = re.compile(r"(?:\s*[,;]\s*(?:và |cùng )?|\s+(?:và|cùng|với|hay|hoặc)\s+|\s*[-–]\s*)")
_BRACKET = re.compile(r" ?\([^()\n]{1,80}\)")
_IN_LIST = re.compile(
    r"\b(tỉnh|huyện|quận|xã|phường|thị trấn|thành phố|thị|thành|thôn|bản|ấp|buôn|sở|bộ|ngành|"
    r"đơn vị|trung ương|tp)(?: ?[,/–-] ?| và | đến )\Z"
)
_LISTED = re.compile(
    r" ?[,/–-] ?(?:tỉnh|thành phố|thành|huyện|thị xã|thị|quận|xã|phường|thị trấn|thôn|bản)\b"
)
_COUNT = re.compile(r"\d[\d.,/]*")
_QUOTES = "\"“'"
_GLUE = frozenset("&/.-+")
_SMALL_LETTERS = frozenset({"region", "country"})
_RANK = {"village": 0, "commune": 1, "district": 2, "province": 3}


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
    first = one_name(scene, position, word, plural=plural, first=True)
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
    if not plural and len(word.levels) > 1 and _begins_province(scene, position):
        return None  # `thành phố Hồ Chí Minh, Tây Ninh`: no city of that name
    found = one_name(scene, position, word, plural=plural, first=False)
    return found if found is not None and _belongs(scene, last, found, plural=plural) else None


def _begins_province(scene: Scene, position: int) -> bool:
    return any("province" in entry.units for entry in scene.at.get(position, ()))


def _belongs(scene: Scene, last: Found, found: Found, *, plural: bool) -> bool:
    """Whether a name after a listed one is of the same list, and a whole name."""
    position = found.start
    joined = scene.key[last.end : position].strip()
    if joined in ("-", "–", "với", "hay") and not (plural and found.units):
        return False
    ends = scene.run(position, 6)
    if ends and ends[-1] > found.end and not scene.text[position : ends[-1]].isupper():
        return False  # a longer name: a person, a firm
    return plural or bool(found.units or found.country)


def _shares_name(scene: Scene, position: int, last: Found, *, plural: bool) -> bool:
    """Whether the name at `position` is rather what the last one lies in: `xã A, B` in B."""
    if plural and any(last.level in entry.units for entry in scene.at.get(position, ())):
        return False
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
