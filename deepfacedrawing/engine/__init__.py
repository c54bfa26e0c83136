"""The engine: torch, never Qt, never training. Importing this package imports no torch."""
