# Needs Python 3.11 or newer, make and git. Everything else is installed into .venv from the lock file.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run serve test thorough check bench lock clean

PYTHON ?= python3
UV ?= uv>=0.9
# One more than two cores have: tests of pages and of servers often wait.
WORKERS ?= 3
ARGS ?=

BIN := .venv/bin
BENCH_BIN := .venv-bench/bin
PIP_QUIET := -m pip --quiet --disable-pip-version-check
# flodym draws with plotly, we do not: thousands of files that nothing imports.
WITHOUT := --no-emit-package plotly
COMPILE := pip compile --quiet --universal --python-version 3.11 --only-binary :all: --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

# $(call packages,VENV,LOCK,what the user is told)
define packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "didymium needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "setting up $(1) ($(3))"
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/python $(PIP_QUIET) install --no-compile --no-deps --require-hashes -r $(2)
	# As pip does, but on all cores and without the packages' own tests, which nobody runs; some files are templates.
	@$(1)/bin/python -m compileall -qq -j 0 -x '/tests?/' $(1)/lib || true
	@touch $@
endef

# $(call product,VENV)
define product
	@$(1)/bin/python $(PIP_QUIET) install --no-deps --no-build-isolation -e .
	@touch $@
endef

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/.ready  ## calibrate, solve the shipped scenarios, write out/report.html (ARGS="..." adds options)
	@$(BIN)/didymium run $(ARGS)

serve: .venv/.ready  ## serve the pages on http://127.0.0.1:8080 (ARGS="--port 8090" adds options)
	@$(BIN)/didymium serve $(ARGS)

test: .venv/.ready  ## run the tests (ARGS="..." adds pytest options)
	@$(BIN)/pytest -q -n $(WORKERS) $(ARGS)

thorough: .venv/.ready  ## run every test, those too that repeat on large cases what others say on small ones
	@$(BIN)/pytest -q -n $(WORKERS) -m "thorough or not thorough" $(ARGS)

check: .venv/.ready  ## lint, format, strict types, layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv-bench/.ready  ## measure speed, in an environment of its own (ARGS="..." adds options)
	@$(BENCH_BIN)/python -m benchmarks $(ARGS)

lock:  ## compile both lock files from pyproject.toml, keeping pins that still fit (UPGRADE=1 renews them)
	@echo "compiling the lock files"
	@scratch=$$(mktemp -d) && trap 'rm -rf "$$scratch"' EXIT \
		&& $(PYTHON) -m venv "$$scratch" \
		&& "$$scratch/bin/python" $(PIP_QUIET) install "$(UV)" \
		&& "$$scratch/bin/uv" $(COMPILE) $(WITHOUT) --extra dev --extra discovery --extra iamc --extra postgresql -o requirements.lock pyproject.toml \
		&& "$$scratch/bin/uv" $(COMPILE) --extra bench -o requirements-bench.lock pyproject.toml

clean:  ## remove the environments, caches and results
	@rm -rf .venv .venv-bench out build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

.venv/.packages: requirements.lock
	$(call packages,.venv,requirements.lock,once$(comma) about a minute)

.venv/.ready: .venv/.packages pyproject.toml
	$(call product,.venv)

.venv-bench/.packages: requirements-bench.lock
	$(call packages,.venv-bench,requirements-bench.lock,once$(comma) about a minute)

.venv-bench/.ready: .venv-bench/.packages pyproject.toml
	$(call product,.venv-bench)

comma := ,
