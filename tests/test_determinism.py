"""The same input gives the same bytes: whatever the hashes, and over one process or several."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

ARTICLES = sorted((ROOT / "corpus").glob("*.txt"))[:10]


def _solieu(python: str, folder: Path, out: str, *more: str, seed: str) -> bytes:
    command = [python, "-c", "from extract.cli import main; main()", "extract", "in.jsonl",
               "-o", out, "--counts", *more]  # fmt: skip
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return (folder / out).read_bytes()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("determinism")
    lines = [json.dumps({"id": x.stem, "text": x.read_text("utf-8")}) for x in ARTICLES]
    (found / "in.jsonl").write_text("\n".join(lines), "utf-8")
    return found


@pytest.fixture(scope="module")
def first(folder: Path) -> bytes:
    return _solieu(sys.executable, folder, "first.jsonl", seed="0")


@pytest.mark.parametrize(("seed", "jobs"), [("1", "1"), ("42", "2")])
def test_hash_seeds_and_processes(folder: Path, first: bytes, seed: str, jobs: str) -> None:
    assert len(first.splitlines()) > 100
    assert _solieu(sys.executable, folder, f"{seed}.jsonl", "-j", jobs, seed=seed) == first


@pytest.mark.skipif(
    "SOLIEU_OTHER_PYTHON" not in os.environ,
    reason="needs SOLIEU_OTHER_PYTHON, the interpreter of another version with solieu installed",
)
def test_another_python(folder: Path, first: bytes) -> None:
    other = os.environ["SOLIEU_OTHER_PYTHON"]
    assert _solieu(other, folder, "other.jsonl", seed="2") == first
