"""Photos that a fake landmarker finds faces on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

NUM_PHOTOS = 9


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Generated photos ``msg_200000``… from dark to light, and one on which there is no face."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for i in range(NUM_PHOTOS):
        picture = np.full((512, 512, 3), 120 + 10 * i, np.uint8)
        picture[100:200, 40 * i : 40 * i + 30] = (200, 40, 40)
        Image.fromarray(picture).save(folder / f"msg_{200000 + i}.png")
    Image.fromarray(np.zeros((512, 512, 3), np.uint8)).save(folder / "msg_200090.png")
    return folder
