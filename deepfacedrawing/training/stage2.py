"""Stage II: with the encoders frozen, feature decoders and the head learn to give the prior the geometry it had itself.

Source: paper, section 3.4. The dense target in feature space is ours: the prior's own tensor for the face
that was sketched.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn

from deepfacedrawing.components import paste
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.prior import NUM_LAYOUT_STYLES
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.training import losses
from deepfacedrawing.training.discriminator import GeometryDiscriminator
from deepfacedrawing.training.latents import LatentBatches, LatentData
from deepfacedrawing.training.loop import CHECKPOINT_NAME, Budget, OneCycle, Run, build_fabric, fill_from_average
from deepfacedrawing.training.lpips import COMPARED_SIZE, load_lpips
from deepfacedrawing.training.mappers import fit_mappers, initialise
from deepfacedrawing.training.sheets import save_sheet

SHEET_COLUMNS = 5
CALIBRATION_BATCHES, CALIBRATION_SIZE = 8, 16
MAPPER_RATE = 0.1


@dataclass(frozen=True)
class SynthesisConfig:
    """Options of stage II.

    ``variants``: cached sketches a face. ``mapper_steps``: of the mappers alone, before the first step of all.
    ``adversarial_from``: the discriminator's first step. ``latent_jitter``: noise on latents, relative to their spread
    in the bank. ``held_out``: faces at the end of the index that are never trained on. ``start``: the checkpoint of an
    earlier run whose feature decoders and head to go on from, with mappers solved for anew and a new schedule.
    ``lpips``: files of its weights; with them, from ``perceptual_from`` on, one face of every ``perceptual_every``-th
    batch is painted and compared as a picture.
    """

    data: Path
    out: Path
    components: Path
    start: Path | None = None
    mapper_steps: int = 600
    steps: int = 6000
    minutes: float = 150.0
    batch: int = 8
    variants: int = 8
    peak_rate: float = 3e-4
    discriminator_rate: float = 1e-4
    adversarial_from: int = 3500
    squared_weight: float = 0.5
    adversarial_weight: float = 0.03
    matching_weight: float = 0.5
    lpips: tuple[Path, ...] = ()
    perceptual_from: int = 0
    perceptual_every: int = 4
    perceptual_weight: float = 1.0
    latent_jitter: float = 0.05
    ema_decay: float = 0.998
    held_out: int = 50
    seed: int = 0
    device: str = "auto"
    devices: int = 1
    precision: str = "bf16-mixed"
    sheet_every: int = 1000


class MappedGeometry(nn.Module):
    """The trainable part of stage II: latents to the merged map and the standardised geometry.

    The lower prior takes part with its own weights, which stay as they are.
    """

    def __init__(self, model: DeepFaceDrawing) -> None:
        super().__init__()
        assert isinstance(model.synthesis, PriorSynthesis)
        self.config = model.config
        self.feature_decoders, self.geometry = model.feature_decoders, model.synthesis.geometry
        self.geometry.layout.requires_grad_(False)

    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """``(B, 5, D)`` to ``(B, 512, 32, 32)`` and ``(B, C, 64, 64)``."""
        table = self.config.components
        maps = {c.name: self.feature_decoders[c.name](latents[:, i]) for i, c in enumerate(table)}
        merged = paste(maps, table, self.config.feature_stride)
        return self.geometry.standardised(merged, latents), merged


def train_synthesis(config: SynthesisConfig, model: DeepFaceDrawing) -> Path:
    """Train until the budget ends; goes on where ``config.out`` left off.

    Args:
        config: options.
        model: with trained encoders and the prior's weights; its feature decoders and head are trained in place.

    Returns:
        The checkpoint, which holds the averaged weights as well.
    """
    fabric = build_fabric(config.device, config.devices, config.precision)
    fabric.seed_everything(config.seed, verbose=False)
    config.out.mkdir(parents=True, exist_ok=True)
    if not fabric.is_global_zero:
        fabric.barrier()
    latents = config.out / "latents.pt"
    data = LatentData(config.data, latents, config.variants, config.held_out, config.latent_jitter, config.seed)
    batches = LatentBatches(model.to(fabric.device), data, fabric.device)
    if fabric.is_global_zero:
        fabric.barrier()
    assert isinstance(model.synthesis, PriorSynthesis)
    if not (config.out / CHECKPOINT_NAME).exists():
        initialise(model, batches)
        fit_mappers(model, batches, config.mapper_steps, config.seed)
        if config.start is not None:
            trained = {"feature_decoders": model.feature_decoders, "geometry.head": model.synthesis.geometry.head}
            fill_from_average(trained, config.start)
    learner = SynthesisLearner(config, model, fabric)
    run = Run(config.out, fabric, config, learner.state)
    rng = np.random.default_rng([config.seed, fabric.global_rank, run.step])
    for step in run.steps(Budget(config.steps, config.minutes)):
        values = learner.step(step, *batches.draw(rng, config.batch))
        if step % 50 == 0:
            run.log(values)
        if step % config.sheet_every == 0:
            learner.recalibrate(batches)
            run.log({"held_out": learner.held_out(batches)})
            if fabric.is_global_zero:
                learner.save_sheet(batches, model, config.out / f"sheet_{step:06d}.png")
    learner.recalibrate(batches)
    run.save()
    return run.checkpoint


def parameter_groups(network: nn.Module, mapper: nn.Module, rate: float) -> list[dict[str, Any]]:
    """The mapper, which starts from a solution and moves a whole face at each step, learns more slowly."""
    mapped = list(mapper.parameters())
    slow = set(mapped)
    others = [weight for weight in network.parameters() if weight.requires_grad and weight not in slow]
    return [{"params": mapped, "lr": MAPPER_RATE * rate}, {"params": others, "lr": rate}]


class SynthesisLearner:
    """One gradient step of generator and discriminator, and the average that ships."""

    def __init__(self, config: SynthesisConfig, model: DeepFaceDrawing, fabric: Any) -> None:
        self.config, self.fabric = config, fabric
        mapped = MappedGeometry(model).train().to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        averaging = get_ema_multi_avg_fn(config.ema_decay)
        self.average = AveragedModel(mapped, multi_avg_fn=averaging, use_buffers=False)
        discriminator = GeometryDiscriminator(model.config.coder.map_channels)
        groups = parameter_groups(mapped, mapped.geometry.mapper, config.peak_rate)
        optimizer_g = torch.optim.AdamW(groups, betas=(0.9, 0.99), weight_decay=1e-4, fused=True)
        optimizer_d = torch.optim.AdamW(discriminator.parameters(), config.discriminator_rate, betas=(0.5, 0.99))
        self.schedule = OneCycle(
            optimizer_g,
            [group["lr"] for group in groups],
            total_steps=config.steps,
            pct_start=0.05,
            final_div_factor=4,
            cycle_momentum=False,
        )
        self.mapped, self.optimizer_g = fabric.setup(mapped, optimizer_g)
        self.discriminator, self.optimizer_d = fabric.setup(discriminator, optimizer_d)
        self.weights = losses.inner_face_weights(model.config.components, 32).to(fabric.device)
        self.lay_out = mapped.geometry.lay_out
        self.synthesis = model.synthesis
        self.lpips = load_lpips(config.lpips, str(fabric.device)) if config.lpips else None
        self.average.to(fabric.device)
        self.state = {
            "model": self.mapped,
            "average": self.average,
            "discriminator": self.discriminator,
            "optimizer_g": self.optimizer_g,
            "optimizer_d": self.optimizer_d,
            "schedule": self.schedule,
        }

    @torch.no_grad()
    def targets(self, styles: Tensor) -> Tensor:
        """What the prior itself makes of each region's style ``(B, 5, 512)``: standardised ``(B, 512, 32, 32)``."""
        with self.fabric.autocast():
            return self.lay_out(styles[:, :, None].expand(-1, -1, NUM_LAYOUT_STYLES, -1)).float()

    def step(self, step: int, latents: Tensor, styles: Tensor) -> dict[str, Tensor]:
        """One step; returns the losses."""
        target = self.targets(styles)
        predicted, merged = self.mapped(latents)
        values = {
            "l1": losses.geometry_loss(predicted.float(), target, self.weights),
            "l2": losses.squared_loss(predicted.float(), target, self.weights),
        }
        total = values["l1"] + self.config.squared_weight * values["l2"]
        if step >= self.config.adversarial_from:
            condition = merged.detach()
            values["d"] = self._step_discriminator(predicted.detach(), target, condition)
            self.discriminator.requires_grad_(False)
            fake, fake_features = self.discriminator(predicted, condition)
            with torch.no_grad():
                _, real_features = self.discriminator(target, condition)
            self.discriminator.requires_grad_(True)
            values["adversarial"] = losses.adversarial_loss(fake)
            values["matching"] = losses.matching_loss(real_features, fake_features)
            total = total + self.config.adversarial_weight * values["adversarial"]
            total = total + self.config.matching_weight * values["matching"]
        if self.lpips and step >= self.config.perceptual_from and step % self.config.perceptual_every == 0:
            pictures = (self._paint(geometry[:1], styles[:1, -1]) for geometry in (predicted, target))
            values["lpips"] = self.lpips(*pictures).mean()
            total = total + self.config.perceptual_weight * values["lpips"]
        self.optimizer_g.zero_grad()
        self.fabric.backward(total)
        self.fabric.clip_gradients(self.mapped, self.optimizer_g, max_norm=5.0)
        self.optimizer_g.step()
        self.schedule.step()
        self.average.update_parameters(self.mapped)
        return values

    def _paint(self, geometry: Tensor, style: Tensor) -> Tensor:
        """What the prior makes of a standardised ``(B, 512, 32, 32)``, at the size that LPIPS compares at."""
        assert isinstance(self.synthesis, PriorSynthesis)
        with self.fabric.autocast():
            pictures = self.synthesis.prior(self.synthesis.geometry.unstandardise(geometry), style)
        return F.avg_pool2d(pictures.float().clamp(-1, 1), pictures.shape[-1] // COMPARED_SIZE)

    def _step_discriminator(self, fake: Tensor, real: Tensor, merged: Tensor) -> Tensor:
        scores, _ = self.discriminator(torch.cat([real, fake.to(real.dtype)]), torch.cat([merged, merged]))
        halves = [part.chunk(2) for part in scores]
        loss = losses.discriminator_loss([half[0] for half in halves], [half[1] for half in halves])
        self.optimizer_d.zero_grad()
        self.fabric.backward(loss)
        self.optimizer_d.step()
        return loss

    def recalibrate(self, batches: LatentBatches) -> None:
        """Give the averaged weights batch statistics of their own; those of the raw weights do not fit them."""
        rng = np.random.default_rng(self.config.seed)
        draws = ([batches.draw(rng, CALIBRATION_SIZE)[0]] for _ in range(CALIBRATION_BATCHES))
        update_bn(draws, self.average)

    @torch.no_grad()
    def held_out(self, batches: LatentBatches, size: int = 16) -> Tensor:
        """The averaged model's geometry loss on held-out faces at refinement 0.5."""
        latents, styles = batches.held_out(size, 0.5)
        self.average.eval()
        return losses.geometry_loss(self.average(latents)[0], self.targets(styles), self.weights)

    @torch.no_grad()
    def save_sheet(self, batches: LatentBatches, model: DeepFaceDrawing, path: Path) -> None:
        """Held-out faces in their own appearances: the source, then the averaged model's at refinement 0 and 1."""
        assert isinstance(model.synthesis, PriorSynthesis)
        styles, unstandardise = batches.held_out(SHEET_COLUMNS, 0.0)[1], model.synthesis.geometry.unstandardise
        painters = [FoldedPrior(model.synthesis.prior, style[-1:]) for style in styles]
        self.average.eval()
        drawn = [self.average(batches.held_out(SHEET_COLUMNS, refinement)[0])[0] for refinement in (0.0, 1.0)]
        geometries = [unstandardise(x) for x in (self.targets(styles), *drawn)]
        rows = [
            torch.cat([painter(geometry[i : i + 1]) for i, painter in enumerate(painters)]) for geometry in geometries
        ]
        save_sheet(path, rows, columns=SHEET_COLUMNS, tile=224)
