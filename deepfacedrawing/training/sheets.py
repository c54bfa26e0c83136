"""Sheets of pictures to look at while training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

TILE = 128


def save_sheet(path: Path, rows: list[Tensor], columns: int = 8, tile: int = TILE) -> None:
    """Write one PNG, a row per tensor.

    Args:
        path: where to.
        rows: each ``(B, 1 or 3, H, W)`` float in [-1, 1]; the first ``columns`` pictures are shown.
        columns: pictures a row.
        tile: size of a picture on the sheet, in pixels.
    """
    strips = []
    for row in rows:
        pictures = F.interpolate(row[:columns].detach().float().cpu(), size=(tile, tile), mode="area")
        pictures = pictures.expand(-1, 3, -1, -1)
        strips.append(torch.cat(list(pictures), dim=2))
    sheet = torch.cat(strips, dim=1).clamp(-1, 1)
    array = ((sheet + 1) * 127.5).permute(1, 2, 0).numpy().astype(np.uint8)
    Image.fromarray(array).save(path)
