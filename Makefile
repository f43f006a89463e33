# The two commands of a fresh machine are `make demo` and `make test`; everything else is one of their parts.

PYTHON ?= python3
VENV   ?= .venv
STATE  ?= .spiral
SIZE   ?= 6000
PORT   ?= 8000

bin    := $(VENV)/bin
python := $(bin)/python
export SPIRAL_STATE := $(STATE)
export SPIRAL_PORT  := $(PORT)

# PyTorch's own CPU index where it answers at once; elsewhere the plain name, for platforms with a local wheel.
torch_index := https://download.pytorch.org/whl/cpu

.DEFAULT_GOAL := help
.PHONY: help install demo up down test check lint types imports soak bench clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(VENV)/installed $(STATE)/models/prepared ## install everything, and prepare the model

$(VENV)/installed: pyproject.toml constraints.txt client/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed (PYTHON=...)"; exit 1; }
	test -x $(python) || $(PYTHON) -m venv $(VENV)
	@# Torch first and as a CPU build: asked for by name alone, it brings gigabytes for a GPU.
	@$(python) -c 'import torch' 2>/dev/null || { \
	  version=$$(sed -n 's/^torch==//p' constraints.txt); \
	  if $(PYTHON) -c 'import urllib.request as u; u.urlopen("$(torch_index)/torch/", timeout=4)' 2>/dev/null; \
	  then $(python) -m pip install --quiet --disable-pip-version-check --index-url $(torch_index) torch==$$version; \
	  else $(python) -m pip install --quiet --disable-pip-version-check torch==$$version; fi; }
	$(python) -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[synthesis,dev]' -e client
	@touch $@

$(STATE)/models/prepared: $(VENV)/installed $(wildcard services/synthesis/models/*.py) services/synthesis/engine/encoding/language.py services/synthesis/engine/encoding/parallel.jsonl
	$(python) -m services.synthesis.models.prepare --into $(STATE)/models
	@touch $@

demo: install ## start all, push SIZE demonstration criteria as partners would, and show what comes out (DETACH=1 returns)
	$(python) -m services demo --size $(SIZE) $(if $(DETACH),--detach)

up: install ## start all services; data is kept in $(STATE) between runs (DATABASE_URL for another PostgreSQL)
	$(python) -m services

down: ## stop what `make demo DETACH=1` left running
	@test ! -x $(python) || $(python) -m services demo --stop

test: install ## run all tests against a real database
	$(python) -m pytest

lint: install
	$(bin)/ruff check .
	$(bin)/ruff format --check .

types: install
	$(bin)/mypy
	$(bin)/mypy client/spiral_client

imports: install
	$(bin)/lint-imports

check: lint types imports test ## what every change must pass

soak: install ## kills, faults and long runs
	$(python) -m pytest -m soak

bench: install ## measure; each figure stands beside its baseline of the same run
	$(python) -m benchmarks

clean: down ## forget the local data, the model and the virtual environment
	rm -rf $(STATE) $(VENV)
