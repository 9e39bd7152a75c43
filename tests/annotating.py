"""An article of our own with its records, on its way to an annotator."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import extract
from extract.annotation.articles import Article
from extract.read import Source

TITLE = "Huyện Cô Tô: 80% hộ dùng điện lưới"
TEXT = (
    "Sóng yên 😀 bể lặng.\r\nHuyện Cô Tô đã lắp đồng hồ nước cho 356/364 hộ trên đảo, đạt 97% "
    "trong quý I/2024.\r\nĐịa phương phấn đấu đến năm 2025 có từ 60-70% hộ dùng nước sạch; hai "
    "phần ba số thôn đạt chuẩn. Thu ngân sách của huyện giảm 1,2 điểm phần trăm."
)


@lru_cache(maxsize=1)
def article() -> Article:
    """One with a title apart, line ends of two characters and a letter of two UTF-16 units."""
    source = Source("co-to", TEXT, title=TITLE, published=date(2024, 5, 2), url="https://x.vn/1")
    found = extract.records(TEXT, title=TITLE, published=source.published, doc_id="co-to")
    return Article(source, records=tuple(found))
