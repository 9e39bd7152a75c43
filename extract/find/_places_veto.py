"""Why a name of a place is, here, not the place: a person, a firm, a street, a word.

Each rule looks at a `Site` and gives a reason, "" (it has nothing to say) or `SETTLED` (it is the
place, no later rule is asked).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.find._places_scan import Scene, Word, has, phrases_of

SETTLED = "-"
_SIGNATURE = 60
_MAX_PERSON = 4
_LONG_WORD = 4
_HOUSE_NUMBER = re.compile(r"\d{1,4}[a-z]?(?:/\d+)?")
_CREDIT = re.compile(
    r"(?<!thông )(?<!\w)(?:ảnh|nguồn|bài|tin|thực hiện|video|clip|đồ họa|ảnh minh họa)\s*:\s*\Z"
)
_AFTER_CREDIT = re.compile(r"\s*(?:\(t/h\)|\(tổng hợp\)|[/(][^\n]{0,40})?\s*\Z")
_SENTENCE_ENDS = (". ", "! ", "? ", "… ", "” ", "\n")
_ROUTE_REACH = 60
_ROUTE = re.compile(
    r"\b(?:cao tốc|tuyến|đường sắt|quốc lộ|đoạn|metro|tàu|chặng|đường bay|hành lang|đường)\b"
    r"(?:[^.,;:()\n]|\.(?=\w))*\s[-–]\s*\Z"
)
_LIST_REACH = 120
_STREETS = re.compile(
    r"\b(?:tuyến|con|các|đường|nhiều)\s(?:đường|phố)\b[^.;()\n]{0,25}\b(?:như|gồm|là)\b:?\s"
    r"(?:[^.;()\n]*,\s)?\Z"
)
_FEATURES = re.compile(
    r"\b(?:các|những|hai|ba|bốn|năm|\d+)\s(?:[^.,;:()\n]{0,20}\s)?"
    r"(?:thủy điện|hồ chứa|nhà máy|sân bay|cảng|cửa khẩu|nhà ga)\s"
    r"(?P<names>(?:[^.;:()\n,]{2,24}(?:,\s|\svà\s))+)\Z"
)
_COMPASS = frozenset({"bắc", "nam", "đông", "tây"})
_UNION = "đoàn"  # `Thành Đoàn Hà Nội` is no Mr Đoàn
_VIETNAM = ("việt nam", "vietnam")
_LOCAL = frozenset({"province", "district", "commune"})
_UNSURE = frozenset({"district", "commune"})


@dataclass(frozen=True, slots=True)
class Site:
    """A name without a type word and what stands beside it.

    `weak` is for names that are as often persons or words: they need clean neighbours.
    """

    scene: Scene
    start: int
    end: int
    level: str
    weak: bool
    name: str
    left: list[Word]
    right: list[Word]
    capitals: int
    phrases: tuple[str, ...]

    def listed(self, kind: str, skip: int = 0) -> bool:
        """Whether the words before, the nearest `skip` left out, end in one of that kind."""
        lex = self.scene.lex
        if not skip:
            return not lex.words[kind].isdisjoint(self.phrases)
        return has(self.left[skip:], lex.words[kind], lex.reach[kind])

    def words(self, kind: str) -> frozenset[str]:
        return self.scene.lex.words[kind]


def veto(scene: Scene, start: int, end: int, *, level: str, weak: bool) -> str:
    """The reason against the name in `[start, end)`, which no type word introduces, or ""."""
    if scene.text[start:end].isupper() and _shouting(scene, start, end):
        return ""
    left = scene.left(start)
    capitals = next((i for i, word in enumerate(left) if not word.capital), len(left))
    name = scene.key[start:end]
    right, phrases = scene.right(end), phrases_of(left)
    site = Site(scene, start, end, level, weak, name, left, right, capitals, phrases)
    for rule in _RULES:
        reason = rule(site)
        if reason:
            return "" if reason == SETTLED else reason
    return ""


def _shouting(scene: Scene, start: int, end: int) -> bool:
    """Whether the words around are all in capitals too, as in a headline."""
    around = scene.text[max(0, start - 25) : start] + scene.text[end : end + 25]
    letters = [c for c in around if c.isalpha()]
    return len(letters) > 5 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _currency(site: Site) -> str:
    return "word" if site.level == "country" and site.listed("currency") else ""


def _direction(site: Site) -> str:
    """`gió mùa Đông Bắc`, `phía Nam sông Hương` are no regions; `phía Đông Bắc Bộ` is one."""
    if site.level != "region" or site.name.endswith(" bộ"):
        return ""
    part = site.name.startswith("phía ") and bool(site.right)
    if part and site.right[0].key in site.words("part"):
        return "word"
    return "word" if site.listed("direction") else ""


def _byline(site: Site) -> str:
    if _CREDIT.search(site.scene.key, max(0, site.start - 24), site.start):
        return "byline"
    near_end = len(site.scene.text) - site.end < _SIGNATURE
    return "byline" if near_end and site.level in _LOCAL and _signs(site) else ""


def _signs(site: Site) -> bool:
    """Whether nothing but names stands between the last sentence and the end of the text."""
    text = site.scene.text
    begin = max(text.rfind(mark, 0, site.start) for mark in _SENTENCE_ENDS)
    if begin < 0 or begin + 1 >= len(text) or len(text) - begin > _SIGNATURE:
        return False
    before = text[begin + 1 : site.start].split()
    if any(word[0].islower() for word in before):
        return False
    return bool(_AFTER_CREDIT.match(site.scene.key, site.end))


def _role(site: Site) -> str:
    """An office that takes a place stands before: `Bí thư Bến Tre`, `Tổng thống Pháp`."""
    if not site.listed("role"):
        return ""
    return SETTLED if site.level not in _LOCAL or not site.listed("title") else ""


def _person(site: Site) -> str:
    """A title or a surname stands before."""
    if site.level not in _LOCAL and not site.weak:
        return ""
    if site.listed("title"):
        return "person"
    syllables = site.name.count(" ") + 1
    for k in range(1, min(site.capitals, _MAX_PERSON - syllables) + 1):
        first = site.left[k - 1].key
        opening = k == len(site.left) and first in site.words("opener")
        if first in site.words("surname") and not opening and first != _UNION:
            return "person"
    return ""


def _thing(site: Site) -> str:
    """A street, a river, a product bears the name."""
    if site.listed("joined"):
        return ""
    if site.level != "country" and site.listed("road"):
        return "street"
    if site.level in _LOCAL or site.level == "other":
        if _headed(site, "feature"):
            return "feature"
        if site.listed("product"):
            return "product"
    if site.level in _UNSURE and site.listed("commodity"):
        return "product"
    numbered = site.weak and site.level in _LOCAL and site.left
    return "street" if numbered and _HOUSE_NUMBER.fullmatch(site.left[0].key) else ""


def _in_list(site: Site) -> str:
    """`các tuyến đường như: Hai Bà Trưng, Bà Triệu`, `các thủy điện Sơn La, Tuyên Quang`."""
    if site.level not in _LOCAL:
        return ""
    begin = max(0, site.start - _LIST_REACH)
    if site.weak and _STREETS.search(site.scene.key, begin, site.start):
        return "street"
    listed = _FEATURES.search(site.scene.key, begin, site.start)
    if listed is None:
        return ""
    names = re.split(r", | và ", site.scene.text[slice(*listed.span("names"))])[:-1]
    return "feature" if all(name[:1].isupper() for name in names) else ""


def _headed(site: Site, kind: str) -> bool:
    """Whether one such thing, not several, bears the name: `sân bay Cần Thơ`."""
    for k in range(1, site.scene.lex.reach[kind] + 1):
        if has(site.left[:k], site.words(kind), k):
            return not has(site.left[k:], site.words("plural"), 2)
    return False


def _route(site: Site) -> str:
    """The far end of a road: `cao tốc Hà Nội - Hải Phòng`."""
    dashed = site.scene.text[max(0, site.start - 2) : max(0, site.start - 1)] in ("-", "–")
    if not dashed or site.level not in ("province", "district", "other"):
        return ""
    begin = max(0, site.start - _ROUTE_REACH)
    return "street" if _ROUTE.search(site.scene.key, begin, site.start) else ""


def _firm(site: Site) -> str:
    """The head of a firm's name rules over the stretch up to the place."""
    vietnam = site.name.startswith(_VIETNAM)
    if site.level in ("other", "world") or (site.level == "country" and not vietnam):
        return ""
    capital = False
    for i, word in enumerate(site.left):
        capital = capital or word.capital
        joined = site.listed("joined", i)
        if word.key in site.words("stop") and not joined:
            return ""
        if not joined and site.listed("firm", i):
            return _named_firm(site, i, capital)
    return ""


def _team(site: Site) -> str:
    return "organisation" if site.listed("team") else ""


def _named_firm(site: Site, i: int, capital: bool) -> str:
    """Whether the head at `i` has a name: `Ngân hàng … Việt Nam`, not `các ngân hàng Việt Nam`."""
    reach = site.scene.lex.reach["firm"]
    k = next(k for k in range(1, reach + 1) if has(site.left[i : i + k], site.words("firm"), k))
    head, before = site.left[i : i + k], site.left[i + k :]
    if has(before, site.words("plural"), 2):
        return ""
    if site.level in _LOCAL or capital or head[-1].capital:
        return "organisation"
    return ""


def _after(site: Site) -> str:
    """What a capital word right after the name makes of it."""
    if not site.right or not site.right[0].capital:
        return ""
    first = site.right[0]
    if first.key in site.words("tail"):
        return "organisation"
    harmless = site.words("opener") | site.words("credit")
    if first.key in harmless or first.shouts or _place_at(site):
        return ""
    follows = len(site.scene.run(site.end + 1, _MAX_PERSON))
    if first.key in site.words("surname") and follows >= 2:
        return ""  # a person of that place
    return _one_name(site, first.key, follows)


def _one_name(site: Site, first: str, follows: int) -> str:
    """What name and next words make together."""
    if site.weak and site.level == "country":
        abroad = first.isascii() and len(first) > _LONG_WORD + 1  # `Nga Sputnik`
        return "" if abroad or _governed(site) else "person"
    person_like = site.level in _LOCAL
    if person_like and site.name.split(" ", 1)[0] in site.words("surname"):
        return "person" if site.name.count(" ") + 1 + follows <= _MAX_PERSON else ""
    if site.name.isascii() and first.isascii():
        return "" if _governed(site) else "organisation"
    foreign = site.name.isascii() or first.isascii()
    return "word" if site.level in _UNSURE and not foreign else ""


def _place_at(site: Site) -> bool:
    """Whether another place begins right after the name."""
    entries = site.scene.at.get(site.end + 1, ())
    return any(e.senses or "province" in e.units or e.type for e in entries)


def _governed(site: Site) -> bool:
    """Whether a preposition, a role or an office nearby makes the name a place's."""
    if site.listed("land" if site.level == "country" else "local"):
        return True
    return any(
        site.listed("role", i) or site.listed("office", i) or site.listed("ministry", i)
        for i in range(min(4, len(site.left)))
    )


def _unknown(site: Site) -> str:
    """A capital word before that no list knows: the name of a firm, most often."""
    if not site.capitals or site.level == "region":
        return ""
    nearest = site.left[0].key
    if any(site.listed("office", i) for i in range(len(site.left))):
        return ""
    if nearest in site.words("opener") or nearest in _COMPASS:
        return ""
    written = site.scene.text[site.start - 1 - len(nearest) : site.start - 1]
    foreign = site.level == "country" and not site.name.startswith(_VIETNAM)
    if foreign and written.isupper() and written.isalpha():
        return ""  # `vốn ODA Nhật Bản`
    opens = site.capitals == 1 and len(site.left) == 1  # a sentence's first word
    if opens and site.level == "country" and nearest.isascii() and len(nearest) > _LONG_WORD:
        return "organisation"  # `Samsung Việt Nam`
    return "" if opens and site.level not in _UNSURE else "organisation"


_RULES = (
    _currency, _direction, _byline, _role, _thing, _in_list, _person, _route, _team, _firm,
    _after, _unknown,
)  # fmt: skip
