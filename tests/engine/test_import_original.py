"""Parameter files that are not what they should be: one clear sentence, nothing executed, nothing left behind."""

from __future__ import annotations

import hashlib
import io
import os
import pickle
import shutil
import tracemalloc
from collections import namedtuple
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open

from deepfacedrawing.cli import main
from deepfacedrawing.commands.import_original import show_bytes
from deepfacedrawing.engine import import_original as importing
from deepfacedrawing.engine import tensor_file
from deepfacedrawing.engine.array_pickle import read_arrays
from deepfacedrawing.engine.checkpoint import load_bank, load_model
from deepfacedrawing.engine.import_original import import_original
from deepfacedrawing.rendering import UserError
from tests.published import NARROW, NUM_ROWS, draw_array, list_parameters, write_parameters, write_pickle

NOSE = "AE_whole/latest_net_encoder_nose.pkl"
BANK = "AE_whole/man_mouth_feature.bin"
USAGE = namedtuple("USAGE", "total used free")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parameters(tmp_path_factory.mktemp("params"))


@pytest.fixture
def params(whole: Path, tmp_path: Path) -> Path:
    """A folder of one's own to spoil."""
    return Path(shutil.copytree(whole, tmp_path / "Params"))


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "models").mkdir()
    return tmp_path / "models" / "original.safetensors"


def arrays_of(path: str) -> dict[str, Any]:
    return {name: draw_array(path, name, shape) for name, shape in list_parameters(NARROW)[path].items()}


def refuse(params: Path, out: Path, message: str) -> None:
    """Importing fails with that message, and leaves nothing."""
    with pytest.raises(UserError, match=message):
        import_original(params, out, config=NARROW)
    assert list(out.parent.iterdir()) == []


def test_every_array_is_where_it_belongs(whole: Path, out: Path) -> None:
    seen: list[tuple[int, int]] = []
    import_original(whole, out, config=NARROW, progress=lambda done, total: seen.append((done, total)))
    model, palette = load_model(out)
    assert model.config == NARROW
    assert palette.styles == {}
    weights = model.state_dict()
    for name, theirs in (
        ("encoders.nose.body.3.body.3.weight", (NOSE, "conv.3.conv_block.5.weight")),
        ("encoders.remainder.linear.bias", ("AE_whole/latest_net_encoder_.pkl", "fc_mu.0.bias")),
        ("sketch_decoders.left_eye.body.5.1.running_var",
         ("AE_whole/latest_net_decoder_eye1_image.pkl", "conv.5.conv.1.running_var")),
        ("feature_decoders.right_eye.body.11.weight", ("Combine/latest_net_DE_eye2.pkl", "conv.12.weight")),
        ("synthesis.body.15.body.4.bias", ("Combine/latest_net_G.pkl", "model.16.conv_block.6.bias")),
        ("synthesis.body.36.weight", ("Combine/latest_net_G.pkl", "model.38.weight")),
    ):  # fmt: skip
        assert np.array_equal(weights[name].numpy(), draw_array(*theirs, tuple(weights[name].shape)))
    bank = load_bank(out, NARROW)
    assert {name: int(members.sum()) for name, members in bank.groups.items()} == {"female": 40, "male": 30}
    rows = np.fromfile(whole / BANK, "<f4").reshape(NUM_ROWS["man"], -1)
    assert np.array_equal(bank.latents["mouth"][bank.groups["male"]].numpy(), rows)
    assert all(scale > 0 for scale in bank.scales.values())
    assert seen[0][0] > 0
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1] == sum(path.stat().st_size for path in whole.rglob("*.*"))


def test_half_keeps_encoders_banks_and_what_is_small_in_full(whole: Path, out: Path) -> None:
    import_original(whole, out, half=True, config=NARROW)
    with safe_open(out, framework="np") as file:
        types = {name: file.get_slice(name).get_dtype() for name in file.keys()}  # noqa: SIM118
        halved = {name for name, kind in types.items() if kind == "F16"}
        assert file.get_tensor("synthesis.body.0.weight").dtype == np.float16
    assert halved
    assert all(name.startswith(("sketch_decoders", "feature_decoders", "synthesis")) for name in halved)
    model, _ = load_model(out)
    assert model.config == replace(NARROW, full_precision=False)
    assert all(weight.ndim > 1 for name, weight in model.state_dict().items() if name in halved)


def test_any_number_of_rows_will_do(params: Path, out: Path) -> None:
    for path in params.glob("AE_whole/man_*.bin"):
        path.write_bytes(path.read_bytes()[: 4 * NARROW.coder.latent_dim])
    import_original(params, out, config=NARROW)
    assert int(load_bank(out, NARROW).groups["male"].sum()) == 1


@pytest.mark.parametrize("missing", [NOSE, "Combine/latest_net_G.pkl", "AE_whole/latest_net_decoder__image.pkl", BANK])
def test_a_missing_file_is_named(missing: str, params: Path, out: Path) -> None:
    (params / missing).unlink()
    refuse(params, out, rf"lacks {missing} \(1 missing in all\);")


def test_a_missing_sex_is_named(params: Path, out: Path) -> None:
    for path in params.glob("AE_whole/female_*.bin"):
        path.unlink()
    refuse(params, out, r"lacks AE_whole/female_eye1_feature.bin \(5 missing in all\)")


def test_a_missing_folder_is_named(tmp_path: Path, out: Path) -> None:
    refuse(tmp_path / "nowhere", out, "There is no folder .*nowhere")


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("signed", [False, True])
def test_a_file_that_is_cut_off_is_told(kept: float, signed: bool, params: Path, out: Path) -> None:
    write_pickle(params / NOSE, arrays_of(NOSE), signed)
    content = (params / NOSE).read_bytes()
    (params / NOSE).write_bytes(content[: int(len(content) * kept)])
    refuse(params, out, "latest_net_encoder_nose.pkl is damaged")


@pytest.mark.parametrize("place", [100, -40, -12])
def test_a_wrong_checksum_is_told(place: int, params: Path, out: Path) -> None:
    write_pickle(params / NOSE, arrays_of(NOSE))
    content = bytearray((params / NOSE).read_bytes())
    content[place] ^= 1
    (params / NOSE).write_bytes(content)
    refuse(params, out, "latest_net_encoder_nose.pkl is damaged: its checksum")


def test_what_follows_the_end_is_told(params: Path, out: Path) -> None:
    with (params / NOSE).open("ab") as file:
        file.write(b"more")
    refuse(params, out, "latest_net_encoder_nose.pkl is damaged: .* bytes follow its end")


class Runs:
    """Becomes a call in a pickle."""

    def __init__(self, *call: Any) -> None:
        self.call = call

    def __reduce__(self) -> Any:
        return self.call[0], tuple(self.call[1:])


@pytest.mark.parametrize("where", ["whole", "value", "name", "dtype"])
def test_a_call_is_refused_by_name_and_not_made(where: str, params: Path, out: Path, tmp_path: Path) -> None:
    trap = Runs(os.system, f"touch '{tmp_path}/sprung'")
    arrays = arrays_of(NOSE)
    name = next(iter(arrays))
    content: Any = {"whole": trap, "value": arrays | {name: trap}, "name": arrays | {trap: 1}}.get(where)
    if where == "dtype":
        content = arrays | {name: Runs(np.dtype, trap)}
    write_pickle(params / NOSE, content)
    refuse(
        params, out, rf"latest_net_encoder_nose.pkl may only hold float32 arrays, but holds {os.system.__module__}.sys"
    )
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize(
    ("call", "held"),
    [
        (Runs(eval, "1"), "builtins.eval"),
        (Runs(getattr, "a", "upper"), "builtins.getattr"),
        (Runs(np.array, 3), r"numpy\.array"),
        (torch.zeros(2), r"torch\._utils"),
        (io.BytesIO(b"a"), "_io.BytesIO"),
        (3.5, "a float in the place of the array"),
        ([np.zeros(2, np.float32)], "a list in the place of the array"),
        (np.zeros(2), "'f8' in the place of float32"),
        (np.zeros(2, np.int32), "'i4' in the place of float32"),
        (np.zeros(2, ">f4"), "not little-endian"),
        (np.array([{}], dtype=object), "'O8' in the place of float32"),
        (np.array([np.nan], np.float32), "NaN or infinite in conv.0.conv.bias"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_but_float32_arrays_is_refused_by_name(call: Any, held: str, params: Path, out: Path) -> None:
    write_pickle(params / NOSE, arrays_of(NOSE) | {"conv.0.conv.bias": call})
    refuse(params, out, f"may only hold float32 arrays, but holds .*{held}")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no pickle",
        b"\x80\x04N.",
        b"\x80\x04]\x94.",
        b"cnumpy\nndarray\n(I2\ntb.",
        b"c_codecs\nencode\n(X\x01\x00\x00\x00aX\x03\x00\x00\x00hextR.",
        b"cnumpy\ndtype\n.",
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
    ],
)
def test_pickles_made_by_hand_are_refused(content: bytes, params: Path, out: Path) -> None:
    (params / NOSE).write_bytes(content)
    refuse(params, out, r"latest_net_encoder_nose\.pkl (is damaged|may only hold)")


@pytest.mark.parametrize("state", [None, ({}, {"__init__": 1}), (1, (3,), 0, False, b"12")])
def test_a_pickle_cannot_change_what_reads_it(state: Any, tmp_path: Path) -> None:
    for name in (b"cnumpy\nndarray\n", b"cnumpy\ndtype\n", b"c_codecs\nencode\n"):
        path = tmp_path / "x.pkl"
        path.write_bytes(name + pickle.dumps(state, 0)[:-1] + b"b.")
        with pytest.raises(UserError):
            read_arrays(path)
    write_pickle(path, {"a": np.arange(6, dtype=np.float32)})
    assert read_arrays(path)["a"].tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("protocol", [0, 2, 4])
def test_older_protocols_and_other_orders_are_read(protocol: int, tmp_path: Path) -> None:
    arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "b": np.array([[1, 2], [3, 4]], np.float32).T}
    content = pickle.dumps(arrays, protocol).replace(b"numpy._core.multiarray", b"numpy.core.multiarray")
    if protocol < 4:  # the length of a name is written only in later ones
        (tmp_path / "x.pkl").write_bytes(content)
    else:
        write_pickle(tmp_path / "x.pkl", arrays)
    read = read_arrays(tmp_path / "x.pkl")
    assert all(np.array_equal(read[name], array) for name, array in arrays.items())


def test_reading_takes_little_more_than_the_size_of_the_file(tmp_path: Path) -> None:
    size = 32 * 2**20
    write_pickle(tmp_path / "x.pkl", {"a": np.ones(size // 8, np.float32), "b": np.ones(size // 8, np.float32)})
    tracemalloc.start()
    read_arrays(tmp_path / "x.pkl")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size <= peak < 1.2 * size


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AE_whole/latest_net_encoder_mouth.pkl", NOSE),
        (NOSE, "AE_whole/latest_net_decoder_nose_image.pkl"),
        ("Combine/latest_net_DE_.pkl", "AE_whole/latest_net_decoder__image.pkl"),
        ("Combine/latest_net_DE_nose.pkl", "Combine/latest_net_G.pkl"),
    ],
)
def test_swapped_files_are_found_where_their_arrays_differ(one: str, other: str, params: Path, out: Path) -> None:
    (params / one).rename(params / "aside")
    (params / other).rename(params / one)
    (params / "aside").rename(params / other)
    refuse(params, out, "lacks the array|has another shape: expected .* found|belongs to no part")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda arrays: arrays.pop("fc_mu.0.bias"), r"lacks the array fc_mu\.0\.bias; expected it with .*\(24,\)"),
        (lambda arrays: arrays.update(more=np.ones(1, np.float32)), "holds the array more, which belongs to no part"),
        (lambda arrays: arrays.update({"fc_mu.0.bias": np.zeros(3, np.float32)}), r"expected \(24,\), found \(3,\)"),
    ],
)
def test_arrays_that_are_missing_left_over_or_misshapen_are_named(
    change: Callable[[dict[str, Any]], Any], message: str, params: Path, out: Path
) -> None:
    arrays = arrays_of(NOSE)
    change(arrays)
    write_pickle(params / NOSE, arrays)
    refuse(params, out, f"latest_net_encoder_nose.pkl.*{message}")


@pytest.mark.parametrize("size", [0, 1, 4 * 24 * 3 + 4])
def test_a_bank_of_an_odd_size_is_told(size: int, params: Path, out: Path) -> None:
    (params / BANK).write_bytes(b"\0" * size)
    refuse(params, out, f"man_mouth_feature.bin must have rows of 96 bytes, but has {size} bytes")


def test_banks_of_different_lengths_are_told(params: Path, out: Path) -> None:
    (params / BANK).write_bytes((params / BANK).read_bytes()[:96])
    refuse(params, out, "as many rows for each component, not 30 in .*1 in .*man_mouth")


@pytest.mark.parametrize("value", [np.nan, np.inf, -1e30])
def test_a_bank_with_values_that_nothing_can_be_computed_from_is_told(value: float, params: Path, out: Path) -> None:
    np.full((30, 24), value, "<f4").tofile(params / BANK)
    refuse(params, out, "man_mouth_feature.bin holds NaN, infinite or far too large values")


def test_what_half_precision_cannot_hold_is_told(params: Path, out: Path) -> None:
    path = "Combine/latest_net_G.pkl"
    arrays = arrays_of(path)
    arrays["model.1.weight"][0, 0, 0, 0] = 1e6
    write_pickle(params / path, arrays)
    with pytest.raises(UserError, match=r"latest_net_G.pkl: half precision cannot hold model\.1\.weight; .*--half"):
        import_original(params, out, half=True, config=NARROW)
    assert list(out.parent.iterdir()) == []
    import_original(params, out, config=NARROW)


def test_too_little_room_is_told_before_anything_is_written(
    whole: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tensor_file.shutil, "disk_usage", lambda _: USAGE(10**9, 10**9, 1000))
    refuse(whole, out, "Cannot write .*original.safetensors: it takes .* GB and there are 0.00 GB")


def test_a_disk_that_fills_up_meanwhile_leaves_the_file_that_was_there(
    whole: Path, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out.write_bytes(b"before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "_write_weights", fail)
    with pytest.raises(UserError, match=r"Cannot write .*original\.safetensors \(No space left on device\)"):
        import_original(whole, out, config=NARROW)
    assert out.read_bytes() == b"before"
    assert list(out.parent.iterdir()) == [out]


def test_the_command_writes_a_model_and_says_so(
    whole: Path, out: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []

    def fake(folder: Path, path: Path, half: bool, progress: object) -> None:
        asked.extend((folder, half, progress))
        path.write_bytes(b"\0" * 10**7)

    monkeypatch.setattr(importing, "import_original", fake)
    assert main(["import-original", str(whole), "-o", str(out), "--half"]) == 0
    assert asked == [whole, True, show_bytes]
    assert capsys.readouterr().out == f"{whole} -> {out} (0.01 GB)\n"


def test_the_command_tells_what_is_wrong(whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import-original", str(whole), "-o", str(tmp_path / "x.pt")]) == 2
    assert "give x.pt that ending" in capsys.readouterr().err
    # narrow files are not the published ones
    assert main(["import-original", str(whole), "-o", str(tmp_path / "x.safetensors")]) == 2
    assert "must have rows of 2048 bytes" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_checksum_of_the_test_files_is_that_of_the_format(whole: Path) -> None:
    content = (whole / "AE_whole/latest_net_encoder_eye1.pkl").read_bytes()
    assert content[-8:] == b"HCAJSLHD"
    assert content[-28:-8] == hashlib.sha1(content[:-28]).digest()
