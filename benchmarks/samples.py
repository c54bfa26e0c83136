"""The picture of the README: every sketch of a folder above the face that it becomes.

python benchmarks/samples.py samples -o docs/samples.jpg [--appearances NAME NAME …]
"""

from __future__ import annotations

import argparse
from itertools import cycle
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from deepfacedrawing.engine.face_engine import load_engine
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise

APPEARANCES = (
    *("olive-dark", "deep-black", "pale-auburn", "tan-brown"),
    *("fair-blond", "olive-black", "bronze-black", "fair-silver"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sketches", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--appearances", nargs="+", default=APPEARANCES)
    parser.add_argument("--tile", type=int, default=256)
    parser.add_argument("--columns", type=int, default=4)
    options = parser.parse_args()
    engine, pairs = load_engine(options.model), []
    for path, appearance in zip(sorted(options.sketches.glob("*.svg")), cycle(options.appearances), strict=False):
        sketch = rasterise(read_sketch(path))
        face = engine.render(RenderRequest(sketch, appearance=appearance, shadow=False)).face
        pair = np.concatenate([np.repeat(sketch[..., None], 3, axis=2), face])
        pairs.append(cv2.resize(pair, (options.tile, 2 * options.tile), interpolation=cv2.INTER_AREA))
    pairs += [np.full_like(pairs[0], 255)] * (-len(pairs) % options.columns)
    rows = [np.concatenate(pairs[i : i + options.columns], axis=1) for i in range(0, len(pairs), options.columns)]
    Image.fromarray(np.concatenate(rows)).save(options.out, quality=88)


if __name__ == "__main__":
    main()
