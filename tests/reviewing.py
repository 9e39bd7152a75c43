"""Articles for the review's tests: sentences of our own, with records made by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extract.review.articles import Article
from extract.schema import Record

SENTENCE = "Xã Nà Phặc có {n}/{d} hộ dùng nước sạch, đạt {p}% trong quý I/2024."
MARKUP = "<script>document.title = 'lost'</script> <b onmouseover=alert(1)>&amp;"


def text_of(number: int, sentences: int) -> str:
    """An article with that many statements, each with figures of its own, and some markup."""
    lines = [f"Nước sạch về bản, chuyện thứ {number} 😀", MARKUP]
    lines += [SENTENCE.format(n=100 + i, d=400 + number, p=10 + i) for i in range(sentences)]
    return "\n\n".join(lines)


def records_of(doc: str, text: str, sentences: int, *, sure: float = 0.9) -> list[Record]:
    """Its records, the later the less sure; the second one contradicts itself."""
    found = []
    for i in range(sentences):
        start = text.index(f"Xã Nà Phặc có {100 + i}/")
        end = text.index("quý I/2024.", start) + len("quý I/2024.")
        whole = text.index("/", start) + 1
        percent = text.index("đạt ", start) + 4
        clean = text.index("hộ dùng", start)
        quarter = text.index("quý I/2024", start)
        fields: dict[str, Any] = {
            "doc_id": doc,
            "kind": "proportion",
            "place": {
                "name": "xã Nà Phặc, tỉnh Thái Nguyên", "level": "commune",
                "text": "Xã Nà Phặc", "span": [start, start + 10],
            },
            "indicator": {"text": "hộ dùng nước sạch", "spans": [[clean, clean + 17]]},
            "numerator": {"value": 100 + i, "unit": "hộ", "span": [whole - 4, whole - 1]},
            "denominator": {
                "value": int(text[whole : text.index(" ", whole)]), "unit": "hộ",
                "span": [whole, text.index(" ", whole)],
            },
            "percentage": {"value": 10 + i, "span": [percent, percent + 3]},
            "date": {
                "start": "2024-01-01", "end": "2024-03-31", "text": "quý I/2024",
                "span": [quarter, quarter + 10],
            },
            "evidence": {"text": text[start:end], "span": [start, end]},
            "audit": {"verdict": "contradiction" if i == 1 else "consistent", "computed": 25},
            "confidence": max(0.0, sure - i / 20),
        }  # fmt: skip
        found.append(Record.model_validate(fields))
    return found


def article(doc: str = "a", *, sentences: int = 3, number: int = 1) -> Article:
    """An article under review."""
    text = text_of(number, sentences)
    records = tuple(records_of(doc, text, sentences))
    return Article(doc, text, text.splitlines()[0], 0, None, None, records)


def write_batch(path: Path, articles: int, *, sentences: int = 8) -> None:
    """The files of `solieu extract -o PATH --with-text`; the last article is the least sure."""
    lines, texts = [], []
    for number in range(articles):
        doc, text = f"bai-{number:03}", text_of(number, sentences)
        sure = 0.95 - 0.3 * number / articles
        lines += [r.to_json_line() for r in records_of(doc, text, sentences, sure=sure)]
        texts.append(json.dumps({"id": doc, "text": text}, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    path.with_name(path.name + ".texts.jsonl").write_text("\n".join(texts) + "\n", "utf-8")
