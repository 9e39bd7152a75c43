"""Input and output at URLs, with the storage that fsspec keeps in memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from batching import WORK
from typer.testing import CliRunner, Result

from extract import cli
from extract.read import Refusal, Source, read

fsspec = pytest.importorskip("fsspec")


@pytest.fixture
def storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> fsspec.AbstractFileSystem:
    monkeypatch.setattr(cli, "WORK", WORK)
    monkeypatch.chdir(tmp_path)
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pipe("/in/b.txt", b"2 %")
    files.pipe("/in/a.jsonl", json.dumps({"id": "a", "text": "1 %"}).encode())
    files.pipe("/in/picture.png", b"x")
    return files


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["extract", *arguments])


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        ("memory://in/b.txt", ["b"]),
        ("memory://in", ["a", "b"]),
        ("memory://in/*.jsonl", ["a"]),
    ],
)
def test_files_folders_and_patterns(storage: object, url: str, ids: list[str]) -> None:
    found = list(read([url]))
    assert [item.doc_id for item in found if isinstance(item, Source)] == ids
    assert len(found) == len(ids)


@pytest.mark.parametrize("url", ["memory://in/nowhere.txt", "nonsense://in/b.txt"])
def test_what_is_not_there_is_refused(storage: object, url: str) -> None:
    (found,) = read([url])
    assert isinstance(found, Refusal)
    assert found.origin == url


def test_an_output_at_a_url(storage: fsspec.AbstractFileSystem, tmp_path: Path) -> None:
    storage.pipe("/out/r.jsonl.refused.jsonl", b"of an earlier run")
    assert _run("memory://in", "-o", "memory://out/r.jsonl", "--with-text").exit_code == 0
    lines = storage.cat("/out/r.jsonl").decode().splitlines()
    assert [json.loads(line)["doc_id"] for line in lines] == ["a", "b"]
    assert sorted(storage.ls("/out", detail=False)) == ["/out/r.jsonl", "/out/r.jsonl.texts.jsonl"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_parts_at_a_url(storage: fsspec.AbstractFileSystem) -> None:
    storage.pipe("/out/r/part-00001.parquet", b"of an earlier, larger run")
    assert _run("memory://in", "-o", "memory://out/r/").exit_code == 0
    assert storage.ls("/out/r", detail=False) == ["/out/r/part-00000.parquet"]


def test_an_output_that_cannot_be_sent_stays_here(storage: object, tmp_path: Path) -> None:
    result = _run("memory://in", "-o", "nonsense://out/r.jsonl")
    assert result.exit_code == 2
    assert "it lies whole in" in result.stderr
    assert (tmp_path / "r.jsonl.solieu-upload" / "r.jsonl").exists()
