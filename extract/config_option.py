"""The option by which a command takes a user's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extract.console import say

_USAGE = 2

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        show_default=False,
        help="Words of your own (TOML).  [default: solieu.toml where it is in this folder]",
    ),
]


WRITTEN = "records that were written before are as they are; extract the articles anew"
"""Why a command takes no words beside a file of records."""


def own_words(config: Path | None) -> dict[str, str]:
    """The option that takes a user's configuration to the workers; none where there is none."""
    from extract.config import FILE, read_config  # noqa: PLC0415 - slow to import

    path = config or Path(FILE)
    if config is None and not path.is_file():
        return {}
    from extract.errors import ConfigError  # noqa: PLC0415

    try:
        own = read_config(path)
    except ConfigError as error:
        say(str(error))
        raise typer.Exit(_USAGE) from error
    if config is None:
        say(f"with the words of {path}")
    return {"config": own.model_dump_json(by_alias=True)}
