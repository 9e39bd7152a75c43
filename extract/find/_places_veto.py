"""Why a name of a place is, here, not the place: a person, a firm, a street, a word."""

from __future__ import annotations

import re

from extract.find._places_scan import Scene, Word, has

_HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?(?:/\d+)?")
_CREDIT = re.compile(
    r"(?<!thông )(?<!\w)(?:ảnh|nguồn|bài|tin|thực hiện|video|clip|đồ họa|ảnh minh họa)\s*:\s*$"
)
_AFTER_CREDIT = re.compile(r"\s*(?:\(t/h\)|\(tổng hợp\)|[/(][^\n]{0,40})?\s*$")
_UNION = "đoàn"  # `Thành Đoàn Hà Nội`
_SIGNATURE = 60
_ROUTE = re.compile(
    r"(?:cao tốc|tuyến|đường sắt|quốc lộ|đoạn|metro|chặng|đường bay|hành lang|đường)\b[^.,;:()\n]*\s[-–]\s*\Z"
)
_MAX_PERSON = 4
_COMPASS = frozenset({"bắc", "nam", "đông", "tây"})


def veto(scene: Scene, start: int, end: int, *, level: str, weak: bool) -> str:
    """The reason against the name in `[start, end)`, which no type word introduces, or "".

    `weak` is for names that are as often persons as places: they need clean neighbours.
    """
    if scene.text[start:end].isupper() and _shouting(scene, start, end):
        return ""
    left = scene.left(start)
    right = scene.right(end)
    capitals = _capitals(left)
    if level == "country" and has(left, scene.lex.words["currency"], 2):
        return "word"
    return (
        _byline(scene, start, end, level)
        or _place_of_work(scene, left, capitals, level)
        or _person_before(scene, left, capitals, scene.key[start:end], level, weak)
        or _thing(scene, left, level, weak)
        or _route(scene, start, level)
        or _firm(scene, left, level, vietnam=scene.key.startswith(_VIETNAM, start))
        or _after(scene, end, right, scene.key[start:end], left, level)
        or _unknown_before(scene, start, left, capitals, level)
    ).removeprefix("-")


def _shouting(scene: Scene, start: int, end: int) -> bool:
    """Whether the words around are all in capitals too, as in a headline."""
    around = scene.text[max(0, start - 25) : start] + scene.text[end : end + 25]
    letters = [c for c in around if c.isalpha()]
    return len(letters) > 5 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _capitals(left: list[Word]) -> int:
    count = 0
    for word in left:
        if not word.capital:
            break
        count += 1
    return count


def _byline(scene: Scene, start: int, end: int, level: str) -> str:
    before = scene.key[max(0, start - 24) : start]
    if _CREDIT.search(before):
        return "byline"
    if level in ("province", "district", "commune") and len(scene.text) - end < _SIGNATURE:
        return "byline" if _signs(scene, start, end) else ""
    return ""


def _signs(scene: Scene, start: int, end: int) -> bool:
    """Whether nothing but names stands between the last sentence and the end of the text."""
    text = scene.text
    begin = max(text.rfind(mark, 0, start) for mark in (". ", "! ", "? ", "… ", "” ", "\n", ".\n"))
    if begin < 0 or begin + 1 >= len(text):
        return False
    signature = text[begin + 1 :].strip()
    if len(signature) > _SIGNATURE or text[end:].count(".") > 1:
        return False
    before = text[begin + 1 : start].split()
    return all(not w[0].islower() for w in before) and bool(_AFTER_CREDIT.match(scene.key, end))


def _place_of_work(scene: Scene, left: list[Word], capitals: int, level: str) -> str:
    """ "-" (settled: no veto) where an office or a role that takes a place stands before."""
    del capitals
    lex = scene.lex
    countries = level in ("country", "other", "region")
    if has(left, lex.words["role"], lex.reach["role"]):
        titled = has(left, lex.words["title"], lex.reach["title"])
        if countries or not titled:
            return "-"
    return ""


def _person_before(
    scene: Scene, left: list[Word], capitals: int, name: str, level: str, weak: bool
) -> str:
    lex = scene.lex
    local = level not in ("country", "region", "other")
    if (local or weak) and has(left, lex.words["title"], lex.reach["title"]):
        return "person"
    if not (local or weak):
        return ""
    syllables = name.count(" ") + 1
    for k in range(1, min(capitals, _MAX_PERSON - syllables) + 1):
        first = left[k - 1].key
        if first not in lex.words["surname"]:
            continue
        if (k == len(left) and first in lex.words["opener"]) or first == _UNION:
            continue
        return "person"
    return ""


def _thing(scene: Scene, left: list[Word], level: str, weak: bool) -> str:
    lex = scene.lex
    if has(left, lex.words["joined"], lex.reach["joined"]):
        return ""
    if has(left, lex.words["road"], lex.reach["road"]):
        return "street"
    if level not in ("country", "region", "world"):
        if _headed(left, lex.words["feature"], lex.words["plural"]):
            return "feature"
        if has(left, lex.words["product"], lex.reach["product"]):
            return "product"
    if level in ("district", "commune") and has(
        left, lex.words["commodity"], lex.reach["commodity"]
    ):
        return "product"
    if weak and level != "country" and left and _HOUSE_NUMBER.fullmatch(left[0].key):
        return "street"
    return ""


def _headed(left: list[Word], heads: frozenset[str], plural: frozenset[str]) -> bool:
    """Whether one such thing, not several, bears the name: `sân bay Cần Thơ`."""
    for k in (1, 2, 3):
        if has(left[:k], heads, k):
            return not has(left[k:], plural, 2)
    return False


def _route(scene: Scene, start: int, level: str) -> str:
    """Whether the name is the far end of a road: `cao tốc Hà Nội - Hải Phòng`."""
    if (
        level not in ("province", "district", "other")
        or scene.text[start - 2 : start - 1] not in "-–"
    ):
        return ""
    return "street" if _ROUTE.search(scene.key, max(0, start - 60), start) else ""


def _firm(scene: Scene, left: list[Word], level: str, *, vietnam: bool) -> str:
    """Whether the head of a firm's name rules over the stretch up to the place."""
    lists, reach = scene.lex.words, scene.lex.reach
    if level in ("other", "world") or (level == "country" and not vietnam):
        return ""
    capital = False
    for i, word in enumerate(left):
        capital = capital or word.capital
        if word.key in lists["stop"]:
            return ""
        rest = left[i:]
        if has(rest, lists["joined"], reach["joined"]):
            continue
        for k in range(reach["firm"], 0, -1):
            if k > len(rest) or not has(rest[:k], lists["firm"], k):
                continue
            head = rest[:k]
            if has(rest[k:], lists["plural"], 2) or (level in _WIDE and i > 0 and not capital):
                return ""
            named = capital or head[-1].capital
            return "organisation" if named or level not in _WIDE else ""
    return ""


_VIETNAM = ("việt nam", "vietnam")
_WIDE = frozenset({"country", "region"})


def _after(
    scene: Scene, end: int, right: list[Word], name: str, left: list[Word], level: str
) -> str:
    """What a capital word right after the name makes of it."""
    if not right or not right[0].capital:
        return ""
    lists = scene.lex.words
    first = right[0].key
    if first in lists["tail"]:
        return "organisation"
    known = any(e.senses or "province" in e.units or e.type for e in scene.at.get(end + 1, ()))
    if known or first in lists["opener"] or first in lists["credit"]:
        return ""
    follows = len(scene.run(end + 1, 4))
    if first in lists["surname"] and follows >= 2:
        return ""
    person_like = level in ("province", "district", "commune") or " " not in name
    if person_like and name.split(" ", 1)[0] in lists["surname"]:
        return "person" if name.count(" ") + 1 + follows <= _MAX_PERSON else ""
    if name.isascii() and first.isascii():
        return "" if _governed(scene, left, level) else "organisation"
    both = not name.isascii() and not first.isascii()
    return "word" if both and level in ("district", "commune") else ""


def _governed(scene: Scene, left: list[Word], level: str) -> bool:
    """Whether a preposition, a role or an office nearby makes the name a place's."""
    lists, reach = scene.lex.words, scene.lex.reach
    if has(left, lists["land"] if level == "country" else lists["local"], reach["land"]):
        return True
    heads = lists["role"] | lists["office"] | {"bộ", "viện"}
    return any(has(left[i:], heads, 3) for i in range(min(4, len(left))))


def _unknown_before(scene: Scene, start: int, left: list[Word], capitals: int, level: str) -> str:
    lex = scene.lex
    if not capitals:
        return ""
    nearest = left[0].key
    text = scene.text
    if any(has(left[i:], lex.words["office"], lex.reach["office"]) for i in range(len(left))):
        return ""
    if nearest in lex.words["opener"] or nearest in _COMPASS or level == "region":
        return ""
    acronym = text[start - 1 - len(nearest) : start - 1].isupper() and nearest.isalpha()
    if level == "country" and acronym and not scene.key.startswith(_VIETNAM, start):
        return ""  # `vốn ODA Nhật Bản`
    if (
        capitals == 1 and len(left) == 1 and level not in ("district", "commune")
    ):  # the capital of a sentence's first word
        return ""
    return "organisation"
