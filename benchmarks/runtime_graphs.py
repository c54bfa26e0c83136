"""The networks as files of other libraries: ONNX by PyTorch's exporter, the painter in int8 by NNCF."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import openvino as ov
import torch
from openvino import opset13 as op
from openvino.passes import ConstantFolding, Manager
from torch import Tensor, nn

from deepfacedrawing.components import CANVAS_SIZE, PAPER
from deepfacedrawing.engine.backends.painter_graph import PainterGraph
from deepfacedrawing.engine.checkpoint import Bank, find_bank, load_bank, load_model
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.models.blocks import fold_norms
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.prior import LAYOUT_SIZES
from deepfacedrawing.engine.models.synthesis import GEOMETRY_CHANNELS, PriorSynthesis
from deepfacedrawing.engine.onnx_path import OPSET, export_onnx
from deepfacedrawing.engine.palette import Palette
from deepfacedrawing.rendering import DEFAULT_APPEARANCE

GEOMETRY = (1, GEOMETRY_CHANNELS, LAYOUT_SIZES[-1], LAYOUT_SIZES[-1])
# Faces of the bank that show NNCF the range of each tensor.
NUM_CALIBRATION = 32
# Convolutions of the painter's last layer and of its colours: an inverse Haar step, two separable ones, RGB.
LAST_CONVOLUTIONS = 6


def load_folded(path: Path) -> tuple[DeepFaceDrawing, Palette, Bank]:
    """Model, palette and bank as an engine has them: with the norms folded.

    Raises:
        SystemExit: the model does not paint with a prior.
    """
    model, palette = load_model(path)
    if not isinstance(model.synthesis, PriorSynthesis):
        raise SystemExit("This benchmark is for models that paint with a prior, as the bundled one does.")
    fold_norms(model)
    return model.requires_grad_(False), palette, load_bank(find_bank(path), model.config)


def choose_style(palette: Palette) -> Tensor:
    """The ``(1, 512)`` style that everything is painted in."""
    return palette.style(DEFAULT_APPEARANCE)


# ONNX


class Painter(nn.Module):
    """The upper prior in one style, with the pixels: of the forms that ONNX can say, the one that runs fastest."""

    def __init__(self, folded: FoldedPrior) -> None:
        super().__init__()
        self.folded = folded

    def forward(self, geometry: Tensor) -> Tensor:
        face = (self.folded(geometry).clamp(-1, 1) + 1) * 127.5 + 0.5
        return face.to(torch.uint8).permute(0, 2, 3, 1)


def export_parts(path: Path, folder: Path) -> None:
    """Each network as a file: ``encode_NAME``, ``map_NAME``, ``lay_out``, ``paint``."""
    model, palette, _ = load_folded(path)
    for name, module, inputs in list_parts(model, choose_style(palette)):
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():  # it reports its steps there
            warnings.simplefilter("ignore")
            program = torch.onnx.export(module.eval(), inputs, dynamo=True, opset_version=OPSET)
        assert program is not None
        program.save(str(folder / f"{name}.onnx"))


def list_parts(model: DeepFaceDrawing, style: Tensor) -> Iterator[tuple[str, nn.Module, tuple[Tensor, ...]]]:
    """Name, module, and inputs of the right shapes."""
    coder, synthesis = model.config.coder, model.synthesis
    assert isinstance(synthesis, PriorSynthesis)
    latent, cells = torch.zeros(1, coder.latent_dim), CANVAS_SIZE // model.config.feature_stride
    for component in model.config.components:
        size = component.size // component.crop_reduction
        yield f"encode_{component.name}", model.encoders[component.name], (torch.ones(1, 1, size, size),)
        yield f"map_{component.name}", model.feature_decoders[component.name], (latent,)
    merged, latents = torch.zeros(1, coder.map_channels, cells, cells), torch.zeros(1, 5, coder.latent_dim)
    yield "lay_out", synthesis.geometry, (merged, latents)
    yield "paint", Painter(FoldedPrior(synthesis.prior, style)), (torch.zeros(GEOMETRY),)


def export_whole(path: Path, folder: Path) -> None:
    """The file of ``deepfacedrawing export-onnx``."""
    model, palette = load_model(path)
    bank = load_bank(find_bank(path), model.config)
    banks = GroupedBanks.build(bank, torch.device("cpu"), model.config.manifold)
    blank = np.full((CANVAS_SIZE, CANVAS_SIZE), PAPER, np.uint8)
    export_onnx(folder / "face.onnx", model, banks, palette, [blank])


# int8


def quantise_painter(path: Path, folder: Path) -> None:
    """The painter with all its convolutions in int8."""
    _quantise(path, folder, only_last=False)


def quantise_last_layer(path: Path, folder: Path) -> None:
    """The painter with those at 512×512 in int8, which take half the time; the rest as it is."""
    _quantise(path, folder, only_last=True)


@torch.inference_mode()
def _quantise(path: Path, folder: Path, only_last: bool) -> None:
    """NNCF quantises what is constant: so it is one style's painter, and each appearance would need a graph."""
    import nncf  # pyright: ignore[reportMissingImports]

    model, palette, bank = load_folded(path)
    graph, fixed = build_painter(model, choose_style(palette))
    spared = find_convolutions(graph)[:-LAST_CONVOLUTIONS] if only_last else []
    inputs = [[geometry.numpy(), *(tensor.numpy() for tensor in fixed)] for geometry in lay_out_bank(model, bank)]
    quantised = nncf.quantize(
        graph,
        nncf.Dataset(inputs),
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(inputs),
        ignored_scope=nncf.IgnoredScope(names=spared),
    )
    torch.save(fixed, folder / "fixed.pt")
    ov.save_model(quantised, folder / "painter.xml", compress_to_fp16=False)


def build_painter(model: DeepFaceDrawing, style: Tensor) -> tuple[ov.Model, list[Tensor]]:
    """OpenVINO's painter with the style in its weights, and what its inputs behind the geometry always are."""
    assert isinstance(model.synthesis, PriorSynthesis)
    painter = PainterGraph()
    graph = painter.build(model.synthesis.prior, GEOMETRY)
    asked = graph.get_parameters()[1]
    asked.output(0).replace(op.constant(style.numpy()).output(0))
    graph.remove_parameter(asked)
    folding = Manager()
    folding.register_pass(ConstantFolding())
    folding.run_passes(graph)
    return graph, [tensor.detach().float() for _, tensor in painter.fixed]


def find_convolutions(graph: ov.Model) -> list[str]:
    """The names of a graph's convolutions, in the order in which they are computed."""
    kinds = ("Convolution", "GroupConvolution")
    return [node.get_friendly_name() for node in graph.get_ordered_ops() if node.get_type_name() in kinds]


def lay_out_bank(model: DeepFaceDrawing, bank: Bank) -> Iterator[Tensor]:
    """The geometries of faces from the bank, evenly over it."""
    assert isinstance(model.synthesis, PriorSynthesis)
    count = len(next(iter(bank.latents.values())))
    for row in torch.linspace(0, count - 1, min(NUM_CALIBRATION, count)).long().tolist():
        latents = {name: rows[row : row + 1].float() for name, rows in bank.latents.items()}
        merged = model.merge(model.map(latents))
        yield model.synthesis.geometry(merged, stack_latents(latents, model.config.components))
