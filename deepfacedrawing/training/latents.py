"""Stage II's batches: cached latents of the frozen encoders, treated as they are at run time, and their targets."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.manifold import FeatureBank, project
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.models.prior import NUM_LAYOUT_STYLES, LayoutPrior
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.bank import cache_latents, clean_latents
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.emphasis import CLOSED_LIDS, plain_styles, with_closed_eyes

# How often a whole sketch keeps its latents as drawn, and how often one component, or all, count as not drawn yet.
AS_DRAWN = 0.4
COMPONENT_EMPTY = 0.06
ALL_EMPTY = 0.02
# How often a face has components of another, how often each component then is one, how often the eyes go together.
MIXED = 0.5
MIXED_COMPONENT = 0.4
EYES_TOGETHER = 0.8
# How often a face's eyes are closed, and how far such a drawing is refined at most: the bank knows only open eyes.
EYES_CLOSED, CLOSED_REFINEMENT = 0.08, 0.5
# Faces that the scale of the geometry is measured on.
SCALE_FACES = 1024


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
    """Random batches of latents and the styles of the faces that they were drawn from.

    Latents are drawn toward the manifold by random amounts; some components are empty, some come from another face, and
    then so does that region's style: what the prior makes of such styles is a face of the parts of two. Styles say
    plainly what was drawn (``emphasis``). The last of a face's sketches has closed eyes.
    """

    def __init__(self, model: DeepFaceDrawing, data: LatentData, device: torch.device) -> None:
        dataset = FaceDataset(data.folder)
        self.data, self.device, self.styles = data, device, dataset.styles()
        self.eyes = [i for i, c in enumerate(model.config.components) if c.name.endswith("_eye")]
        drawings = [dataset.drawings[i] for i in dataset.seeded]
        self.targets = plain_styles(self.styles, drawings, model.config.components)  # (N, 2, 5, 512)
        stored = self._load_or_encode(model, dataset)
        self.sketches = stored["sketches"]
        bank = stored["bank"].float().to(device)
        self.banks = [FeatureBank.whole(bank[:, i].contiguous()) for i in range(bank.shape[1])]
        self.manifold = model.config.manifold
        means = [project(bank.middle(), bank, self.manifold).latent for bank in self.banks]
        self.empty = torch.stack(means, dim=1)  # (1, 5, D)
        self.spread = bank.std(dim=(0, 2))[None, :, None]
        self.bank_rows = torch.tensor(dataset.seeded)
        self.num_training = len(self.styles) - data.held_out
        if not 0 < self.num_training < len(self.styles):
            sizes = f"{data.held_out} held out of {len(self.styles)} seeded faces"
            raise UserError(f"{data.folder} leaves no faces to train on or to hold out ({sizes}); change --held-out.")

    def _load_or_encode(self, model: DeepFaceDrawing, dataset: FaceDataset) -> dict[str, Any]:
        """The cache, made anew where it is missing or was made from other encoders or sketches."""
        checksum = sum(float(tensor.double().abs().sum()) for tensor in model.encoders.state_dict().values())
        sizes = (len(dataset.faces), len(self.styles), self.data.variants, self.data.seed)
        key = {"sizes": sizes, "closed_eyes": CLOSED_LIDS, "encoders": f"{checksum:.6g}"}
        if self.data.cache.exists():
            stored = torch.load(self.data.cache, weights_only=True)
            if stored["key"] == key:
                return stored
        sketches = cache_latents(model, dataset, dataset.seeded, self.data.variants, self.data.seed)
        with_closed = copy(dataset)
        with_closed.drawings = [with_closed_eyes(drawing) for drawing in dataset.drawings]
        closed = cache_latents(model, with_closed, dataset.seeded, 1, self.data.seed)
        sketches = torch.cat([sketches, closed], dim=1)
        stored = {"key": key, "sketches": sketches, "bank": clean_latents(model, dataset)}
        torch.save(stored, self.data.cache)
        return stored

    def draw(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """A batch ``(B, 5, D)`` and what each component is to show of its face, a style: ``(B, 5, 512)``."""
        faces = self._draw_faces(rng, size)
        amounts = rng.uniform(size=faces.shape) * (rng.uniform(size=(size, 1)) >= AS_DRAWN)
        variants = rng.integers(self.data.variants, size=faces.shape)
        closed = np.zeros(faces.shape, bool)
        closed[:, self.eyes] = rng.uniform(size=(size, 1)) < EYES_CLOSED
        variants[closed] = self.data.variants
        amounts = np.where(closed, CLOSED_REFINEMENT * amounts, amounts)
        latents, styles = self.select(faces, variants, torch.from_numpy(amounts.astype(np.float32)))
        latents = latents + torch.randn_like(latents) * self.spread * self.data.jitter
        empty = (rng.uniform(size=faces.shape) < COMPONENT_EMPTY) | (rng.uniform(size=(size, 1)) < ALL_EMPTY)
        return torch.where(torch.from_numpy(empty).to(self.device)[..., None], self.empty, latents), styles

    def _draw_faces(self, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
        """Whose each component is, ``(B, 5)``."""
        own, other = rng.integers(self.num_training, size=(2, size, 1))
        foreign = (rng.uniform(size=(size, len(self.banks))) < MIXED_COMPONENT) & (rng.uniform(size=(size, 1)) < MIXED)
        left, right = self.eyes
        foreign[:, right] = np.where(rng.uniform(size=size) < EYES_TOGETHER, foreign[:, left], foreign[:, right])
        return np.where(foreign, other, own)

    def latents_with_styles(self) -> tuple[Tensor, Tensor]:
        """All cached latents of training faces as drawn, ``(N·V, 5, D)``, and their styles, ``(N·V, 5, 512)``."""
        latents = self.sketches[: self.num_training, :-1].float().flatten(0, 1)
        styles = torch.from_numpy(self.targets[: self.num_training, 0])
        return latents.to(self.device), styles.repeat_interleave(self.data.variants, 0).to(self.device)

    def held_out(self, size: int, refinement: float) -> tuple[Tensor, Tensor]:
        """The first faces that are never trained on, sketched once each: as ``draw``."""
        faces = np.arange(self.num_training, min(self.num_training + size, len(self.styles)))
        faces = np.repeat(faces[:, None], len(self.banks), axis=1)
        return self.select(faces, np.zeros_like(faces), torch.full(faces.shape, refinement))

    def select(self, faces: NDArray[Any], variants: NDArray[Any], amounts: Tensor) -> tuple[Tensor, Tensor]:
        """The latents of chosen sketches, each component refined by its amount, and the styles that they ask for.

        Args:
            faces, variants, amounts: ``(B, 5)``: whose component, of which of its sketches, how far refined.
        """
        columns = np.arange(len(self.banks))
        latents = self.sketches[faces, variants, columns].float().to(self.device)
        own = self.bank_rows[faces].to(self.device)
        banks = enumerate(self.banks)
        projected = [project(latents[:, i], bank, self.manifold, excluded=own[:, i]).latent for i, bank in banks]
        latents = latents.lerp(torch.stack(projected, dim=1), amounts.to(self.device)[..., None])
        is_closed = (variants == self.data.variants).astype(int)
        return latents, torch.from_numpy(self.targets[faces, is_closed, columns]).to(self.device)


@torch.no_grad()
def geometry_statistics(layout: LayoutPrior, styles: NDArray[np.float32]) -> tuple[Tensor, Tensor]:
    """Mean and spread of each channel of the faces' geometry, ``(1, 512, 1, 1)`` each, on at most ``SCALE_FACES``."""
    total = squares = torch.zeros(())
    chosen = torch.from_numpy(styles[:: max(1, len(styles) // SCALE_FACES)]).to(layout.first.constant.device)
    for part in chosen.split(64):
        geometry = layout(part[:, None].expand(-1, NUM_LAYOUT_STYLES, -1))
        total, squares = total + geometry.sum(0).cpu(), squares + geometry.square().sum(0).cpu()
    mean = total / len(chosen)
    variance = (squares / len(chosen) - mean.square()).clamp(min=0)
    # the spread about each cell's own mean: that of the faces, not that of the mean face over the canvas
    return mean.mean((1, 2))[None, :, None, None], variance.mean((1, 2)).sqrt().clamp(min=1e-4)[None, :, None, None]
