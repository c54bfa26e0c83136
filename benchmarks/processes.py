"""What a process holds, as the system counts it (Linux does), and what it may say."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

# Said by the platform, not by us: the font of a bare machine, the runtime folder of a container, an offscreen window.
HARMLESS = ("XDG_RUNTIME_DIR", "QFontDatabase", "Fontconfig", "propagateSizeHints")


class Holdings(NamedTuple):
    """``resident`` in MiB."""

    resident: float
    handles: int
    threads: int


def look_at(pid: int) -> Holdings:
    """What a process of this user holds now; nothing where there is no such process, or the system does not tell."""
    folder = Path("/proc") / str(pid)
    try:
        status, handles = (folder / "status").read_text(), len(list((folder / "fd").iterdir()))
    except OSError:
        return Holdings(0.0, 0, 0)
    found = {name: re.search(rf"{name}:\s*(\d+)", status) for name in ("VmRSS", "Threads")}
    resident, threads = (int(match[1]) if match else 0 for match in found.values())
    return Holdings(resident / 1024, handles, threads)


def measure_resident() -> float:
    """MiB of this process that are resident; 0 where the system does not tell."""
    return look_at(os.getpid()).resident
