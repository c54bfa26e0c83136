"""What computes the networks: PyTorch, the reference, or OpenVINO, which is three times as fast on a processor."""
