# Every target does its own set-up; it needs Python 3.11 or newer and make, nothing else.
SHELL := /bin/sh
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
STORE ?= .atlas
SOURCES := service tests benchmarks
TURTLE := $(wildcard ontology/*.ttl ontology/*/*.ttl shapes/*.ttl data/sources/*.ttl data/records/*/*.ttl)

.DEFAULT_GOAL := help
.PHONY: help serve test test-long test-reasoner test-engines test-browser test-croissant check format bench web build lock clean

help: ## Show the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1 \t/p' Makefile | expand -t 16

serve: .venv/serve.stamp ## Load the shipped graph and serve it: make serve HOST=… PORT=… STORE=…
	@.venv/bin/atlas --store "$(STORE)" serve --host "$(HOST)" --port "$(PORT)"

test: .venv-test/test.stamp ## Run the tests that need neither Java, Node, Chromium nor root
	@.venv-test/bin/python -m pytest -q -n auto --dist loadfile -m "not long and not java and not engines and not browser" $(ARGS)

test-long: .venv-test/test.stamp ## Run the tests that take minutes (durability, fuzzing)
	@.venv-test/bin/python -m pytest -q -m long $(ARGS)

test-reasoner: .venv-test/test.stamp ## Run the tests that need a Java runtime
	@.venv-test/bin/python -m pytest -q -n auto --dist loadfile -m java $(ARGS)

test-engines: .venv-bench/bench.stamp ## Run the store's contract against other SPARQL servers
	@.venv-bench/bin/python -m pytest -q -m engines $(ARGS)

test-browser: .venv-browser/browser.stamp ## Run the tests that need Chromium
	@.venv-browser/bin/python -m pytest -q -m browser $(ARGS)

test-croissant: .venv-croissant/croissant.stamp ## Run the tests that need the Croissant validator
	@.venv-croissant/bin/python -m pytest -q tests/exports/test_croissant.py $(ARGS)

check: .venv-test/test.stamp ## Lint, types, layers, Turtle form, ontology and shape style, the shipped graph
	@.venv-test/bin/ruff check $(SOURCES)
	@.venv-test/bin/ruff format --check $(SOURCES)
	@.venv-test/bin/mypy
	@.venv-test/bin/lint-imports
	@.venv-test/bin/atlas format --check $(TURTLE)
	@.venv-test/bin/atlas check

format: .venv-test/test.stamp ## Put Python and Turtle into the form that check asks for
	@.venv-test/bin/ruff check --fix $(SOURCES)
	@.venv-test/bin/ruff format $(SOURCES)
	@.venv-test/bin/atlas format $(TURTLE)

bench: .venv-bench/bench.stamp ## Measure; benchmarks/RESULTS.md says what was run on what
	@.venv-bench/bin/python -m benchmarks $(ARGS)

web: ## Build the editor's script anew (needs Node; the built file is in the checkout)
	@cd service/web && npm ci --ignore-scripts --silent && npm run --silent build

build: .venv-test/test.stamp ## Build the wheel into dist/
	@.venv-test/bin/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: ## Pin the dependencies anew (needs uv)
	@for use in serve test bench browser croissant; do \
	  case $$use in serve) inputs="pyproject.toml requirements/serve.in";; \
	    test) inputs="requirements/serve.txt requirements/test.in";; \
	    *) inputs="requirements/test.txt requirements/$$use.in";; esac; \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-annotate --custom-compile-command "make lock" $$inputs -o requirements/$$use.txt || exit 1; \
	done

clean: ## Remove virtual environments, caches and builds; the store stays
	@rm -rf .venv .venv-test .venv-bench .venv-browser .venv-croissant dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# One virtual environment a use: made when its lock file or the package's metadata is newer than the stamp.
define make_environment
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "This needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)." >&2; \
	  echo "Install one and name it: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian and Ubuntu: install the package python3-venv." >&2; exit 1; }
	@echo "Setting up $(1) from requirements/$(2).txt (once; about a minute)"
	@$(PYTHON) -m venv --clear $(1)
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/$(2).txt
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(1)/$(2).stamp
endef

.venv/serve.stamp: requirements/serve.txt pyproject.toml
	$(call make_environment,.venv,serve)
.venv-test/test.stamp: requirements/test.txt pyproject.toml
	$(call make_environment,.venv-test,test)
.venv-bench/bench.stamp: requirements/bench.txt pyproject.toml
	$(call make_environment,.venv-bench,bench)
.venv-browser/browser.stamp: requirements/browser.txt pyproject.toml
	$(call make_environment,.venv-browser,browser)
.venv-croissant/croissant.stamp: requirements/croissant.txt pyproject.toml
	$(call make_environment,.venv-croissant,croissant)
