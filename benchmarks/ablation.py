"""What the encoder's size, its denoising and the number of neighbours are worth.

    python benchmarks/ablation.py encoders DATA [--component mouth] [--minutes 3]
    python benchmarks/ablation.py neighbours DATA [--model param/model.safetensors]

``encoders`` trains one component's auto-encoder anew for each setting, on the same sketches and for the same time of
one core, and prints of faces that were not trained on: the steps it took, milliseconds per crop, the error of the
decoded sketch, and how often a rough sketch's nearest ten of the careful sketches of all faces hold that of its own
face. ``neighbours`` prints for the model's own encoders how far rough latents lie from those of the careful sketches of
the same faces after projection on K neighbours, in parts of what it is before, at several refinements; own samples are
not in the bank.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, mse_loss

from deepfacedrawing.components import BUNDLED_COMPONENTS, crop
from deepfacedrawing.engine.checkpoint import load_model
from deepfacedrawing.engine.face_engine import find_model
from deepfacedrawing.engine.manifold import FeatureBank, ManifoldConfig, project
from deepfacedrawing.engine.models.autoencoder import CoderConfig, build_encoder, build_sketch_decoder
from deepfacedrawing.training.bank import SketchesOfFaces, encode_faces
from deepfacedrawing.training.dataset import FaceDataset, to_float
from deepfacedrawing.training.stage1 import reconstruction_loss

HELD_OUT = 300
SKETCHES, BATCH, RATE = 4, 32, 1e-3
NEAREST = 10
NEIGHBOURS, REFINEMENTS = (1, 5, 10, 20), (0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Setting:
    """One row of the table; ``denoises``: the target is the careful sketch, not the rough one itself."""

    name: str
    latent_dim: int = 128
    crop_reduction: int = 2
    denoises: bool = True


SETTINGS = (
    Setting("as shipped"),
    Setting("latent 32", latent_dim=32),
    Setting("latent 256", latent_dim=256),
    Setting("latent 512", latent_dim=512),
    Setting("crops not reduced", crop_reduction=1),
    Setting("crops reduced by 4", crop_reduction=4),
    Setting("no denoising", denoises=False),
)


@dataclass(frozen=True)
class Crops:
    """Rough and careful crops of faces, ``(N, V, S, S)`` and ``(N, S, S)`` uint8."""

    rough: Tensor
    careful: Tensor

    def pair(self, rows: Tensor, variants: Tensor, reduction: int) -> tuple[Tensor, Tensor]:
        """``(B, 1, S', S')`` float of chosen faces."""
        parts = (self.rough[rows, variants], self.careful[rows])
        rough, careful = (avg_pool2d(to_float(part)[:, None], reduction) for part in parts)
        return rough, careful


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    encoders, neighbours = commands.add_parser("encoders"), commands.add_parser("neighbours")
    for command in (encoders, neighbours):
        command.add_argument("data", type=Path)
        command.add_argument("--faces", type=int, default=1500)
    encoders.add_argument("--component", default="mouth", choices=[c.name for c in BUNDLED_COMPONENTS])
    encoders.add_argument("--minutes", type=float, default=3.0)
    neighbours.add_argument("--model", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    dataset = FaceDataset(options.data)
    chosen = list(range(0, len(dataset.faces), max(1, len(dataset.faces) // options.faces)))
    if options.command == "encoders":
        compare_encoders(draw_crops(dataset, chosen, options.component), options.minutes)
    else:
        compare_neighbours(dataset, chosen, options.model or find_model())


def draw_crops(dataset: FaceDataset, chosen: list[int], name: str) -> Crops:
    """The component's crops of ``SKETCHES`` rough sketches and a careful one of each face."""
    component = next(c for c in BUNDLED_COMPONENTS if c.name == name)
    rough, careful = (
        torch.from_numpy(np.stack([crop(sketches, component, BUNDLED_COMPONENTS) for sketches in iterate(faces)]))
        for faces in (SketchesOfFaces(dataset, chosen, SKETCHES, 0), SketchesOfFaces(dataset, chosen, 0, 0))
    )
    return Crops(rough, careful[:, 0])


def iterate(faces: SketchesOfFaces) -> Iterator[NDArray[np.uint8]]:
    """Each face's sketches, ``(V, 512, 512)`` uint8."""
    return (faces[item][:, 0].numpy() for item in range(len(faces)))


def compare_encoders(crops: Crops, minutes: float) -> None:
    """Print a row a setting."""
    print("setting".ljust(20) + "".join(word.rjust(12) for word in ("steps", "ms a crop", "error", "found")))
    for setting in SETTINGS:
        encoder, decoder, steps = train(setting, crops, minutes)
        values = steps, *judge(encoder, decoder, setting, crops)
        print(setting.name.ljust(20) + "".join(f"{value:12.4g}" for value in values), flush=True)


def train(setting: Setting, crops: Crops, minutes: float) -> tuple[nn.Module, nn.Module, int]:
    """An auto-encoder of all but the last ``HELD_OUT`` faces, and the steps it took."""
    torch.manual_seed(0)
    size, config = (
        crops.rough.shape[-1] // setting.crop_reduction,
        replace(CoderConfig(), latent_dim=setting.latent_dim),
    )
    encoder, decoder = build_encoder(size, config), build_sketch_decoder(size, config)
    network = nn.Sequential(encoder, decoder).to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-4)
    start, steps = time.process_time(), 0
    for rows, variants in draw_batches(len(crops.careful) - HELD_OUT):
        spent = (time.process_time() - start) / (60 * minutes)
        if spent >= 1:
            break
        optimizer.param_groups[0]["lr"] = RATE * 0.5 * (1 + np.cos(np.pi * spent))
        rough, careful = crops.pair(rows, variants, setting.crop_reduction)
        with torch.autocast("cpu", torch.bfloat16):
            decoded = network(rough)
        optimizer.zero_grad()
        reconstruction_loss(decoded.float(), careful if setting.denoises else rough).backward()
        optimizer.step()
        steps += 1
    return encoder.eval(), decoder.eval(), steps


def draw_batches(count: int) -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(0)
    while True:
        yield (
            torch.randint(count, (BATCH,), generator=generator),
            torch.randint(SKETCHES, (BATCH,), generator=generator),
        )


@torch.inference_mode()
def judge(encoder: nn.Module, decoder: nn.Module, setting: Setting, crops: Crops) -> tuple[float, float, float]:
    """Milliseconds a crop, error of the decoded sketch at the size of the smallest crops, share of faces found."""
    rows = torch.arange(len(crops.careful))
    rough, careful = crops.pair(rows, torch.zeros_like(rows), setting.crop_reduction)
    bank = torch.cat([encoder(part) for part in careful.split(100)])
    start = time.process_time()
    latents = torch.cat([encoder(part[None]) for part in rough[-HELD_OUT:]])
    milliseconds = (time.process_time() - start) / HELD_OUT * 1000
    nearest = torch.cdist(latents, bank).topk(NEAREST, largest=False).indices
    found = (nearest == rows[-HELD_OUT:, None]).any(1).float().mean()
    smallest = 4 // setting.crop_reduction
    error = mse_loss(avg_pool2d(decoder(latents), smallest), avg_pool2d(careful[-HELD_OUT:], smallest))
    return milliseconds, float(error), float(found)


@torch.inference_mode()
def compare_neighbours(dataset: FaceDataset, chosen: list[int], path: Path) -> None:
    """Print a block a component: rows K, columns refinement."""
    model, _ = load_model(path)
    rough = encode_faces(model, SketchesOfFaces(dataset, chosen, 1, 0), "rough")[:, 0]
    careful = encode_faces(model, SketchesOfFaces(dataset, chosen, 0, 0), "careful")[:, 0]
    own = torch.arange(len(chosen))
    for i, component in enumerate(model.config.components):
        bank, before = FeatureBank.whole(careful[:, i].contiguous()), (rough - careful)[:, i].norm(dim=1).mean()
        print(component.name.ljust(12) + "".join(f"{refinement:8.2f}" for refinement in REFINEMENTS))
        for count in NEIGHBOURS:
            projected = project(rough[:, i], bank, ManifoldConfig(count), excluded=own).latent
            refined = (rough[:, i].lerp(projected, refinement) for refinement in REFINEMENTS)
            ratios = [float((latent - careful[:, i]).norm(dim=1).mean() / before) for latent in refined]
            print(f"K = {count}".ljust(12) + "".join(f"{ratio:8.3f}" for ratio in ratios))


if __name__ == "__main__":
    main()
