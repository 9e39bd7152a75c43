"""The province that a local paper, station or portal is of, by its address."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import regex

from extract.gazetteer.lines import rows
from extract.gazetteer.names import without_accents
from extract.gazetteer.table import Unit, aliases, unit_of, units

# `baoquangninh.vn`, `quangninh.gov.vn`, `quangninhtv.vn`, `ptthquangninh.vn`.
_LABEL = regex.compile(r"(?:e?bao|dai|ptth|truyenhinh|congan|so\w{2,6})?(.+?)(?:tv|online|portal)?")
_ADDRESS = regex.compile(r"(?<![\w@.-])(?:https?://)?((?:[\w-]+\.)+(?:vn|com|net|org))(?![\w-])")


def outlet_province(address: str | None, *, on: date | None = None) -> Unit | None:
    """The province of an outlet as of that day; None for a national one and an unknown one.

    >>> outlet_province("https://baoquangninh.vn/tin-1.html").code
    '22'
    """
    match = _ADDRESS.search((address or "").lower())
    codes = {code for label in match[1].split(".") if (code := _code(label))} if match else set()
    return unit_of(codes.pop(), on=on) if len(codes) == 1 else None


def printed_address(text: str) -> str | None:
    """The one address of a local outlet that an article prints, such as `(Baothanhhoa.vn)`."""
    found = {match[1] for match in _ADDRESS.finditer(text.lower()) if outlet_province(match[1])}
    return found.pop() if len(found) == 1 else None


def _code(label: str) -> str:
    known = _labels()
    match = _LABEL.fullmatch(label)
    return known.get(label) or (known.get(match[1], "") if match else "")


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    spelt = {
        without_accents(name).replace(" ", "").replace("-", ""): unit.code
        for unit in units().provinces()
        for name in (unit.name, *aliases(unit))
    }
    return {**spelt, **dict(rows("outlets.tsv"))}
