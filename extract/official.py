"""What the official table adds to a place: code, parents, successors, and candidates left open."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast

from extract.gazetteer import Unit
from extract.link.settle import Settled
from extract.schema import PlaceSuccessor, PlaceUnit, Transfer, UnitLevel

MOST_CANDIDATES = 30
"""Candidates that a place carries at most (34 communes are called Tân Thành)."""


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
