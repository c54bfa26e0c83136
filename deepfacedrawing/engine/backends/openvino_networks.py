"""OpenVINO: the networks as compiled graphs, on the processor.

Compiling all of them takes a second. Graphs that were compiled before and kept on disk take as long to read, so none
are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor

import numpy as np
import openvino as ov
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.engine.backends.geometry_graph import build_geometry
from deepfacedrawing.engine.backends.layers import build_plain
from deepfacedrawing.engine.backends.painter_graph import PainterGraph
from deepfacedrawing.engine.backends.runner import Runner, Straight
from deepfacedrawing.engine.backends.torch_networks import fast_dtype, needs_float32, reduce_crop, to_pixels
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.models.prior import LAYOUT_SIZES
from deepfacedrawing.engine.models.synthesis import GEOMETRY_CHANNELS, PriorSynthesis

# Cells along a side of the tiles that drafts are painted in: those of an eye or a mouth, and what is around it.
TILE = 20


class Compiled:
    """One graph, ready to run; holds the memory that its results lie in.

    Args:
        graph: float32 in.
        precision: OpenVINO's name of the number type to compute in.
        fixed: the last inputs, where these are always the same.
    """

    def __init__(self, graph: ov.Model, precision: str, fixed: Sequence[Tensor] = ()) -> None:
        settings = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": count_threads(torch.get_num_threads()),
            # A thread that is bound to a core waits there while the window works; a free one goes elsewhere.
            "ENABLE_CPU_PINNING": False,
        }
        self.request = ov.Core().compile_model(graph, "CPU", settings).create_infer_request()
        first = len(graph.inputs) - len(fixed)
        for i, tensor in enumerate(fixed, first):
            self.request.set_input_tensor(i, ov.Tensor(tensor.float().numpy().copy()))

    def __call__(self, *inputs: Tensor) -> NDArray[np.generic]:
        """The one output; it is overwritten by the next call."""
        arrays = [tensor.contiguous().numpy() for tensor in inputs]  # the request does not keep them alive
        for i, array in enumerate(arrays):
            self.request.set_input_tensor(i, ov.Tensor(array, shared_memory=True))
        self.request.infer()
        return self.request.get_output_tensor().data


class Tiles:
    """Implements ``networks.TilePainter``.

    Args:
        painter: what the graph was built by.
        compiled: the graph of a tile.
    """

    size = TILE

    def __init__(self, painter: PainterGraph, compiled: Compiled) -> None:
        self._spreads = [spread for _, spread in painter.fixed]
        self._compiled = compiled

    def paint(self, laid_out: Tensor, style: Tensor, top: int, left: int) -> NDArray[np.uint8]:
        """See ``networks.TilePainter``."""
        count = laid_out.shape[-1]
        parts = [laid_out, *self._spreads]
        tiles = [cut(part, top, left, part.shape[-1] // count) for part in parts]
        return self._compiled(tiles[0], style, *tiles[1:])[0].astype(np.uint8)


def cut(values: Tensor, top: int, left: int, scale: int) -> Tensor:
    """A tile of ``(1, C, H, W)`` with ``scale`` values to a cell."""
    rows, columns = (slice(scale * start, scale * (start + TILE)) for start in (top, left))
    return values[:, :, rows, columns]


class OpenVinoNetworks:
    """Implements ``networks.Networks`` for a model with folded norms, and takes the weights of its networks out of it.

    Latents are computed in float32, so that a drawing has the same neighbours everywhere; what follows is in bfloat16
    where the processor multiplies matrices in it.
    """

    def __init__(self, model: DeepFaceDrawing) -> None:
        config = model.config
        self.runner: Runner = Straight(torch.device("cpu"))
        self._reductions = {c.name: c.crop_reduction for c in config.components}
        dtype = torch.float32 if config.full_precision else fast_dtype(torch.device("cpu"))
        precision = "bf16" if dtype == torch.bfloat16 else "f32"
        self.name = f"OpenVINO, {str(dtype).removeprefix('torch.')}"
        with ThreadPoolExecutor(2) as threads:
            painting = self._submit_painter(threads, model, precision)
            laying_out = threads.submit(Compiled, build_layout(model), precision)
            encoders, decoders = {}, {}
            for component in config.components:
                name, size = component.name, component.size // component.crop_reduction
                encoders[name] = threads.submit(Compiled, build_plain(model.encoders[name], (1, 1, size, size)), "f32")
                graph = build_plain(model.feature_decoders[name], (1, config.coder.latent_dim))
                decoders[name] = threads.submit(Compiled, graph, "f32" if needs_float32(config, dtype) else precision)
        self._lay_out, self._paint = laying_out.result(), None if painting is None else painting.result()
        self._encoders = {name: encoder.result() for name, encoder in encoders.items()}
        self._decoders = {name: decoder.result() for name, decoder in decoders.items()}
        self._tiles = self._submit_tiles(model, precision)
        for part in (model.encoders, model.feature_decoders, model.synthesis):
            part.to("meta")

    @staticmethod
    def _submit_painter(threads: Executor, model: DeepFaceDrawing, precision: str) -> Future[Compiled] | None:
        if not isinstance(model.synthesis, PriorSynthesis):
            return None
        painter = PainterGraph()
        graph = painter.build(model.synthesis.prior, (1, GEOMETRY_CHANNELS, LAYOUT_SIZES[-1], LAYOUT_SIZES[-1]))
        return threads.submit(Compiled, graph, precision, [fixed for _, fixed in painter.fixed])

    @staticmethod
    def _submit_tiles(model: DeepFaceDrawing, precision: str) -> Future[Tiles] | None:
        """Drafts are not needed for the first face, which does not wait for them."""
        if not isinstance(model.synthesis, PriorSynthesis):
            return None
        painter = PainterGraph()
        graph = painter.build(model.synthesis.prior, (1, GEOMETRY_CHANNELS, TILE, TILE))
        thread = ThreadPoolExecutor(1)
        try:
            return thread.submit(lambda: Tiles(painter, Compiled(graph, precision)))
        finally:
            thread.shutdown(wait=False)

    @property
    def tiles(self) -> Tiles | None:
        """See ``networks.Networks``; None as long as the graph is being compiled."""
        is_there = self._tiles and self._tiles.done() and not self._tiles.exception()
        return self._tiles.result() if self._tiles and is_there else None

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.tensor(self._encoders[component](reduce_crop(crop, self._reductions[component])))

    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.tensor(self._decoders[component](latent))

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """A prior's geometry; from other synthesis the face itself, which does not look at the latents."""
        return torch.tensor(self._lay_out(merged, latents) if self._paint else self._lay_out(merged))

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``."""
        return self._paint(laid_out, style)[0].astype(np.uint8) if self._paint else to_pixels(laid_out[0])


def build_layout(model: DeepFaceDrawing) -> ov.Model:
    """The graph behind ``lay_out``."""
    config, synthesis = model.config, model.synthesis
    cells = CANVAS_SIZE // config.feature_stride
    merged = (1, config.coder.map_channels, cells, cells)
    if isinstance(synthesis, PriorSynthesis):
        return build_geometry(synthesis.geometry, merged, (1, len(config.components), config.coder.latent_dim))
    return build_plain(synthesis.body, merged)


def count_threads(cores: int) -> int:
    """All cores but the window's; both where there are but two, as the engine gives way to the window anyway."""
    return cores - 1 if cores > 2 else cores
