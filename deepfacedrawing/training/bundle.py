"""From the checkpoints of both stages to the files that ship."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deepfacedrawing.engine.checkpoint import BANK_NAME, MODEL_NAME, save_bank, save_model
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.appearance import read_palette
from deepfacedrawing.training.bank import build_bank
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.generator import load_generator


def read_checkpoint(path: Path, key: str) -> dict[str, Tensor]:
    """One module's weights in a training checkpoint.

    Raises:
        UserError: the file is missing or holds no such module.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return state[key]
    except (OSError, KeyError, RuntimeError) as error:
        raise UserError(f"{path} is no checkpoint of this stage ({error}); train it first.") from error


def load_components(checkpoint: Path, wheel: Path) -> DeepFaceDrawing:
    """A model with stage I's encoders and sketch decoders and the prior's weights; the rest is fresh."""
    model = DeepFaceDrawing(ModelConfig())
    keys = model.load_state_dict(read_checkpoint(checkpoint, "model"), strict=False)
    assert not keys.unexpected_keys, keys.unexpected_keys
    assert isinstance(model.synthesis, PriorSynthesis)
    model.synthesis.prior.load_state_dict(load_generator(wheel).prior.state_dict())
    model.encoders.requires_grad_(False)
    model.synthesis.prior.requires_grad_(False)
    return model.eval()


def load_synthesis(model: DeepFaceDrawing, checkpoint: Path) -> None:
    """Fill feature decoders and head with stage II's averaged weights."""
    assert isinstance(model.synthesis, PriorSynthesis)
    average = read_checkpoint(checkpoint, "average")
    prefix = "module."
    weights = {name.removeprefix(prefix): tensor for name, tensor in average.items() if name.startswith(prefix)}
    decoders = {n.removeprefix("feature_decoders."): t for n, t in weights.items() if n.startswith("feature_decoders.")}
    head = {n.removeprefix("head."): t for n, t in weights.items() if n.startswith("head.")}
    model.feature_decoders.load_state_dict(decoders)
    model.synthesis.head.load_state_dict(head)


def write_bundle(components: Path, synthesis: Path, wheel: Path, palette: Path, data: Path, out: Path) -> None:
    """Write ``model.safetensors`` and ``bank.safetensors``."""
    model = load_components(components, wheel)
    load_synthesis(model, synthesis)
    out.mkdir(parents=True, exist_ok=True)
    save_bank(out / BANK_NAME, build_bank(model, FaceDataset(data)))
    save_model(out / MODEL_NAME, model, read_palette(palette))
