"""Input and output at URLs (`s3://bucket/file`, `https://…`), by way of fsspec."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from extract.errors import InputError, OutputError
from extract.write import BESIDE


def listed(url: str) -> Iterator[str]:
    """The files at `url`, which may be a folder or have `*` in it, in order of name.

    Raises:
        InputError: where fsspec, or its package for this kind of storage, is missing.
        OSError: where the storage does not answer.
    """
    files, path = _storage(url)
    if any(mark in path for mark in "*?["):
        found = files.glob(path)
    elif files.isdir(path):
        found = files.find(path)
    else:
        yield url
        return
    for name in sorted(found):
        yield files.unstrip_protocol(name)


def opened(url: str) -> IO[bytes]:
    """The file at `url`, for reading.

    Raises:
        InputError: as `listed`.
        OSError: where it cannot be read.
    """
    files, path = _storage(url)
    stream: IO[bytes] = files.open(path, "rb")
    return stream


def upload(folder: Path, url: str) -> None:
    """Put all files of `folder` beside each other where `url` lies.

    What an earlier output of the same name has beside it, and this one has not, goes.

    Raises:
        OutputError: where that fails; `folder` is as it was.
    """
    try:
        files, path = _storage(url.rstrip("/"))
        parent = path.rpartition("/")[0]
        made = {x.relative_to(folder).as_posix(): x for x in folder.rglob("*") if x.is_file()}
        for name, local in sorted(made.items()):
            target = f"{parent}/{name}"
            files.makedirs(target.rpartition("/")[0], exist_ok=True)
            files.put_file(str(local), target)
        earlier = [path + suffix for suffix in BESIDE] + files.glob(f"{path}/part-*.parquet")
        kept = {f"{parent}/{name}".lstrip("/") for name in made}
        for old in earlier:
            if old.lstrip("/") not in kept and files.exists(old):
                files.rm(old)
    except (OSError, InputError) as error:
        raise OutputError(
            f"{url} cannot be written ({error}); it lies whole in {folder}"
        ) from error


def _storage(url: str) -> tuple[Any, str]:
    try:
        import fsspec  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise InputError('for a URL fsspec is missing: pip install "solieu[remote]"') from error
    try:
        files, path = fsspec.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise InputError(f"fsspec cannot go there: {error}") from error
    return files, str(path)
