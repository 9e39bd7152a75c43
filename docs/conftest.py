"""Every block of the documentation runs: the commands, the Python, and what they are said to print.

Each page has a folder of its own, in which the project's corpus and gold files can be seen. A
`text` block behind another says how the output of that one ends (`...` stands for anything).
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import regex
from sybil import Example, Sybil
from sybil.parsers.markdown import CodeBlockParser, SkipParser

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ("corpus", "gold", "tests", "extract", "pyproject.toml")
UNTIL_STOPPED = regex.compile(r"<!-- runs until stopped -->\s*\Z")
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def setup(namespace: dict[str, Any]) -> None:
    """A new folder for a page."""
    folder = tempfile.TemporaryDirectory()
    for name in SHOWN:
        Path(folder.name, name).symlink_to(ROOT / name)
    namespace |= {"_folder": folder, "_before": os.getcwd(), "_printed": ""}
    os.chdir(folder.name)


def teardown(namespace: dict[str, Any]) -> None:
    """Its end."""
    os.chdir(namespace["_before"])
    namespace["_folder"].cleanup()


def run_shell(example: Example) -> str | None:
    """A block of commands; the first that fails, fails."""
    command = ["bash", "-euo", "pipefail", "-c", example.parsed]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "COLUMNS": "100"}
    if UNTIL_STOPPED.search(example.document.text[: example.region.start]):
        return _run_until_stopped(command, environment)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    example.namespace["_printed"] = done.stdout
    return None if done.returncode == 0 else f"exit status {done.returncode}\n{done.stderr}"


def _run_until_stopped(command: list[str], environment: dict[str, str]) -> str | None:
    """It must print a line, and end well when it is stopped."""
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    status = process.wait(30)
    return None if line and status in {0, -signal.SIGINT, 130} else f"{line!r}, status {status}"


def run_python(example: Example) -> None:
    """A block of Python, in the names that the page has made so far."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example.parsed, example.path, "exec"), example.namespace)
    example.namespace["_printed"] = printed.getvalue()


def compare(example: Example) -> str | None:
    """How the output of the block before it ends."""
    got = example.namespace["_printed"]
    check = doctest.OutputChecker().check_output
    if check(example.parsed, got, FLAGS) or check(f"...\n{example.parsed}", got, FLAGS):
        return None
    return f"said:\n{example.parsed}\nprinted:\n{got}"


pytest_collect_file = Sybil(
    parsers=[
        CodeBlockParser("sh", run_shell),
        CodeBlockParser("python", run_python),
        CodeBlockParser("text", compare),
        SkipParser(),
    ],
    patterns=["tutorial.md", "how-to/*.md", "explanation/*.md"],
    setup=setup,
    teardown=teardown,
).pytest()
