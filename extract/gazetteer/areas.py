"""Names of areas as written, reduced to what decides whether two of them are one area."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import regex

_TYPES = (
    "thành phố trực thuộc trung ương", "thành phố", "khu vực", "thị trấn", "thị xã", "đặc khu",
    "khu phố", "tổ dân phố", "quận", "huyện", "phường", "tỉnh", "vùng", "thôn", "bản", "buôn",
    "tp", "ấp", "xã", "nước", "làng", "khóm", "xóm", "đảo", "thủ đô",
)  # fmt: skip
_TYPE = regex.compile(r"^(?:" + "|".join(_TYPES) + r")\.?\s+(?=\S)")
_TP = regex.compile(r"^tp\.?\s*(?=\p{L})")


@dataclass(frozen=True, slots=True)
class AreaParts:
    """The key of the most specific name and, where the text gives one, of the province."""

    name: str
    province: str | None


def _bare(part: str) -> str:
    text = unicodedata.normalize("NFC", part).lower().strip()
    text = _TYPE.sub("", _TP.sub("thành phố ", text))
    marks = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(c for c in marks if c.isalnum())


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], frozenset[str]]:
    data = resources.files("extract.gazetteer").joinpath("same_areas.tsv").read_text("utf-8")
    same: dict[str, str] = {}
    provinces: set[str] = set()
    for line in data.splitlines():
        if not line or line.startswith("#"):
            continue
        kind, *names = line.split("\t")
        head = _bare(names[0])
        same.update({_bare(name): head for name in names})
        if kind == "province":
            provinces.add(head)
    return same, frozenset(provinces)


@lru_cache(maxsize=4096)
def parts(place: str) -> AreaParts:
    """The comparable parts of a written place such as `xã Đại Dực, huyện Tiên Yên`."""
    same, provinces = _tables()
    keys = [same.get(key, key) for key in map(_bare, place.split(","))]
    province = next((key for key in reversed(keys) if key in provinces), None)
    return AreaParts(keys[0], province)
