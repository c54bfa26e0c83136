"""The conversion in a short-lived process of its own.

It works for seconds, much of it in Python's own loops, and in compiled networks: on a thread it would make the ink lag,
and a crash of it would take the window along. What it imports and reads is gone with it.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from deepfacedrawing.photo_sketch import PhotoSketch
from deepfacedrawing.rendering import UserError

TIMEOUT = 120.0
_GRACE = 1.0


def sketch_photo_apart(path: Path) -> PhotoSketch:
    """``convert.sketch_photo`` in another process; blocks until it is done.

    Raises:
        UserError: its own, or the process ended or hung.
    """
    return run_apart(_sketch, path)


def run_apart(work: Callable[[Path], PhotoSketch], path: Path, timeout: float = TIMEOUT) -> PhotoSketch:
    """Runs ``work(path)`` in a new process.

    Args:
        work: picklable by reference.
        path: what it works on.
        timeout: seconds after which the process counts as hung and is killed.

    Raises:
        UserError: the work's own, or the process failed, ended or hung.
    """
    context = multiprocessing.get_context("spawn")
    mine, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_serve, args=(theirs, work, path), name="deepfacedrawing-photo", daemon=True)
    process.start()
    # With our copy of the child's end closed, the child's death reads as an end of file.
    theirs.close()
    try:
        with mine:
            if not mine.poll(timeout):
                raise UserError(
                    "Sketching {path} took longer than {timeout:g} seconds; try a smaller photo.",
                    path=path,
                    timeout=timeout,
                )
            sketch, failure = mine.recv()
    except EOFError as error:
        raise UserError(
            "Sketching {path} failed: its process ended unexpectedly; try another photo.", path=path
        ) from error
    finally:
        _end(process)
    if sketch is None:
        try:
            raise failure
        finally:
            del failure  # or the error would hold this frame, and the frame the error
    return sketch


def _end(process: BaseProcess) -> None:
    process.join(_GRACE)
    if process.is_alive():
        process.kill()
        process.join()


def _serve(pipe: connection.Connection, work: Callable[[Path], PhotoSketch], path: Path) -> None:
    """The child: sends the sketch and None, or None and what went wrong."""
    # Ctrl-C in a terminal reaches the whole group; the window decides when we end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        reply = work(path), None
    except UserError as error:
        reply = None, error
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"
        reply = None, UserError("Sketching {path} failed ({reason}); try another photo.", path=path, reason=reason)
    pipe.send(reply)


def _sketch(path: Path) -> PhotoSketch:
    from deepfacedrawing.photo.convert import sketch_photo

    return sketch_photo(path)
