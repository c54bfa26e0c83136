"""GIF films: one palette for all frames, and pixels that keep their colour while the picture does."""

from __future__ import annotations

import itertools
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.metadata import Label, build_xmp

# Viewers show anything faster at a tenth of the speed.
MAX_FPS = 50
# One of the 256 is left for "as in the frame before".
NUM_COLOURS = 255
SAMPLE_STEP = 4
MAX_SAMPLES = 1_000_000
# Within this a pixel keeps its dithered colour: a face that is rendered again differs a little everywhere, and the
# grain of the dithering would swarm.
STILL = 3
XMP_MAGIC = bytes([1, *range(255, -1, -1), 0])


class _Spool:
    """Frames on disk, as all have to be seen for the palette before the first can be written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sizes: list[int] = []
        self._shape: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self._sizes)

    def add(self, frame: NDArray[np.uint8]) -> None:
        self._shape = frame.shape
        self._sizes.append(self._file.write(zlib.compress(frame.tobytes(), 1)))

    def __iter__(self) -> Iterator[NDArray[np.uint8]]:
        self._file.seek(0)
        for size in self._sizes:
            yield np.frombuffer(zlib.decompress(self._file.read(size)), np.uint8).reshape(self._shape)


def write_gif(part: Path, frames: Iterable[NDArray[np.uint8]], fps: int, label: Label) -> None:
    """Writes a GIF that repeats for ever, from (H, W, 3) uint8 RGB frames.

    The frames wait on disk, with one byte a pixel in memory while the file is written.

    Raises:
        UserError: more than 50 frames a second.
        ValueError: there are no frames.
    """
    if fps > MAX_FPS:
        raise UserError(
            "A GIF shows at most {limit} frames a second, not {fps}; choose fewer, or an MP4 file.",
            limit=MAX_FPS,
            fps=fps,
        )
    with tempfile.TemporaryFile() as file:
        spool, samples = _Spool(file), []
        for frame in frames:
            spool.add(frame)
            samples.append(frame[::SAMPLE_STEP, ::SAMPLE_STEP].reshape(-1, 3))
        if not samples:
            raise ValueError("expected at least one frame, got none")
        pictures = reduce_colours(spool, build_palette(samples))
        options = {"append_images": pictures, "duration": frame_durations(len(spool), fps), "comment": _comment(label)}
        first = next(pictures)
        first.save(part, "GIF", save_all=True, loop=0, optimize=True, **options)
    _append_xmp(part, label)


def _comment(label: Label) -> str:
    return f"{label.description} {label.software}. {label.source_type}"


def frame_durations(count: int, fps: int) -> list[int]:
    """Milliseconds of each frame, in the tens that GIF has, so that the whole keeps its length."""
    ends = [round(100 * frame / fps) * 10 for frame in range(count + 1)]
    return [end - start for start, end in itertools.pairwise(ends)]


def build_palette(samples: Sequence[NDArray[np.uint8]]) -> Image.Image:
    """A picture with the 255 colours that serve all samples, (N, 3) uint8 RGB each."""
    colours = np.concatenate(samples)
    colours = colours[:: -(-len(colours) // MAX_SAMPLES)]
    return Image.fromarray(colours[None]).quantize(NUM_COLOURS, Image.Quantize.FASTOCTREE)


def reduce_colours(frames: Iterable[NDArray[np.uint8]], palette: Image.Image) -> Iterator[Image.Image]:
    """The frames in the colours of the palette, dithered; what hardly moves does not flicker."""
    shown: NDArray[np.uint8] | None = None
    indices = np.empty(0, np.uint8)
    for frame in frames:
        if shown is None:
            shown, indices = frame, _dither(frame, palette)
        elif (moved := _find_moved(frame, shown)).any():
            indices = np.where(moved, _dither(frame, palette), indices)
            shown = np.where(moved[..., None], frame, shown)
        picture = Image.fromarray(indices)
        picture.putpalette(palette.getpalette() or [])
        yield picture


def _dither(frame: NDArray[np.uint8], palette: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG))


def _find_moved(frame: NDArray[np.uint8], shown: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(H, W) bool: where a frame differs visibly from what is shown, both (H, W, 3) uint8."""
    difference = np.maximum(frame, shown) - np.minimum(frame, shown)  # uint8 has nothing below 0
    red, green, blue = (difference[..., channel] > STILL for channel in range(3))
    return red | green | blue


def _append_xmp(part: Path, label: Label) -> None:
    """Puts the packet before the trailer, with the table of all bytes that leads block readers past it."""
    with part.open("rb+") as file:
        file.seek(-1, 2)
        file.write(b"\x21\xff\x0bXMP DataXMP" + build_xmp(label) + XMP_MAGIC + b";")
