"""Model files: safetensors with the config in the header. The only place that opens them.

model.safetensors   every weight of ``DeepFaceDrawing`` in half precision, and the palette of appearance styles
bank.safetensors    beside it: the banks, their groups and scales
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor
from torch.overrides import TorchFunctionMode

from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.rendering import UserError

FORMAT, VERSION = "deepfacedrawing-model", 1
BANK_FORMAT = "deepfacedrawing-bank"
BANK_NAME = "bank.safetensors"
MODEL_NAME = "model.safetensors"
HASHED_PART = 2**20


@dataclass(frozen=True)
class Palette:
    """Appearance styles.

    ``styles``: name → ``(512,)``, the default first. ``swatches``: name → ``#rrggbb``, a look at what it paints.
    ``mean`` (512,) and ``axes`` (A, 512): random appearances are ``mean + normal(A) @ axes``.
    ``directions``: control → ``(512,)``, what is added to a style where that control is at 1; older files have none.
    """

    styles: Mapping[str, Tensor]
    swatches: Mapping[str, str]
    mean: Tensor
    axes: Tensor
    directions: Mapping[str, Tensor] = field(default_factory=dict)

    def style(self, appearance: str | int, controls: Mapping[str, float] | None = None) -> Tensor:
        """The ``(1, 512)`` style of a name or of a seed, moved by the controls, name → −1…1.

        Raises:
            UserError: an unknown name, or a control that is moved and has no direction here.
        """
        style = self._still_style(appearance)
        for name, amount in (controls or {}).items():
            if amount and name not in self.directions:
                raise UserError("This model has no control {name}; set it to 0, or use a model that has it.", name=name)
            if amount:
                style = style + amount * self.directions[name]
        return style

    def _still_style(self, appearance: str | int) -> Tensor:
        if isinstance(appearance, str):
            if appearance not in self.styles:
                names = ", ".join(self.styles)
                raise UserError(
                    "There is no appearance {name!r}; choose a whole number or one of: {names}.",
                    name=appearance,
                    names=names,
                )
            return self.styles[appearance][None]
        random = torch.randn(1, len(self.axes), generator=torch.Generator().manual_seed(appearance % 2**63))
        return self.mean[None] + random.clamp(-2, 2) @ self.axes


@dataclass(frozen=True)
class Bank:
    """``latents``: component → ``(N, D)`` float32. ``groups``: name → ``(N,)`` bool.

    ``scales``: component → typical distance of a sample from its projection on the others.
    """

    latents: Mapping[str, Tensor]
    groups: Mapping[str, Tensor]
    scales: Mapping[str, float]


def save_model(path: Path, model: DeepFaceDrawing, palette: Palette) -> None:
    """Write a model with its palette, atomically, weights in half precision.

    Raises:
        UserError: the path cannot be written.
        ValueError: a weight is not finite in half precision.
    """
    tensors = {name: tensor for name, tensor in model.state_dict().items() if not name.endswith("num_batches_tracked")}
    tensors = {name: tensor.half() for name, tensor in tensors.items()}
    for name, tensor in tensors.items():
        if not torch.isfinite(tensor).all():
            raise ValueError(f"expected weights that are finite in half precision, got others in {name}")
    tensors |= {f"palette.{name}": style for name, style in palette.styles.items()}
    tensors |= {f"control.{name}": direction for name, direction in palette.directions.items()}
    tensors |= {"appearance.mean": palette.mean, "appearance.axes": palette.axes}
    metadata = {"swatches": dict(palette.swatches), "controls": list(palette.directions)}
    _save(path, tensors, FORMAT, {"config": model.config.to_dict(), **metadata})


def load_model(path: Path) -> tuple[DeepFaceDrawing, Palette]:
    """Read a model in float32, in eval mode.

    Raises:
        UserError: missing, damaged, foreign, incomplete or non-finite; the message names file and key.
    """
    tensors, metadata = _load(path, FORMAT)
    try:
        with _Uninitialised():
            model = DeepFaceDrawing(ModelConfig.from_dict(metadata["config"]))
        palette = _take_palette(tensors, metadata)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RuntimeError) as error:
        raise UserError(
            "{path} has a damaged or newer header ({error}); get the file again or update.", path=path, error=error
        ) from error
    expected = {n: t for n, t in model.state_dict().items() if not n.endswith("num_batches_tracked")}
    _check_tensors(path, tensors, expected)
    _check_palette(path, palette)
    model.load_state_dict(tensors, strict=False)
    return model.eval().requires_grad_(False), palette


class _Uninitialised(TorchFunctionMode):
    """Leaves out ``torch.nn.init``: half the time of building a network whose weights come from a file."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        if getattr(func, "__module__", None) == "torch.nn.init":
            return args[0] if args else (kwargs or {})["tensor"]
        return func(*args, **(kwargs or {}))


def hash_model(path: Path) -> str:
    """The SHA-256 of a model file, in hexadecimal; "" where it cannot be read, which loading it will tell."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while part := file.read(HASHED_PART):
                digest.update(part)
    except OSError:
        return ""
    return digest.hexdigest()


def _take_palette(tensors: dict[str, Tensor], metadata: dict[str, Any]) -> Palette:
    """The palette, whose tensors are taken out."""
    return Palette(
        styles={name: tensors.pop(f"palette.{name}") for name in metadata["swatches"]},
        swatches=metadata["swatches"],
        mean=tensors.pop("appearance.mean"),
        axes=tensors.pop("appearance.axes"),
        directions={name: tensors.pop(f"control.{name}") for name in metadata.get("controls", ())},
    )


def save_bank(path: Path, bank: Bank) -> None:
    """Write the banks, atomically, latents in half precision."""
    tensors = {f"latents.{name}": rows.half() for name, rows in bank.latents.items()}
    tensors |= {f"group.{name}": members for name, members in bank.groups.items()}
    _save(path, tensors, BANK_FORMAT, {"scales": dict(bank.scales)})


def load_bank(path: Path, config: ModelConfig) -> Bank:
    """Read the banks that go with a model, in float32.

    Raises:
        UserError: missing, damaged, or made for another table of components or latent size.
    """
    tensors, metadata = _load(path, BANK_FORMAT)
    try:
        latents = {c.name: tensors.pop(f"latents.{c.name}").float() for c in config.components}
        scales = {c.name: float(metadata["scales"][c.name]) for c in config.components}
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            "{path} lacks a bank of the model's components ({error}); build it again.", path=path, error=error
        ) from error
    groups = {name.removeprefix("group."): members.bool() for name, members in tensors.items()}
    sizes = {tuple(rows.shape) for rows in latents.values()}
    expected = (max([1, *(size[0] for size in sizes if size)]), config.coder.latent_dim)
    if sizes != {expected} or any(members.shape != expected[:1] for members in groups.values()):
        raise UserError(
            "{path} does not go with the model: expected banks of {expected} latents with a group flag each, "
            "got {got}; build it again.",
            path=path,
            expected=expected,
            got=sorted(sizes),
        )
    return Bank(latents, groups, scales)


def _save(path: Path, tensors: dict[str, Tensor], kind: str, metadata: dict[str, Any]) -> None:
    partial = path.with_name(path.name + ".partial")
    header = {"format": kind, "version": str(VERSION), "data": json.dumps(metadata)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Cloned, as the format takes no two names for one memory.
        owned = {n: t.detach().cpu().clone(memory_format=torch.contiguous_format) for n, t in tensors.items()}
        partial.write_bytes(save(owned, header))
        os.replace(partial, path)
    except OSError as error:
        if partial.is_file():
            partial.unlink()
        raise UserError(
            "Cannot write {path} ({reason}); choose another folder.", path=path, reason=error.strerror or error
        ) from error


def _load(path: Path, kind: str) -> tuple[dict[str, Tensor], dict[str, Any]]:
    if not path.is_file():
        raise UserError("There is no model file {path}; give one with --model or reinstall.", path=path)
    try:
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            if header.get("format") != kind:
                raise UserError("{path} is not a {kind} file; give one that this program wrote.", path=path, kind=kind)
            if int(header.get("version", "0")) > VERSION:
                raise UserError("{path} was written by a newer version; update DeepFaceDrawing.", path=path)
            data = json.loads(header.get("data", "{}"))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise UserError(
            "{path} is damaged or not a safetensors file ({error}); get it again.", path=path, error=error
        ) from error
    for name, tensor in tensors.items():
        if tensor.is_floating_point() and not torch.isfinite(tensor).all():
            raise UserError("{path}: {name} holds NaN or infinite values; get the file again.", path=path, name=name)
    return tensors, data


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
    size = palette.mean.shape
    shapes = {f"palette.{name}": style.shape for name, style in palette.styles.items()}
    shapes |= {f"control.{name}": direction.shape for name, direction in palette.directions.items()}
    for name, shape in shapes.items():
        if shape != size:
            _refuse_shape(path, name, size, shape)
    if not palette.styles or palette.axes.ndim != 2 or palette.axes.shape[1:] != size:
        raise UserError("{path} has no usable palette of appearances; get the file again.", path=path)
