# Two commands do everything on a fresh machine: `make site` and `make test`. Both make what they need in .venv/.

PYTHON ?= python3
BIN := .venv/bin
INSTALL := -m pip install --quiet --disable-pip-version-check
PIP := $(BIN)/python $(INSTALL) --constraint constraints.txt
PARALLEL := --numprocesses auto --maxprocesses 8 --dist loadfile --no-loadscope-reorder

.PHONY: site serve test test-lowest lint bench clean format help

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

site: .venv/site ## the example playbook's site, in site/
	$(BIN)/nextcall build

serve: .venv/site ## the example's site, rebuilt and reloaded as files change
	$(BIN)/nextcall serve

test: .venv/dev .venv/browser .venv/editor/made .venv/script-tools/made .venv/site-tools/made ## all tests, those in a real browser included
	$(BIN)/python -m pytest $(PARALLEL) --durations 20

# What texts that are made to be slow may cost is held to the releases in constraints.txt alone.
test-lowest: .venv/lowest/made ## check, build, plan and the plugin, with the lowest releases that we admit
	.venv/lowest/bin/python -m pytest $(PARALLEL) --ignore tests/load/test_hostile_texts.py $(addprefix tests/,call_plan checks cli load mkdocs_plugin publish report text $(addprefix measure/test_,bad_input.py command.py core.py formats.py))

lint: .venv/dev .venv/script-tools/made ## ruff, mypy and import-linter; TypeScript's checker and Biome for the scripts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/scripts/script_tools.py --check

format: .venv/dev .venv/script-tools/made ## lay the code out as `make lint` wants it
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	$(BIN)/python tests/scripts/script_tools.py --fix

bench: .venv/dev .venv/browser .venv/site-tools/made ## speed and size, as ratios within one run; the site as a phone loads it
	$(BIN)/python tests/bench/run.py

clean: ## remove what was made, .venv/ included
	rm -rf .venv site .site.* dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

.venv/made:
	$(PYTHON) -m venv .venv
	@touch $@

.venv/site: .venv/made pyproject.toml constraints.txt
	$(PIP) --editable .
	@touch $@

.venv/dev: .venv/made pyproject.toml constraints.txt
	$(PIP) 'pip>=25.1' # the first that knows dependency groups
	$(PIP) --editable . --group test --group lint
	@touch $@ .venv/site

.venv/lowest/made: .venv/made pyproject.toml tests/packaging/lowest.txt
	$(PYTHON) -m venv .venv/lowest
	.venv/lowest/bin/python $(INSTALL) --constraint constraints.txt 'pip>=25.1'
	.venv/lowest/bin/python $(INSTALL) --constraint tests/packaging/lowest.txt --editable '.[measure]' --group unit
	@touch $@

.venv/browser: .venv/dev tests/browser/chromium.py
	$(BIN)/python tests/browser/chromium.py --install
	@touch $@

.venv/editor/made: .venv/dev tests/npm_packages.py tests/editor/language_server.py tests/editor/package.json tests/editor/package-lock.json tests/editor/.npmrc
	$(BIN)/python tests/editor/language_server.py --install
	@touch $@

.venv/script-tools/made: .venv/dev tests/npm_packages.py $(addprefix tests/scripts/,script_tools.py $(addprefix tools/,package.json package-lock.json .npmrc))
	$(BIN)/python tests/scripts/script_tools.py --install
	@touch $@

.venv/site-tools/made: .venv/dev tests/npm_packages.py tests/browser/site_tools.py $(addprefix tests/browser/tools/,package.json package-lock.json .npmrc)
	$(BIN)/python tests/browser/site_tools.py --install
	@touch $@
