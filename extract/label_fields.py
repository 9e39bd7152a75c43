"""A record in the fields of a gold label, without what ties the label to its text."""

from __future__ import annotations

from typing import Any

from extract.schema import Record


def label_fields(record: Record) -> dict[str, Any]:
    """The fields from `kind` to `date`; a day of publication is no period of a label."""
    percentage, period = record.percentage, record.date
    stated = period is not None and period.basis != "publication"
    return {
        "kind": record.kind,
        "numerator": record.numerator.value if record.numerator else None,
        "denominator": record.denominator.value if record.denominator else None,
        "percentage": percentage.value if percentage else None,
        "upper": percentage.upper if percentage else None,
        "unit": percentage.unit if percentage else None,
        "bound": record.bound,
        "direction": record.direction,
        "status": record.status,
        "place": record.place.name if record.place else None,
        "indicator": record.indicator.text if record.indicator else "",
        "date": [period.start.isoformat(), period.end.isoformat()] if period and stated else None,
    }
