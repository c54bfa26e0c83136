"""The published model: its architecture as one config, and what its parameter files call the weights."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

import torch

from deepfacedrawing.components import Component
from deepfacedrawing.engine.manifold import ManifoldConfig
from deepfacedrawing.engine.models.autoencoder import CoderConfig
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.synthesis import TranslationSynthesisConfig

ORIGINAL = ModelConfig(
    components=(
        Component("left_eye", 108, 156, 128, pasted_rows=128),
        Component("right_eye", 255, 156, 128, pasted_rows=128),
        Component("nose", 182, 232, 160, pasted_rows=124),
        Component("mouth", 169, 301, 192, pasted_rows=192),
        Component("remainder", 0, 0, 512, pasted_rows=512),
    ),
    coder=CoderConfig(
        latent_dim=512,
        encoder_channels=(32, 64, 128, 256, 512),
        sketch_bottleneck=512,
        sketch_channels=(256, 128, 64, 32, 32),
        feature_bottleneck=512,
        feature_channels=(256, 256, 128, 64, 64),
        map_channels=32,
        last_kernel=5,
        slope=1.0,
        padding="reflect",
        feature_norm="batch_statistics",
    ),
    feature_stride=1,
    synthesis=TranslationSynthesisConfig(width=56, num_downs=4, num_blocks=9, padding="reflect"),
    manifold=ManifoldConfig(num_neighbours=15, solve="relative", blank="encoded"),
    full_precision=True,
)


class Layer(NamedTuple):
    """One kind of layer: what we call it and what the files do; ``{}`` is its number, ``shift`` higher in theirs."""

    ours: str
    theirs: str
    shift: int = 0


BLOCKS = tuple(Layer(f"body.{{}}.body.{i}", f"conv.{{}}.conv_block.{j}") for i, j in ((0, 1), (1, 2), (3, 5), (4, 6)))
ENCODER = (Layer("body.{}.0", "conv.{}.conv"), Layer("body.{}.1", "conv.{}.bn"), *BLOCKS, Layer("linear", "fc_mu.0"))
DECODER = (
    Layer("body.{}.0", "conv.{}.conv.0"),
    Layer("body.{}.1", "conv.{}.conv.1"),
    *BLOCKS,
    Layer("body.{}", "conv.{}", shift=1),
    Layer("linear", "fc.0"),
)
GENERATOR = (
    *(Layer(ours, theirs.replace("conv.", "model.", 1), shift=1) for ours, theirs, _ in BLOCKS),
    Layer("body.36", "model.38"),
    Layer("body.{}", "model.{}", shift=1),
)
# Our name of a part of the model, the file that holds it, what its layers are called. A file's {} is the component's.
FILES = (
    ("encoders", "AE_whole/latest_net_encoder_{}.pkl", ENCODER),
    ("sketch_decoders", "AE_whole/latest_net_decoder_{}_image.pkl", DECODER),
    ("feature_decoders", "Combine/latest_net_DE_{}.pkl", DECODER),
    ("synthesis", "Combine/latest_net_G.pkl", GENERATOR),
)
COMPONENTS = {"left_eye": "eye1", "right_eye": "eye2", "nose": "nose", "mouth": "mouth", "remainder": ""}
BANKS = {"female": "AE_whole/female_{}_feature.bin", "male": "AE_whole/man_{}_feature.bin"}


class Weight(NamedTuple):
    """An array of a file: our name of it, "" where it is not used, and its shape."""

    name: str
    shape: tuple[int, ...]


def parameter_files(config: ModelConfig = ORIGINAL) -> dict[str, dict[str, Weight]]:
    """Path below the parameters' folder → name of an array there → what it becomes.

    Together they are every weight of the model. The files have running statistics of the feature decoders, too, which
    nothing uses.

    Args:
        config: the published architecture, of any width and with any windows.
    """
    used = weight_shapes(config)
    coder = replace(config.coder, feature_norm="batch")
    files: dict[str, dict[str, Weight]] = {}
    for name, shape in weight_shapes(replace(config, coder=coder)).items():
        path, theirs = original_name(name)
        files.setdefault(path, {})[theirs] = Weight(name if name in used else "", shape)
    return files


def weight_shapes(config: ModelConfig) -> dict[str, tuple[int, ...]]:
    """Name → shape of every weight of a model, without making one."""
    with torch.device("meta"):
        state = DeepFaceDrawing(config).state_dict()
    return {name: tuple(tensor.shape) for name, tensor in state.items() if not name.endswith("num_batches_tracked")}


def original_name(name: str) -> tuple[str, str]:
    """The file of one of our weights, and what it is called there."""
    part, rest = name.split(".", 1)
    file, layers = next((file, layers) for ours, file, layers in FILES if ours == part)
    if "{}" in file:
        component, rest = rest.split(".", 1)
        file = file.format(COMPONENTS[component])
    layer, parameter = rest.rsplit(".", 1)
    return file, f"{original_layer(layer, layers)}.{parameter}"


def original_layer(name: str, layers: tuple[Layer, ...]) -> str:
    """What the files call a layer of ours."""
    for layer in layers:
        if found := re.fullmatch(layer.ours.replace(".", r"\.").replace("{}", r"(\d+)"), name):
            return layer.theirs.format(*(int(number) + layer.shift for number in found.groups()))
    raise KeyError(name)
