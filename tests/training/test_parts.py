"""The small part network: trained with torch, run with numpy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training import parts
from deepfacedrawing.training.classes import CLASS_NAMES, CLASSES
from deepfacedrawing.training.part_net import CLASS_OF_PART, PART_OF_CLASS, PARTS, PartNet, prepare_picture
from deepfacedrawing.training.parts import STORED_SIZE, Example, PartsConfig, TrainedPartNet, save_parts, vary

SKIN, HAIR = PARTS.index("skin"), PARTS.index("hair")


def make_example(shade: int) -> Example:
    """Dark hair above, pale skin below."""
    labels = np.full((STORED_SIZE, STORED_SIZE), SKIN, np.uint8)
    labels[: STORED_SIZE // 2] = HAIR
    rgb = np.where(labels[..., None] == HAIR, shade, 220).astype(np.uint8).repeat(3, axis=2)
    landmarks = np.random.default_rng(0).uniform(60, 130, (478, 2)).astype(np.float32)
    return Example(rgb, landmarks, labels)


def train(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, epochs: int) -> Path:
    monkeypatch.setattr(parts, "read_examples", lambda config: [make_example(20), make_example(60)])
    out = tmp_path / "parts.npz"
    parts.train_parts(PartsConfig(tmp_path, tmp_path, tmp_path, out, epochs, batch_size=2))
    return out


def test_hair_is_told_from_skin_after_a_few_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = PartNet(train(tmp_path, monkeypatch, epochs=40))
    example = make_example(40)
    labels = net.parse(example.rgb, example.landmarks)
    assert labels.shape == (STORED_SIZE, STORED_SIZE)
    assert (labels[:80] == CLASSES["hair"]).mean() > 0.9
    assert (labels[-80:] == CLASSES["skin"]).mean() > 0.9


def test_numpy_and_torch_run_the_same_network(tmp_path: Path) -> None:
    torch.manual_seed(1)
    trained = TrainedPartNet()
    save_parts(trained, tmp_path / "parts.npz")
    rng = np.random.default_rng(2)
    rgb = rng.integers(0, 255, (512, 512, 3)).astype(np.uint8)
    landmarks = rng.uniform(100, 400, (478, 2)).astype(np.float32)
    with torch.inference_mode():
        scores = trained.half().float()(torch.from_numpy(prepare_picture(rgb, landmarks))[None])[0]
    expected = np.array([CLASS_OF_PART[part] for part in PARTS])[scores.argmax(0).numpy()]
    labels = PartNet(tmp_path / "parts.npz").parse(rgb, landmarks)
    # The middles of the network's cells, where enlarging changes least.
    assert (labels[4::8, 4::8] == expected).mean() > 0.85


def test_every_class_has_a_part_that_has_a_class() -> None:
    assert set(PART_OF_CLASS) == set(CLASS_NAMES)
    assert set(PART_OF_CLASS.values()) == set(PARTS) == set(CLASS_OF_PART)
    assert {CLASS_OF_PART["hair"], CLASS_OF_PART["ear"]} == {CLASSES["hair"], CLASSES["left_ear"]}


def test_variations_keep_picture_and_parts_together() -> None:
    rng = np.random.default_rng(0)
    for _ in range(8):
        picture, labels = vary(make_example(20), rng)
        brightness: NDArray[np.float32] = picture[:3].mean(axis=0)[::2, ::2]
        assert (picture.shape, labels.shape) == ((6, 128, 128), (64, 64))
        assert brightness[labels == HAIR].mean() < brightness[labels == SKIN].mean() - 0.3
        assert set(np.unique(labels)) == {SKIN, HAIR}


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    np.savez(tmp_path / "parts.npz", other=np.zeros(3))
    with pytest.raises(UserError, match=r"parts\.npz cannot be read"):
        PartNet(tmp_path / "parts.npz")
