"""The documentation is built without a warning."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytest.importorskip("sphinx")


def test_it_is_built_without_warnings(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html",
         "-d", str(tmp_path / "cache"), str(ROOT / "docs"), str(tmp_path / "site")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    calls = (tmp_path / "site/reference/calls.html").read_text("utf-8")
    assert all(f'id="extract.{name}"' in calls for name in ("records", "resolve_place"))
    assert "solieu review" in (tmp_path / "site/reference/command-line.html").read_text("utf-8")
