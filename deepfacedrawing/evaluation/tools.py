"""The helper networks that measure; each is a file, and without it its measures are left out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.identity import IdentityNet
from deepfacedrawing.evaluation.inception import Inception
from deepfacedrawing.training.landmarks import FaceLandmarker
from deepfacedrawing.training.lpips import load_lpips
from deepfacedrawing.training.parsing import FaceParser

Picture = NDArray[np.uint8]


class Landmarker(Protocol):
    """As ``training.landmarks.FaceLandmarker``."""

    def detect(self, rgb: Picture) -> NDArray[np.float32] | None: ...


class Parser(Protocol):
    """As ``training.parsing.FaceParser``."""

    def parse(self, rgb: Picture) -> NDArray[np.uint8]: ...


class FeatureNet(Protocol):
    """As ``Inception``."""

    def features(self, rgb: Picture) -> NDArray[np.float32]: ...


class PerceptualNet(Protocol):
    """As ``Lpips``."""

    def distance(self, a: Picture, b: Picture) -> float: ...


class Describer(Protocol):
    """As ``IdentityNet``."""

    def describe(self, rgb: Picture, landmarks: NDArray[np.float32]) -> NDArray[np.float32]: ...


@dataclass(frozen=True)
class ToolFiles:
    """Where the helper networks lie; None or empty for those that are not at hand."""

    landmarks: Path | None = None
    parsing: Path | None = None
    inception: Path | None = None
    lpips: tuple[Path, ...] = ()
    identity: Path | None = None

    @property
    def label(self) -> str:
        """Which files these are; part of what cached measurements depend on."""
        files = [file for file in (self.landmarks, self.parsing, self.inception, self.identity) if file is not None]
        return " ".join(f"{file.name}:{file.stat().st_size}" for file in files)


@dataclass(frozen=True)
class Tools:
    """The helper networks, loaded."""

    landmarker: Landmarker | None = None
    parser: Parser | None = None
    inception: FeatureNet | None = None
    lpips: PerceptualNet | None = None
    identity: Describer | None = None

    def absent(self) -> dict[str, str]:
        """Measure → the option that would bring it, for the measures that cannot be taken."""
        needs = (
            ("faces found, landmarks, spread", self.landmarker, "--landmarks"),
            ("sketch again", self.landmarker and self.parser, "--landmarks and --parsing"),
            ("KID and FID", self.inception, "--inception"),
            ("LPIPS", self.lpips, "--lpips"),
            ("identity distance", self.landmarker and self.identity, "--landmarks and --identity"),
        )
        return {measure: option for measure, tool, option in needs if tool is None}


def load_tools(files: ToolFiles, device: str) -> Tools:
    """Load what there is.

    Raises:
        UserError: a file cannot be read.
    """
    return Tools(
        landmarker=files.landmarks and FaceLandmarker(files.landmarks),
        parser=files.parsing and FaceParser(files.parsing, device=device),
        inception=files.inception and Inception(files.inception, device),
        lpips=load_lpips(files.lpips, device) if files.lpips else None,
        identity=files.identity and IdentityNet(files.identity),
    )
