# Two commands for a newcomer: `make demo` and `make test`. Both need Python 3.11, 3.12 or 3.13 and nothing else.
IS_FIT := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
# The first that runs and is fit; 3.11 is what the tests run on.
PYTHON ?= $(shell for each in python3.11 python3.13 python3.12 python3; do \
	$$each -c "$(IS_FIT)" 2>/dev/null && echo $$each && break; done)
VENV   := .venv
BIN    := $(VENV)/bin
.DEFAULT_GOAL := help

help:  ## what can be made here
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.txt requirements-dev.txt pyproject.toml
	@$(or $(PYTHON),false) -c "$(IS_FIT)" || { echo "This needs Python 3.11, 3.12 or 3.13: install one, or name it, as in make $(or $(MAKECMDGOALS),demo) PYTHON=/path/to/python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -c "from streams.data import gazetteer; gazetteer.load()"
	@touch $@

install: $(VENV)/.installed  ## make .venv from the hashed locks

$(VENV)-baselines/.installed: $(VENV)/.installed requirements-baselines.txt
	$(BIN)/python -m venv $(VENV)-baselines
	$(VENV)-baselines/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(VENV)-baselines/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-baselines.txt
	@touch $@

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

baselines: $(VENV)-baselines/.installed  ## our dedupe and curate beside scikit-learn's and datasketch's
	@$(VENV)-baselines/bin/python -m tests.benchmarks baselines

faults: install  ## the long fault runs
	@$(BIN)/python -m pytest -o addopts="-q --strict-markers" tests/faults --ignore=tests/faults/test_incidents.py

incidents: install  ## six incidents on purpose, each seen by a real Prometheus (needs Debian's prometheus; 25 minutes)
	@$(BIN)/python -m pytest -o addopts="-q --strict-markers" tests/faults/test_incidents.py

dashboards: install  ## write the dashboards that Grafana reads
	@$(BIN)/python -m deploy.grafana

pictures: install  ## draw what the dashboards show of a real run (needs Prometheus)
	@$(BIN)/python -m tests.deploy.pictures

lock:  ## pin and hash every dependency again (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 pyproject.toml -o requirements.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 pyproject.toml --group dev requirements-build.in -o requirements-dev.txt
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -p 3.11 --group baselines -c requirements.txt -o requirements-baselines.txt

pin-images: install  ## write each image's digest beside its version (needs docker with buildx, and a registry)
	@$(BIN)/python deploy/pin_images.py

clean:  ## remove the environment and the data of the embedded broker
	rm -rf $(VENV) $(VENV)-baselines .streams

.PHONY: help install demo test check quality bench baselines faults incidents dashboards pictures lock pin-images clean
