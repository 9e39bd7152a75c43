"""What a report says, and what it must not say of a blind set."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import typer
from evaluating import LABELS, TEXTS, crashing, gold_set, records, report
from typer.testing import CliRunner

from extract.errors import InputError, LabelError, ModelError
from extract.evaluation import baseline, bootstrap, command, gate, measure, page, run, tables
from extract.evaluation.gold import GoldArticle, checksum

ROOT = Path(__file__).resolve().parent.parent


# --- counting -------------------------------------------------------------------------------------


def test_a_crash_is_a_full_miss() -> None:
    measured = measure.measure(gold_set(), crashing(records()))
    assert measured.articles == {"one": (0, 2, 2), "two": (1, 2, 2), "three": (0, 0, 1)}
    assert measured.run.crashes == {"three": "ZeroDivisionError: a <secret> fault"}
    data = measure.summary(measured)
    # 1 right of 4 predicted and 5 gold.
    assert data["record"]["f1"] == pytest.approx(2 / 9)
    assert data["found"]["right"] == 3
    assert data["fields"]["place"]["right"] == 2


def test_a_record_that_is_none_is_a_crash_too() -> None:
    result = run.run(gold_set().articles, lambda article: [{"kind": "proportion"}])
    assert len(result.crashes) == 3


def test_a_missing_model_is_no_crash_of_an_article() -> None:
    def extract(article: GoldArticle) -> list[dict[str, object]]:
        raise ModelError("no model")

    with pytest.raises(ModelError):
        run.run(gold_set().articles, extract)


def test_counts_are_never_scored() -> None:
    found = records()
    found["one"].append({**found["one"][0], "kind": "count"})
    assert measure.measure(gold_set(), crashing(found)).articles["one"] == (0, 2, 2)


def test_causes_and_kinds_and_topics() -> None:
    one = report()["sets"][0]
    nonzero = {cause: n for cause, n in one["causes"].items() if n}
    assert nonzero == {"missed": 2, "spurious": 1, "place": 1, "period": 1}
    assert one["kinds"]["change"]["gold"] == 1
    assert one["kinds"]["proportion"]["right"] == 1
    assert set(one["topics"]) == {"water & light", "budget"}
    assert [w["doc"] for w in one["worst"]] == ["one", "two", "three"]


def test_calibration_by_hand() -> None:
    # Stated 0.6, 0.1, 0.3 wrong, 0.9 right: distances 0.6, 0.1, 0.3, 0.1 over four records.
    found = report()["sets"][0]["calibration"]
    assert [row["records"] for row in found["bins"]] == [1, 1, 1, 1]
    assert found["error"] == pytest.approx(1.1 / 4)


def test_one_confidence_for_all_is_no_calibration() -> None:
    found = {doc: [{**r, "confidence": 0.5} for r in rs] for doc, rs in records().items()}
    assert measure.calibration(measure.measure(gold_set(), crashing(found)).all_pairs) is None


def test_review_rule_by_hand() -> None:
    # Wrong at 0.6, 0.1 and 0.3, right at 0.9.
    found = {row["limit"]: row for row in report()["sets"][0]["review"]}
    assert found[0.4]["caught"] == pytest.approx(2 / 3)
    assert found[0.4]["bothered"] == 0
    assert found[0.9]["caught"] == 1
    none = {doc: [{**r, "confidence": 0.5} for r in rs[1:2]] for doc, rs in records().items()}
    assert measure.review(measure.measure(gold_set(), crashing(none)).all_pairs)[4]["caught"] == 0


def test_a_blind_set_gives_scores_alone() -> None:
    open_set, blind = report()["sets"]
    assert open_set["record"] == blind["record"]
    for name in ("errors", "causes", "worst", "outcomes"):
        assert name in open_set
        assert name not in blind
    assert "secret" not in json.dumps(blind)
    assert not any(text in json.dumps(blind, ensure_ascii=False) for text in TEXTS.values())


# --- bootstrap ------------------------------------------------------------------------------------


def test_interval_of_equal_articles_is_a_point() -> None:
    low, high = bootstrap.interval([(1, 2, 2)] * 9)
    assert (low, high) == (0.5, 0.5)


def test_interval_holds_the_score_and_is_the_same_each_time() -> None:
    articles = [(9, 10, 10), (1, 10, 10), (5, 10, 10), (0, 0, 3)]
    low, high = bootstrap.interval(articles)
    assert 0 <= low < 2 * 15 / 63 < high <= 1
    assert bootstrap.interval(articles) == (low, high)
    assert bootstrap.interval([]) == (0, 0)


def test_difference_tells_noise_from_more() -> None:
    old = {str(n): (5, 10, 10) for n in range(30)}
    same = bootstrap.difference(old, old)
    assert (same.value, same.chance, same.is_more_than_noise) == (0, 1, False)
    better = bootstrap.difference(dict.fromkeys(old, (7, 10, 10)), old)
    assert better.value == pytest.approx(0.2)
    assert better.is_more_than_noise
    mixed = {doc: (9 if int(doc) % 2 else 1, 10, 10) for doc in old}
    assert not bootstrap.difference(mixed, old).is_more_than_noise
    assert bootstrap.difference({}, old).chance == 1


# --- against an earlier run -----------------------------------------------------------------------


def test_mended_and_broken() -> None:
    old, new = report(), report(mended=True)
    change = measure.against(new["sets"], old["sets"])[0]
    assert [key.partition(":")[0] for key in change["mended"]] == ["one"]
    assert [key.partition(":")[0] for key in change["broken"]] == ["two"]
    assert change["difference"] == 0
    assert change["compared"] == 3
    assert change["fields"]["place"] > 0 > change["fields"]["status"]


def test_articles_with_other_labels_are_left_out() -> None:
    old, new = report(), report()
    old["sets"][0]["documents"]["one"] = (0, 2, 7)
    assert measure.against(new["sets"], old["sets"])[0]["left_out"] == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"form": "other"}'])
def test_no_report_to_compare_with(tmp_path: Path, content: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(content)
    with pytest.raises(InputError, match=r"report\.json"):
        command.read_report(path)


# --- the forms ------------------------------------------------------------------------------------


def test_markup_in_texts_is_text() -> None:
    html = page.render(report())
    assert "<script>document.title" not in html
    assert "&lt;script&gt;document.title" in html
    assert "<i>Khác</i>" not in html
    assert html.count("<script>") == 1
    assert "http:" not in html
    assert "https:" not in html
    assert page.render(report()) == html


def test_a_page_of_every_block() -> None:
    new = report(mended=True)
    new["against"] = {"name": "before", "sets": measure.against(new["sets"], report()["sets"])}
    new["agreement"] = {
        "articles": 3,
        **{k: new["sets"][0][k] for k in ("record", "found", "fields")},
    }
    html = page.render(new)
    for anchor in ("records", "fields", "against", "parts", "agreement", "causes", "errors"):
        assert f'id="{anchor}"' in html
    broken = new["against"]["sets"][0]["broken"][0]
    error = next(e for e in new["sets"][0]["errors"] if e["key"] == broken)
    assert f'<a href="#{error["id"]}">{broken}</a>' in html
    text = tables.markdown(new)
    assert "## Against before" in text
    assert "## Two readers" in text


def test_a_page_without_open_sets() -> None:
    new = report()
    new["sets"] = [one for one in new["sets"] if one["blind"]]
    html = page.render(new)
    assert 'id="errors"' not in html
    assert "## Causes" not in tables.markdown(new)


def test_pieces_are_the_passage_with_nested_brackets() -> None:
    marks = [
        {"is": "gold-value", "start": 2, "end": 5},
        {"is": "said-value", "start": 2, "end": 5},
        {"is": "said-indicator", "start": 4, "end": 8},
    ]
    found = page.pieces("ab123cdef", marks)
    assert "".join(piece.text for piece in found) == "ab123cdef"
    assert [(p.opens, p.closes) for p in found if p.opens or p.closes] == [
        (("gold", "said"), ()),
        ((), ("said", "gold")),
    ]
    assert found[1].classes == "gold said gold-value said-value"


def test_markdown_tables_stay_tables() -> None:
    new = report(name="a | b\n<c>")
    lines = tables.markdown(new).splitlines()
    assert lines[0] == "# Evaluation of a \\| b &lt;c>"
    assert "| open | 3 | **22.2** |" in "\n".join(lines)
    assert "closed (blind)" in "\n".join(lines)


def test_errors_csv_has_no_formula() -> None:
    new = report()
    new["sets"][0]["errors"][0]["passage"] = "=HYPERLINK()"
    rows = list(csv.DictReader(io.StringIO(tables.errors_csv(new).removeprefix("\ufeff"))))
    assert len(rows) == len(new["sets"][0]["errors"]) == 5
    assert rows[0]["passage"] == "'=HYPERLINK()"
    assert rows[0]["causes"] == "wrong place"
    assert rows[0]["gold_place"] == "huyện Mường Xa"
    assert {row["set"] for row in rows} == {"open"}


# --- baseline -------------------------------------------------------------------------------------


def test_baseline_reads_what_one_pattern_reads() -> None:
    text = "Năm 2021, huyện Mường Xa có 12,5% hộ nghèo, giảm 3%; 9/12 thôn có điện."
    found = baseline.records(text, doc_id="a")
    assert [r.kind for r in found] == ["proportion", "change", "proportion"]
    assert [r.place.name if r.place else None for r in found] == ["huyện Mường Xa"] * 3
    assert {r.date.start.year for r in found if r.date} == {2021}
    for one in found:
        for part in (one.percentage, one.numerator, one.denominator):
            if part is not None:
                assert text[slice(*part.span)][0].isdigit()


@pytest.mark.parametrize("text", ["", "%", "1/", "1.%", "9" * 500 + "%", "A " * 5000, "1,2,3,4%"])
def test_baseline_survives(text: str) -> None:
    baseline.records(text)


# --- the gate -------------------------------------------------------------------------------------


def test_floors() -> None:
    sets = report()["sets"]
    assert gate.fallen(sets, {"open": 2 / 9 - 1e-9}) == []
    assert gate.fallen(sets, {"open": 0.3})[0].startswith("open: record F1 0.2222 is under")
    assert gate.missing(sets, {"open": 0, "other": 0}) == ["other"]


@pytest.mark.parametrize("content", ["", "[]", '{"a": 2}', '{"a": true}', '{"a": "0.5"}'])
def test_floors_that_are_none(tmp_path: Path, content: str) -> None:
    path = tmp_path / "floors.json"
    path.write_text(content)
    with pytest.raises(LabelError, match=r"floors\.json"):
        gate.read_floors(path)


def test_our_floors_can_be_read() -> None:
    assert set(gate.read_floors(ROOT / "gold" / "floors.json")) >= {"gold-dev"}


# --- the command ----------------------------------------------------------------------------------

app = typer.Typer()
app.command()(command.evaluate)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of the three articles and a file of predictions."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "gold").mkdir()
    manifest = []
    for doc, text in TEXTS.items():
        (tmp_path / "corpus" / f"{doc}.txt").write_bytes(text.encode())
        manifest.append(
            {
                "slug": doc, "place": "", "published": None, "units": "", "topic": "x",
                "layout": "", "phenomena": [], "sha256": checksum(text),
                "records": sum(label["doc"] == doc for label in LABELS),
                "part": "test" if doc == "two" else "dev",
            }
        )  # fmt: skip
    (tmp_path / "corpus" / "manifest.json").write_text(json.dumps(manifest))
    lines = "".join(json.dumps(label) + "\n" for label in LABELS)
    (tmp_path / "gold" / "corpus.jsonl").write_text(lines)
    found = "".join(json.dumps(r) + "\n" for rs in records().values() for r in rs)
    (tmp_path / "records.jsonl").write_text(found)
    return tmp_path


def _evaluate(project: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        app,
        ["--gold", str(project / "gold"), "--dev", str(project / "none"), "-o",
         str(project / "out"), "--predictions", str(project / "records.jsonl"), *options],
    )  # fmt: skip
    return result.exit_code, result.output


def test_the_command_writes_four_files(project: Path) -> None:
    code, output = _evaluate(project)
    assert code == 0, output
    assert "gold-dev" in output
    names = {path.name for path in (project / "out").iterdir()}
    assert names == {"report.html", "report.md", "report.json", "errors.csv"}
    found = json.loads((project / "out" / "report.json").read_text("utf-8"))
    assert [one["name"] for one in found["sets"]] == ["gold-dev", "gold-test"]
    assert TEXTS["two"] not in (project / "out" / "report.json").read_text("utf-8")


def test_the_command_compares(project: Path) -> None:
    _evaluate(project)
    before = project / "before.json"
    (project / "out" / "report.json").rename(before)
    code, output = _evaluate(project, "--against", str(before), "--name", "after")
    assert code == 0, output
    assert "Evaluation of after" in (project / "out" / "report.md").read_text("utf-8")


def test_the_command_keeps_a_floor(project: Path) -> None:
    floors = project / "gold" / "floors.json"
    floors.write_text('{"gold-test": 0.9}')
    code, output = _evaluate(project, "--floor", str(floors))
    assert code == 1
    assert "gold-test: record F1 0.5000 is under its floor of 0.9000" in output


def test_the_command_names_what_is_wrong(project: Path) -> None:
    assert _evaluate(project, "--without", "ner")[0] == 2
    code, output = _evaluate(project, "--against", str(project / "records.jsonl"))
    assert (code, "no report" in output) == (2, True)
    (project / "records.jsonl").write_text("{}\n")
    code, output = _evaluate(project)
    assert (code, "records.jsonl:1: no record" in output) == (2, True)


def test_words_of_ones_own_are_measured_too(project: Path) -> None:
    own = project / "own.toml"
    own.write_text(
        '[[places]]\nname = "huyện Cô Tô, tỉnh Quảng Ninh"\naliases = ["Huyện Mường Xa"]\n', "utf-8"
    )
    options = ["--gold", project / "gold", "--dev", project / "none", "-o", project / "out"]
    result = CliRunner().invoke(app, [*map(str, options), "--config", str(own)])
    assert result.exit_code == 0, result.output
    report = (project / "out" / "report.json").read_text("utf-8")
    assert "huyện Cô Tô" in report
    assert json.loads(report)["name"].endswith("with words of one's own")


def test_words_do_not_change_records_that_were_written(project: Path) -> None:
    own = project / "own.toml"
    own.write_text("abbreviations = ['p.']", "utf-8")
    code, output = _evaluate(project, "--config", str(own))
    assert (code, "written before" in output) == (2, True)


def test_a_wrong_gold_file_ends_the_run(project: Path) -> None:
    (project / "gold" / "corpus.jsonl").write_text("{}\n")
    code, output = _evaluate(project)
    assert (code, "corpus.jsonl:1" in output) == (1, True)


def test_records_of_other_articles(project: Path) -> None:
    other = {**records()["one"][0], "doc_id": "else"}
    (project / "records.jsonl").write_text(json.dumps(other) + "\n")
    code, output = _evaluate(project)
    assert (code, "none of its records" in output) == (2, True)


def test_a_part_that_is_none() -> None:
    with pytest.raises(InputError, match="no part 'nonsense'"):
        run.the_extractor(without=["nonsense"])
