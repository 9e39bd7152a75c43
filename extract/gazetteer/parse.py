"""A written place taken apart: `xã Đại Dực (Tiên Yên)` -> (`xã`, `Đại Dực`), (``, `Tiên Yên`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from extract.gazetteer.lines import rows
from extract.gazetteer.names import without_accents
from extract.text import clean, fold

_LONGEST = 300
"""Longer texts are no place as written."""
_SHORT = 3
"""Type words up to this length are abbreviations."""


def _any(words: Iterable[str]) -> str:
    return "|".join(regex.escape(word) for word in sorted(words, key=len, reverse=True))


def _type_words() -> tuple[dict[str, str], list[str]]:
    types: dict[str, str] = {}
    epithets: list[str] = []
    for kind, word in rows("unit_types.tsv"):
        if kind == "epithet":
            epithets.append(word)
        else:
            types[word] = kind
    return types, epithets


_TYPES, _EPITHETS = _type_words()
_FULL = {word: kind for word, kind in _TYPES.items() if len(word) > _SHORT or not word.isascii()}
_ABBREVIATED = {word: kind for word, kind in _TYPES.items() if word not in _FULL}
_PLAIN = {without_accents(word): kind for word, kind in _FULL.items()}
_TYPE = regex.compile(
    rf"(?:({_any(_FULL)})(?:\s*:)?\s+|({_any(_ABBREVIATED)})(?:\s*\.\s*|\s+|(?=\d)))"
    r"(?=\S)"
)
_PLAIN_TYPE = regex.compile(rf"({_any(_PLAIN)})\s+(?=\S)")
_EPITHET = regex.compile(rf"(?:(?:{_any(_EPITHETS)})\s+)+(?=\S)")
_SPLIT = regex.compile(r"\s*[,;()\[\]/|\n]\s*|\s+(?:thuộc|của|ở|tại)\s+")
_DASH = regex.compile(r"\s+[-\u2010-\u2015]\s+|[\u2013\u2014]")
_NEXT_TYPE = regex.compile(rf"(?<=\S)\s+(?=(?:{_any(_FULL)})\s)")
_NEXT_SHORT = regex.compile(rf"(?<=\S)\s+(?=(?:{_any(_ABBREVIATED)})(?:\.|\s*\d))")
_LEADS = r"(?:trên địa bàn|địa bàn|trong|toàn|ở|tại|thuộc)\s+"
# In small letters, or before a type: `Toàn Thắng` is a name.
_LEAD = regex.compile(_LEADS + r"(?=\S)")
_LEAD_TYPE = regex.compile(rf"{_LEADS}(?=(?:{_any(_FULL)})\s)")
# In small letters only: `Chợ Mới` is a name.
_FORMER = regex.compile(r"\s*\b(?:cũ|trước đây|trước kia)$")
_LATTER = regex.compile(r"\s*\b(?:mới|ngày nay|hiện nay|nay)$")
_CAPITAL = "thủ đô"
_COUNTRY = frozenset({"việt nam", "viet nam", "vietnam", "vn"})


@dataclass(frozen=True, slots=True)
class Part:
    """A unit as written: its type (empty where there is none), its bare name, and both together.

    `former` says that the text calls it a unit of old (`Hà Tây cũ`), `plain` that even its type is
    written without accents (`huyen Tien Yen`).
    """

    type: str
    name: str
    whole: str
    former: bool = False
    plain: bool = False

    @property
    def names(self) -> tuple[tuple[str, str], ...]:
        """Types and names that the words may stand for, the likeliest first.

        `huyện nghèo Mường Lát` has an epithet, `huyện Cù Lao Dung` a name that begins like one;
        the type may be part of a name: `TT Huế`, `Quan Hoa` without accents.
        """
        found = [(self.type, self.name)]
        if match := _EPITHET.match(fold(self.name)):
            found.append((self.type, self.name[match.end() :]))
        if self.type and self.whole != self.name:
            found.insert(0 if self.plain else len(found), ("", self.whole))
        return tuple(found)


@lru_cache(maxsize=4096)
def parse_place(text: str) -> tuple[tuple[Part, ...], ...]:
    """Ways to read `text`, the most literal first; each has the most specific part first."""
    if len(text) > _LONGEST:
        return ()
    plain = " ".join(clean(text).clean.split()).strip(" .,;:")
    readings: list[tuple[Part, ...]] = []
    for pieces in (_split(_SPLIT, [plain]), _deep_split(plain)):
        parts = tuple(_parts(pieces))
        if parts and parts not in readings:
            readings.append(parts)
    return tuple(readings)


def _deep_split(text: str) -> list[str]:
    pieces = [text]
    for pattern in (_SPLIT, _DASH, _NEXT_TYPE, _NEXT_SHORT):
        pieces = _split(pattern, pieces)
    return pieces


def _split(pattern: regex.Pattern[str], pieces: Iterable[str]) -> list[str]:
    """The pieces cut where `pattern` matches their keys: the letter case does not matter."""
    found: list[str] = []
    for piece in pieces:
        start = 0
        for match in pattern.finditer(fold(piece)):
            found.append(piece[start : match.start()])
            start = match.end()
        found.append(piece[start:])
    return found


def _parts(pieces: Iterable[str]) -> Iterator[Part]:
    former = False
    found: list[Part] = []
    for piece in pieces:
        part = _part(piece.strip(" .,:-"))
        if part is None:
            continue
        if not part.name:  # `(cũ)` belongs to what stands before it
            former = part.former
            if found and former:
                last = found[-1]
                found[-1] = replace(last, former=True)
            continue
        found.append(part)
    return iter(_specific_first(found))


def _specific_first(parts: list[Part]) -> list[Part]:
    """`tỉnh Quảng Ninh, huyện Tiên Yên` is turned round."""
    order = {"tỉnh": 0, "huyện": 1, "quận": 1, "thị xã": 1, "phường": 2, "xã": 2, "thị trấn": 2}
    levels = [order[part.type] for part in parts if part.type in order]
    if len(levels) == len(parts) > 1 and levels == sorted(set(levels)):
        return parts[::-1]
    return parts


def _part(piece: str) -> Part | None:
    key = fold(piece)
    lead = _LEAD.match(piece) or _LEAD_TYPE.match(key)
    start = lead.end() if lead else 0
    end, former = len(key), False
    if cut := _FORMER.search(piece, start):
        end, former = cut.start(), True
    elif cut := _LATTER.search(piece, start):
        end = cut.start()
    piece, key = piece[start:end], key[start:end]
    if key in _COUNTRY or (not key and not former):
        return None
    if key == _CAPITAL:
        return Part("thành phố", "Hà Nội", piece, former)
    if match := _TYPE.match(key):
        kind = _TYPES[match[1] or match[2]]
        return Part(kind, piece[match.end() :], piece, former)
    if key.isascii() and (match := _PLAIN_TYPE.match(key)):
        return Part(_PLAIN[match[1]], piece[match.end() :], piece, former, plain=True)
    return Part("", piece, piece, former)
