"""The whole command over real articles: none refused, every record points into its text."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

from extract.schema import Record

ARTICLES = int(os.environ.get("SOLIEU_SMOKE", "200"))
"""How many of the unlabelled articles are read, evenly spread; `SOLIEU_SMOKE=0` for all of them."""


def test_unlabelled_articles(shared: Path, tmp_path: Path) -> None:
    with gzip.open(shared / "dev" / "unlabelled.jsonl.gz", "rt", encoding="utf-8") as file:
        lines = list(file)
    step = max(1, len(lines) // ARTICLES) if ARTICLES else 1
    taken = list(islice(lines, 0, None, step))
    (tmp_path / "in.jsonl").write_text("".join(taken), "utf-8")
    command = [sys.executable, "-c", "from extract.cli import main; main()", "extract", "in.jsonl",
               "-o", "out.jsonl", "--with-text", "--counts", "-j", "0"]  # fmt: skip
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert done.stderr == b""
    with (tmp_path / "out.jsonl.texts.jsonl").open(encoding="utf-8") as file:
        texts = {article["id"]: article for article in map(json.loads, file)}
    assert len(texts) == len(taken)
    records = [
        Record.from_json_line(line) for line in (tmp_path / "out.jsonl").open("r", -1, "utf-8")
    ]
    assert len(records) > len(taken)
    for record in records:
        text = texts[record.doc_id]["title" if record.field == "title" else "text"]
        start, end = record.evidence.span
        assert text[start:end] == record.evidence.text
        for value in (record.percentage, record.numerator, record.denominator):
            assert value is None or 0 <= value.span[0] < value.span[1] <= len(text)
