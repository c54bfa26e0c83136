"""Does the simulation of sketches hold what people really draw?

    python benchmarks/freehand_gap.py FREEHAND --data PREPARED [--model PATH] [--limit 200]

FREEHAND is a folder of sketches drawn by hand, PREPARED a data set with line drawings. Two tables, each for sketches
drawn by hand and simulated ones of several roughness levels, "any" being the mixture that training sees:

1. per component, how far the encoders' latents lie from their projection on the bank (1: a typical bank sample);
2. statistics of the ink that no network has seen: median, the part of hand-drawn values that lies in the middle 95 %
   of the simulated ones ("inside", at best 0.95), of all statistics at once ("jointly": as near to simulated sketches
   as these are to each other), and how well a linear classifier tells the two apart on held-out sketches ("AUC", at
   best 0.5; the simulation should be wider than one school of drawing, so 0.5 is no aim in itself).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.engine.manifold import project
from deepfacedrawing.evaluation.cases import find_sketches, sketch_case
from deepfacedrawing.training.dataset import draw_roughness, to_float
from deepfacedrawing.training.line_drawing import LineDrawing, load_line_drawings
from deepfacedrawing.training.sketches import simulate_sketch

LEVELS = (0.0, 0.33, 0.67, 1.0, None)
# Where ink is measured, as rows and columns of the canvas.
AREAS = {
    "eyes": (slice(200, 280), slice(136, 376)),
    "nose": (slice(250, 340), slice(196, 316)),
    "mouth": (slice(350, 430), slice(186, 326)),
    "cheeks": (slice(290, 350), slice(120, 190)),
    "hair": (slice(20, 130), slice(120, 392)),
    "chin": (slice(430, 500), slice(176, 336)),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("freehand", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--limit", type=int, default=200)
    options = parser.parse_args()
    drawn = np.stack([sketch_case(path).sketch for path in find_sketches(options.freehand, options.limit)])
    drawings = load_drawings(options.data, options.limit)
    simulated = {name_level(level): simulate(drawings, level) for level in LEVELS}
    print_latents(load_engine(options.model, "cpu"), {"by hand": drawn} | simulated)
    print_ink({"by hand": drawn} | simulated)


def load_drawings(data: Path, limit: int) -> list[LineDrawing]:
    """The first faces of a prepared data set."""
    drawings: list[LineDrawing] = []
    for shard in sorted((data / "lines").glob("*.npz")):
        drawings += load_line_drawings(shard).values()
        if len(drawings) >= limit:
            break
    return drawings[:limit]


def name_level(level: float | None) -> str:
    return "any" if level is None else f"{level:.2f}"


def simulate(drawings: list[LineDrawing], level: float | None) -> np.ndarray:
    """(N,512,512) uint8, one sketch a face."""
    rngs = [np.random.default_rng([7, i]) for i in range(len(drawings))]
    levels = [draw_roughness(rng) if level is None else level for rng in rngs]
    return np.stack([simulate_sketch(d, rng, r)[0] for d, rng, r in zip(drawings, rngs, levels, strict=True)])


def print_latents(engine: FaceEngine, sketches: dict[str, np.ndarray]) -> None:
    """Median and 90 % quantile of the distance of each component's latents from their projection."""
    names = [component.name for component in engine.model.config.components]
    print("latent to projection      " + "".join(f"{name:>16}" for name in names))
    for kind, pictures in sketches.items():
        rows = np.concatenate([distances(engine, pictures[i : i + 20]) for i in range(0, len(pictures), 20)])
        cells = [f"{np.median(row):8.2f} …{np.quantile(row, 0.9):6.2f}" for row in rows.T]
        print(f"{kind:<26}" + "".join(f"{cell:>16}" for cell in cells))


@torch.inference_mode()
def distances(engine: FaceEngine, pictures: np.ndarray) -> np.ndarray:
    """(N,5) distances from (N,512,512) uint8 sketches, as the engine reports them."""
    latents = engine.model.encode(engine.model.crop(to_float(torch.from_numpy(pictures)[:, None])))
    banks, scales = engine.banks.groups["all"], engine.banks.scales
    manifold = engine.model.config.manifold
    parts = [(x - project(x, banks[n], manifold).latent).norm(dim=1) / scales[n] for n, x in latents.items()]
    return torch.stack(parts, dim=1).numpy()


def print_ink(sketches: dict[str, np.ndarray]) -> None:
    """Each statistic's median, how much of the hand-drawn lies inside each simulated set, and the AUC."""
    tables = {kind: [ink_statistics(picture) for picture in pictures] for kind, pictures in sketches.items()}
    names = list(tables["by hand"][0])
    values = {kind: np.array([[row[name] for name in names] for row in rows]) for kind, rows in tables.items()}
    drawn = values.pop("by hand")
    print(f"\n{'ink, median (inside)':<26}{'by hand':>10}" + "".join(f"{kind:>16}" for kind in values))
    for i, name in enumerate(names):
        cells = [f"{np.median(own[:, i]):.3f} ({inside(drawn[:, i], own[:, i]):.2f})" for own in values.values()]
        print(f"{name:<26}{np.median(drawn[:, i]):10.3f}" + "".join(f"{cell:>16}" for cell in cells))
    spread = {
        kind: np.mean([inside(drawn[:, i], own[:, i]) for i in range(len(names))]) for kind, own in values.items()
    }
    print(f"{'inside, mean':<36}" + "".join(f"{value:16.2f}" for value in spread.values()))
    print(f"{'inside, jointly':<36}" + "".join(f"{jointly_inside(drawn, own):16.2f}" for own in values.values()))
    print(f"{'AUC, held out':<36}" + "".join(f"{held_out_auc(drawn, own):16.3f}" for own in values.values()))


def inside(drawn: np.ndarray, simulated: np.ndarray) -> float:
    """Part of ``drawn`` within the middle 95 % of ``simulated``."""
    low, high = np.quantile(simulated, (0.025, 0.975))
    return float(((drawn >= low - 1e-6) & (drawn <= high + 1e-6)).mean())


def jointly_inside(drawn: np.ndarray, simulated: np.ndarray, nearest: int = 5) -> float:
    """Part of ``drawn`` whose ``nearest``-th simulated neighbour is as near as 95 % of the simulated have theirs."""
    mean, spread = simulated.mean(0), simulated.std(0) + 1e-6
    drawn, simulated = (drawn - mean) / spread, (simulated - mean) / spread

    def distance(rows: np.ndarray, rank: int) -> np.ndarray:
        return np.sort(np.linalg.norm(rows[:, None] - simulated[None], axis=2), axis=1)[:, rank]

    return float((distance(drawn, nearest - 1) <= np.quantile(distance(simulated, nearest), 0.95)).mean())


def ink_statistics(picture: np.ndarray) -> dict[str, float]:
    """What the ink of a (512,512) uint8 sketch is like, by area and on the whole."""
    ink = 1 - picture.astype(np.float32) / 255
    result = {f"coverage {name}": float(ink[area].mean()) for name, area in AREAS.items()}
    marked = picture < 224
    part = max(float(marked.mean()), 1e-4)
    edge = float(cv2.morphologyEx(marked.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8)).mean())
    result["line width"] = min(2 * part / max(edge, 1e-4), 20.0)
    for level in (64, 128, 192):
        result[f"ink darker than {level}"] = float((picture < level).mean() / part)
    result["pale (224…250)"] = float(((picture >= 224) & (picture < 250)).mean())
    result |= {f"orientation {name}": value for name, value in orientations(ink).items()}
    fine = ink - cv2.GaussianBlur(ink, (0, 0), 1.0)
    result["fine detail"] = float(np.abs(fine).mean() / max(ink.mean(), 1e-4))
    coarse = cv2.GaussianBlur(ink, (0, 0), 8)
    result["shade (blurred), 90 %"] = float(np.quantile(coarse, 0.9))
    result["shade (blurred), most"] = float(coarse.max())
    return result


def orientations(ink: np.ndarray) -> dict[str, float]:
    """How much of the edges lies in each of four directions, and how clear the local direction is."""
    smooth = cv2.GaussianBlur(ink, (0, 0), 1.0)
    dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    power = dx * dx + dy * dy + 1e-9
    angle = np.arctan2(dy, dx) % np.pi
    part = {f"{d}°": float(power[np.abs((angle - np.deg2rad(d) + np.pi / 2) % np.pi - np.pi / 2) < np.pi / 8].sum()
            / power.sum()) for d in (0, 45, 90, 135)}  # fmt: skip
    xx, yy, xy = (cv2.GaussianBlur(product, (0, 0), 4.0) for product in (dx * dx, dy * dy, dx * dy))
    clear = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 1e-6)
    return part | {"clear": float((clear * power).sum() / power.sum())}


def held_out_auc(drawn: np.ndarray, simulated: np.ndarray) -> float:
    """Area under the curve of ridge regression on standardised statistics, fitted on the even rows."""
    values = np.concatenate((drawn, simulated))
    target = np.repeat((1.0, -1.0), (len(drawn), len(simulated)))
    values = (values - values.mean(0)) / (values.std(0) + 1e-6)
    fitted = np.arange(len(values)) % 2 == 0
    seen = values[fitted]
    weights = np.linalg.solve(seen.T @ seen + 5 * np.eye(seen.shape[1]), seen.T @ target[fitted])
    score, truth = values[~fitted] @ weights, target[~fitted] > 0
    return float((score[truth][:, None] > score[~truth][None]).mean())


if __name__ == "__main__":
    main()
