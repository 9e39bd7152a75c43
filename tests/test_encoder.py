"""The encoder: pieces, packs, and the votes that come of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import numpy as np
import pytest

from extract.annotate import Article, annotate
from extract.link.areas import find_areas
from extract.link.dates import timeline
from extract.link.encoder import SHARE, Vote, hopeful, read_votes, weighed
from extract.link.encoder.network import ATTRIBUTES, relations
from extract.link.encoder.packs import HARD_LIMIT, MOST_PIECES, make_packs
from extract.link.encoder.pieces import BLANK, END, START, UNKNOWN, Vocabulary, vocabulary
from extract.link.encoder.standings import (
    PERIOD_STANDINGS,
    PLACE_STANDINGS,
    find_standings,
)
from extract.link.seeds import Seed, find_seeds
from extract.text import clean

TEXT = (
    "Huyện Vân Đồn đẩy mạnh thanh toán không tiền mặt\n"
    "Quý I/2024, toàn huyện có 356/364 hộ kinh doanh ở chợ mở tài khoản, đạt 97%. "
    "Xã Hạ Long có 82% số hộ dùng điện thoại thông minh; tỷ lệ này ở xã Đông Xá là 74%."
)


def article_of(text: str) -> Article:
    return annotate(clean(text))


def votes_of(article: Article, seeds: Sequence[Seed]) -> dict[int, Vote]:
    return read_votes(article, seeds, find_areas(article), timeline(article))


def test_a_token_is_cut_into_the_likeliest_pieces() -> None:
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁hộ", "▁h", "ộ", "h"]
    words = Vocabulary(pieces, [0, 0, 0, 0, -3.0, -2.0, -2.0, -9.0])
    assert words.split("▁hộ") == (4,)
    assert words.split("▁hộh") == (4, 7)
    assert words.split("ộ?") == (6, UNKNOWN)


@pytest.mark.parametrize("token", ["▁huyện", "Krông", "▁9.489", "%", "▁GRDP", "đ"])
def test_pieces_of_the_shipped_vocabulary_make_up_the_token(token: str) -> None:
    words = vocabulary()
    pieces = list(words.numbers)
    assert "".join(pieces[i] for i in words.split(token)) == token


def test_a_pack_keeps_tokens_and_findings_in_step() -> None:
    article = article_of(TEXT)
    seeds = find_seeds(article)
    (pack,) = make_packs(article, seeds)
    assert pack.pieces[0] == START
    assert pack.pieces[-1] == END
    assert len(pack.pieces) == len(pack.kinds)
    assert len(pack.heads) == len(pack.tokens) == len(pack.sentences)
    assert [s.number for s in pack.statements] == list(range(len(seeds)))
    for number, first, last in pack.places:
        mention = article.places[number]
        assert article.tokens.starts[pack.tokens[first]] == mention.start
        assert article.tokens.ends[pack.tokens[last]] == mention.end
    inside = {BLANK + "huyện", BLANK + "Huyện"}
    pieces = list(vocabulary().numbers)
    assert inside & {pieces[i] for i in pack.pieces}


def test_a_long_article_is_read_in_several_packs_each_statement_once() -> None:
    line = "Xã Đông Xá có {}% số hộ dùng nước sạch, tăng so với năm trước và vượt kế hoạch giao. "
    article = article_of("Nước sạch ở xã\n" + "\n".join(line.format(n) * 2 for n in range(20, 60)))
    seeds = find_seeds(article)
    packs = make_packs(article, seeds)
    assert len(packs) > 3
    assert sorted(s.number for p in packs for s in p.statements) == list(range(len(seeds)))
    assert all(len(p.pieces) <= MOST_PIECES + 60 for p in packs)
    assert all(p.sentences[0] == 0 for p in packs), "the headline stands in each"


def test_a_sentence_without_end_is_cut() -> None:
    article = article_of("xã " * 2000 + "có 62% số hộ dùng nước sạch " + "và " * 2000)
    (pack,) = make_packs(article, find_seeds(article))
    assert len(pack.pieces) <= HARD_LIMIT
    assert len(pack.statements) == 1


def test_relations_tell_the_value_its_sides_and_the_headline() -> None:
    article = article_of(TEXT)
    (pack,) = make_packs(article, find_seeds(article))
    statement = pack.statements[-1]
    distance, sentence = relations(pack, statement)
    assert set(distance[statement.first : statement.last + 1]) == {24}
    assert distance[statement.first - 1] < 12 <= distance[statement.last + 1] < 24
    assert set(sentence[pack.sentences == 0]) == {7}


def test_votes_are_chances() -> None:
    article = article_of(TEXT)
    seeds = find_seeds(article)
    votes = votes_of(article, seeds)
    assert sorted(votes) == list(range(len(seeds)))
    for vote in votes.values():
        places = sum(vote.places.values()) + vote.no_place + vote.country + vote.place_elsewhere
        periods = sum(vote.periods.values()) + vote.no_period + vote.period_elsewhere
        assert places == pytest.approx(1, abs=1e-4)
        assert periods == pytest.approx(1, abs=1e-4)
        for name, labels in ATTRIBUTES.items():
            assert tuple(vote.attributes[name]) == labels
    assert votes == votes_of(article, seeds), "the same text, the same votes"


def test_an_article_without_statements_is_not_read() -> None:
    assert votes_of(article_of("Sáng nay trời nhiều mây."), []) == {}


STANDING = (
    "Huyện Vân Đồn: 97% hộ ở chợ có tài khoản\n"
    "Năm 2023, xã Hạ Long có 82% số hộ dùng nước sạch, xã Đông Xá có 74%.\n"
    "Năm 2023 toàn huyện trồng 40 ha rừng. Năm 2019 mới có 12 ha.\n"
    "Cả nước có nhiều nơi như vậy, theo một phóng viên ở Huế."
)


def test_a_place_stands_by_how_the_article_names_it() -> None:
    article = article_of(STANDING)
    standings = find_standings(article, find_areas(article), timeline(article))
    rows = {}
    for mention, row in zip(article.places, standings.places, strict=True):
        rows.setdefault(article.text.clean[mention.start : mention.end], row)
    assert standings.places.shape == (len(article.places), 8)
    assert standings.places.max() < PLACE_STANDINGS
    district, commune, hue = rows["Huyện Vân Đồn"], rows["xã Hạ Long"], rows["Huế"]
    assert district[1] > commune[1], "what lies in it falls to it"
    assert commune[0] == rows["xã Đông Xá"][0], "each is named once"
    leads = {name: row[3] for name, row in rows.items()}
    assert leads["Huyện Vân Đồn"] > leads["xã Hạ Long"] > leads["Huế"]
    assert len({row[4] for row in (district, commune, hue, rows["Cả nước"])}) == 4


def test_a_period_stands_by_the_year_the_article_is_about() -> None:
    article = article_of(STANDING)
    standings = find_standings(article, find_areas(article), timeline(article))
    assert standings.periods.max() < PERIOD_STANDINGS
    first, again, before = standings.periods
    assert first[0] == again[0] > before[0]
    assert first[1] == again[1] > before[1]


def test_an_article_without_places_and_periods_has_no_standings() -> None:
    article = article_of("Có 82% số hộ dùng nước sạch.")
    standings = find_standings(article, find_areas(article), timeline(article))
    assert standings.places.shape == (0, 8)
    assert standings.periods.shape == (0, 5)


def test_both_judges_are_weighed() -> None:
    assert weighed("place", [0.5, 0.5], [0.5, 0.5]) == pytest.approx([0.5, 0.5])
    sure = weighed("place", [0.5, 0.5], [0.9, 0.1])
    assert 0.5 < sure[0] < 0.9
    assert sum(weighed("date", [0.2, 0.3, 0.5], [1, 0, 0])) == pytest.approx(1)
    assert all(0 <= share < 1 for share in SHARE.values())
    assert np.isfinite(weighed("kind", [0, 1], [1, 0])).all()


def test_a_choice_that_the_encoder_rules_out_is_not_weighed() -> None:
    assert hopeful(["xã", "huyện", "none"], [0.7, 1e-6, 0.3]) == (["xã", "none"], [0.7, 0.3])
    assert hopeful(["xã", "none"], []) == (["xã", "none"], []), "no vote, all are weighed"
    assert hopeful(["xã", "none"], [0.0, 0.0]) == (["xã", "none"], [0.0, 0.0])


def test_no_statement_of_a_long_sentence_is_left_out() -> None:
    names = "Krông Năng, Đắk R’lấp, Chư Pưh, Kbang, Ia Grai, Đăk Glong, "
    text = "".join(f"{names * 2}có {20 + n}% số hộ dùng nước sạch, " for n in range(30))
    article = article_of(text)
    seeds = find_seeds(article)
    packs = make_packs(article, seeds)
    assert sorted(s.number for p in packs for s in p.statements) == list(range(len(seeds)))
    assert all(len(p.pieces) <= HARD_LIMIT for p in packs)


def test_threads_may_begin_together() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "import extract\n"
        "text = 'Xã Đông Xá có 74% số hộ dùng nước sạch trong năm 2023.'\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = list(pool.map(lambda _: extract.records(text), range(16)))\n"
        "assert all(one == found[0] for one in found)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
