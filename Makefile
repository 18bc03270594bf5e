# The two commands of the README are `make demo` and `make test`. Both set themselves up: a virtual
# environment in .venv from hashed requirements, again only when those change.

SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
UPGRADE ?=
SIZE ?= XS
RUNS ?= 5

.DEFAULT_GOAL := help
.PHONY: help demo test postgres quick check format lock bench clean

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## score a simulated company, show what Forewarn says, offer it in a browser
	@$(BIN)/forewarn demo

test: $(VENV)/.dev ## everything: make check, then all tests, on both databases
	@scripts/debian-packages
	@$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	@$(MAKE) --no-print-directory postgres

postgres: $(VENV)/.dev ## every test that opens a ledger once more, on a real PostgreSQL
	FOREWARN_TEST_DATABASE=postgres $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

quick: $(VENV)/.dev ## the tests for every minute: all but the slow ones
	FOREWARN_TESTS=quick $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

check: $(VENV)/.dev ## lint, format, types, direction of imports, requirements
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if grep -nE '://|--(index-url|extra-index-url|find-links)' requirements/*; then \
	  echo "requirements/ may hold names, versions and hashes only"; exit 1; fi

format: $(VENV)/.dev ## put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# --universal: one file for every platform and for Python 3.11 to 3.13.
# Versions stay as they are where the ranges still allow; `make lock UPGRADE=--upgrade` moves them.
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-header --no-annotate --no-emit-index-url $(UPGRADE)

lock: $(VENV)/.dev ## make requirements/*.txt again from pyproject.toml and requirements/*.in
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) requirements/build.in -o requirements/build.txt
	$(COMPILE) --extra dev pyproject.toml -o requirements/dev.txt
	$(COMPILE) --constraint requirements/dev.txt pyproject.toml -o requirements/core.txt
	$(COMPILE) --constraint requirements/dev.txt --extra web pyproject.toml -o requirements/demo.txt
	@for file in requirements/*.txt; do \
	  { echo '# Made by `make lock`: names, versions and hashes only. The ranges, and why a bound is there,'; \
	    echo '# stand in pyproject.toml and requirements/*.in.'; cat $$file; } > $$file.new \
	  && mv $$file.new $$file; done

bench: $(VENV)/.core ## time it: the table of goals; SIZE=S, SIZE=L for more, RUNS=3 for fewer
	$(BIN)/python -m benchmarks --size $(SIZE) --runs $(RUNS)

clean: ## remove caches and builds (the environment is only .venv: remove that by hand)
	rm -rf build dist src/*.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# One stamp per requirements file, so that the second run starts at once.
$(VENV)/.%: requirements/%.txt requirements/uv.txt requirements/build.txt pyproject.toml scripts/environment
	@scripts/environment $*
	@touch $@
