"""From what a user names to articles: files, folders, globs, archives, standard input.

What cannot be read becomes a `Refusal` that names the file (and line) and says what to do; the
rest goes on. Nothing is held in memory but the article at hand.
"""

from __future__ import annotations

import bz2
import codecs
import glob
import gzip
import io
import json
import lzma
import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal

import regex

from extract.dateline import read_dateline
from extract.decode import decode, font_encoding
from extract.errors import InputError
from extract.meter import Meter
from extract.seen import Seen

LIMIT = 20_000_000
"""Bytes of one article; more is no article but a mistake."""

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """An article as it was given.

    `text` is what every offset points into. `origin` is where it came from, for messages.
    """

    doc_id: str
    text: str
    title: str | None = None
    published: date | None = None
    url: str | None = None
    origin: str = ""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An input that gave no article: where it is, why, and what can be done."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class RawPage:
    """An HTML page whose article is still to be taken out, which is slow and may fail badly."""

    doc_id: str
    data: bytes
    origin: str

    def open(self) -> Source:
        """The article of the page.

        Raises:
            InputError: where it holds none that can be read.
        """
        from extract.page import take_article  # noqa: PLC0415 - heavy, and only pages need it

        page = take_article(self.data)
        return Source(
            self.doc_id, page.text, page.title, page.published, page.url, self.origin, page.encoding
        )


Read = Source | Refusal
RawRead = Read | RawPage


def read(
    inputs: Iterable[str | Path], *, limit: int = LIMIT, stdin: IO[bytes] | None = None
) -> Iterator[Read]:
    """The articles of `inputs` in order, folders and globs sorted by name.

    Each has a `doc_id` of its own: the name of its file or its `id`, with `-2`, `-3` and so on
    where that has been taken. `limit` is in bytes of one article. `stdin` stands in for the
    process's own standard input.
    """
    for item in read_raw(inputs, limit=limit, stdin=stdin):
        yield _opened(item) if isinstance(item, RawPage) else item


def read_raw(
    inputs: Iterable[str | Path],
    *,
    limit: int = LIMIT,
    stdin: IO[bytes] | None = None,
    meter: Meter | None = None,
) -> Iterator[RawRead]:
    """As `read`, with HTML pages left for the caller to open. `meter` follows how far it is."""
    return _with_unique_ids(_read_all(inputs, limit, stdin, meter or Meter()))


def size_on_disk(inputs: Iterable[str | Path]) -> int | None:
    """Bytes of all files of `inputs`; `None` where that cannot be known before they are read."""
    total = 0
    for given in inputs:
        if str(given) == STDIN or is_url(str(given)):
            return None
        for path in _expand(given):
            if isinstance(path, Path) and path.is_file():
                total += path.stat().st_size
    return total


def _opened(page: RawPage) -> Read:
    try:
        return page.open()
    except InputError as error:
        return Refusal(page.origin, str(error))


def parse_published(value: object) -> date | None:
    """A day of publication as files write it: `2024-11-14T08:00`, `14/11/2024`, or nothing.

    Raises:
        InputError: where `value` is anything else.
    """
    if value is None or value == "":
        return None
    text = str(value).strip()
    iso = regex.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ].{0,40})?", text)
    try:
        if iso:
            return date.fromisoformat(iso[1])
        found = read_dateline(text)
    except ValueError:
        found = None
    if found is None or found.day is None:
        raise InputError(f'"published" is {text[:40]!r}, no date: write it as 2024-11-14')
    return found.day


def _read_all(
    inputs: Iterable[str | Path], limit: int, stdin: IO[bytes] | None, meter: Meter
) -> Iterator[RawRead]:
    seen = Seen()
    for given in inputs:
        if str(given) == STDIN:
            yield from _read_stdin(stdin or sys.stdin.buffer, limit)
            continue
        if is_url(str(given)):
            yield from _read_url(str(given), limit, meter)
            continue
        for path in _expand(given):
            if isinstance(path, Refusal):
                yield path
            elif seen.add(str(path.resolve())) == 1:
                yield from _read_path(path, limit, meter)


def _with_unique_ids(items: Iterable[RawRead]) -> Iterator[RawRead]:
    taken = Seen()
    for item in items:
        if isinstance(item, Refusal):
            yield item
            continue
        doc_id = item.doc_id
        times = taken.add(doc_id)
        while times > 1:
            doc_id = f"{item.doc_id}-{times}"
            times = 1 if taken.add(doc_id) == 1 else taken.add(item.doc_id)
        yield item if doc_id == item.doc_id else replace(item, doc_id=doc_id)


# --- which files ----------------------------------------------------------------------------------

Form = Literal["text", "html", "lines", "json", "zip", "tar", "document"]

_FORMS: dict[str, Form] = {
    ".txt": "text", ".text": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".jsonl": "lines", ".ndjson": "lines",
    ".json": "json",
    ".zip": "zip",
    ".tar": "tar", ".tgz": "tar",
    ".pdf": "document", ".doc": "document", ".docx": "document", ".odt": "document",
    ".rtf": "document",
}  # fmt: skip
# What a folder is searched for. A `.json` in a folder is more often settings than an article.
_FOLDER_FORMS = frozenset({"text", "html", "lines", "zip", "tar", "document"})
_READABLE = ".txt, .html, .jsonl, .jsonl.gz, .txt.gz, .zip or .tar.gz"
_NAMED_ONLY = frozenset({"", ".md"})


def _expand(given: str | Path) -> Iterator[Path | Refusal]:
    path = Path(given)
    if path.is_dir():
        yield from _walk(path)
    elif path.exists():
        yield path
    elif glob.has_magic(str(given)):
        matches = sorted(glob.glob(str(given), recursive=True))
        if not matches:
            yield Refusal(str(given), "no file matches this pattern")
        for match in matches:
            yield from _expand(match)
    else:
        yield Refusal(str(given), "there is no such file or folder")


def _walk(folder: Path) -> Iterator[Path | Refusal]:
    found = False
    failed: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=failed.append):
        folders[:] = sorted(x for x in folders if not _is_hidden(x) and not _is_own(x))
        for name in sorted(names):
            if _form(name) in _FOLDER_FORMS and not _is_hidden(name) and not _is_own(name):
                found = True
                yield Path(parent, name)
    for error in failed:
        yield Refusal(str(error.filename or folder), f"it cannot be opened: {error.strerror}")
    if not found and not failed:
        yield Refusal(str(folder), f"no articles in this folder; files read are {_READABLE}")


_URL = regex.compile(r"[a-zA-Z][a-zA-Z0-9+.-]+://")


def is_url(name: str) -> bool:
    """Does `name` begin as a URL does?"""
    return _URL.match(name) is not None


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__MACOSX"))


def _is_own(name: str) -> bool:
    """What an earlier run or a review left beside its output."""
    return name.endswith(
        (".refused.jsonl", ".review.jsonl", ".texts.jsonl", ".solieu-work", ".solieu-upload")
    )


def _form(name: str) -> Form | None:
    bare = name.lower().removesuffix(".gz")
    return _FORMS.get(os.path.splitext(bare)[1])


def _stem(name: str) -> str:
    bare = os.path.basename(name)
    if bare.lower().endswith(".gz"):
        bare = bare[:-3]
    return os.path.splitext(bare)[0] or bare


# --- one file -------------------------------------------------------------------------------------

_DAMAGED = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile, tarfile.TarError,
            zipfile.BadZipFile, NotImplementedError, RuntimeError)  # fmt: skip


def _read_path(path: Path, limit: int, meter: Meter) -> Iterator[RawRead]:
    return _read_file(path.name, str(path), lambda: path.open("rb"), limit, meter)


def _read_url(url: str, limit: int, meter: Meter) -> Iterator[RawRead]:
    """The articles at a URL: of a file, or of all that can be read in a folder or by a pattern."""
    from extract import remote  # noqa: PLC0415 - it imports the writers

    try:
        for found in remote.listed(url):
            name = found.rpartition("/")[2]
            if found == url or (_form(name) in _FOLDER_FORMS and not _is_own(name)):
                yield from _read_file(name, found, partial(remote.opened, found), limit, meter)
    except (InputError, OSError) as error:
        yield Refusal(url, f"it cannot be opened: {error}")


def _read_file(
    name: str, origin: str, opened: Callable[[], IO[bytes]], limit: int, meter: Meter
) -> Iterator[RawRead]:
    form, suffix = _form(name), os.path.splitext(name)[1]
    if form is None and suffix.lower() not in _NAMED_ONLY:
        yield Refusal(origin, f"{suffix} files are not read; give {_READABLE}")
        return
    try:
        with opened() as stream, meter.follow(stream):
            if form == "zip":
                yield from _read_zip(stream, origin, limit)
            elif form == "tar":
                yield from _read_tar(stream, origin, limit)
            else:
                yield from _read_stream(stream, name, origin, limit)
    except _DAMAGED as error:
        yield Refusal(origin, f"the archive is damaged or locked ({error}); pack it anew")
    except OSError as error:
        yield Refusal(origin, f"it cannot be opened: {error.strerror or error}")


def _read_stream(stream: IO[bytes], name: str, origin: str, limit: int) -> Iterator[RawRead]:
    """The articles of one file, plain or gzipped, whatever it lies in."""
    if name.lower().endswith(".gz"):
        stream = gzip.GzipFile(fileobj=stream)  # type: ignore[assignment]
    form = _form(name) or "text"
    if form == "lines":
        yield from _read_lines(stream, origin, limit)
        return
    try:
        if form == "document":
            raise InputError("this is a document of an office program; save it as text (UTF-8)")
        data = _bounded(stream, limit)
        if form == "json":
            yield from _read_json(data, origin)
        else:
            yield _from_bytes(data, form, _stem(name), origin)
    except InputError as error:
        yield Refusal(origin, str(error))


def _bounded(stream: IO[bytes], limit: int, *, begun: bytes = b"") -> bytes:
    data = begun + stream.read(max(0, limit + 1 - len(begun)))
    if len(data) > limit:
        raise InputError(_too_large(limit))
    return data


def _too_large(limit: int) -> str:
    return (
        f"it is larger than {limit / 1e6:g} MB, too large for one article; "
        "split it, or allow more with --limit"
    )


def _from_bytes(data: bytes, form: Form, doc_id: str, origin: str) -> Source | RawPage:
    if not data:
        raise InputError("the file is empty")
    if form == "html" or _looks_like_html(data):
        return RawPage(doc_id, data, origin)
    decoded = decode(data)
    return Source(doc_id, _not_empty(decoded.text), origin=origin, encoding=decoded.encoding)


_BLANK = regex.compile(r"[\s\p{Cf}]*")


def _not_empty(text: str) -> str:
    if _BLANK.fullmatch(text):
        raise InputError("the text is empty")
    return text


def _looks_like_html(data: bytes) -> bool:
    head = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html"))


def _read_zip(packed: IO[bytes], path: str, limit: int) -> Iterator[RawRead]:
    found = False
    with zipfile.ZipFile(packed) as archive:
        for info in sorted(archive.infolist(), key=lambda member: member.filename):
            if info.is_dir() or not _is_member(info.filename):
                continue
            found = True
            origin = f"{path}!{info.filename}"
            try:
                with archive.open(info) as stream:
                    yield from _read_stream(stream, info.filename, origin, limit)
            except _DAMAGED as error:
                yield Refusal(origin, f"it is damaged or locked ({error}); pack it anew")
    if not found:
        yield Refusal(path, "no articles in this archive")


def _read_tar(packed: IO[bytes], path: str, limit: int) -> Iterator[RawRead]:
    found = False
    with tarfile.open(fileobj=_unpacked(packed), mode="r|") as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is None or not _is_member(member.name):
                continue
            found = True
            yield from _read_stream(stream, member.name, f"{path}!{member.name}", limit)
    if not found:
        yield Refusal(path, "no articles in this archive")


def _unpacked(packed: IO[bytes]) -> IO[bytes]:
    """What is in a compressed stream, by its first bytes.

    Tarfile does this too, but holds all that a block of compressed bytes gives, gigabytes at worst.
    """
    head = packed.read(6)
    packed.seek(0)
    if head.startswith(b"\x1f\x8b"):
        return gzip.GzipFile(fileobj=packed)  # type: ignore[return-value]
    if head.startswith(b"BZh"):
        return bz2.BZ2File(packed)
    return lzma.LZMAFile(packed) if head.startswith(b"\xfd7zXZ\0") else packed


def _is_member(name: str) -> bool:
    hidden = any(_is_hidden(part) for part in name.split("/"))
    return not hidden and _form(name) in _FOLDER_FORMS - {"zip", "tar"}


# --- JSON -----------------------------------------------------------------------------------------

_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def _read_lines(
    stream: IO[bytes], origin: str, limit: int, *, begun: bytes = b""
) -> Iterator[Read]:
    found = False
    for number, line in _lines(stream, limit, begun):
        where = f"{origin}:{number}"
        if line is None:
            found = True
            yield Refusal(where, _too_large(limit))
        elif line.strip():
            found = True
            yield _from_line(line, where)
    if not found:
        yield Refusal(origin, "the file is empty")


def _lines(stream: IO[bytes], limit: int, begun: bytes) -> Iterator[tuple[int, bytes | None]]:
    """Numbered lines; `None` for one over the limit, which is skipped without being held."""
    number = 0
    line = begun or stream.readline(limit + 1)
    if line.startswith(_WIDE_MARKS) and not begun:
        rest = io.BytesIO(line + stream.read(limit))
        stream = io.BytesIO(decode(rest.read()).text.encode("utf-8", "surrogatepass"))
        line = stream.readline(limit + 1)
    line = line.removeprefix(codecs.BOM_UTF8)
    while line:
        number += 1
        if len(line) > limit:
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit + 1)
            yield number, None
        else:
            yield number, line
        line = stream.readline(limit + 1)


def _from_line(line: bytes, where: str) -> Read:
    try:
        return _from_fields(json.loads(_utf8(line)), where)
    except InputError as error:
        return Refusal(where, str(error))
    except json.JSONDecodeError as error:
        return Refusal(where, f"broken JSON: {error.msg} at column {error.colno}; mend this line")
    except (RecursionError, ValueError) as error:
        return Refusal(where, f"broken JSON: {error}; mend this line")


def _utf8(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"byte {error.start + 1} of this line is not UTF-8; save the file as UTF-8"
        ) from error


def _read_json(data: bytes, origin: str) -> Iterator[Read]:
    """One article as an object, or a list of them."""
    try:
        content = json.loads(decode(data).text)
    except (RecursionError, ValueError) as error:
        yield Refusal(origin, f"broken JSON: {error}; mend it")
        return
    for i, fields in enumerate(content if isinstance(content, list) else [content], 1):
        where = f"{origin}[{i}]" if isinstance(content, list) else origin
        try:
            yield _from_fields(fields, where)
        except InputError as error:
            yield Refusal(where, str(error))


_FIELDS = '{"id": ..., "text": ...}'


def _from_fields(fields: Any, where: str) -> Source:
    if not isinstance(fields, dict):
        raise InputError(f"no article but {_kind(fields)}; each must be {_FIELDS}")
    for name in ("id", "text"):
        if fields.get(name) is None:
            raise InputError(f'the field "{name}" is missing; each article must be {_FIELDS}')
    doc_id = fields["id"]
    if isinstance(doc_id, bool) or not isinstance(doc_id, str | int) or doc_id == "":
        raise InputError(f'"id" is {_kind(doc_id)}; it must be a string')
    text = _not_empty(_string(fields, "text") or "")
    font = font_encoding(text)
    if font:
        raise InputError(f"the text is typed in {font}, no Unicode; convert it and give that")
    return Source(
        str(doc_id),
        text,
        _string(fields, "title") or None,
        parse_published(fields.get("published")),
        _string(fields, "url") or None,
        where,
    )


def _string(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputError(f'"{name}" is {_kind(value)}; it must be a string')
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise InputError(f'"{name}" holds half a surrogate pair; mend its encoding') from None
    return value


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false"}
    if value == "":
        return "empty"
    return names.get(type(value), "nothing" if value is None else "a number")


# --- standard input -------------------------------------------------------------------------------


def _read_stdin(stream: IO[bytes], limit: int) -> Iterator[RawRead]:
    """An article as text or HTML, or lines of JSON where the first line is one."""
    first = stream.readline(limit + 1)
    if _is_json_object(first):
        yield from _read_lines(stream, "stdin", limit, begun=first)
        return
    try:
        data = _bounded(stream, limit, begun=first)
        if not data:
            raise InputError("nothing came in on standard input")
        yield _from_bytes(data, "text", "stdin", "stdin")
    except InputError as error:
        yield Refusal("stdin", str(error))


_BEGINS_OBJECT = regex.compile(rb'^(?:\xef\xbb\xbf)?\s*\{\s*"[^"\n]{1,40}"\s*:')


def _is_json_object(line: bytes) -> bool:
    """A template hole (`{title}`) is none, and a broken line of JSON is still meant as one."""
    return bool(_BEGINS_OBJECT.match(line))
