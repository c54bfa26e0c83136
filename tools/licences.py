"""Lists what the program runs with and under which licences; fails where one is not known to go with GPL-3.0-or-later.

``python tools/licences.py [--page docs/reliability.md]``; the packages are those of this environment, extras included.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))
from page import rewrite  # type: ignore[import-not-found]

EXTRAS = frozenset({"photo", "video"})
# Those that the Free Software Foundation calls compatible, and GPL itself; in an expression all parts must be here.
COMPATIBLE = frozenset(
    (
        *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "GPL-3.0-only"),
        *("GPL-3.0-or-later", "LGPL-3.0-only", "MIT", "MIT-CMU", "MPL-2.0", "PSF-2.0", "Zlib"),
    )
)
EXCEPTION = re.compile(r" WITH LLVM-exception")
# What packages say in words, from their fields or classifiers, as the identifiers that they mean.
MEANT = {
    "Apache 2.0": "Apache-2.0",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "3-Clause BSD License": "BSD-3-Clause",
    "OSI Approved :: BSD License": "BSD-3-Clause",
    "GPL v3": "GPL-3.0-only",
    "LGPL v3": "LGPL-3.0-only",
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
# Not part of the program and not passed on with it: what PyTorch's build for NVIDIA's graphics cards calls.
CARDS = re.compile(r"(nvidia|cuda|triton)\b")


def main() -> int:
    """The exit code: 1 where a licence does not go with ours, or is not known."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", type=Path, help="a page to write the table to")
    arguments = parser.parse_args()
    found = {
        name: find_licence(metadata.distribution(name)) for name in sorted(find_packages("deepfacedrawing", EXTRAS))
    }
    rows = [f"| {name} | {metadata.version(name)} | {licence} |" for name, licence in found.items()]
    table = "\n".join(["| package | version | licence |", "|---|---|---|", *rows]) + "\n"
    print(table)
    if arguments.page is not None:
        rewrite(arguments.page, "licences", table)
    bad = [f"{name} ({licence})" for name, licence in found.items() if not is_compatible(licence)]
    print(f"Not known to go with GPL-3.0-or-later: {', '.join(bad)}" if bad else "All go with GPL-3.0-or-later.")
    return 1 if bad else 0


def find_packages(name: str, extras: frozenset[str]) -> set[str]:
    """The package's requirements and theirs, as they are installed here."""
    found: set[str] = set()
    waiting = [(name, extras)]
    while waiting:
        package, chosen = waiting.pop()
        for line in metadata.requires(package) or ():
            needed = Requirement(line)
            other = canonicalize_name(needed.name)
            is_needed = needed.marker is None or any(
                needed.marker.evaluate({"extra": extra}) for extra in {"", *chosen}
            )
            if is_needed and other not in found and not CARDS.match(other):
                found.add(other)
                waiting.append((other, frozenset(needed.extras)))
    return found


def find_licence(package: metadata.Distribution) -> str:
    """The licence's identifier or an expression of several; what the package says where that is not known."""
    about: Any = package.metadata  # a message, of which the stubs know less
    classified = [text for text in about.get_all("Classifier", []) if text.startswith("License :: ")]
    said = [text.removeprefix("License :: ") for text in classified] + [about.get("License", "").partition("\n")[0]]
    known = [MEANT.get(text, text) for text in said if text in MEANT or is_compatible(text)]
    return str(about.get("License-Expression") or next(iter(known), "; ".join(filter(None, said)) or "unknown"))


def is_compatible(licence: str) -> bool:
    """Whether all parts of an expression, or one of each choice, go with ours."""
    parts = EXCEPTION.sub("", licence).replace("(", "").replace(")", "").split(" AND ")
    return all(any(choice.strip() in COMPATIBLE for choice in part.split(" OR ")) for part in parts)


if __name__ == "__main__":
    sys.exit(main())
