"""DeepFaceDrawing: draw a rough face, watch a photo-real one follow the pen."""

__version__ = "0.1.0"
