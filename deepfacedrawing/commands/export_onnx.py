"""``export-onnx``: a model as one ONNX file for programs in other languages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from deepfacedrawing.rendering import GROUPS, UserError
from deepfacedrawing.samples import find_samples


def add_parsers(commands: Any) -> None:
    """Adds ``export-onnx``."""
    parser = commands.add_parser(
        "export-onnx",
        help="write a model as an ONNX file",
        description="Writes the way from a sketch to a face as one ONNX file, and checks that it paints the samples as"
        " the model does. Inputs: sketch (B, 512, 512) uint8, refinement (B, 5) and style (B, 512) float32; output:"
        " face (B, 512, 512, 3) uint8. The styles of the appearances are JSON in its metadata.",
    )
    parser.add_argument("-o", "--out", required=True, type=Path, metavar="OUT", help="the file to write, NAME.onnx")
    parser.add_argument("--model", type=Path, metavar="PATH", help="a model of your own (default: the bundled one)")
    parser.add_argument("--group", default="all", metavar="GROUP", help=f"of the bank: {', '.join(GROUPS)}")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Writes the file; it is whole or not there.

    Raises:
        UserError: a bad option, a bad model, missing packages, no permission to write, or faces that differ.
    """
    if arguments.out.suffix.lower() != ".onnx":
        raise UserError(f"ONNX files end in .onnx; give {arguments.out.name} that ending.")

    import torch

    from deepfacedrawing.engine.checkpoint import find_bank, load_bank, load_model
    from deepfacedrawing.engine.face_engine import locate_model
    from deepfacedrawing.engine.grouped_banks import GroupedBanks
    from deepfacedrawing.engine.onnx_path import export_onnx
    from deepfacedrawing.ui.project_file import read_sketch
    from deepfacedrawing.ui.sketch import rasterise

    path = locate_model(arguments.model)
    model, palette = load_model(path)
    banks = GroupedBanks.build(load_bank(find_bank(path), model.config), torch.device("cpu"), model.config.manifold)
    sketches = [rasterise(read_sketch(sample)) for sample in find_samples()]
    parity = export_onnx(arguments.out, model, banks, palette, sketches, arguments.group)
    size = arguments.out.stat().st_size / 1e6
    print(f"{path} -> {arguments.out} ({size:.0f} MB; its faces differ by {parity.mean:.3f} of 255)")
    return 0
