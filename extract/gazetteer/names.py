"""Spelling keys: names that are spelt differently and are one name get one key."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import regex

from extract.text import fold

_JOINTS = regex.compile(r"[ \t\-\u2010-\u2015\u2212_.,]+")
_QUOTES = regex.compile("['’‘ʼ`´′\"“”]")
_ZEROS = regex.compile(r"(?<!\d)0+(?=\d)")
# `Tam Xuân II` is `Tam Xuân 2`.
_LAST_ROMAN = regex.compile(r"(?<=\p{L} )(?:i{1,3}|iv)$")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
# `Lý`/`Lí`, `Mỹ`/`Mĩ`, `Quy`/`Qui`: y as the only vowel of a syllable, or after qu.
_ONLY_Y = regex.compile(
    r"(?:(?<!\p{L})|(?<=(?<!\p{L})(?:[bdđghklmnprstvx]|th|qu)))[yýỳỷỹỵ](?!\p{L})"
)
_Y_TO_I = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")
# Names from the languages of the highlands: k and c are one sound, and the mark on a syllable that
# ends in a stop is set or left out (`Pắk`, `Păk`, `Pắc`).
_LAST_K = regex.compile(r"k(?!\p{L})")
_FIRST_K = regex.compile(
    r"k(?=r)|(?<!\p{L})k(?=[aàáảãạăằắẳẵặâầấẩẫậoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựr])"
)
_BARE_STOP = regex.compile(r"[ăâêôơư](?=[cpt](?!\p{L}))")
_ACUTE = str.maketrans("ăâêôơư", "ắấếốớứ")
_DAK = regex.compile(r"(?<!\p{L})đ[aăáắ]c(?!\p{L})")
_DAK_LAK = regex.compile(r"đ[aăáắ][ck] ?l[aăáắ]c(?!\p{L})")


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """The spelling key of a bare name: accents stay, ways of writing go.

    Letter case, the place of the tone mark, i and y, hyphens, spaces and apostrophes, leading
    zeros, and the k/c and missing marks of highland names are levelled. No spaces are left.

    >>> name_key("Krông Pắk") == name_key("KRÔNG PẮC") == name_key("Krông Păc")
    True
    >>> name_key("Đại Dực") == name_key("Đại Đức")
    False
    """
    key: str = _QUOTES.sub("", fold(unicodedata.normalize("NFC", name.replace("\n", " "))))
    key = _ZEROS.sub("", _JOINTS.sub(" ", key))
    key = _LAST_ROMAN.sub(lambda m: _ROMAN[m.group()], key)
    key = _ONLY_Y.sub(lambda m: m.group().translate(_Y_TO_I), key)
    key = _FIRST_K.sub("c", _LAST_K.sub("c", key))
    key = _BARE_STOP.sub(lambda m: m.group().translate(_ACUTE), key)
    key = _DAK_LAK.sub("đắclắc", _DAK.sub("đắc", key))
    return key.replace(" ", "")


def without_accents(text: str) -> str:
    """`text` in plain letters, lower case: `huyện Đầm Hà` -> `huyen dam ha`."""
    flat = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(char for char in flat if not unicodedata.combining(char))
