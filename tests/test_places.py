"""The place finder against its table of sentences, and what holds for any text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.find.places import PlaceMention, find_places
from extract.gazetteer import by_code

TABLES = (
    "countries.tsv", "regions.tsv", "world_places.tsv", "place_types.tsv", "place_generics.tsv",
    "place_vetoes.tsv", "place_aliases.tsv",
)  # fmt: skip


def _lines(name: str) -> list[str]:
    text = resources.files("extract.find").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _cases() -> Iterator[object]:
    for line in _lines("places.tsv")[1:]:
        sentence, mentions, note = line.split("\t")
        fault = pytest.mark.xfail(strict=True, reason="known fault")
        marks = [fault] if note == "known-fault" else []
        yield pytest.param(sentence, mentions, id=sentence, marks=marks)


def _note(text: str, mention: PlaceMention) -> str:
    """A mention in the notation of places.tsv."""
    written = text[mention.start : mention.end]
    note = f"{written}:{mention.level}:{mention.form}"
    if mention.veto:
        note += f"!{mention.veto}"
    bare = written
    for kind in (mention.type, mention.type.capitalize(), mention.type.upper()):
        bare = bare.removeprefix(f"{kind} ") if kind else bare
    if mention.name != bare and mention.form != "generic":
        note += f"={mention.name}"
    return note + (f"^{','.join(map(str, mention.parents))}" if mention.parents else "")


@pytest.mark.parametrize(("sentence", "mentions"), list(_cases()))
def test_table(sentence: str, mentions: str) -> None:
    assert "; ".join(_note(sentence, m) for m in find_places(sentence)) == mentions


def test_table_is_large_enough() -> None:
    rows = _lines("places.tsv")[1:]
    assert len(rows) >= 200
    assert len({row.split("\t")[0] for row in rows}) == len(rows)


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_tidy(name: str) -> None:
    lines = _lines(name)
    width = lines[0].count("\t")
    for line in lines:
        assert line.count("\t") <= width, line
        assert line == line.strip("\n"), line
    keys = [line.split("\t")[0] for line in lines[1:]]
    assert len(set(keys)) == len(keys)


def test_units_come_with_the_likeliest_first() -> None:
    commune, district = find_places("xã Đại Dực (Tiên Yên)")
    assert commune.units[0] == "06868"
    assert district.units[0] == "199"


def test_a_parent_settles_which_unit_is_meant() -> None:
    first = find_places("xã Tân Thành, huyện Hàm Thuận Nam")[0]
    alone = find_places("xã Tân Thành")[0]
    assert len(first.units) < len(alone.units)


def test_a_name_in_the_article_orders_the_units() -> None:
    text = "Tỉnh Cà Mau họp. Ở xã Tân Thành, 12 hộ thoát nghèo."
    commune = find_places(text)[-1]
    assert by_code()[commune.units[0]][0].province.name == "Cà Mau"


@given(st.text(alphabet="hHàÀ Nộiixã,.()-1Tỉnhquận\nAnhĐức", max_size=80))
def test_any_text_gives_mentions_in_order(text: str) -> None:
    last = 0
    found = find_places(text)
    for mention in found:
        assert last <= mention.start < mention.end <= len(text)
        assert all(0 <= parent < len(found) for parent in mention.parents)
        last = mention.end


@pytest.mark.parametrize(
    "piece",
    ["Hà Nội ", "xã A, ", "các xã ", "Anh ", "( ", "TP.", "tỉnh, ", "Nguyễn ", "quận 1, 2, ", "- "],
)
def test_time_grows_with_the_text(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        find_places(text)
        return time.process_time() - start

    seconds(2_000)
    small, large = seconds(20_000), seconds(200_000)
    assert large < 60 * small + 0.5
