"""A prepared data set of simple faces, and tiny networks in place of the full-size ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from deepfacedrawing.engine.models.face_drawing import ModelConfig
from deepfacedrawing.training import bundle, stage1, stage2
from deepfacedrawing.training.dataset import Face, save_index, shard_path
from deepfacedrawing.training.generator import FaceGenerator
from deepfacedrawing.training.latents import LatentBatches, LatentData
from deepfacedrawing.training.line_drawing import save_line_drawings
from tests.tiny import TINY, build_tiny_model, draw_face_lines, give_contrast

NUM_FACES = 14


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Two shards; every third face has no seed. With styles."""
    folder = tmp_path / "faces"
    (folder / "lines").mkdir(parents=True)
    faces = [
        Face(f"face_{i}", None if i % 3 == 2 else i, masculine=100.0 * (i % 2), shard=i // 10) for i in range(NUM_FACES)
    ]
    for shard in (0, 1):
        drawings = {face.id: draw_face_lines(2.0 * i) for i, face in enumerate(faces) if face.shard == shard}
        save_line_drawings(shard_path(folder, shard), drawings)
    save_index(folder, faces)
    num_seeded = sum(face.seed is not None for face in faces)
    rng = np.random.default_rng(0)
    np.save(folder / "styles.npy", rng.standard_normal((num_seeded, 512), np.float32))
    return folder


@pytest.fixture
def batches(dataset: Path, tmp_path: Path) -> LatentBatches:
    """Of the data set's faces, the last three held out."""
    data = LatentData(dataset, tmp_path / "latents.pt", variants=2, held_out=3, jitter=0.0, seed=0)
    return LatentBatches(build_tiny_model(), data, torch.device("cpu"))


@pytest.fixture
def tiny_networks(monkeypatch: pytest.MonkeyPatch) -> FaceGenerator:
    """Training builds tiny models, and the wheel, whichever, holds a random generator; returns it."""

    def build_config() -> ModelConfig:
        return TINY

    torch.manual_seed(0)
    generator = FaceGenerator().eval().requires_grad_(False)
    give_contrast(generator)
    for module in (stage1, bundle):
        monkeypatch.setattr(module, "ModelConfig", build_config)
    monkeypatch.setattr(stage2, "SHEET_COLUMNS", 2)
    monkeypatch.setattr(bundle, "load_generator", lambda wheel: generator)
    return generator
