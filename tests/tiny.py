"""Networks small enough for a test, with random weights that still paint pictures that differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.checkpoint import BANK_NAME, Bank, save_bank, save_model
from deepfacedrawing.engine.models.autoencoder import CoderConfig
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.prior import FirstConv, ModulatedSeparableConv, StyleLayer, StylePrior
from deepfacedrawing.engine.models.synthesis import PriorSynthesisConfig
from deepfacedrawing.engine.palette import Palette
from deepfacedrawing.model_files import MODEL_NAME
from deepfacedrawing.rendering import CONTROL_NAMES
from deepfacedrawing.training.line_drawing import LineDrawing, build_line_drawing, resample

LATENT_DIM = 16
NUM_SAMPLES = 24
NUM_FEMININE = 14
TINY_CODER = CoderConfig(
    latent_dim=LATENT_DIM,
    encoder_channels=(4, 4, 4, 4),
    sketch_bottleneck=4,
    sketch_channels=(4, 4, 4, 4),
    feature_bottleneck=4,
    feature_channels=(4, 4, 4, 4),
    map_channels=4,
)
TINY = ModelConfig(coder=TINY_CODER, synthesis=PriorSynthesisConfig(mapper_dim=8, channels=8, num_blocks=1))


def build_tiny_model(config: ModelConfig = TINY, seed: int = 0) -> DeepFaceDrawing:
    """A model in eval mode, whose faces have contrast."""
    torch.manual_seed(seed)
    model = DeepFaceDrawing(config).eval().requires_grad_(False)
    give_contrast(model)
    return model


def give_contrast(network: torch.nn.Module) -> None:
    """Make random layers keep the scale of what passes through them, as trained ones do."""
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, (torch.nn.Conv2d, torch.nn.Linear)):
                torch.nn.init.kaiming_normal_(module.weight, a=1.0)
            if isinstance(module, torch.nn.ConvTranspose2d):
                torch.nn.init.normal_(module.weight, std=(1 / (module.in_channels * 4)) ** 0.5)
        for module in network.modules():
            if isinstance(module, ModulatedSeparableConv):
                give_modulation(module.modulation)
                torch.nn.init.normal_(module.depthwise.weight, std=1 / 3)
                torch.nn.init.normal_(module.spatial_bias, std=0.1)
            if isinstance(module, StyleLayer):
                give_modulation(module.up_modulation)
            if isinstance(module, FirstConv):
                give_modulation(module.modulation)
                torch.nn.init.normal_(module.constant)
            if isinstance(module, StylePrior):
                give_modulation(module.rgb_modulation)
                torch.nn.init.normal_(module.rgb.weight, std=0.3)


def give_modulation(linear: torch.nn.Linear) -> None:
    """Scales about 1, moved a little by the style."""
    torch.nn.init.normal_(linear.weight, std=0.02)
    linear.bias.fill_(1.0)


def build_tiny_palette() -> Palette:
    """Three appearances, their controls, and two random axes."""
    generator = torch.Generator().manual_seed(3)
    styles = {name: torch.randn(512, generator=generator) for name in ("neutral", "pale-blond", "deep-black")}
    swatches = dict(zip(styles, ("#808080", "#f0e0d0", "#402010"), strict=True))
    axes = torch.randn(2, 512, generator=generator)
    directions = {name: torch.randn(512, generator=generator) for name in CONTROL_NAMES}
    # The mean is the neutral style itself, as where palettes are chosen.
    return Palette(styles, swatches, styles["neutral"], axes, directions)


def build_tiny_bank() -> Bank:
    """Latents of nobody; the first ``NUM_FEMININE`` rows are the feminine ones."""
    generator = torch.Generator().manual_seed(4)
    latents = {name: torch.randn(NUM_SAMPLES, LATENT_DIM, generator=generator) for name in COMPONENT_NAMES}
    feminine = torch.arange(NUM_SAMPLES) < NUM_FEMININE
    return Bank(latents, {"feminine": feminine, "masculine": ~feminine}, dict.fromkeys(COMPONENT_NAMES, 2.0))


def save_tiny_model(folder: Path) -> Path:
    """Write model and bank; returns the model's path."""
    save_model(folder / MODEL_NAME, build_tiny_model(), build_tiny_palette())
    save_bank(folder / BANK_NAME, build_tiny_bank())
    return folder / MODEL_NAME


def draw_sketch(mouth_width: int = 60) -> NDArray[np.uint8]:
    """A few boxes where eyes, nose, mouth and hair would be, (512, 512)."""
    sketch = np.full((512, 512), 255, np.uint8)
    for x in (192, 320):
        sketch[235:247, x - 25 : x + 25] = 0
    sketch[320:324, 240:272] = 0
    sketch[400:406, 256 - mouth_width : 256 + mouth_width] = 0
    sketch[60:66, 120:392] = 0
    return sketch


def draw_face_lines(wider: float = 0.0) -> LineDrawing:
    """The lines of a simple face, ``wider`` pixels broader than usual."""

    def ellipse(x: float, y: float, a: float, b: float, stop: float = 2 * np.pi) -> NDArray[np.float32]:
        angle = np.linspace(0, stop, 60)
        return resample(np.stack((x + (a + wider) * np.cos(angle), y + b * np.sin(angle)), axis=1))

    lines = [("hair_outline", ellipse(256, 200, 190, 170)), ("jaw", ellipse(256, 260, 130, 170, np.pi))]
    for side, x in (("left", 192), ("right", 320)):
        lines += [(f"{side}_eye", ellipse(x, 241, 30, 10 * sign, np.pi)) for sign in (-1, 1)]
        lines += [(f"{side}_brow", ellipse(x, 205, 38, 5 * sign, np.pi)) for sign in (-1, 1)]
        lines += [(f"{side}_iris", ellipse(x, 241, 9, 9)), (f"{side}_iris", ellipse(x, 241, 4, 4))]
    lines += [("mouth_outer", ellipse(256, 380, 45, 14 * sign, np.pi)) for sign in (-1, 1)]
    return build_line_drawing([*lines, ("nose", ellipse(256, 320, 25, 10, np.pi))])
