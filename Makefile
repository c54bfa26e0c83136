# make demo: set up and open the window     make test: set up and run every check
# make lint: the static checks alone        make clean: remove what these made
# make soak MINUTES=60: use the window at random for so long
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test lint soak clean

demo: $(VENV)/.installed
	$(BIN)/python demo.py

test: lint
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/lint-imports

# Without a display, on one that nobody sees.
soak: $(VENV)/.installed
	$(if $(DISPLAY)$(WAYLAND_DISPLAY),,xvfb-run -a -s "-screen 0 1800x1100x24") \
		$(BIN)/python benchmarks/soak.py --minutes $(or $(MINUTES),60) $(SOAK)

$(VENV)/pyvenv.cfg:
	@echo "Setting up $(VENV); the first time this fetches a few hundred megabytes and takes some minutes."
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

# The stamps are older than pyproject.toml only when the requirements may have changed.
$(VENV)/.installed: $(VENV)/pyvenv.cfg pyproject.toml
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/pyvenv.cfg pyproject.toml
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist renders .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
