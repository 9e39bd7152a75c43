# Each target does its own set-up: a virtual environment inside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test check evaluate benchmark docs train clean

$(VENV)/.run: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --editable .
	touch $@

$(VENV)/.test: pyproject.toml $(VENV)/.run
	$(PIP) install --editable ".[test]"
	touch $@

run: $(VENV)/.run ## records of the example articles: a table here, all of them in out/records.csv
	$(BIN)/solieu extract corpus --output out/records.csv
	$(BIN)/solieu extract corpus/thac-gian-khong-tien-mat.txt --format table
	@echo "All records: out/records.csv"

test: $(VENV)/.test ## lint, types, import contracts, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

evaluate: $(VENV)/.test ## scores and errors of the current extractor: out/evaluation/report.html
	$(BIN)/solieu evaluate --output out/evaluation

benchmark: $(VENV)/.test ## speed beside the peers, in one run
	$(BIN)/python benchmarks/peers.py

docs: $(VENV)/.test ## the documentation: site/index.html
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs site

train: $(VENV)/.test ## the models of extract/models anew
	$(PIP) install --editable ".[train]"
	$(BIN)/python scripts/train.py

clean:
	rm -rf $(VENV) out site build dist *.egg-info
