"""Countries whose short name is also a person's name, a pronoun or a word: `Anh`, `Đức`, `Mỹ`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.find._places_names import Found
from extract.find._places_scan import Scene, has

_JOINED = (",", " và", "(", "-", "–", "/", " hay", " với")
_PRONOUN = frozenset({"anh", "ý", "áo", "bỉ", "thái", "sing", "hàn"})
_COMPASS = frozenset({"bắc", "nam", "đông", "tây", "trung"})
_LONG = 5  # `Jaffray Mỹ`: no Vietnamese name has so long a syllable without marks
_NEAR = 14


def settle_risky(scene: Scene, found: Sequence[Found]) -> None:
    """Veto the risky names that nothing speaks for; the whole text is heard."""
    open_cases = [m for m in found if m.risky and not m.veto]
    if not open_cases:
        return
    sure = {m.name for m in found if m.level == "country" and not m.veto and not m.risky}
    doubtful: list[Found] = []
    persons = {scene.text[m.start : m.end]: _is_person(scene, m) for m in open_cases}
    near = {id(m): found[max(0, i - 2) : i + 3] for i, m in enumerate(found) if m.risky}
    for mention in open_cases:
        person = persons[scene.text[mention.start : mention.end]]
        if _hyphened(scene, mention, near[id(mention)]):
            mention.veto = "word"
        elif _spoken_for(scene, mention, near[id(mention)], person=person):
            sure.add(mention.name)
        else:
            doubtful.append(mention)
    for mention in doubtful:
        key = scene.key[mention.start : mention.end]
        left = scene.left(mention.start)
        inside = bool(left) and not left[0].capital
        person = persons[scene.text[mention.start : mention.end]]
        if key in _PRONOUN:
            settled = inside and not person and (mention.name in sure or key == "anh")
        else:
            settled = mention.name in sure or not person
        if not settled:
            mention.veto = "person" if person else "word"


def _hyphened(scene: Scene, mention: Found, near: Sequence[Found]) -> bool:
    """Whether a hyphen ties it to what is no country: `Như Ý-Đỗ Hợp`, not `Mỹ-Iran`."""
    before = scene.text[mention.start - 1 : mention.start] == "-"
    after = scene.text[mention.end : mention.end + 1] == "-"
    edges = {m.start for m in near} | {m.end for m in near}
    tied = (before and mention.start - 1 not in edges) or (after and mention.end + 1 not in edges)
    return tied


def _spoken_for(scene: Scene, mention: Found, near: Sequence[Found], *, person: bool) -> bool:
    lists, reach = scene.lex.words, scene.lex.reach
    cues = lists["land"] - lists["stop"] if person else lists["land"]
    left = scene.left(mention.start)
    if has(left, cues, reach["land"]):
        return True
    if any(has(left[i:], lists["role"], reach["role"]) for i in range(min(4, len(left)))):
        return True
    return any(
        other is not mention
        and (other.level in ("country", "region") or other.country == mention.name)
        and not other.veto
        and _listed_together(scene, mention, other)
        for other in near
    )


def _listed_together(scene: Scene, one: Found, other: Found) -> bool:
    """Whether two mentions stand side by side in a list."""
    first, second = (one, other) if one.start < other.start else (other, one)
    if not 0 < second.start - first.end <= _NEAR:
        return False
    gap = scene.key[first.end : second.start]
    gap = re.sub(r"\([^()]*\)|\d+(?:[.,]\d+)*%?", "", gap)
    return gap.rstrip().endswith(_JOINED) and sum(c.isalpha() for c in gap) <= 4


def _is_person(scene: Scene, mention: Found) -> bool:
    """Whether the text has a person whose given name is that word."""
    name = scene.text[mention.start : mention.end]
    lists = scene.lex.words
    position = scene.text.find(" " + name)
    while position != -1:
        after = position + 1 + len(name)
        if not scene.text[after : after + 1].isalnum():
            left = scene.left(position + 1)
            if left and left[0].key in lists["title"]:
                return True
            if (
                left
                and (left[0].key == "thị" or left[0].capital)
                and not _no_person(scene, position, left[0].key)
            ):
                return True
        position = scene.text.find(" " + name, after)
    return False


def _no_person(scene: Scene, end: int, word: str) -> bool:
    """Whether the capital word that ends at `end` is no part of a person's name."""
    written = scene.text[end - len(word) : end]
    lists = scene.lex.words
    if (len(written) > 1 and written.isupper()) or (written.isascii() and len(written) > _LONG):
        return True
    return word in _COMPASS or word in lists["opener"] or word in lists["land"]
