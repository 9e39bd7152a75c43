"""The ways in which unit names are written, for matching in running text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from extract.gazetteer.table import Unit, aliases, units
from extract.text import fold


def written() -> dict[str, tuple[Unit, ...]]:
    """Units by each folded way of writing their bare names."""
    found: dict[str, dict[int, Unit]] = defaultdict(dict)
    for unit in units():
        for form in _forms(unit):
            found[form][id(unit)] = unit
    return {form: tuple(same.values()) for form, same in found.items()}


def _forms(unit: Unit) -> Iterator[str]:
    for name in (unit.name, *aliases(unit)):
        form = fold(f"{unit.type} {name}" if name.isdigit() else name)
        yield form
        if "-" in form:
            yield form.replace(" - ", "-")
            yield form.replace(" - ", " – ")
            yield form.replace(" - ", " ")
            yield form.replace("-", " - ").replace("  ", " ")
        if "'" in form:
            yield form.replace("'", "’")
            yield form.replace("'", "")
