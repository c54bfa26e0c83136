"""How far a long command is: a bar on the terminal, nothing where nobody looks."""

from __future__ import annotations

import sys

BAR_WIDTH = 40


def show_progress(done: float, total: float, unit: str) -> None:
    """Draws a bar on the error stream over the one before it, where that is a terminal; ends the line at the end."""
    if not sys.stderr.isatty():
        return
    filled = int(BAR_WIDTH * done / max(total, 1e-9))
    numbers = f"{done:.2f} of {total:.2f}" if isinstance(total, float) else f"{done} of {total}"
    bar = f"\r[{'#' * filled:{BAR_WIDTH}}] {numbers} {unit}"
    print(bar, end="\n" if done >= total else "", file=sys.stderr, flush=True)
