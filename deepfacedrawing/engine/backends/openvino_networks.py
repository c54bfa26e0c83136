"""OpenVINO: the networks as compiled graphs, on the processor.

Compiling all of them takes a second, so what the first face can do without is compiled after it. Graphs that were
compiled before and kept on disk take as long to read, so none are kept.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

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
    """One graph, ready to run once it is compiled; holds the memory that its results lie in.

    Args:
        graph: float32 in.
        precision: OpenVINO's name of the number type to compute in.
        fixed: the last inputs, where these are always the same.
    """

    def __init__(self, graph: ov.Model, precision: str, fixed: Sequence[Tensor] = ()) -> None:
        self._graph, self._precision, self._fixed = graph, precision, fixed
        self._compiling = threading.Lock()
        self._request: ov.InferRequest | None = None

    @property
    def is_ready(self) -> bool:
        """Whether it need not be compiled any more."""
        return self._request is not None

    def compile(self) -> ov.InferRequest:
        """Does so, if it was not done before; also while another thread does it, which is then waited for."""
        with self._compiling:
            if self._request is None:
                settings = {
                    "PERFORMANCE_HINT": "LATENCY",
                    "INFERENCE_PRECISION_HINT": self._precision,
                    "INFERENCE_NUM_THREADS": torch.get_num_threads(),
                    # A thread that is bound to a core waits there while the window works; a free one goes elsewhere.
                    "ENABLE_CPU_PINNING": False,
                }
                request = share_library().compile_model(self._graph, "CPU", settings).create_infer_request()
                first = len(self._graph.inputs) - len(self._fixed)
                for i, tensor in enumerate(self._fixed, first):
                    request.set_input_tensor(i, ov.Tensor(tensor.float().numpy().copy()))
                self._request = request
                del self._graph
            return self._request

    def __call__(self, *inputs: Tensor) -> NDArray[np.generic]:
        """The one output; it is overwritten by the next call."""
        request = self.compile()
        arrays = [tensor.contiguous().numpy() for tensor in inputs]  # the request does not keep them alive
        for i, array in enumerate(arrays):
            request.set_input_tensor(i, ov.Tensor(array, shared_memory=True))
        request.infer()
        return request.get_output_tensor().data


@cache
def share_library() -> ov.Core:
    """OpenVINO; each one would set up everything anew."""
    return ov.Core()


class Tiles:
    """Implements ``networks.TilePainter``.

    Args:
        painter: what the graph was built by.
        compiled: the graph of a tile.
    """

    size = TILE

    def __init__(self, painter: PainterGraph, compiled: Compiled) -> None:
        self._spreads = [spread for _, spread in painter.fixed]
        self.compiled = compiled

    def paint(self, laid_out: Tensor, style: Tensor, top: int, left: int) -> NDArray[np.uint8]:
        """See ``networks.TilePainter``."""
        count = laid_out.shape[-1]
        parts = [laid_out, *self._spreads]
        tiles = [cut(part, top, left, part.shape[-1] // count) for part in parts]
        return self.compiled(tiles[0], style, *tiles[1:])[0].astype(np.uint8)


def build_tiles(model: DeepFaceDrawing, precision: str) -> Tiles | None:
    """None for a synthesis that does not paint from cells."""
    if not isinstance(model.synthesis, PriorSynthesis):
        return None
    painter = PainterGraph()
    graph = painter.build(model.synthesis.prior, (1, GEOMETRY_CHANNELS, TILE, TILE))
    return Tiles(painter, Compiled(graph, precision))


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
        sizes = {c.name: c.size // c.crop_reduction for c in config.components}
        with ThreadPoolExecutor(2) as threads:
            jobs = [threads.submit(graph.compile) for graph in self._build_needed(model, dtype, precision)]
            self._encoders = {
                name: Compiled(build_plain(encoder, (1, 1, sizes[name], sizes[name])), "f32")
                for name, encoder in model.encoders.items()
            }
            self._tiles = build_tiles(model, precision)
            model.sketch_decoders.to(dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        for job in jobs:
            job.result()
        self._later = [*self._encoders.values(), *([self._tiles.compiled] if self._tiles else [])]
        for part in (model.encoders, model.feature_decoders, model.synthesis):
            part.to("meta")

    def _build_needed(self, model: DeepFaceDrawing, dtype: torch.dtype, precision: str) -> Iterator[Compiled]:
        """What a blank sheet's face needs; each graph can be compiled while the next is being built."""
        config = model.config
        self._paint: Compiled | None = None
        if isinstance(model.synthesis, PriorSynthesis):
            painter = PainterGraph()
            graph = painter.build(model.synthesis.prior, (1, GEOMETRY_CHANNELS, LAYOUT_SIZES[-1], LAYOUT_SIZES[-1]))
            self._paint = Compiled(graph, precision, [fixed for _, fixed in painter.fixed])
            yield self._paint
        self._lay_out = Compiled(build_layout(model), precision)
        yield self._lay_out
        self._decoders: dict[str, Compiled] = {}
        for name, decoder in model.feature_decoders.items():
            graph = build_plain(decoder, (1, config.coder.latent_dim))
            self._decoders[name] = Compiled(graph, "f32" if needs_float32(config, dtype) else precision)
            yield self._decoders[name]

    @property
    def tiles(self) -> Tiles | None:
        """See ``networks.Networks``; None as long as the graph is not compiled, which begins when it is asked for."""
        if self._later:
            later, self._later = self._later, []
            thread = ThreadPoolExecutor(1)
            for graph in later:
                thread.submit(graph.compile)
            thread.shutdown(wait=False)
        return self._tiles if self._tiles and self._tiles.compiled.is_ready else None

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
