# Two commands are enough for a new machine with Python 3.11+, make and nothing else:
#   make demo    set up once, then make the sample edition
#   make test    set up once, then run the tests
# A stamp file remembers each finished step, so that a second call sets nothing up.

PYTHON ?= python3
ENV := .venv
BIN := $(ENV)/bin
COVERED := --cov --cov-report=term:skip-covered --cov-fail-under=95
WHOLE := $(BIN)/coverage report --include='reporter/model/*,reporter/checking/*' --fail-under=100
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install

.PHONY: demo test tools-test lint types contracts check bench measure sample golden mutations lock clean

demo: $(ENV)/.ready $(ENV)/.pango
	$(BIN)/reporter demo

# Every worker and every command that a test starts would compile all modules anew where the
# environment forbids Python to keep them.
test: export PYTHONDONTWRITEBYTECODE =
test: $(ENV)/.ready-dev $(ENV)/.pango
	$(BIN)/python -m pytest -n 2 --dist loadfile $(if $(COVER),$(COVERED))
	$(if $(COVER),$(WHOLE))

# What only programs from outside Python can say of the pages, the PDF and the mail: browsers,
# validators, site generators, mail servers. Their installer needs root on Debian.
tools-test: $(ENV)/.ready-dev $(ENV)/.pango
	sh .ci/tools
	$(BIN)/python -m pytest -m tools

lint: $(ENV)/.ready-dev
	$(BIN)/ruff check reporter tests
	$(BIN)/ruff format --check reporter tests

types: $(ENV)/.ready-dev
	$(BIN)/mypy

contracts: $(ENV)/.ready-dev
	$(BIN)/lint-imports

# The floors of coverage are held here; measuring takes half as long again.
check: COVER = 1
check: lint types contracts test

bench: $(ENV)/.ready-dev $(ENV)/.pango
	$(BIN)/python -m tests.bench.bench

# Figures on corpora that lie beside the checkout; scripts whose corpus is missing say so.
measure: $(ENV)/.ready-dev
	$(BIN)/python -m tests.measure

# The bundled sample is built from readable material in tests/sample.
sample: $(ENV)/.ready-dev
	$(BIN)/python -m tests.sample.build

$(ENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Reporter needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 3; }
	@echo "Setting up $(ENV) (once) ..."
	@$(PYTHON) -m venv $(ENV)

$(ENV)/.ready: requirements.lock pyproject.toml | $(ENV)/bin/python
	@echo "Installing the pinned dependencies (once) ..."
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(ENV)/.ready-dev: requirements-dev.lock $(ENV)/.ready
	@echo "Installing the pinned development tools (once) ..."
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# PDF output needs Pango. It is installed where that is possible; all else works without it.
$(ENV)/.pango: $(ENV)/.ready
	@sh .ci/pango $(BIN)/python
	@touch $@

# What the demo must make, byte for byte; look at the difference before committing it.
golden: $(ENV)/.ready-dev
	$(BIN)/python -m tests.golden.golden

# What the checker catches of machine-made errors, and what it says of clean articles: some minutes.
mutations: $(ENV)/.ready-dev $(ENV)/.pango
	$(BIN)/python -m tests.mutation.measure

# Versions and hashes only: no address of a package index is written. A version in the present
# lock is kept as long as pyproject.toml allows it.
lock: $(ENV)/.ready-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --group build pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --group build --group dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(ENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*
