"""The words that place mentions are made of, and one automaton that finds them all.

Everything is built from the tables beside this file and from the gazetteer; an entry says which
parts a spelling can play (type word, name, phrase that refers back).
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import ahocorasick

from extract.gazetteer import Unit
from extract.gazetteer.table import by_form, referred
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
    """A name that is in no list of units: a country, a region, a place abroad.

    It is met in capitals; with `anycase` in small letters too; with `lastcase` where its last word
    is a capital one and no other follows.
    """

    name: str
    type: str
    level: str
    form: str
    risky: bool = False
    anycase: bool = False
    lastcase: bool = False
    country: str = ""
    own: bool = False
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class OwnArea:
    """A user's own area: its name in records, its level, its spellings; the unit where it is one.

    A spelling is met in its own capitals; one with a word in small letters, in any.
    """

    name: str
    level: str
    spellings: tuple[str, ...]
    unit: Unit | None = None


@dataclass(slots=True)
class Entry:
    """What one spelling can be; `refers` to units of the table, which are made when asked for."""

    length: int
    type: TypeWord | None = None
    generic: Generic | None = None
    compound: bool = False
    senses: Sequence[Sense] = ()
    refers: str = ""
    _units: dict[str, tuple[Unit, ...]] | None = None

    @property
    def units(self) -> dict[str, tuple[Unit, ...]]:
        """The official units of that name by level, provinces first."""
        if self._units is None:
            self._units = _by_level(referred(self.refers)) if self.refers else {}
        return self._units


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


def _rows(name: str, *, folded: bool = False) -> Iterator[list[str]]:
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    if folded:
        lines = fold("\n".join(lines)).split("\n")
    width = lines[0].count("\t") + 1
    for line in lines[1:]:
        cells = line.split("\t")
        yield cells + [""] * (width - len(cells))


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


_DASHES = (" - ", "-", " -", "- ", " – ", "–", " –", "– ", " ")


def _dashed(key: str) -> list[str]:
    """The ways of writing a name with a dash; the name alone where it has none."""
    if " - " not in key:
        return [key]
    return [key.replace(" - ", dash) for dash in _DASHES]


class _Builder:
    """Gathers entries under their folded spelling."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}

    def at(self, key: str) -> Entry:
        """The entry of a folded spelling, a new one where there is none."""
        entry = self.entries.get(key)
        if entry is None:
            entry = self.entries[key] = Entry(len(key))
        return entry

    def add(self, key: str, sense: Sense) -> None:
        """Give a spelling, however its dash is written, a sense."""
        for written in _dashed(key):
            entry = self.at(written)
            if sense not in entry.senses:
                entry.senses = (*entry.senses, sense)


def _add_units(builder: _Builder) -> None:
    for form, refers in by_form().items():
        for written in _dashed(form):
            builder.at(written).refers = refers


def _add_aliases(builder: _Builder) -> None:
    for alias, name in _rows("place_aliases.tsv", folded=True):
        if not builder.at(alias).refers:
            builder.at(alias).refers = builder.at(name).refers


def _by_level(same: tuple[Unit, ...]) -> dict[str, tuple[Unit, ...]]:
    levels: dict[str, list[Unit]] = {}
    for unit in same:
        levels.setdefault(unit.level, []).append(unit)
    return {level: tuple(found) for level, found in levels.items()}


def _add_countries(builder: _Builder) -> None:
    table = "countries.tsv"
    for row, key in zip(_rows(table), _rows(table, folded=True), strict=True):
        form = "bare" if row[1] == "VN" else "foreign"
        unsure = _split(key[3])
        for spelling in (key[0], *_split(key[2])):
            builder.add(spelling, Sense(row[0], "", "country", form, spelling in unsure))


_REGION_FORMS = {"vn": "bare", "world": "foreign", "nation": "national", "globe": "world"}
_REGION_LEVELS = {"nation": "country", "globe": "world"}


def _add_regions(builder: _Builder) -> None:
    table = "regions.tsv"
    for row, key in zip(_rows(table), _rows(table, folded=True), strict=True):
        name, kind, part, case = row[:4]
        level = _REGION_LEVELS.get(part, "region")
        sense = Sense(name, kind, level, _REGION_FORMS[part], anycase=case == "any")
        for spelling in (*([] if part == "nation" else [key[0]]), *_split(key[4])):
            builder.add(spelling, sense)


def _add_people(builder: _Builder, heads: Sequence[str]) -> None:
    """`người Việt`, `hàng Việt`: the country by its people and what they make."""
    for head in heads:
        builder.add(f"{head} việt", Sense("Việt Nam", "nước", "country", "national", lastcase=True))


def _add_world_places(builder: _Builder) -> None:
    table = "world_places.tsv"
    for row, key in zip(_rows(table), _rows(table, folded=True), strict=True):
        sense = Sense(row[0], row[1], "other", "foreign", bool(row[4]), country=row[2])
        for spelling in (key[0], *_split(key[3])):
            builder.add(spelling, sense)


def _add_types(builder: _Builder) -> None:
    for word, kind, levels, named, generic, short in _rows("place_types.tsv"):
        type_word = TypeWord(kind, tuple(levels.split("|")), named, generic, bool(short))
        builder.at(word).type = type_word


def _add_generics(builder: _Builder) -> None:
    words = [(row[0], builder.at(row[0]).type) for row in _rows("place_types.tsv") if row[4]]
    for phrase, types, level, kind in _rows("place_generics.tsv"):
        if types == "fixed":
            builder.at(phrase).generic = Generic(kind, level)
            continue
        for word, type_word in words:
            if type_word is None or (type_word.short and phrase != "địa bàn {}"):
                continue
            if type_word.generic == "y" or types == "both":
                last = type_word if phrase.endswith("{}") else None
                generic = Generic(type_word.type, type_word.levels[0], last, len(word))
                builder.at(phrase.format(word)).generic = generic


def _add_own(builder: _Builder, areas: Sequence[OwnArea]) -> None:
    for area in areas:
        for spelling in area.spellings:
            small = any(word[0].islower() for word in spelling.split())
            sense = Sense(
                area.name, "", area.level, "named", anycase=small, own=True, unit=area.unit
            )
            builder.add(fold(unicodedata.normalize("NFC", spelling)), sense)


def _only_after_type(key: str, entry: Entry) -> bool:
    """Whether it is a commune of one syllable: no name without its type, and met in every line."""
    if " " in key or entry.senses or entry.type or entry.generic or entry.compound:
        return False
    # References stand in the order of the table, and codes of communes have five figures.
    return len(entry.refers.partition(" ")[0].partition(".")[0]) == _COMMUNE_CODE


_COMMUNE_CODE = 5


@lru_cache(maxsize=4)
def lexicon(own: tuple[OwnArea, ...] = ()) -> Lexicon:
    """The lexicon, with a user's own areas where there are some; built once."""
    builder = _Builder()
    words = {kind: _split(cell) for kind, cell in _rows("place_vetoes.tsv", folded=True)}
    _add_units(builder)
    _add_aliases(builder)
    _add_countries(builder)
    _add_regions(builder)
    _add_people(builder, words["people"])
    _add_world_places(builder)
    _add_types(builder)
    _add_generics(builder)
    _add_own(builder, own)
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
