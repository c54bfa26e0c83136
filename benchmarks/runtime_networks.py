"""The ways to compute a face that are compared: a table of what each needs and how it is built.

Each is built in a process of its own; see ``runtime_process``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import openvino as ov
import torch
from numpy.typing import NDArray
from runtime_graphs import (
    choose_style,
    export_parts,
    export_whole,
    load_folded,
    quantise_last_layer,
    quantise_painter,
)
from torch import Tensor

from deepfacedrawing.components import crop
from deepfacedrawing.engine import face_engine
from deepfacedrawing.engine.backends import torch_networks
from deepfacedrawing.engine.backends.networks import Networks
from deepfacedrawing.engine.backends.openvino_networks import Compiled, OpenVinoNetworks
from deepfacedrawing.engine.backends.runner import Runner, Straight
from deepfacedrawing.engine.backends.torch_networks import TorchNetworks, fast_dtype, reduce_crop
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.rendering import RenderRequest

CPU = torch.device("cpu")
WHOLE = "whole new sketch"
Sketches = list[NDArray[np.uint8]]


@dataclass(frozen=True)
class Candidate:
    """A runtime, ready: ``calls`` computes a stage of the next sample, ``paint`` a request's face, in the style of the
    model's first appearance where the runtime has but one.
    """

    name: str
    calls: Mapping[str, Callable[[], Any]]
    paint: Callable[[RenderRequest], NDArray[np.uint8]]


@dataclass(frozen=True)
class Runtime:
    """``packages``: what it imports beyond the program's own. ``prepare``: writes its files into an empty folder.
    ``load``: the model's path, that folder and the sketches to a candidate.
    """

    load: Callable[[Path, Path, Sketches], Candidate]
    packages: tuple[str, ...] = ()
    prepare: Callable[[Path, Path], None] | None = None


# PyTorch


def build_float32(model: DeepFaceDrawing, _: Path) -> Networks:
    """The reference."""
    model.config = replace(model.config, full_precision=True)
    return TorchNetworks(model, CPU)


def build_torch(model: DeepFaceDrawing, _: Path) -> Networks:
    """As the program runs where there is no OpenVINO."""
    return TorchNetworks(model, CPU)


def build_half(model: DeepFaceDrawing, _: Path) -> Networks:
    """In the number type of graphics cards."""
    with patch.object(torch_networks, "fast_dtype", lambda device: torch.float16):
        return TorchNetworks(model, CPU)


class CompiledTorchNetworks(TorchNetworks):
    """The same, every module compiled by torch.compile."""

    def __init__(self, model: DeepFaceDrawing, _: Path) -> None:
        super().__init__(model, CPU)
        self.name += ", torch.compile"
        for module in (*model.encoders.values(), *model.feature_decoders.values(), model.synthesis.geometry):
            assert isinstance(module, torch.nn.Module)
            module.compile()

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; a painter is compiled behind its first face."""
        before, face = self.painter, super().paint(laid_out, style)
        if self.painter is not before and self.painter is not None:
            self.painter[1].compile()
        return face


# ONNX Runtime


class OnnxNetworks:
    """Implements ``networks.Networks`` for one style with the files of ``export_parts``."""

    def __init__(self, model: DeepFaceDrawing, folder: Path) -> None:
        self.name, self.tiles = "ONNX Runtime, float32", None
        self.runner: Runner = Straight(CPU)
        self.reductions = {c.name: c.crop_reduction for c in model.config.components}
        self.sessions = {path.stem: open_session(path) for path in folder.glob("*.onnx")}
        for part in (model.encoders, model.feature_decoders, model.synthesis):
            part.to("meta")

    def _run(self, part: str, *inputs: Tensor) -> NDArray[Any]:
        session = self.sessions[part]
        names = [value.name for value in session.get_inputs()]
        return session.run(None, {n: x.numpy() for n, x in zip(names, inputs, strict=True)})[0]

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.from_numpy(self._run(f"encode_{component}", reduce_crop(crop, self.reductions[component])))

    def map(self, component: str, latent: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.from_numpy(self._run(f"map_{component}", latent))

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """See ``networks.Networks``."""
        return torch.from_numpy(self._run("lay_out", merged, latents))

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; the style is the file's own."""
        return self._run("paint", laid_out)[0]


def open_session(path: Path) -> Any:
    """An ONNX file, ready to run on the processor."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    # Each of a dozen sessions has threads of its own, which would wait for work on the cores that the next one needs.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def load_onnx_file(path: Path, folder: Path, sketches: Sketches) -> Candidate:
    """The whole way as one file: a face has no stages there."""
    model, palette, _ = load_folded(path)
    session = open_session(folder / "face.onnx")

    def paint(request: RenderRequest) -> NDArray[np.uint8]:
        refinement = np.array([[request.refinement[c.name] for c in model.config.components]], np.float32)
        style = palette.style(request.appearance, request.controls).numpy()
        return session.run(None, {"sketch": request.sketch[None], "refinement": refinement, "style": style})[0][0]

    turns = cycle(RenderRequest(sketch, shadow=False) for sketch in sketches)
    return Candidate("ONNX Runtime, float32, one file", {WHOLE: lambda: paint(next(turns))}, paint)


# OpenVINO


def build_openvino_float32(model: DeepFaceDrawing, _: Path) -> Networks:
    """All of it in float32."""
    model.config = replace(model.config, full_precision=True)
    return OpenVinoNetworks(model)


def build_openvino(model: DeepFaceDrawing, _: Path) -> Networks:
    """As the program runs."""
    return OpenVinoNetworks(model)


class Int8Networks(OpenVinoNetworks):
    """The same, with a painter of ``runtime_graphs`` for one style."""

    def __init__(self, model: DeepFaceDrawing, folder: Path, which: str) -> None:
        super().__init__(model)
        self.name += f", {which} in int8"
        precision = "bf16" if fast_dtype(CPU) == torch.bfloat16 else "f32"
        graph = ov.Core().read_model(folder / "painter.xml")
        self._paint = Compiled(graph, precision, torch.load(folder / "fixed.pt", weights_only=True))

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """See ``networks.Networks``; the style is the graph's own."""
        assert self._paint is not None
        return self._paint(laid_out)[0].astype(np.uint8)


# From networks to stages


def load_with(build: Callable[[DeepFaceDrawing, Path], Networks]) -> Callable[[Path, Path, Sketches], Candidate]:
    """The program's own engine with other networks."""

    def load(path: Path, folder: Path, sketches: Sketches) -> Candidate:
        model, palette, bank = load_folded(path)
        with patch.object(face_engine, "build_networks", lambda model, device, backend: build(model, folder)):
            engine = FaceEngine(model, palette, bank, CPU, path.stem)
        paint = lambda request: engine.render(request).face  # noqa: E731
        return Candidate(engine.networks.name, list_calls(engine, sketches), paint)

    return load


@dataclass(frozen=True)
class Sample:
    """What each stage of one sketch begins with."""

    crops: dict[str, Tensor]
    latents: dict[str, Tensor]
    merged: Tensor
    stacked: Tensor
    laid_out: Tensor


@torch.inference_mode()
def take_apart(engine: FaceEngine, sketch: NDArray[np.uint8]) -> Sample:
    """A sketch's way through the networks of an engine, without the manifold."""
    model, networks = engine.model, engine.networks
    components = model.config.components
    crops = {c.name: torch.from_numpy(crop(sketch, c, components))[None, None] for c in components}
    latents = {name: networks.encode(name, part) for name, part in crops.items()}
    merged = model.merge({name: networks.map(name, latent) for name, latent in latents.items()})
    stacked = stack_latents(latents, components)
    return Sample(crops, latents, merged, stacked, networks.lay_out(merged, stacked))


def list_calls(engine: FaceEngine, sketches: Sketches) -> dict[str, Callable[[], Any]]:
    """Stage → what computes it for the next of the sketches."""
    networks, style = engine.networks, choose_style(engine.palette)
    samples, turns = cycle([take_apart(engine, sketch) for sketch in sketches]), cycle(sketches)

    def lay_out() -> Tensor:
        sample = next(samples)
        return networks.lay_out(sample.merged, sample.stacked)

    return {
        "mouth's encoder": lambda: networks.encode("mouth", next(samples).crops["mouth"]),
        "five encoders": lambda: [networks.encode(name, part) for name, part in next(samples).crops.items()],
        "five decoders": lambda: [networks.map(name, latent) for name, latent in next(samples).latents.items()],
        "layout": lay_out,
        "painting": lambda: networks.paint(next(samples).laid_out, style),
        WHOLE: lambda: engine.render(RenderRequest(next(turns), shadow=False)),
    }


ONNX = ("onnxruntime", "onnxscript")
RUNTIMES = {
    "torch-float32": Runtime(load_with(build_float32)),
    "torch": Runtime(load_with(build_torch)),
    "torch-half": Runtime(load_with(build_half)),
    "torch-compile": Runtime(load_with(CompiledTorchNetworks)),
    "onnxruntime": Runtime(load_with(OnnxNetworks), ONNX, export_parts),
    "onnxruntime-file": Runtime(load_onnx_file, ONNX, export_whole),
    "openvino-float32": Runtime(load_with(build_openvino_float32)),
    "openvino": Runtime(load_with(build_openvino)),
    "openvino-int8": Runtime(load_with(lambda m, f: Int8Networks(m, f, "painter")), ("nncf",), quantise_painter),
    "openvino-int8-last": Runtime(
        load_with(lambda m, f: Int8Networks(m, f, "painter's last layer")), ("nncf",), quantise_last_layer
    ),
}
