"""The baseline: a plain sketch-to-image network, without components and without a manifold.

    python benchmarks/plain_network.py train --data DATA --wheel WHEEL --out plain.pt --minutes 30
    python benchmarks/plain_network.py evaluate plain.pt --wheel WHEEL -o REPORT --photos PHOTOS --landmarks … …

It sees the whole sketch at once and is trained on the same faces, the same rough sketches and the same losses, in
front of the same generator. The options of ``evaluate`` are those of ``deepfacedrawing evaluate``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn, update_bn
from torch.utils.data import DataLoader, IterableDataset

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE, Component
from deepfacedrawing.engine.models.autoencoder import CoderConfig
from deepfacedrawing.engine.models.blocks import Down, ResidualBlock, start_at_zero
from deepfacedrawing.engine.models.prior import NUM_LAYOUT_STYLES
from deepfacedrawing.engine.models.synthesis import PriorSynthesis, PriorSynthesisConfig
from deepfacedrawing.evaluation.run import build_parser, files_of, plan_of, print_summary, run_evaluation
from deepfacedrawing.evaluation.subject import Style
from deepfacedrawing.training import losses
from deepfacedrawing.training.bundle import fill_from_generator
from deepfacedrawing.training.dataset import FaceDataset, draw_roughness, to_float
from deepfacedrawing.training.generator import FrontalStyles, load_generator
from deepfacedrawing.training.latents import geometry_statistics
from deepfacedrawing.training.loop import Budget, OneCycle, Run, build_fabric
from deepfacedrawing.training.run import add_config_options, read_config
from deepfacedrawing.training.sketches import simulate_sketch
from deepfacedrawing.training.stage2 import parameter_groups
from deepfacedrawing.training.tones import paint

WIDTHS = (24, 48, 96, 192)
SUMMARY_DIM, MAPPER_DIM = 640, 512
# One window, the whole canvas: every style holds everywhere.
WHOLE = (Component("remainder", 0, 0, size=CANVAS_SIZE, pasted_rows=CANVAS_SIZE),)
BATCH, RATE, EMA = 8, 5e-4, 0.998


@dataclass(frozen=True)
class TrainingConfig:
    """Options of ``train``; ``out``: the file of the averaged weights, beside the run's folder."""

    data: Path
    wheel: Path
    out: Path
    steps: int = 2000
    minutes: float = 30.0
    held_out: int = 50
    seed: int = 0


class PlainNetwork(nn.Module):
    """A whole sketch to the prior's geometry: one encoder, whose last features stand for latents and merged map."""

    def __init__(self) -> None:
        super().__init__()
        coder = CoderConfig(latent_dim=SUMMARY_DIM, map_channels=WIDTHS[2])
        layers: list[nn.Module] = []
        for before, after in zip((1, *WIDTHS), WIDTHS, strict=False):
            layers += [Down(before, after, "batch", 0.2), ResidualBlock(after, "batch", "zeros")]
        self.local = nn.Sequential(*layers[:6])  # (B, 96, 64, 64)
        down = [Down(WIDTHS[-1], WIDTHS[-1], "batch", 0.2) for _ in range(2)]
        flat = nn.Linear(WIDTHS[-1] * 8 * 8, SUMMARY_DIM)
        self.summary = nn.Sequential(*layers[6:], *down, nn.Flatten(), flat)
        synthesis = PriorSynthesis(WHOLE, coder, PriorSynthesisConfig(mapper_dim=MAPPER_DIM))
        self.geometry, self.prior = synthesis.geometry, synthesis.prior

    def forward(self, sketch: Tensor) -> Tensor:
        """``(B, 1, 512, 512)`` in [-1, 1], paper 1, to the standardised geometry ``(B, 512, 32, 32)``."""
        features = self.local(sketch)
        return self.geometry.standardised(features, self.summary(features)[:, None])


class PlainSubject:
    """The trained baseline for the evaluation; it has no refinement and no palette."""

    palette: tuple[str, ...] = ()

    def __init__(self, weights: Path, wheel: Path) -> None:
        self.network = build_network(wheel)
        self.network.load_state_dict(torch.load(weights, weights_only=True), strict=False)
        self.network.eval()

    @torch.inference_mode()
    def render(self, sketch: NDArray[np.uint8], refinement: float, style: Style) -> NDArray[np.uint8]:
        """See ``evaluation.subject.Subject``; the style must be an array."""
        assert isinstance(style, np.ndarray), "give --wheel and photos made from seeds"
        predicted = self.network(to_float(torch.from_numpy(sketch)[None, None]))
        return paint(self.network.prior, self.network.geometry.unstandardise(predicted), torch.from_numpy(style))


class SketchesWithStyles(IterableDataset[tuple[Tensor, Tensor]]):
    """Endless rough sketches of seeded faces, uint8, and the style of each."""

    def __init__(self, data: FaceDataset, held_out: int, seed: int) -> None:
        self.data, self.seed = data, seed
        self.rows = data.seeded[:-held_out]
        self.styles = data.styles()[:-held_out]

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        rng = np.random.default_rng(self.seed)
        while True:
            row = int(rng.integers(len(self.rows)))
            sketch = simulate_sketch(self.data.drawings[self.rows[row]], rng, draw_roughness(rng))[0]
            yield torch.from_numpy(sketch)[None], torch.from_numpy(self.styles[row])


def build_network(wheel: Path) -> PlainNetwork:
    """A fresh baseline in front of the generator's own layers."""
    network, generator = PlainNetwork(), load_generator(wheel)
    fill_from_generator(network.geometry, network.prior, generator)
    linear = start_at_zero(network.geometry.mapper.linears()[0])
    with torch.no_grad():
        linear.bias.copy_(torch.from_numpy(FrontalStyles(generator).mean))
    return network


def train(options: TrainingConfig) -> None:
    """As stage II without its discriminator: same batch, rate, losses, average."""
    data = FaceDataset(options.data)
    stream = SketchesWithStyles(data, options.held_out, options.seed)
    network = build_network(options.wheel)
    network.geometry.mean, network.geometry.std = geometry_statistics(network.geometry.layout, stream.styles)
    fabric = build_fabric("auto", 1, "bf16-mixed")
    groups = parameter_groups(network, network.geometry.mapper, RATE)
    optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.99), weight_decay=1e-4)
    rates = [group["lr"] for group in groups]
    schedule = OneCycle(optimizer, rates, total_steps=options.steps, pct_start=0.05, final_div_factor=4)
    average = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(EMA), use_buffers=False)
    model, optimizer = fabric.setup(network.to(memory_format=torch.channels_last), optimizer)  # pyright: ignore[reportCallIssue]
    average.to(fabric.device)
    weights = losses.inner_face_weights(BUNDLED_COMPONENTS, 32).to(fabric.device)
    run = Run(options.out.with_suffix(""), fabric, options, {"model": model, "average": average})
    loader: Any = fabric.setup_dataloaders(DataLoader(stream, BATCH, num_workers=1))
    batches = iter(loader)
    for step in run.steps(Budget(options.steps, options.minutes)):
        sketch, style = next(batches)
        with torch.no_grad(), fabric.autocast():
            target = network.geometry.lay_out(style[:, None, None].expand(-1, 1, NUM_LAYOUT_STYLES, -1)).float()
        predicted = model(to_float(sketch)).float()
        l1 = losses.geometry_loss(predicted, target, weights)
        optimizer.zero_grad()
        fabric.backward(l1 + 0.5 * losses.squared_loss(predicted, target, weights))
        fabric.clip_gradients(model, optimizer, max_norm=5.0)
        optimizer.step()
        schedule.step()
        average.update_parameters(model)
        if step % 50 == 0:
            run.log({"l1": l1})
    update_bn(([to_float(next(batches)[0])] for _ in range(8)), average)
    torch.save(average.module.state_dict(), options.out)


def evaluate(options: argparse.Namespace, words: list[str]) -> None:
    """Hand the trained baseline to ``deepfacedrawing evaluate``."""
    parsed = build_parser().parse_args(words)
    subject, about = PlainSubject(options.weights, parsed.wheel), {"model": "plain network"}
    plan, files = plan_of(parsed), files_of(parsed)
    print_summary(run_evaluation(subject, plan, files, parsed.device, parsed.out, parsed.cache, about))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    training = commands.add_parser("train")
    add_config_options(training, TrainingConfig)
    commands.add_parser("evaluate").add_argument("weights", type=Path)
    options, words = parser.parse_known_args()
    if options.command == "train":
        train(read_config(options, TrainingConfig))
    else:
        evaluate(options, words)


if __name__ == "__main__":
    main()
