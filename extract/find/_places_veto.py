"""Why a name of a place is, here, not the place: a person, a firm, a street, a word."""

from __future__ import annotations

import re

from extract.find._places_scan import Scene, Word, has

_HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?(?:/\d+)?")
_CREDIT = re.compile(r"(?:ảnh|nguồn|bài|tin|thực hiện|video|clip|đồ họa|ảnh minh họa)\s*:\s*$")
_AFTER_CREDIT = re.compile(r"\s*(?:\(t/h\)|\(tổng hợp\)|[/(][^\n]{0,40})?\s*$")
_SENTENCE_END = ".!?…\"”)"
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
    return (
        _byline(scene, start, end, level)
        or _place_of_work(scene, left, capitals, level)
        or _person_before(scene, left, capitals, scene.key[start:end], level, weak)
        or _thing(scene, left, level, weak)
        or _firm(scene, left)
        or _after(scene, end, right, scene.key[start:end], left)
        or _unknown_before(scene, left, capitals, level)
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
    if level in ("province", "district", "commune") and len(scene.text) - end < 60:
        head = scene.text[:start].rstrip(" \n")
        closed = bool(head) and head[-1] in _SENTENCE_END
        if closed and _AFTER_CREDIT.match(scene.key, end):
            return "byline"
    return ""


def _place_of_work(scene: Scene, left: list[Word], capitals: int, level: str) -> str:
    """"-" (settled: no veto) where an office or a role that takes a place stands before."""
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
    if not capitals or level == "region":
        return ""
    first = left[capitals - 1]
    at_start = capitals == len(left)
    if at_start and first.key in lex.words["opener"]:
        return ""
    syllables = capitals + name.count(" ") + 1
    if first.key in lex.words["surname"] and syllables <= _MAX_PERSON:
        return "person"
    return ""


def _thing(scene: Scene, left: list[Word], level: str, weak: bool) -> str:
    lex = scene.lex
    if has(left, lex.words["joined"], lex.reach["joined"]):
        return ""
    if has(left, lex.words["currency"], 2) and level == "country":
        return "word"
    if has(left, lex.words["road"], lex.reach["road"]):
        return "street"
    if level not in ("country", "region", "world"):
        if has(left, lex.words["feature"], lex.reach["feature"]):
            return "feature"
        if has(left, lex.words["product"], lex.reach["product"]):
            return "product"
    if level in ("district", "commune") and has(
        left, lex.words["commodity"], lex.reach["commodity"]
    ):
        return "product"
    if weak and left and _HOUSE_NUMBER.fullmatch(left[0].key):
        return "street"
    return ""


def _firm(scene: Scene, left: list[Word]) -> str:
    """Whether a firm's head word rules over the stretch up to the name."""
    lex = scene.lex
    firms, stops = lex.words["firm"], lex.words["stop"]
    for i, word in enumerate(left):
        if word.key in stops:
            return ""
        rest = left[i:]
        if has(rest, lex.words["joined"], lex.reach["joined"]):
            continue
        if has(rest, firms, lex.reach["firm"]):
            return "organisation"
    return ""


def _after(scene: Scene, end: int, right: list[Word], name: str, left: list[Word]) -> str:
    """What a capital word right after the name makes of it."""
    del left
    if not right or not right[0].capital:
        return ""
    lex = scene.lex
    first = right[0].key
    if first in lex.words["tail"]:
        return "organisation"
    known = any(e.senses or "province" in e.units or e.type for e in scene.at.get(end + 1, ()))
    if known or first in lex.words["opener"] or first in lex.words["credit"]:
        return ""
    follows = sum(1 for _ in scene.run(end + 1, 4))
    if first in lex.words["surname"] and follows >= 2:
        return ""
    if name.split(" ", 1)[0] in lex.words["surname"]:
        return "person" if name.count(" ") + 1 + follows <= _MAX_PERSON else ""
    return "word" if name.isascii() is False and first.isascii() is False else ""


def _unknown_before(scene: Scene, left: list[Word], capitals: int, level: str) -> str:
    lex = scene.lex
    if not capitals:
        return ""
    nearest = left[0].key
    if nearest in lex.words["opener"] or nearest in _COMPASS or level == "region":
        return ""
    if capitals == 1 and len(left) == 1:  # the capital of a sentence's first word
        return ""
    return "organisation"
