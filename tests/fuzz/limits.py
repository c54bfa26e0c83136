"""What one reading may cost: two seconds of computing and a gigabyte of memory, nothing on the error output."""

from __future__ import annotations

import os
import re
import resource
import signal
import tempfile
import traceback
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from deepfacedrawing.rendering import UserError

SECONDS = 2.0
MEMORY = 2**30
MAX_SENTENCE = 6000
# The library that reads TIFF tells of damage by itself, and Pillow has no way to stop it.
LIBTIFF = re.compile("[A-Za-z0-9._]+: .*")


class TimeLimit(BaseException):
    """Two seconds are over; no ``except Exception`` stops it."""


@dataclass(frozen=True)
class Outcome:
    """``problem``: "" where the file was read, or refused as it should be; else what went wrong."""

    is_accepted: bool
    seconds: float
    problem: str = ""


class Limits:
    """Set once for a process; ``measure`` then runs one reading within them."""

    def __init__(self) -> None:
        self._base = read_status("VmRSS")
        limit = read_status("VmSize") + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGPROF, _stop)
        warnings.simplefilter("always")
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115  # as long as the process
        os.dup2(self.errors.fileno(), 2)

    @property
    def peak(self) -> int:
        """Bytes that the process had at most beyond those it began with."""
        return max(0, read_status("VmHWM") - self._base)

    def measure(self, work: Callable[[], None]) -> Outcome:
        """What comes of ``work``, which may raise ``UserError``."""
        self.errors.seek(0, os.SEEK_END)
        said = self.errors.tell()
        start = _seconds()
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        problem, is_accepted = "", False
        try:
            try:
                work()
                is_accepted = True
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
        except UserError as error:
            problem = _judge(error)
        except TimeLimit as error:
            problem = "took too long\n" + _frames(error)
        except BaseException as error:
            problem = "".join(traceback.format_exception_only(error))[:300] + _frames(error)
        seconds = _seconds() - start
        size = self.errors.seek(0, os.SEEK_END)
        if size > said and not problem:
            self.errors.seek(said)
            lines = self.errors.read().decode(errors="replace").splitlines()
            if not all(map(LIBTIFF.fullmatch, lines)):
                problem = "\n".join(["said on the error output", *lines])[:2000]
        self.errors.truncate(0)
        return Outcome(is_accepted, seconds, problem)


def read_status(name: str) -> int:
    """Bytes, as Linux tells them of this process."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(name + ":"))


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeLimit


def _seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _judge(error: UserError) -> str:
    """What is wrong with a refusal: more than a sentence, or memory that ran out behind it."""
    sentence = str(error)
    if len(sentence) > MAX_SENTENCE or any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in sentence):
        return f"a sentence that is none: {sentence[:300]!r}"
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, MemoryError):
            return "ran out of memory\n" + _frames(cause)
        cause = cause.__cause__ or cause.__context__
    return ""


def _frames(error: BaseException) -> str:
    """Where it was raised, the innermost place last."""
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join(
        f"{Path(f.filename).parent.name}/{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames[-12:]
    )
