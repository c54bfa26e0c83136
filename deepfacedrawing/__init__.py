"""DeepFaceDrawing: draw a rough face, watch a photo-real one follow the pen."""

import os

# Read when numpy is loaded: its threads would wait for work at full speed for a tenth of a second, in each process.
os.environ.setdefault("OPENBLAS_THREAD_TIMEOUT", "4")

__version__ = "0.1.0"
