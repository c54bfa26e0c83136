"""The engine: torch, never Qt, never training. Importing this package imports no torch."""

import os
import sys

# Read when torch loads OpenMP. Threads that wait by spinning keep the cores from whoever else needs them, the window
# for one, and a face then takes ten times as long.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

# OpenVINO tells its makers of each program that imports it; without this module, which does that, it tells nobody.
sys.modules.setdefault("openvino_telemetry", None)  # pyright: ignore[reportArgumentType]
