"""Days of the Vietnamese lunar calendar (UTC+7) as days of the common calendar.

`lunar-vn` agrees day by day with the printed tables of Hồ Ngọc Đức for 1968-2053, the years in
which Việt Nam reckons by UTC+7 (so 1985, 2007 and 2030 differ from the Chinese calendar). Before
1968 other meridians were in force, and years further on have new moons too near midnight to call.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lunar_vn import LunarDate, lunar_to_solar

FIRST_YEAR, LAST_YEAR = 1900, 2099


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date | None:
    """The common day of day `day` of lunar month `month` (not the leap one) of lunar year `year`.

    Day 30 of a month of 29 days is its last day; `None` outside the years of the calendar.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    found = lunar_to_solar(LunarDate(day, month, year))
    if day == 30 and found == lunar_to_solar(LunarDate(1, *_next_month(month, year))):
        return lunar_to_solar(LunarDate(29, month, year))
    return found


def _next_month(month: int, year: int) -> tuple[int, int]:
    return (1, year + 1) if month == 12 else (month + 1, year)
