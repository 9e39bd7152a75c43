"""The day by which the units of an article are read: districts, or the tier without them."""

from __future__ import annotations

from datetime import date

from extract.annotate import Article
from extract.find.places import PlaceMention
from extract.gazetteer import Unit, by_code
from extract.gazetteer.table import KNOWN_TO, LAST_OLD_DAY
from extract.link.areas import Areas, find_areas
from extract.link.dates import Timeline

_FIRST_YEAR = 1997
"""News on the web is younger: an earlier year is one that an article tells of."""
_OLD_TIER = date(2024, 12, 31)
"""The day for an article that names districts and no day: before the changes of 2025 began."""


def dated_areas(article: Article, line: Timeline) -> tuple[Areas, date | None]:
    """The areas of an article by the units of its day, and that day (see `unit_day`)."""
    day = unit_day(article, published=line.reference, year=line.mode)
    return find_areas(article, on=day), day


def unit_day(article: Article, *, published: date | None, year: int | None) -> date | None:
    """The day of publication, or what an article without one tells by the units it names.

    `year` is the one it speaks of most: that of a plan or of a birth it may be, so it counts only
    where the units named do not gainsay it. None where nothing tells: both tiers are then possible.
    """
    if published is not None:
        return published
    day = date(year, 7, 1) if year and year >= _FIRST_YEAR else None
    if day is not None and day > KNOWN_TO:
        day = None  # that of a plan: the day of the run would make one text give two answers
    if not _names_old_tier(article):
        return day
    if day is None or day > LAST_OLD_DAY or _gainsaid(article, day) > _gainsaid(article, _OLD_TIER):
        return _OLD_TIER
    return day


def _gainsaid(article: Article, day: date) -> int:
    """How many typed names are of units that were not there on that day."""
    return sum(
        not any(unit.in_force(day) is not False for unit in units)
        for mention in article.places
        if mention.type and (units := _units(mention))
    )


def _names_old_tier(article: Article) -> bool:
    """Whether it names more units that are no more than such as are new.

    Names without a type count for provinces alone: other levels share theirs.
    """
    told = (
        _tier(mention)
        for mention in article.places
        if mention.units and not mention.veto and (mention.type or mention.level == "province")
    )
    return sum(told) > 0


def _tier(mention: PlaceMention) -> int:
    """1 for a name of the old tier alone, -1 for one of the new, 0 for one of both."""
    same = _units(mention)
    if not same:
        return 0
    if all(unit.ended for unit in same):
        return 1
    return -1 if all(unit.first and unit.first > LAST_OLD_DAY for unit in same) else 0


def _units(mention: PlaceMention) -> list[Unit]:
    """The units of a mention's name, level and type, through time."""
    return [
        unit
        for code in mention.units
        for unit in by_code()[code]
        if unit.level == mention.level
        and unit.name == mention.name
        and mention.type in ("", unit.type)
    ]
