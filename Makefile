# Every check and every figure is defined once, here; CI and people call the same commands.
# Needs only Python 3.11 or newer with pip, and make: everything else is installed into .venv.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
UV := $(VENV)/bin/uv
BIN := $(VENV)/bin
EXAMPLE := examples/ssa-web-content-management-rfi.docx
UV_VERSION := 0.13

.PHONY: help demo test install dev lint types contracts format docs bench clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: install ## install, qualify a real public-domain request and write report.html
	$(BIN)/winnable qualify $(EXAMPLE) --html report.html

test: dev lint types contracts ## install everything, then lint, types, import contracts and all tests
	$(BIN)/pytest

$(VENV)/.uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip --quiet --disable-pip-version-check install 'uv~=$(UV_VERSION).0'
	touch $@

$(VENV)/.base: $(VENV)/.uv pyproject.toml uv.lock
	$(UV) sync --quiet --locked --no-dev --inexact
	touch $@

$(VENV)/.dev: $(VENV)/.uv pyproject.toml uv.lock
	$(UV) sync --quiet --locked
	touch $@ $(VENV)/.base

install: $(VENV)/.base ## install the program into .venv

dev: $(VENV)/.dev ## install the program and what its tests need
	$(BIN)/python tests/install_browser.py

lint: $(VENV)/.dev ## style and common mistakes
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

types: $(VENV)/.dev ## static types, strict
	$(BIN)/mypy

contracts: $(VENV)/.dev ## imports point one way
	$(BIN)/lint-imports

format: $(VENV)/.dev ## lay out the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## write the generated reference pages
	$(BIN)/python -m winnable.formats.reference docs/reference

bench: ## list the benchmarks
	@sed -n 's/^# bench-\([a-z-]*\): /bench-\1\t/p' $(MAKEFILE_LIST) | expand -t 22

# bench-decisions: decisions, chances, facts and quotes on labelled documents (DATA=folder with gold files)
# bench-speed: CPU time of a 100-page PDF, of one qualify() call, of --help; beside pypdf on the same file
# bench-hostile: every bad input, with time and memory
bench-%: $(VENV)/.dev
	$(BIN)/python benchmarks/$*.py $(if $(DATA),--data $(DATA))

clean: ## remove what was installed and built
	rm -rf $(VENV) report.html
