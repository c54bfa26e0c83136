"""The sample drawings, as the engine sees them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise


def read_sketches() -> list[NDArray[np.uint8]]:
    """Each as (512, 512) uint8, ink 0, paper 255, by name."""
    return [rasterise(read_sketch(path)) for path in find_samples()]
