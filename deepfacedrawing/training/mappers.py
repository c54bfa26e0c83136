"""Where stage II starts from: the scale of the geometry, and mappers that know styles before they see a picture."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as F

from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.training.latents import LatentBatches, geometry_statistics
from deepfacedrawing.training.loop import OneCycle

RIDGE = 0.1
FIT_RATE, FIT_BATCH = 1e-3, 256


@torch.no_grad()
def initialise(model: DeepFaceDrawing, batches: LatentBatches) -> None:
    """The scale of the geometry, and the mappers' linear parts solved for: from latents to the faces' own styles."""
    assert isinstance(model.synthesis, PriorSynthesis)
    geometry = model.synthesis.geometry
    mean, std = geometry_statistics(geometry.layout, batches.styles[: batches.num_training])
    geometry.mean.copy_(mean)
    geometry.std.copy_(std)
    latents, targets = batches.latents_with_styles()
    for i, (rows, linear) in enumerate(zip(geometry.mapper.inputs, geometry.mapper.linears(), strict=True)):
        seen, styles = latents[:, rows].flatten(1), targets[:, i]
        mean_style = styles.mean(0)
        mean = seen.mean(0)
        centred = (seen - mean).double()
        gram = centred.T @ centred
        ridge = RIDGE * gram.diagonal().mean() * torch.eye(len(gram), dtype=gram.dtype, device=gram.device)
        weight = torch.linalg.solve(gram + ridge, centred.T @ (styles - mean_style).double()).float()
        linear.weight.copy_(weight.T)
        linear.bias.copy_(mean_style - mean @ weight)


def fit_mappers(model: DeepFaceDrawing, batches: LatentBatches, num_steps: int, seed: int) -> None:
    """The mappers on their own: styles alone, without a picture, so that thousands of sketches are seen in a minute.

    The loss compares what styles do, the scales of the lower prior's channels, with each modulation in its own spread.
    """
    assert isinstance(model.synthesis, PriorSynthesis)
    geometry = model.synthesis.geometry
    with torch.no_grad():
        known = torch.from_numpy(batches.targets[: batches.num_training, 0, -1]).to(batches.device)
        scales = [m.weight / (known @ m.weight.T).std(0).mean() for m in geometry.layout.modulations()]
    optimizer = torch.optim.AdamW(geometry.mapper.parameters(), FIT_RATE, betas=(0.9, 0.99), weight_decay=0.05)
    schedule = OneCycle(optimizer, FIT_RATE, total_steps=num_steps, pct_start=0.1)
    rng = np.random.default_rng(seed)
    for _ in range(num_steps):
        latents, styles = batches.draw(rng, FIT_BATCH)
        missing = geometry.mapper(latents) - styles[:, :, None]
        errors = [F.linear(missing[:, :, i], scale).square().mean() for i, scale in enumerate(scales)]
        optimizer.zero_grad()
        torch.stack(errors).mean().backward()
        optimizer.step()
        schedule.step()
