"""The small part network's training: it learns to see what the large face parsing network sees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn
from tqdm import tqdm

from deepfacedrawing.checksums import renew_sums
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.classes import CLASS_NAMES
from deepfacedrawing.training.landmarks import FaceLandmarker
from deepfacedrawing.training.parsing import FaceParser
from deepfacedrawing.training.part_net import INPUT_SIZE, LAYERS, PART_OF_CLASS, PARTS, prepare_picture
from deepfacedrawing.training.photos import PHOTO_SUFFIXES, is_kept_apart, seed_of

LABEL_SIZE = INPUT_SIZE // 2
STORED_SIZE = 192


@dataclass(frozen=True)
class PartsConfig:
    """``photos``: aligned. ``landmarks``, ``parsing``: files of the helper networks. ``out``: the .npz to write."""

    photos: Path
    landmarks: Path
    parsing: Path
    out: Path
    epochs: int = 24
    batch_size: int = 16
    rate: float = 2e-3
    seed: int = 0


class TrainedPartNet(nn.Module):
    """``LAYERS`` in torch: (B,6,128,128) → (B,8,64,64) scores."""

    def __init__(self) -> None:
        super().__init__()
        channels = {"picture": 6} | {layer.name: layer.channels for layer in LAYERS}
        self.layers = nn.ModuleDict(
            {
                layer.name: nn.Conv2d(sum(channels[name] for name in layer.inputs), layer.channels, 3, layer.stride, 1)
                for layer in LAYERS
            }
        )
        for module in self.layers.values():
            nn.init.kaiming_normal_(module.get_parameter("weight"), nonlinearity="relu")

    def forward(self, picture: Tensor) -> Tensor:
        maps = {"picture": picture}
        for layer in LAYERS:
            size = max(maps[name].shape[-1] for name in layer.inputs)
            x = torch.cat([F.interpolate(maps[name], (size, size)) for name in layer.inputs], dim=1)
            x = self.layers[layer.name](x)
            maps[layer.name] = x if layer.name == "scores" else x.relu()
        return maps["scores"]


@dataclass(frozen=True)
class Example:
    """A photo (192,192,3) uint8, its (478,2) landmarks in its pixels, and its parts (192,192) uint8."""

    rgb: NDArray[np.uint8]
    landmarks: NDArray[np.float32]
    parts: NDArray[np.uint8]


def train_parts(config: PartsConfig) -> None:
    """Trains the network and writes its weights, as float16.

    Raises:
        UserError: a helper network cannot be read, or no photo shows a face.
    """
    torch.manual_seed(config.seed)
    rng = np.random.default_rng(config.seed)
    examples = read_examples(config)
    net: nn.Module = TrainedPartNet().to(memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
    steps = config.epochs * max(1, len(examples) // config.batch_size)
    optimiser = torch.optim.AdamW(net.parameters(), config.rate, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, config.rate, total_steps=steps + 1)
    for _ in (progress := tqdm(range(steps), mininterval=5)):
        pairs = [vary(examples[i], rng) for i in rng.integers(0, len(examples), config.batch_size)]
        pictures, parts = (torch.from_numpy(np.stack(values)) for values in zip(*pairs, strict=True))
        with torch.autocast("cpu", torch.bfloat16):
            scores = net(pictures.contiguous(memory_format=torch.channels_last))
        loss = F.cross_entropy(scores.float(), parts)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        progress.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
    save_parts(net, config.out)


def save_parts(net: nn.Module, out: Path) -> None:
    """Writes what ``PartNet`` reads."""
    state = {name.removeprefix("layers."): value.half().numpy() for name, value in net.state_dict().items()}
    np.savez_compressed(out, **state)  # pyright: ignore[reportArgumentType]
    renew_sums(out.parent, out.name)


def read_examples(config: PartsConfig) -> list[Example]:
    """The photos that are not kept apart, with what the helper networks see in them."""
    landmarker, parser = FaceLandmarker(config.landmarks), FaceParser(config.parsing)
    table = np.array([PARTS.index(PART_OF_CLASS[name]) for name in CLASS_NAMES], np.uint8)
    paths = sorted(path for path in config.photos.iterdir() if path.suffix.lower() in PHOTO_SUFFIXES)
    examples = []
    for path in tqdm([path for path in paths if not is_kept_apart(seed_of(path.stem))], mininterval=5):
        rgb = np.array(Image.open(path).convert("RGB"))
        landmarks = landmarker.detect(rgb)
        if landmarks is not None:
            parts = cv2.resize(table[parser.parse(rgb)], (STORED_SIZE,) * 2, interpolation=cv2.INTER_NEAREST)
            small = cv2.resize(rgb, (STORED_SIZE,) * 2, interpolation=cv2.INTER_AREA)
            pixels, labels = np.asarray(small, np.uint8), np.asarray(parts, np.uint8)
            examples.append(Example(pixels, landmarks * (STORED_SIZE / len(rgb)), labels))
    if not examples:
        raise UserError(f"{config.photos} holds no pictures of faces; give a folder of aligned photos.")
    return examples


def vary(example: Example, rng: np.random.Generator) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """The network's input and the parts (64,64) to tell in it, moved, mirrored and in other light."""
    angle, scale = rng.uniform(-6, 6), np.exp(rng.normal(0, 0.05))
    middle = (STORED_SIZE - 1) / 2
    matrix = cv2.getRotationMatrix2D((middle, middle), angle, scale)
    matrix[:, 2] += rng.normal(0, 0.02 * STORED_SIZE, 2)
    if rng.random() < 0.5:
        matrix = np.array(((-1, 0, 2 * middle), (0, 1, 0))) @ np.vstack((matrix, (0, 0, 1)))
    size = (STORED_SIZE, STORED_SIZE)
    rgb = cv2.warpAffine(example.rgb, matrix, size, borderMode=cv2.BORDER_REFLECT).astype(np.float32)
    parts = cv2.warpAffine(example.parts, matrix, size, flags=cv2.INTER_NEAREST, borderMode=cv2.BORDER_REFLECT)
    landmarks = example.landmarks @ matrix[:, :2].T + matrix[:, 2] + rng.normal(0, 0.5, (len(example.landmarks), 2))
    rgb = 255 * np.clip(rgb / 255, 0, 1) ** np.exp(rng.normal(0, 0.3)) * np.exp(rng.normal(0, 0.12, 3))
    if rng.random() < 0.15:
        rgb = np.repeat(rgb.mean(axis=2, keepdims=True), 3, axis=2)
    if rng.random() < 0.3:
        rgb = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.4, 2))
    rgb = np.clip(rgb + rng.normal(0, rng.uniform(0, 8), rgb.shape), 0, 255).astype(np.uint8)
    parts = cv2.resize(parts, (LABEL_SIZE, LABEL_SIZE), interpolation=cv2.INTER_NEAREST)
    return prepare_picture(rgb, landmarks.astype(np.float32)), parts.astype(np.int64)
