"""The 19 classes of face parsing, as CelebAMask-HQ names them; apart from the network, which needs torch."""

from __future__ import annotations

CLASS_NAMES = (
    *("background", "skin", "left_brow", "right_brow", "left_eye", "right_eye", "glasses", "left_ear", "right_ear"),
    *("earring", "nose", "mouth", "upper_lip", "lower_lip", "neck", "necklace", "cloth", "hair", "hat"),
)
CLASSES = {name: index for index, name in enumerate(CLASS_NAMES)}
