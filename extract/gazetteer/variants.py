"""The ways in which unit names are written, for matching in running text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

import regex

from extract.gazetteer.table import Unit, aliases, units
from extract.text import fold

_MOST = 32
"""Names with more ways of writing than this are left at the plain one."""

_DAK = ("đắk", "đăk", "đak", "đắc", "đăc")
_LAK = ("lắk", "lăk", "lak", "lắc", "lăc")
_ONLY_Y = regex.compile(r"(?:[bdđghklmnprstvx]|th|qu)?([yýỳỷỹỵ])")
_ONLY_I = regex.compile(r"(?:[hklmstv]|qu)([iíìỉĩị])")
_SWAP = str.maketrans("yýỳỷỹỵiíìỉĩị", "iíìỉĩịyýỳỷỹỵ")
_STOP = regex.compile(r"(.*)(ắ|ă)([ck])")
_ROMAN = (("1", "i"), ("2", "ii"), ("3", "iii"), ("4", "iv"))
_NUMERALS = {a: b for pair in _ROMAN for a, b in (pair, pair[::-1])}
_VARIES = regex.compile(
    rf"[-']|(?<!\p{{L}})(?:{_ONLY_Y.pattern}|{_ONLY_I.pattern})(?!\p{{L}})"
    r"|[aăắ][ck](?!\p{L})| [1-4i]"
)
"""Whether a name may have more than one way of writing: most have not."""
_HIGHLAND = frozenset({"44", "45", "51", "52", "62", "64", "66", "67", "68", "70", "75"})


def written() -> dict[str, tuple[Unit, ...]]:
    """Units by each folded way of writing their bare names."""
    named = [(name, unit) for unit in units() for name in (unit.name, *aliases(unit))]
    names = list({_spelt(name, unit) for name, unit in named})
    folded = dict(zip(names, fold("\n".join(names)).split("\n"), strict=True))
    forms: dict[tuple[str, bool], set[str]] = {}
    found: dict[str, list[Unit]] = defaultdict(list)
    for name, unit in named:
        key = folded[_spelt(name, unit)], unit.province.code in _HIGHLAND
        if key not in forms:
            varies = _VARIES.search(key[0])
            forms[key] = set(_forms(key[0], highland=key[1])) if varies else {key[0]}
        for form in forms[key]:
            same = found[form]
            if not same or same[-1] is not unit:
                same.append(unit)
    return {form: tuple(same) for form, same in found.items()}


def _spelt(name: str, unit: Unit) -> str:
    """Numbers stand with their type."""
    return f"{unit.type} {name}" if name.isdigit() else name


def _forms(name: str, *, highland: bool) -> Iterator[str]:
    yield name
    words = name.split(" ")
    ways = [_ways(word, highland=highland) for word in words]
    count = 1
    for way in ways:
        count *= len(way)
    spelt = [" ".join(way) for way in product(*ways)] if 1 < count <= _MOST else [name]
    for form in spelt:
        yield form
        yield from _joints(form)


def _joints(form: str) -> Iterator[str]:
    """Dashes and apostrophes as they are typed."""
    if "-" in form:
        bare = form.replace(" - ", "-")
        yield bare
        for dash in (" - ", " – ", "–", " "):
            yield bare.replace("-", dash)
    if "'" in form:
        for quote in ("’", "‘", "`", "", " "):
            yield form.replace("'", quote)


def _ways(word: str, *, highland: bool) -> tuple[str, ...]:
    """The ways to write one syllable of a name."""
    if word in _DAK and highland:
        return _DAK
    if word in _LAK and highland:
        return _LAK
    if word in _NUMERALS:
        return word, _NUMERALS[word]
    if _ONLY_Y.fullmatch(word) or _ONLY_I.fullmatch(word):
        return word, word[:-1] + word[-1].translate(_SWAP)
    if highland and (match := _STOP.fullmatch(word)):
        return tuple(dict.fromkeys((word, *(match[1] + v + c for v in "ắă" for c in "ck"))))
    return (word,)
