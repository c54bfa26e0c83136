"""The way from a sketch to a face as one ONNX file, for programs in other languages, with the banks inside.

Nothing here is used by the window: it is the paper's figure 3 once more in operations that ONNX knows, and a check that
both give the same faces.
"""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from deepfacedrawing.components import CANVAS_SIZE, PAPER
from deepfacedrawing.engine.checkpoint import Palette
from deepfacedrawing.engine.elimination import eliminate
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import REGULARISATION, RELATIVE_PULL, FeatureBank, SampleBank
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.engine.tensor_file import replacing
from deepfacedrawing.rendering import UserError, find_group

OPSET = 18
# Of 255, on average; more would be seen.
TOLERANCE = 1.0
INPUTS = ("sketch", "refinement", "style")
MISSING = 'ONNX files need more packages; run: pip install "deepfacedrawing[export]"'


class OnnxPath(nn.Module):
    """A model with one group's banks, sketch in, face out; batches of any size.

    Components that are not drawn are the bank's middle where the model's manifold says so, as in the window.
    """

    latents: Tensor
    empty: Tensor

    def __init__(self, model: DeepFaceDrawing, banks: GroupedBanks, group: str) -> None:
        super().__init__()
        self.model, self.manifold = model, model.config.manifold
        names = [component.name for component in model.config.components]
        self.register_buffer("latents", torch.stack([all_latents(banks.groups[group][name]) for name in names]))
        self.register_buffer("empty", torch.stack([banks.empty(group, name)[0] for name in names]))

    def forward(self, sketch: Tensor, refinement: Tensor, style: Tensor) -> Tensor:
        """A face.

        Args:
            sketch: ``(B, 512, 512)`` uint8, ink 0, paper 255.
            refinement: ``(B, 5)`` float32, 0…1, in the order of the components.
            style: ``(B, 512)`` float32, the appearance; not looked at by models without one.

        Returns:
            ``(B, 512, 512, 3)`` uint8 RGB.
        """
        components = self.model.config.components
        crops = self.model.crop(sketch[:, None].float() / 127.5 - 1)
        latents = stack_latents(self.model.encode(crops), components)  # (B, 5, D)
        if self.manifold.blank == "middle":
            drawn = torch.stack([crops[c.name].amin((1, 2, 3)) < 1 for c in components], dim=1)[..., None]
            latents = torch.where(drawn, latents, self.empty)
        refined = torch.lerp(latents, self.project(latents), refinement[..., None])
        by_name = {c.name: refined[:, i] for i, c in enumerate(components)}
        face = self.model.synthesis(self.model.merge(self.model.map(by_name)), refined, style)
        return ((face.clamp(-1, 1) + 1) * 127.5 + 0.5).to(torch.uint8).permute(0, 2, 3, 1)

    def project(self, latents: Tensor) -> Tensor:
        """``(B, 5, D)`` to their projections of the same shape, all components at once."""
        distances = (latents[:, :, None] - self.latents).square().sum(-1)  # (B, 5, N)
        k = min(self.manifold.num_neighbours, self.latents.shape[1])
        chosen = distances.topk(k, largest=False).indices  # (B, 5, K)
        rows = torch.arange(len(self.latents))[None, :, None]
        samples = self.latents[rows, chosen]  # (B, 5, K, D)
        weights = WEIGHTS[self.manifold.solve](latents, samples)
        return (weights[..., None, :].to(samples.dtype) @ samples).squeeze(-2)


def all_latents(bank: SampleBank) -> Tensor:
    """The ``(N, D)`` samples of a bank that is in memory.

    Raises:
        UserError: it is a large one, on the disk.
    """
    if not isinstance(bank, FeatureBank):
        raise UserError(
            "An ONNX file holds its bank, and {num_rows:,} samples are too many; use a model with a smaller one.",
            num_rows=bank.shape[0],
        )
    return bank.latents


def affine_weights(latents: Tensor, samples: Tensor) -> Tensor:
    """``manifold.affine_weights`` with any leading dimensions."""
    offsets = samples - latents[..., None, :]
    gram = offsets @ offsets.mT
    trace = offsets.square().sum((-1, -2))
    ridge = REGULARISATION * trace / gram.shape[-1] + torch.finfo(gram.dtype).tiny ** 0.5
    gram = gram + ridge[..., None, None] * torch.eye(gram.shape[-1], dtype=gram.dtype)
    solved = eliminate(gram, torch.ones_like(gram[..., :1])).squeeze(-1)
    return solved / solved.sum(-1, keepdim=True)


def relative_weights(latents: Tensor, samples: Tensor) -> Tensor:
    """``manifold.relative_weights`` with any leading dimensions, by its normal equations."""
    samples, latents = samples.double(), latents.double()
    offsets = samples[..., 1:, :] - samples[..., :1, :]  # (…, K - 1, D)
    gram = offsets @ offsets.mT + RELATIVE_PULL**2
    right = offsets @ (latents - samples[..., 0, :])[..., None]
    ridge = 1e-10 * offsets.square().sum((-1, -2)) + 1e-12
    others = eliminate(gram + ridge[..., None, None] * torch.eye(gram.shape[-1], dtype=gram.dtype), right).squeeze(-1)
    return torch.cat([1 - others.sum(-1, keepdim=True), others], dim=-1)


WEIGHTS = {"affine": affine_weights, "relative": relative_weights}


@dataclass(frozen=True)
class Parity:
    """How far the file's faces are from the model's own: of 255, the mean and the largest difference."""

    mean: float
    largest: float


def export_onnx(
    path: Path,
    model: DeepFaceDrawing,
    banks: GroupedBanks,
    palette: Palette,
    sketches: Sequence[NDArray[np.uint8]],
    group: str = "all",
) -> Parity:
    """Write the file, once it was seen to paint the sketches as the model does.

    Args:
        path: the file to write; its metadata ``appearances`` is JSON, name → the 512 numbers of its style.
        model: in eval mode and float32, on the CPU.
        banks: of that model.
        palette: its appearances; may be empty.
        sketches: (512, 512) uint8 each, to compare by.
        group: of the banks, by its name or a synonym.

    Raises:
        UserError: a package is missing, there is no such group, the bank is a large one, the file cannot be written, or
            its faces differ by more than a level.
    """
    _check_packages()
    known = find_group(group, banks.groups)
    if not known:
        raise UserError(
            "This model has no group {name!r}; choose from {names}.", name=group, names=", ".join(banks.groups)
        )
    network = OnnxPath(model, banks, known).eval()
    styles = {name: style.tolist() for name, style in palette.styles.items()}
    style = next(iter(palette.styles.values()), torch.zeros(palette.mean.shape[0]))
    with replacing(path) as partial:
        _write(partial, network, style, {"appearances": json.dumps(styles), "group": known})
        parity = compare(partial, network, _build_inputs(sketches, style))
        if parity.mean > TOLERANCE:
            raise UserError(
                "The ONNX file would paint other faces than the model, by {mean:.2f} of 255; nothing was written.",
                mean=parity.mean,
            )
    return parity


def compare(path: Path, network: OnnxPath, inputs: Iterable[dict[str, NDArray[Any]]]) -> Parity:
    """A file's faces beside the network's."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    differences = []
    with torch.inference_mode():
        for values in inputs:
            (theirs,) = session.run(None, values)
            ours = network(*(torch.from_numpy(values[name]) for name in INPUTS)).numpy()
            differences.append(np.abs(ours.astype(np.int16) - np.asarray(theirs).astype(np.int16)))
    return Parity(float(np.mean(differences)), float(np.max(differences)))


def _build_inputs(sketches: Sequence[NDArray[np.uint8]], style: Tensor) -> Iterable[dict[str, NDArray[Any]]]:
    for number, sketch in enumerate(sketches):
        refinement = np.full((1, 5), number / max(len(sketches) - 1, 1), np.float32)
        yield {"sketch": sketch[None], "refinement": refinement, "style": style[None].float().numpy()}


def _check_packages() -> None:
    try:
        import onnxruntime  # noqa: F401
        import onnxscript  # noqa: F401
    except ImportError as error:
        raise UserError(MISSING) from error


def _write(path: Path, network: OnnxPath, style: Tensor, metadata: dict[str, str]) -> None:
    sketch = torch.full((2, CANVAS_SIZE, CANVAS_SIZE), PAPER, dtype=torch.uint8)
    example = (sketch, torch.full((2, 5), 0.5), style[None].float().repeat(2, 1))
    batch = torch.export.Dim("batch", min=1, max=64)
    with redirect_stdout(io.StringIO()), warnings.catch_warnings():  # it reports its steps there
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            network,
            example,
            dynamo=True,
            opset_version=OPSET,
            input_names=list(INPUTS),
            output_names=["face"],
            dynamic_shapes=[{0: batch}] * 3,
        )
    assert program is not None
    program.model.metadata_props.update(metadata)
    program.save(str(path))
