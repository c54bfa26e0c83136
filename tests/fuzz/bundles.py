"""Model files, banks, their indexes and published parameters, as small as they can be, and changed in every part."""

from __future__ import annotations

import json
import pickle
import pickletools
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import numpy as np
import torch

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.checkpoint import BANK_NAME, Bank, save_bank, save_model
from deepfacedrawing.engine.models.face_drawing import ModelConfig
from deepfacedrawing.engine.models.synthesis import TranslationSynthesisConfig
from deepfacedrawing.engine.palette import NO_PALETTE
from deepfacedrawing.training.index_builder import write_index
from tests.fuzz.mutation import change, change_json
from tests.tiny import TINY_CODER, build_tiny_model

CODER = replace(TINY_CODER, latent_dim=4, encoder_channels=(1,) * 4, sketch_bottleneck=1, sketch_channels=(1,) * 4,
                feature_bottleneck=1, feature_channels=(1,) * 4, map_channels=1)  # fmt: skip
SMALL = ModelConfig(
    coder=CODER,
    synthesis=TranslationSynthesisConfig(width=1, num_downs=1, num_blocks=1),
)
NUM_ROWS, EXACT_ROWS = 60, 40
TOKENS = (
    *(b'"dtype":', b'"shape":', b'"data_offsets":', b'"__metadata__":', b'"F32"', b'"F64"', b'"BF16"', b'"F8_E4M3"'),
    *(b'"C64"', b'"I8"', b'"BOOL"', b'"F4"', b"{", b"}", b"[" * 3000, b"null", b"18446744073709551615", b"\\u0000"),
    *(b'"format":', b"deepfacedrawing-model", b'"version":', b'"data":', b"\x00\x00\x80\x7f", b"\x00\x7e"),
)
DTYPES = ("F32", "F16", "BF16", "F64", "I64", "I32", "U8", "BOOL", "F8_E4M3", "F8_E5M2", "C64", "U16", "F4", "")


@cache
def build_models() -> tuple[bytes, ...]:
    """A model in half precision, and one in full."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        files = []
        for config in (SMALL, replace(SMALL, full_precision=True)):
            save_model(path, build_tiny_model(config), NO_PALETTE)
            files.append(path.read_bytes())
    return tuple(files)


@cache
def build_bank() -> tuple[bytes, bytes]:
    """A bank and its index."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / BANK_NAME
        generator = torch.Generator().manual_seed(0)
        latents = {name: torch.randn(NUM_ROWS, CODER.latent_dim, generator=generator) for name in COMPONENT_NAMES}
        groups = {"feminine": torch.arange(NUM_ROWS) < 30}
        save_bank(path, Bank(latents, groups, dict.fromkeys(COMPONENT_NAMES, 2.0)))
        write_index(path)
        return path.read_bytes(), path.with_name("bank.index.safetensors").read_bytes()


def change_tensors(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """A safetensors file with its header, its numbers, or any of its bytes changed."""
    kind = rng.random()
    try:
        size = int.from_bytes(data[:8], "little")
        header, body = json.loads(data[8 : 8 + size]), data[8 + size :]
    except (ValueError, OverflowError, RecursionError):
        return change(data, rng, TOKENS, others)
    if kind < 0.2:
        return change(data, rng, TOKENS, others)
    if kind < 0.4:
        return data[: 8 + size] + change(body, rng, TOKENS, [])
    for _ in range(rng.choice((1, 1, 2))):
        is_entry = isinstance(header, dict) and rng.random() < 0.5
        header = _change_entry(header, rng) if is_entry else change_json(header, rng)
    text = json.dumps(header).encode()
    if rng.random() < 0.1:  # the same name twice
        text = text[:-1] + b"," + text[1:]
    return _join(text, body, rng)


def _join(text: bytes, body: bytes, rng: Random) -> bytes:
    size = len(text) if rng.random() < 0.95 else rng.choice((0, 2**63, 2**40, 2**26, len(text) + 1, 10**8))
    return size.to_bytes(8, "little") + text + body


def _change_entry(header: dict[str, object], rng: Random) -> dict[str, object]:
    """A tensor that says it is another one."""
    name = rng.choice(list(header)) if header else ""
    entry = header.get(name)
    if name == "__metadata__" or not isinstance(entry, dict):
        return {**header, "__metadata__": change_json(entry, rng)} if entry else header
    kind = rng.randrange(5)
    if kind == 0:
        return {**header, name: {**entry, "dtype": rng.choice(DTYPES)}}
    if kind == 1:
        shape = entry.get("shape", [])
        flat = [int(np.prod(shape))] if isinstance(shape, list) and all(isinstance(n, int) for n in shape) else [1]
        shapes = (flat, [0], [1] * 20, [2**32, 2**32], [2**62], [-1], [*flat, 1], [2**20, 0, 2**40])
        return {**header, name: {**entry, "shape": rng.choice(shapes)}}
    if kind == 2:
        places = ([0, 0], [0, 4], [4, 0], [0, 2**62], [2**62, 2**62 + 4], [-4, 0], [8, 12, 16])
        return {**header, name: {**entry, "data_offsets": rng.choice(places)}}
    return change_json(header, rng)


def build_pickles() -> list[bytes]:
    """Arrays by name in several protocols."""
    arrays = {f"conv.{i}": np.arange(6, dtype=np.float32).reshape(2, 3) for i in range(3)}
    files = [pickle.dumps(arrays, protocol) for protocol in range(5)]
    return [*files, *(file.replace(b"numpy._core.multiarray", b"numpy.core.multiarray") for file in files[:3])]


OPCODES = tuple(op.code.encode("latin1") for op in pickletools.opcodes)
PICKLE_TOKENS = (
    *OPCODES,
    *(b"cos\nsystem\n", b"cbuiltins\neval\n", b"cnumpy\nndarray\n", b"cnumpy\ndtype\n", b"c_codecs\nencode\n"),
    *(
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"r\xff\xff\xff\x0f",
        b"\x8b\xff\xff\xff\x7f",
        b"(" * 2000,
        b"\x85" * 2000,
    ),
    *(b"\x8c\x02os\x8c\x06system\x93", b"R", b"b", b"\x94", b"HCAJSLHD", b"I99999999999999999999\n", b"2\x86" * 60),
)


def change_pickle(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Its bytes changed, or opcodes put together anyhow."""
    if rng.random() < 0.75:
        return change(data, rng, PICKLE_TOKENS, others)
    words = [rng.choice(PICKLE_TOKENS) + (rng.randbytes(rng.choice((0, 1, 4)))) for _ in range(rng.randrange(1, 40))]
    return b"\x80\x04" + b"".join(words) + b"."
