"""The floor under the scores: record F1 of a set may rise, never fall under what was pinned.

Run it as `python -m extract.evaluation.gate`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from extract.errors import LabelError, ModelError


def read_floors(path: Path) -> dict[str, float]:
    """The floor of each set by its name, as shares between 0 and 1.

    Raises:
        LabelError: where the file holds anything else.
    """
    try:
        floors = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise LabelError(f"{path}: {error}") from error
    if not isinstance(floors, dict) or not all(
        isinstance(f, int | float) and not isinstance(f, bool) and 0 <= f <= 1
        for f in floors.values()
    ):
        raise LabelError(f'{path}: a floor is a share between 0 and 1: {{"gold-dev": 0.5}}')
    return {str(name): float(floor) for name, floor in floors.items()}


def fallen(sets: Sequence[Mapping[str, Any]], floors: Mapping[str, float]) -> list[str]:
    """What to complain of: each set under its floor. A set that is not there is not judged."""
    return [
        f"{one['name']}: record F1 {one['record']['f1']:.4f} is under its floor of "
        f"{floors[one['name']]:.4f}"
        for one in sets
        if one["name"] in floors and one["record"]["f1"] < floors[one["name"]]
    ]


def missing(sets: Sequence[Mapping[str, Any]], floors: Mapping[str, float]) -> list[str]:
    """The sets that have a floor and are not there."""
    there = {one["name"] for one in sets}
    return [name for name in floors if name not in there]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure every set and compare with the floors; 0 where none has fallen.

    A set that is not there is named and passed over, but fails under `CI=true`.
    """
    from extract.evaluation import command  # noqa: PLC0415 - it loads the extractor

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gold", type=Path, default=Path("gold"))
    parser.add_argument("--dev", type=Path, default=None)
    parser.add_argument("--floors", type=Path, default=None)
    options = parser.parse_args(arguments)
    try:
        floors = read_floors(options.floors or options.gold / "floors.json")
        report = command.build(options.gold, options.dev)
    except (LabelError, ModelError) as error:
        print(f"gate: {error}", file=sys.stderr)
        return 1
    for line in command.short(report):
        print(line)
    complaints = fallen(report["sets"], floors)
    absent = missing(report["sets"], floors)
    for name in absent:
        print(f"gate: {name} is not there and was not measured", file=sys.stderr)
    for line in complaints:
        print(f"gate: {line}", file=sys.stderr)
    strict = os.environ.get("CI", "").lower() == "true"
    return 1 if complaints or (absent and strict) else 0


if __name__ == "__main__":
    sys.exit(main())
