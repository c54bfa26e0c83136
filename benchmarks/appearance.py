"""What do the named appearances and the four controls do, and is every skin tone painted as well as the others?

    python benchmarks/appearance.py --landmarks face_landmarker.task --parsing 79999_iter.pth [--model PATH]
        [--identity dlib_face_recognition_resnet_model_v1.dat] [-o FOLDER]

Renders sketches in every named appearance and prints, for each: lightness L* and individual typology angle (ITA,
degrees; higher is lighter) of the skin, lightness of the hair, faces found, and how strongly eyes and mouth stand out,
as a ratio to the default appearance. Then moves each control from −1 to 1 over some appearances and prints what that
does to its own attribute, to the others, to the landmarks and to the identity; spreads are those over random
appearances or, for landmarks and identity, over the faces of different sketches. With -o, writes sheets to look at.
"""

from __future__ import annotations

import argparse
import itertools
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from faces import save_sheet, shrink

from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.evaluation.cases import sketch_case
from deepfacedrawing.evaluation.face_measures import EYE_CORNERS, landmark_distance
from deepfacedrawing.evaluation.identity import IdentityNet
from deepfacedrawing.rendering import CONTROL_NAMES, DEFAULT_APPEARANCE, RenderRequest
from deepfacedrawing.training.landmarks import FaceLandmarker
from deepfacedrawing.training.parsing import FaceParser
from deepfacedrawing.training.tones import ATTRIBUTES, ENOUGH, find_regions, measure

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
AMOUNTS = (-1.0, -0.5, 0.0, 0.5, 1.0)
MIDDLE = AMOUNTS.index(0.0)
# What each control is there to move: the mean of these attributes.
OWN = {
    "skin_tone": ("skin_l",),
    "hair_tone": ("hair_l",),
    "warmth": ("skin_b", "hair_b", "background_b"),
    "light": ("contrast",),
}
LIPS = (61, 291)
ITA_CLASSES = ((55, "very light"), (41, "light"), (28, "intermediate"), (10, "tan"), (-30, "brown"), (-180, "dark"))


@dataclass(frozen=True)
class Seen:
    """One face, what was measured on it, and whether a face was found; points and identity are then those of it."""

    face: np.ndarray
    shown: np.ndarray
    features: float
    points: np.ndarray | None
    identity: np.ndarray | None


class Watcher:
    """Renders one sketch and measures its faces on the regions of its default appearance.

    ``measurable``: whether every region is large enough there; behind glasses the eyes are not.
    """

    def __init__(self, engine: FaceEngine, sketch: np.ndarray, tools: Tools) -> None:
        self.engine, self.sketch, self.tools = engine, sketch, tools
        face = self._render(DEFAULT_APPEARANCE, {})
        points = tools.landmarker.detect(face)
        if points is None:
            raise SystemExit("No face is found in the default appearance; choose other sketches.")
        self.regions, self.points = find_regions(tools.parser.parse(face)), points
        self.measurable = all(self.regions[name].sum() >= 0.5 * pixels for name, pixels in ENOUGH.items())

    def _render(self, appearance: str | int, controls: dict[str, float]) -> np.ndarray:
        request = RenderRequest(self.sketch, appearance=appearance, controls=controls, shadow=False)
        return self.engine.render(request).face

    def look(self, appearance: str | int, controls: dict[str, float] | None = None) -> Seen:
        face = self._render(appearance, controls or {})
        points = self.tools.landmarker.detect(face)
        net = self.tools.identity
        identity = None if net is None or points is None else net.describe(face, points)
        shown = measure(face, self.regions) if self.measurable else np.full(len(ATTRIBUTES), np.nan)
        return Seen(face, shown, feature_contrast(face, self.points), points, identity)


@dataclass(frozen=True)
class Tools:
    """The helper networks."""

    landmarker: FaceLandmarker
    parser: FaceParser
    identity: IdentityNet | None


def feature_contrast(face: np.ndarray, points: np.ndarray) -> float:
    """Standard deviation of L* around eyes and mouth, mean of the three."""
    lightness = cv2.cvtColor(face.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[..., 0]
    deviations = []
    for corners in (*EYE_CORNERS, LIPS):
        (x0, y0), (x1, y1) = points[list(corners)]
        x, y, half = (x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2
        box = lightness[round(y - 0.6 * half) : round(y + 0.6 * half), round(x - half) : round(x + half)]
        deviations.append(float(box.std()))
    return float(np.mean(deviations))


def ita(shown: np.ndarray) -> float:
    """Individual typology angle of the skin, degrees."""
    return float(np.degrees(np.arctan2(shown[0] - 50, shown[2])))


def report_palette(watchers: list[Watcher], names: list[str]) -> list[list[np.ndarray]]:
    """Prints a row an appearance; returns their faces."""
    faces, skins, plain = [], {}, [watcher.look(DEFAULT_APPEARANCE).features for watcher in watchers]
    print(f"{'appearance':<16}{'skin L*':>8}{'ITA':>7}  {'class':<13}{'hair L*':>8}{'found':>9}{'eyes, mouth':>13}")
    for name in names:
        seen = [watcher.look(name) for watcher in watchers]
        shown = np.mean([one.shown for one in seen], axis=0)
        found = sum(one.points is not None for one in seen)
        ratio = np.mean([one.features / feature for one, feature in zip(seen, plain, strict=True)])
        kind = next(word for limit, word in ITA_CLASSES if ita(shown) > limit)
        print(
            f"{name:<16}{shown[0]:8.1f}{ita(shown):7.1f}  {kind:<13}{shown[3]:8.1f}{found:6d}/{len(seen)}{ratio:13.2f}",
            flush=True,
        )
        faces.append([one.face for one in seen])
        skins.setdefault(name.rpartition("-")[0], []).append(shown)
    report_tones({skin: np.mean(rows, axis=0) for skin, rows in skins.items() if skin})
    return faces


def report_tones(skins: dict[str, np.ndarray]) -> None:
    """Prints how evenly the skin tones lie."""
    lightness = sorted(float(shown[0]) for shown in skins.values())
    steps = np.diff(lightness)
    print("\nskin tones: " + ", ".join(f"{n} L* {s[0]:.0f} ITA {ita(s):.0f}" for n, s in skins.items()))
    if len(steps):
        print(f"steps of L* between them: {steps.min():.1f} to {steps.max():.1f}, mean {steps.mean():.1f}")


@dataclass(frozen=True)
class Spreads:
    """Deviations: of attributes over random appearances; of landmarks and identity over different sketches' faces."""

    attributes: np.ndarray
    landmarks: float
    identity: float


def measure_spreads(people: list[Watcher], measured: list[Watcher], count: int) -> Spreads:
    """``count``: random appearances, each on every one of the measured."""
    random = [np.std([w.look(seed).shown for seed in range(1, count + 1)], axis=0) for w in measured]
    faces = [watcher.look(DEFAULT_APPEARANCE) for watcher in people]
    apart = [compare(one, other) for one, other in itertools.combinations(faces, 2)]
    landmarks, identity = np.nanmean(apart, axis=0) / 2**0.5
    return Spreads(np.mean(random, axis=0), float(landmarks), float(identity))


def compare(one: Seen, other: Seen) -> tuple[float, float]:
    """Landmark distance in eye distances, and identity distance; nan where a face is not found."""
    if one.points is None or other.points is None:
        return float("nan"), float("nan")
    landmarks = landmark_distance(one.points, other.points)
    if one.identity is None or other.identity is None:
        return landmarks, float("inf")  # without the network, a number that no one takes for a measurement
    return landmarks, float(np.linalg.norm(one.identity - other.identity))


def report_controls(watchers: list[Watcher], names: list[str], spreads: Spreads) -> dict[str, list[list[np.ndarray]]]:
    """Prints a row a control; returns its faces at −1, 0 and 1, a row an appearance and sketch."""
    own = f"landmarks {100 * spreads.landmarks:.1f} % of the eye distance, identity {spreads.identity:.2f}"
    print(f"\nspread over sketches: {own}; moves are those from 0 to either end, mean (and worst)")
    amounts = "own attribute at " + ", ".join(f"{amount:+g}" for amount in AMOUNTS)
    heads = {amounts: 40, "rising": 8, "spreads": 9, "landmarks": 17, "identity": 10, "× landmarks": 12}
    heads |= {"× identity": 12, "found": 9}
    print("control    " + "".join(head.rjust(width) for head, width in heads.items()) + "  others, in spreads")
    sheets = {}
    for control in CONTROL_NAMES:
        pairs = itertools.product(names, watchers)
        runs = [[w.look(name, {control: amount}) for amount in AMOUNTS] for name, w in pairs]
        print(describe_control(control, runs, spreads), flush=True)
        sheets[control] = [[run[i].face for i in (0, MIDDLE, -1)] for run in runs]
    return sheets


def describe_control(control: str, runs: list[list[Seen]], spreads: Spreads) -> str:
    """One row of the table; ``runs``: an appearance and sketch each, seen at every amount."""
    own = np.array([[own_attribute(control, seen.shown) for seen in run] for run in runs])
    ends = [(run[MIDDLE], run[end]) for run in runs for end in (0, -1)]
    moved = np.array([compare(*pair) for pair in ends])
    landmarks, identity = np.nanmean(moved, axis=0)
    strength = np.abs(own[:, [0, -1]] - own[:, [MIDDLE]]).mean() / own_attribute(control, spreads.attributes)
    others = np.mean([np.abs(end.shown - still.shown) for still, end in ends], axis=0) / spreads.attributes
    rest = {name: value for name, value in zip(ATTRIBUTES, others, strict=True) if name not in OWN[control]}
    cells = (
        f"{control:<11}",
        f"{' '.join(f'{value:7.1f}' for value in own.mean(0)):>40}",
        f"{(np.diff(own) > 0).mean():8.0%}{strength:9.2f}",
        f"{100 * landmarks:7.2f} % ({100 * np.nanmax(moved[:, 0]):4.2f}){identity:10.3f}",
        f"{strength / (landmarks / spreads.landmarks):12.1f}{strength / (identity / spreads.identity):12.1f}",
        f"{sum(seen.points is not None for run in runs for seen in run):5d}/{own.size:<3d}  ",
        ", ".join(f"{name} {rest[name]:.2f}" for name in sorted(rest, key=lambda n: -rest[n])[:3]),
    )
    return "".join(cells)


def own_attribute(control: str, values: np.ndarray) -> float:
    """Of the attributes, or of their spreads, that which the control is there to move."""
    return float(np.mean([values[ATTRIBUTES.index(name)] for name in OWN[control]]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sketches", nargs="*", type=Path, default=sorted(SAMPLES.glob("*.svg")))
    parser.add_argument("--landmarks", type=Path, required=True)
    parser.add_argument("--parsing", type=Path, required=True)
    parser.add_argument("--identity", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--measured", type=int, default=4, help="sketches that every appearance is measured on")
    parser.add_argument("--random", type=int, default=16, help="random appearances that spreads are taken over")
    parser.add_argument("--moved", type=int, default=6, help="appearances that the controls are tried on")
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    engine = load_engine(options.model)
    identity = IdentityNet(options.identity) if options.identity else None
    tools = Tools(FaceLandmarker(options.landmarks), FaceParser(options.parsing), identity)
    watchers = [Watcher(engine, sketch_case(path).sketch, tools) for path in options.sketches]
    names = list(engine.info.appearances)
    measured = [watcher for watcher in watchers if watcher.measurable][: options.measured]
    if not measured:
        raise SystemExit("No sketch shows enough of skin, hair, background and eyes; choose others.")
    palette = report_palette(measured, names)
    sheets = {}
    if engine.info.controls:
        spreads = measure_spreads(watchers, measured, options.random)
        moved = [names[i] for i in np.linspace(1, len(names) - 1, options.moved).round().astype(int)]
        sheets = report_controls(measured[:2], moved, spreads)
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
        for name, rows in {"palette": palette, **sheets}.items():
            cells = [np.concatenate([shrink(face, 192) for face in row], axis=1) for row in rows]
            save_sheet(options.out / f"{name}.png", cells, 2)


if __name__ == "__main__":
    main()
