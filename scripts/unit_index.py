"""The indices of the table of units: by spelling key, and by the ways names are written.

They are data in the package, so that nothing is built at load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product

import regex

from extract.gazetteer.table import Unit, aliased, aliases, by_code, unit_key, units
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
_HIGHLAND = frozenset({"44", "45", "51", "52", "62", "64", "66", "67", "68", "70", "75"})


def index() -> dict[str, str]:
    """The texts of `keys.tsv` and `forms.tsv`, from the tables of units and aliases in the tree."""
    return {"keys.tsv": _table("key", by_key()), "forms.tsv": _table("form", by_form())}


def _table(heading: str, found: Mapping[str, Iterable[Unit]]) -> str:
    lines = (f"{key}\t{' '.join(map(_reference, found[key]))}\n" for key in sorted(found))
    return "".join([f"{heading}\tunits\n", *lines])


def _reference(unit: Unit) -> str:
    """`769` for the first row of that code in the table, `769.2` for the second."""
    table = units()
    nth = 1 + [table[row] for row in table.rows_of(unit.code)].index(unit)
    return unit.code if nth == 1 else f"{unit.code}.{nth}"


def by_key() -> dict[str, list[Unit]]:
    """Units by the spelling key of their names and aliases."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units():
        found[unit_key(unit.type, unit.name)].append(unit)
    for code in dict.fromkeys(aliased()):
        for unit in by_code()[code]:
            for name in aliases(unit):
                same = found[unit_key(unit.type, name)]
                if unit not in same:
                    same.append(unit)
    return found


def by_form() -> dict[str, list[Unit]]:
    """Units by each folded way of writing their bare names."""
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units():
        for name in (unit.name, *aliases(unit)):
            key = fold(_spelt(name, unit))
            for form in dict.fromkeys(_forms(key, highland=unit.province.code in _HIGHLAND)):
                if unit not in found[form][-1:]:
                    found[form].append(unit)
    return found


def _spelt(name: str, unit: Unit) -> str:
    """Numbers stand with their type."""
    return f"{unit.type} {name}" if name.isdigit() else name


def _forms(name: str, *, highland: bool) -> Iterator[str]:
    yield name
    words = name.split(" ")
    ways = [_ways(word, highland=highland) for word in words]
    if words[0] in _NUMERALS:  # `1 Bảo Lộc`: a number is written so only behind a name
        ways[0] = (words[0],)
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
