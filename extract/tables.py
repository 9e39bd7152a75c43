"""Reading the word lists and tables that ship with the package."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=64)
def _text(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text("utf-8")


def read_table(package: str, name: str) -> list[list[str]]:
    """The rows of a TSV file in `package`; lines that begin with `#` and empty ones are skipped."""
    lines = _text(package, name).splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
