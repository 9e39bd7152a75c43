"""The weights of the encoder that ships, out of its 8 bits: to train on from them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

PARTS = ("q", "k", "v", "ao", "fi", "fo")
"""The matrices of a layer, in the order in which the exported encoder multiplies with them."""
_CUT = "_quantized"


def read_shipped(folder: Path) -> dict[str, Tensor]:
    """The weights of `encoder.onnx` and `encoder_heads.npz` by their names in the network.

    What 8 bits cannot tell is lost, and heads that only help to train are not there.

    Raises:
        ValueError: where the matrices are not those of whole layers.
    """
    graph = onnx.load(str(folder / "encoder.onnx")).graph
    arrays = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {
        f"encoder.{name.removesuffix(_CUT)}": _full(arrays, name) if name.endswith(_CUT) else array
        for name, array in arrays.items()
        if not name.startswith("onnx::") and not name.endswith(("_scale", "_zero_point"))
    }
    matrices = [
        node.input[1]
        for node in graph.node
        if node.op_type == "MatMulInteger" and node.input[1] in arrays
    ]
    if len(matrices) % len(PARTS):
        raise ValueError(f"{len(matrices)} matrices are no whole layers")
    for number, name in enumerate(matrices):
        layer, part = divmod(number, len(PARTS))
        found[f"encoder.layers.{layer}.{PARTS[part]}.weight"] = _full(arrays, name).T.copy()
    with np.load(folder / "encoder_heads.npz") as heads:
        found |= {name: heads[name].astype(np.float32) for name in heads.files}
    return {name: torch.from_numpy(np.array(array)) for name, array in found.items()}


def _full(arrays: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    """An 8-bit matrix as the numbers it stands for."""
    bare = name.removesuffix(_CUT)
    offset = arrays[name].astype(np.float32) - arrays[f"{bare}_zero_point"].astype(np.float32)
    full: NDArray[np.float32] = offset * arrays[f"{bare}_scale"].astype(np.float32)
    return full
