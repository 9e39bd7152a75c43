"""The shards of a run on a Dask cluster, with the same work and the same results as here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.batch import Known, Promise, Shard, ShardResult, in_order, run_shard_anywhere
from extract.errors import OutputError, SolieuError
from extract.worker import Settings

_AHEAD = 2
_RETRIES = 3


class _Given:
    def __init__(self, result: ShardResult) -> None:
        self._result = result

    def result(self) -> ShardResult:
        return self._result


def run(
    shards: Iterable[Shard], settings: Settings, *, address: str, known: Known
) -> Iterator[ShardResult]:
    """The result of each shard, in order, worked on by the cluster at `address`.

    A shard whose machine is lost is worked on again elsewhere. The cluster's workers need this
    package in the same version.

    Raises:
        SolieuError: where Dask is missing, or there is no cluster.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise OutputError(
            'for --cluster the package distributed is missing: pip install "solieu[dask]"'
        ) from error
    try:
        client = Client(address)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise SolieuError(f"no Dask cluster answers at {address} ({error})") from error
    with client:
        client.wait_for_workers(1)

        def promise(shard: Shard) -> Promise:
            result = known(shard)
            if result is not None:
                return _Given(result)
            future: Promise = client.submit(
                run_shard_anywhere, shard, settings, pure=False, retries=_RETRIES
            )
            return future

        threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
        yield from in_order(map(promise, shards), ahead=threads * _AHEAD)
