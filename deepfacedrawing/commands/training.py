"""``train``, ``data``, ``bank`` and ``evaluate``: handed on to packages that most people never load."""

from __future__ import annotations

from typing import Any

from deepfacedrawing.rendering import UserError

COMMANDS = {
    "data": "prepare training data: sketches from photos",
    "train": "train the components (stage I) or the synthesis (stage II)",
    "bank": "build the banks of latents that sketches are projected on",
    "evaluate": "measure how good a model's faces are",
}
# Modules of the extra ``train``.
EXTRA_MODULES = frozenset({"ai_edge_litert", "lightning_fabric", "openvino", "scipy", "skimage", "tqdm"})


def add_parsers(commands: Any) -> None:
    """Lists the commands in the help; their own options are known to the package alone."""
    for name, summary in COMMANDS.items():
        commands.add_parser(name, help=summary, add_help=False)


def forward(words: list[str]) -> int:
    """Runs ``evaluation.run.main`` or ``training.run.main`` on the command's words, its name first.

    Raises:
        UserError: a package of the extra ``train`` is not installed.
    """
    try:
        if words[0] == "evaluate":
            from deepfacedrawing.evaluation.run import main
        else:
            from deepfacedrawing.training.run import main
        return main(words)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA_MODULES:
            raise
        install = 'pip install "deepfacedrawing[train]"'
        raise UserError(f"This command needs the package {error.name}; run: {install}") from error
