"""A prepared data set: a folder with an index, line drawings in shards, and the styles of the seeded faces.

index.json      one row a face: id, seed or null, masculine 0…100, shard
lines/NNNN.npz  line drawings of up to ``SHARD_SIZE`` faces
styles.npy      (M, 512) float32, the generator's styles of the M seeded faces, in index order
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import IterableDataset, get_worker_info

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.line_drawing import LineDrawing, load_line_drawings
from deepfacedrawing.training.sketches import simulate_sketch

SHARD_SIZE = 50
FEMININE_BELOW, MASCULINE_FROM = 50.0, 50.0


@dataclass(frozen=True)
class Face:
    """One face of the index. ``masculine``: estimated, 0…100. ``seed``: of the generator; None for another photo."""

    id: str
    seed: int | None
    masculine: float
    shard: int


def save_index(folder: Path, faces: list[Face]) -> None:
    """Write ``index.json``."""
    rows = ",\n".join(json.dumps(asdict(face)) for face in faces)
    (folder / "index.json").write_text(f"[\n{rows}\n]\n")


class FaceDataset:
    """The faces of a prepared folder, all drawings in memory."""

    def __init__(self, folder: Path) -> None:
        """Raises ``UserError`` where the folder is not a prepared data set."""
        try:
            self.faces = [Face(**row) for row in json.loads((folder / "index.json").read_text())]
            shards = {shard: load_line_drawings(shard_path(folder, shard)) for shard in {f.shard for f in self.faces}}
            self.drawings: list[LineDrawing] = [shards[face.shard][face.id] for face in self.faces]
            if not self.faces:
                raise ValueError("no faces")
        except (OSError, ValueError, TypeError, KeyError) as error:
            hint = "make one with: deepfacedrawing data prepare"
            raise UserError(f"{folder} is not a prepared data set ({error}); {hint}") from error
        self.folder = folder

    @property
    def seeded(self) -> list[int]:
        """Indices of the faces with a seed, in the row order of ``styles.npy``."""
        return [i for i, face in enumerate(self.faces) if face.seed is not None]

    def styles(self) -> NDArray[np.float32]:
        """``(M, 512)`` styles of the seeded faces."""
        path = self.folder / "styles.npy"
        if not path.exists():
            raise UserError(f"{path} is missing; make it with: deepfacedrawing data styles {self.folder}")
        styles = np.load(path)
        if len(styles) != len(self.seeded):
            sizes = f"{len(styles)} rows for {len(self.seeded)} seeded faces"
            raise UserError(f"{path} has {sizes}; make it again with: deepfacedrawing data styles {self.folder}")
        return styles


def shard_path(folder: Path, shard: int) -> Path:
    """Where the drawings of a shard lie."""
    return folder / "lines" / f"{shard:04d}.npz"


class SketchStream(IterableDataset[tuple[Tensor, Tensor]]):
    """Endless pairs of a rough sketch and its clean one, ``(1, 512, 512)`` uint8 each; every worker draws its own."""

    def __init__(self, dataset: FaceDataset, seed: int) -> None:
        self.dataset = dataset
        self.seed = seed

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        worker = get_worker_info()
        rng = np.random.default_rng([self.seed, worker.id if worker else 0])
        while True:
            drawing = self.dataset.drawings[rng.integers(len(self.dataset.drawings))]
            rough, clean = simulate_sketch(drawing, rng, draw_roughness(rng))
            yield torch.from_numpy(rough)[None], torch.from_numpy(clean)[None]


def draw_roughness(rng: np.random.Generator) -> float:
    """Roughness of a training sketch: careful to scribbled, the middle most often."""
    return float(rng.beta(1.2, 1.5))


def to_float(sketch: Tensor) -> Tensor:
    """uint8 sketches, paper 255, to float in [-1, 1]."""
    return sketch.float() / 127.5 - 1
