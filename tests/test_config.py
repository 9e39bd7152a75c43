"""Words of one's own: what they change, what they do not, and where a file of them is wrong."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import spacy

import extract
from extract.config import config_of, line_of
from extract.errors import ConfigError
from extract.find._places_lexicon import lexicon
from extract.schema import Record

OWN = """
abbreviations = ["p.gđ."]

[indicators]
phrases = ["độ phủ ví điện tử làng chài"]

[boilerplate]
lines  = ["Bản tin cuối ngày"]
begins = ["Mời bạn đọc"]
heads  = ["Cùng người viết"]

[[places]]
name = "Khu kinh tế Bãi Sậy"
in = "tỉnh Quảng Ninh"
aliases = ["KKT Bãi Sậy"]

[[places]]
name = "huyện Cô Tô, tỉnh Quảng Ninh"
aliases = ["đảo Tiền Tiêu"]
"""

ARTICLE = """Cuộc sống mới trên đảo

Theo p.gđ. Sở Công Thương, tại KKT Bãi Sậy có 97% doanh nghiệp nộp thuế điện tử trong năm 2023, \
cao hơn hẳn so với nhiều nơi khác trong vùng theo lời ông.
Ở đảo Tiền Tiêu, độ phủ ví điện tử làng chài tại các chợ đạt 45% vào năm 2024, lãnh đạo địa phương \
cho biết tại buổi họp giao ban đầu tuần vừa qua.
Mời bạn đọc 35% giảm giá khi mua báo dài hạn trong năm 2024.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "solieu.toml"
    path.write_text(OWN, "utf-8")
    return path


def find(value: int, records: list[Record]) -> Record | None:
    return next((r for r in records if r.percentage and r.percentage.value == value), None)


def test_own_words_enter_where_they_should(file: Path) -> None:
    records = extract.records(ARTICLE, config=extract.read_config(file))
    area, island = find(97, records), find(45, records)
    assert area is not None
    assert area.place is not None
    assert (area.place.name, area.place.text) == (
        "Khu kinh tế Bãi Sậy, tỉnh Quảng Ninh",
        "KKT Bãi Sậy",
    )
    assert area.evidence.text.startswith("Theo p.gđ. Sở")
    assert island is not None
    assert island.place is not None
    assert island.indicator is not None
    assert (island.place.name, island.place.code) == ("huyện Cô Tô, tỉnh Quảng Ninh", "207")
    assert island.indicator.text == "độ phủ ví điện tử làng chài"
    assert find(35, records) is None


def test_without_them_the_article_reads_otherwise() -> None:
    records = extract.records(ARTICLE)
    area, island = find(97, records), find(45, records)
    assert area is not None
    assert area.evidence.text.startswith("Sở")
    assert island is not None
    assert island.place is not None
    assert island.place.code is None
    assert find(35, records) is not None


def test_the_places_of_an_article_are_those_of_its_records(file: Path) -> None:
    own = extract.read_config(file)
    found = {place.name: place.code for place in extract.article_places(ARTICLE, config=own).places}
    island = extract.resolve_place("huyện Cô Tô, tỉnh Quảng Ninh")
    assert island is not None
    assert found["huyện Cô Tô, tỉnh Quảng Ninh"] == island.code
    assert found["Khu kinh tế Bãi Sậy, tỉnh Quảng Ninh"] is None


def test_an_empty_configuration_changes_nothing() -> None:
    assert extract.records(ARTICLE, config=extract.Config()) == extract.records(ARTICLE)


def test_whole_lines_and_what_stands_below_a_heading_of_links(file: Path) -> None:
    line = "Xã có {}% hộ dùng nước sạch trong năm 2024, theo báo cáo mà ủy ban gửi huyện hôm qua."
    body = "\n".join(line.format(number) for number in (61, 62, 63))
    page = f"Bản tin cuối ngày\n{body}\nCùng người viết\nTăng 71% lượng khách\nGiảm 72% tai nạn\n"
    records = extract.records(page, config=extract.read_config(file))
    values = [int(r.percentage.value) for r in records if r.percentage]
    assert values == [61, 62, 63]


def test_a_phrase_does_not_reach_over_another_value() -> None:
    own = extract.Config.model_validate({"indicators": {"phrases": ["hộ dùng ví điện tử"]}})
    text = "Xã có 40% hộ dùng ví điện tử và 97% dân số có thẻ bảo hiểm y tế."
    first, second = extract.records(text, config=own)
    assert first.indicator is not None
    assert second.indicator is not None
    assert first.indicator.text == "hộ dùng ví điện tử"
    assert "ví điện tử" not in second.indicator.text


def test_a_name_in_capitals_is_no_word_in_small_letters() -> None:
    own = extract.Config.model_validate({"places": [{"name": "Bãi Sậy"}]})
    named, plain = "Tại Bãi Sậy, 97% hộ dùng nước sạch.", "Qua bãi sậy, 97% hộ dùng nước sạch."
    (record,) = extract.records(named, config=own)
    assert record.place is not None
    assert record.place.name == "Bãi Sậy"
    (record,) = extract.records(plain, config=own)
    assert record.place is None or record.place.name != "Bãi Sậy"


# --- threads, processes, pipelines ----------------------------------------------------------------


def test_two_configurations_do_not_see_each_other(file: Path) -> None:
    own = extract.read_config(file)
    plain = extract.records(ARTICLE)
    changed = extract.records(ARTICLE, config=own)
    assert plain != changed
    configs = [own, None] * 6
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda one: extract.records(ARTICLE, config=one), configs))
    assert found == [changed, plain] * 6


def test_the_lexicon_is_made_once_for_a_configuration(file: Path) -> None:
    own = extract.read_config(file)
    again = config_of(own.model_dump_json(by_alias=True))
    assert again == own
    assert lexicon(own.areas) is lexicon(again.areas)


def test_a_pipeline_keeps_it_on_disk(file: Path, tmp_path: Path) -> None:
    nlp = spacy.blank("xx")
    nlp.add_pipe("solieu", config={"config": extract.read_config(file).to_dict()})
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    wanted = extract.records(ARTICLE, doc_id="", config=extract.read_config(file))
    assert again(ARTICLE)._.records == wanted


# --- the command ----------------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "bai.txt").write_text(ARTICLE, "utf-8")
    command = [sys.executable, "-m", "extract.cli", "extract", "bai.txt", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_command_takes_the_file_of_the_folder_and_says_so(file: Path) -> None:
    done = run(file.parent, "-j", "2")
    assert "with the words of solieu.toml" in done.stderr
    assert "Khu kinh tế Bãi Sậy, tỉnh Quảng Ninh" in done.stdout


def test_the_command_takes_a_file_by_name(file: Path) -> None:
    file.rename(file.with_name("mine.toml"))
    assert "tỉnh Quảng Ninh" not in run(file.parent).stdout
    assert "Khu kinh tế Bãi Sậy, tỉnh" in run(file.parent, "--config", "mine.toml").stdout


def test_the_command_names_what_is_wrong(file: Path) -> None:
    file.write_text('[indicators]\nphrase = ["a"]\n', "utf-8")
    done = run(file.parent)
    assert done.returncode == 2
    assert "solieu.toml:2: indicators.phrase: there is no such setting" in done.stderr


# --- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('a = 1\nb = "x\n', r":2: Illegal character"),
        ("[places]\nname = 'x'\n", r":\d: places: Input should be a valid"),
        ('abbreviations = [\n  "tp",\n  "hai chữ",\n]\n', r":3: abbreviations\[2\]: .*blanks"),
        ('\n[[places]]\nname = "A"\n[[places]]\naliases = ["B"]\n', r":4: places\[2\].name: Field"),
        ('[[places]]\nname = "A"\nlevel = "city"\n', r":3: places\[1\].level: .*'region'"),
        ('[[places]]\nname = "A"\nin = "Nowhere"\n', r":3: places\[1\].in: no official unit"),
        ('[[places]]\nname = "huyện Cô Tô, tỉnh Quảng Ninh"\n', r":1: places\[1\]: .*aliases"),
        ("[boilerplate]\n\nbegins = ['!!!']\n", r":3: boilerplate.begins\[1\]: .*letter"),
        ("colour = 1\n", r":1: colour: there is no such setting"),
    ],
)  # fmt: skip
def test_errors_name_their_line(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=message):
        extract.read_config(path)


def test_all_errors_are_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text("colour = 1\n\n[boilerplate]\nlins = []\n", "utf-8")
    with pytest.raises(ConfigError) as caught:
        extract.read_config(path)
    assert [line.split(":")[1] for line in str(caught.value).splitlines()] == ["1", "4"]


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        extract.read_config(tmp_path / "none.toml")
    path = tmp_path / "own.toml"
    path.write_bytes(b"a = 1\nb = '\xff'\n")
    with pytest.raises(ConfigError, match=r":2: not UTF-8"):
        extract.read_config(path)


def test_the_line_of_a_key_in_an_inline_table() -> None:
    assert line_of('a = 1\n[x]\ny = {\n  z = "q" }\n'.replace("{\n", "{"), ("x", "y", "z")) == 3


def test_explain_knows_them_too(tmp_path: Path) -> None:
    own, article = tmp_path / "own.toml", tmp_path / "a.txt"
    own.write_text(OWN, encoding="utf-8")
    article.write_text("Năm 2023, độ phủ ví điện tử làng chài đạt 61%.", encoding="utf-8")
    command = [sys.executable, "-m", "extract.cli", "explain", str(article), "--config", str(own)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "độ phủ ví điện tử làng chài" in " ".join(done.stdout.split())
