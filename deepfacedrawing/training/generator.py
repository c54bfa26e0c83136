"""Faces from seeds: the whole MobileStyleGAN for FFHQ, converted from the wheel ``random-face`` (Apache-2.0).

Get the wheel with ``pip download --no-deps random-face==2021.7.21.1``; it is read as a file, never imported.
Sampling moves each style toward a frontal, adult, not too unusual face by linear directions (yaw, pitch, age) fitted in
the style space; ``directions.npz`` holds them. Faces of ``EMPHASISED_SEEDS`` are moved on, each until one thing that is
rare, or rarely strong, is strong in it: a beard, glasses, a hat, closed eyes …
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from deepfacedrawing.engine.models.prior import (
    NUM_LAYOUT_LAYERS,
    NUM_LAYOUT_STYLES,
    STYLE_DIM,
    LayoutPrior,
    StylePrior,
)
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.emphasis import DIRECTIONS, load_emphases

MAPPING_LAYERS = 8
TRUNCATION, MIN_AGE, YAW_CUT, PITCH_CUT = 0.75, 26.0, 0.9, 0.4
VALIDATION_SEEDS = range(200000, 201000)
RESERVED_SEEDS = range(103100, 104000)
EMPHASISED_SEEDS = range(400000, 500000)


class FaceGenerator(nn.Module):
    """Latent z → style w → geometry features at 32×32 → face at 512×512."""

    def __init__(self) -> None:
        super().__init__()
        self.mapping = nn.ModuleList(nn.Linear(STYLE_DIM, STYLE_DIM) for _ in range(MAPPING_LAYERS))
        self.layout = LayoutPrior()
        self.prior = StylePrior()

    def map(self, z: Tensor) -> Tensor:
        """``(B, 512)`` normal latents to ``(B, 512)`` styles."""
        x = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.mapping:
            x = F.leaky_relu(layer(x), 0.2) * 2**0.5
        return x

    def geometry(self, style: Tensor) -> Tensor:
        """``(B, 512)`` styles to the ``(B, 512, 32, 32)`` features that hold shape, hair style and expression."""
        return self.layout(style[:, None].expand(-1, NUM_LAYOUT_STYLES, -1))

    def forward(self, style: Tensor) -> Tensor:
        """``(B, 512)`` styles to faces ``(B, 3, 512, 512)`` in about [-1, 1]."""
        return self.prior(self.geometry(style), style)


class FrontalStyles:
    """Seeds to styles of frontal adults."""

    def __init__(self, generator: FaceGenerator) -> None:
        self.generator = generator
        stored = np.load(DIRECTIONS)
        self.emphases = load_emphases()
        self.directions = {n: stored[n].astype(np.float32) for n in stored.files if not n.startswith("emphasis_")}

    @property
    def mean(self) -> NDArray[np.float32]:
        """(512,) the mean style."""
        return self.emphases.mean

    def style(self, seed: int) -> NDArray[np.float32] | None:
        """The (512,) style of a seed, or None where the face would look younger than ``MIN_AGE``."""
        d = self.directions
        rng = np.random.default_rng(seed)
        z = rng.standard_normal((1, STYLE_DIM)).astype(np.float32)
        with torch.inference_mode():
            x = self.generator.map(torch.from_numpy(z)).numpy()[0] - self.mean
        if self._age(x) < MIN_AGE:
            return None
        yaw = float(x @ d["yaw_read"].reshape(-1) + d["yaw_bias"].item())
        pitch = float(x @ d["pitch_read"].reshape(-1))
        x = x - YAW_CUT * yaw * d["yaw_move"].reshape(-1) - PITCH_CUT * pitch * d["pitch_move"].reshape(-1)
        if seed not in EMPHASISED_SEEDS:
            return self.mean + TRUNCATION * x
        name = self.emphases.names[seed % len(self.emphases.names)]
        style = self.mean + TRUNCATION * x
        wanted = max(rng.uniform(*self.emphases.range[name]), self.emphases.reading(style, name))
        style = self.emphases.moved(style, name, np.array(wanted, np.float32))
        return None if self._age((style - self.mean) / TRUNCATION) < MIN_AGE else style

    def _age(self, x: NDArray[np.float32]) -> float:
        return float(x @ self.directions["age_read"].reshape(-1) + self.directions["age_bias"].item())


class _Graph:
    """The constants of one OpenVINO IR graph in the wheel, by name or by what they feed."""

    def __init__(self, wheel: zipfile.ZipFile, stem: str) -> None:
        root = ElementTree.fromstring(wheel.read(f"random_face/data/{stem}.xml"))
        self.blob = wheel.read(f"random_face/data/{stem}.bin")
        layers = root.find("layers")
        edges = root.find("edges")
        if layers is None or edges is None:
            raise UserError(f"{stem}.xml in the wheel holds no graph; download random-face==2021.7.21.1 again.")
        self.nodes = list(layers)
        self.by_id = {node.get("id"): node for node in self.nodes}
        self.by_name = {node.get("name"): node for node in self.nodes}
        self.inputs: dict[str | None, list[str]] = {}
        for edge in sorted(edges, key=lambda e: int(e.get("to-port", "0"))):
            self.inputs.setdefault(edge.get("to-layer"), []).append(edge.get("from-layer", ""))

    def constant(self, node: ElementTree.Element) -> Tensor:
        data = node.find("data")
        assert data is not None, node.get("name")
        shape = [int(size) for size in data.get("shape", "").split(",") if size.strip()]
        count, offset = int(data.get("size", "0")) // 4, int(data.get("offset", "0"))
        return torch.from_numpy(np.frombuffer(self.blob, np.float32, count, offset).reshape(shape).copy())

    def named(self, name: str) -> Tensor:
        return self.constant(self.by_name[name])

    def of_type(self, *kinds: str) -> list[ElementTree.Element]:
        return [node for node in self.nodes if node.get("type") in kinds]

    def constants_into(self, node: ElementTree.Element) -> list[Tensor]:
        sources = (self.by_id[i] for i in self.inputs[node.get("id")])
        return [self.constant(source) for source in sources if source.get("type") == "Const"]

    def consumer(self, node_id: str | None) -> ElementTree.Element:
        return next(self.by_id[i] for i, sources in self.inputs.items() if node_id in sources)


def load_generator(wheel: Path) -> FaceGenerator:
    """Build the generator and fill it from the wheel ``random_face-2021.7.21.1-py3-none-any.whl``.

    Raises:
        UserError: the file is missing or is not that wheel.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            mapping, synthesis = _Graph(archive, "MappingNetwork"), _Graph(archive, "SynthesisNetwork")
        weights = convert_mapping(mapping) | convert_synthesis(synthesis)
    except (OSError, KeyError, ValueError, StopIteration, zipfile.BadZipFile, ElementTree.ParseError) as error:
        hint = "fetch it with: pip download --no-deps random-face==2021.7.21.1"
        raise UserError(f"{wheel} is not the random-face wheel ({error}); {hint}") from error
    generator = FaceGenerator()
    generator.load_state_dict(weights)
    return generator.eval().requires_grad_(False)


def convert_mapping(graph: _Graph) -> dict[str, Tensor]:
    """Names and weights of the mapping network."""
    weights: dict[str, Tensor] = {}
    matrices = graph.of_type("MatMul")
    biases = [c for node in graph.of_type("Reshape") for c in graph.constants_into(node) if c.numel() == STYLE_DIM]
    for i, (node, bias) in enumerate(zip(matrices, biases, strict=True)):
        matrix = graph.constants_into(node)[0]
        data = node.find("data")
        transposed = data is not None and data.get("transpose_b") == "true"
        weights[f"mapping.{i}.weight"] = matrix if transposed else matrix.T.contiguous()
        weights[f"mapping.{i}.bias"] = bias
    return weights


def convert_synthesis(graph: _Graph) -> dict[str, Tensor]:
    """Names and weights of the synthesis network."""
    modules: dict[str, str] = {}
    for i in range(7):
        target = f"layout.layers.{i}" if i < NUM_LAYOUT_LAYERS else f"prior.layers.{i - NUM_LAYOUT_LAYERS}"
        modules |= {f"m.layers.{i}.conv1": f"{target}.conv1", f"m.layers.{i}.conv2": f"{target}.conv2"}
        modules[f"m.layers.{i}.up"] = target
    weights: dict[str, Tensor] = {}
    for old, new in modules.items():
        weights |= _convert_up(graph, old, new) if old.endswith(".up") else _convert_conv(graph, old, new)
    modulation = _modulation(graph, "m.layers.6.to_img.conv")
    weights |= {"prior.rgb_modulation.weight": modulation[0], "prior.rgb_modulation.bias": modulation[1]}
    # the first three of the twelve Haar bands, halved, are the 512×512 picture
    weights["prior.rgb.weight"] = graph.named("m.layers.6.to_img.conv.weight")[:3] * 0.5
    weights["prior.rgb.bias"] = graph.named("m.layers.6.to_img.bias").reshape(-1)[:3] * 0.5
    weights["layout.first.constant"] = graph.named("m.input.input")
    modulation = _modulation(graph, "m.conv1.conv")
    weights |= {"layout.first.modulation.weight": modulation[0], "layout.first.modulation.bias": modulation[1]}
    full = next(n for n in graph.of_type("Convolution") if graph.constants_into(n)[0].shape[-1] == 3)
    weights["layout.first.conv.weight"] = graph.constants_into(full)[0]
    weights["layout.first.conv.bias"] = graph.named("m.conv1.bias").reshape(-1)
    weights["layout.first.spatial_bias"] = graph.constants_into(graph.consumer(full.get("id")))[0]
    return weights


def _modulation(graph: _Graph, name: str) -> tuple[Tensor, Tensor]:
    """Weight (C, 512) and bias (C) of a style's linear layer, with the scalar that follows it folded in."""
    weight, bias = graph.named(f"{name}.modulation.weight"), graph.by_name[f"{name}.modulation.bias"]
    node = graph.consumer(graph.consumer(bias.get("id")).get("id"))
    while node.get("type") == "Reshape" or node.get("type") == "ShapeOf":
        node = graph.consumer(node.get("id"))
    scales = [c for c in graph.constants_into(node) if c.numel() == 1] if node.get("type") == "Multiply" else []
    scale = scales[0].item() if scales else 1.0
    return weight * scale, graph.constant(bias).reshape(-1) * scale


def _convert_up(graph: _Graph, old: str, new: str) -> dict[str, Tensor]:
    weight, bias = _modulation(graph, old)
    return {f"{new}.up_modulation.weight": weight, f"{new}.up_modulation.bias": bias}


def _convert_conv(graph: _Graph, old: str, new: str) -> dict[str, Tensor]:
    weight, bias = _modulation(graph, f"{old}.conv")
    depthwise = graph.by_name[f"{old}.conv.weight_dw"]
    pointwise = graph.consumer(graph.consumer(depthwise.get("id")).get("id"))
    spatial = graph.consumer(pointwise.get("id"))
    channel = graph.named(f"{old}.bias").reshape(-1)
    return {
        f"{new}.modulation.weight": weight,
        f"{new}.modulation.bias": bias,
        f"{new}.depthwise.weight": graph.constant(depthwise).reshape(-1, 1, 3, 3),
        f"{new}.pointwise.weight": graph.constants_into(pointwise)[0],
        f"{new}.pointwise.bias": channel,
        f"{new}.spatial_bias": graph.constants_into(spatial)[0],
    }
