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

    @property
    def is_done(self) -> bool:
        """Whether all of them are there and newer than the sketch."""
        made = self.sketch.stat().st_mtime
        return all(path.is_file() and path.stat().st_mtime >= made for path in self.outputs)


def plan_jobs(named: Sequence[Path], out: Path, shadow: bool, dump: Path | None = None) -> list[Job]:
    """Where each sketch's files go.

    Args:
        named: the files to read, and folders, of which all drawings and pictures are read, also in folders below.
        out: a file if it ends like a picture and there is one sketch, else a folder; what lies below a folder lies
            likewise below that one.
        shadow: whether there is a second file, with ``.shadow.png`` in place of the suffix.
        dump: the file for what the sketch becomes inside the model, if any.

    Raises:
        UserError: a sketch is missing, or files would overwrite each other or a sketch.
    """
    places = {sketch: place for path in named for sketch, place in find_sketches(path, out)}
    sketches = list(places)
    if dump is not None:
        _check_dump(sketches, dump)
    if _is_picture_name(out):
        _check_single(sketches, out)
        faces = [out]
    else:
        faces = [place / f"{sketch.stem}.png" for sketch, place in places.items()]
    jobs = [
        Job(sketch, face, face.with_name(f"{face.stem}.shadow.png") if shadow else None, dump)
        for sketch, face in zip(sketches, faces, strict=True)
    ]
    _check_collisions(jobs)
    return jobs


def find_sketches(path: Path, out: Path) -> list[tuple[Path, Path]]:
    """A file, or those of a folder, in order; each with the folder that its face goes to.

    What lies in ``out`` itself is left out, or faces would be taken for sketches.

    Raises:
        UserError: there is none.
    """
    from deepfacedrawing.ui.images import SUFFIXES

    if path.is_file():
        return [(path, out)]
    endings, home = (".svg", *SUFFIXES), out.resolve()
    files = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in endings and file.is_file()]
    files = [file for file in files if home == path.resolve() or home not in file.resolve().parents]
    if not files:
        what = "sketch in" if path.is_dir() else "sketch"
        raise UserError(f"There is no {what} {path}; check the name.")
    return [(file, out / file.parent.relative_to(path)) for file in files]


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
    from deepfacedrawing.ui.disk import write_atomically
    from deepfacedrawing.ui.images import write_png

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
