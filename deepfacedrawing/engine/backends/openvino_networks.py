"""OpenVINO: the networks as compiled graphs, on the processor.

Compiling all of them takes a second. Graphs that were compiled before and kept on disk take as long to read, so none
are kept.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import openvino as ov
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.engine.backends.geometry_graph import build_geometry
from deepfacedrawing.engine.backends.layers import build_plain
from deepfacedrawing.engine.backends.painter_graph import PainterGraph
from deepfacedrawing.engine.backends.torch_networks import fast_dtype
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.models.prior import LAYOUT_SIZES
from deepfacedrawing.engine.models.synthesis import GEOMETRY_CHANNELS, PriorSynthesis


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
            "INFERENCE_NUM_THREADS": count_threads(os.cpu_count() or 1),
            # A thread that is bound to a core waits there while the window works; a free one goes elsewhere.
            "ENABLE_CPU_PINNING": False,
        }
        self.request = ov.Core().compile_model(graph, "CPU", settings).create_infer_request()
        first = len(graph.inputs) - len(fixed)
        for i, tensor in enumerate(fixed, first):
            self.request.set_input_tensor(i, ov.Tensor(tensor.float().numpy().copy()))

    def __call__(self, *inputs: Tensor) -> NDArray[np.generic]:
        """The one output; it is overwritten by the next call."""
        for i, tensor in enumerate(inputs):
            self.request.set_input_tensor(i, ov.Tensor(tensor.contiguous().numpy(), shared_memory=True))
        self.request.infer()
        return self.request.get_output_tensor().data


class OpenVinoNetworks:
    """Implements ``networks.Networks`` for a model with a prior, whose norms are folded.

    Latents are computed in float32, so that a drawing has the same neighbours everywhere; what follows is in bfloat16
    where the processor multiplies matrices in it.
    """

    def __init__(self, model: DeepFaceDrawing) -> None:
        synthesis, config = model.synthesis, model.config
        assert isinstance(synthesis, PriorSynthesis)
        dtype = torch.float32 if config.full_precision else fast_dtype(torch.device("cpu"))
        precision = "bf16" if dtype == torch.bfloat16 else "f32"
        self.name = f"OpenVINO, {str(dtype).removeprefix('torch.')}"
        cells, latent = CANVAS_SIZE // config.feature_stride, (1, config.coder.latent_dim)
        latents = (1, len(config.components), config.coder.latent_dim)
        sizes = {c.name: c.size // c.crop_reduction for c in config.components}
        painter = PainterGraph()
        painting = painter.build(synthesis.prior, (1, GEOMETRY_CHANNELS, LAYOUT_SIZES[-1], LAYOUT_SIZES[-1]))
        laying_out = build_geometry(synthesis.geometry, (1, config.coder.map_channels, cells, cells), latents)
        with ThreadPoolExecutor(2) as threads:
            paint = threads.submit(Compiled, painting, precision, [fixed for _, fixed in painter.fixed])
            geometry = threads.submit(Compiled, laying_out, precision)
            encoders = {
                n: threads.submit(Compiled, build_plain(model.encoders[n], (1, 1, size, size)), "f32")
                for n, size in sizes.items()
            }
            decoders = {
                n: threads.submit(Compiled, build_plain(model.feature_decoders[n], latent), precision) for n in sizes
            }
        self._paint, self._geometry = paint.result(), geometry.result()
        self._encoders = {name: encoder.result() for name, encoder in encoders.items()}
        self._decoders = {name: decoder.result() for name, decoder in decoders.items()}

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.tensor(self._encoders[component](crop))

    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.tensor(self._decoders[component](latent))

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.tensor(self._geometry(merged, latents))

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``."""
        return self._paint(laid_out, style)[0].astype(np.uint8)


def count_threads(cores: int) -> int:
    """All cores but the window's; both where there are but two, as the engine gives way to the window anyway."""
    return cores - 1 if cores > 2 else cores
