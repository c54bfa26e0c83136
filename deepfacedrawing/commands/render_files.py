"""The files of ``render``: which become which, reading them, and writing them whole or not at all."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import RenderResult, UserError


@dataclass(frozen=True)
class Job:
    """One sketch and the files it becomes; ``shadow`` and ``dump`` are None if not asked for."""

    sketch: Path
    face: Path
    shadow: Path | None
    dump: Path | None = None

    @property
    def outputs(self) -> tuple[Path, ...]:
        """The files to write."""
        return tuple(path for path in (self.face, self.shadow, self.dump) if path is not None)


def plan_jobs(sketches: Sequence[Path], out: Path, shadow: bool, dump: Path | None = None) -> list[Job]:
    """Where each sketch's files go.

    Args:
        sketches: the files to read.
        out: a file if it ends like a picture and there is one sketch, else a folder.
        shadow: whether there is a second file, with ``.shadow.png`` in place of the suffix.
        dump: the file for what the sketch becomes inside the model, if any.

    Raises:
        UserError: a sketch is missing, or files would overwrite each other or a sketch.
    """
    for sketch in sketches:
        if not sketch.is_file():
            raise UserError(f"There is no sketch {sketch}; check the name.")
    if dump is not None:
        _check_dump(sketches, dump)
    if _is_picture_name(out):
        _check_single(sketches, out)
        faces = [out]
    else:
        faces = [out / f"{sketch.stem}.png" for sketch in sketches]
    jobs = [
        Job(sketch, face, face.with_name(f"{face.stem}.shadow.png") if shadow else None, dump)
        for sketch, face in zip(sketches, faces, strict=True)
    ]
    _check_collisions(jobs)
    return jobs


def _is_picture_name(out: Path) -> bool:
    from deepfacedrawing.ui.images import SUFFIXES

    return out.suffix.lower() in SUFFIXES and not out.is_dir()


def _check_single(sketches: Sequence[Path], out: Path) -> None:
    if len(sketches) > 1:
        raise UserError(f"{len(sketches)} sketches do not fit in the one file {out}; name a folder.")
    if out.suffix.lower() != ".png":
        raise UserError(f"Faces are written as PNG; give {out.name} the ending .png.")


def _check_dump(sketches: Sequence[Path], dump: Path) -> None:
    if len(sketches) > 1:
        raise UserError(f"{len(sketches)} sketches do not fit in the one file {dump}; dump one at a time.")
    if dump.suffix.lower() != ".npz":
        raise UserError(f"Arrays are written as NPZ; give {dump.name} the ending .npz.")


def _check_collisions(jobs: Sequence[Job]) -> None:
    taken = {job.sketch.resolve(): job.sketch for job in jobs}
    for job in jobs:
        for path in job.outputs:
            other = taken.setdefault(path.resolve(), job.sketch)
            if path.resolve() == other.resolve():
                raise UserError(f"{path} would overwrite a sketch; choose another place to write to.")
            if other is not job.sketch:
                raise UserError(f"{other} and {job.sketch} would both become {path}; rename one of them.")


def read_sketch(path: Path) -> tuple[NDArray[np.uint8], Mapping[str, Any]]:
    """A sketch file of either kind.

    Returns:
        (512, 512) uint8, ink 0, paper 255; and the render settings that a file of ours may hold.

    Raises:
        UserError: it cannot be read.
    """
    from deepfacedrawing.ui.opening import open_drawing
    from deepfacedrawing.ui.sketch import rasterise

    sketch = open_drawing(path).sketch
    return rasterise(sketch), {} if sketch.render is None else vars(sketch.render)


def write_result(job: Job, result: RenderResult, steps: Mapping[str, Any]) -> None:
    """Writes the job's files, making their folders where needed; ``steps`` are the arrays for the dump.

    Raises:
        UserError: they cannot be written.
    """
    from deepfacedrawing.ui.images import write_atomically, write_png

    for folder in {path.parent for path in job.outputs}:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError(f"Cannot make the folder {folder} ({error.strerror}); choose another place.") from error
    write_png(job.face, result.face)
    if job.shadow is not None and result.shadow is not None:
        write_png(job.shadow, result.shadow)
    if job.dump is not None:
        buffer = io.BytesIO()
        np.savez(buffer, **steps)
        write_atomically(job.dump, buffer.getvalue())
