"""The command line, with an extractor that stands in for the real one."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from extract import cli
from extract.cli import app
from extract.errors import InputError
from extract.read import Source
from extract.schema import Evidence, Percentage, Record

GOOD = "Xã đạt 83,74% kế hoạch."


def stand_in(source: Source, *, counts: bool = False) -> list[Record]:
    """A record for each `%`; some texts make it fail in their own way."""
    if "crash" in source.text:
        raise ZeroDivisionError("by zero")
    if "refuse" in source.text:
        raise InputError("this article is not for me")
    found = [i for i, char in enumerate(source.text) if char == "%"]
    return [
        Record(
            doc_id=source.doc_id,
            kind="count" if counts else "rate",
            percentage=Percentage(value=Decimal("83.74"), span=(i - 1, i + 1)),
            evidence=Evidence(text=source.text, span=(0, len(source.text))),
        )
        for i in found
    ]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cli, "WORK", f"{__name__}:stand_in")
    inputs = tmp_path / "in"
    inputs.mkdir()
    (inputs / "a.txt").write_text(GOOD)
    (inputs / "b.txt").write_text("Không có gì.")
    return tmp_path


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["extract", *map(str, arguments)], input=stdin)


def test_json_lines_in_a_pipe(folder: Path) -> None:
    result = run(folder / "in")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert json.loads(line)["doc_id"] == "a"
    assert '"value": 83.74' in line
    assert result.stderr == ""


def test_standard_input(folder: Path) -> None:
    result = run("-", stdin=GOOD.encode())
    assert json.loads(result.stdout)["doc_id"] == "stdin"


@pytest.mark.parametrize("name", ["out.csv", "out.CSV", "deep/out.csv"])
def test_csv_by_the_name_of_the_output(folder: Path, name: str) -> None:
    (folder / "in" / "c.jsonl").write_text(
        json.dumps({"id": "c", "text": GOOD, "title": "Tít", "published": "2024-05-01"})
    )
    assert run(folder / "in", "-o", folder / name).exit_code == 0
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["doc_id"] for row in rows] == ["a", "c"]
    assert (rows[1]["title"], rows[1]["published"]) == ("Tít", "2024-05-01")


def test_formats_by_option(folder: Path) -> None:
    assert run(folder / "in", "--format", "csv").stdout.startswith("\ufeffdoc_id,")
    assert "83,74%" in run(folder / "in", "--format", "table").stdout
    out = folder / "out.txt"
    assert run(folder / "in", "--format", "jsonl", "-o", out).exit_code == 0
    assert json.loads(out.read_text())["doc_id"] == "a"


def test_counts_are_asked_for(folder: Path) -> None:
    assert json.loads(run(folder / "in", "--counts").stdout)["kind"] == "count"


def test_texts_come_back_on_request(folder: Path) -> None:
    out = folder / "out.jsonl"
    assert run(folder / "in", "-o", out, "--with-text").exit_code == 0
    lines = (folder / "out.jsonl.texts.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"id": "a", "text": GOOD},
        {"id": "b", "text": "Không có gì."},
    ]


def test_refused_inputs_are_named_and_the_others_written(folder: Path) -> None:
    (folder / "in" / "c.txt").write_bytes(b"")
    (folder / "in" / "d.txt").write_text("crash")
    (folder / "in" / "e.txt").write_text("refuse")
    (folder / "in" / "f.jsonl").write_text('{"id": "f"}\n' + json.dumps({"id": "g", "text": GOOD}))
    out = folder / "out.jsonl"
    result = run(folder / "in", "-o", out)
    assert result.exit_code == 1
    assert [json.loads(line)["doc_id"] for line in out.read_text().splitlines()] == ["a", "g"]
    refused = [
        json.loads(line) for line in (folder / "out.jsonl.refused.jsonl").read_text().splitlines()
    ]
    assert [(Path(r["origin"]).name, r["reason"].split(";")[0]) for r in refused] == [
        ("c.txt", "the file is empty"),
        ("d.txt", "the extractor failed here (ZeroDivisionError: by zero)"),
        ("e.txt", "this article is not for me"),
        ("f.jsonl:1", 'the field "text" is missing'),
    ]
    for entry in refused:
        assert f"solieu: {entry['origin']}: {entry['reason']}" in result.stderr


def test_all_refused_still_writes_an_output(folder: Path) -> None:
    out = folder / "out.csv"
    assert run(folder / "nowhere", "-o", out).exit_code == 1
    assert out.read_text(encoding="utf-8-sig").startswith("doc_id,")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-o", "out.xyz"], ".csv or .duckdb or .jsonl"),
        (["-o", "out"], ".csv or .duckdb or .jsonl"),
        (["-o", "out/", "--format", "csv"], "Parquet"),
        (["--format", "parquet"], "-o OUT"),
        (["--format", "xml"], "xml"),
        (["--format", "table", "-o", "out.csv"], "terminal"),
        (["--with-text"], "-o OUT"),
        (["--jobs", "-1"], "jobs"),
        (["--limit", "0"], "limit"),
        (["--nonsense"], "nonsense"),
    ],
)
def test_wrong_usage(folder: Path, arguments: list[str], says: str) -> None:
    result = run(folder / "in", *arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert not list(folder.glob("out*"))


def test_no_input_is_wrong_usage() -> None:
    assert run().exit_code == 2


def test_an_output_that_cannot_be_written(folder: Path) -> None:
    (folder / "file").write_text("x")
    result = run(folder / "in", "-o", folder / "file" / "out.csv")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert "is a folder" in run(folder / "in", "-o", folder, "--format", "csv").stderr


def test_the_limit_is_in_megabytes(folder: Path) -> None:
    (folder / "in" / "a.txt").write_text(GOOD * 100)
    result = run(folder / "in", "--limit", "0.001")
    assert result.exit_code == 1
    assert "larger than 0.001 MB" in result.stderr


def test_a_summary_changes_no_output(folder: Path) -> None:
    for name, more in (("a.csv", []), ("b.csv", ["--summary"])):
        result = run(folder / "in", "-o", folder / name, *more)
        assert result.exit_code == 0
        assert ("1 record" in result.stderr) == bool(more)
    assert (folder / "a.csv").read_bytes() == (folder / "b.csv").read_bytes()


def test_help_and_version() -> None:
    result = CliRunner().invoke(app, ["extract", "--help"])
    assert result.exit_code == 0
    for words in ("Examples:", "-o records.csv", "--counts", "--with-text", "Exit status:"):
        assert words in result.stdout
    assert CliRunner().invoke(app, ["--version"]).stdout.startswith("solieu ")


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from extract.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pydantic', 'trafilatura', 'underthesea', 'spacy', 'regex', 'numpy'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)"
    )
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    assert time.perf_counter() - begun < 3, "0.1 s on a quiet machine"


def test_a_reader_that_stops_early_is_no_error(folder: Path) -> None:
    code = (
        "import sys\n"
        "from extract import cli\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "cli.WORK = 'test_cli:stand_in'\n"
        "cli.app(['extract', sys.argv[2]])\n"
    )
    lines = (json.dumps({"id": str(i), "text": GOOD * 20}) for i in range(500))
    (folder / "in" / "many.jsonl").write_text("\n".join(lines))
    command = [sys.executable, "-c", code, str(Path(__file__).parent), str(folder / "in")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read().decode()
    assert complaint == ""
    assert process.returncode == 0


def test_a_slip_in_a_name_leaves_a_good_output(tmp_path: Path) -> None:
    output = tmp_path / "keep.csv"
    output.write_text("what stood there\n", encoding="utf-8")
    done = run(tmp_path / "artikles", "-o", output)
    assert done.exit_code == 1
    assert output.read_text(encoding="utf-8") == "what stood there\n"
    assert "left as it was" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["keep.csv"]
