"""Shards over worker processes: nothing lost, in order, the poisonous given up."""

from __future__ import annotations

import json
import multiprocessing
import time
from dataclasses import replace
from pathlib import Path

import pytest
from batching import WORK, results, shards, sources

from extract import batch
from extract.guard import Guard, WorkerError
from extract.read import RawPage, RawRead, Refusal
from extract.worker import Settings

SETTINGS = Settings(WORK)


def _ids(found: list[batch.ShardResult]) -> list[str]:
    lines = "".join(result.records for result in found).splitlines()
    return [json.loads(line)["doc_id"] for line in lines]


def _reasons(found: list[batch.ShardResult]) -> dict[str, str]:
    return {refusal.origin: refusal.reason for result in found for refusal in result.refused}


@pytest.mark.parametrize("jobs", [1, 3])
def test_what_fails_is_refused_and_the_rest_goes_on_in_order(jobs: int) -> None:
    items = sources("1 %", "crash", "", "2 % 3 %", "die", "4 %", *["5 %"] * 30)
    items.insert(2, Refusal("x.txt", "the file is empty"))
    found = results(items, SETTINGS, jobs=jobs)
    assert _ids(found) == ["0", "3", "3", "5", *(str(i) for i in range(6, 36))]
    assert _reasons(found) == {
        "1.txt": "the extractor failed here (ZeroDivisionError: by zero); please report it",
        "x.txt": "the file is empty",
        "4.txt": "its process was killed 2 times, perhaps for want of memory",
    }
    assert sum(result.articles for result in found) == 34
    assert sum(result.count for result in found) == 34


def test_an_endless_loop_is_given_up_after_its_time() -> None:
    begun = time.monotonic()
    found = results(sources("1 %", "hang", "2 %"), replace(SETTINGS, seconds=1.0))
    assert _ids(found) == ["0", "2"]
    assert _reasons(found)["1.txt"].startswith("it took more than 1 s")
    assert time.monotonic() - begun < 30


def test_a_long_article_gets_more_time() -> None:
    assert Guard(SETTINGS)._seconds(sources("a" * 2_500_000)[0]) == 3 * SETTINGS.seconds  # type: ignore[arg-type]


def test_memory_has_a_limit() -> None:
    found = results(sources("1 %", "swell", "2 %"), replace(SETTINGS, memory=1_000_000_000))
    assert _ids(found) == ["0", "2"]
    assert _reasons(found)["1.txt"].startswith("it needed more than 1000 MB")


def test_a_worker_that_was_killed_costs_a_retry(tmp_path: Path) -> None:
    found = results(sources("1 %", f"2 % die-once {tmp_path / 'was-here'}"), SETTINGS)
    assert _ids(found) == ["0", "1"]
    assert not _reasons(found)


def test_a_page_is_opened_in_the_worker() -> None:
    page = b"<html><body><article><p>" + "Xã đạt 90% kế hoạch năm. ".encode() * 20 + b"</p></html>"
    items: list[RawRead] = [RawPage("a", page, "a.html"), RawPage("b", b"<html>", "b.html")]
    found = results(items, replace(SETTINGS, with_text=True))
    assert set(_ids(found)) == {"a"}
    assert json.loads(found[0].texts)["id"] == "a"
    assert list(_reasons(found)) == ["b.html"]


def test_a_worker_that_cannot_start_stops_the_run() -> None:
    with pytest.raises(WorkerError, match="could be started"):
        results(sources("1 %"), Settings("no.such.module:work"))


def test_no_worker_is_left_behind() -> None:
    guard = Guard(SETTINGS)
    guard.attempt(sources("1 %")[0])  # type: ignore[arg-type]
    process = guard._process
    assert process is not None
    assert process.poll() is None
    guard.close()
    assert process.poll() is not None
    with pytest.raises(WorkerError, match="told to stop"):
        guard.attempt(sources("1 %")[0])  # type: ignore[arg-type]
    assert multiprocessing.active_children() == []


# --- shards ---------------------------------------------------------------------------------------


def test_shards_hold_all_in_order_and_grow() -> None:
    items = sources(*["a"] * 5000)
    found = shards(items)
    assert [item for shard in found for item in shard.items] == items
    assert [shard.index for shard in found] == list(range(len(found)))
    sizes = [len(shard.items) for shard in found[:-1]]
    assert sizes == sorted(sizes)
    assert sizes[0] == batch.FIRST_SHARD
    assert max(sizes) <= batch.LARGEST_SHARD


def test_a_shard_of_much_text_is_full() -> None:
    found = shards(sources(*["a" * 600_000] * 4))
    assert [len(shard.items) for shard in found] == [2, 2]


def test_a_digest_is_of_all_that_is_in_a_shard() -> None:
    items = sources("a", "b")
    digests = {
        shards(found)[0].digest
        for found in (
            items,
            items[:1],
            items[::-1],
            [*items, Refusal("x", "y")],
            [items[0], replace(items[1], title="T")],  # type: ignore[type-var]
        )
    }
    assert len(digests) == 5
    assert shards(sources("a", "b"))[0].digest in digests


def test_few_shards_are_held_at_a_time() -> None:
    taken = 0

    def lazily() -> object:
        nonlocal taken
        for shard in shards(sources(*["1 %"] * 800)):
            taken += 1
            yield shard

    for done, _ in enumerate(batch.run(lazily(), SETTINGS, jobs=2), 1):  # type: ignore[arg-type]
        assert taken - done <= 4
