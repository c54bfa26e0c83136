"""What the published code computes, written down again from its description: plain functions over its own arrays.

Nothing of the program is used but the shape of its canvas.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

WINDOWS = {"eye1": (108, 156, 128), "eye2": (255, 156, 128), "nose": (182, 232, 160), "mouth": (169, 301, 192)}
NAMES = {"left_eye": "eye1", "right_eye": "eye2", "nose": "nose", "mouth": "mouth", "remainder": ""}
Arrays = dict[str, Tensor]
Norm = Callable[[Tensor, Arrays, str], Tensor]


def layer(p: Arrays, name: str) -> tuple[Tensor, Tensor]:
    """Weight and bias."""
    return p[f"{name}.weight"], p[f"{name}.bias"]


def running_norm(x: Tensor, p: Arrays, name: str) -> Tensor:
    """By the running statistics."""
    weight, bias = layer(p, name)
    mean, variance = p[f"{name}.running_mean"], p[f"{name}.running_var"]
    scale = weight / (variance + 1e-5).sqrt()
    return x * scale[:, None, None] + (bias - mean * scale)[:, None, None]


def own_norm(x: Tensor, p: Arrays, name: str) -> Tensor:
    """By the statistics of the one picture, with the biased variance."""
    weight, bias = layer(p, name)
    mean, variance = x.mean((2, 3), keepdim=True), x.var((2, 3), unbiased=False, keepdim=True)
    return (x - mean) / (variance + 1e-5).sqrt() * weight[:, None, None] + bias[:, None, None]


def reflect(x: Tensor, width: int) -> Tensor:
    """Reflection padding."""
    return F.pad(x, (width,) * 4, mode="reflect")


def block(x: Tensor, p: Arrays, name: str, norm: Norm) -> Tensor:
    """A residual block."""
    y = F.relu(norm(F.conv2d(reflect(x, 1), *layer(p, f"{name}.conv_block.1")), p, f"{name}.conv_block.2"))
    return x + norm(F.conv2d(reflect(y, 1), *layer(p, f"{name}.conv_block.5")), p, f"{name}.conv_block.6")


def encode(p: Arrays, x: Tensor) -> Tensor:
    """``(1, 1, S, S)`` to ``(1, D)``."""
    for i in range(0, 10, 2):
        x = running_norm(F.conv2d(x, *layer(p, f"conv.{i}.conv"), stride=2, padding=1), p, f"conv.{i}.bn")
        x = block(x, p, f"conv.{i + 1}", running_norm)
    return F.linear(x.flatten(1), *layer(p, "fc_mu.0"))


def decode(p: Arrays, latent: Tensor, norm: Norm) -> Tensor:
    """``(1, D)`` to ``(1, C, S, S)``."""
    x = F.linear(latent, *layer(p, "fc.0"))
    channels = p["conv.0.conv_block.1.weight"].shape[0]
    size = int((x.shape[1] // channels) ** 0.5)
    x = block(x.reshape(1, channels, size, size), p, "conv.0", norm)
    for i in range(1, 10, 2):
        x = norm(F.conv_transpose2d(x, *layer(p, f"conv.{i}.conv.0"), stride=2, padding=1), p, f"conv.{i}.conv.1")
        x = block(x, p, f"conv.{i + 1}", norm)
    return F.conv2d(reflect(x, 2), *layer(p, "conv.12"))


def generate(p: Arrays, x: Tensor) -> Tensor:
    """``(1, C, H, W)`` to ``(1, 3, H, W)`` in [-1, 1]."""
    x = F.relu(own_norm(F.conv2d(reflect(x, 3), *layer(p, "model.1")), p, "model.2"))
    for i in (4, 7, 10, 13):
        x = F.relu(own_norm(F.conv2d(x, *layer(p, f"model.{i}"), stride=2, padding=1), p, f"model.{i + 1}"))
    for i in range(16, 25):
        x = block(x, p, f"model.{i}", own_norm)
    for i in (25, 28, 31, 34):
        x = F.conv_transpose2d(x, *layer(p, f"model.{i}"), stride=2, padding=1, output_padding=1)
        x = F.relu(own_norm(x, p, f"model.{i + 1}"))
    return torch.tanh(F.conv2d(reflect(x, 3), *layer(p, "model.38")))


def project(latent: NDArray[np.float64], bank: NDArray[np.float64]) -> tuple[NDArray[np.float64], list[int]]:
    """A latent ``(D,)`` on a bank ``(N, D)``: its projection and the rows of its neighbours."""
    order = np.argsort(((bank - latent) ** 2).sum(1), kind="stable")[:15]
    first, others = bank[order[0]], bank[order[1:]]
    system = np.vstack([(others - first).T, np.full(len(others), 10.0)])
    x = np.linalg.lstsq(system, np.append(latent - first, 0.0), rcond=None)[0]
    return first * (1 - x.sum()) + x @ others, order.tolist()


@dataclass(frozen=True)
class Outcome:
    """By component name: ``latent``, ``projected``, ``refined`` (D,) and ``neighbours``; and the face."""

    latent: dict[str, NDArray[np.float64]]
    projected: dict[str, NDArray[np.float64]]
    refined: dict[str, NDArray[np.float64]]
    neighbours: dict[str, list[int]]
    face: NDArray[np.uint8]


class PublishedCode:
    """The whole pipeline over seeded parameter files; one of them is read at a time.

    Args:
        folder: that ``write_parameters`` filled.
        dtype: that of the networks.
    """

    def __init__(self, folder: Path, dtype: torch.dtype = torch.float64) -> None:
        self.folder, self.dtype = folder, dtype

    def arrays(self, path: str) -> Arrays:
        """Those of a pickle."""
        content = np.load(self.folder / path, allow_pickle=True)
        return {name: torch.from_numpy(array.copy()).to(self.dtype) for name, array in content.items()}

    @torch.inference_mode()
    def render(self, sketch: NDArray[np.uint8], sex: str, slider: dict[str, float]) -> Outcome:
        """The face of a (512, 512) sketch; ``sex`` is female or man, ``slider`` is component name → 0…1."""
        latent, projected, refined, neighbours, maps = {}, {}, {}, {}, {}
        for name, theirs in NAMES.items():
            x = torch.from_numpy(self.cut(sketch, theirs)).to(self.dtype)[None, None]
            encoded = encode(self.arrays(f"AE_whole/latest_net_encoder_{theirs}.pkl"), (x - 127.5) / 127.5)
            latent[name] = encoded[0].double().numpy()
            rows = np.fromfile(self.folder / f"AE_whole/{sex}_{theirs}_feature.bin", "<f4").astype(float)
            projected[name], neighbours[name] = project(latent[name], rows.reshape(-1, len(latent[name])))
            refined[name] = projected[name] * slider[name] + latent[name] * (1 - slider[name])
            decoder = self.arrays(f"Combine/latest_net_DE_{theirs}.pkl")
            maps[theirs] = decode(decoder, torch.from_numpy(refined[name]).to(self.dtype)[None], own_norm)
        face = generate(self.arrays("Combine/latest_net_G.pkl"), self.merge(maps))[0]
        pixels = ((face.double() + 1) / 2 * 255).clamp(0, 255).numpy().astype(np.uint8)
        return Outcome(latent, projected, refined, neighbours, pixels.transpose(1, 2, 0))

    @staticmethod
    def cut(sketch: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
        """The window of a component."""
        if name:
            x, y, size = WINDOWS[name]
            return sketch[y : y + size, x : x + size].copy()
        rest = sketch.copy()
        for x, y, size in WINDOWS.values():
            rest[y : y + size, x : x + size] = 255
        return rest

    @staticmethod
    def merge(maps: dict[str, Tensor]) -> Tensor:
        """The map of the canvas."""
        merged = maps[""].clone()
        for name, rows in (("mouth", 192), ("nose", 124), ("eye1", 128), ("eye2", 128)):
            x, y, size = WINDOWS[name]
            merged[:, :, y : y + rows, x : x + size] = maps[name][:, :, :rows]
        return merged
