"""The published parameter files to one model file of ours, file by file: never more than one of them in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from deepfacedrawing.engine.array_pickle import read_arrays
from deepfacedrawing.engine.checkpoint import GROUP, LATENTS, model_metadata
from deepfacedrawing.engine.finite import LARGEST
from deepfacedrawing.engine.manifold import typical_distance
from deepfacedrawing.engine.models.face_drawing import ModelConfig
from deepfacedrawing.engine.original import BANKS, COMPONENTS, ORIGINAL, Weight, parameter_files
from deepfacedrawing.engine.tensor_file import Entry, TensorWriter, write_tensors
from deepfacedrawing.rendering import UserError

# Samples that the typical distance of a bank is measured on.
SAMPLED_ROWS = 256
Progress = Callable[[int, int], None]


def import_original(
    folder: Path, out: Path, half: bool = False, config: ModelConfig = ORIGINAL, progress: Progress | None = None
) -> None:
    """Write the published model, banks included, into a file that ``load_engine`` takes.

    Args:
        folder: with ``AE_whole`` and ``Combine``.
        out: the file to write, whole or not at all.
        half: keep what is behind the latents in half precision, and compute it in what is fastest; the encoders and the
            banks stay as they are, so that a sketch has the same latents and neighbours.
        config: the published architecture, of any width and with any windows.
        progress: called with the bytes that are done, and those in all.

    Raises:
        UserError: a file is missing, damaged, or holds anything but its arrays; or ``out`` cannot be written.
    """
    config = replace(config, full_precision=not half)
    files = parameter_files(config)
    sizes = _measure(folder, [*files, *(p.format(n) for p in BANKS.values() for n in COMPONENTS.values())])
    groups = {group: _count_rows(folder, group, config.coder.latent_dim) for group in BANKS}
    scales = {
        name: typical_distance(torch.from_numpy(_read_bank(folder, name, groups)), config.manifold, SAMPLED_ROWS)
        for name in COMPONENTS
    }
    entries = {w.name: _entry(w, half) for arrays in files.values() for w in arrays.values() if w.name}
    num_rows = sum(groups.values())
    entries |= {LATENTS + name: Entry("float32", (num_rows, config.coder.latent_dim)) for name in COMPONENTS}
    entries |= {GROUP + group: Entry("bool", (num_rows,)) for group in groups}
    with write_tensors(out, entries, model_metadata(config, scales=scales)) as writer:
        _write_banks(writer, folder, groups)
        done = sum(size for path, size in sizes.items() if path not in files)
        for path, arrays in files.items():
            if progress is not None:
                progress(done, sum(sizes.values()))
            _write_weights(writer, folder / path, arrays)
            done += sizes[path]
        if progress is not None:
            progress(done, done)


def _entry(weight: Weight, half: bool) -> Entry:
    """What has one dimension is little, and may be out of the range of half precision."""
    is_halved = half and len(weight.shape) > 1 and not weight.name.startswith("encoders.")
    return Entry("float16" if is_halved else "float32", weight.shape)


def _measure(folder: Path, paths: list[str]) -> dict[str, int]:
    """Path → size of the file in bytes."""
    if not folder.is_dir():
        raise UserError("There is no folder {path}; give the one with AE_whole and Combine in it.", path=folder)
    missing = [path for path in paths if not (folder / path).is_file()]
    if missing:
        raise UserError(
            "{path} lacks {name} ({count} missing in all); get the whole set of parameter files.",
            path=folder,
            count=len(missing),
            name=missing[0],
        )
    return {path: (folder / path).stat().st_size for path in paths}


def _write_weights(writer: TensorWriter, path: Path, wanted: Mapping[str, Weight]) -> None:
    arrays = read_arrays(path)
    _check_arrays(path, wanted, {name: array.shape for name, array in arrays.items()})
    for name, weight in wanted.items():
        array = arrays.pop(name)
        if weight.name:
            try:
                writer.write(weight.name, array)
            except ValueError as error:
                raise UserError(
                    "{path}: half precision cannot hold {name}; import it without --half.", path=path, name=name
                ) from error


def _check_arrays(path: Path, wanted: Mapping[str, Weight], found: Mapping[str, tuple[int, ...]]) -> None:
    """Every array there, none over, each of its shape."""
    for name in wanted.keys() - found.keys():
        raise UserError(
            "{path} lacks the array {name}; expected it with the shape {shape}.",
            path=path,
            name=name,
            shape=wanted[name].shape,
        )
    for name in found.keys() - wanted.keys():
        raise UserError(
            "{path} holds the array {name}, which belongs to no part of the model; get the file again.",
            path=path,
            name=name,
        )
    for name, weight in wanted.items():
        if found[name] != weight.shape:
            raise UserError(
                "{path}: the array {name} has another shape: expected {expected}, found {found}; "
                "is it another part's file?",
                path=path,
                name=name,
                expected=weight.shape,
                found=found[name],
            )


def _count_rows(folder: Path, group: str, latent_dim: int) -> int:
    """How many samples the banks of a group have."""
    counts: dict[str, int] = {}
    for component in COMPONENTS.values():
        path = folder / BANKS[group].format(component)
        size, row = path.stat().st_size, 4 * latent_dim
        if size == 0 or size % row:
            raise UserError(
                "{path} must have rows of {row} bytes, but has {size} bytes; get the file again.",
                path=path,
                row=row,
                size=size,
            )
        counts[path.name] = size // row
    if len(set(counts.values())) > 1:
        raise UserError(
            "The banks of one sex must have as many rows for each component, not {found}; get the files again.",
            found=", ".join(f"{count} in {name}" for name, count in counts.items()),
        )
    return next(iter(counts.values()))


def _read_bank(folder: Path, component: str, groups: Mapping[str, int]) -> NDArray[np.float32]:
    """The bank of a component, ``(N, D)``: the groups one after the other."""
    parts: list[NDArray[np.float32]] = []
    for group, num_rows in groups.items():
        path = folder / BANKS[group].format(COMPONENTS[component])
        try:
            rows = np.frombuffer(path.read_bytes(), "<f4").reshape(num_rows, -1)
        except (OSError, ValueError) as error:
            raise UserError("Cannot read {path} ({reason}); check the folder.", path=path, reason=error) from error
        if not (np.abs(rows) <= LARGEST).all():
            raise UserError("{path} holds NaN, infinite or far too large values; get the file again.", path=path)
        parts.append(rows)
    return np.concatenate(parts)


def _write_banks(writer: TensorWriter, folder: Path, groups: Mapping[str, int]) -> None:
    for component in COMPONENTS:
        writer.write(LATENTS + component, _read_bank(folder, component, groups))
    membership = np.repeat(list(groups), list(groups.values()))
    for group in groups:
        writer.write(GROUP + group, membership == group)
