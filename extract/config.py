"""A user's own words: place names, indicator phrases, marks of boilerplate, abbreviations.

They stand in a TOML file, by custom `solieu.toml`, and go with a call as a `Config`. Nothing is
kept anywhere else: two calls with two configurations do not see each other, in whatever thread or
process.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import regex
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from extract.errors import ConfigError
from extract.find.places import OwnArea
from extract.gazetteer import Unit, resolve_place
from extract.lines import OwnMarks

FILE = "solieu.toml"
"""The file that the command takes from the working directory where it is there."""

_ABBREVIATION = regex.compile(r"\p{L}[\p{L}.]{0,10}\p{L}|\p{L}")


def _stripped(text: str) -> str:
    text = " ".join(text.split())
    if not any(char.isalpha() for char in text):
        raise ValueError("a phrase must have a letter")
    return text


def _abbreviation(text: str) -> str:
    bare = text.strip().rstrip(".").lower()
    if not _ABBREVIATION.fullmatch(bare):
        raise ValueError("an abbreviation is up to 12 letters and full stops, without blanks")
    return bare


Phrase = Annotated[str, AfterValidator(_stripped)]
Abbreviation = Annotated[str, AfterValidator(_abbreviation)]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class OwnPlace(_Table):
    """A place: another name of an official unit, or an area that is in no list.

    Where `name` is that of an official unit (`huyện Cô Tô, tỉnh Quảng Ninh`), `aliases` are taken
    for it. Any other area keeps its `name`, with `within` behind it where that is given.
    """

    name: Phrase
    aliases: tuple[Phrase, ...] = ()
    level: Literal["region", "village", "other"] | None = None
    within: Phrase | None = Field(default=None, alias="in")

    @field_validator("within")
    @classmethod
    def _is_official(cls, name: str | None) -> str | None:
        if name is not None and resolve_place(name) is None:
            raise ValueError("no official unit, or several, have this name; add what it lies in")
        return name

    @model_validator(mode="after")
    def _says_something(self) -> OwnPlace:
        official = self._unit is not None
        if official and not self.aliases:
            raise ValueError("this is an official unit, known already; give it aliases")
        if official and (self.level or self.within):
            raise ValueError("this is an official unit: its level and what it lies in are known")
        return self

    @property
    def _unit(self) -> Unit | None:
        """The official unit, where the name says its type too: `Bãi Sậy` may be anything."""
        unit = resolve_place(self.name)
        return unit if unit and self.name.lower().startswith(unit.type) else None

    @property
    def area(self) -> OwnArea:
        """The place as the finder takes it."""
        unit = self._unit
        if unit is not None:
            return OwnArea(unit.full_name, unit.level, self.aliases, unit)
        above = resolve_place(self.within) if self.within else None
        name = f"{self.name}, {above.full_name}" if above else self.name
        return OwnArea(name, self.level or "other", (self.name, *self.aliases))


class OwnIndicators(_Table):
    """Phrases that are to be taken whole for what a value measures, where they stand beside it."""

    phrases: tuple[Phrase, ...] = ()


class Boilerplate(_Table):
    """Lines of a page that are no article.

    `lines` are whole lines, `begins` how lines begin, `heads` headings under which only links to
    other articles stand. Letter case does not matter.
    """

    lines: tuple[Phrase, ...] = ()
    begins: tuple[Phrase, ...] = ()
    heads: tuple[Phrase, ...] = ()


class Config(_Table):
    """A user's own words. Make one of keywords, or read it with `extract.read_config`."""

    places: tuple[OwnPlace, ...] = ()
    indicators: OwnIndicators = OwnIndicators()
    boilerplate: Boilerplate = Boilerplate()
    abbreviations: tuple[Abbreviation, ...] = ()

    @cached_property
    def areas(self) -> tuple[OwnArea, ...]:
        """The places as the finder takes them."""
        return tuple(place.area for place in self.places)

    @cached_property
    def marks(self) -> OwnMarks:
        """The marks of boilerplate as the layout takes them."""
        own = self.boilerplate
        return OwnMarks.of(own.lines, own.begins, own.heads)

    @cached_property
    def stops(self) -> frozenset[str]:
        """The abbreviations as the splitter of sentences takes them."""
        return frozenset(self.abbreviations)

    def to_dict(self) -> dict[str, Any]:
        """The tables of the file, without what is not set."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    @property
    def phrases(self) -> tuple[str, ...]:
        """The indicator phrases."""
        return self.indicators.phrases


EMPTY = Config()
"""Nothing of one's own."""


def read_config(path: str | Path) -> Config:
    """The configuration that a TOML file holds.

    Raises:
        ConfigError: names every line that is wrong.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8")
        fields = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}:{line}: not UTF-8; save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(_syntax(path, str(error))) from error
    try:
        return Config.model_validate(fields)
    except ValidationError as error:
        found = sorted(_problem(text, one) for one in error.errors())
        lines = [f"{path}:{line}: {message}" for line, message in found]
        raise ConfigError("\n".join(lines)) from error


@lru_cache(maxsize=8)
def config_of(text: str) -> Config:
    """The configuration that `model_dump_json` wrote: the form that goes to other processes."""
    return Config.model_validate_json(text)


# --- where it is wrong ----------------------------------------------------------------------------

_AT = regex.compile(r" \(at line (\d+), column \d+\)$")
_KEY = tuple[str | int, ...]


def _syntax(path: str | Path, message: str) -> str:
    at = _AT.search(message)
    if at is None:
        return f"{path}: {message}"
    return f"{path}:{at[1]}: {message[: at.start()]}"


def _problem(text: str, error: Any) -> tuple[int, str]:
    """The line that an error of the validation stands on, and what to say of it."""
    key: _KEY = tuple(error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = "there is no such setting"
    name = "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in key).lstrip(".")
    given = error["input"]
    shown = f" (it is {given!r})" if isinstance(given, str | int | float) else ""
    return line_of(text, key), f"{name}: {message}{shown}"


_CLOSERS = ("", "]", "}", "}]", "]}")


def line_of(text: str, key: Sequence[str | int]) -> int:
    """The line of a TOML document that a key stands on, that of its table where it is not there.

    The parser of the standard library keeps no positions: the line is the first one after which the
    document, cut there, holds the key.
    """
    lines = text.splitlines()
    for depth in range(len(key), 0, -1):
        for number in range(1, len(lines) + 1):
            if any(_holds("\n".join(lines[:number]) + end, key[:depth]) for end in _CLOSERS):
                return number
    return 1


def _holds(text: str, key: Sequence[str | int]) -> bool:
    try:
        value: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    for part in key:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True
