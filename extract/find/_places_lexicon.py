"""The words that place mentions are made of, and one automaton that finds them all.

Everything is built from the tables beside this file and from the gazetteer; an entry says which
parts a spelling can play (type word, name, phrase that refers back).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

import ahocorasick

from extract.gazetteer import Unit, surface_forms
from extract.text import fold


@dataclass(frozen=True, slots=True)
class TypeWord:
    """A word that says what kind of area a name is."""

    type: str
    levels: tuple[str, ...]
    named: str
    generic: str
    short: bool


@dataclass(frozen=True, slots=True)
class Generic:
    """A phrase that stands for an area named elsewhere.

    `word` is the type word the phrase ends with, if it does, `tail` its length: a name may follow.
    """

    type: str
    level: str
    word: TypeWord | None = None
    tail: int = 0


@dataclass(frozen=True, slots=True)
class Sense:
    """A name that is in no list of units: a country, a region, a place abroad."""

    name: str
    type: str
    level: str
    form: str
    risky: bool = False
    anycase: bool = False
    country: str = ""


@dataclass(slots=True)
class Entry:
    """What one spelling can be."""

    length: int
    type: TypeWord | None = None
    generic: Generic | None = None
    compound: bool = False
    senses: list[Sense] = field(default_factory=list)
    units: dict[str, tuple[Unit, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries by spelling, the automaton over them, and the word lists by kind.

    `modifiers` are those of the word list by their first letter, `reach` the most words in a list.
    """

    entries: dict[str, Entry]
    automaton: ahocorasick.Automaton
    words: dict[str, frozenset[str]]
    modifiers: dict[str, list[str]]
    reach: dict[str, int]


def _rows(name: str) -> Iterator[list[str]]:
    data = resources.files(__package__).joinpath(name).read_text("utf-8")
    lines = [line for line in data.splitlines() if line and not line.startswith("#")]
    width = lines[0].count("\t") + 1
    for line in lines[1:]:
        cells = line.split("\t")
        yield cells + [""] * (width - len(cells))


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


class _Builder:
    """Gathers entries under their folded spelling."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def at(self, spelling: str) -> Entry:
        key = fold(spelling)
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = Entry(len(key))
        return entry


_DASHES = (" - ", "-", " -", "- ", " – ", "–", " –", "– ", " ")


def _dashed(key: str) -> list[str]:
    """The ways of writing a name with a dash; the name alone where it has none."""
    if " - " not in key:
        return [key]
    return [key.replace(" - ", dash) for dash in _DASHES]


def _add_units(builder: _Builder) -> None:
    entries = builder.entries
    for key, same in surface_forms().items():
        levels: dict[str, list[Unit]] = defaultdict(list)
        for unit in same:
            levels[unit.level].append(unit)
        by_level = {level: tuple(found) for level, found in levels.items()}
        for written in _dashed(key):
            entry = entries.get(written)
            if entry is None:
                entry = entries[written] = Entry(len(written))
            entry.units = by_level


def _add_countries(builder: _Builder) -> None:
    for name, _, aliases, risky in _rows("countries.tsv"):
        form = "bare" if name == "Việt Nam" else "foreign"
        unsure = _split(risky)
        for spelling in (name, *_split(aliases)):
            sense = Sense(name, "", "country", form, spelling in unsure)
            builder.at(spelling).senses.append(sense)


_REGION_FORMS = {"vn": "bare", "world": "foreign", "nation": "national", "globe": "world"}
_REGION_LEVELS = {"nation": "country", "globe": "world"}


def _add_regions(builder: _Builder) -> None:
    for name, kind, part, case, aliases in _rows("regions.tsv"):
        level = _REGION_LEVELS.get(part, "region")
        sense = Sense(name, kind, level, _REGION_FORMS[part], anycase=case == "any")
        spellings = _split(aliases) if part == "nation" else [name, *_split(aliases)]
        for spelling in spellings:
            for written in {spelling, spelling.replace(" - ", "-"), spelling.replace(" - ", " – ")}:
                if sense not in (entry := builder.at(written)).senses:
                    entry.senses.append(sense)


def _add_world_places(builder: _Builder) -> None:
    for name, kind, country, aliases, risky in _rows("world_places.tsv"):
        sense = Sense(name, kind, "other", "foreign", bool(risky), country=country)
        for spelling in (name, *_split(aliases)):
            builder.at(spelling).senses.append(sense)


def _add_types(builder: _Builder) -> None:
    for word, kind, levels, named, generic, short in _rows("place_types.tsv"):
        type_word = TypeWord(kind, tuple(levels.split("|")), named, generic, bool(short))
        builder.at(word).type = type_word


def _add_generics(builder: _Builder) -> None:
    full = [row for row in _rows("place_types.tsv") if row[4]]
    for phrase, types, level in _rows("place_generics.tsv"):
        if types == "fixed":
            if level:
                kind = _OFFICE_TYPES.get(phrase, phrase)
                builder.at(phrase).generic = Generic(kind, level)
            continue
        for word, kind, levels, _, generic, short in full:
            if short and "địa bàn" not in phrase:
                continue
            if generic == "y" or types == "both":
                ends = phrase.endswith("{}")
                level = levels.split("|")[0]
                builder.at(phrase.format(word)).generic = Generic(
                    kind, level, builder.at(word).type if ends else None, len(word)
                )


_OFFICE_TYPES = {
    "tỉnh ủy": "tỉnh", "thành ủy": "thành phố", "huyện ủy": "huyện", "quận ủy": "quận",
    "thị ủy": "thị xã", "toàn vùng": "vùng", "cả vùng": "vùng", "vùng này": "vùng",
    "toàn khu vực": "khu vực", "khu vực này": "khu vực", "cả thôn": "thôn", "cả bản": "bản",
    "cả làng": "làng", "địa bàn này": "địa bàn", "địa phương này": "địa phương",
}  # fmt: skip


def _only_after_type(key: str, entry: Entry) -> bool:
    """Whether it is a commune of one syllable: no name without its type, and met in every line."""
    if " " in key or entry.senses or entry.type or entry.generic or entry.compound:
        return False
    return set(entry.units) == {"commune"}


def _words() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(map(fold, _split(cell))) for kind, cell in _rows("place_vetoes.tsv")}


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, built once."""
    builder = _Builder()
    words = _words()
    _add_units(builder)
    _add_countries(builder)
    _add_regions(builder)
    _add_world_places(builder)
    _add_types(builder)
    _add_generics(builder)
    for compound in words["compound"]:
        builder.at(compound).compound = True
    automaton = ahocorasick.Automaton()
    for key, entry in builder.entries.items():
        if not _only_after_type(key, entry):
            automaton.add_word(key, entry)
    automaton.make_automaton()
    reach = {kind: max(w.count(" ") + 1 for w in listed) for kind, listed in words.items()}
    sets = {kind: frozenset(listed) for kind, listed in words.items()}
    modifiers: dict[str, list[str]] = defaultdict(list)
    for modifier in sorted(words["modifier"], key=len, reverse=True):
        modifiers[modifier[0]].append(modifier)
    return Lexicon(builder.entries, automaton, sets, dict(modifiers), reach)
