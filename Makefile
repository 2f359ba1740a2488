# Every command of the project. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := .venv
export PYTHONDONTWRITEBYTECODE :=

HOST ?= 127.0.0.1
PORT ?= 8000
AT ?=
BIN := .venv/bin
UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
SOURCES := src tests bench

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.ready ## Run the second ALCOTRA call as a rehearsal on http://127.0.0.1:8000 (HOST=, PORT=, AT=2025-02-13T08:00)
	@$(BIN)/cordata demo --host $(HOST) --port $(PORT) $(if $(AT),--at $(AT))

demo-reset: ## Forget the demo's data; the next `make demo` starts afresh
	@rm -rf var/demo && echo "The demo starts afresh next time."

test: .venv/.ready-dev browser ## Everything CI runs: checks, tests on SQLite and PostgreSQL, journeys, accessibility sample
	@tools/run-checks all

check: .venv/.ready-dev ## All checks and tests but the browser
	@tools/run-checks quick

audit: .venv/.ready-dev browser ## Accessibility of every page in every language, size and theme; known vulnerabilities
	@$(BIN)/python -m tests.audit
	@$(BIN)/pip-audit --progress-spinner off || echo "pip-audit: see above; its service may be out of reach."

bench: .venv/.ready-dev ## Measure speed and memory beside a bare view; results in bench/results
	@$(BIN)/python -m bench.run

docs: .venv/.ready-dev ## Build the documentation into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

format: .venv/.ready-dev ## Format the code
	@$(BIN)/ruff format $(SOURCES) && $(BIN)/ruff check --fix --quiet $(SOURCES)

messages: .venv/.ready-dev ## Gather the interface's strings into each package's catalogues
	@tools/gather-messages

wheel: .venv/.ready-dev ## Build the wheel into dist/, with its locked requirements and its bill of materials
	@UV=$(UV) tools/build-wheel && ls dist

browser:
	@tools/install-browser

.uv/bin/uv:
	@command -v python3 >/dev/null || { echo "Python 3.11 or newer is needed."; exit 1; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { echo "venv is missing: apt install python3-venv"; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed."; exit 1; }
	@echo "Setting up (once)..." && python3 -m venv .uv && .uv/bin/pip -q --disable-pip-version-check install uv

.venv/.ready: pyproject.toml uv.lock | $(UV)
	@echo "Installing what Cordata stands on..."
	@[ -f .venv/.ready-dev ] && $(UV) sync --frozen --quiet || $(UV) sync --frozen --no-dev --quiet
	@touch $@

.venv/.ready-dev: pyproject.toml uv.lock | $(UV)
	@echo "Installing what Cordata and its tests stand on..."
	@$(UV) sync --frozen --quiet
	@touch $@ .venv/.ready

.PHONY: help demo demo-reset test check audit bench docs format messages wheel browser
