"""``python -m deepfacedrawing``: the command line."""

from __future__ import annotations

import sys

from deepfacedrawing.cli import main

# The engine's process imports this module again, and must not run it.
if __name__ == "__main__":
    sys.exit(main())
