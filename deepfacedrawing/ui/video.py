"""MP4 films: H.264 through PyAV, which is an extra of its own."""

from __future__ import annotations

import importlib.util
import itertools
import struct
import uuid
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.metadata import Label, build_xmp

if TYPE_CHECKING:
    from av import VideoFrame

ENCODERS = ("libx264", "libopenh264", "h264")
# The quality of x264, lower is better; 18 can hardly be told from the original.
ENCODER_OPTIONS = {"crf": "18", "preset": "medium"}
LIMITED_RANGE = 1  # 16…235, as players expect it
BT709 = 1  # the number of the primaries, the transfer and the matrix alike
# Where an MP4 file keeps its XMP packet.
XMP_BOX = uuid.UUID("be7acfcb-97a9-42e8-9c71-999491e3afac")
NO_PYAV = 'Writing MP4 files needs PyAV; install it with pip install "deepfacedrawing[video]", or choose GIF or PNG.'
NO_ENCODER = "This PyAV has no encoder for H.264; install another one from PyPI, or choose GIF or PNG."


def write_mp4(part: Path, frames: Iterable[NDArray[np.uint8]], fps: int, label: Label) -> None:
    """Writes an MP4 film from (H, W, 3) uint8 RGB frames, one after the other; H and W even.

    Raises:
        UserError: PyAV is not installed, or it lacks the encoder.
        OSError: the file cannot be written.
        ValueError: there are no frames.
    """
    try:
        from av.error import FFmpegError
    except ImportError as error:
        raise UserError(NO_PYAV) from error
    try:
        _encode(part, iter(frames), fps, label)
    except FFmpegError as error:
        raise OSError(error.errno, error.strerror) from error
    _append_xmp(part, label)


def can_write_mp4() -> bool:
    """Whether PyAV is installed."""
    return importlib.util.find_spec("av") is not None


def _encode(part: Path, frames: Iterator[NDArray[np.uint8]], fps: int, label: Label) -> None:
    import av

    encoder, first = _find_encoder(), next(frames, None)
    if first is None:
        raise ValueError("expected at least one frame, got none")
    # faststart: the index comes first, so that a browser plays before it has everything
    with av.open(str(part), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        film.metadata.update(_describe(label))
        stream = film.add_stream(encoder, rate=fps, options=ENCODER_OPTIONS if encoder == "libx264" else {})
        context = stream.codec_context
        context.height, context.width = first.shape[:2]
        context.pix_fmt, context.color_range = "yuv420p", LIMITED_RANGE
        context.color_primaries = context.color_trc = context.colorspace = BT709
        for number, frame in enumerate(itertools.chain([first], frames)):
            film.mux(stream.encode(_convert(frame, number, fps)))
        film.mux(stream.encode(None))


def _convert(frame: NDArray[np.uint8], number: int, fps: int) -> VideoFrame:
    """A frame in the colours of video, at its time."""
    from av import VideoFrame
    from av.video.reformatter import ColorRange, Colorspace

    picture = VideoFrame.from_ndarray(frame, "rgb24")
    picture = picture.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
    picture.pts, picture.time_base = number, Fraction(1, fps)
    return picture


def _find_encoder() -> str:
    """The name of the first encoder that this build has."""
    from av.codec.codec import Codec, UnknownCodecError

    for name in ENCODERS:
        try:
            return Codec(name, "w").name
        except UnknownCodecError:
            continue
    raise UserError(NO_ENCODER)


def _describe(label: Label) -> dict[str, str]:
    """What players show about a film."""
    comment = f"{label.description} {label.software}. {label.source_type}"
    return {"title": label.software, "description": label.description, "comment": comment}


def _append_xmp(part: Path, label: Label) -> None:
    packet = build_xmp(label)
    with part.open("ab") as file:
        file.write(struct.pack(">I4s", 24 + len(packet), b"uuid") + XMP_BOX.bytes + packet)
