"""A run that is broken off goes on, and ends with the bytes of one that was not."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from batching import WORK, sources

from extract import batch
from extract.errors import OutputError
from extract.read import RawRead, Refusal
from extract.resume import SUFFIX, work_folder
from extract.worker import Settings

SETTINGS: dict[str, object] = {"solieu": "1", "form": "jsonl"}


def _items() -> list[RawRead]:
    return [*sources(*["1 %"] * 20), Refusal("x.txt", "the file is empty")]


def _do(output: Path, items: list[RawRead], *, stop_after: int | None = None) -> list[bool]:
    """Run over `items` into the work folder of `output`; whether each shard was already there."""
    kept: list[bool] = []
    with work_folder(output, SETTINGS) as work:
        for result in batch.run(batch.cut(items), Settings(WORK), known=work.finished):
            kept.append(result.kept)
            if not result.kept:
                work.finish(result)
            if len(kept) == stop_after:
                raise KeyboardInterrupt
        output.write_text("".join(work.contents("records", len(kept))))
        output.with_suffix(".refused").write_text("".join(work.contents("refused", len(kept))))
    return kept


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def _break_off(output: Path, items: list[RawRead], shards: int) -> Path:
    with pytest.raises(KeyboardInterrupt):
        _do(output, items, stop_after=shards)
    return output.with_name(output.name + SUFFIX)


def test_finished_shards_are_not_worked_on_again(output: Path) -> None:
    assert _do(output, _items()) == [False, False, False]
    whole = output.read_bytes()
    _break_off(output, _items(), 2)
    assert _do(output, _items()) == [True, True, False]
    assert output.read_bytes() == whole
    assert json.loads(output.with_suffix(".refused").read_text())["origin"] == "x.txt"


def test_nothing_is_left_after_a_whole_run(output: Path) -> None:
    _do(output, _items())
    assert sorted(os.listdir(output.parent)) == ["out.jsonl", "out.refused"]


@pytest.mark.parametrize(
    "harm",
    [
        lambda work: (work / "manifest.jsonl").open("ab").write(b'{"shard": 1, "dig'),
        lambda work: (work / "0000001.records").write_text("half"),
        lambda work: (work / "0000000.records").unlink(),
        lambda work: (work / "0000000.records").write_text("half"),
        lambda work: (work / "manifest.jsonl").unlink(),
        lambda work: (work / "manifest.jsonl").write_text(""),
    ],
)
def test_what_is_half_written_is_written_again(output: Path, harm: object) -> None:
    _do(output, _items())
    whole = output.read_bytes()
    harm(_break_off(output, _items(), 1))  # type: ignore[operator]
    _do(output, _items())
    assert output.read_bytes() == whole


def test_other_articles_are_worked_on_anew(output: Path) -> None:
    _break_off(output, _items(), 2)
    changed = sources(*["1 %"] * 8, "2 % 3 %", *["1 %"] * 11)
    assert _do(output, changed) == [True, False, False]
    assert len(output.read_text().splitlines()) == 21


def test_other_settings_begin_anew(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _break_off(output, _items(), 2)
    monkeypatch.setitem(SETTINGS, "form", "csv")
    assert _do(output, _items()) == [False, False, False]


def test_two_runs_do_not_write_one_output(output: Path) -> None:
    with (
        work_folder(output, SETTINGS),
        pytest.raises(OutputError, match="another run"),
        work_folder(output, SETTINGS),
    ):
        pass


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_stops_the_run_and_it_can_go_on(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from extract import resume  # noqa: PLC0415

    put, times = resume._put, iter(range(100))

    def full(stream: object, content: bytes) -> None:
        with open("/dev/full", "wb", buffering=0) as device:
            put(device if next(times) == 4 else stream, content)  # type: ignore[arg-type]

    monkeypatch.setattr(resume, "_put", full)
    with pytest.raises(OutputError, match=r"No space left.*run the same command again"):
        _do(output, _items())
    monkeypatch.undo()
    assert any(_do(output, _items()))
    assert len(output.read_text().splitlines()) == 20


# --- killed ---------------------------------------------------------------------------------------

MOMENTS = int(os.environ.get("SOLIEU_KILLS", "5"))
"""How many random moments the kill test tries; `SOLIEU_KILLS=100` for the long one."""

_COMMAND = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from extract import cli;"
    f"cli.WORK = '{WORK}'; cli.app(['extract', *sys.argv[1:]])"
)


def _run(folder: Path, out: str, *more: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _COMMAND, str(Path(__file__).parent), "in.jsonl", "-o", out]
    return subprocess.Popen([*command, *more], cwd=folder, stderr=subprocess.PIPE)


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_killed_at_random_moments_a_run_ends_the_same(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(i), "text": f"{i} % slow {i} %"}) for i in range(80)]
    lines[30] = "no JSON"
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    outputs = ("whole.csv", "killed.csv")
    begun = time.monotonic()
    assert _run(tmp_path, outputs[0], "--with-text").wait() == 1
    length = time.monotonic() - begun
    chance = random.Random(7)
    for moment in range(MOMENTS):
        for _ in range(chance.randint(1, 3)):
            process = _run(tmp_path, outputs[1], "--with-text", "-j", str(1 + moment % 2))
            time.sleep(chance.uniform(0, length * 1.1))
            process.send_signal(signal.SIGKILL)
            process.communicate()
        last = _run(tmp_path, outputs[1], "--with-text")
        _, said = last.communicate()
        assert (last.returncode, said.count(b"\n")) == (1, 1), said.decode()
        for suffix in ("", ".refused.jsonl", ".texts.jsonl"):
            whole, killed = (tmp_path / (name + suffix) for name in outputs)
            assert killed.read_bytes() == whole.read_bytes(), moment
            killed.unlink()
        left = {path.name for path in tmp_path.iterdir()}
        assert left == {
            "in.jsonl",
            *(outputs[0] + x for x in ("", ".refused.jsonl", ".texts.jsonl")),
        }
