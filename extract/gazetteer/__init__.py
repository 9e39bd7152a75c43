"""Official units of Viet Nam before and after 1 July 2025, and the way to them from a name."""

from extract.gazetteer.names import name_key
from extract.gazetteer.resolve import (
    Resolution,
    names,
    place_candidates,
    resolve,
    resolve_place,
    surface_forms,
)
from extract.gazetteer.table import Successor, Unit, by_code, unit_of, units

__all__ = [
    "Resolution",
    "Successor",
    "Unit",
    "by_code",
    "name_key",
    "names",
    "place_candidates",
    "resolve",
    "resolve_place",
    "surface_forms",
    "unit_of",
    "units",
]
