"""What is known of a photo before any face is rendered; measured once and kept in a folder."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.evaluation.face_measures import skin_tone
from deepfacedrawing.evaluation.tools import Tools
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training import beard, hair_flow, landmarks, line_drawing, lines, parsing, photocopy
from deepfacedrawing.training.line_drawing import LineDrawing
from deepfacedrawing.training.photos import PHOTO_SUFFIXES

# What the lines of a photo depend on besides the helper networks.
LINE_MODULES = (beard, hair_flow, landmarks, line_drawing, lines, parsing, photocopy)


@dataclass(frozen=True)
class Photo:
    """A photo and what was measured on it; None for what no tool was there for, or where no face was found.

    ``landmarks``: (478, 2) float32. ``features``: (2048,) float32. ``identity``: (128,) float32. ``tone``: L* and ITA
    of the cheeks.
    """

    path: Path
    landmarks: NDArray[np.float32] | None
    drawing: LineDrawing | None
    features: NDArray[np.float32] | None
    identity: NDArray[np.float32] | None
    tone: tuple[float, float] | None

    @property
    def name(self) -> str:
        """The file's name without its suffix."""
        return self.path.stem

    def picture(self) -> NDArray[np.uint8]:
        """(512, 512, 3) uint8 RGB."""
        return read_photo(self.path)


def find_photos(folder: Path, limit: int | None = None) -> list[Path]:
    """The pictures of a folder by name, the first ``limit`` of them.

    Raises:
        UserError: there are none.
    """
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in PHOTO_SUFFIXES)
    if not paths:
        raise UserError(f"{folder} holds no pictures; expected {', '.join(sorted(PHOTO_SUFFIXES))}.")
    return paths[:limit]


def read_photo(path: Path) -> NDArray[np.uint8]:
    """A square photo at the canvas' size, (512, 512, 3) uint8 RGB.

    Raises:
        UserError: it cannot be read or is not square.
    """
    try:
        with Image.open(path) as image:
            rgb = np.array(image.convert("RGB"))
    except (OSError, UnidentifiedImageError) as error:
        raise UserError(f"The photo {path} cannot be read ({error}); remove or replace it.") from error
    if rgb.shape[0] != rgb.shape[1]:
        raise UserError(f"{path} is not square; align the photos as FFHQ does, at 512×512.")
    if rgb.shape[0] != CANVAS_SIZE:
        rgb = np.asarray(cv2.resize(rgb, (CANVAS_SIZE, CANVAS_SIZE), interpolation=cv2.INTER_AREA), np.uint8)
    return rgb


class PhotoCabinet:
    """Measures photos, each once; one small file a photo, found again by its content."""

    def __init__(self, folder: Path, tools: Tools, label: str) -> None:
        """``label``: whatever else the measurements depend on."""
        self._folder, self._tools = folder, tools
        folder.mkdir(parents=True, exist_ok=True)
        code = b"".join(Path(module.__file__ or "").read_bytes() for module in LINE_MODULES)
        self._version = label.encode() + hashlib.sha256(code).digest()

    def source(self, path: Path) -> Photo:
        """A photo with everything that the tools can say of it."""
        facts = self._recall(path, "source")
        drawing = LineDrawing(facts["points"], facts["offsets"], facts["tags"]) if "points" in facts else None
        tone = tuple(facts["tone"].tolist()) if "tone" in facts else None
        kinds = ("landmarks", "features", "identity")
        return Photo(path, drawing=drawing, tone=tone, **{kind: facts.get(kind) for kind in kinds})

    def features(self, path: Path) -> NDArray[np.float32]:
        """A reference photo's (2048,) Inception features."""
        return self._recall(path, "features")["features"]

    def _recall(self, path: Path, kind: str) -> dict[str, NDArray[Any]]:
        """Read what is known, or measure and keep it; always from the file, so that both give the same."""
        key = hashlib.sha256(path.read_bytes() + self._version + kind.encode()).hexdigest()[:24]
        known = self._folder / f"{key}.npz"
        if not known.is_file():
            partial = known.with_suffix(f".{os.getpid()}.partial")  # another evaluation may be at it too
            with partial.open("wb") as file:
                np.savez_compressed(file, **self._measure(read_photo(path), kind))
            partial.replace(known)
        with np.load(known, allow_pickle=False) as file:
            return dict(file)

    def _measure(self, rgb: NDArray[np.uint8], kind: str) -> dict[str, Any]:
        tools, facts = self._tools, {}
        if tools.inception is not None:
            facts["features"] = tools.inception.features(rgb)
        if kind == "features" or tools.landmarker is None:
            return facts
        points = tools.landmarker.detect(rgb)
        if points is None:
            return facts
        facts |= {"landmarks": points, "tone": np.array(skin_tone(rgb, points))}
        if tools.identity is not None:
            facts["identity"] = tools.identity.describe(rgb, points)
        if tools.parser is not None:
            drawing = lines.extract_lines(rgb, points, tools.parser.parse(rgb))
            facts |= {"points": drawing.points, "offsets": drawing.offsets, "tags": drawing.tags}
        return facts
