"""The SDMX data structure of the observations: `extract/frames/structure.xml`, from its columns."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.model import (
    Agency,
    Code,
    Codelist,
    Component,
    Components,
    Concept,
    ConceptScheme,
    Dataflow,
    DataStructureDefinition,
    DataType,
    ItemReference,
    Role,
)
from pysdmx.model.message import Header

from extract import schema
from extract.frames.observation import Column, columns
from extract.frames.sdmx import AGENCY, DATAFLOW, STRUCTURE, VERSION

SCHEME = "CS_STATEMENTS"
TARGET = Path(__file__).resolve().parent.parent / "extract" / "frames" / "structure.xml"
CODES = {
    "MEASURE": {kind: kind for kind in get_args(schema.Kind)},
    "OBS_STATUS": {
        "A": "Normal value",
        "E": "Estimated value",
        "F": "Forecast value",
        "U": "Low reliability",
    },
    "OBS_BOUND": {bound: bound for bound in get_args(schema.Bound)},
}
TYPES = {
    "text": DataType.STRING,
    "whole": DataType.INTEGER,
    "number": DataType.DECIMAL,
    "real": DataType.DOUBLE,
    "day": DataType.DATE,
}
ROLES = {
    "dimension": Role.DIMENSION,
    "time": Role.DIMENSION,
    "measure": Role.MEASURE,
    "attribute": Role.ATTRIBUTE,
}


def codelist(name: str) -> Codelist:
    """The codes of a column."""
    codes = [Code(id=code, name=text) for code, text in CODES[name].items()]
    return Codelist(id=f"CL_{name}", name=name, agency=AGENCY, version=VERSION, items=codes)


def concept(column: Column) -> Concept:
    """What a column means."""
    return Concept(id=column.sdmx, name=column.sdmx, description=column.description)


def component(column: Column, codes: Codelist | None) -> Component:
    """A column in its role."""
    kind = DataType.PERIOD if column.role == "time" else TYPES[column.type]
    attached = "O" if column.role == "attribute" else None
    return Component(
        id=column.sdmx,
        required=column.required or column.role == "time",
        role=ROLES[column.role],
        concept=ItemReference("Concept", AGENCY, SCHEME, VERSION, column.sdmx),
        local_dtype=None if codes else kind,
        local_codes=codes,
        attachment_level=attached,
    )


def main() -> None:
    """Write the structure message."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=TARGET)
    options = parser.parse_args()
    lists = {name: codelist(name) for name in CODES}
    scheme = ConceptScheme(
        id=SCHEME, name="Concepts", agency=AGENCY, version=VERSION,
        items=[concept(column) for column in columns()],
    )  # fmt: skip
    parts = Components([component(column, lists.get(column.sdmx)) for column in columns()])
    definition = DataStructureDefinition(
        id=STRUCTURE, name="Statistical statements of news text", agency=AGENCY,
        version=VERSION, components=parts,
    )  # fmt: skip
    flow = Dataflow(
        id=DATAFLOW, name="Statistical statements of news text", agency=AGENCY,
        version=VERSION, structure=definition,
    )  # fmt: skip
    header = Header(
        id=STRUCTURE, prepared=datetime(2026, 11, 27, tzinfo=UTC), sender=Agency(AGENCY)
    )
    write_sdmx(
        [*lists.values(), scheme, definition, flow],
        sdmx_format=Format.STRUCTURE_SDMX_ML_2_1,
        output_path=options.output, header=header, prettyprint=True,
    )  # fmt: skip


if __name__ == "__main__":
    main()
