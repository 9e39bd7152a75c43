"""Tables of figures in pages: rows that can be read by themselves, anything else left alone."""

from __future__ import annotations

from datetime import date

import pytest

import extract
from extract.page import take_article
from extract.page_tables import _lines

HEAD = "<tr><th>Địa phương</th><th>Tỷ lệ hộ dùng nước sạch (%)</th><th>Số hộ</th></tr>"
ROW = "<tr><td>Huyện Cô Tô</td><td>97</td><td>1.204</td></tr>"
PAGE = """<html lang="vi"><head><title>Nước sạch ở Quảng Ninh</title></head><body><article>
<h1>Nước sạch ở Quảng Ninh</h1><p>Sở Nông nghiệp tỉnh Quảng Ninh cho biết kết quả chương trình nước
sạch nông thôn trong quý I/2024 tại các huyện như bảng dưới đây, theo báo cáo của địa phương.</p>
<table>{}</table><p>Trong thời gian tới, các địa phương tiếp tục đầu tư công trình cấp nước tập
trung, bảo đảm nguồn nước cho người dân vùng sâu, vùng xa của tỉnh.</p></article></body></html>"""


def lines(rows: str) -> list[str]:
    from trafilatura import load_html  # noqa: PLC0415

    return _lines(next(load_html(f"<html><body><table>{rows}</table></body></html>").iter("table")))


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (HEAD + ROW, ["Huyện Cô Tô: Tỷ lệ hộ dùng nước sạch 97%; Số hộ 1.204."]),
        (
            "<tr><td>Xã</td><td>Đạt</td></tr><tr><td>Tả Gia Khâu</td><td>9,5%</td></tr>",
            ["Tả Gia Khâu: Đạt 9,5%."],
        ),
        (
            "<caption>Bảng 1</caption><tr><th>STT</th><th>Xã</th><th>Đạt, %</th></tr>"
            "<tr><td>1</td><td>Bản Lầu</td><td>80</td></tr>",
            ["Bảng 1", "Bản Lầu: Đạt 80%."],
        ),
        (
            "<tr><th>Tỷ lệ</th><th>Đạt<br>chuẩn (%)</th></tr>"
            "<tr><td><p><b>Tả</b> Gia</p><p>Khâu</p></td><td>7<b>,2</b></td></tr>"
            "<tr><td></td><td></td></tr>",
            ["Tả Gia Khâu: Đạt chuẩn 7,2%."],
        ),
        (
            "<tr><th>Xã</th><th>Đạt&#1;</th></tr><tr><td>Bản Lầu&#xFFFF;</td><td>80%</td></tr>",
            ["Bản Lầu: Đạt 80%."],
        ),
        (
            "<tr><th>Xã</th><th>Đạt</th><th>Giảm</th></tr>"
            "<tr><td>Bản Lầu</td><td>–</td><td>-2,5%</td></tr>",
            ["Bản Lầu: Giảm -2,5%."],
        ),
    ],
)
def test_a_row_is_written_out_with_its_header(rows: str, wanted: list[str]) -> None:
    assert lines(rows) == wanted


@pytest.mark.parametrize(
    "rows",
    [
        HEAD,
        "<tr><td>Xã</td><td>XEN</td></tr>",
        "<tr><th>Xã</th><th>2023</th></tr><tr><td>Bản Lầu</td><td>80%</td></tr>",
        "<tr><th>Xã</th><th>Năm 2021 (%)</th></tr><tr><td>Bản Lầu</td><td>80</td></tr>",
        "<tr><th>Năm</th><th>Tỉnh</th><th>Hộ nghèo (%)</th></tr>"
        "<tr><td>2020</td><td>Nghệ An</td><td>7,2</td></tr>",
        "<tr><th>Xã</th><th>Kết quả</th></tr><tr><td>Bản Lầu</td><td>đạt 80% kế hoạch</td></tr>",
        HEAD + "<tr><td colspan=3>Các huyện đảo</td></tr>" + ROW,
        HEAD + ROW + "<tr><td>Huyện Vân Đồn</td><td>91</td></tr>",
        HEAD + "<tr><td>Huyện Vân Đồn</td><td></td><td>-</td></tr>",
        f"<tr><th>Xã</th><th>{'Tỷ lệ ' * 40}</th></tr><tr><td>Bản Lầu</td><td>80%</td></tr>",
    ],
)
def test_any_other_table_is_left_alone(rows: str) -> None:
    assert lines(rows) == []


def test_records_of_a_table() -> None:
    rows = HEAD + ROW + "<tr><td>Huyện Tiên Yên</td><td>85,5</td><td>2.310</td></tr>"
    page = take_article(PAGE.format(rows).encode())
    found = extract.records(page.text, published=date(2024, 4, 5))
    told = [
        (one.place.name.partition(",")[0], one.indicator.text, str(one.percentage.value))
        for one in found
        if one.place and one.indicator and one.percentage
    ]
    assert ("huyện Cô Tô", "hộ dùng nước sạch", "97") in told
    assert ("huyện Tiên Yên", "hộ dùng nước sạch", "85.5") in told
    for one in found:
        start, end = one.evidence.span
        assert page.text[start:end] == one.evidence.text


def test_what_xml_forbids_stops_no_page() -> None:
    page = PAGE.format(HEAD + "<tr><td>Huyện Cô Tô&#1;</td><td>97</td><td>1.204</td></tr>")
    assert "Huyện Cô Tô: Tỷ lệ hộ dùng nước sạch 97%" in take_article(page.encode()).text
