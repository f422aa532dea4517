# 客档 Kedang. `make` lists the commands; each installs what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app run

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

$(VENV)/.run: requirements.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || { \
		echo "Kedang needs Python 3.11 or newer. Name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c "import ensurepip, venv" 2>/dev/null || { \
		echo "This Python lacks venv. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

words: $(VENV)/.run
	@$(BIN)/python tools/words.py compile

install: $(VENV)/.run words ## make .venv and install the pinned dependencies

run: install ## migrate, set up and serve on http://127.0.0.1:8080
	$(BIN)/python run.py

test: $(VENV)/.dev words ## run every test, on SQLite and PostgreSQL, browser included
	@sh tools/browser.sh
	@# In the order of their names the slow files begin early, and no worker idles at the end.
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder
	@test ! -f .testdata/tasks.jsonl || $(BIN)/python tools/tasks.py

check: $(VENV)/.dev words ## format, lint, types, import rules, translations, migrations, triggers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/words.py check
	$(BIN)/python tools/clauses.py > /dev/null
	PYTHONPATH=. $(BIN)/python tools/schema.py

endure: $(VENV)/.dev words ## the full-size kills, races, walks and all settings of axe; results go to docs/endurance.md
	@sh tools/browser.sh
	@rm -f .testdata/endurance.jsonl
	KEDANG_TEST_SCALE=50 $(BIN)/python -m pytest tests/endurance tests/browser/test_accessibility.py \
		tests/exchange/test_service_files.py
	@# Whatever takes databases, roles or screens in turn from day to day takes them all here.
	KEDANG_TEST_SCALE=50 $(BIN)/python -m pytest $$(grep -lr 'tests.endurance.scale import' tests \
		--include='test_*.py' | grep -vE 'tests/endurance|test_accessibility|test_service_files|test_leaks')
	KEDANG_TEST_SCALE=50 $(BIN)/python -m pytest tests/security/test_leaks.py -k "walk or no_way"
	$(BIN)/python tools/endurance.py

SIZES ?= 10k 100k
DATABASES ?= sqlite postgresql
bench: $(VENV)/.dev words ## measure beside plain FAB and Django admin (SIZES="10k 100k 1m"); docs/benchmarks.md
	$(BIN)/python -m bench --sizes $(SIZES) --databases $(DATABASES)

clauses: $(VENV)/.dev ## policy clauses and the tests that prove them
	$(BIN)/python tools/clauses.py

fmt: $(VENV)/.dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: $(VENV)/.dev ## collect new sentences into the catalogue
	$(BIN)/python tools/words.py collect

lock: ## renew the lock files from requirements*.in
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements-dev.in -o requirements-dev.txt

.PHONY: help install words run test check endure bench clauses fmt translations lock
