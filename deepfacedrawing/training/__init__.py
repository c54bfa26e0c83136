"""Training: data, the two stages, the banks, evaluation. Never imported at run time."""
