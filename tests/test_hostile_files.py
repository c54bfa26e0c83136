"""Files that mean harm, whatever they are: nothing is run, nothing is waited for, nothing else is written over."""

from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from deepfacedrawing.commands.render_files import plan_jobs
from deepfacedrawing.engine.checkpoint import load_bank, load_model
from deepfacedrawing.model_files import is_model
from deepfacedrawing.plain_text import make_plain
from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.images import read_photo, read_sketch_image
from deepfacedrawing.ui.journal import Journal, read_journal, read_origin
from deepfacedrawing.ui.opening import open_drawing
from deepfacedrawing.ui.origins import trust_origin
from deepfacedrawing.ui.project_file import encode_sketch
from deepfacedrawing.ui.sketch import RenderSettings, Sketch
from tests.fuzz.bundles import SMALL, build_bank, build_models

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such files there")


def plan(path: Path) -> Any:
    """What ``render`` makes of a file."""
    return plan_jobs([path], path.parent / "out", False)


@needs_posix
@pytest.mark.parametrize("read", [open_drawing, read_sketch_image, read_photo, load_model, is_model, plan])
def test_a_pipe_is_not_waited_for(read: Callable[[Path], Any], tmp_path: Path) -> None:
    for name in ("a.svg", "a.png", "a.safetensors"):
        os.mkfifo(tmp_path / name)
        results: list[object] = []

        def work(path: Path = tmp_path / name, results: list[object] = results) -> None:
            try:
                results.append(read(path))
            except UserError as error:
                results.append(error)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(5)
        assert results
        assert results[0] is False or isinstance(results[0], UserError)


def test_a_jpeg_with_scans_without_end_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    Image.new("L", (4000, 4000), 255).save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    at = data.rindex(b"\xff\xda")
    (tmp_path / "a.jpg").write_bytes(data[:at] + data[at:-2] * 500 + data[-2:])
    start = time.process_time()
    with pytest.raises(UserError, match="Cannot read"):
        read_photo(tmp_path / "a.jpg")
    assert time.process_time() - start < 2


def test_a_message_holds_nothing_that_is_obeyed() -> None:
    text = str(UserError("{path} is damaged.", path="a\n\x1b[2J\u202egpj.svg" + "x" * 10_000))
    assert text.isprintable()
    assert len(text) < 700
    assert make_plain("ü 小 – a.svg") == "ü 小 – a.svg"


def origins(folder: Path) -> dict[str, tuple[Path, bool]]:
    """Files that a drawing may say it belongs to, and whether it is believed."""
    (folder / "note.svg").write_text("<svg>not ours</svg>")
    (folder / "note.txt").write_bytes(encode_sketch(Sketch()))
    (folder / "ours.svg").write_bytes(encode_sketch(Sketch()))
    (folder / "folder.svg").mkdir()
    return {
        "a system's file": (Path("/etc/passwd"), False),
        "another program's drawing": (folder / "note.svg", False),
        "a file that is no drawing by its name": (folder / "note.txt", False),
        "a folder": (folder / "folder.svg", False),
        "a relative one": (Path("../ours.svg"), False),
        "another machine's": (Path("//host/share/ours.svg"), False),
        "another machine's on Windows": (Path("\\\\host\\share\\ours.svg"), False),
        "no path": (Path("/\0.svg"), False),
        "one that is too long": (Path(f"/{'a' * 5000}.svg"), False),
        "ours": (folder / "ours.svg", True),
        "not there": (folder / "new.svg", True),
    }


def test_a_recovered_drawing_is_only_saved_over_a_drawing_of_ours(tmp_path: Path) -> None:
    for what, (origin, is_trusted) in origins(tmp_path).items():
        assert trust_origin(origin) == (origin if is_trusted else None), what
        recovered = tmp_path / "recovered"
        Journal(recovered).record(Document(Sketch(), RenderSettings(), origin))
        assert read_origin(recovered) == read_journal(recovered).path == (origin if is_trusted else None), what


@pytest.mark.parametrize(
    "body",
    [
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{uri}" parse="text"/>',
        '<image width="512" height="512" xlink:href="{uri}"/>',
        '<image width="512" height="512" dfd:background="1" xlink:href="{uri}"/>',
        '<use xlink:href="{uri}#a"/>',
        "<style>@import url({uri});</style>",
        '<path d="M0 0L9 9" stroke="url({uri}#a)"/>',
    ],
)
def test_no_address_in_a_drawing_is_followed(body: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret.png"
    Image.new("L", (512, 512), 0).save(secret)
    names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    text = f'<svg {names} xmlns:dfd="urn:deepfacedrawing:sketch">{body.format(uri=secret.as_uri())}</svg>'
    (tmp_path / "a.svg").write_text(text)
    opened: list[str] = []
    sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == "open" else None)
    with suppress(UserError):
        open_drawing(tmp_path / "a.svg")
    assert str(tmp_path / "a.svg") in opened
    assert not [name for name in opened if "secret" in name]


def change_config(change: Callable[[dict[str, Any]], Any], path: Path) -> Path:
    """A small model whose config says something else."""
    data = build_models()[0]
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    about = json.loads(header["__metadata__"]["data"])
    change(about)
    header["__metadata__"]["data"] = json.dumps(about)
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data[8 + size :])
    return path


CONFIGS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "blocks without end": lambda a: a["config"]["synthesis"].update(num_blocks=10**9),
    "channels for a terabyte": lambda a: a["config"]["synthesis"].update(width=10**6),
    "many channels": lambda a: a["config"]["coder"].update(encoder_channels=[16384] * 12),
    "a window without a size": lambda a: a["config"]["components"][0].update(crop_reduction=0),
    "a window off the canvas": lambda a: a["config"]["components"][0].update(x=-5),
    "a stride of nothing": lambda a: a["config"].update(feature_stride=0),
    "a fractional width": lambda a: a["config"]["coder"].update(latent_dim=4.5),
    "another component": lambda a: a["config"]["components"][0].update(name="third_eye"),
    "swatches that are numbers": lambda a: a.update(swatches={"a": 5}),
    "no neighbours": lambda a: a["config"]["manifold"].update(num_neighbours=True),
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_config_that_no_network_can_have_is_refused_at_once(name: str, tmp_path: Path) -> None:
    path = change_config(CONFIGS[name], tmp_path / "a.safetensors")
    start = time.process_time()
    with pytest.raises(UserError, match=r"a\.safetensors"):
        load_model(path)
    assert time.process_time() - start < 2


def test_a_small_model_is_read_where_nothing_is_changed(tmp_path: Path) -> None:
    model, _ = load_model(change_config(lambda about: None, tmp_path / "a.safetensors"))
    assert model.config == SMALL
    assert all(weight.device.type == "cpu" for weight in model.state_dict().values())


@pytest.mark.parametrize("dtype", [torch.float8_e4m3fn, torch.complex64, torch.int32, torch.bfloat16])
def test_numbers_of_other_types_are_refused(dtype: torch.dtype, tmp_path: Path) -> None:
    data = build_models()[0]
    (tmp_path / "a.safetensors").write_bytes(data)
    from safetensors import safe_open

    with safe_open(tmp_path / "a.safetensors", framework="pt") as file:
        about = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    name = next(iter(tensors))
    save_file({**tensors, name: tensors[name].float().to(dtype)}, tmp_path / "a.safetensors", about)
    with pytest.raises(UserError, match=r"a\.safetensors .* is of the type"):
        load_model(tmp_path / "a.safetensors")


@pytest.mark.parametrize("scale", [0, -1, 1e999, float("nan"), 10**400, None, "far"])
def test_a_bank_without_a_scale_is_refused(scale: Any, tmp_path: Path) -> None:
    data = build_bank()[0]
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + size])
    about = json.loads(header["__metadata__"]["data"])
    about["scales"]["nose"] = scale
    header["__metadata__"]["data"] = json.dumps(about)
    text = json.dumps(header).encode()
    (tmp_path / "a.safetensors").write_bytes(len(text).to_bytes(8, "little") + text + data[8 + size :])
    with pytest.raises(UserError, match=r"a\.safetensors"):
        load_bank(tmp_path / "a.safetensors", replace(SMALL))


@pytest.mark.parametrize("text", [b"[" * 100_000, b'{"a":' * 100_000, b"[]", b"\xff" * 9, b"{", b"9" * 5000])
def test_a_header_of_anything_is_no_model(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(len(text).to_bytes(8, "little") + text)
    assert not is_model(tmp_path / "a.safetensors")
    with pytest.raises(UserError, match=r"a\.safetensors"):
        load_model(tmp_path / "a.safetensors")
    (tmp_path / "a.safetensors").write_bytes((2**62).to_bytes(8, "little") + text)
    assert not is_model(tmp_path / "a.safetensors")


@needs_posix
def test_a_folder_of_odd_names_and_loops_is_walked_once(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    names = [b"plain.svg", b"two\nlines.svg", b"\x1b[2J.svg", b"no text \xff.svg"]
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:
            file.write(encode_sketch(Sketch()))
    (folder / "sub" / "loop").symlink_to(folder)
    (folder / "self.svg").symlink_to(folder / "self.svg")
    os.mkfifo(folder / "pipe.svg")
    jobs = plan_jobs([folder], tmp_path / "out", False)
    assert sorted(os.fsencode(job.sketch.name) for job in jobs) == sorted(names)
    assert all(job.face.parent == tmp_path / "out" for job in jobs)


def test_a_large_picture_takes_less_than_the_limits(tmp_path: Path) -> None:
    tall = np.full((40_000, 300), 255, np.uint8)
    tall[20_000:20_100] = 0
    Image.fromarray(tall).save(tmp_path / "a.png")
    assert read_sketch_image(tmp_path / "a.png").shape == (512, 512)
    assert read_photo(tmp_path / "a.png").shape == (40_000, 300, 3)
