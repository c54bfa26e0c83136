"""From any portrait photo to an aligned face and the strokes of its line drawing; run time, without torch and Qt."""
