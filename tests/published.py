"""The published parameter files as facts: their names and shapes, of any width, and seeded values for them."""

from __future__ import annotations

import hashlib
import itertools
import math
import pickle
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.engine.models.face_drawing import ModelConfig
from deepfacedrawing.engine.models.synthesis import TranslationSynthesisConfig
from deepfacedrawing.engine.original import ORIGINAL

Shapes = dict[str, tuple[int, ...]]
SIZES = {"eye1": 128, "eye2": 128, "nose": 160, "mouth": 192, "": 512}
NUM_ROWS = {"female": 40, "man": 30}
# The published layout with few channels.
NARROW = replace(
    ORIGINAL,
    coder=replace(
        ORIGINAL.coder,
        latent_dim=24,
        encoder_channels=(2, 3, 4, 5, 6),
        sketch_bottleneck=6,
        sketch_channels=(5, 4, 3, 3, 2),
        feature_bottleneck=6,
        feature_channels=(5, 4, 4, 3, 3),
        map_channels=4,
    ),
    synthesis=TranslationSynthesisConfig(width=3),
)


def list_parameters(config: ModelConfig) -> dict[str, Shapes]:
    """Path of each pickle → name of an array → its shape."""
    coder, files = config.coder, {}
    width = coder.latent_dim
    for name, size in SIZES.items():
        encoder, cells = coder.encoder_channels, (size // 32) ** 2
        files[f"AE_whole/latest_net_encoder_{name}.pkl"] = dict(list_encoder(encoder, cells, width))
        sketch = (coder.sketch_bottleneck, *coder.sketch_channels)
        files[f"AE_whole/latest_net_decoder_{name}_image.pkl"] = dict(list_decoder(sketch, cells, width, 1))
        feature = (coder.feature_bottleneck, *coder.feature_channels)
        files[f"Combine/latest_net_DE_{name}.pkl"] = dict(list_decoder(feature, cells, width, coder.map_channels))
    assert isinstance(config.synthesis, TranslationSynthesisConfig)
    files["Combine/latest_net_G.pkl"] = dict(list_generator(coder.map_channels, config.synthesis.width))
    return files


def list_layer(name: str, *shape: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A convolution or a linear layer."""
    yield f"{name}.weight", shape
    yield f"{name}.bias", shape[:1]


def list_norm(name: str, channels: int, running: bool = True) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A norm, with running statistics or without."""
    for part in ("weight", "bias", *(("running_mean", "running_var") if running else ())):
        yield f"{name}.{part}", (channels,)


def list_block(name: str, channels: int, running: bool = True) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A residual block."""
    for conv, norm in ((1, 2), (5, 6)):
        yield from list_layer(f"{name}.conv_block.{conv}", channels, channels, 3, 3)
        yield from list_norm(f"{name}.conv_block.{norm}", channels, running)


def list_encoder(channels: tuple[int, ...], cells: int, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """An encoder whose bottleneck has so many cells."""
    for i, (before, after) in enumerate(zip((1, *channels), channels, strict=False)):
        yield from list_layer(f"conv.{2 * i}.conv", after, before, 4, 4)
        yield from list_norm(f"conv.{2 * i}.bn", after)
        yield from list_block(f"conv.{2 * i + 1}", after)
    yield from list_layer("fc_mu.0", width, channels[-1] * cells)


def list_decoder(channels: tuple[int, ...], cells: int, width: int, out: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A decoder of either kind."""
    yield from list_layer("fc.0", channels[0] * cells, width)
    yield from list_block("conv.0", channels[0])
    for i, (before, after) in enumerate(itertools.pairwise(channels)):
        yield f"conv.{2 * i + 1}.conv.0.weight", (before, after, 4, 4)
        yield f"conv.{2 * i + 1}.conv.0.bias", (after,)
        yield from list_norm(f"conv.{2 * i + 1}.conv.1", after)
        yield from list_block(f"conv.{2 * i + 2}", after)
    yield from list_layer("conv.12", out, channels[-1], 5, 5)


def list_generator(map_channels: int, width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The generator."""
    yield from list_layer("model.1", width, map_channels, 7, 7)
    yield from list_norm("model.2", width, running=False)
    for i in range(4):
        yield from list_layer(f"model.{4 + 3 * i}", width * 2 ** (i + 1), width * 2**i, 3, 3)
        yield from list_norm(f"model.{5 + 3 * i}", width * 2 ** (i + 1), running=False)
    for i in range(16, 25):
        yield from list_block(f"model.{i}", width * 16, running=False)
    for i in range(4):
        before, after = width * 2 ** (4 - i), width * 2 ** (3 - i)
        yield f"model.{25 + 3 * i}.weight", (before, after, 3, 3)
        yield f"model.{25 + 3 * i}.bias", (after,)
        yield from list_norm(f"model.{26 + 3 * i}", after, running=False)
    yield from list_layer("model.38", 3, width, 7, 7)


def draw_array(path: str, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Values of an array, its own and always the same, of a scale that trained ones may have."""
    seed = zlib.crc32(f"{path}:{name}".encode())
    values = np.random.RandomState(seed).standard_normal(size=shape).astype(np.float32)
    if name.endswith("running_mean"):
        return values * np.float32(0.1)
    if name.endswith("running_var"):
        return (1 + 0.2 * np.abs(values)).astype(np.float32)
    if len(shape) == 1:
        return (1 + 0.1 * values if name.endswith("weight") else 0.05 * values).astype(np.float32)
    fan = math.prod(shape[1:])
    return (values / np.sqrt(max(fan, 16) if "DE_" in path else fan)).astype(np.float32)


def draw_bank(sex: str, component: str, num_rows: int, width: int, spread: float) -> NDArray[np.float32]:
    """Rows of a bank."""
    return draw_array("AE_whole", f"{sex}_{component}", (num_rows, width)) * np.float32(spread)


def write_pickle(path: Path, arrays: object, signed: bool = True) -> None:
    """As newer Jittor writes it, with its checksum, or as older ones."""
    content = pickle.dumps(arrays, 4)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content + (hashlib.sha1(content).digest() + b"HCAJSLHD" if signed else b""))


def write_parameters(
    folder: Path, config: ModelConfig = NARROW, num_rows: Mapping[str, int] = NUM_ROWS, spread: float = 2.0
) -> Path:
    """A whole folder of them; the latents of the banks have that spread. Every other pickle is of the older kind."""
    for turn, (path, shapes) in enumerate(list_parameters(config).items()):
        arrays = {name: draw_array(path, name, shape) for name, shape in shapes.items()}
        write_pickle(folder / path, arrays, signed=turn % 2 == 0)
    for component in SIZES:
        for sex, count in num_rows.items():
            rows = draw_bank(sex, component, count, config.coder.latent_dim, spread)
            rows.tofile(folder / f"AE_whole/{sex}_{component}_feature.bin")
    return folder
