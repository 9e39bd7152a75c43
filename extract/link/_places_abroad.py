"""What `cả nước` means in news of another country."""

from __future__ import annotations

import regex

from extract.annotate import Article
from extract.find.places import PlaceMention

_HOME = regex.compile(
    r"\b(?:tổng cục|ubnd|hđnd|ủy ban nhân dân|hội đồng nhân dân|ngân hàng nhà nước|công thương|evn"
    r"|vcci|kế hoạch và đầu tư|nông nghiệp và phát triển nông thôn"
    r"|nguyễn|phạm|trần|huỳnh|đặng|bùi)\b"
)
"""Bodies and family names of Việt Nam: news that speaks of them is not of a country abroad."""
_IN_PASSING = regex.compile(
    r"(?:\b(?:sang|từ|của|với|trước|chống|hàng|thị trường|vốn|vào|tới|đến|tại|ở|và|người|mua)"
    r"|[(,–-]) ?$"
)
"""Words that make a country behind them a partner, an origin or a bracket."""
_REACH = 12


class CountryAbroad:
    """The country that an article speaks of, as long as nothing at home has been named.

    `cả nước` and `toàn quốc` name no country by themselves: where only places abroad are named
    before them, 46 of 50 labels read them of the country last named.
    """

    def __init__(self, article: Article) -> None:
        self._key = article.text.key
        body = _HOME.search(self._key)
        self._home = body.start() if body else len(self._key)
        self._country: int | None = None

    def meant_by(self, mention: PlaceMention) -> int | None:
        """The area that `mention` stands for where it is `cả nước` said of a country abroad."""
        words = self._key[mention.start : mention.end]
        if mention.form != "national" or not words.endswith(("cả nước", "toàn quốc")):
            return None
        return self._country if mention.start < self._home else None

    def see(self, mention: PlaceMention, area: int) -> None:
        """Take note of the next mention, which names the `area` of that number."""
        if mention.form not in ("foreign", "world") and mention.veto in ("", "organisation"):
            self._home = min(self._home, mention.start)
        elif mention.level == "country" and not mention.veto and not self._in_passing(mention):
            self._country = area

    def _in_passing(self, mention: PlaceMention) -> bool:
        before = max(0, mention.start - _REACH)
        return _IN_PASSING.search(self._key, before, mention.start) is not None
