"""How the documentation is built: `make docs`."""

from __future__ import annotations

from importlib.metadata import version as installed
from pathlib import Path

from sphinx.application import Sphinx

# autodoc imports with TYPE_CHECKING set, which spaCy's models do not bear: import it before.
import extract.pipeline  # noqa: F401

project = "solieu"
author = "the authors of solieu"
version = release = installed("solieu")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["conftest.py"]
default_role = "code"
html_theme = "furo"
html_title = "solieu"
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"

COMMANDS = Path(__file__).parent / "reference" / "command-line.md"


def write_commands(_: Sphinx) -> None:
    """The page of the command line, from what `--help` says."""
    from typer.main import get_command  # noqa: PLC0415
    from typer.testing import CliRunner  # noqa: PLC0415

    from extract.cli import app  # noqa: PLC0415

    runner = CliRunner()
    lines = ["# Command line", "", "Made from what `--help` says.", ""]
    for name in sorted(get_command(app).commands):  # type: ignore[attr-defined]
        shown = runner.invoke(
            app, [name, "--help"], prog_name="solieu", env={"COLUMNS": "90", "TERM": "dumb"}
        )
        lines += [f"## solieu {name}", "", "```text", shown.output.strip(), "```", ""]
    page = "\n".join(lines)
    if not COMMANDS.exists() or COMMANDS.read_text("utf-8") != page:
        COMMANDS.write_text(page, "utf-8")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("builder-inited", write_commands)
