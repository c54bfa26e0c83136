"""Which file a recovered drawing may be saved over, whatever the file that was found says."""

from __future__ import annotations

from pathlib import Path

# Names on other machines; only asking for them would go to the network.
REMOTE = ("\\\\", "//")
SUFFIX, MARK = ".svg", b"<dfd:sketch "
MAX_HEAD_BYTES = 16_384


def trust_origin(origin: Path) -> Path | None:
    """The file a drawing says it belongs to, where that is a drawing of this program, or not there yet; else None.

    Then the user is asked for a name, as for a new drawing: no file of another kind is ever written over.
    """
    name = str(origin)
    if origin.suffix.lower() != SUFFIX or not origin.is_absolute() or name.startswith(REMOTE) or "\0" in name:
        return None
    try:
        if not origin.exists():
            return origin
        if not origin.is_file():
            return None
        with origin.open("rb") as file:
            return origin if MARK in file.read(MAX_HEAD_BYTES) else None
    except (OSError, ValueError):
        return None
