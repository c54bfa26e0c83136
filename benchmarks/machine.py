"""The machine that a benchmark runs on: what it is called, and how fast it multiplies and copies."""

from __future__ import annotations

import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

# Rows of the matrices that are multiplied, and bytes that are copied: more than a cache holds, and long enough that a
# graphics card's start does not count.
MATRIX, COPIED = 2048, 64 * 2**20
CARD_MATRIX, CARD_COPIED = 8192, 2**30
WARM_UPS = 3


def describe_machine(device: torch.device) -> str:
    """Processor, cores, accelerator and library, in a line."""
    name = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").is_file():
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
        name = found[1].strip() if found else name
    parts = [f"{name}, {torch.get_num_threads()} threads", f"PyTorch {torch.__version__}"]
    if device.type == "cuda":
        parts.insert(1, torch.cuda.get_device_name(device))
    if sys.platform != "win32":
        parts.append(f"load {os.getloadavg()[0]:.1f} before")
    return ", ".join(parts)


def measure_limits(device: torch.device) -> dict[str, float]:
    """Rates of large matrix products, 10⁹ multiply-accumulates a second, and of copying, 10⁹ bytes a second."""
    on_card = device.type == "cuda"
    rows, copied = (CARD_MATRIX, CARD_COPIED) if on_card else (MATRIX, COPIED)
    limits = {}
    for dtype in (torch.float32, torch.float16 if on_card else torch.bfloat16):
        one, other = (torch.randn(rows, rows, device=device).to(dtype) for _ in range(2))
        seconds = statistics.median(time_calls(lambda: one @ other, 20, device))  # noqa: B023
        limits[f"GMAC/s {str(dtype).removeprefix('torch.')}"] = rows**3 / seconds / 1e9
    source = torch.zeros(copied, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    seconds = statistics.median(time_calls(lambda: target.copy_(source), 20, device))
    return limits | {"GB/s read and written": 2 * copied / seconds / 1e9}


def time_calls(call: Callable[[], Any], repeats: int, device: torch.device) -> list[float]:
    """Seconds of each call after a few that warm up."""
    seconds = []
    with torch.inference_mode():
        for number in range(WARM_UPS + repeats):
            start = time.perf_counter()
            call()
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            if number >= WARM_UPS:
                seconds.append(time.perf_counter() - start)
    return seconds
