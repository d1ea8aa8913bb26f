# Everything here works as the first command on a machine that has Python 3.11 to 3.13 and make.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run demo check test lint types contracts crash captures day differential hostile sandbox \
  bench bench-match bench-poll bench-schedule bench-dedup bench-urls constraints clean

help: ## Show this help
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Install Parley and its tools into .venv

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	PIP_ROOT_USER_ACTION=ignore $(BIN)/pip install --quiet --disable-pip-version-check --no-input -c constraints.txt -e '.[dev]'
	@touch $@

run: setup ## Run the service with the configuration in config/; state goes to var/
	$(BIN)/parley run

demo: setup ## Rehearse a week of June 2025: no network, no set-up, half a minute
	$(BIN)/parley demo

check: setup ## Find every mistake in config/
	$(BIN)/parley check

test: setup ## Run the tests, on SQLite and on a real PostgreSQL
	$(BIN)/pytest

lint: setup ## Style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## Types, strictly
	$(BIN)/mypy

contracts: setup ## Who may import whom
	$(BIN)/lint-imports --no-logo

crash: setup ## kill -9 the service 50 times during 500 alerts; judge at the receivers
	$(BIN)/python -m tests.crash

captures: setup ## Poll real feeds (FEEDS=folder) three times; a table of what was stored
	$(BIN)/python -m tests.captures $(FEEDS)

day: setup ## A simulated day among 2,000 sources of which 200 go wrong; a quarter of an hour
	$(BIN)/python -m tests.day

hostile: setup ## Run the service among hostile servers
	$(BIN)/python -m tests.hostile

sandbox: setup ## Try unit and installer under a real systemd (SANDBOX=tool)
	$(BIN)/python -m tests.deploy.systemd_check $(if $(SANDBOX),--sandbox $(SANDBOX))

BENCHED := .venv/.benched

$(BENCHED): $(READY)
	PIP_ROOT_USER_ACTION=ignore $(BIN)/pip install --quiet --disable-pip-version-check --no-input -c constraints.txt -e '.[dev,bench]'
	@touch $@

bench: bench-match bench-poll bench-schedule bench-dedup bench-urls ## Every benchmark, beside its alternatives

bench-match: $(BENCHED) ## Rules a second, beside naive loops and raw Hyperscan
	$(BIN)/python -m tests.bench.match

bench-poll: $(BENCHED) ## What a poll costs, beside reader, rss2email and newsboat
	$(BIN)/python -m tests.bench.poll

bench-dedup: $(BENCHED) ## Look-ups among 10,000 and a million items, near-duplicates, events kept apart
	$(BIN)/python -m tests.bench.dedup

bench-urls: $(BENCHED) ## What the canonical form of an address costs, beside w3lib, courlan and url-normalize
	$(BIN)/python -m tests.bench.dedup.urls

bench-schedule: setup ## How long an entry waits for its poll, beside fixed intervals and the oracle
	$(BIN)/python -m tests.bench.schedule

differential: setup ## Read 5,000 invented feeds and the captures by both ways; they must agree
	$(BIN)/python -m tests.captures.differential --feeds 5000

constraints: setup ## Pin the newest versions that fit pyproject.toml; needs uv
	uv pip compile --universal --python-version 3.11 --all-extras --upgrade --no-emit-index-url --no-header --no-annotate \
	  pyproject.toml -o constraints.txt

clean: ## Remove everything that was made here, var/ apart
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
