"""Statistical records from Vietnamese news text.

    import extract
    extract.records("Huyện Cô Tô có 356/364 hộ dùng nước sạch, đạt 97%.")

Everything is loaded at its first use: importing this package costs next to nothing.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.config import Config, read_config
    from extract.find.periods import parse_period
    from extract.flow import article_places
    from extract.frames import to_arrow, to_duckdb, to_frame, to_polars
    from extract.gazetteer import place_candidates, resolve_place
    from extract.numerals import parse_number
    from extract.schema import Record

_LAZY = {
    "Config": "extract.config",
    "Record": "extract.schema",
    "article_places": "extract.flow",
    "parse_number": "extract.numerals",
    "parse_period": "extract.find.periods",
    "place_candidates": "extract.gazetteer",
    "read_config": "extract.config",
    "resolve_place": "extract.gazetteer",
    "to_arrow": "extract.frames",
    "to_duckdb": "extract.frames",
    "to_frame": "extract.frames",
    "to_polars": "extract.frames",
}


def records(
    text: str,
    *,
    published: date | None = None,
    title: str | None = None,
    doc_id: str | None = None,
    url: str | None = None,
    config: Config | None = None,
) -> list[Record]:
    """The statistical records of one article, in the order of its text.

    Args:
        text: The article as it is; every span counts code points of exactly this string.
        published: Day of publication, to resolve `năm nay`; read from the text where it is not
            given and printed there.
        title: The headline where it is given apart. Records found in it carry `field="title"`.
        doc_id: Name of the article, kept in each record.
        url: Address of the article: that of a local paper settles names that several places bear.
        config: Words of your own, from `read_config` or `Config(...)`.

    Returns:
        One record per statement with a percentage, a ratio or a part of a whole; empty where
        there is none.
    """
    from extract import flow  # noqa: PLC0415 - keeps the import of this package light

    return flow.extract(
        text, published=published, title=title, doc_id=doc_id, url=url, config=config or flow.EMPTY
    )


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        from importlib import import_module  # noqa: PLC0415

        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Config", "Record", "article_places", "parse_number", "parse_period", "place_candidates",
    "read_config", "records", "resolve_place", "to_arrow", "to_duckdb", "to_frame", "to_polars",
]  # fmt: skip
