"""Banks, and caches of latents: what the frozen encoders say of the data set's sketches."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

from deepfacedrawing.engine.bank_index import EXACT_ROWS, import_faiss
from deepfacedrawing.engine.checkpoint import Bank, save_bank
from deepfacedrawing.engine.manifold import typical_distance
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.training.dataset import FEMININE_BELOW, MASCULINE_FROM, FaceDataset, draw_roughness, to_float
from deepfacedrawing.training.index_builder import write_index
from deepfacedrawing.training.sketches import simulate_sketch

# Samples of a large bank that its typical distance is measured on.
COMPARED_ROWS = 256


class SketchesOfFaces(Dataset[Tensor]):
    """For each chosen face ``variants`` random sketches, or the careful one if 0: ``(V, 1, 512, 512)`` uint8."""

    def __init__(self, dataset: FaceDataset, indices: list[int], variants: int, seed: int) -> None:
        self.dataset, self.indices, self.variants, self.seed = dataset, indices, variants, seed

    def __len__(self) -> int:
        return len(self.indices)

    def __getitem__(self, item: int) -> Tensor:
        index = self.indices[item]
        rng, drawing = np.random.default_rng([self.seed, index]), self.dataset.drawings[index]
        if self.variants == 0:
            sketches = [simulate_sketch(drawing, rng, 0.0)[1]]
        else:
            sketches = [simulate_sketch(drawing, rng, draw_roughness(rng))[0] for _ in range(self.variants)]
        return torch.from_numpy(np.stack(sketches))[:, None]


@torch.inference_mode()
def encode_faces(
    model: DeepFaceDrawing, faces: SketchesOfFaces, name: str, workers: int = 2, dtype: torch.dtype = torch.float32
) -> Tensor:
    """Latents of the faces' sketches, ``(N, V, 5, D)`` in the order of the components."""
    model.eval()
    device = next(model.parameters()).device
    names = [c.name for c in model.config.components]
    encoded = torch.empty(len(faces), max(1, faces.variants), len(names), model.config.coder.latent_dim, dtype=dtype)
    loader = DataLoader(faces, batch_size=None, num_workers=workers)
    for i, sketches in enumerate(tqdm(loader, total=len(faces), unit="face", desc=name, mininterval=5)):
        latents = model.encode(model.crop(to_float(sketches.to(device))))
        encoded[i] = torch.stack([latents[name] for name in names], dim=1)
    return encoded


def cache_latents(model: DeepFaceDrawing, dataset: FaceDataset, indices: list[int], variants: int, seed: int) -> Tensor:
    """Latents of random sketches of the chosen faces, ``(len(indices), variants, 5, D)`` float16."""
    return encode_faces(model, SketchesOfFaces(dataset, indices, variants, seed), "latents", dtype=torch.half)


def clean_latents(model: DeepFaceDrawing, dataset: FaceDataset) -> Tensor:
    """Latents of one careful sketch of each face, ``(N, 5, D)`` float16."""
    everything = list(range(len(dataset.faces)))
    return encode_faces(model, SketchesOfFaces(dataset, everything, 0, 0), "bank", dtype=torch.half)[:, 0]


@torch.no_grad()
def normalise_latents(model: DeepFaceDrawing, latents: Tensor) -> None:
    """Fold a shift and one scale a component into the encoders, and their inverse into the sketch decoders.

    Latents then have mean 0 and spread 1, which the feature decoders need to learn at a usual rate; neighbours stay
    the same, and so do the decoded sketches.

    Args:
        model: changed in place.
        latents: ``(N, 5, D)`` of a sample of sketches, before.
    """
    for i, component in enumerate(model.config.components):
        mean = latents[:, i].mean(0)
        spread = (latents[:, i] - mean).square().mean().sqrt()
        encoder = model.encoders[component.name].get_submodule("linear")
        decoder = model.sketch_decoders[component.name].get_submodule("linear")
        assert isinstance(encoder, nn.Linear)
        assert isinstance(decoder, nn.Linear)
        mean, spread = mean.to(encoder.bias), spread.to(encoder.bias)
        decoder.bias.add_(decoder.weight @ mean)
        decoder.weight.mul_(spread)
        encoder.weight.div_(spread)
        encoder.bias.copy_((encoder.bias - mean) / spread)


def build_bank(model: DeepFaceDrawing, dataset: FaceDataset) -> Bank:
    """The banks of all components in half precision, their groups, and how far a typical sample lies from its own
    projection.
    """
    latents = clean_latents(model, dataset)
    masculine = torch.tensor([face.masculine for face in dataset.faces])
    names = [c.name for c in model.config.components]
    num_compared = None if len(latents) <= EXACT_ROWS else COMPARED_ROWS
    return Bank(
        latents={name: latents[:, i] for i, name in enumerate(names)},
        groups={"feminine": masculine < FEMININE_BELOW, "masculine": masculine >= MASCULINE_FROM},
        scales={
            name: typical_distance(latents[:, i].float(), model.config.manifold, num_compared)
            for i, name in enumerate(names)
        },
    )


def write_bank(model: DeepFaceDrawing, data: Path, out: Path) -> None:
    """Build the bank of a prepared data set and save it, with an index beside it if it is large.

    Raises:
        UserError: ``out`` cannot be written, or the bank will be large and there is nothing to search it with.
    """
    dataset = FaceDataset(data)
    is_large = len(dataset.faces) > EXACT_ROWS
    if is_large:
        import_faiss()  # missing, this is better known now than hours later
    save_bank(out, build_bank(model, dataset))
    if is_large:
        write_index(out)
