"""The table of units, the spelling keys and the resolver."""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract import gazetteer
from extract.gazetteer import (
    by_code,
    name_key,
    place_candidates,
    resolve,
    resolve_place,
    unit_of,
    units,
)
from extract.gazetteer.lines import rows
from extract.gazetteer.names import without_accents
from extract.gazetteer.parse import parse_place
from extract.gazetteer.table import LAST_OLD_DAY
from extract.text import fold

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"
CASES = [dict(zip(("text", "on", "context", "code", "name", "note"), row, strict=True))
         for row in rows("resolve.tsv")]  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _params() -> list[object]:
    strict = pytest.mark.xfail(strict=True)
    return [
        pytest.param(
            case,
            id=f"{case['text']}-{case['on']}-{case['context']}",
            marks=[strict] if "known-fault" in case["note"] else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize("case", _params())
def test_resolve(case: dict[str, str]) -> None:
    context = [name for name in case["context"].split(";") if name]
    found = resolve(case["text"], on=_day(case["on"]), context=context)
    for mark in ("no_accents", "taken_up"):
        assert (mark in found.marks) == (mark in case["note"])
    if case["code"] == "none":
        assert (found.unit, found.candidates) == (None, ())
    elif case["code"] == "open":
        assert found.unit is None
        assert found.candidates
    else:
        assert found.unit is not None
        assert (found.unit.code, found.unit.full_name) == (case["code"], case["name"])
        assert found.unit in found.candidates


def test_there_are_enough_cases_and_none_twice() -> None:
    keys = [(case["text"], case["on"], case["context"]) for case in CASES]
    assert len(keys) == len(set(keys)) >= 250


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2025, 6, 30), {"province": 63, "district": 696, "commune": 10_035}),
        (date(2025, 7, 1), {"province": 34, "commune": 3321}),
        (date(2026, 11, 1), {"province": 34, "commune": 3321}),
    ],
)
def test_units_in_force(day: date, counts: dict[str, int]) -> None:
    found: dict[str, set[str]] = {}
    for unit in units():
        if unit.in_force(day) is not False:
            found.setdefault(unit.level, set()).add(unit.code)
    held = {level: len(codes) for level, codes in found.items()}
    if day <= LAST_OLD_DAY:  # communes whose end is not known may still have been there
        held["commune"] = sum(unit.last == day for unit in units() if unit.level == "commune")
    assert held == counts


def test_no_two_periods_of_a_code_hold_on_one_day() -> None:
    for same in by_code().values():
        for day in (date(2008, 1, 1), date(2016, 1, 1), date(2025, 3, 1), date(2026, 11, 1)):
            held = [unit for unit in same if unit.in_force(day)]
            assert len(held) <= 1, (day, held)


def test_every_unit_that_ended_with_the_reform_has_successors_in_force() -> None:
    for unit in units():
        if unit.last == LAST_OLD_DAY:
            assert unit.successors, unit.full_name
            for successor in unit.successors:
                assert successor.unit.first in (None, date(2025, 7, 1)), unit.full_name


def test_a_divided_unit_has_a_set_of_successors_and_no_heir() -> None:
    divided = next(u for u in by_code()["00553"] if u.last == LAST_OLD_DAY)
    assert {s.unit.code for s in divided.successors} == {"00136", "00541", "00565"}
    assert divided.heir is None
    land_apart = next(u for u in by_code()["00556"] if u.last == LAST_OLD_DAY)
    assert {s.unit.code: s.kind for s in land_apart.successors} == {
        "00541": "land",
        "00562": "people",
    }
    assert land_apart.heir is not None
    assert land_apart.heir.code == "00562"


def test_successors_of_districts_and_provinces() -> None:
    district = resolve_place("huyện Vân Đồn", on=date(2024, 1, 1))
    assert district is not None
    assert district.heir is not None
    assert district.heir.full_name == "đặc khu Vân Đồn, thành phố Quảng Ninh"
    province = resolve_place("tỉnh Bình Thuận", on=date(2024, 1, 1))
    assert province is not None
    assert province.heir is not None
    assert (province.heir.code, province.heir.name) == ("68", "Lâm Đồng")
    absorbed = resolve_place("huyện Hoành Bồ", on=date(2018, 1, 1))
    assert absorbed is not None
    assert absorbed.heir is not None
    assert absorbed.heir.full_name == "thành phố Hạ Long, tỉnh Quảng Ninh"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "Hòa Bình"), ("Qui Nhơn", "Quy Nhơn"), ("Mĩ Tho", "Mỹ Tho"),
        ("Krông Pắk", "KRÔNG PẮC"), ("Đăk Lăk", "Đắc Lắc"), ("Đak Đoa", "Đăk Đoa"),
        ("Ea H’leo", "Ea H'Leo"), ("Bà Rịa – Vũng Tàu", "Bà Rịa Vũng Tàu"), ("Sa Pa", "Sapa"),
        ("Kon Tum", "Kontum"), ("Bắc Kạn", "Bắc Cạn"), ("05", "5"),
    ],
)  # fmt: skip
def test_one_name_has_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Đại Dực", "Đại Đức"), ("Hải Lạng", "Hải Lăng"), ("Thanh An", "Thạnh An"),
     ("Hà Nam", "Hà Năm"), ("Quý", "Quỳ"), ("Thúy", "Thúi")],
)  # fmt: skip
def test_two_names_have_two_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_names_of_a_day() -> None:
    assert "vânđồn" in gazetteer.names(date(2026, 1, 1))
    found = gazetteer.names(date(2026, 1, 1))["vânđồn"]
    assert [unit.type for unit in found] == ["đặc khu"]


def test_surface_forms_are_folded_and_lead_to_their_units() -> None:
    forms = gazetteer.surface_forms()
    assert all(form == fold(form) for form in forms)
    for form, code in (("krông păk", "654"), ("qui nhơn", "540"), ("bà rịa – vũng tàu", "77"),
                       ("đắc lắc", "66"), ("sapa", "088"), ("quận 1", "760")):  # fmt: skip
        assert code in {unit.code for unit in forms[form]}
    assert "1" not in forms


def test_candidates_likeliest_first() -> None:
    found = place_candidates("Tân Thành", on=date(2020, 1, 1), context=["Hàm Thuận Nam"])
    assert found[0].code == "23146"
    assert len(found) > 30


@pytest.mark.parametrize("text", ["", " ", ",", "(", "tỉnh", "x", "-", "\n", "TP.", "́"])
def test_odd_input_finds_nothing(text: str) -> None:
    assert resolve_place(text) is None


@pytest.mark.parametrize("day", [date(2018, 1, 1), date(2025, 6, 30), date(2026, 11, 1)])
def test_full_names_lead_back_to_their_units(day: date) -> None:
    held = [unit.as_of(day) for unit in units() if unit.in_force(day)]
    for unit in random.Random(5).sample(held, 500):
        assert resolve(unit.full_name, on=day).unit == unit
        plain = resolve(without_accents(unit.full_name), on=day)
        assert plain.unit in (unit, None), "without accents: the right one or open"
        assert unit in plain.candidates
        bare = resolve(", ".join(part.name for part in unit.chain()), on=day).unit
        assert bare is None or bare.level != unit.level or bare == unit


@given(st.text(max_size=80), st.none() | st.dates())
@settings(max_examples=200, deadline=None)
def test_any_text_is_read(text: str, on: date | None) -> None:
    found = resolve(text, on=on)
    assert found.unit is None or found.unit in found.candidates


def test_what_is_too_long_for_a_place_is_none() -> None:
    assert parse_place("xã " * 90)
    assert resolve_place("huyện Vân Đồn, " * 30_000) is None


def test_unit_of_a_code_depends_on_the_day() -> None:
    def name(code: str, day: date | None) -> str:
        unit = unit_of(code, on=day)
        return unit.full_name if unit else ""

    assert name("769", date(2017, 1, 1)) == "quận 2, thành phố Hồ Chí Minh"
    assert name("769", date(2022, 1, 1)) == "thành phố Thủ Đức, thành phố Hồ Chí Minh"
    assert name("06862", date(2025, 6, 30)) == "thị trấn Tiên Yên, huyện Tiên Yên, tỉnh Quảng Ninh"
    assert name("06862", date(2025, 7, 1)) == "xã Tiên Yên, tỉnh Quảng Ninh"
    assert name("06862", None) == "xã Tiên Yên, thành phố Quảng Ninh"
    assert name("204", date(2024, 1, 1)) == "huyện Hoành Bồ, tỉnh Quảng Ninh"
    assert unit_of("99999") is None


def test_units_survive_pickling() -> None:
    import pickle  # noqa: PLC0415

    unit = units()[5000]
    assert pickle.loads(pickle.dumps(unit)) == unit


def test_the_indices_are_those_of_the_tables() -> None:
    """Where this fails: python scripts/build_units.py --index."""
    script = ROOT / "scripts" / "build_units.py"
    command = [sys.executable, str(script), "--index", "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "same\n")


def test_table_and_index_load_at_once_and_make_only_what_is_asked_for() -> None:
    code = """
import time
import extract.gazetteer as g
start = time.process_time()
assert g.resolve_place("xã Đại Dực, huyện Tiên Yên, tỉnh Quảng Ninh").code == "06868"
g.surface_forms()
print(time.process_time() - start, sum(unit is not None for unit in g.units()._made))
"""
    times = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        )
        seconds, made = done.stdout.split()
        times.append(float(seconds))
        assert int(made) < 50
    assert min(times) < 0.1


def test_no_heavy_package_comes_along() -> None:
    code = "import sys, extract.gazetteer as g; g.units(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert not {"spacy", "underthesea", "numpy", "pandas", "vietnamadminunits"} & set(
        done.stdout.split()
    )


def _shared(name: str) -> list[list[str]]:
    path = SHARED / name
    if not path.exists():
        if os.environ.get("CI"):
            pytest.fail(f"missing: {name}")
        pytest.skip(f"{name} is not beside the repository")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _conversion() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in _shared("nso-conversion.csv"):
        if len(row) > 4 and row[2].strip().isdigit() and row[4].strip().isdigit():
            found.setdefault(row[4].strip(), set()).add(row[2].strip())
    return found


def test_spellings_met_in_the_wild() -> None:
    forms = gazetteer.surface_forms()
    for official, province, alias, _ in _shared("unit-aliases.csv")[1:]:
        code = official[official.rindex("(") + 1 : -1]
        day = date(2025, 2, 1) if code == "311" else date(2020, 6, 1)
        text = alias if len(code) == 2 else f"{alias}, {province}"
        found = resolve_place(text, on=day)
        assert found is not None, text
        assert found.code == code
        if not alias.isascii():
            assert code in {unit.code for unit in forms[fold(alias)]}


SLIPS = {"00553", "00556", "01615", "02485", "23053"}
"""Old codes that the Statistics Office's copy has wrong."""


def test_successors_equal_the_statistics_office() -> None:
    official = _conversion()
    ours = {
        unit.code: {s.unit.code for s in unit.successors}
        for unit in units()
        if unit.level == "commune" and unit.last == LAST_OLD_DAY
    }
    sample = random.Random(7).sample(sorted(official), 50)
    assert {code for code in sample if ours[code] != official[code]} <= SLIPS
    assert {code for code in official if ours[code] != official[code]} == SLIPS
