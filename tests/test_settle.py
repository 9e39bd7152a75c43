"""Places of an article: which unit each is, what settled it, and which the article is about."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import date

import pytest

import extract
from extract.annotate import annotate
from extract.gazetteer import unit_of
from extract.gazetteer.outlets import outlet_province, printed_address
from extract.link.settle import Settled, Settler
from extract.link.unit_day import unit_day
from extract.schema import ArticlePlaces, Place, Record
from extract.text import clean
from extract.write import COLUMNS, Csv

DAY = date(2022, 5, 1)


def settled(text: str, on: date | None = DAY, outlet: str = "") -> list[Settled]:
    article = annotate(clean(text))
    settler = Settler(article, on=on, outlet=unit_of(outlet, on=on) if outlet else None)
    return [settler.settle(i) for i in range(len(article.places))]


def code(one: Settled) -> str | None:
    return one.unit.code if one.unit else None


# --- what settles a name --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "on", "at", "expected", "by"),
    [
        ("Huyện Đầm Hà họp.", DAY, 0, "200", "only_one"),
        ("Ở xã Tân Thành, huyện Hàm Thuận Nam.", DAY, 0, "23146", "parent"),
        ("Xã Tân Thành (Hàm Thuận Nam) họp. Xã Tân Thành có 12 hộ.", DAY, 2, "23146", "parent"),
        ("Tỉnh Bình Thuận họp. Ở xã Tân Thành, 12 hộ thoát nghèo.", DAY, 1, "23146",
         "other_places"),
        ("Ở xã Tân Thành, 12 hộ thoát nghèo.", DAY, 0, None, "open"),
        ("Lãnh đạo tỉnh Gia Lai họp.", DAY, 0, "64", "day"),
        ("Lãnh đạo tỉnh Gia Lai họp.", date(2026, 1, 5), 0, "52", "day"),
        ("Gạo của Gia Lai rẻ hơn.", DAY, 0, "64", "level"),
        ("Người dân thị xã Kỳ Anh họp.", DAY, 0, "449", "type"),
        ("Đi qua Kỳ Anh, Hà Tĩnh.", DAY, 0, None, "open"),
        ("Ở Vân Đồn, 12 hộ thoát nghèo.", DAY, 0, "203", "only_one"),
        ("Ở Vân Đồn, 12 hộ thoát nghèo.", date(2026, 1, 5), 0, "06994", "day"),
        ("Ở xã Mây Trắng, huyện Đầm Hà.", DAY, 0, None, "not_listed"),
        ("Du lịch Huế khởi sắc.", date(2017, 3, 1), 0, None, "open"),
        ("Ở xã Quế Sơn, huyện Quế Phong.", date(2017, 3, 1), 0, None, "taken_up"),
        ("Ở xã Lùng Sui, huyện Si Ma Cai.", date(2017, 3, 1), 0, None, "taken_up"),
    ],
)  # fmt: skip
def test_a_unit_and_what_settled_it(
    text: str, on: date | None, at: int, expected: str | None, by: str
) -> None:
    found = settled(text, on)[at]
    assert (code(found), found.by) == (expected, by)
    assert (found.unit is None and by in ("open", "taken_up")) <= bool(found.candidates)


def test_the_evidence_is_where_the_deciding_words_stand() -> None:
    text = "Tỉnh Bình Thuận họp. Ở xã Tân Thành, 12 hộ thoát nghèo."
    found = settled(text)[1]
    assert found.evidence is not None
    assert text[slice(*found.evidence)] == "Tỉnh Bình Thuận"


def test_two_places_of_one_name_stay_two() -> None:
    text = (
        "Xã Tân Thành (Hàm Thuận Nam) và huyện Đức Trọng họp. Xã Tân Thành, huyện Đức Trọng về "
        "đích. Xã Tân Thành có chợ."
    )
    found = settled(text)
    assert [code(one) for one in found] == ["23146", "598", "678", "24979", "678", "24979"]


def test_an_open_name_keeps_the_candidates_that_were_in_force() -> None:
    (found,) = settled("Ở xã Tân Thành, 12 hộ thoát nghèo.")
    assert len(found.candidates) > 10
    assert {unit.type for unit in found.candidates} == {"xã"}
    assert all(unit.in_force(DAY) is not False for unit in found.candidates)


def test_the_outlet_settles_what_the_article_leaves_open() -> None:
    (found,) = settled("Ở xã Tân Thành, 12 hộ thoát nghèo.", outlet="60")
    assert (code(found), found.by) == ("23146", "outlet")


def test_a_province_by_the_code_of_its_day() -> None:
    """The code of Quảng Trị today was that of Quảng Bình."""
    text = "Quảng Trị và Quảng Bình họp bàn. Tại Quảng Trị, 31,7% hộ nghèo."
    records = extract.records(text, published=date(2017, 5, 1))
    assert [(r.place.name, r.place.code) for r in records if r.place] == [("tỉnh Quảng Trị", "45")]


# --- the day --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Huyện Diễn Châu và Nghi Lộc vào vụ.", None, date(2024, 12, 31)),
        ("Huyện Diễn Châu và Nghi Lộc vào vụ.", 2016, date(2016, 7, 1)),
        ("Huyện Diễn Châu đặt mục tiêu.", 2090, date(2024, 12, 31)),
        ("Ông sinh ở huyện Chương Mỹ.", 1955, date(2024, 12, 31)),
        ("Quận Bắc Từ Liêm họp.", 2010, date(2024, 12, 31)),
        ("Đặc khu Vân Đồn họp.", 2026, date(2026, 7, 1)),
        ("Đặc khu Vân Đồn đặt mục tiêu.", 2027, None),
        ("Đặc khu Vân Đồn (trước đây là huyện Vân Đồn) họp.", None, None),
        ("Hà Nội họp.", None, None),
    ],
)
def test_the_tier_of_an_article_without_a_day(
    text: str, year: int | None, expected: date | None
) -> None:
    assert unit_day(annotate(clean(text)), published=None, year=year) == expected


def test_without_a_day_and_a_sign_of_it_both_tiers_are_possible() -> None:
    (found,) = settled("Ở Thạch Thất có mưa.", on=None)
    assert found.by == "open"
    assert {"276", "09955"} <= {unit.code for unit in found.candidates}


# --- the outlet -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://baoquangninh.vn/tin-1.html", "22"),
        ("http://www.baobinhthuan.com.vn/a", "60"),
        ("https://dakrong.quangtri.gov.vn/vi", "45"),
        ("https://hanoimoi.vn/x", "01"),
        ("baoapbac.vn", "82"),
        ("https://vnexpress.net/quang-ninh-1.html", None),
        ("", None),
        (None, None),
    ],
)
def test_the_province_of_an_outlet(address: str | None, expected: str | None) -> None:
    found = outlet_province(address, on=DAY)
    assert (found.code if found else None) == expected


def test_an_address_that_the_article_prints() -> None:
    assert printed_address("Tin tức.\n(Baothanhhoa.vn) - Huyện họp.") == "baothanhhoa.vn"
    assert printed_address("Theo baothanhhoa.vn và baonghean.vn.") is None
    assert printed_address("Thư gửi về toasoan@baonghean.vn.") is None


# --- the focus ------------------------------------------------------------------------------------


def places(text: str, day: date | None = DAY) -> ArticlePlaces:
    return extract.article_places(text, published=day)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huyện Vân Đồn họp.\nHuyện Vân Đồn và xã Đông Xá có chợ. Vân Đồn còn nghèo.", "203"),
        ("Xã Đại Dực, huyện Tiên Yên về đích.\nXã Đại Dực có chợ. Đại Dực vui.", "06868"),
        ("Xã Đại Dực (Tiên Yên) có chợ. Xã Hải Lạng (Tiên Yên) có trường.", "199"),
        ("Quảng Ninh, Nghệ An, Cà Mau và Lâm Đồng đều có mưa.", None),
    ],
)
def test_the_area_that_an_article_is_about(text: str, expected: str | None) -> None:
    focus = places(text).focus
    assert focus is not None
    assert (focus.code, focus.focus) == (expected, True)
    assert focus.level == "country" or focus.parents


def test_an_article_without_places_is_about_none() -> None:
    assert places("Giá vàng tăng.") == ArticlePlaces()


# --- what leaves ----------------------------------------------------------------------------------

TEXT = "Xã Bản Sen, huyện Vân Đồn có 30% hộ nghèo."


def record(text: str, day: date) -> Record:
    (found,) = extract.records(text, published=day)
    return found


def test_a_place_with_parents_and_successors() -> None:
    line = json.loads(record("Huyện Đầm Hà có 30% hộ nghèo.", DAY).to_json_line())
    assert line["place"] == {
        "name": "huyện Đầm Hà, tỉnh Quảng Ninh", "level": "district", "code": "200",
        "text": "Huyện Đầm Hà", "span": [0, 12],
        "parents": [{"code": "22", "level": "province", "name": "tỉnh Quảng Ninh"}],
        "successors": [
            {"code": "06895", "level": "commune", "name": "xã Đầm Hà, thành phố Quảng Ninh",
             "kind": "part"},
            {"code": "06913", "level": "commune", "name": "xã Quảng Tân, thành phố Quảng Ninh",
             "kind": "part"},
        ],
        "divided": True, "settled": {"by": "only_one"}, "focus": True,
    }  # fmt: skip


def test_an_open_place_has_no_code_no_guessed_parents_and_says_so() -> None:
    place = record("Xã Tân Thành có 30% hộ nghèo.", DAY).place
    assert place is not None
    assert (place.name, place.code, place.parents) == ("xã Tân Thành", None, ())
    assert place.settled is not None
    assert place.settled.by == "open"
    assert "23146" in {unit.code for unit in place.candidates}


def test_a_village_lies_in_the_units_that_the_text_names() -> None:
    village = places("Thôn Đông, xã Bản Sen, huyện Vân Đồn có 30% hộ nghèo.").places[0]
    assert village.code is None
    assert [unit.code for unit in village.parents] == ["07018", "203", "22"]


def test_the_trail_says_what_settled_the_code() -> None:
    found = record("Huyện Đầm Hà có 5% hộ nghèo.", DAY)
    (step,) = [step for step in found.trail if step.field == "place_code"]
    assert (step.rule, step.how, step.span) == ("only_one", "default", None)


def test_the_words_that_settled_a_place() -> None:
    commune = places(TEXT).places[0]
    assert commune.settled is not None
    assert (commune.settled.by, commune.settled.text) == ("parent", "huyện Vân Đồn")
    assert commune.settled.span is not None
    assert TEXT[slice(*commune.settled.span)] == "huyện Vân Đồn"


def test_the_columns_of_units() -> None:
    stream = io.StringIO(newline="")
    out = Csv(stream, mark=False)
    any_record = record("Huyện Đầm Hà có 5% hộ nghèo.", DAY)
    for text in (TEXT, "Xã Tân Thành có 30% hộ nghèo.", "Huyện Đầm Hà có 5% hộ nghèo."):
        out.write(any_record.model_copy(update={"place": places(text).places[0]}))
    header, *lines = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert tuple(header) == COLUMNS
    first, opened, divided = (dict(zip(header, line, strict=True)) for line in lines)
    assert {name: first[name] for name in header if name.startswith("place")} == {
        "place": "xã Bản Sen, huyện Vân Đồn, tỉnh Quảng Ninh", "place_code": "07018",
        "place_level": "commune", "place_district_code": "203", "place_district": "huyện Vân Đồn",
        "place_province_code": "22", "place_province": "tỉnh Quảng Ninh",
        "place_settled": "parent", "place_successors": "06994", "place_divided": "",
        "place_candidates": "",
    }  # fmt: skip
    assert opened["place_code"] == opened["place_province_code"] == ""
    assert "23146" in opened["place_candidates"].split(";")
    assert divided["place_successors"] == "06895;06913"
    assert (divided["place_divided"], divided["place_district_code"]) == ("yes", "200")


def test_optional_fields_come_back() -> None:
    found = record("Huyện Đầm Hà có 5% hộ nghèo.", DAY)
    assert Record.from_json_line(found.to_json_line()) == found
    assert "candidates" not in Place(name="Việt Nam", level="country").to_dict()


def test_time_grows_with_the_mentions() -> None:
    def seconds(count: int) -> float:
        text = "Ở xã Tân Thành và xã Tân Lập, 12 hộ. Tỉnh Bình Thuận họp. " * count
        article = annotate(clean(text))
        start = time.process_time()
        settler = Settler(article, on=DAY)
        for i in range(len(article.places)):
            settler.settle(i)
        return time.process_time() - start

    seconds(10)
    small, large = seconds(100), seconds(1000)
    assert large < 40 * small + 0.5
