"""What stage II draws: whose latents, whose styles, and which faces never."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.latents import LatentBatches, LatentData
from tests.tiny import build_tiny_model

NOSE = COMPONENT_NAMES.index("nose")


def test_training_never_draws_a_face_that_is_held_out(batches: LatentBatches, dataset: Path) -> None:
    known = torch.from_numpy(batches.targets)
    assert batches.num_training == len(FaceDataset(dataset).styles()) - 3 == len(known) - 3
    _, drawn = batches.draw(np.random.default_rng(1), 64)
    of_noses = known[:, 0, NOSE]
    rows = {int((of_noses - style).norm(dim=1).argmin()) for style in drawn[:, NOSE]}
    assert rows == set(range(len(known) - 3))
    torch.testing.assert_close(batches.held_out(10, 0.5)[1], known[-3:, 0])


def test_closed_eyes_are_drawn_and_asked_for_together(batches: LatentBatches) -> None:
    latents, styles = batches.draw(np.random.default_rng(0), 400)
    known = torch.from_numpy(batches.targets)
    is_closed = torch.tensor(
        [[(known[:, 1, eye] == face[eye]).all(1).any() for eye in batches.eyes] for face in styles]
    )
    assert (is_closed[:, 0] == is_closed[:, 1]).all()
    assert 0.03 < is_closed.float().mean() < 0.15
    faces = np.zeros((1, 5), int)
    as_drawn, _ = batches.select(faces, np.where([[True, True, False, False, False]], 2, faces), torch.zeros(1, 5))
    torch.testing.assert_close(as_drawn[0, 0], batches.sketches[0, 2, 0].float())
    assert latents.shape == (400, 5, as_drawn.shape[-1])


def test_a_component_comes_with_the_style_of_its_own_face(batches: LatentBatches) -> None:
    faces = np.array([[0, 0, 1, 2, 1], [2, 2, 2, 2, 2]])
    latents, styles = batches.select(faces, np.ones_like(faces), torch.zeros(2, 5))
    for row, component in np.ndindex(faces.shape):
        face = faces[row, component]
        torch.testing.assert_close(latents[row, component], batches.sketches[face, 1, component].float())
        np.testing.assert_array_equal(styles[row, component], batches.targets[face, 0, component])


def test_about_half_the_faces_are_whole_and_the_others_parts_of_two(batches: LatentBatches) -> None:
    _, styles = batches.draw(np.random.default_rng(0), 400)
    known = torch.from_numpy(batches.targets)
    whose = [
        [int((known[:, :, i] - style[i]).norm(dim=2).amin(1).argmin()) for i in range(style.shape[0])]
        for style in styles
    ]
    counts = np.array([len(set(face)) for face in whose])
    assert set(counts) == {1, 2}
    assert 0.3 < (counts == 2).mean() < 0.6
    left, right = np.array(whose)[:, batches.eyes].T
    assert (left == right).mean() > 0.8


def test_a_face_is_refined_without_its_own_bank_sample(batches: LatentBatches) -> None:
    faces, none = np.array([[2] * 5, [3] * 5]), torch.zeros(2, 5)
    as_drawn, _ = batches.select(faces, np.zeros_like(faces), none)
    refined, _ = batches.select(faces, np.zeros_like(faces), none + 1)
    for i, bank in enumerate(batches.banks):
        own = bank.latents[batches.bank_rows[faces[:, i]]]
        assert (refined[:, i] - own).norm(dim=1).min() > 0
        assert not torch.allclose(refined[:, i], as_drawn[:, i])


@pytest.mark.parametrize("held_out", [0, 50])
def test_holding_out_none_or_all_is_told(dataset: Path, tmp_path: Path, held_out: int) -> None:
    data = LatentData(dataset, tmp_path / "latents.pt", variants=1, held_out=held_out, jitter=0.0, seed=0)
    with pytest.raises(UserError, match="--held-out"):
        LatentBatches(build_tiny_model(), data, torch.device("cpu"))
