"""From the checkpoints of both stages to the files that ship."""

from __future__ import annotations

from pathlib import Path

import torch

from deepfacedrawing.checksums import renew_sums
from deepfacedrawing.engine.checkpoint import BANK_NAME, save_bank, save_model
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.prior import StylePrior
from deepfacedrawing.engine.models.synthesis import GeometrySynthesis, PriorSynthesis, StyleMapper
from deepfacedrawing.model_files import MODEL_NAME
from deepfacedrawing.training.appearance import read_palette
from deepfacedrawing.training.bank import build_bank
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.emphasis import load_emphases, tempering_of
from deepfacedrawing.training.generator import FaceGenerator, load_generator
from deepfacedrawing.training.loop import fill, fill_from_average, read_checkpoint
from deepfacedrawing.training.stage1 import ComponentAutoencoders


def load_components(checkpoint: Path, wheel: Path) -> DeepFaceDrawing:
    """A model with stage I's encoders and sketch decoders and the prior's weights; the rest is fresh.

    Raises:
        UserError: one of the files is missing or something else.
    """
    model = DeepFaceDrawing(ModelConfig())
    fill(ComponentAutoencoders(model), read_checkpoint(checkpoint, "model"), checkpoint)
    assert isinstance(model.synthesis, PriorSynthesis)
    fill_from_generator(model.synthesis.geometry, model.synthesis.prior, load_generator(wheel))
    model.encoders.requires_grad_(False)
    return model.eval()


def fill_from_generator(geometry: GeometrySynthesis, prior: StylePrior, generator: FaceGenerator) -> None:
    """Give both halves of the prior the generator's weights, which stay as they are."""
    geometry.layout.load_state_dict(generator.layout.state_dict())
    prior.load_state_dict(generator.prior.state_dict())
    geometry.layout.requires_grad_(False)
    prior.requires_grad_(False)


def write_bundle(components: Path, synthesis: Path, wheel: Path, palette: Path, data: Path, out: Path) -> None:
    """Write ``model.safetensors`` and ``bank.safetensors``."""
    model = load_components(components, wheel)
    assert isinstance(model.synthesis, PriorSynthesis)
    trained = {"feature_decoders": model.feature_decoders, "geometry": model.synthesis.geometry}
    fill_from_average(trained, synthesis)
    temper(model)
    out.mkdir(parents=True, exist_ok=True)
    save_bank(out / BANK_NAME, build_bank(model, FaceDataset(data)))
    save_model(out / MODEL_NAME, model, read_palette(palette))
    renew_sums(out, BANK_NAME, MODEL_NAME)


def temper(model: DeepFaceDrawing) -> None:
    """Bring the mappers' styles nearer to the mean, and let the eyes agree on glasses.

    Likeness likes styles tamer than natural variety does; see docs/model.md.
    """
    assert isinstance(model.synthesis, PriorSynthesis)
    emphases, mapper = load_emphases(), model.synthesis.geometry.mapper
    mean = torch.from_numpy(emphases.mean)
    for component, part in zip(model.config.components, mapper.mappers, strict=True):
        assert isinstance(part, StyleMapper)
        part.transform(torch.from_numpy(tempering_of(component.name)), mean)
    read, move = emphases.direction("more glasses")
    mapper.shared_read.copy_(torch.from_numpy(read))
    mapper.shared_move.copy_(torch.from_numpy(move))
