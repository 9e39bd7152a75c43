"""What the commands say to their user."""

from __future__ import annotations

import sys


def say(message: str) -> None:
    """A message on stderr, under the command's name."""
    print(f"solieu: {message}", file=sys.stderr)


def name_and_version() -> str:
    """`solieu 0.1.0`; the name alone where the package is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to import

    try:
        return f"solieu {version('solieu')}"
    except PackageNotFoundError:
        return "solieu"
