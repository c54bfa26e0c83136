# make demo: set up and open the window     make test: set up and run every check
# make lint: the static checks alone        make clean: remove what these made
# make soak MINUTES=60: use the window at random for so long
# make licences: those of all packages      make pythons: the checks on every Python here, each set up anew
# make lock: write the lock files (UPGRADE=--upgrade takes the newest versions; needs uv)
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test lint soak licences pythons lock clean

demo: $(VENV)/.installed
	$(BIN)/python demo.py

test: lint licences
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

licences: $(VENV)/.installed-dev
	$(BIN)/python tools/licences.py

pythons:
	$(PYTHON) tools/pythons.py

lock:
	$(PYTHON) tools/lock.py $(UPGRADE)

# The stamps are older than these files only when the requirements may have changed.
$(VENV)/.installed: pyproject.toml requirements.lock requirements-cpu.lock requirements-cuda.lock tools/install.py
	$(PYTHON) tools/install.py $(VENV)
	@touch $@

$(VENV)/.installed-dev: pyproject.toml requirements-dev.lock requirements-cpu.lock requirements-cuda.lock tools/install.py
	$(PYTHON) tools/install.py --dev $(VENV)
	@touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build dist renders .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
