"""From the checkpoints of both stages to the files that ship."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from deepfacedrawing.engine.checkpoint import BANK_NAME, MODEL_NAME, save_bank, save_model
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.appearance import read_palette
from deepfacedrawing.training.bank import build_bank
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.generator import load_generator
from deepfacedrawing.training.stage1 import ComponentAutoencoders


def read_checkpoint(path: Path, key: str) -> dict[str, Tensor]:
    """One module's weights in a training checkpoint.

    Raises:
        UserError: the file is missing or holds no such module.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return state[key]
    except (OSError, EOFError, KeyError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise UserError(f"{path} is no checkpoint of this stage ({error}); train it first.") from error


def load_components(checkpoint: Path, wheel: Path) -> DeepFaceDrawing:
    """A model with stage I's encoders and sketch decoders and the prior's weights; the rest is fresh.

    Raises:
        UserError: one of the files is missing or something else.
    """
    model = DeepFaceDrawing(ModelConfig())
    fill(ComponentAutoencoders(model), read_checkpoint(checkpoint, "model"), checkpoint)
    assert isinstance(model.synthesis, PriorSynthesis)
    model.synthesis.prior.load_state_dict(load_generator(wheel).prior.state_dict())
    model.encoders.requires_grad_(False)
    model.synthesis.prior.requires_grad_(False)
    return model.eval()


def fill(module: nn.Module, weights: dict[str, Tensor], source: Path) -> None:
    """Load exactly these weights.

    Raises:
        UserError: one is missing, too many or misshapen.
    """
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        raise UserError(f"{source} is a checkpoint of another stage or model: {error}") from error


def load_synthesis(model: DeepFaceDrawing, checkpoint: Path) -> None:
    """Fill feature decoders and head with stage II's averaged weights."""
    assert isinstance(model.synthesis, PriorSynthesis)
    average = read_checkpoint(checkpoint, "average")
    prefix = "module."
    weights = {name.removeprefix(prefix): tensor for name, tensor in average.items() if name.startswith(prefix)}
    decoders = {n.removeprefix("feature_decoders."): t for n, t in weights.items() if n.startswith("feature_decoders.")}
    head = {n.removeprefix("head."): t for n, t in weights.items() if n.startswith("head.")}
    fill(model.feature_decoders, decoders, checkpoint)
    fill(model.synthesis.head, head, checkpoint)


def write_bundle(components: Path, synthesis: Path, wheel: Path, palette: Path, data: Path, out: Path) -> None:
    """Write ``model.safetensors`` and ``bank.safetensors``."""
    model = load_components(components, wheel)
    load_synthesis(model, synthesis)
    out.mkdir(parents=True, exist_ok=True)
    save_bank(out / BANK_NAME, build_bank(model, FaceDataset(data)))
    save_model(out / MODEL_NAME, model, read_palette(palette))
