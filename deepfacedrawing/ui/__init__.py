"""The window: PyQt5, never torch."""
