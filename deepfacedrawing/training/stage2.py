"""Stage II: with the encoders frozen, feature decoders and the head learn to give the prior the geometry it had itself.

Source: paper, section 3.4. The dense target in feature space is ours (the prior's own tensor for the face that was sketched).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from deepfacedrawing.components import paste
from deepfacedrawing.engine.manifold import FeatureBank, project
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.training import losses
from deepfacedrawing.training.bank import cache_latents, clean_latents
from deepfacedrawing.training.dataset import FaceDataset
from deepfacedrawing.training.discriminator import GeometryDiscriminator
from deepfacedrawing.training.loop import Budget, Run, build_fabric
from deepfacedrawing.training.sheets import save_sheet


@dataclass(frozen=True)
class SynthesisConfig:
    """Options of stage II. ``variants``: cached sketches a face; ``adversarial_from``: the discriminator's first step."""

    data: Path
    out: Path
    components: Path
    steps: int = 6000
    minutes: float = 150.0
    batch: int = 8
    variants: int = 8
    peak_rate: float = 6e-4
    discriminator_rate: float = 2e-4
    adversarial_from: int = 1000
    adversarial_weight: float = 0.05
    matching_weight: float = 1.0
    latent_jitter: float = 0.05
    ema_decay: float = 0.998
    held_out: int = 50
    seed: int = 0
    device: str = "auto"
    devices: int = 1
    precision: str = "bf16-mixed"
    sheet_every: int = 500


class MappedGeometry(nn.Module):
    """The trainable part of stage II: latents to the merged map and the standardised geometry."""

    def __init__(self, model: DeepFaceDrawing) -> None:
        super().__init__()
        assert isinstance(model.synthesis, PriorSynthesis)
        self.config = model.config
        self.feature_decoders, self.head = model.feature_decoders, model.synthesis.head

    def forward(self, latents: Tensor) -> tuple[Tensor, Tensor]:
        """``(B, 5, D)`` to ``(B, 512, 32, 32)`` and ``(B, C, 128, 128)``."""
        table = self.config.components
        maps = {c.name: self.feature_decoders[c.name](latents[:, i]) for i, c in enumerate(table)}
        merged = paste(maps, table, self.config.feature_stride)
        return self.head.standardised(merged), merged


class LatentBatches:
    """Random batches of cached latents, as at run time drawn toward the manifold by a random amount, with their targets."""

    def __init__(self, model: DeepFaceDrawing, config: SynthesisConfig, device: torch.device) -> None:
        dataset = FaceDataset(config.data)
        self.device, self.jitter = device, config.latent_jitter
        self.folder, self.geometry = config.data, dataset.geometry()
        cache = config.out / "latents.pt"
        if cache.exists():
            stored = torch.load(cache, weights_only=True)
        else:
            sketches = cache_latents(model, dataset, dataset.seeded, config.variants, config.seed)
            stored = {"sketches": sketches, "bank": clean_latents(model, dataset).half()}
            torch.save(stored, cache)
        self.sketches = stored["sketches"]
        bank = stored["bank"].float().to(device)
        self.banks = [FeatureBank.whole(bank[:, i].contiguous()) for i in range(bank.shape[1])]
        self.spread = bank.std(dim=(0, 2))[None, :, None]
        self.bank_rows = torch.tensor(dataset.seeded)
        self.num_training = len(self.geometry) - config.held_out
        names = [c.name for c in model.config.components]
        self.mean, self.std = geometry_statistics(self.geometry[: self.num_training])
        self.names = names

    def draw(self, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
        """A batch ``(B, 5, D)`` and its raw geometry ``(B, 512, 32, 32)``."""
        faces = rng.integers(self.num_training, size=size)
        amounts = torch.from_numpy(rng.uniform(0, 1, (size, len(self.names))).astype(np.float32))
        amounts = amounts * torch.from_numpy(rng.uniform(size=(size, 1)) < 0.75)
        latents, geometry = self.select(faces, rng.integers(self.sketches.shape[1], size=size), amounts)
        return latents + torch.randn_like(latents) * self.spread * self.jitter, geometry

    def held_out(self, size: int, refinement: float) -> tuple[Tensor, Tensor]:
        """The first faces that are never trained on, sketched once each."""
        faces = np.arange(self.num_training, min(self.num_training + size, len(self.geometry)))
        return self.select(faces, np.zeros_like(faces), torch.full((len(faces), len(self.names)), refinement))

    def styles(self, size: int) -> Tensor:
        """The appearances of the same faces, ``(size, 512)``."""
        styles = np.load(self.folder / "styles.npy")[self.num_training :][:size]
        return torch.from_numpy(styles).to(self.device)

    def select(self, faces: Any, variants: Any, amounts: Tensor) -> tuple[Tensor, Tensor]:
        """The latents of chosen sketches, each component refined by its amount ``(B, 5)``, and their geometry."""
        latents = self.sketches[faces, variants].float().to(self.device)
        own = self.bank_rows[faces].to(self.device)
        projected = [project(latents[:, i], bank, excluded=own).latent for i, bank in enumerate(self.banks)]
        latents = latents.lerp(torch.stack(projected, dim=1), amounts.to(self.device)[..., None])
        return latents, torch.from_numpy(self.geometry[faces].astype(np.float32)).to(self.device)


def geometry_statistics(geometry: Any) -> tuple[Tensor, Tensor]:
    """Mean of each cell ``(1, 512, 32, 32)`` and spread of each channel about it ``(1, 512, 1, 1)``."""
    total, squares, count = 0.0, 0.0, 0
    for start in range(0, len(geometry), 64):
        part = torch.from_numpy(geometry[start : start + 64].astype(np.float32))
        total, squares, count = total + part.sum(0), squares + part.square().sum(0), count + len(part)
    mean = torch.as_tensor(total) / count
    variance = (torch.as_tensor(squares) / count - mean.square()).clamp(min=0)
    return mean[None], variance.mean((1, 2)).sqrt().clamp(min=1e-4)[None, :, None, None]


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
    batches = LatentBatches(model.to(fabric.device), config, fabric.device)
    if fabric.is_global_zero:
        fabric.barrier()
    assert isinstance(model.synthesis, PriorSynthesis)
    model.synthesis.head.geometry_mean.copy_(batches.mean)
    model.synthesis.head.geometry_std.copy_(batches.std)
    learner = SynthesisLearner(config, model, fabric)
    run = Run(config.out, fabric, config, learner.state)
    rng = np.random.default_rng([config.seed, fabric.global_rank, run.step])
    for step in run.steps(Budget(config.steps, config.minutes)):
        values = learner.step(step, *batches.draw(rng, config.batch))
        if step % 50 == 0:
            run.log(values)
        if step % config.sheet_every == 0 and fabric.is_global_zero:
            run.log({"held_out": learner.held_out(batches)})
            learner.save_sheet(batches, model, config.out / f"sheet_{step:06d}.png")
    return run.checkpoint


class SynthesisLearner:
    """One gradient step of generator and discriminator, and the average that ships."""

    def __init__(self, config: SynthesisConfig, model: DeepFaceDrawing, fabric: Any) -> None:
        self.config, self.fabric = config, fabric
        mapped = MappedGeometry(model).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        averaging = get_ema_multi_avg_fn(config.ema_decay)
        self.average = AveragedModel(mapped, multi_avg_fn=averaging, use_buffers=False)
        discriminator = GeometryDiscriminator(model.config.coder.map_channels)
        optimizer_g = torch.optim.AdamW(mapped.parameters(), config.peak_rate, betas=(0.5, 0.99), weight_decay=1e-4)
        optimizer_d = torch.optim.AdamW(discriminator.parameters(), config.discriminator_rate, betas=(0.5, 0.99))
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer_g, config.peak_rate, total_steps=config.steps, pct_start=0.05, final_div_factor=4, cycle_momentum=False
        )
        self.mapped, self.optimizer_g = fabric.setup(mapped, optimizer_g)
        self.discriminator, self.optimizer_d = fabric.setup(discriminator, optimizer_d)
        self.weights = losses.inner_face_weights(model.config.components, 32).to(fabric.device)
        self.head = mapped.head
        self.average.to(fabric.device)
        self.state = {
            "model": self.mapped,
            "average": self.average,
            "discriminator": self.discriminator,
            "optimizer_g": self.optimizer_g,
            "optimizer_d": self.optimizer_d,
            "schedule": self.schedule,
        }

    def standardise(self, geometry: Tensor) -> Tensor:
        """Raw geometry to the scale of the losses."""
        return (geometry - self.head.geometry_mean) / self.head.geometry_std

    def step(self, step: int, latents: Tensor, geometry: Tensor) -> dict[str, Tensor]:
        """One step; returns the losses."""
        target = self.standardise(geometry)
        predicted, merged = self.mapped(latents)
        values = {"l1": losses.geometry_loss(predicted.float(), target, self.weights)}
        total = values["l1"]
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
        self.optimizer_g.zero_grad()
        self.fabric.backward(total)
        self.fabric.clip_gradients(self.mapped, self.optimizer_g, max_norm=5.0)
        self.optimizer_g.step()
        self.schedule.step()
        self.average.update_parameters(self.mapped)
        return values

    def _step_discriminator(self, fake: Tensor, real: Tensor, merged: Tensor) -> Tensor:
        scores, _ = self.discriminator(torch.cat([real, fake.to(real.dtype)]), torch.cat([merged, merged]))
        halves = [part.chunk(2) for part in scores]
        loss = losses.discriminator_loss([half[0] for half in halves], [half[1] for half in halves])
        self.optimizer_d.zero_grad()
        self.fabric.backward(loss)
        self.optimizer_d.step()
        return loss

    @torch.no_grad()
    def held_out(self, batches: LatentBatches, size: int = 16) -> Tensor:
        """The averaged model's geometry loss on held-out faces at refinement 0.5."""
        latents, geometry = batches.held_out(size, 0.5)
        self.average.eval()
        return losses.geometry_loss(self.average(latents)[0], self.standardise(geometry), self.weights)

    @torch.no_grad()
    def save_sheet(self, batches: LatentBatches, model: DeepFaceDrawing, path: Path) -> None:
        """Held-out faces: the source, then the averaged model's at refinement 0, 0.5 and 1."""
        assert isinstance(model.synthesis, PriorSynthesis)
        prior, styles = model.synthesis.prior, batches.styles(6)
        self.average.eval()
        rows = [prior(batches.held_out(6, 0.0)[1], styles)]
        for refinement in (0.0, 0.5, 1.0):
            predicted = self.average(batches.held_out(6, refinement)[0])[0]
            rows.append(prior(predicted * self.head.geometry_std + self.head.geometry_mean, styles))
        save_sheet(path, rows, columns=6, tile=192)
