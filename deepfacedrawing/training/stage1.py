"""Stage I: one auto-encoder per component, trained to answer a rough sketch with the clean one.

Source: paper, section 3.4; the denoising is ours: it moves careless strokes toward the careful ones already in the
encoder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader

from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig, reduced_crops
from deepfacedrawing.training.bank import SketchesOfFaces, encode_faces, normalise_latents
from deepfacedrawing.training.dataset import FaceDataset, SketchStream, to_float
from deepfacedrawing.training.loop import Budget, OneCycle, Run, build_fabric, fill, read_checkpoint
from deepfacedrawing.training.sheets import save_sheet

RESULT = "components.pt"
NORMALISING_FACES = 500


@dataclass(frozen=True)
class ComponentsConfig:
    """Options of stage I.

    ``start``: an earlier ``components.pt`` to go on from, with a new schedule. ``peak_rate`` of AdamW falls along a
    cosine to a hundredth at the last step.
    """

    data: Path
    out: Path
    start: Path | None = None
    steps: int = 4000
    minutes: float = 40.0
    batch: int = 24
    peak_rate: float = 1e-3
    workers: int = 1
    seed: int = 0
    device: str = "auto"
    devices: int = 1
    precision: str = "bf16-mixed"
    sheet_every: int = 500


class ComponentAutoencoders(nn.Module):
    """Encoders and sketch decoders of all components under one forward, so that one gradient step trains them all."""

    def __init__(self, model: DeepFaceDrawing) -> None:
        super().__init__()
        self.table = model.config.components
        self.encoders, self.sketch_decoders = model.encoders, model.sketch_decoders

    def forward(self, sketch: Tensor) -> dict[str, Tensor]:
        """``(B, 1, 512, 512)`` rough sketches to the decoded clean crops ``(B, 1, S, S)``."""
        return {
            name: self.sketch_decoders[name](self.encoders[name](part)) for name, part in self.crops(sketch).items()
        }

    def crops(self, sketch: Tensor) -> dict[str, Tensor]:
        """The reduced crops of a batch of sketches."""
        return reduced_crops(sketch, self.table)


def reconstruction_loss(decoded: Tensor, clean: Tensor) -> Tensor:
    """Squared error at three scales, so that a line that is a little off costs less than one that is missing."""
    loss = F.mse_loss(decoded, clean)
    for scale in (2, 4):
        loss = loss + scale * F.mse_loss(F.avg_pool2d(decoded, scale), F.avg_pool2d(clean, scale))
    return loss


def train_components(config: ComponentsConfig) -> Path:
    """Train until the budget ends; goes on where ``config.out`` left off.

    Returns:
        ``components.pt``, the weights with normalised latents, which stage II starts from; written after each call.
    """
    fabric = build_fabric(config.device, config.devices, config.precision)
    fabric.seed_everything(config.seed + fabric.global_rank, verbose=False)
    model = DeepFaceDrawing(ModelConfig())
    if config.start is not None:
        fill(ComponentAutoencoders(model), read_checkpoint(config.start, "model"), config.start)
    coders = ComponentAutoencoders(model).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    optimizer = torch.optim.AdamW(coders.parameters(), lr=config.peak_rate, weight_decay=1e-4)
    schedule = OneCycle(optimizer, config.peak_rate, total_steps=config.steps, pct_start=0.05, final_div_factor=4)
    coders, optimizer = fabric.setup(coders, optimizer)
    state = {"model": coders, "optimizer": optimizer, "schedule": schedule}
    run = Run(config.out, fabric, config, state)
    dataset = FaceDataset(config.data)
    stream = SketchStream(dataset, config.seed + 1000 * fabric.global_rank + run.step)
    batches = iter(fabric.setup_dataloaders(DataLoader(stream, config.batch, num_workers=config.workers)))
    for step in run.steps(Budget(config.steps, config.minutes)):
        rough, clean = (to_float(part) for part in next(batches))
        decoded = coders(rough)
        target = coders.crops(clean)
        losses = {name: reconstruction_loss(decoded[name].float(), target[name]) for name in decoded}
        optimizer.zero_grad()
        fabric.backward(sum(losses.values(), torch.zeros(())))
        fabric.clip_gradients(coders, optimizer, max_norm=1.0)
        optimizer.step()
        schedule.step()
        if step % 50 == 0:
            run.log(losses)
        if step % config.sheet_every == 0 and fabric.is_global_zero:
            rows = [(coders.crops(rough)[n], decoded[n].float(), target[n]) for n in decoded]
            save_sheet(config.out / f"sheet_{step:06d}.png", [tile for row in rows for tile in row], columns=8)
    if fabric.is_global_zero:
        write_components(model, dataset, config.out / RESULT)
    fabric.barrier()
    return config.out / RESULT


def write_components(model: DeepFaceDrawing, dataset: FaceDataset, path: Path) -> None:
    """Normalise the latents by a sample of careful sketches and save encoders and sketch decoders."""
    sample = list(range(0, len(dataset.faces), max(1, len(dataset.faces) // NORMALISING_FACES)))
    latents = encode_faces(model, SketchesOfFaces(dataset, sample, 0, 0), "normalise", workers=0)
    normalise_latents(model, latents[:, 0])
    torch.save({"model": ComponentAutoencoders(model).state_dict()}, path)
