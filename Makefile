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
	$(BIN)/python tests/install_text_recognition.py

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
	@sed -n 's/^# bench-\([a-z_-]*\): /bench-\1\t/p' $(MAKEFILE_LIST) | expand -t 22

# bench-decisions: decisions, chances, facts and quotes on labelled documents (DATA=folder with gold files)
# bench-speed: CPU time of a 100-page PDF, of one qualify() call, of --help; beside pypdf on the same file
# bench-requirements: requirement or not on PURE, by document; beside the modal rule and TF-IDF (DATA=its folder)
# bench-topics: security, integration, accessibility, hosting on documents that were not seen (DATA=folder of the data sets)
# bench-matching: requirements to capabilities; beside TF-IDF and vectors alone (DATA=folder with caps.tsv and gold.tsv)
# bench-ledger: kinds and strengths of requirements, obligations listed; beside the rule "shall or must" (DATA=the documents)
# bench-facts: deadlines and budgets, stated and not stated; beside a plain reading (DATA=folder with index.csv)
# bench-facts_more: systems, standards and other facts; beside every mention listed (DATA=folder with gold files)
# bench-documents: pages per CPU-second, cells of ruled tables; beside pdfplumber and pypdf (DATA=folder of PDF files)
# bench-pack: 100 pages with everything, the second time, memory, size of an installation (DATA=folder of PDF files)
# bench-vectors: sentences per CPU-second in NumPy and with the extra fast
# bench-language_model: faults of a language model played by a real server, beside a naive client
# bench-learning: learning curves, full size, calibration, speed; beside Odoo's formula, ridge and boosted trees (DATA=folder of the data sets)
# bench-history: reading and checking an export of 80,000 deals; leaks planted and not (DATA=folder of the data sets)
# bench-portfolio: 2,000 opportunities over 12 periods: gap and seconds; beside a greedy plan and the relaxation
# bench-ranking: a table ranked in DuckDB; beside SQL by hand, reading alone, pandas, Polars, NumPy (--rows in the file; DATA=folder to keep the table)
# bench-fuzz: damaged files of every format: crashes, hangs, memory (DATA=folder of files to damage)
# bench-replay: questions until the decision stands, by order of asking; invented deals, or DATA=folder with the CSV of Salvirt
# bench-hostile: every bad input, with time and memory
bench-%: $(VENV)/.dev
	$(BIN)/python benchmarks/$*.py $(if $(DATA),--data $(DATA))

clean: ## remove what was installed and built
	rm -rf $(VENV) report.html
