"""Hostile input: each has a limit with a name, a clear refusal, and the rest goes on."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import time
import tracemalloc
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from extract import page, read
from extract.read import Refusal, Source
from extract.worker import Settings, attempt

GOOD = "Xã đạt 90% kế hoạch năm 2023."
ARTICLE = f"<article><h1>Tin</h1><p>{GOOD * 20}</p></article>"


def _read(*paths: Path, limit: int = 100_000) -> tuple[list[str], dict[str, str]]:
    """The ids of what can be read, and the reasons by name of what cannot."""
    found = list(read.read(paths, limit=limit))
    ids = [item.doc_id for item in found if isinstance(item, Source)]
    return ids, {Path(x.origin).name: x.reason for x in found if isinstance(x, Refusal)}


# --- HTML -----------------------------------------------------------------------------------------


def _bomb() -> str:
    entities = "".join(
        f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha" * 10}">' for i in range(12)
    )
    return f"<!DOCTYPE html [{entities}]><html><body>{ARTICLE}<p>&e11;</p></body></html>"


def test_an_entity_bomb_does_not_go_off() -> None:
    tracemalloc.start()
    text = page.take_article(_bomb().encode()).text
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert GOOD in text
    assert "haha" not in text
    assert peak < 50_000_000


def test_an_outside_entity_is_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    head = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    text = page.take_article(f"{head}<html><body>{ARTICLE}<p>&x;</p></body></html>".encode()).text
    assert "SECRET" not in text


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li", "b", "blockquote"])
def test_deep_nesting_is_read_or_refused(tag: str) -> None:
    markup = f"<html><body>{f'<{tag}>' * 30_000}{ARTICLE}</body></html>"
    begun = time.process_time()
    outcome = attempt(
        lambda source: [], read.RawPage("a", markup.encode(), "a"), Settings(with_text=True)
    )
    if isinstance(outcome, Refusal):
        assert "please report" not in outcome.reason
    else:
        assert GOOD in outcome.text
    assert time.process_time() - begun < 60


def test_scripts_and_styles_are_no_article() -> None:
    markup = (
        f"<html><head><style>p{{width:90%}}</style></head><body><script>var x='đạt 55%';</script>"
        f"{ARTICLE}<p onclick='x()'>Xem thêm <script>document.write('66%')</script></p></body>"
    )
    text = page.take_article(markup.encode()).text
    assert GOOD in text
    assert not any(figure in text for figure in ("55%", "66%", "width"))


@pytest.mark.parametrize(
    "data",
    [b"<html>" + b"<" * 100_000, b"<html>" + b"&" * 100_000, b"<html><p " + b'a="' * 50_000,
     b"<html><!--" + b"-" * 100_000, b"<html><![CDATA[" + b"]" * 100_000, b"<html>" + b"\xff" * 999,
     b"<!doctype html>" + b"\0" * 1000],
)  # fmt: skip
def test_broken_markup_is_no_crash_and_no_hang(data: bytes) -> None:
    item = read.RawPage("a", data, "a.html")
    begun = time.process_time()
    outcome = attempt(lambda source: [], item, Settings())
    assert not isinstance(outcome, Refusal) or "please report" not in outcome.reason
    assert time.process_time() - begun < 60


# --- archives -------------------------------------------------------------------------------------


def _tar(path: Path, members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for info, data in members:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_members_outside_the_archive_write_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    names = ["../../up.txt", "/etc/absolute.txt", "..\\windows.txt", "a/../b.txt"]
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name in names:
            archive.writestr(name, GOOD)
    _tar(folder / "b.tar.gz", ((tarfile.TarInfo(name), GOOD.encode()) for name in names))
    before = sorted(tmp_path.rglob("*"))
    ids, refused = _read(folder)
    assert ids == ["absolute", "absolute-2"]
    assert not refused
    assert sorted(tmp_path.rglob("*")) == before


def test_links_and_devices_in_an_archive_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("SECRET")
    members = []
    for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE),
                       ("c.txt", tarfile.CHRTYPE), ("d.txt", tarfile.FIFOTYPE)):  # fmt: skip
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, str(tmp_path / "secret.txt")
        members.append((info, b""))
    members.append((tarfile.TarInfo("good.txt"), GOOD.encode()))
    ids, refused = _read(_tar(tmp_path / "a.tar.gz", members))
    assert ids == ["good"]
    assert not refused


def test_a_gigantic_member_is_refused_and_its_neighbours_read(tmp_path: Path) -> None:
    zeros = b"0" * 50_000_000
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("big.txt", zeros)
        archive.writestr("good.txt", GOOD)
    _tar(tmp_path / "b.tar.gz", [(tarfile.TarInfo("big.txt"), zeros),
                                 (tarfile.TarInfo("good.txt"), GOOD.encode())])  # fmt: skip
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(zeros))
    del zeros
    tracemalloc.start()
    ids, refused = _read(*sorted(tmp_path.iterdir()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ids == ["good", "good-2"]
    assert set(refused) == {"a.zip!big.txt", "b.tar.gz!big.txt", "c.txt.gz"}
    assert all("too large for one article" in reason for reason in refused.values())
    assert peak < 10_000_000


def test_an_archive_in_an_archive_is_no_article(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.txt", GOOD)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    ids, refused = _read(tmp_path)
    assert ids == []
    assert refused == {"a.zip": "no articles in this archive"}


@pytest.mark.parametrize("name", ["a.zip", "a.tar.gz", "a.tar", "a.jsonl.gz", "a.txt.gz"])
@pytest.mark.parametrize("kept", [0.0, 0.01, 0.4])
def test_a_broken_archive_is_refused(tmp_path: Path, name: str, kept: float) -> None:
    whole = tmp_path / "whole"
    if name.endswith(".zip"):
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr("a.txt", os.urandom(5000).hex())
    elif ".tar" in name:
        _tar(whole, [(tarfile.TarInfo("a.txt"), os.urandom(5000).hex().encode())])
    else:
        whole.write_bytes(gzip.compress(os.urandom(5000).hex().encode()))
    data = whole.read_bytes()
    (tmp_path / name).write_bytes(data[: int(len(data) * kept)])
    (tmp_path / "good.txt").write_text(GOOD)
    ids, refused = _read(tmp_path / name, tmp_path / "good.txt")
    assert "good" in ids
    assert name in {origin.partition("!")[0].partition(":")[0] for origin in refused}


# --- JSON -----------------------------------------------------------------------------------------


def test_a_line_of_100_megabytes_is_refused_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = json.dumps({"id": "good", "text": GOOD}).encode()
    with path.open("wb") as file:
        file.write(b'{"id": "big", "text": "')
        for _ in range(100):
            file.write(b"a" * 1_000_000)
        file.write(b'"}\n' + good)
    tracemalloc.start()
    ids, refused = _read(path, limit=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ids == ["good"]
    assert "larger than 1 MB" in refused["a.jsonl:1"]
    assert peak < 10_000_000


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"id": ' * 50_000, '{"id": "a", "text": ' + "9" * 50_000 + "}",
     '{"id": ' + "9" * 5000 + ', "text": "x"}', '{"id": "a", "text": NaN}', '{"id": "a"',
     '{"id": "a", "text": "\\ud800"}', "\0" * 100],
)  # fmt: skip
def test_hostile_json_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    good = json.dumps({"id": "good", "text": GOOD})
    (tmp_path / "a.jsonl").write_text(f"{line}\n{good}\n")
    ids, refused = _read(tmp_path / "a.jsonl")
    assert ids == ["good"]
    assert list(refused) == ["a.jsonl:1"]
