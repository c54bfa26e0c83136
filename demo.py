"""Opens the window; where there is no display, renders the sample sketches to files instead."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent


def main() -> int:
    """Returns the exit code."""
    from deepfacedrawing import cli
    from deepfacedrawing.commands.app import has_display

    if has_display():
        return cli.main(["app"])
    samples = sorted(str(path) for path in (ROOT / "samples").glob("*.svg"))
    print("There is no display to open the window on, so the sample sketches are rendered to files:")
    return cli.main(["render", *samples, "-o", str(ROOT / "renders")])


# The engine's process imports this module again, and must not run it.
if __name__ == "__main__":
    sys.exit(main())
