"""One module a command; each imports the engine, the window or the training only when it runs."""
