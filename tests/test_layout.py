"""Roles of the lines of a page, and its day of publication.

The examples are written as pages: `T>` before a line says that it must come out as the title, and
so on; a line without a letter is body. An `x` after the letter says that it is set aside.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from time import perf_counter

import pytest

from extract.dateline import lead_date, read_dateline
from extract.layout import Layout, layout
from extract.text import clean

LETTERS = {
    "T": "title", "S": "standfirst", "N": "byline", "D": "dateline", "H": "heading",
    "C": "caption", "B": "body", "M": "menu", "P": "template", "L": "teaser", "R": "comment",
    "G": "tags", "K": "clock",
}  # fmt: skip
ASIDE = frozenset("MPLRGK")

A = (
    "Theo báo cáo của Ủy ban nhân dân xã, sáu tháng qua có 1.204 trong số 1.500 hộ được vay vốn, "
    "đạt 80,3% kế hoạch, trong đó hộ nghèo chiếm 12%; nhiều hộ đã mua thêm trâu, bò và cây giống."
)
B = (
    "Ông trưởng thôn cho hay bà con nay đã quen với cách làm mới, từ chuyện ghi sổ đến chuyện bán "
    "hàng qua mạng; trước kia 9/10 nhà ngại việc này thì nay ngược lại, chỉ còn vài nhà đứng ngoài."
)

PAGES = {
    "title, standfirst and one long line": f"T>Xã Tân Lập về đích\nS>{A}\n{B * 4}",
    "one line alone": A + " " + B,
    "one short line alone": "Tỷ lệ hộ nghèo của xã còn 3,2%.",
    "a headline alone": "Tỷ lệ hộ nghèo của xã còn 3,2%",
    "no title": f"{A}\n\n{B}",
    "title above the dateline": f"T>Xã Tân Lập về đích\n\nD>08:15, 08/11/2022\n\nS>{A}\n\n{B}",
    "dateline above the title": f"D>Thứ Hai, 15/5/2023 | 14:30\nT>Tân Lập về đích\n\nS>{A}\n\n{B}",
    "banner, clock and menu above": (
        "Mx>Trang chủ | Thời sự | Kinh tế\nKx>Thứ Ba, ngày 06 tháng 10 năm 2020, 07:12:45\n"
        "Mx>CHƯƠNG TRÌNH XÂY DỰNG NÔNG THÔN MỚI\nMx>GIAI ĐOẠN 2021 - 2025\n\n"
        f"T>Xã Tân Lập về đích sớm\n\nD>Lê Na - 11:32, 14/11/2024\n\nS>{A}\n\n{B}"
    ),
    "holes of a template": f"Px>{{title}}\nPx>{{{{ published_at }}}}\nPx>[[head]]\n{A}\n{B}",
    "byline below the title": f"T>Xã Tân Lập về đích sớm\nN>Lê Na\nS>{A}\n{B}",
    "signature at the end": f"T>Xã Tân Lập về đích sớm\nS>{A}\n{B}\nN>Bài, ảnh: Lê Na",
    "signature by agency": f"{A}\n{B}\nN>Theo Lê Na (Báo Ví Dụ)",
    "signature in lower case": f"{A}\n{B}\nN>(theo bao vi du)",
    "sub-headings": f"T>Xã Tân Lập về đích\nS>{A}\nH>Vốn về bản\n{B}\nH>96 hộ còn lại\n{A}",
    "a place as sub-heading": f"T>Hai xã về đích\nS>{A}\nH>Tân Lập\n{B}\nH>Xã Tân Hòa\n{A}",
    "a section's name as sub-heading": f"T>Huyện nửa năm\nS>{A}\nH>Giáo dục\n{B}\nH>Y tế\n{A}",
    "a name mid-way is no signature": f"T>Ba gương sáng\nS>{A}\nH>Lê Na\n{B}\nH>Hà Vy\n{A}",
    "captions": f"T>Xã Tân Lập về đích\nS>{A}\nC>Bà con nhận vốn. Ảnh: L.N\n{B}\n{A}",
    "a caption printed twice": (
        f"T>Xã Tân Lập về đích\nS>{A}\nC>Bà con xã Tân Lập nhận vốn\nCx>Bà con xã Tân Lập nhận vốn"
        f"\n{B}\n{A}"
    ),
    "teasers under a heading": (
        f"T>Xã Tân Lập về đích\nS>{A}\n{B}\nN>Lê Na\nLx>TIN LIÊN QUAN\n"
        f"Lx>Xã Bình Hòa: 97% đường thôn được đổ bê tông\nLx>{A}"
    ),
    "teasers without a heading": (
        f"T>Xã Tân Lập về đích\nS>{A}\n{B}\nN>Lê Na\nLx>ABC - Xã Bình Hòa có 97% hộ dùng nước...\n"
        "Lx>Cách trồng cam trên đất dốc\nLx>ABC - Tỉnh ta nửa năm thu ngân sách tăng 12%..."
    ),
    "agency teasers without a signature": (
        f"{A}\n{B}\nLx>ABC - Xã Bình Hòa có 97% hộ dùng nước...\nLx>Cách trồng cam\n"
        "Lx>ABC - Tỉnh ta nửa năm thu ngân sách tăng 12%..."
    ),
    "a box of links within the article": (
        f"T>Xã Tân Lập về đích\nS>{A}\nLx>Tin liên quan\nLx>Bình Hòa: 97% hộ có nước\n{B}\n{A}\n"
        "N>Lê Na"
    ),
    "one link within the article": (
        f"T>Xã Tân Lập về đích\nS>{A}\nLx>Xem thêm: Bình Hòa có 97% hộ dùng nước sạch\n"
        f"{B}\nLx>>> Bình Hòa giảm 3% hộ nghèo\n{A}"
    ),
    "links and a paragraph cut off": (
        f"T>Tân Lập về đích\nS>{A}\n{B}\n{A}\n{B}\nLx>Tin cùng chuyên mục\nLx>Chợ phiên\n\n"
        f"Lx>{A[:-1]}..."
    ),
    "comments": (
        f"T>Xã Tân Lập về đích\nS>{A}\n{B}\nRx>Ý kiến bạn đọc (2)\nRx>Minh: 90% là đúng."
        "\nRx>Hà Vy: Xã tôi 50% thôi!\nRx>Gửi bình luận"
    ),
    "tags": f"T>Xã Tân Lập về đích\nS>{A}\n{B}\nGx>Từ khóa: Tân Lập, vốn\nGx>#vốn #TânLập",
    "tags in a column": f"{A}\n{B}\nN>Lê Na\nGx>Tags:\nGx>nông thôn mới\nGx>vay vốn",
    "buttons and the foot of the page": (
        f"{A}\n{B}\nN>Lê Na\nMx>Chia sẻ   Facebook   Zalo   In bài viết\nMx>Lượt xem: 1.284\n"
        "Mx>Cơ quan chủ quản: Tỉnh ủy\nMx>© 2024 Báo Ví Dụ, tỷ lệ 100%"
    ),
    "a table at the end stays": (
        f"T>Kinh tế nửa năm\nS>{A}\n{B}\nMột số chỉ tiêu:\nThu nội địa: 2.480 tỷ đồng - 74,1%\n"
        "Lao động có việc làm: 19.870/25.500 người"
    ),
    "a list after a name stays": (
        f"T>Ba xã nửa năm\nS>{A}\n{B}\nH>Bình Hòa\n- Hộ nghèo: 3%\n- Nước: 97%"
    ),
    "a box after the signature stays": f"{A}\n{B}\nN?>Lê Na\n{A}",
    "comments heading high up stays small": f"T>Dân bàn\nS>{A}\nRx>Bình luận\n{B}\n{A}\n{B}",
    "a headline with a figure first": f"T>2.000 hộ có nước sạch\nS>{A}\n{B}",
    "a headline with a percentage": f"T>Tân Lập: Đạt 97,43% kế hoạch\nS>{A}\n{B}",
    "a long question as headline": (
        "T>Vì sao có nơi vay được vốn từ rất sớm, còn nơi khác thì mãi đến cuối năm vẫn chờ?\n"
        f"S>{A}\n{B}"
    ),
    "an image in a word is no photo": f"T>Chuyện điện ảnh: Phim hay rạp vắng\nS>{A}\n{B}",
    "nothing": "",
    "blanks only": "  \n\n \n",
}  # fmt: skip


def unmarked(page: str) -> tuple[str, list[tuple[str, str]]]:
    """The page without its marks, and the marks of its lines."""
    lines, marks = [], []
    for line in page.split("\n"):
        mark, found, rest = line.partition(">")
        if found and mark.rstrip("x?") in LETTERS:
            lines.append(rest)
            marks.append((mark, rest))
        else:
            lines.append(line)
            if line.strip():
                marks.append(("B", line))
    return "\n".join(lines), marks


@pytest.mark.parametrize("name", PAGES)
def test_every_line_gets_its_role(name: str) -> None:
    text, marks = unmarked(PAGES[name])
    found = layout(text)
    shown = [
        (block.role, bool(block.reason), text[block.start : block.end]) for block in found.blocks
    ]
    for (mark, line), (role, aside, got) in zip(marks, shown, strict=True):
        assert got == line.strip()
        assert mark.endswith("?") or (role, aside) == (LETTERS[mark[0]], mark.endswith("x")), shown
        assert mark[0] not in ASIDE or aside


def test_every_role_that_is_set_aside_has_a_reason() -> None:
    for page in PAGES.values():
        for block in layout(unmarked(page)[0]).blocks:
            furniture = block.role in {"menu", "template", "teaser", "comment", "tags", "clock"}
            assert bool(block.reason) or not furniture
            assert block.content != (furniture or bool(block.reason) or block.role in {
                "byline", "dateline"
            })  # fmt: skip


# --- days of publication --------------------------------------------------------------------------

DATELINES = [
    ("08:15, 08/11/2022", date(2022, 11, 8)),
    ("Lê Na - Hà Vy - 11:32, 14/11/2024", date(2024, 11, 14)),
    ("Thứ Hai, 15/5/2023 | 14:30", date(2023, 5, 15)),
    ("Thứ 2, ngày 15/05/2023 - 14h30", date(2023, 5, 15)),
    ("Cập nhật: 19:45, 08/04/2026", date(2026, 4, 8)),
    ("Cập nhật lúc: 07:05, 28/02/2020 (GMT+7)", date(2020, 2, 28)),
    ("(Ngày đăng: 3-6-2019)", date(2019, 6, 3)),
    ("Ngày đăng: 01/02/2020 - Cập nhật: 03/02/2020", date(2020, 2, 1)),
    ("Cập nhật: 03/02/2020 | Ngày đăng: 01/02/2020", date(2020, 2, 1)),
    ("Đà Lạt, ngày 5 tháng 3 năm 2019", date(2019, 3, 5)),
    ("Đà Lạt, thứ Hai, 27 tháng 7 năm 2026", date(2026, 7, 27)),
    ("14/11/2024 11:32 GMT+7", date(2024, 11, 14)),
    ("Thứ Tư, 22/10/2025 16:18 (GMT+7)  A- A A+", date(2025, 10, 22)),
    ("VD - 06:00 05/09/2025", date(2025, 9, 5)),
    ("Tác giả: Lê Na | 08:00 ngày 18/01/2026", date(2026, 1, 18)),
    ("Thứ Sáu, 06/09/2013, 14:22 [GMT+7]", date(2013, 9, 6)),
    ("2024-11-14 08:15", date(2024, 11, 14)),
    ("12 tháng mười, 2021", date(2021, 10, 12)),
    ("14 Th11, 2024", date(2024, 11, 14)),
    ("8.11.2022, 8 giờ 15 phút", date(2022, 11, 8)),
    ("T3, 08/11/22 08:15", date(2022, 11, 8)),
    ("- 3 giờ trước", None),
    ("Lê Na - 2 ngày trước", None),
]


@pytest.mark.parametrize(("line", "day"), DATELINES)
def test_a_dateline(line: str, day: date | None) -> None:
    found = read_dateline(line)
    assert found is not None
    assert found.day == day
    if found.span:
        assert str(found.day.year % 100) in line[slice(*found.span)]  # type: ignore[union-attr]
    page = layout(f"Xã Tân Lập về đích sớm\n{line}\n{A}\n{B}")
    assert page.published == day
    assert page.first("dateline") is not None


@pytest.mark.parametrize(
    "line",
    [
        "Ngày 15/3/2023, huyện có 12 xã",
        "Từ 15/3/2023 đến 15/4/2023",
        "15/3/2023 - 15/4/2023",
        "Quyết định số 12/5/2020",
        "Lê Na, sinh ngày 5/3/1990",
        "08/11/22",
        "32/13/2022",
        "12/5",
        "Tháng 3/2024",
        "Tăng 3,5% so với 08/11/2022",
        "Số 06/2022/QĐ-UBND",
        "",
    ],
)
def test_what_is_no_dateline(line: str) -> None:
    assert read_dateline(line) is None


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Thứ Ba, ngày 06 tháng 10 năm 2020, 07:12:45\nTân Lập về đích sớm", None),
        ("Hôm nay: Thứ Hai, 20/11/2023\nTân Lập về đích sớm", None),
        ("Thứ Hai, 20/11/2023 | 10:15:32\nTân Lập về đích sớm\n28/09/2017 14:05", "2017-09-28"),
        ("Thứ Hai, 20/11/2023 | 10:15\nTân Lập về đích sớm\n28/09/2017 14:05", "2017-09-28"),
        ("Thứ Bảy, 12/07/2014 - 10:15\nKinh tế\n\nTân Lập về đích sớm", "2014-07-12"),
        ("Tân Lập về đích sớm\nCập nhật: 14:30:22 15/05/2023", "2023-05-15"),
        ("Tân Lập về đích sớm\nCập nhật: 02/06/2023\nNgày đăng: 01/06/2023", "2023-06-01"),
        ("Tân Lập về đích sớm", None),
    ],
)
def test_the_site_s_clock_is_no_day_of_publication(head: str, day: str | None) -> None:
    found = layout(f"{head}\n{A}\n{B}")
    assert (found.published.isoformat() if found.published else None) == day
    title = found.first("title")
    assert title is not None
    assert title.end - title.start == len("Tân Lập về đích sớm")


def test_a_day_below_the_article_counts_with_a_label_only() -> None:
    labelled = layout(f"{A}\n{B}\n{A}\n{B}\n{A}\nNgày đăng: 01/06/2023")
    assert labelled.published == date(2023, 6, 1)
    assert layout(f"{A}\n{B}\n{A}\n{B}\n{A}\n01/06/2023 08:00").published is None
    teaser = layout(f"{A}\n{B}\nLê Na\nTin liên quan\nCách trồng cam\n01/06/2023 08:00")
    assert teaser.published is None


def test_a_report_that_begins_with_place_and_day() -> None:
    text = f"Tân Lập về đích sớm\nĐà Lạt, ngày 5/3/2019 – {A}\n{B}"
    found = layout(text)
    assert found.published == date(2019, 3, 5)
    assert found.published_span
    assert text[slice(*found.published_span)] == "5/3/2019"
    assert lead_date("Đà Lạt, ngày 5/3/2019 có mưa") is None


# --- real pages -----------------------------------------------------------------------------------

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "corpus"
PRINTED = {
    "dam-ha": None,
    "dakrong": None,
    "quang-ninh": date(2024, 11, 14),
    "van-don": None,
    "krong-pac": date(2022, 11, 8),
}
FIRST_AND_LAST = {  # figures in the first and in the last line that are the article
    "dam-ha": ("30%", "83,74%"),
    "dakrong": ("100%", "30,3%"),
    "quang-ninh": ("100%", "100%"),
    "van-don": ("97%", "43,8%"),
    "krong-pac": ("80%", "50%"),
}


def real(name: str) -> tuple[str, Layout]:
    path = SHARED / f"{name}.txt"
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is missing")
        pytest.skip("the shared articles are not beside this repository")
    text = clean(path.read_bytes().decode()).clean
    return text, layout(text)


@pytest.mark.parametrize("name", PRINTED)
def test_the_five_real_articles(name: str) -> None:
    text, found = real(name)
    assert found.published == PRINTED[name]
    shown = "\n".join(text[slice(*span)] for span in found.content())
    for figure in FIRST_AND_LAST[name]:
        assert figure in shown
    aside = "".join(text[b.start : b.end] for b in found.blocks if not b.content)
    assert "%" not in aside


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dakrong", ("QTO - ", "{title}", "Macbook")),
        ("quang-ninh", ("Analytic", "2019", "Lao Chải")),
        ("krong-pac", ("Multimedia", "49/53", "E-magazine")),
    ],
)
def test_furniture_of_the_real_articles_is_set_aside(name: str, words: tuple[str, ...]) -> None:
    text, found = real(name)
    shown = "\n".join(text[slice(*span)] for span in found.content())
    for word in words:
        assert word in text
        assert word not in shown


def corpus_days() -> Iterator[tuple[str, str | None]]:
    manifest = ROOT / "corpus" / "manifest.json"
    if manifest.exists():
        entries = json.loads(manifest.read_text("utf-8"))
        for entry in entries if isinstance(entries, list) else entries["articles"]:
            yield entry["slug"], entry["published"]


@pytest.mark.parametrize(("slug", "day"), list(corpus_days()))
def test_the_days_of_the_corpus(slug: str, day: str | None) -> None:
    path = next((ROOT / "corpus").glob(f"{slug}.*"))
    if path.suffix != ".txt":
        pytest.skip("a page: its day is tested where pages are read")
    found = layout(clean(path.read_text("utf-8")).clean).published
    assert (found.isoformat() if found else None) == day


# --- speed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "Lê Na\n", "Tin liên quan\nMột đầu đề\n", "Ý kiến bạn đọc\n", "08:15, 08/11/2022\n",
        "Tags:\nmột\n", "ABC - Một hai ba...\n", "Kinh tế\n", "(a) ", "…\"", "{", "- ",
    ],
)  # fmt: skip
def test_time_grows_with_the_length_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        begun = perf_counter()
        layout(text)
        return perf_counter() - begun

    small = max(seconds(20_000), 0.01)
    assert seconds(200_000) < 40 * small


def test_every_line_is_in_one_block_whatever_the_page() -> None:
    lines = [line for page in PAGES.values() for line in unmarked(page)[0].split("\n")]
    chance = Random(7)
    for _ in range(300):
        text = "\n".join(chance.choices(lines, k=chance.randrange(30)))
        found = layout(text)
        shown = [text[block.start : block.end] for block in found.blocks]
        assert shown == [line.strip() for line in text.split("\n") if line.strip()]
        assert (found.published is None) == (found.published_span is None)
