"""Banks, and caches of latents: what the frozen encoders say of the data set's sketches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from deepfacedrawing.engine.checkpoint import Bank, save_bank
from deepfacedrawing.engine.manifold import FeatureBank, project
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.training.dataset import FEMININE_BELOW, MASCULINE_FROM, FaceDataset, draw_roughness, to_float
from deepfacedrawing.training.sketches import simulate_sketch

BATCH = 16


@torch.inference_mode()
def encode_sketches(model: DeepFaceDrawing, sketches: list[NDArray[np.uint8]]) -> Tensor:
    """(512, 512) uint8 sketches to their latents, ``(N, 5, D)`` float32 in the order of the components."""
    device = next(model.parameters()).device
    batch = torch.from_numpy(np.stack(sketches))[:, None].to(device)
    latents = model.encode(model.crop(to_float(batch)))
    return torch.stack([latents[c.name].float() for c in model.config.components], dim=1).cpu()


def cache_latents(model: DeepFaceDrawing, dataset: FaceDataset, indices: list[int], variants: int, seed: int) -> Tensor:
    """Latents of random sketches of each face, ``(len(indices), variants, 5, D)`` float16."""
    model.eval()
    rows = []
    for i in tqdm(indices, unit="face", desc="latents", mininterval=5):
        rng = np.random.default_rng([seed, i])
        drawing = dataset.drawings[i]
        sketches = [simulate_sketch(drawing, rng, draw_roughness(rng))[0] for _ in range(variants)]
        rows.append(encode_sketches(model, sketches).half())
    return torch.stack(rows)


def clean_latents(model: DeepFaceDrawing, dataset: FaceDataset) -> Tensor:
    """Latents of one careful sketch of each face, ``(N, 5, D)`` float32."""
    model.eval()
    rows = []
    for start in tqdm(range(0, len(dataset.faces), BATCH), desc="bank", mininterval=5):
        drawings = dataset.drawings[start : start + BATCH]
        rng = np.random.default_rng(start)
        rows.append(encode_sketches(model, [simulate_sketch(drawing, rng, 0.0)[1] for drawing in drawings]))
    return torch.cat(rows)


def build_bank(model: DeepFaceDrawing, dataset: FaceDataset) -> Bank:
    """The banks of all components, their groups, and how far a typical sample lies from its own projection."""
    latents = clean_latents(model, dataset).half().float()
    masculine = torch.tensor([face.masculine for face in dataset.faces])
    names = [c.name for c in model.config.components]
    table = {name: latents[:, i].contiguous() for i, name in enumerate(names)}
    return Bank(
        latents=table,
        groups={"feminine": masculine < FEMININE_BELOW, "masculine": masculine >= MASCULINE_FROM},
        scales={name: typical_distance(rows) for name, rows in table.items()},
    )


def typical_distance(latents: Tensor) -> float:
    """Median distance of ``(N, D)`` bank samples from their projection on the rest."""
    projected = project(latents, FeatureBank.whole(latents), excluded=torch.arange(len(latents))).latent
    return float((projected - latents).norm(dim=1).median())


def write_bank(model: DeepFaceDrawing, data: Path, out: Path) -> None:
    """Build the bank of a prepared data set and save it."""
    save_bank(out, build_bank(model, FaceDataset(data)))
