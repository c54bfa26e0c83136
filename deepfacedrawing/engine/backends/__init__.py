"""What computes the networks: PyTorch, the reference; OpenVINO, three times as fast on a processor; CUDA graphs."""
