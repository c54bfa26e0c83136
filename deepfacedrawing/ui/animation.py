"""Films to give away: GIF, MP4, or numbered PNG pictures; whole or not there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.disk import replacing, saying_why_unwritten
from deepfacedrawing.ui.export import encode_picture
from deepfacedrawing.ui.gif import write_gif
from deepfacedrawing.ui.metadata import Label, Provenance, label_face
from deepfacedrawing.ui.video import write_mp4

MAX_FPS = 60
FILM = "Film of synthetic faces, generated from a sketch; no such person exists."
WRITERS = {".gif": write_gif, ".mp4": write_mp4}


class _Cancelled(Exception):
    """Nobody wants the film any more."""


def write_animation(
    path: str | Path,
    frames: Iterable[NDArray[np.uint8]],
    fps: int,
    provenance: Provenance,
    on_progress: Callable[[int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> bool:
    """Writes a film by the suffix of ``path``: ``.gif``, ``.mp4``, or pictures.

    ``name.png`` becomes ``name_0001.png`` and so on, a name without suffix a folder with ``frame_0001.png`` and so on.
    Nothing is left of a film that fails or is cancelled.

    Args:
        frames: (H, W, 3) uint8 RGB, all of one size, H and W even; taken one by one.
        fps: frames a second, 1…60; 50 at most for a GIF.
        on_progress: told after each frame how many were taken.
        is_cancelled: asked before each frame.

    Returns:
        Whether the film is there; False where it was cancelled.

    Raises:
        UserError: the suffix is another one, the rate is out of its range, PyAV is missing, pictures of another film
            are in the way, or the file cannot be written.
        ValueError: there are no frames, or one has another size.
    """
    path = Path(path)
    if not 1 <= fps <= MAX_FPS:
        raise UserError("A film has 1 to {limit} frames a second, not {fps}.", limit=MAX_FPS, fps=fps)
    label, watched = label_face(provenance, FILM), _watch(frames, on_progress, is_cancelled)
    try:
        if write := WRITERS.get(path.suffix.lower()):
            with replacing(path) as part:
                write(part, watched, fps, label)
        else:
            _write_pictures(path, watched, label)
    except _Cancelled:
        return False
    return True


def _watch(
    frames: Iterable[NDArray[np.uint8]],
    on_progress: Callable[[int], None] | None,
    is_cancelled: Callable[[], bool] | None,
) -> Iterator[NDArray[np.uint8]]:
    """The frames, with their size checked, as long as they are wanted."""
    shape = None
    iterator, count = iter(frames), 0
    while True:
        if is_cancelled is not None and is_cancelled():
            raise _Cancelled
        frame = next(iterator, None)
        if frame is None:
            return
        shape = shape or frame.shape
        if frame.dtype != np.uint8 or frame.shape != shape or frame.ndim != 3 or shape[0] % 2 or shape[1] % 2:
            raise ValueError(f"expected frames of one even size, (H, W, 3) uint8, got {frame.shape} {frame.dtype}")
        yield frame
        count += 1
        if on_progress is not None:
            on_progress(count)


def _write_pictures(path: Path, frames: Iterable[NDArray[np.uint8]], label: Label) -> None:
    """Numbered PNG files, by way of a folder beside their place."""
    folder, stem = _place_pictures(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with saying_why_unwritten(path):
        try:
            part.mkdir()
            count = 0
            for count, frame in enumerate(frames, 1):
                (part / f"{stem}_{count:04d}.png").write_bytes(encode_picture(frame, "PNG", label))
            if not count:
                raise ValueError("expected at least one frame, got none")
            folder.mkdir(exist_ok=True)
            for picture in part.iterdir():
                picture.replace(folder / picture.name)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _place_pictures(path: Path) -> tuple[Path, str]:
    """The folder and the stem of numbered pictures.

    Raises:
        UserError: the suffix is none of a film, or pictures with such names are there, which nobody was asked about.
    """
    suffix = path.suffix.lower()
    if suffix not in ("", ".png") and not path.is_dir():
        raise UserError("Cannot write {path} as a film; choose a name that ends in .mp4, .gif or .png.", path=path)
    folder, stem = (path.parent, path.stem) if suffix == ".png" and not path.is_dir() else (path, "frame")
    if any(_is_numbered(other.name, stem) for other in folder.glob("*.png")):
        raise UserError(
            "{folder} already has pictures named {stem}_0001.png and so on; choose another name.",
            folder=folder,
            stem=stem,
        )
    return folder, stem


def _is_numbered(name: str, stem: str) -> bool:
    return name.startswith(f"{stem}_") and name.removeprefix(f"{stem}_").removesuffix(".png").isdigit()
