# Two commands for a newcomer: `make demo` and `make test`. Both need Python 3.11+ and nothing else.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
.DEFAULT_GOAL := help

help:  ## what can be made here
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.txt requirements-dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -c "from streams.data import gazetteer; gazetteer.load()"
	@touch $@

install: $(VENV)/.installed  ## make .venv from the hashed locks

demo: install  ## watch live news become curated events on a real Kafka
	@$(BIN)/streams demo

test: install  ## every test: replay and a real embedded Kafka
	@$(BIN)/python -m pytest

check: install  ## style, types, import rule, stale files
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -q tests/test_architecture.py tests/test_schemas.py

quality: install  ## score the pipeline on labelled data against its floors
	@$(BIN)/python -m tests.quality

bench: install  ## speed and memory, as ratios in one run
	@$(BIN)/python -m tests.benchmarks

faults: install  ## the long fault runs
	@$(BIN)/python -m pytest -o addopts="-q --strict-markers" tests/faults

lock:  ## pin and hash every dependency again (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 pyproject.toml --group dev requirements-build.in -o requirements-dev.txt

clean:  ## remove the environment and the data of the embedded broker
	rm -rf $(VENV) .streams

.PHONY: help install demo test check quality bench faults lock clean
