"""Stage II's batches: cached latents of the frozen encoders, treated as they are at run time, and their targets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.manifold import FeatureBank, project
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.bank import cache_latents, clean_latents
from deepfacedrawing.training.dataset import FaceDataset

# How often a whole sketch keeps its latents as drawn, and how often one component, or all, count as not drawn yet.
AS_DRAWN = 0.25
COMPONENT_EMPTY = 0.06
ALL_EMPTY = 0.02


@dataclass(frozen=True)
class LatentData:
    """Where latents come from: data set, cache file, sketches a face, held-out faces, jitter and seed."""

    folder: Path
    cache: Path
    variants: int
    held_out: int
    jitter: float
    seed: int


class LatentBatches:
    """Random batches of latents, drawn toward the manifold by random amounts, some components empty."""

    def __init__(self, model: DeepFaceDrawing, data: LatentData, device: torch.device) -> None:
        dataset = FaceDataset(data.folder)
        self.data, self.device, self.geometry = data, device, dataset.geometry()
        stored = self._load_or_encode(model, dataset)
        self.sketches = stored["sketches"]
        bank = stored["bank"].float().to(device)
        self.banks = [FeatureBank.whole(bank[:, i].contiguous()) for i in range(bank.shape[1])]
        means = [project(bank.latents.mean(0, keepdim=True), bank).latent for bank in self.banks]
        self.empty = torch.stack(means, dim=1)  # (1, 5, D)
        self.spread = bank.std(dim=(0, 2))[None, :, None]
        self.bank_rows = torch.tensor(dataset.seeded)
        self.num_training = len(self.geometry) - data.held_out
        if not 0 < self.num_training < len(self.geometry):
            sizes = f"{data.held_out} held out of {len(self.geometry)} seeded faces"
            raise UserError(f"{data.folder} leaves no faces to train on or to hold out ({sizes}); change --held-out.")
        self.mean, self.std = geometry_statistics(self.geometry[: self.num_training])

    def _load_or_encode(self, model: DeepFaceDrawing, dataset: FaceDataset) -> dict[str, Any]:
        """The cache, made anew where it is missing or was made from other encoders or sketches."""
        checksum = sum(float(tensor.double().abs().sum()) for tensor in model.encoders.state_dict().values())
        sizes = (len(dataset.faces), len(self.geometry), self.data.variants, self.data.seed)
        key = {"sizes": sizes, "encoders": f"{checksum:.6g}"}
        if self.data.cache.exists():
            stored = torch.load(self.data.cache, weights_only=True)
            if stored["key"] == key:
                return stored
        sketches = cache_latents(model, dataset, dataset.seeded, self.data.variants, self.data.seed)
        stored = {"key": key, "sketches": sketches, "bank": clean_latents(model, dataset).half()}
        torch.save(stored, self.data.cache)
        return stored

    def draw(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """A batch ``(B, 5, D)`` and its raw geometry ``(B, 512, 32, 32)``."""
        faces = rng.integers(self.num_training, size=size)
        count = len(self.banks)
        amounts = rng.uniform(size=(size, count)) * (rng.uniform(size=(size, 1)) >= AS_DRAWN)
        variants = rng.integers(self.sketches.shape[1], size=size)
        latents, geometry = self.select(faces, variants, torch.from_numpy(amounts.astype(np.float32)))
        latents = latents + torch.randn_like(latents) * self.spread * self.data.jitter
        empty = (rng.uniform(size=(size, count)) < COMPONENT_EMPTY) | (rng.uniform(size=(size, 1)) < ALL_EMPTY)
        return torch.where(torch.from_numpy(empty).to(self.device)[..., None], self.empty, latents), geometry

    def latents_with_styles(self) -> tuple[Tensor, Tensor]:
        """All cached latents of training faces, ``(N·V, 5·D)``, and their faces' styles, ``(N·V, 512)``."""
        latents = self.sketches[: self.num_training].float().flatten(2).flatten(0, 1)
        styles = torch.from_numpy(np.load(self.data.folder / "styles.npy")[: self.num_training])
        variants = self.sketches.shape[1]
        return latents.to(self.device), styles.repeat_interleave(variants, 0).to(self.device)

    def held_out(self, size: int, refinement: float) -> tuple[Tensor, Tensor]:
        """The first faces that are never trained on, sketched once each."""
        faces = np.arange(self.num_training, min(self.num_training + size, len(self.geometry)))
        amounts = torch.full((len(faces), len(self.banks)), refinement)
        return self.select(faces, np.zeros_like(faces), amounts)

    def styles(self, size: int) -> Tensor:
        """The appearances of the same faces, ``(size, 512)``."""
        styles = np.load(self.data.folder / "styles.npy")[self.num_training :][:size]
        return torch.from_numpy(styles).to(self.device)

    def select(self, faces: NDArray[Any], variants: NDArray[Any], amounts: Tensor) -> tuple[Tensor, Tensor]:
        """The latents of chosen sketches, each component refined by its amount ``(B, 5)``, and their geometry."""
        latents = self.sketches[faces, variants].float().to(self.device)
        own = self.bank_rows[faces].to(self.device)
        projected = [project(latents[:, i], bank, excluded=own).latent for i, bank in enumerate(self.banks)]
        latents = latents.lerp(torch.stack(projected, dim=1), amounts.to(self.device)[..., None])
        geometry = torch.from_numpy(self.geometry[faces].astype(np.float32))
        return latents, geometry.to(self.device, memory_format=torch.channels_last)


def geometry_statistics(geometry: NDArray[np.float16]) -> tuple[Tensor, Tensor]:
    """Mean and spread of each channel, ``(1, 512, 1, 1)`` each."""
    total = torch.zeros(geometry.shape[1:])
    squares = torch.zeros(geometry.shape[1:])
    for start in range(0, len(geometry), 64):
        part = torch.from_numpy(geometry[start : start + 64].astype(np.float32))
        total, squares = total + part.sum(0), squares + part.square().sum(0)
    mean = total / len(geometry)
    variance = (squares / len(geometry) - mean.square()).clamp(min=0)
    # the spread about each cell's own mean: that of the faces, not that of the mean face over the canvas
    return mean.mean((1, 2))[None, :, None, None], variance.mean((1, 2)).sqrt().clamp(min=1e-4)[None, :, None, None]
