"""The command line of training: ``data``, ``train`` and ``bank``. Options of a stage are the fields of its config."""

from __future__ import annotations

import argparse
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from deepfacedrawing.rendering import UserError

SITTER_SEED = 100_000
WHEEL_HELP = "the random-face wheel (pip download --no-deps random-face==2021.7.21.1)"


def main(argv: list[str]) -> int:
    """Run one command; ``argv`` starts with ``data``, ``train`` or ``bank``.

    Raises:
        UserError: files or options that cannot work.
    """
    options = build_parser(argv[0]).parse_args(argv)
    options.run(options)
    return 0


def build_parser(area: str) -> argparse.ArgumentParser:
    """All training commands; the options of ``train``, which take its packages to know, only for that area."""
    parser = argparse.ArgumentParser(prog="deepfacedrawing")
    areas = parser.add_subparsers(dest="area", required=True)
    _add_data(areas.add_parser("data", help="make training data").add_subparsers(dest="command", required=True))
    train = areas.add_parser("train", help="train").add_subparsers(dest="command", required=True)
    if area == "train":
        _add_train(train)
    bank = areas.add_parser("bank", help="banks").add_subparsers(dest="command", required=True)
    build = bank.add_parser("build", help="build a model's bank from a prepared data set")
    build.add_argument("data", type=Path)
    build.add_argument("--model", type=Path, required=True, help="model.safetensors whose encoders to use")
    build.add_argument("-o", "--out", type=Path, required=True, help="where to write, for example bank.safetensors")
    build.set_defaults(run=_bank_build)
    index = bank.add_parser("index", help="make the index beside a large bank that comes without one")
    index.add_argument("bank", type=Path, help="bank.safetensors")
    index.set_defaults(run=_bank_index)
    return parser


def _add_data(commands: Any) -> None:
    generate = commands.add_parser("generate", help="make faces from seeds")
    generate.add_argument("photos", type=Path)
    generate.add_argument("--wheel", type=Path, required=True, help=WHEEL_HELP)
    generate.add_argument("--seeds", type=_seed_range, required=True, metavar="FIRST:LAST")
    generate.set_defaults(run=_data_generate)
    prepare = commands.add_parser("prepare", help="turn aligned 512×512 photos into line drawings")
    prepare.add_argument("photos", type=Path)
    prepare.add_argument("data", type=Path)
    prepare.add_argument("--landmarks", type=Path, required=True, help="MediaPipe's face_landmarker.task")
    prepare.add_argument("--parsing", type=Path, required=True, help="BiSeNet face parsing weights, 79999_iter.pth")
    prepare.add_argument("--attributes", type=Path, help="JSON list of rows with file and masculine (0…100)")
    prepare.add_argument("--workers", type=int, default=2)
    prepare.set_defaults(run=_data_prepare)
    styles = commands.add_parser("styles", help="the generator's styles of the seeded faces")
    styles.add_argument("data", type=Path)
    styles.add_argument("--wheel", type=Path, required=True, help=WHEEL_HELP)
    styles.set_defaults(run=_data_styles)
    palette = commands.add_parser("palette", help="choose the palette of appearances and fit their controls")
    palette.add_argument("--wheel", type=Path, required=True, help=WHEEL_HELP)
    palette.add_argument("--parsing", type=Path, required=True, help="BiSeNet face parsing weights, 79999_iter.pth")
    palette.add_argument("--candidates", type=int, default=480, help="random styles to paint (default: %(default)s)")
    palette.add_argument("--sitters", type=int, default=8, help="people to paint them on (default: %(default)s)")
    palette.add_argument("--seed", type=int, default=0)
    palette.add_argument("-o", "--out", type=Path, required=True)
    palette.set_defaults(run=_data_palette)


def _add_train(commands: Any) -> None:
    from deepfacedrawing.training.parts import PartsConfig
    from deepfacedrawing.training.stage1 import ComponentsConfig
    from deepfacedrawing.training.stage2 import SynthesisConfig

    components = commands.add_parser("components", help="stage I: one auto-encoder per component")
    add_config_options(components, ComponentsConfig)
    components.set_defaults(run=_train_components)
    synthesis = commands.add_parser("synthesis", help="stage II: feature decoders and head")
    add_config_options(synthesis, SynthesisConfig)
    synthesis.add_argument("--wheel", type=Path, required=True, help=WHEEL_HELP)
    synthesis.set_defaults(run=_train_synthesis)
    parts = commands.add_parser("parts", help="the small network that tells hair, skin and clothes in photos")
    add_config_options(parts, PartsConfig)
    parts.set_defaults(run=_train_parts)
    bundle = commands.add_parser("bundle", help="put the files together that the program loads")
    for name in ("components", "synthesis", "wheel", "palette", "data", "out"):
        bundle.add_argument(f"--{name}", type=Path, required=True)
    bundle.set_defaults(run=_train_bundle)


def add_config_options(parser: argparse.ArgumentParser, config: type) -> None:
    """One option a field; fields without a default are required."""
    types = get_type_hints(config)
    for field in fields(config):
        option = "--" + field.name.replace("_", "-")
        required = field.default is MISSING
        default = None if required else field.default
        text = None if required else f"default {default}"
        kind: dict[str, Any] = {"type": option_type(types[field.name])}
        if get_origin(types[field.name]) is tuple:
            kind["nargs"] = "+"
        parser.add_argument(option, **kind, required=required, default=default, help=text)


def option_type(hint: Any) -> Any:
    """What makes a field's value from a word: its type, or that beside None."""
    return next((kind for kind in get_args(hint) if kind is not type(None)), hint)


def read_config(options: argparse.Namespace, config: type) -> Any:
    """The config of parsed options, those of ``add_config_options``."""
    return config(**{field.name: getattr(options, field.name) for field in fields(config)})


def _seed_range(text: str) -> range:
    first, _, last = text.partition(":")
    if not (first.isdigit() and last.isdigit()):
        raise argparse.ArgumentTypeError("expected FIRST:LAST, for example 300000:301000")
    return range(int(first), int(last))


def _data_generate(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.photos import generate_photos

    generate_photos(options.seeds, options.photos, options.wheel)


def _data_prepare(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.photos import PhotoTools, prepare_photos

    tools = PhotoTools(options.landmarks, options.parsing)
    prepare_photos(options.photos, options.data, tools, options.attributes, options.workers)


def _data_styles(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.photos import compute_styles

    compute_styles(options.data, options.wheel)


def _data_palette(options: argparse.Namespace) -> None:
    import torch

    from deepfacedrawing.training.appearance import build_palette, save_palette
    from deepfacedrawing.training.generator import FrontalStyles, load_generator
    from deepfacedrawing.training.parsing import FaceParser
    from deepfacedrawing.training.tones import find_sitters

    generator = load_generator(options.wheel)
    frontal = FrontalStyles(generator)
    sitters = find_sitters(generator, frontal, FaceParser(options.parsing), options.sitters, SITTER_SEED)
    mean = torch.from_numpy(frontal.mean)
    save_palette(options.out, build_palette(generator, sitters, mean, options.candidates, options.seed))


def _train_components(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.stage1 import ComponentsConfig, train_components

    train_components(read_config(options, ComponentsConfig))


def _train_synthesis(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.bundle import load_components
    from deepfacedrawing.training.stage2 import SynthesisConfig, train_synthesis

    config = read_config(options, SynthesisConfig)
    train_synthesis(config, load_components(config.components, options.wheel))


def _train_parts(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.parts import PartsConfig, train_parts

    train_parts(read_config(options, PartsConfig))


def _train_bundle(options: argparse.Namespace) -> None:
    from deepfacedrawing.training.bundle import write_bundle

    write_bundle(options.components, options.synthesis, options.wheel, options.palette, options.data, options.out)


def _bank_build(options: argparse.Namespace) -> None:
    from deepfacedrawing.engine.checkpoint import load_model
    from deepfacedrawing.training.bank import write_bank

    if not options.data.is_dir():
        raise UserError(f"{options.data} is no folder; make one with: deepfacedrawing data prepare")
    write_bank(load_model(options.model)[0], options.data, options.out)


def _bank_index(options: argparse.Namespace) -> None:
    from deepfacedrawing.engine.bank_index import EXACT_ROWS
    from deepfacedrawing.engine.checkpoint import map_bank
    from deepfacedrawing.training.index_builder import write_index

    num_rows = map_bank(options.bank).num_rows
    if num_rows <= EXACT_ROWS:
        raise UserError(
            "{path} has {num_rows:,} samples; up to {limit:,} are searched without an index.",
            path=options.bank,
            num_rows=num_rows,
            limit=EXACT_ROWS,
        )
    write_index(options.bank)
