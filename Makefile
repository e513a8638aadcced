# Two commands do everything on a fresh machine with Python 3.11+: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/out/demo

unexport PYTHONDONTWRITEBYTECODE # with compiled modules kept, a command starts three times as fast: tests start thousands

.PHONY: help demo test test-slow test-all test-tools lint types check docs bench clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

$(VENV)/pip:
	@$(PYTHON) -c 'import sys; sys.exit("talentpilot needs Python 3.11 or newer, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@touch $@

$(VENV)/demo: pyproject.toml constraints.txt | $(VENV)/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[report]'
	@touch $@

$(VENV)/dev: pyproject.toml constraints.txt | $(VENV)/pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[all]' --group dev
	@touch $@ $(VENV)/demo

demo: $(VENV)/demo ## Validate, show and report the example ledger
	$(BIN)/talentpilot validate --as-of 2026-09-30
	$(BIN)/talentpilot status --as-of 2026-09-30
	@mkdir -p $(DEMO)
	$(BIN)/talentpilot report --period 2026Q3 --issued 2026-10-20 --lang zh --output $(DEMO)
	$(BIN)/talentpilot report --period 2026Q3 --issued 2026-10-20 --lang en --output $(DEMO)

test: $(VENV)/dev ## The fast tests
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow"

test-slow: $(VENV)/dev test-tools ## The slow tests alone
	$(BIN)/python -m pytest -n auto --dist worksteal -m slow

test-all: $(VENV)/dev test-tools ## All tests, the slow ones too; those that lack a program say so
	$(BIN)/python -m pytest -n auto --dist worksteal

test-tools: tests/browser/node_modules/.package-lock.json ## What the tests in a browser need, beside the browser
tests/browser/node_modules/.package-lock.json: tests/browser/package-lock.json
	npm ci --prefix tests/browser --no-audit --no-fund

lint: $(VENV)/dev ## ruff: errors and form
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev ## mypy, strictly
	$(BIN)/mypy

check: lint types test-all ## What CI does

docs: $(VENV)/dev ## Write the generated parts of the documentation anew
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/report_schema.py
	$(BIN)/python docs/evaluation_schema.py
	$(BIN)/python docs/federation_schema.py
	$(BIN)/python docs/reference_documents.py
	$(BIN)/python tests/notations/page.py

bench: $(VENV)/dev ## The benchmarks, each against what a user would use instead
	$(BIN)/python benchmarks/run.py
	PYTHONPATH=tests $(BIN)/python benchmarks/offices.py
	$(BIN)/python benchmarks/imports.py

clean: ## Remove what was made
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
