"""The index of a large bank: the nearest samples are found without a look at most of them.

``bank.index.safetensors`` beside ``bank.safetensors``, made by ``training.index_builder``. Of each component

    lists.NAME      bytes                of each of L lists its samples, a byte a number, and then their rows, int64
    sizes.NAME      (L,) int64           how many each list has
    centroids.NAME  (L, C) float32       a sample is in the list of the nearest of these, in the numbers of the bytes
    axes.NAME       (C, D) float32       the directions that the bytes tell of: those in which samples differ
    steps.NAME      (1,) float32         how far it is from byte to byte; the middle one is the samples' mean
    means.NAME      (1 + G, D) float32   the mean of all samples and of each group's, in the order of the bank's file
    probes.NAME     (1,) int64           how many lists are looked at, so that hardly a neighbour is missed

FAISS looks through the lists where they lie on the disk; what it finds is compared anew by the bank's own rows. It is
never given a file in a format of its own, whose reader trusts what it reads: all sizes are checked here, and so are the
rows that come back. An index that was changed on purpose finds wrong neighbours at worst.
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib
import json
import mmap
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine.tensor_file import Entry, find_tensor, read_tensors
from deepfacedrawing.rendering import UserError

INDEX_FORMAT = "deepfacedrawing-bank-index"
# Up to here each sample is compared: that takes no longer, and no index.
EXACT_ROWS = 50_000
KINDS = "lists", "sizes", "centroids", "axes", "steps", "means", "probes"
ROW_BYTES = 8
# Rows at the beginning, in the middle and at the end of a bank that tell it from others: few places of the disk.
COMPARED_ROWS = 32
READ_AT_ONCE = 2**20


@dataclass(frozen=True)
class ByteCode:
    """How latents become bytes: ``means`` (1 + G, D), ``axes`` (C, D), and the ``step`` from byte to byte."""

    means: Tensor
    axes: Tensor
    step: float

    def encode(self, latents: Tensor) -> Tensor:
        """``(B, D)`` latents to ``(B, C)`` float32, 0…255."""
        return (F.linear(latents - self.means[:1], self.axes) / self.step + 128).clamp(0, 255)


@dataclass(frozen=True)
class ComponentIndex:
    """``lists``: FAISS's, in the numbers of ``code``; ``probes`` of them are looked at."""

    lists: Any
    code: ByteCode
    probes: int


BankIndex = Mapping[str, ComponentIndex]


def find_index(bank: Path) -> Path:
    """The file with the index of a bank's file."""
    return bank.with_name(bank.stem + ".index.safetensors")


def import_faiss() -> Any:
    """The library that searches large banks; it has no types.

    Raises:
        UserError: it is not installed.
    """
    try:
        return importlib.import_module("faiss")
    except ModuleNotFoundError as error:
        raise UserError(
            "A bank of more than {num_rows:,} samples needs the package faiss-cpu; "
            'run: pip install "deepfacedrawing[banks]"',
            num_rows=EXACT_ROWS,
        ) from error


def read_ahead(bank: Path) -> None:
    """Reads a bank's file and its index once, in a thread, so that the system keeps them in memory if there is room."""
    threading.Thread(target=_read_through, args=(find_index(bank), bank), daemon=True).start()


def fingerprint(latents: Mapping[str, Tensor], groups: Mapping[str, Tensor]) -> str:
    """What tells a bank from others: its sizes, its groups, and some rows; it does not read them all."""
    sizes = {name: [list(rows.shape), str(rows.dtype)] for name, rows in latents.items()}
    digest = hashlib.sha256(json.dumps([sizes, list(groups)], sort_keys=True).encode())
    for _, rows in sorted(latents.items()):
        for start in (0, len(rows) // 2, max(0, len(rows) - COMPARED_ROWS)):
            digest.update(rows[start : start + COMPARED_ROWS].numpy().tobytes())
    for members in groups.values():
        digest.update(members.numpy().tobytes())
    return digest.hexdigest()


def load_index(bank: Path, latents: Mapping[str, Tensor], groups: Mapping[str, Tensor]) -> BankIndex:
    """The index of a bank's file, whose samples and groups are given.

    Raises:
        UserError: missing, damaged, or another bank's; or FAISS is not installed.
    """
    for rows in latents.values():
        _read_apart(rows.data_ptr(), rows.nbytes)
    path = find_index(bank)
    if not path.is_file():
        raise UserError(
            "{bank} has {num_rows:,} samples and no index to find them by; run: deepfacedrawing bank index {bank}",
            bank=bank,
            num_rows=len(next(iter(latents.values()))),
        )
    faiss = import_faiss()
    tensors, about = read_tensors(path, (INDEX_FORMAT,))
    if not isinstance(about, dict) or about.get("bank") != fingerprint(latents, groups):
        raise UserError(
            "{path} is the index of another bank than {bank}; run: deepfacedrawing bank index {bank}",
            path=path,
            bank=bank,
        )
    index = {}
    for name, rows in latents.items():
        parts = {kind: tensors.get(f"{kind}.{name}", torch.empty(0)) for kind in KINDS}
        if not _is_sound(parts, len(groups), *rows.shape):
            raise UserError(
                "{path} is damaged at {name}; run: deepfacedrawing bank index {bank}", path=path, name=name, bank=bank
            )
        lists = _open_lists(faiss, path, find_tensor(path, f"lists.{name}"), parts)
        code = ByteCode(parts["means"], parts["axes"], float(parts["steps"]))
        index[name] = ComponentIndex(lists, code, int(parts["probes"]))
    return index


def describe_index(num_groups: int, num_rows: int, dim: int, num_lists: int, num_axes: int) -> dict[str, Entry]:
    """The tensors of a component, by kind."""
    return {
        "lists": Entry("uint8", (num_rows * (num_axes + ROW_BYTES),)),
        "sizes": Entry("int64", (num_lists,)),
        "centroids": Entry("float32", (num_lists, num_axes)),
        "axes": Entry("float32", (num_axes, dim)),
        "steps": Entry("float32", (1,)),
        "means": Entry("float32", (1 + num_groups, dim)),
        "probes": Entry("int64", (1,)),
    }


def _is_sound(parts: Mapping[str, Tensor], num_groups: int, num_rows: int, dim: int) -> bool:
    """Whether everything is there, finite, and of the sizes that the bank asks for."""
    sizes, probes = parts["sizes"], parts["probes"]
    kinds = describe_index(num_groups, num_rows, dim, sizes.numel(), parts["axes"].numel() // dim)
    for kind, part in parts.items():
        if (str(part.dtype).removeprefix("torch."), tuple(part.shape)) != kinds[kind]:
            return False
        if part.is_floating_point() and not part.isfinite().all():
            return False
    if not sizes.numel() or not parts["axes"].numel():
        return False
    if float(parts["steps"]) <= 0 or not 1 <= int(probes) <= len(sizes):
        return False
    return int(sizes.min()) >= 0 and int(sizes.max()) <= num_rows and int(sizes.sum()) == num_rows


def _open_lists(faiss: Any, path: Path, start: int, parts: Mapping[str, Tensor]) -> Any:
    """FAISS's index of a component, its lists left on the disk, where they begin at that byte."""
    centroids, sizes = parts["centroids"].numpy(), parts["sizes"].numpy()
    dim = centroids.shape[1]
    searched = build_lists(faiss, dim, len(sizes))
    searched.quantizer.add(centroids)
    searched.is_trained, searched.ntotal = True, int(sizes.sum())
    starts = (sizes.cumsum() - sizes) * (dim + ROW_BYTES)
    if hasattr(faiss, "OnDiskInvertedLists"):
        lists = _map_lists(faiss, path, dim, sizes, starts + start)
    else:  # on Windows
        lists = _copy_lists(faiss, dim, sizes, starts, parts["lists"].numpy())
    lists.this.own(False)
    searched.replace_invlists(lists, True)
    return searched


def build_lists(faiss: Any, dim: int, num_lists: int) -> Any:
    """FAISS's index of ``(N, C)`` samples, a byte a number, in so many lists; untrained and empty."""
    # Of all bytes these are compared fastest: the step is the same in all directions.
    byte, metric = faiss.ScalarQuantizer.QT_8bit_direct, faiss.METRIC_L2
    return faiss.IndexIVFScalarQuantizer(faiss.IndexFlatL2(dim), dim, num_lists, byte, metric, False)


def _map_lists(faiss: Any, path: Path, dim: int, sizes: NDArray[np.int64], starts: NDArray[np.int64]) -> Any:
    """Lists that begin at these places of a file."""
    lists = faiss.OnDiskInvertedLists(len(sizes), dim, str(path))
    places, one = faiss.OnDiskOneListVector(), faiss.OnDiskOneList()
    for size, start in zip(sizes.tolist(), starts.tolist(), strict=True):
        one.size, one.capacity, one.offset = size, size, start
        places.push_back(one)
    lists.lists = places
    lists.read_only, lists.totsize = True, path.stat().st_size
    lists.prefetch_nthread = 0  # starting threads takes longer than the search
    lists.do_mmap()
    _read_apart(int(lists.ptr), lists.totsize)
    return lists


def _read_apart(address: int, num_bytes: int) -> None:
    """Lets a part of a mapped file be read in the places that are looked at; else up to megabytes come with each."""
    if sys.platform != "win32":
        start = address - address % mmap.PAGESIZE
        length = ctypes.c_size_t(address + num_bytes - start)
        ctypes.CDLL(None).madvise(ctypes.c_void_p(start), length, mmap.MADV_RANDOM)


def _read_through(*paths: Path) -> None:
    """Reads files to their end; one that cannot be read is read when it is looked at."""
    buffer = bytearray(READ_AT_ONCE)
    for path in paths:
        with suppress(OSError), path.open("rb", buffering=0) as file:
            while file.readinto(buffer):
                pass


def _copy_lists(
    faiss: Any, dim: int, sizes: NDArray[np.int64], starts: NDArray[np.int64], content: NDArray[np.uint8]
) -> Any:
    """Lists in memory, of the bytes that begin at these places."""
    lists = faiss.ArrayInvertedLists(len(sizes), dim)
    for number, (size, start) in enumerate(zip(sizes.tolist(), starts.tolist(), strict=True)):
        split, end = start + size * dim, start + size * (dim + ROW_BYTES)
        rows = content[split:end].view(np.int64)
        lists.add_entries(number, size, faiss.swig_ptr(rows), faiss.swig_ptr(content[start:split]))
    return lists
