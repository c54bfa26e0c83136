"""Face parsing into 19 classes with BiSeNet, for the borders that line drawings are made from.

The network is BiSeNet (Yu et al. 2018, "BiSeNet: Bilateral Segmentation Network") on a ResNet-18, as trained on
CelebAMask-HQ (non-commercial) by the face-parsing.PyTorch project (MIT); names follow those weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.classes import CLASS_NAMES

PIXEL_MEAN = (0.485, 0.456, 0.406)
PIXEL_STD = (0.229, 0.224, 0.225)
WORKING_SIZE = 512


class ConvBlock(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, in_channels: int, out_channels: int, kernel: int = 3) -> None:
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel, padding=kernel // 2, bias=False)
        self.bn = nn.BatchNorm2d(out_channels)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.bn(self.conv(x)))


class ResidualBlock(nn.Module):
    """The basic block of ResNet-18."""

    def __init__(self, in_channels: int, out_channels: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(out_channels)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(out_channels)
        self.downsample: nn.Module = nn.Identity()
        if stride > 1:
            shortcut = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(out_channels))

    def forward(self, x: Tensor) -> Tensor:
        residual = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(residual + self.downsample(x))


class ResNet18(nn.Module):
    """ResNet-18's trunk; gives the features at strides 8, 16 and 32."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, 64, 7, 2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layer1 = nn.Sequential(ResidualBlock(64, 64, 1), ResidualBlock(64, 64, 1))
        self.layer2 = nn.Sequential(ResidualBlock(64, 128, 2), ResidualBlock(128, 128, 1))
        self.layer3 = nn.Sequential(ResidualBlock(128, 256, 2), ResidualBlock(256, 256, 1))
        self.layer4 = nn.Sequential(ResidualBlock(256, 512, 2), ResidualBlock(512, 512, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        stride8 = self.layer2(self.layer1(x))
        stride16 = self.layer3(stride8)
        return stride8, stride16, self.layer4(stride16)


class AttentionRefinement(nn.Module):
    """A convolution whose channels are weighed by their own mean."""

    def __init__(self, in_channels: int) -> None:
        super().__init__()
        self.conv = ConvBlock(in_channels, 128)
        self.conv_atten = nn.Conv2d(128, 128, 1, bias=False)
        self.bn_atten = nn.BatchNorm2d(128)

    def forward(self, x: Tensor) -> Tensor:
        features = self.conv(x)
        return features * self.bn_atten(self.conv_atten(features.mean((2, 3), keepdim=True))).sigmoid()


class ContextPath(nn.Module):
    """Features at stride 8: the trunk's own, and those that know the whole picture."""

    def __init__(self) -> None:
        super().__init__()
        self.resnet = ResNet18()
        self.arm16 = AttentionRefinement(256)
        self.arm32 = AttentionRefinement(512)
        self.conv_head32 = ConvBlock(128, 128)
        self.conv_head16 = ConvBlock(128, 128)
        self.conv_avg = ConvBlock(512, 128, kernel=1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        stride8, stride16, stride32 = self.resnet(x)
        whole = self.conv_avg(stride32.mean((2, 3), keepdim=True))
        up32 = self.conv_head32(F.interpolate(self.arm32(stride32) + whole, stride16.shape[2:]))
        up16 = self.conv_head16(F.interpolate(self.arm16(stride16) + up32, stride8.shape[2:]))
        return stride8, up16


class FeatureFusion(nn.Module):
    """Both paths in one, the channels weighed by their mean."""

    def __init__(self) -> None:
        super().__init__()
        self.convblk = ConvBlock(256, 256, kernel=1)
        self.conv1 = nn.Conv2d(256, 64, 1, bias=False)
        self.conv2 = nn.Conv2d(64, 256, 1, bias=False)

    def forward(self, spatial: Tensor, context: Tensor) -> Tensor:
        features = self.convblk(torch.cat((spatial, context), dim=1))
        weights = self.conv2(F.relu(self.conv1(features.mean((2, 3), keepdim=True)))).sigmoid()
        return features * weights + features


class Classifier(nn.Module):
    """Class scores from the fused features."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = ConvBlock(256, 256)
        self.conv_out = nn.Conv2d(256, len(CLASS_NAMES), 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv_out(self.conv(x))


class BiSeNet(nn.Module):
    """(B,3,H,W) normalised RGB → (B,19,H/8,W/8) class scores."""

    def __init__(self) -> None:
        super().__init__()
        self.cp = ContextPath()
        self.ffm = FeatureFusion()
        self.conv_out = Classifier()

    def forward(self, x: Tensor) -> Tensor:
        return self.conv_out(self.ffm(*self.cp(x)))


def load_bisenet(weights: Path) -> BiSeNet:
    """The network with its weights, ready to use.

    Raises:
        UserError: the file is missing, unreadable, or lacks a weight.
    """
    net = BiSeNet()
    try:
        state = torch.load(weights, map_location="cpu", weights_only=True)
        # The file also holds two heads (conv_out16, conv_out32) that served its training only.
        missing = net.load_state_dict(state, strict=False).missing_keys
    except Exception as error:
        raise UserError(f"The face parsing weights {weights} cannot be read: {error}; fetch them again.") from error
    if missing:
        raise UserError(f"The face parsing weights {weights} lack {missing[0]}; take the BiSeNet file 79999_iter.pth.")
    return net.eval()


class FaceParser:
    """Parses aligned face photos."""

    def __init__(self, weights: Path, working_size: int = WORKING_SIZE, device: str = "cpu") -> None:
        """``working_size``: pixels to which the picture is reduced for the network, a multiple of 32.

        Raises:
            UserError: as ``load_bisenet``.
        """
        self._net = load_bisenet(weights).to(device=device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._size = working_size
        self._device = device
        self._mean = torch.tensor(PIXEL_MEAN, device=device).view(1, 3, 1, 1)
        self._std = torch.tensor(PIXEL_STD, device=device).view(1, 3, 1, 1)

    @torch.inference_mode()
    def parse(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Classes of an aligned face.

        Args:
            rgb: (H,W,3) uint8 RGB.

        Returns:
            (H,W) uint8, indices into ``CLASS_NAMES``; left and right as labelled by the data set.
        """
        picture = torch.from_numpy(np.ascontiguousarray(rgb)).to(self._device).permute(2, 0, 1)[None].float() / 255
        picture = F.interpolate(picture, (self._size, self._size), mode="bilinear", antialias=True)
        picture = ((picture - self._mean) / self._std).contiguous(memory_format=torch.channels_last)
        with torch.autocast(self._device, torch.bfloat16):
            scores = self._net(picture)
        # The cells' corners are aligned with the picture's, as in the training of these weights.
        scores = F.interpolate(scores.float(), rgb.shape[:2], mode="bilinear", align_corners=True)
        return scores.argmax(1)[0].to(torch.uint8).cpu().numpy()
