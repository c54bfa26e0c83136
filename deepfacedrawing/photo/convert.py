"""A portrait photo's file to its aligned picture and the strokes of its line drawing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.checksums import check_shipped
from deepfacedrawing.photo.alignment import FaceAligner
from deepfacedrawing.photo.strokes import draw_strokes
from deepfacedrawing.photo_sketch import PhotoSketch
from deepfacedrawing.rendering import UserError
from deepfacedrawing.shipped import shipped_folders
from deepfacedrawing.training.classes import CLASSES
from deepfacedrawing.training.line_drawing import LineDrawing
from deepfacedrawing.training.part_net import PartNet
from deepfacedrawing.ui.images import read_photo

LANDMARKS_NAME = "face_landmarker.task"
PARTS_NAME = "face_parts.npz"
# Modules of the extra ``photo``.
EXTRA_MODULES = ("scipy", "skimage")
INSTALL = 'pip install "deepfacedrawing[photo]"'

Parse = Callable[[NDArray[np.uint8]], NDArray[np.uint8]]


def find_param(name: str) -> Path:
    """A file that ships with the program: in the installed package, or in ``./param`` of a checkout.

    Raises:
        UserError: it is missing, or not what it was.
    """
    for folder in shipped_folders("param"):
        if (folder / name).is_file():
            check_shipped(folder / name)
            return folder / name
    raise UserError(
        "The file {name} is missing from DeepFaceDrawing's folder param; reinstall DeepFaceDrawing.", name=name
    )


def sketch_photo(path: Path, parse: Parse | None = None) -> PhotoSketch:
    """Turns the main face of a photo into a line drawing; takes seconds.

    Args:
        path: a picture file of any size, mode and EXIF orientation.
        parse: tells the classes of an aligned (512,512,3) uint8 RGB photo, (512,512) uint8 of ``CLASSES``; by default
            the small network that ships.

    Raises:
        UserError: the photo cannot be read, shows no face or too small a one; a package or a file is missing.
    """
    photo = read_photo(path)
    extract_lines = _import_lines()
    face = FaceAligner(find_param(LANDMARKS_NAME)).align(photo)
    if face is None:
        raise UserError(
            "No face was found in {path}; choose a photo with one face, seen from the front and well lit.", path=path
        )
    labels = parse(face.rgb) if parse else PartNet(find_param(PARTS_NAME)).parse(face.rgb, face.landmarks)
    labels = np.where(face.inside, labels, np.uint8(CLASSES["background"]))
    drawing = extract_lines(face.rgb, face.landmarks, labels)
    return PhotoSketch(face.rgb, draw_strokes(drawing, face.inside), face.num_faces)


def _import_lines() -> Callable[..., LineDrawing]:
    """``extract_lines``, whose packages not everybody has.

    Raises:
        UserError: one of them is not installed.
    """
    try:
        from deepfacedrawing.training.lines import extract_lines
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA_MODULES:
            raise
        raise UserError(
            "Sketching photos needs the package {package}; run: {command}", package=error.name, command=INSTALL
        ) from error
    return extract_lines
