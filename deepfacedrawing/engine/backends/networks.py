"""What the engine asks of whatever computes its networks, and which one that is."""

from __future__ import annotations

import logging
from typing import Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.backends.cuda_networks import CudaNetworks
from deepfacedrawing.engine.backends.graphs import Graphs
from deepfacedrawing.engine.backends.runner import Runner
from deepfacedrawing.engine.backends.torch_networks import TorchNetworks
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.rendering import UserError

log = logging.getLogger(__name__)

Backend = Literal["auto", "torch", "openvino"]


class TilePainter(Protocol):
    """Paints a part of the face: ``size`` × ``size`` cells of what is laid out."""

    size: int

    def paint(self, laid_out: Tensor, style: Tensor, top: int, left: int) -> NDArray[np.uint8]:
        """The tile whose first cell is at ``top`` and ``left``, ``(16·size, 16·size, 3)`` uint8 RGB.

        Args:
            laid_out: of the whole face, ``(1, 512, 32, 32)``.
            style: ``(1, 512)`` float32.
        """
        ...


class Networks(Protocol):
    """The networks of one model for one face at a time; tensors lie on the engine's device but for crops and styles.

    ``name``: the library and the number type behind the latents, for people. ``runner``: how other functions of tensors
    are run there. ``tiles``: paints parts of faces; None where that is not to be had, or not yet.
    """

    name: str
    runner: Runner

    @property
    def tiles(self) -> TilePainter | None: ...

    def encode(self, component: str, crop: Tensor) -> Tensor:
        """A crop ``(1, 1, S, S)`` uint8 on the host, ink 0, paper 255, to its latent ``(1, D)`` float32."""
        ...

    def map(self, component: str, latent: Tensor) -> Tensor:
        """A latent ``(1, D)`` float32 to its feature map ``(1, C, S/stride, S/stride)``."""
        ...

    def lay_out(self, merged: Tensor, latents: Tensor) -> Tensor:
        """All of the face that its appearance does not change, in the form that ``paint`` takes.

        Args:
            merged: ``(1, C, 512/stride, 512/stride)``, of ``map``'s number type.
            latents: ``(1, 5, D)`` float32, the refined ones that the map was made from.
        """
        ...

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        """The face in a ``(1, 512)`` float32 style as ``(512, 512, 3)`` uint8 RGB, an array of its own.

        Raises:
            FloatingPointError: a number of the face is NaN or infinite, as far as the library shows it.
        """
        ...


def build_networks(model: DeepFaceDrawing, device: torch.device, backend: Backend = "auto") -> Networks:
    """OpenVINO on a processor, where it is installed, CUDA graphs on a graphics card; else PyTorch.

    Args:
        model: on that device, its norms folded; the networks have its weights from then on.
        device: where it is computed.
        backend: ``auto``, or the one to take.

    Raises:
        UserError: OpenVINO is asked for and cannot do it.
    """
    if backend == "openvino" and device.type != "cpu":
        raise UserError("OpenVINO only computes on the processor; use --device cpu.")
    if backend == "torch":
        return TorchNetworks(model, device)
    if device.type == "cuda":
        return CudaNetworks(model, device, Graphs(device))
    try:
        from deepfacedrawing.engine.backends.openvino_networks import OpenVinoNetworks

        return OpenVinoNetworks(model)
    except (ImportError, RuntimeError) as error:
        if backend == "openvino":
            raise UserError("OpenVINO cannot be used ({error}); try pip install openvino.", error=error) from error
        log.warning("PyTorch computes the faces, more slowly, as OpenVINO cannot be used: %s", error)
        return TorchNetworks(model, device)
