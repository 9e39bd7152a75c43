"""Places as they leave: with code, parents, successors, and what settled them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol, cast

from extract.annotate import Article
from extract.gazetteer import Unit
from extract.link import Ground
from extract.link.settle import Located, Settled
from extract.schema import (
    ArticlePlaces,
    Level,
    Place,
    PlaceSuccessor,
    PlaceUnit,
    SettledBy,
    Settlement,
    Span,
    Transfer,
    UnitLevel,
)

_LEVELS = {"world": "other"}
MOST_CANDIDATES = 30
"""Candidates that a place carries at most (34 communes are called Tân Thành)."""


class Frame(Protocol):
    """An article and where its clean offsets lie in the text as given."""

    @property
    def article(self) -> Article:
        """The article."""

    def raw(self, start: int, end: int) -> Span:
        """The raw span of a clean one."""

    def in_title(self, start: int) -> bool:
        """Whether a clean offset lies in a title that was given apart."""


def build_place(
    frame: Frame, located: Located, mention: tuple[int, int] | None, anchor: int
) -> Place:
    """An area that `mention` names, seen from a statement at `anchor`."""
    text = span = None
    if mention is not None and _one_part(frame, mention[0], anchor):
        span = frame.raw(*mention)
        text = frame.article.text.clean[mention[0] : mention[1]]
    return Place(
        name=located.name,
        level=cast(Level, _LEVELS.get(located.level, located.level)),
        text=text,
        span=span,
        settled=_settlement(frame, located, anchor),
        focus=located.focal,
        **unit_fields(located.settled),
    )


def build_places(frame: Frame, base: Ground) -> ArticlePlaces:
    """All areas that an article names, and the one it is mostly about."""
    named = sorted((area for area in base.areas.all if area.direct), key=lambda a: a.direct[0])
    places = []
    for area in named:
        first = frame.article.places[area.direct[0]]
        mention = first.start, first.end
        places.append(build_place(frame, base.locate(area), mention, first.start))
    return ArticlePlaces(focus=_focus(base, places), places=tuple(places))


def _focus(base: Ground, places: Sequence[Place]) -> Place | None:
    focus = base.focus
    if focus is None:
        return None
    named = next((place for place in places if place.focus), None)
    level = cast(Level, _LEVELS.get(focus.level, focus.level))
    fields = unit_fields(Settled(focus.unit, (), "only_one")) if focus.unit else {}
    return named or Place(name=focus.name, level=level, focus=True, **fields)


def _settlement(frame: Frame, located: Located, anchor: int) -> Settlement | None:
    settled = located.settled
    if settled.unit is None and not settled.candidates and located.area.unit is None:
        return None
    text = span = None
    if settled.evidence is not None:
        text = frame.article.text.clean[slice(*settled.evidence)]
        if _one_part(frame, settled.evidence[0], anchor):
            span = frame.raw(*settled.evidence)
    return Settlement(by=cast(SettledBy, settled.by), text=text, span=span, marks=settled.marks)


def _one_part(frame: Frame, start: int, anchor: int) -> bool:
    return frame.in_title(start) == frame.in_title(anchor)


def unit_fields(settled: Settled) -> dict[str, Any]:
    """The fields of a place that come from the table, by their names in `extract.schema.Place`."""
    if settled.unit is not None:
        return _of_unit(settled.unit)
    found: dict[str, Any] = {}
    if settled.above is not None:
        found["parents"] = _parents(settled.above.chain())
    if settled.candidates:
        found["candidates"] = tuple(
            PlaceUnit(code=unit.code, level=_level(unit), name=unit.full_name)
            for unit in _one_a_code(settled.candidates)
        )
    return found


@lru_cache(maxsize=4096)
def _of_unit(unit: Unit) -> dict[str, Any]:
    successors = tuple(
        PlaceSuccessor(
            code=one.unit.code, level=_level(one.unit), name=one.unit.full_name,
            kind=cast(Transfer, one.kind),
        )
        for one in unit.successors
    )  # fmt: skip
    return {
        "code": unit.code,
        "parents": _parents(list(unit.chain())[1:]),
        "successors": successors,
        "divided": len(successors) > 1,
    }


def _parents(units: Iterable[Unit]) -> tuple[PlaceUnit, ...]:
    return tuple(
        PlaceUnit(code=unit.code, level=_level(unit), name=f"{unit.type} {unit.name}")
        for unit in units
    )


def _one_a_code(units: Iterable[Unit]) -> list[Unit]:
    """The first period of each code: the likeliest."""
    first: dict[str, Unit] = {}
    for unit in units:
        first.setdefault(unit.code, unit)
    return list(first.values())[:MOST_CANDIDATES]


def _level(unit: Unit) -> UnitLevel:
    return cast(UnitLevel, unit.level)
