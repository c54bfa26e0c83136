"""All that reads files, imported at once, so that the fuzzer sees which of its lines are reached."""

from deepfacedrawing.ui import journal, opening, project_file, project_reader, recovery, settings
from tests.fuzz import readers

__all__ = ["journal", "opening", "project_file", "project_reader", "readers", "recovery", "settings"]
