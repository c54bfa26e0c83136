"""Model files: safetensors with the config in the header.

model.safetensors        every weight of ``DeepFaceDrawing``, and the palette of appearance styles where it has one
bank.safetensors         beside it: the banks, their groups and scales; a model may also have them in its own file
bank.index.safetensors   beside a large bank: see ``bank_index``
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from deepfacedrawing.engine.bank_index import EXACT_ROWS, BankIndex, load_index
from deepfacedrawing.engine.bundle_check import FLAGS, check_about, check_config, check_scale, check_types
from deepfacedrawing.engine.finite import is_usable
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.prior import STYLE_DIM
from deepfacedrawing.engine.models.synthesis import PriorSynthesisConfig
from deepfacedrawing.engine.palette import NO_PALETTE, Palette
from deepfacedrawing.engine.tensor_file import Entry, describe_file, read_tensors, write_tensors
from deepfacedrawing.model_files import MODEL_FORMAT
from deepfacedrawing.rendering import UserError

BANK_FORMAT = "deepfacedrawing-bank"
BANK_NAME = "bank.safetensors"
# What the names of a bank's tensors begin with.
LATENTS, GROUP = "latents.", "group."


@dataclass(frozen=True)
class Bank:
    """``latents``: component → ``(N, D)`` float32, or in a large bank as they lie on the disk, most of them not read.

    ``groups``: name → ``(N,)`` bool. ``scales``: component → typical distance of a sample from its projection on the
    others. ``index``: how a large bank is searched; the others are looked at sample by sample.
    """

    latents: Mapping[str, Tensor]
    groups: Mapping[str, Tensor]
    scales: Mapping[str, float]
    index: BankIndex | None = None

    @property
    def num_rows(self) -> int:
        """N."""
        return len(next(iter(self.latents.values())))


def save_model(path: Path, model: DeepFaceDrawing, palette: Palette) -> None:
    """Write a model with its palette, atomically, weights in half precision unless the config asks for the full one.

    Raises:
        UserError: the path cannot be written.
        ValueError: a weight is not finite in the precision of the file.
    """
    tensors = {name: tensor for name, tensor in model.state_dict().items() if not name.endswith("num_batches_tracked")}
    if not model.config.full_precision:
        tensors = {name: tensor.half() for name, tensor in tensors.items()}
    if palette.styles:
        tensors |= {f"palette.{name}": style for name, style in palette.styles.items()}
        tensors |= {f"control.{name}": direction for name, direction in palette.directions.items()}
        tensors |= {"appearance.mean": palette.mean, "appearance.axes": palette.axes}
    _save(path, tensors, model_metadata(model.config, palette))


def model_metadata(
    config: ModelConfig, palette: Palette = NO_PALETTE, scales: Mapping[str, float] | None = None
) -> dict[str, str]:
    """What the header of a model's file says; ``scales`` of the bank, where that is in the file, too."""
    about = {"swatches": dict(palette.swatches), "controls": list(palette.directions)}
    return describe_file(MODEL_FORMAT, {"config": config.to_dict(), **about, "scales": dict(scales or {})})


def load_model(path: Path) -> tuple[DeepFaceDrawing, Palette]:
    """Read a model in float32, in eval mode.

    Raises:
        UserError: missing, damaged, foreign, incomplete or non-finite; the message names file and key.
    """
    tensors, metadata = read_tensors(path, (MODEL_FORMAT,), lambda name: not _is_of_bank(name))
    try:
        check_types(tensors)
        _check_finite(path, tensors)
        config = ModelConfig.from_dict(metadata["config"])
        check_config(config)
        with torch.device("meta"):  # no memory, whatever the file asks for, before its own weights are in their place
            model = DeepFaceDrawing(config)
        palette = _take_palette(tensors, metadata)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError) as error:
        raise UserError(
            "{path} has a damaged or newer header ({error}); get the file again or update.", path=path, error=error
        ) from error
    expected = {n: t for n, t in model.state_dict().items() if not n.endswith("num_batches_tracked")}
    _check_tensors(path, tensors, expected)
    if palette.styles or isinstance(model.config.synthesis, PriorSynthesisConfig):
        _check_palette(path, palette)
    counters = {n: torch.zeros((), dtype=torch.int64) for n in model.state_dict() if n.endswith("num_batches_tracked")}
    model.load_state_dict(tensors | counters, assign=True)  # copies nothing
    return model.eval().requires_grad_(False), palette


def _take_palette(tensors: dict[str, Tensor], metadata: dict[str, Any]) -> Palette:
    """The palette, whose tensors are taken out."""
    check_about(metadata["swatches"], metadata.get("controls", []))
    if not metadata["swatches"]:
        return NO_PALETTE
    return Palette(
        styles={name: tensors.pop(f"palette.{name}").float() for name in metadata["swatches"]},
        swatches=metadata["swatches"],
        mean=tensors.pop("appearance.mean").float(),
        axes=tensors.pop("appearance.axes").float(),
        directions={name: tensors.pop(f"control.{name}").float() for name in metadata.get("controls", ())},
    )


def save_bank(path: Path, bank: Bank) -> None:
    """Write the banks, atomically, latents in half precision."""
    tensors = {LATENTS + name: rows.half() for name, rows in bank.latents.items()}
    tensors |= {GROUP + name: members for name, members in bank.groups.items()}
    _save(path, tensors, describe_file(BANK_FORMAT, {"scales": dict(bank.scales)}))


def find_bank(model: Path) -> Path:
    """The file with the bank of a model: its own, or ``bank.safetensors`` beside it."""
    try:
        with safe_open(model, framework="pt") as file:
            is_inside = any(_is_of_bank(name) for name in file.keys())  # noqa: SIM118
    except (SafetensorError, OSError, ValueError):  # loading the model will tell
        is_inside = True
    return model if is_inside else model.with_name(BANK_NAME)


def load_bank(path: Path, config: ModelConfig, exact_rows: int = EXACT_ROWS) -> Bank:
    """Read the banks that go with a model from a file of ``find_bank``, and the index of those that have more rows.

    Raises:
        UserError: missing, damaged, or made for another table of components or latent size; or a large bank that has no
            index, another bank's, or nothing that could search it.
    """
    bank = map_bank(path, tuple(c.name for c in config.components), config.coder.latent_dim)
    if bank.num_rows > exact_rows:
        return replace(bank, index=load_index(path, bank.latents, bank.groups))
    _check_finite(path, {LATENTS + name: rows for name, rows in bank.latents.items()})
    return replace(bank, latents={name: rows.float() for name, rows in bank.latents.items()})


def map_bank(path: Path, names: Sequence[str] = (), latent_dim: int | None = None) -> Bank:
    """The banks of components, or of all in the file, as they lie on the disk: neither read nor known to be finite.

    Raises:
        UserError: missing, damaged, or of other components or of another latent size.
    """
    tensors, metadata = read_tensors(path, (BANK_FORMAT, MODEL_FORMAT), _is_of_bank)
    names = names or [name.removeprefix(LATENTS) for name in tensors if name.startswith(LATENTS)]
    try:
        latents = {name: tensors[LATENTS + name] for name in names}
        scales = {name: check_scale(float(metadata["scales"][name])) for name in names}
        check_types(latents)
        check_types({name: members for name, members in tensors.items() if name.startswith(GROUP)}, FLAGS)
    except (LookupError, TypeError, ValueError, OverflowError) as error:
        raise UserError(
            "{path} lacks a bank of the model's components ({error}); build it again.", path=path, error=error
        ) from error
    groups = {n.removeprefix(GROUP): members.bool() for n, members in tensors.items() if n.startswith(GROUP)}
    sizes = {tuple(rows.shape) for rows in latents.values()}
    widest = max([(1, 1), *(size for size in sizes if len(size) == 2)])
    expected = (max(1, widest[0]), widest[1] if latent_dim is None else latent_dim)
    if sizes != {expected} or any(members.shape != expected[:1] for members in groups.values()):
        raise UserError(
            "{path} does not go with the model: expected banks of {expected} latents with a group flag each, "
            "got {got}; build it again.",
            path=path,
            expected=expected,
            got=sorted(sizes),
        )
    return Bank(latents, groups, scales)


def _is_of_bank(name: str) -> bool:
    return name.startswith((LATENTS, GROUP))


def _save(path: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str]) -> None:
    entries = {n: Entry(str(t.dtype).removeprefix("torch."), tuple(t.shape)) for n, t in tensors.items()}
    with write_tensors(path, entries, metadata) as writer:
        for name, tensor in tensors.items():
            writer.write(name, tensor.detach().cpu().numpy())


def _check_finite(path: Path, tensors: Mapping[str, Tensor]) -> None:
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not is_usable(tensor):
            raise UserError(
                "{path}: {name} holds NaN, infinite or far too large values; get the file again.",
                path=path,
                name=name,
            )
        if name.endswith("running_var") and bool((tensor < 0).any()):
            raise UserError("{path}: {name} holds variances below 0; get the file again.", path=path, name=name)


def _check_tensors(path: Path, tensors: dict[str, Tensor], expected: dict[str, Tensor]) -> None:
    """Every weight there, none over, each of its shape; casts to float32 in place."""
    for name in expected.keys() - tensors.keys():
        raise UserError("{path}: the weight {name} is missing; get the file again.", path=path, name=name)
    for name in tensors.keys() - expected.keys():
        raise UserError(
            "{path}: the weight {name} belongs to no part of the model; get the file again.", path=path, name=name
        )
    for name, tensor in tensors.items():
        if tensor.shape != expected[name].shape:
            _refuse_shape(path, name, expected[name].shape, tensor.shape)
        tensors[name] = tensor.to(expected[name].dtype)


def _refuse_shape(path: Path, name: str, expected: Sequence[int], got: Sequence[int]) -> NoReturn:
    raise UserError(
        "{path}: {name} has the wrong shape: expected {expected}, got {got}; get the file again.",
        path=path,
        name=name,
        expected=tuple(expected),
        got=tuple(got),
    )


def _check_palette(path: Path, palette: Palette) -> None:
    size = torch.Size([STYLE_DIM])
    if palette.mean.shape != size:
        _refuse_shape(path, "appearance.mean", size, palette.mean.shape)
    shapes = {f"palette.{name}": style.shape for name, style in palette.styles.items()}
    shapes |= {f"control.{name}": direction.shape for name, direction in palette.directions.items()}
    for name, shape in shapes.items():
        if shape != size:
            _refuse_shape(path, name, size, shape)
    if not palette.styles or palette.axes.ndim != 2 or palette.axes.shape[1:] != size:
        raise UserError("{path} has no usable palette of appearances; get the file again.", path=path)
