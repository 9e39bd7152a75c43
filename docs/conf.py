"""How the documentation is built: `make docs`."""

from __future__ import annotations

from importlib.metadata import version as installed
from inspect import isclass
from pathlib import Path

from sphinx.application import Sphinx

# autodoc imports with TYPE_CHECKING set, which spaCy's models do not bear: import it before.
import extract.pipeline

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

REFERENCE = Path(__file__).parent / "reference"


def write_pages(_: Sphinx) -> None:
    """The pages that are made from the package itself, so that no name can be lacking."""
    _write("command-line.md", command_line())
    _write("calls.md", calls())


def command_line() -> list[str]:
    """What `--help` says of each command."""
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
    return lines


def calls() -> list[str]:
    """Whatever `import extract` gives; the models stand on a page of their own."""
    names = [name for name in extract.__all__ if not isclass(getattr(extract, name))]
    directives = [f".. autofunction:: extract.{name}" for name in names]
    return ["# Python: calls", "", "```{eval-rst}", *directives, "```", ""]


def _write(name: str, lines: list[str]) -> None:
    path, page = REFERENCE / name, "\n".join(lines)
    if not path.exists() or path.read_text("utf-8") != page:
        path.write_text(page, "utf-8")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("builder-inited", write_pages)
