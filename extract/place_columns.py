"""The columns of the CSV form that say which official unit a place is."""

from __future__ import annotations

from extract.schema import Place

PLACE_COLUMNS = (
    "place_level", "place_district_code", "place_district", "place_province_code", "place_province",
    "place_settled", "place_successors", "place_divided", "place_candidates",
)  # fmt: skip


def place_cells(place: Place | None) -> dict[str, str]:
    """The columns to join other tables on.

    District and province are those that the place is or lies in. `place_settled` says what told
    which unit it is; codes of successors and of candidates are parted by `;`, and `place_divided`
    is `yes` where several took over.
    """
    if place is None:
        return dict.fromkeys(PLACE_COLUMNS, "")
    at: dict[str, tuple[str, str]] = {unit.level: (unit.code, unit.name) for unit in place.parents}
    if place.code:
        at[place.level] = place.code, place.name.split(", ", 1)[0]
    cells = {"place_level": str(place.level)}
    for level in ("district", "province"):
        cells[f"place_{level}_code"], cells[f"place_{level}"] = at.get(level, ("", ""))
    return {
        **cells,
        "place_settled": place.settled.by if place.settled else "",
        "place_successors": ";".join(unit.code for unit in place.successors),
        "place_divided": "yes" if place.divided else "",
        "place_candidates": ";".join(unit.code for unit in place.candidates),
    }
