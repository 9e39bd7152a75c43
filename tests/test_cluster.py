"""A real Dask cluster of several processes gives what one machine gives, even if one is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from batching import WORK, shards, sources
from typer.testing import CliRunner

from extract import batch, cli, cluster
from extract.errors import SolieuError
from extract.worker import Settings

distributed = pytest.importorskip("distributed")

SETTINGS = Settings(WORK, seconds=5.0)


@pytest.fixture(scope="module")
def local() -> Iterator[distributed.LocalCluster]:
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None
    ) as found:
        yield found


def test_a_killed_worker_changes_nothing(local: distributed.LocalCluster) -> None:
    items = sources(*[f"{i} % slow" for i in range(130)], "die", "crash", "hang", "1 %")
    here = list(batch.run(shards(items), SETTINGS, jobs=2))
    there = []
    for result in cluster.run(
        shards(items), SETTINGS, address=local.scheduler_address, known=batch.unknown
    ):
        there.append(result)
        if len(there) == 2:
            with distributed.Client(local) as client:
                before = set(client.run(os.getpid).values())
            os.kill(min(before), signal.SIGKILL)
    assert there == here
    assert sum(result.articles for result in there) == 131
    with distributed.Client(local) as client:
        client.wait_for_workers(3, timeout=60)
        assert set(client.run(os.getpid).values()) != before


def test_the_command_on_a_cluster(
    local: distributed.LocalCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "WORK", WORK)
    for i in range(12):
        (tmp_path / f"{i}.txt").write_text(f"{i} %")
    for name, more in (("here", []), ("there", ["--cluster", local.scheduler_address])):
        arguments = ["extract", str(tmp_path), "-o", str(tmp_path / "out" / name), *more]
        result = CliRunner().invoke(cli.app, [*arguments, "--format", "csv"])
        assert result.exit_code == 0
    here, there = ((tmp_path / "out" / name).read_bytes() for name in ("here", "there"))
    assert here == there
    assert here.count(b"\r\n") == 13


def test_no_cluster_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SolieuError, match="no Dask cluster answers"):
        list(cluster.run([], SETTINGS, address="nonsense://x", known=batch.unknown))
