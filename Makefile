# The recipes of this project; `make help` lists them.
#
# Nothing is needed beforehand but make and a Python of 3.11 to 3.13 with its venv module.
# Environments are installed from the hashed locks in requirements/, once: a stamp in each says so.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python found that fits; `make PYTHON=python3.12 …` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& echo $$p && break; done)
VENV ?= .venv
PORT ?= 8000
STORE ?= var/almanac.db
WORKERS ?= 2
SIZE ?= 100000
# More words for pytest, such as `make test TESTS="tests/schema -k keys"`.
TESTS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Bytecode is kept whatever the environment says: tests start many processes, and each would compile everything.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
# In the order of tests/conftest.py, so that what takes long does not begin last.
IN_PARALLEL := -n $(WORKERS) --dist loadgroup --no-loadscope-reorder
CHECKED := schema graph loaders api tests tools $(wildcard bench)
RESOLVE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-annotate --custom-compile-command "make lock"
COMPILE := $(RESOLVE) pyproject.toml

.PHONY: help run neo4j test slow lint format goldens pictures bench soak lock clean

help: ## list these recipes
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-8s  %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/run.stamp $(STORE).loaded ## serve pages and GraphQL on 127.0.0.1, port 8000 or PORT=…
	@echo "Pages:   http://127.0.0.1:$(PORT)/"
	@echo "GraphQL: http://127.0.0.1:$(PORT)/graphql"
	@exec $(BIN)/almanac --store $(STORE) serve --port $(PORT)

neo4j: $(VENV)/run.stamp $(STORE).loaded ## show the almanac in Neo4j Browser, on a server of its own; needs Java and Maven
	@exec $(BIN)/python -m tools.neo4j --store $(STORE)

test: $(VENV)/dev.stamp ## every test but the slow ones; pages need Chromium, the Neo4j store Java and Maven
	$(PYTEST) $(IN_PARALLEL) -m "not slow and not soak" $(TESTS)

slow: $(VENV)/dev.stamp ## the tests that take longer
	$(PYTEST) $(IN_PARALLEL) -m "slow and not soak" $(TESTS) || test $$? -eq 5  # 5: there are none

lint: $(VENV)/dev.stamp ## ruff, mypy --strict, layers, licences
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict $(CHECKED)
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.licences

format: $(VENV)/dev.stamp ## let ruff order imports and lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

goldens: $(VENV)/dev.stamp ## write the derived files again; review what git diff shows
	$(PYTEST) --update-goldens $(TESTS)

pictures: $(VENV)/dev.stamp ## take the docs' pictures of Neo4j Browser again; look at them
	$(PYTEST) --update-pictures $(TESTS)

bench: $(VENV)/dev.stamp ## measure against the references, in one run; SIZE=… events
	$(BIN)/python -m bench --size $(SIZE)

soak: $(VENV)/dev.stamp ## every test with its full counts; takes long
	HYPOTHESIS_PROFILE=soak $(PYTEST) $(IN_PARALLEL) -m "soak or not soak" $(TESTS)

lock: $(VENV)/dev.stamp ## resolve requirements/*.txt anew; LOCK=--upgrade takes newer versions
	$(COMPILE) --group build $(LOCK) --output-file requirements/run.txt
	$(COMPILE) --group build --group dev --constraint requirements/run.txt $(LOCK) \
		--output-file requirements/dev.txt
	$(RESOLVE) --group java $(LOCK) --output-file requirements/java.txt

clean: ## remove environments and caches; what is in var/ stays
	rm -rf .venv* build dist .ci/reports .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A load is idempotent, so one that was cut short is simply done again: only the stamp says it is whole.
$(STORE).loaded: | $(VENV)/run.stamp
	@mkdir -p $(dir $@)
	$(BIN)/almanac --store $(STORE) load --starter
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" || { \
		echo "No Python of 3.11 to 3.13 was found. Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "$(PYTHON) can't make an environment. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/run.stamp: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) from $< …"
	@$(PIP) install --require-hashes --requirement $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing into $(VENV) from $< …"
	@$(PIP) install --require-hashes --requirement $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp
