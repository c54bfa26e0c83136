"""Whether the files that ship with the program are still what they were: ``SHA256SUMS`` beside them says."""

from __future__ import annotations

import hashlib
from pathlib import Path

from deepfacedrawing.rendering import UserError
from deepfacedrawing.shipped import shipped_folders

# As ``sha256sum`` writes and checks it.
SUMS_NAME = "SHA256SUMS"
HASHED_AT_ONCE = 2**20


def check_shipped(path: Path, digest: str = "") -> None:
    """Whether a file that ships with the program is as it was; any other file may be anything.

    Args:
        path: the file.
        digest: its SHA-256, if that is known already.

    Raises:
        UserError: it is damaged, or was changed.
    """
    expected = find_sum(path)
    if expected and expected != (digest or hash_file(path)):
        raise UserError(
            "{path} is damaged or was changed: its SHA-256 is not that in {sums} beside it; reinstall DeepFaceDrawing.",
            path=path,
            sums=SUMS_NAME,
        )


def find_sum(path: Path) -> str:
    """The SHA-256 that a file should have, if it ships with the program; "" for any other."""
    for folder in shipped_folders("param"):
        if path.is_file() and folder.is_dir() and path.parent.samefile(folder):
            return read_sums(folder).get(path.name, "")
    return ""


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; "" where it cannot be read, which loading it will tell."""
    digest = hashlib.sha256()
    try:
        with path.open("rb", buffering=0) as file:
            while part := file.read(HASHED_AT_ONCE):
                digest.update(part)
    except OSError:
        return ""
    return digest.hexdigest()


def read_sums(folder: Path) -> dict[str, str]:
    """Name → SHA-256 of the files of a folder that its sums tell of; none where it has no sums."""
    try:
        lines = (folder / SUMS_NAME).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        return {}
    return {name.lstrip(" *"): digest for digest, _, name in (line.partition(" ") for line in lines)}


def renew_sums(folder: Path, *names: str) -> None:
    """Takes these files of a folder as what they should be from now on, if it has sums at all."""
    sums = read_sums(folder)
    if sums:
        sums |= {name: hash_file(folder / name) for name in names}
        lines = [f"{digest}  {name}\n" for name, digest in sorted(sums.items())]
        (folder / SUMS_NAME).write_bytes("".join(lines).encode())
