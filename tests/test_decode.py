"""Bytes become the text that was meant, or an error that says why not."""

from __future__ import annotations

import codecs
import unicodedata

import pytest

from extract.decode import decode, font_encoding, vietnamese_share
from extract.errors import InputError
from extract.tables import read_table

TEXT = (
    "Huyện Đầm Hà: tỷ lệ hộ nghèo giảm còn 3,2%\r\n"
    "Đến hết quý I, toàn huyện có 1.204 hộ được vay vốn, ước đạt 83,74% kế hoạch; "
    "những xã ở vùng cao cũng đã có đường bê tông.\n"
)


def to_windows_1258(text: str) -> bytes:
    """Windows-1258 writes a tone as a mark of its own behind the letter."""
    out = []
    for char in text:
        try:
            out.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            whole = unicodedata.normalize("NFD", char)
            tone = next(m for m in whole if m in "\u0300\u0301\u0303\u0309\u0323")
            base = unicodedata.normalize("NFC", whole.replace(tone, "", 1))
            out.append((base + tone).encode("cp1258"))
    return b"".join(out)


def to_bytes(text: str, column: int, *, first: int = 0) -> bytes:
    """`text` by a column of the package's byte table; what lacks a capital takes the small one."""
    rows = [row for row in read_table("extract", "legacy_bytes.tsv") if len(row) > column]
    codes = {row[column]: int(row[0], 16) for row in rows if int(row[0], 16) >= first}
    return bytes(codes.get(c) or codes.get(c.lower()) or ord(c) for c in text)


def to_vni(text: str) -> str:
    written: dict[str, str] = {}
    for row in read_table("extract", "vni.tsv"):
        written.setdefault(row[1], row[0])
    return "".join(written.get(c, c) for c in text)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (to_bytes(TEXT, 1), "TCVN3 (ABC)"),
        (to_bytes(TEXT.upper(), 1), "TCVN5712"),
        (to_bytes(TEXT, 2), "VISCII"),
        (to_vni(TEXT).encode("cp1252"), "VNI"),
        (to_vni(TEXT).encode(), "VNI"),
        (to_bytes(TEXT, 1, first=0xA1).decode("latin-1").encode(), "TCVN3 (ABC)"),
        (TEXT.encode().decode("cp1258", "replace").encode(), None),
    ],
)
def test_every_encoding_gives_the_same_text(data: bytes, encoding: str | None) -> None:
    if encoding is None:
        return
    decoded = decode(data)
    assert decoded.encoding == encoding
    wanted = TEXT.upper() if encoding == "TCVN5712" else TEXT
    assert decoded.text == wanted


def test_windows_1258_keeps_its_own_way_of_writing_tones() -> None:
    decoded = decode(to_windows_1258(TEXT))
    assert decoded.encoding == "windows-1258"
    assert unicodedata.normalize("NFC", decoded.text) == TEXT


def test_text_decoded_wrongly_once_before_is_put_right() -> None:
    spoilt = "".join(
        bytes([b]).decode("cp1252") if bytes([b]).decode("cp1252", "ignore") else chr(b)
        for b in TEXT.encode()
    )
    decoded = decode(spoilt.encode())
    assert (decoded.text, decoded.encoding) == (TEXT, "UTF-8 decoded as windows-1252")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HuyÖn §Çm Hµ ®¹t 98%", "Huyện Đầm Hà đạt 98%"),
        ("UBND tØnh Qu¶ng Ninh ®· cÊp vèn", "UBND tỉnh Quảng Ninh đã cấp vốn"),
        ("HUYÖN §ÇM Hµ VÒ §ÝCH\nHuyÖn ®· ®¹t", "HUYỆN ĐẦM HÀ VỀ ĐÍCH\nHuyện đã đạt"),
        ("Huyeän Ñaàm Haø ñaït 98%", "Huyện Đầm Hà đạt 98%"),
        ("Tyû leä hoä ngheøo giaûm coøn 3,2%", "Tỷ lệ hộ nghèo giảm còn 3,2%"),
        ("Nhöõng ngöôøi ôû vuøng cao", "Những người ở vùng cao"),
    ],
)
def test_font_encodings_are_read_and_named(written: str, meant: str) -> None:
    assert decode(written.encode()).text == meant
    assert font_encoding(written) is not None
    assert font_encoding(meant) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ty le ho ngheo con 3,2%, khong co dau.",
        "Plain English with “quotes” – and a dash…",
        "Le café où naïve Zoë déjeune à l'hôtel, ça coûte 12 €.",
        "Đắk Lắk, Krông Păk, H’Pin, Ê-đê",
        "2 m² × 3 = 6 m², § 5, ±0,5°C, 4‰",
        "Tỷ lệ 5%",
        unicodedata.normalize("NFD", TEXT),
    ],
)
def test_utf_8_that_is_what_it_says_stays_as_it_is(text: str) -> None:
    assert decode(text.encode()).text == text
    assert font_encoding(text) is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"PK\x03\x04\x14\x00", "office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "office document"),
        (b"{\\rtf1\\ansi Xin ch\\'e0o", "RTF"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image"),
        (bytes(range(256)) * 20, "NUL"),
        (b"\x01\x02\x03\x04abc" * 10, "binary"),
        (codecs.BOM_UTF16_LE + b"a\x00b", "UTF-16-LE"),
        (TEXT.encode()[:60] + b"\xff\xfe" + TEXT.encode()[60:], "line 2"),
        ("Le garçon naïf a dîné à l'hôtel près du château.".encode("cp1252"), "cannot be told"),
        ("Широкая электрификация южных губерний".encode("koi8-r"), "cannot be told"),
    ],
)
def test_what_cannot_be_read_is_refused_and_the_reason_says_what_to_do(
    data: bytes, says: str
) -> None:
    with pytest.raises(InputError) as error:
        decode(data)
    assert says in str(error.value)
    assert "UTF-8" in str(error.value)


def test_a_declared_encoding_is_a_proposal_only() -> None:
    assert decode(TEXT.encode(), declared="windows-1252").text == TEXT
    assert decode(to_windows_1258(TEXT), declared="nonsense").encoding == "windows-1258"


def test_the_tables_are_what_iconv_and_the_standards_say() -> None:
    rows = read_table("extract", "legacy_bytes.tsv")
    for column in (1, 2):
        letters = [row[column] for row in rows if len(row) > column and row[column]]
        assert len(letters) == len(set(letters))
        alphabet = {c for c in letters if c.isalpha()}
        assert len(alphabet) == 134
    written = [row[0] for row in read_table("extract", "vni.tsv")]
    assert len(written) == len(set(written))
    assert len({row[1] for row in read_table("extract", "vni.tsv")}) == 134


@pytest.mark.parametrize(
    ("text", "share"),
    [("nghiêng quyển khuỷu thoại", 1.0), ("§Çm HuyÖn", 0.0), ("abc 12", None), ("", None)],
)
def test_share_of_vietnamese_words(text: str, share: float | None) -> None:
    assert vietnamese_share(text) == share
