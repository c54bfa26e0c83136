"""Makes the program's own modules see no call, signal or module that Windows lacks; import it before them.

What they import is as it was for everybody else: Python's own modules go on working as on the system below. Each
process that is started with ``spawn`` from a script that imports this sees the same.
"""

from __future__ import annotations

import builtins
import ctypes
import importlib.abc
import importlib.machinery
import mmap
import multiprocessing
import os
import re
import signal
import sys
import time
import types
from collections.abc import Sequence
from typing import Any

OURS = "deepfacedrawing"
ABSENT = ("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty", "_posixsubprocess")
WITHOUT = {
    "os": re.compile(
        r"ch(own|root)|confstr|ctermid|fch|fdatasync|fork|fpathconf|f?statvfs|get_?(e?[gu]id|g?r?groups|grouplist|loadavg"
        r"|p?gid|pgrp|priority|res|sid)|initgroups|killpg|lch|lockf|major|makedev|memfd|minor|mk(fifo|nod)|nice|openpty"
        r"|pathconf|pidfd|pipe2|posix_|p(read|write)|readv|writev|register_at_fork|sched_|sendfile|set(e?[gu]id|groups|ns"
        r"|p|re|sid)|splice|sync$|sysconf|tc[gs]|ttyname|uname|unshare|wait(3|4|id)?$|W[A-Z]+$|(get|set|list|remove)xattr"
        r"|(F|P|PRIO|RTLD|SCHED|XATTR|CLD|POSIX|ST|GRND|MFD|EFD|CLONE|PIDFD|RWF|SPLICE|TFD|NGROUPS|EX)_"
        r"|O_(ASYNC|CLOEXEC|DIRECT|DSYNC|LARGEFILE|NO|PATH|RSYNC|SYNC|TMPFILE|ACCMODE|NDELAY)|environb|getenvb|copy_file"
    ),
    "signal": re.compile(
        r"(?!SIG(ABRT|FPE|ILL|INT|SEGV|TERM)$)SIG[A-Z]|alarm|[gs]etitimer|ITIMER|pause|pthread|siginterrupt|sig[ptw]"
    ),
    "time": re.compile(r"tzset|clock_|CLOCK_|pthread"),
    "mmap": re.compile(r"PROT_|MAP_|MADV_"),
    "multiprocessing": re.compile(r"forkserver|set_forkserver"),
}
MODULES = {"os": os, "signal": signal, "time": time, "mmap": mmap, "multiprocessing": multiprocessing}


class Kernel:
    """Stands for the one part of Windows that the program calls itself; it keeps the priority that was asked for."""

    priority: int | None = None

    def GetCurrentProcess(self) -> int:
        return -1

    def SetPriorityClass(self, process: int, priority: int) -> int:
        assert process == -1
        Kernel.priority = priority
        return 1


def build_seen() -> dict[str, types.ModuleType]:
    """The modules as the program sees them."""
    seen = {name: copy_without(module, WITHOUT[name]) for name, module in MODULES.items()}
    seen["os"].__dict__["name"] = "nt"
    seen["sys"] = copy_without(sys, re.compile("getdlopenflags|setdlopenflags|abiflags"))
    seen["sys"].__dict__["platform"] = "win32"
    seen["ctypes"] = copy_without(ctypes, re.compile("CDLL|cdll"))
    seen["ctypes"].__dict__["windll"] = types.SimpleNamespace(kernel32=Kernel())
    return seen


def copy_without(module: types.ModuleType, pattern: re.Pattern[str]) -> types.ModuleType:
    """A module that looks everything up in another, but for the names that match."""
    copy = types.ModuleType(module.__name__)

    def look_up(name: str) -> Any:
        if pattern.match(name):
            raise AttributeError(f"module {module.__name__!r} has no attribute {name!r} on Windows")
        return getattr(module, name)

    copy.__dict__["__getattr__"] = look_up
    return copy


def import_as_windows(
    name: str,
    names: dict[str, Any] | None = None,
    local: dict[str, Any] | None = None,
    wanted: Sequence[str] = (),
    level: int = 0,
) -> Any:
    """What ``import`` does in the program's modules."""
    if level == 0 and name in ABSENT:
        raise ModuleNotFoundError(f"No module named {name!r} on Windows", name=name)
    found = builtins.__import__(name, names, local, wanted, level)
    return SEEN.get(name, found) if level == 0 else found


class Loader(importlib.machinery.SourceFileLoader):
    """Runs a module with that ``import``."""

    def exec_module(self, module: types.ModuleType) -> None:
        module.__dict__["__builtins__"] = {**vars(builtins), "__import__": import_as_windows}
        super().exec_module(module)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the program's modules where they are, and loads them so."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] != OURS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Loader(name, spec.loader.path)
        return spec


assert not any(name.partition(".")[0] == OURS for name in sys.modules), "imported too late"
SEEN = build_seen()
sys.meta_path.insert(0, Finder())
