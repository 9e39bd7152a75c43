"""Inputs become articles; what cannot be read is refused by name and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from extract.errors import InputError
from extract.read import Read, Refusal, Source, parse_published, read

BODY = "Đến hết quý I, xã có 1.204 hộ được vay vốn, đạt 83,74% kế hoạch."


def one(*inputs: str | Path, **options: int) -> Read:
    (item,) = read(inputs, **options)
    return item


def refused(*inputs: str | Path, **options: int) -> Refusal:
    item = one(*inputs, **options)
    assert isinstance(item, Refusal)
    return item


def article(*inputs: str | Path) -> Source:
    item = one(*inputs)
    assert isinstance(item, Source), item
    return item


def ids(items: Iterable[Read]) -> list[str]:
    return [item.doc_id if isinstance(item, Source) else "!" for item in items]


def from_stdin(data: bytes) -> list[Read]:
    return list(read(["-"], stdin=io.BytesIO(data)))


def line(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False) + "\n"


# --- good input -----------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_the_text_as_it_was_given(tmp_path: Path, encoding: str) -> None:
    text = f"Tít\r\n\r\n{BODY}\u00a0\u200b\n"
    (tmp_path / "bài.txt").write_bytes(text.encode(encoding))
    source = article(tmp_path / "bài.txt")
    assert source.text == text
    assert source.doc_id == "bài"
    assert source.origin == str(tmp_path / "bài.txt")


def test_a_folder_is_read_in_order_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_text(BODY)
    (tmp_path / "a.html").write_text(f"<html><body><article><p>{BODY * 6}</p></article></body>")
    (tmp_path / "c.jsonl").write_text(line(id="x", text=BODY))
    (tmp_path / "c.jsonl.refused.jsonl").write_text("{}\n")
    (tmp_path / "README.md").write_text("no article")
    (tmp_path / "manifest.json").write_text("{}")
    (tmp_path / ".hidden.txt").write_text(BODY)
    assert ids(read([tmp_path])) == ["a", "x", "2"]


def test_a_glob_is_sorted_and_a_file_named_twice_is_read_once(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c.log"):
        (tmp_path / name).write_text(BODY)
    assert ids(read([f"{tmp_path}/*.txt", tmp_path / "a.txt", tmp_path])) == ["a", "b"]


def test_an_id_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "a.txt").write_text(BODY)
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "z.jsonl").write_text(
        line(id="a", text=BODY) + line(id="a-2", text=BODY) + line(id="a-2", text=BODY)
    )
    assert ids(read([tmp_path])) == ["a", "a-2", "a-2-2", "a-2-3", "a-3"]


def test_json_lines_give_all_fields(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    row = line(id=7, text=BODY, title="Tít", published="2024-11-14T08:00", url="http://x", more=1)
    file.write_bytes(gzip.compress(b"\xef\xbb\xbf" + row.encode()))
    source = article(file)
    assert source == Source("7", BODY, "Tít", date(2024, 11, 14), "http://x", f"{file}:1", "utf-8")


@pytest.mark.parametrize("content", [{"id": "a", "text": BODY}, [{"id": "a", "text": BODY}]])
def test_a_json_file_is_an_article_or_a_list(tmp_path: Path, content: object) -> None:
    (tmp_path / "a.json").write_text(json.dumps(content))
    assert article(tmp_path / "a.json").text == BODY


def test_gzipped_text_and_archives(tmp_path: Path) -> None:
    (tmp_path / "t.txt.gz").write_bytes(gzip.compress(BODY.encode()))
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("in/b.txt", BODY)
        archive.writestr("in/a.txt.gz", gzip.compress(BODY.encode()))
        archive.writestr("in/c.jsonl", line(id="c", text=BODY))
        archive.writestr("__MACOSX/in/._b.txt", "x")
        archive.writestr("in/picture.png", "x")
    with tarfile.open(tmp_path / "y.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "t.txt.gz", "deep/d.txt.gz")
    items = list(read([tmp_path]))
    assert ids(items) == ["t", "d", "a", "b", "c"]
    assert all(isinstance(item, Source) and item.text == BODY for item in items)
    assert items[1].origin.endswith("y.tar.gz!deep/d.txt.gz")


@pytest.mark.parametrize("data", [BODY.encode(), b"{title}\n" + BODY.encode()])
def test_standard_input_as_text(data: bytes) -> None:
    assert from_stdin(data) == [Source("stdin", data.decode(), origin="stdin")]


def test_standard_input_as_json_lines() -> None:
    data = (line(id="a", text=BODY) + "{broken\n" + line(id="b", text=BODY)).encode()
    items = from_stdin(data)
    assert ids(items) == ["a", "!", "b"]
    assert items[1].origin == "stdin:2"


def test_bytes_in_a_font_encoding_are_converted(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("HuyÖn §Çm Hµ ®¹t 98%")
    source = article(tmp_path / "a.txt")
    assert (source.text, source.encoding) == ("Huyện Đầm Hà đạt 98%", "TCVN3 (ABC)")


# --- HTML -----------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}">
<title>Xã Tân Lập về đích sớm - Báo Ví Dụ</title>{meta}</head><body>
<div class="top"><h1>Báo Ví Dụ</h1><span>Thứ Sáu, 23/08/2019, 09:25:27</span>
<a href="/">Trang chủ</a></div>
<article><h1>Xã Tân Lập về đích sớm</h1><div class="meta">{printed}</div>
<p>Sau hai năm, xã Tân Lập có 1.204/1.500 hộ được vay vốn, đạt 80% kế hoạch và tăng 5% so với
năm trước; đời sống của bà con khá lên từng ngày.</p>
<h2>Vốn về bản</h2>
<p>Ở thôn Ba, 95% số hộ có điện. Trong đó 40 hộ mới được kéo lưới từ đầu năm, còn lại dùng
điện mặt trời do dự án hỗ trợ, mỗi hộ một bộ đèn.</p></article>
<div class="related"><h3>Tin liên quan</h3><ul><li><a href="/x">Huyện Z giảm 15% hộ nghèo</a>
<time datetime="2021-01-01">01/01/2021</time></li></ul></div>
<div class="comments"><p>Bạn đọc: 100% là đúng</p></div>
<footer>Giấy phép số 12/GP-BTTTT ngày 05/02/2020</footer></body></html>"""


@pytest.mark.parametrize(
    ("meta", "printed", "published"),
    [
        ('<meta property="article:published_time" content="2023-05-15T14:30:00+07:00">', "",
         date(2023, 5, 15)),
        ('<meta itemprop="datePublished" content="15/05/2023">', "", date(2023, 5, 15)),
        ('<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", '
         '"datePublished": "2023-05-15T08:00:00+07:00"}]}</script>', "", date(2023, 5, 15)),
        ('<script type="application/ld+json">{broken</script>', "15/05/2023 14:30",
         date(2023, 5, 15)),
        ("", "Mai Lan - Thứ Hai, 15/05/2023 | 14:30", date(2023, 5, 15)),
        ("", '<time datetime="2023-05-15T14:30">hôm qua</time>', date(2023, 5, 15)),
        ('<meta property="article:modified_time" content="2024-01-01">', "", None),
        ("", "3 giờ trước", None),
        ("", "", None),
    ],
)  # fmt: skip
def test_a_page_is_dated_by_its_metadata_or_dateline_never_by_a_clock(
    tmp_path: Path, meta: str, printed: str, published: date | None
) -> None:
    page = PAGE.format(charset="utf-8", meta=meta, printed=printed)
    (tmp_path / "p.html").write_text(page)
    assert article(tmp_path / "p.html").published == published


def test_a_page_gives_its_article_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "p.html").write_text(PAGE.format(charset="utf-8", meta="", printed=""))
    source = article(tmp_path / "p.html")
    assert source.title == "Xã Tân Lập về đích sớm"
    assert "1.204/1.500 hộ" in source.text
    assert "95% số hộ" in source.text
    for furniture in ("15%", "100% là đúng", "Trang chủ", "GP-BTTTT"):
        assert furniture not in source.text


def test_a_date_in_the_headline_s_own_box_counts_above_it_too(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8", meta="", printed="")
    dated = page.replace("<article>", "<article><div>Thứ Hai, 15/05/2023</div>")
    (tmp_path / "p.html").write_text(dated)
    assert article(tmp_path / "p.html").published == date(2023, 5, 15)
    (tmp_path / "q.html").write_text(dated.replace("15/05/2023", "15/05/2023 08:00:12"))
    assert article(tmp_path / "q.html").published is None


def test_captions_stay_with_the_article(tmp_path: Path) -> None:
    caption = (
        '<figure class="wp-caption"><img src="a.jpg"><figcaption>Bà con thôn Ba, 87% đã có điện.'
        "</figcaption></figure></article>"
    )
    page = PAGE.format(charset="utf-8", meta="", printed="").replace("</article>", caption)
    (tmp_path / "p.html").write_text(page)
    assert "Bà con thôn Ba, 87% đã có điện." in article(tmp_path / "p.html").text


LONG = (
    "Đoạn {0}: sau hai năm, xã thứ {0} có {0}.204/{0}.500 hộ được vay vốn, đạt {0}0,{0}% kế hoạch; "
    "đời sống của bà con trong xã khá lên từng ngày."
)
BETWEEN = {
    "a figure": "<figure><a href='a'><img src='a.jpg'></a><figcaption>XEN</figcaption></figure>",
    "a paragraph in a box": "<div><p>XEN</p></div>",
    "a box": "<div class='a'>XEN</div>",
    "a table": "<table><tr><td>Xã</td><td>XEN</td></tr></table>",
    "a heading": "<h2>XEN</h2>",
}


@pytest.mark.parametrize("box", ["article", "div"])
@pytest.mark.parametrize("between", BETWEEN)
def test_text_between_blocks_is_not_lost(tmp_path: Path, box: str, between: str) -> None:
    one_, two, three, four, five = (LONG.format(i) for i in range(1, 6))
    xen = BETWEEN[between]
    for body in (
        f"<p>{one_}</p><p>{two}</p>{xen}<p>{three}</p><p>{four}</p><p>{five}</p>",
        f"{one_}<br><br>{two}<br><br>{xen}{three}<br>{four}<br><br>{five}",
        f"<p>{one_}</p>{two}<br>{xen}{three}<b>đậm</b> {four}<p>{five}</p>",
    ):
        page = f"<html><body><{box}><h1>Tít bài viết</h1>{body}</{box}></body></html>"
        (tmp_path / "p.html").write_text(page)
        text = article(tmp_path / "p.html").text
        for words in ("Đoạn 1", "Đoạn 2", "XEN", "Đoạn 3", "Đoạn 4", "Đoạn 5"):
            assert text.count(words) == 1, (words, body)


def test_a_page_that_is_wrong_about_its_encoding(tmp_path: Path) -> None:
    page = PAGE.format(charset="iso-8859-1", meta="", printed="")
    (tmp_path / "p.html").write_text(page)
    assert "đạt 80% kế hoạch" in article(tmp_path / "p.html").text
    (item,) = from_stdin(page.encode())
    assert isinstance(item, Source)
    assert item.title == "Xã Tân Lập về đích sớm"


# --- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\xe2\x80\x8b\xef\xbb\xbf\n", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0", "image"),
        ("a.txt", b"%PDF-1.4\n\xe2\xe3", "PDF"),
        ("a.txt", bytes(range(256)), "NUL"),
        ("a.txt", "Широкая степь южная".encode("koi8-r"), "encoding"),
        ("a.docx", b"PK\x03\x04", "office"),
        ("a.xlsx", b"PK\x03\x04", ".xlsx files are not read"),
        ("a.html", b"", "empty"),
        ("a.html", b"<html><body></body></html>", "no article"),
        ("a.jsonl", b"", "empty"),
        ("a.jsonl", b"\n \n", "empty"),
        ("a.jsonl.gz", b"no gzip", "damaged"),
        ("a.txt.gz", gzip.compress(b"x" * 5000)[:30], "damaged"),
        ("a.zip", b"PK\x03\x04 no zip", "damaged"),
        ("a.tar.gz", b"no tar", "damaged"),
        ("a.json", b"{", "broken JSON"),
        ("a.json", b"3", "a number"),
    ],
)
def test_a_file_that_is_no_article_is_named_and_the_others_are_read(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(BODY)
    bad, good = read([tmp_path / name, tmp_path / "good.txt"])
    assert isinstance(bad, Refusal)
    assert bad.origin.startswith(str(tmp_path / name))
    assert says in bad.reason
    assert isinstance(good, Source)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('{"id": "a", "text": ', "broken JSON"),
        ('{"id": "a", "text": "x" "y"}', "column 25"),
        ("not json", "broken JSON"),
        ("[1, 2]", "a list"),
        ('"text"', "a string"),
        ('{"text": "x"}', '"id" is missing'),
        ('{"id": "a"}', '"text" is missing'),
        ('{"id": "a", "text": null}', '"text" is missing'),
        ('{"id": "a", "text": ""}', "empty"),
        ('{"id": "a", "text": " \\n"}', "empty"),
        ('{"id": "a", "text": 5}', '"text" is a number'),
        ('{"id": {}, "text": "x"}', '"id" is an object'),
        ('{"id": true, "text": "x"}', '"id" is true or false'),
        ('{"id": "", "text": "x"}', '"id" is empty'),
        ('{"id": "a", "text": "x", "title": []}', '"title" is a list'),
        ('{"id": "a", "text": "x", "published": "soon"}', '"published" is'),
        ('{"id": "a", "text": "x", "published": "2024-02-31"}', '"published" is'),
        ('{"id": "a", "text": "x \\ud800"}', "surrogate"),
        ('{"id": "a", "text": "HuyÖn §Çm Hµ ®¹t 98%"}', "TCVN3"),
        ("[" * 100_000, "broken JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, row: str, says: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(line(id="1", text=BODY) + row + "\n\n" + line(id="2", text=BODY))
    items = list(read([file]))
    assert ids(items) == ["1", "!", "2"]
    bad = items[1]
    assert isinstance(bad, Refusal)
    assert bad.origin == f"{file}:2"
    assert says in bad.reason


def test_a_line_that_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"id": "1", "text": "\xff\xfe"}\n' + line(id="2", text=BODY).encode())
    items = list(read([file]))
    assert ids(items) == ["!", "2"]
    assert "UTF-8" in items[0].reason  # type: ignore[union-attr]


def test_what_is_over_the_limit_is_refused_without_being_held(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a" * 2000)
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"a" * 2000))
    (tmp_path / "c.jsonl").write_text(line(id="c", text="a" * 5000) + line(id="d", text=BODY))
    items = list(read([tmp_path], limit=1000))
    assert ids(items) == ["!", "!", "!", "d"]
    for item in items[:3]:
        assert isinstance(item, Refusal)
        assert "too large" in item.reason
        assert "--limit" in item.reason
    assert items[2].origin.endswith("c.jsonl:1")


def test_a_file_of_fifty_megabytes(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(50_000_000)
    assert "larger than 20 MB" in refused(tmp_path / "a.txt").reason


def test_a_folder_without_articles(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    assert "no articles in this folder" in refused(tmp_path).reason


def test_an_archive_without_articles(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("a.csv", "x")
    assert "no articles in this archive" in refused(tmp_path / "z.zip").reason


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "nowhere.txt").reason
    assert "no file matches" in refused(f"{tmp_path}/*.txt").reason


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text(BODY)
    monkeypatch.setattr(Path, "open", refuse)
    assert refused(tmp_path / "a.txt").reason == "it cannot be opened: Permission denied"


def test_nothing_on_standard_input() -> None:
    (item,) = from_stdin(b"")
    assert item == Refusal("stdin", "nothing came in on standard input")


# --- days of publication --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-11-14", date(2024, 11, 14)),
        ("2024-11-14T08:00", date(2024, 11, 14)),
        ("2024-11-14 08:00:00+07:00", date(2024, 11, 14)),
        ("2024-11-14T23:30:00Z", date(2024, 11, 14)),
        ("14/11/2024", date(2024, 11, 14)),
        ("08:15, 08/11/2022", date(2022, 11, 8)),
        ("", None),
        (None, None),
    ],
)
def test_a_day_of_publication(value: object, day: date | None) -> None:
    assert parse_published(value) == day


@pytest.mark.parametrize("value", ["2024-13-01", "yesterday", 20241114, "31/02/2024", [], "3 giờ"])
def test_what_is_no_day_of_publication(value: object) -> None:
    with pytest.raises(InputError, match="published"):
        parse_published(value)
