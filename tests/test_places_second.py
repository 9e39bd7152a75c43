"""The second look at areas."""

from __future__ import annotations

import math

import pytest

from extract.annotate import annotate
from extract.linear import LEAST_CHANCE, logit
from extract.link._around import Around, Stand
from extract.link._places_second import LIKELIEST, PlaceTable, second_chances
from extract.link.areas import find_areas
from extract.link.places import SURE, Placed, choose_places, first_chances
from extract.link.seeds import find_seeds
from extract.text import clean

TEXT = (
    "Huyện Tam Đường tổng kết năm học\nHuyện Tam Đường có 95% học sinh lên lớp. Xã Hồ Thầu đạt 98%."
    " Toàn huyện còn 3% học sinh bỏ học."
)


def test_what_is_said_around_leaves_out_what_is_said_here() -> None:
    where = [Stand(0, 0, 3), Stand(0, 0, 9), Stand(1, 1, 20)]
    around = Around(where, [{0: 0.9, 1: 0.1}, {0: 0.2, 1: 0.8}, {1: 1.0}])
    row = around.row(0, 1)
    assert row[:3] == [logit(0.1), logit(0.9), 1.0]
    sentence, paragraph, article = row[-9:-7], row[-7:-5], row[-5:-3]
    least = logit(0.0)
    assert sentence == paragraph == [pytest.approx(logit(0.8) - least), 1.0]
    assert article == [pytest.approx((logit(0.8) + logit(1.0)) / 2 - least), 2.0]


def test_a_statement_alone_has_nothing_around() -> None:
    row = Around([Stand(0, 0, 3)], [{-1: 1.0}]).row(0, -1)
    assert sum(map(math.isnan, row)) == 4 * 5 + 3


def test_every_area_has_as_many_features() -> None:
    article = annotate(clean(TEXT))
    areas, seeds = find_areas(article), find_seeds(article)
    first = first_chances(article, areas, seeds, {}, {})
    table = PlaceTable(article, areas, seeds, first)
    lengths = {len(row) for number in range(len(seeds)) for row in table.rows(number).values()}
    assert len(seeds) == 3
    assert len(lengths) == 1


def test_chances_add_up_to_one_and_tell_the_commune_from_its_district() -> None:
    article = annotate(clean(TEXT))
    areas, seeds = find_areas(article), find_seeds(article)
    first = first_chances(article, areas, seeds, {}, {})
    second = second_chances(article, areas, seeds, first)
    assert [sum(own.values()) for own in second] == pytest.approx([1.0] * 3)
    best = [areas.all[max(own, key=own.__getitem__)].name for own in second]
    assert "Hồ Thầu" in best[1]
    assert "Hồ Thầu" not in best[0] + best[2]


def test_blocks_are_judged_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    article = annotate(clean(TEXT))
    areas, seeds = find_areas(article), find_seeds(article)
    first = first_chances(article, areas, seeds, {}, {})
    whole = second_chances(article, areas, seeds, first)
    monkeypatch.setattr("extract.link._places_second.BLOCK", 2)
    assert second_chances(article, areas, seeds, first) == whole


def test_an_area_that_is_given_stays() -> None:
    article = annotate(clean(TEXT))
    areas, seeds = find_areas(article), find_seeds(article)
    (commune,) = [i for i, area in enumerate(areas.all) if "Hồ Thầu" in area.name]
    placed = choose_places(article, areas, seeds, {}, {0: commune})
    assert placed[0] == Placed(commune, SURE)
    assert [one.area for one in placed[1:]] == [
        one.area for one in choose_places(article, areas, seeds, {}, {})[1:]
    ]


def test_no_statements_have_no_places() -> None:
    article = annotate(clean("Huyện Tam Đường họp."))
    assert choose_places(article, find_areas(article), [], {}, {}) == []


def test_hopeless_areas_are_not_kept() -> None:
    names = "Lào Cai, Yên Bái, Hà Giang, Cao Bằng, Sơn La, Lai Châu, Bắc Kạn, Lạng Sơn, Phú Thọ, "
    names += "Thái Nguyên, Tuyên Quang, Hòa Bình, Điện Biên, Bắc Giang, Quảng Ninh, Hà Nam"
    article = annotate(clean(f"Các tỉnh {names} cũng họp.\nHuyện Tam Đường có 95% hộ nghèo."))
    areas, seeds = find_areas(article), find_seeds(article)
    assert len(areas.all) > LIKELIEST + 5
    (kept,) = first_chances(article, areas, seeds, {}, {})
    assert len(kept) >= LIKELIEST
    least = sorted(kept.values(), reverse=True)[LIKELIEST:]
    assert all(chance >= LEAST_CHANCE for chance in least)
