"""The paper's figure 3 in one module: CE, manifold projection, FM, IS."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from deepfacedrawing.components import BUNDLED_COMPONENTS, Component, crop, paste
from deepfacedrawing.engine.manifold import FeatureBank, ManifoldConfig, project
from deepfacedrawing.engine.models.autoencoder import (
    CoderConfig,
    build_encoder,
    build_feature_decoder,
    build_sketch_decoder,
)
from deepfacedrawing.engine.models.synthesis import (
    PriorSynthesis,
    PriorSynthesisConfig,
    TranslationSynthesis,
    TranslationSynthesisConfig,
)


@dataclass(frozen=True)
class ModelConfig:
    """Everything that fixes the architecture; saved in the checkpoint.

    ``feature_stride``: canvas pixels per cell of a feature map. ``full_precision``: whether what is behind the latents
    is computed in float32 where the device has something faster, too.
    """

    components: tuple[Component, ...] = BUNDLED_COMPONENTS
    coder: CoderConfig = field(default_factory=CoderConfig)
    feature_stride: int = 8
    synthesis: PriorSynthesisConfig | TranslationSynthesisConfig = field(default_factory=PriorSynthesisConfig)
    manifold: ManifoldConfig = field(default_factory=ManifoldConfig)
    full_precision: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; the kind of synthesis is named."""
        kind = "prior" if isinstance(self.synthesis, PriorSynthesisConfig) else "translation"
        return asdict(self) | {"synthesis": {"kind": kind, **asdict(self.synthesis)}}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> ModelConfig:
        """The inverse of ``to_dict``; older files lack what stands last.

        Raises:
            TypeError, KeyError, ValueError: an unknown, missing or misshapen field.
        """
        synthesis = dict(data["synthesis"])
        kinds = {"prior": PriorSynthesisConfig, "translation": TranslationSynthesisConfig}
        build_synthesis = kinds[synthesis.pop("kind")]
        return cls(
            components=tuple(Component(**row) for row in data["components"]),
            coder=CoderConfig(**_tuples(data["coder"])),
            feature_stride=int(data["feature_stride"]),
            synthesis=build_synthesis(**_tuples(synthesis)),
            manifold=ManifoldConfig(**data.get("manifold", {})),
            full_precision=bool(data.get("full_precision", False)),
        )


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}


def reduced_crops(sketch: Tensor, components: tuple[Component, ...]) -> dict[str, Tensor]:
    """What the encoders see: ``(B, 1, 512, 512)`` in [-1, 1], paper 1, to each component's ``(B, 1, S, S)``."""
    return {c.name: F.avg_pool2d(crop(sketch, c, components), c.crop_reduction) for c in components}


def stack_latents(latents: dict[str, Tensor], components: tuple[Component, ...]) -> Tensor:
    """Latents ``(B, D)`` by name to ``(B, 5, D)`` in the order of the components."""
    return torch.stack([latents[c.name] for c in components], dim=1)


class DeepFaceDrawing(nn.Module):
    """Sketch in, face out. Submodules are keyed by component name."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        coder = config.coder
        sizes = {c.name: c.size // c.crop_reduction for c in config.components}
        maps = {c.name: c.size // config.feature_stride for c in config.components}
        self.encoders = nn.ModuleDict({name: build_encoder(size, coder) for name, size in sizes.items()})
        self.sketch_decoders = nn.ModuleDict({name: build_sketch_decoder(size, coder) for name, size in sizes.items()})
        self.feature_decoders = nn.ModuleDict(
            {name: build_feature_decoder(size, maps[name], coder) for name, size in sizes.items()}
        )
        self.synthesis = build_synthesis(config)

    def crop(self, sketch: Tensor) -> dict[str, Tensor]:
        """``(B, 1, 512, 512)`` in [-1, 1], paper 1, to the reduced crop ``(B, 1, S, S)`` of each component."""
        return reduced_crops(sketch, self.config.components)

    def encode(self, crops: dict[str, Tensor]) -> dict[str, Tensor]:
        """Crops to latents ``(B, D)``."""
        return {name: self.encoders[name](part) for name, part in crops.items()}

    def map(self, latents: dict[str, Tensor]) -> dict[str, Tensor]:
        """Latents to feature maps ``(B, C, S/stride, S/stride)``."""
        return {name: self.feature_decoders[name](latent) for name, latent in latents.items()}

    def merge(self, feature_maps: dict[str, Tensor]) -> Tensor:
        """Feature maps to the canvas' own, ``(B, C, 512/stride, 512/stride)``."""
        return paste(feature_maps, self.config.components, self.config.feature_stride)

    def forward(
        self, sketch: Tensor, banks: dict[str, FeatureBank], refinement: dict[str, float], style: Tensor
    ) -> Tensor:
        """A face from a sketch.

        Args:
            sketch: ``(B, 1, 512, 512)`` float in [-1, 1], ink -1, paper 1.
            banks: the bank of each component.
            refinement: component name → 0…1.
            style: ``(B, 512)`` appearance style.

        Returns:
            ``(B, 3, 512, 512)`` RGB in about [-1, 1].
        """
        latents = self.encode(self.crop(sketch))
        manifold = self.config.manifold
        projected = {name: project(latent, banks[name], manifold).latent for name, latent in latents.items()}
        refined = {name: latents[name].lerp(projected[name], refinement[name]) for name in latents}
        merged = self.merge(self.map(refined))
        return self.synthesis(merged, stack_latents(refined, self.config.components), style)


def build_synthesis(config: ModelConfig) -> PriorSynthesis | TranslationSynthesis:
    """The synthesis network that a config asks for."""
    if isinstance(config.synthesis, PriorSynthesisConfig):
        return PriorSynthesis(config.components, config.coder, config.synthesis)
    return TranslationSynthesis(config.coder.map_channels, config.synthesis)
