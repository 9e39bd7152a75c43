"""From the bytes of a file to its text: never wrong in silence.

Encodings propose a text, one judge believes it or not: a text is Vietnamese where its words with
marks are Vietnamese syllables. UTF-8 that decodes needs no judge, unless it holds text typed for a
font (TCVN3, VNI) or decoded wrongly once before.
"""

from __future__ import annotations

import codecs
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import regex

from extract.errors import InputError
from extract.tables import read_table

_SAVE_AS = "save its text as UTF-8 and give that"
_JUDGED = 40_000
_BELIEVED = 0.75
_SUSPECT = 0.5
_FEW_BROKEN = 0.01
_CONTROL_SHARE = 0.005
_ORDINARY_SHARE = 0.95


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and the encoding it was read in."""

    text: str
    encoding: str


def decode(data: bytes, *, declared: str | None = None) -> Decoded:
    """The text in `data`; a byte order mark is not part of it, line ends are kept.

    `declared` is the encoding that the file claims (the `charset` of a page). It is one proposal
    among others, for pages are often wrong about themselves.

    Raises:
        InputError: for a binary file, and where no encoding gives a text that can be believed.
    """
    _refuse_known_binary(data)
    marked = _by_mark(data)
    if marked is not None:
        return _checked(marked)
    if b"\0" in data:
        return _checked(_wide(data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _checked(_legacy(data, declared, error))
    return _checked(_retyped(text) or Decoded(text, "utf-8"))


def font_encoding(text: str) -> str | None:
    """Name of the font or wrong encoding that a `str` is written in, `None` where it is Unicode."""
    found = _retyped(text)
    return found.encoding if found else None


# --- binary files ---------------------------------------------------------------------------------

_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "an image (PNG)"),
    (b"\xff\xd8\xff", "an image (JPEG)"),
    (b"GIF8", "an image (GIF)"),
    (b"BM\x00", "an image (BMP)"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document (DOC, XLS)"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
)


def _refuse_known_binary(data: bytes) -> None:
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"this is {what}, no text; {_SAVE_AS}")
    if data[:4] == b"RIFF" and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        raise InputError(f"this is an image or a sound file, no text; {_SAVE_AS}")


_CONTROL = regex.compile(r"[\x00-\x08\x0b\x0e-\x1f]")


def _checked(decoded: Decoded) -> Decoded:
    controls = len(_CONTROL.findall(decoded.text))
    if controls > 2 and controls > _CONTROL_SHARE * len(decoded.text):
        raise InputError(f"this is a binary file, no text; {_SAVE_AS}")
    return decoded


# --- Unicode in all its forms ---------------------------------------------------------------------

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def _by_mark(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise InputError(
                    f"it begins as {encoding.upper()} but is broken at byte "
                    f"{error.start + len(mark)}; {_SAVE_AS}"
                ) from error
    return None


# What a Vietnamese text in UTF-16 is made of; the wrong byte order gives Chinese.
_ORDINARY = regex.compile(
    "[\t\n\r\x20-\x7e\u00a0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u206f\u20ab\u20ac]"
)


def _wide(data: bytes) -> Decoded:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_JUDGED]
        if len(_ORDINARY.findall(sample)) >= _ORDINARY_SHARE * len(sample):
            return Decoded(text, encoding)
    raise InputError(f"this is a binary file (it holds NUL bytes), no text; {_SAVE_AS}")


# --- is it Vietnamese? ----------------------------------------------------------------------------

_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
_CODA = "(?:ch|nh|ng|[cmnptk])"
_NUCLEUS = "(?:iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uyê|uy|oo|[aăâeêioôơuưy])"
_OPEN = (
    "(?:uya|uyu|iêu|yêu|oai|oao|oay|oeo|uây|uôi|ươi|ươu|ia|ya|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi"
    "|ôi|ơi|ui|ưi|ưu|uơ)"
)
_SYLLABLE = regex.compile(f"{_ONSET}(?:{_NUCLEUS}{_CODA}?|{_OPEN})")
_TONE = regex.compile("[\u0300\u0301\u0303\u0309\u0323]")
_TYPOGRAPHY = "\u00a0\u00ab\u00bb\u00b0\u00b7\u2000-\u206f\u20ab\u20ac\u2122\u2190-\u2bff\ufeff"
_WORD = regex.compile(rf"[^\x00-\x40\x5b-\x60\x7b-\x7e{_TYPOGRAPHY}]+")


def vietnamese_share(text: str) -> float | None:
    """Share of the words with a letter beyond ASCII that are Vietnamese syllables.

    `None` where there is no such word: then the text does not tell.
    """
    sample = unicodedata.normalize("NFC", text[:_JUDGED])
    words = [word for word in _WORD.findall(sample) if not word.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else None


@lru_cache(maxsize=8192)
def _is_syllable(word: str) -> bool:
    bare, tones = _TONE.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones <= 1 and bool(_SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)))


# --- encodings of before Unicode ------------------------------------------------------------------


def _legacy(data: bytes, declared: str | None, error: UnicodeDecodeError) -> Decoded:
    judged = [(_belief(found), found) for found in _proposals(data, declared)]
    best, found = max(judged, key=lambda pair: pair[0])
    if best < _BELIEVED:
        judged = [(_belief(guess), guess) for guess in _guessed(data)]
        best, found = max(judged, key=lambda pair: pair[0], default=(best, found))
    # Most of a broken UTF-8 file is Vietnamese, and a part of it may be in any other encoding too.
    loose = data.decode("utf-8", errors="replace")
    few = max(3, _FEW_BROKEN * len(loose))
    if loose.count("\ufffd") <= few and (vietnamese_share(loose) or 0) > best:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"the UTF-8 of this file is broken in line {line}; repair or {_SAVE_AS}")
    if best < _BELIEVED:
        raise InputError(f"the encoding of this file cannot be told; {_SAVE_AS}")
    return found


def _belief(decoded: Decoded) -> float:
    share = vietnamese_share(decoded.text)
    if _CONTROL.search(decoded.text) or regex.search("[\x80-\x9f\ufffd]", decoded.text):
        return 0.0
    return _BELIEVED if share is None else share


def _proposals(data: bytes, declared: str | None) -> Iterator[Decoded]:
    """Every encoding's reading of `data`, the commoner before the rarer where they agree."""
    for encoding in filter(None, ("cp1258", declared)):
        try:
            name = "windows-1258" if encoding == "cp1258" else encoding
            yield Decoded(data.decode(encoding), name)
        except (LookupError, UnicodeDecodeError):
            continue
    latin = data.decode("latin-1")
    yield Decoded(_from_tcvn3(latin), "TCVN3 (ABC)")
    yield Decoded(latin.translate(_byte_table("tcvn5712")), "TCVN5712")
    yield Decoded(latin.translate(_byte_table("viscii")), "VISCII")
    yield Decoded(_from_vni(latin.translate(_windows())), "VNI")


def _guessed(data: bytes) -> Iterator[Decoded]:
    from charset_normalizer import from_bytes  # noqa: PLC0415 - only for files nothing else reads

    guess = from_bytes(data[:_JUDGED]).best()
    if guess is not None:
        try:
            yield Decoded(data.decode(guess.encoding), guess.encoding)
        except UnicodeDecodeError:
            return


def _retyped(text: str) -> Decoded | None:
    """`text` as it was meant, where a font encoding or a wrong decoding stands in Unicode."""
    share = vietnamese_share(text)
    if share is None or share >= _SUSPECT:
        return None
    readings = [
        Decoded(_from_tcvn3(text), "TCVN3 (ABC)"),
        Decoded(_from_vni(text), "VNI"),
        Decoded(_decoded_again(text), "UTF-8 decoded as windows-1252"),
    ]
    best, found = max(((_belief(d), d) for d in readings), key=lambda pair: pair[0])
    return found if best >= _BELIEVED and found.text != text else None


@lru_cache(maxsize=1)
def _windows() -> dict[int, str]:
    """The characters that windows-1252 puts where Latin-1 has controls."""
    pairs = ((code, bytes([code]).decode("cp1252", "ignore")) for code in range(0x80, 0xA0))
    return {code: char for code, char in pairs if char}


@lru_cache(maxsize=2)
def _byte_table(name: str) -> dict[int, str]:
    column = {"tcvn5712": 1, "viscii": 2}[name]
    rows = read_table("extract", "legacy_bytes.tsv")
    return {int(row[0], 16): row[column] for row in rows if len(row) > column and row[column]}


_FIRST_TCVN3 = 0xA1
_CAPITAL_LINE = regex.compile(r"^(?=[^a-z\n]*[A-Z][^a-z\n]*[A-Z])[^a-z\n]+$", regex.MULTILINE)


def _from_tcvn3(text: str) -> str:
    """Fonts of this kind have capitals with tones in a font of their own, on the small codes."""
    table = _windows() | {c: v for c, v in _byte_table("tcvn5712").items() if c >= _FIRST_TCVN3}
    return str(_CAPITAL_LINE.sub(lambda line: line.group().upper(), text.translate(table)))


@lru_cache(maxsize=1)
def _vni() -> tuple[regex.Pattern[str], dict[str, str]]:
    letters = {row[0]: row[1] for row in read_table("extract", "vni.tsv")}
    longest_first = sorted(letters, key=len, reverse=True)
    return regex.compile("|".join(longest_first)), letters


def _from_vni(text: str) -> str:
    pattern, letters = _vni()
    return str(pattern.sub(lambda written: letters[written.group()], text))


def _decoded_again(text: str) -> str:
    back = {ord(char): chr(code) for code, char in _windows().items()}
    try:
        return text.translate(back).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
