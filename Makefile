# Needs python3.11 (or 3.12) and make, nothing else. The two commands to know: make report, make test.
# Packages come from wherever pip is set up to look; versions are those of constraints.txt.

.POSIX:
.SUFFIXES:

VENV = .venv
BIN = $(VENV)/bin
INSTALLED = $(VENV)/.installed
TRAIN_INSTALLED = $(VENV)/.train-installed
BROWSER_INSTALLED = $(VENV)/.browser-installed
DOCS_INSTALLED = $(VENV)/.docs-installed
CORPUS = seeds/
OUT = reports
# the sides of the seed article; for another corpus give its own, or SIDES= to compare the two most quoted affiliations
SIDES = --sides "US/NATO=United States,NATO" "Russia=Russia"
PYTEST_ARGS =

.PHONY: help report test test-browser docs pictures lint format train score benchmarks wheel constraints clean

help:
	@echo "make report      analyse $(CORPUS) and write $(OUT)/index.html (CORPUS=folder OUT=folder SIDES= to change)"
	@echo "make test        run all tests"
	@echo "make test-browser  look at the report, the docs and JupyterLab in a browser that is installed (BROWSER=program)"
	@echo "make docs        write the documentation as pages, build/docs/index.html"
	@echo "make pictures    take the README's pictures of the report in $(OUT)/ anew (needs a browser)"
	@echo "make lint        check style; make format mends what can be mended"
	@echo "make train       make the language model (needs the training data, see training/)"
	@echo "make score       score the packaged model on the development data"
	@echo "make benchmarks  measure speed"
	@echo "make wheel       build dist/*.whl"
	@echo "make constraints choose and pin the newest versions that pyproject.toml allows"
	@echo "make clean       remove what make made"

# python3 counts where it is 3.11 or 3.12; the version is asked for because a python3.11 in PATH may be a dead link.
$(BIN)/python:
	@for python in python3.11 python3.12 python3; do \
	  if $$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null; \
	  then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "make: Python 3.11 or 3.12 is needed, and none was found (tried python3.11, python3.12, python3)." >&2; \
	  echo "make: Install one of them so that it can be called by that name, then try again." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$found; installing takes a few minutes the first time."; \
	$$found -m venv --clear $(VENV)

$(INSTALLED): $(BIN)/python pyproject.toml constraints.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

$(TRAIN_INSTALLED): $(INSTALLED)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[train]"
	@touch $@

$(BROWSER_INSTALLED): $(INSTALLED)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[browser]"
	@touch $@

$(DOCS_INSTALLED): $(INSTALLED)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt -e ".[docs]"
	@touch $@

report: $(INSTALLED)
	$(BIN)/toolkit report $(CORPUS) --out $(OUT) $(SIDES)

test: $(INSTALLED)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# With a browser that is installed already; its pictures of every page and notebook are in build/browser/.
test-browser: $(BROWSER_INSTALLED) $(DOCS_INSTALLED)
	$(BIN)/python -m pytest tests/browser --slow --browser-required $(PYTEST_ARGS)

docs: $(DOCS_INSTALLED)
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet --fresh-env -b html docs build/docs
	@echo "The documentation is in build/docs/index.html"

pictures: $(BROWSER_INSTALLED)
	$(BIN)/python -m docs.building.pictures $(OUT)

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(INSTALLED)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A large network in four stages, then a small one that learns from it (training/train.py). DEVICE=cuda WORKERS=3 on a
# machine with a graphics processor: without one the small one takes a night. Each step's network stays in build/.
DEVICE = cpu
WORKERS = 0
TRAIN = $(BIN)/python -m training.train --device $(DEVICE) --workers $(WORKERS)
LARGE = build/finished
TEACHERS = $(LARGE) build/teacher11 build/teacher12 build/teacher13
SMALL = {"layers": 6, "heads": 6, "feed_forward": 768, "activation": "relu", "piece_layers": 2}
WIDER = {"layers": 6, "heads": 8, "feed_forward": 1024, "activation": "relu", "piece_layers": 2}

train: $(TRAIN_INSTALLED)
	$(BIN)/python -m training.prepare
	$(TRAIN) --stages broad --seed 1 --out build/broad
	$(TRAIN) --stages focused --seed 1 --start build/broad --out build/focused1
	$(TRAIN) --stages focused --seed 2 --start build/broad --out build/focused2
	$(TRAIN) --stages settled --seed 1 --start build/focused1 build/focused2 \
	  --teachers build/broad build/focused1 build/focused2 --out build/settled
	$(TRAIN) --stages finished --seed 2 --start build/settled \
	  --teachers build/focused1 build/focused2 build/settled --out $(LARGE)
	for seed in 11 12 13; do \
	  $(TRAIN) --stages settled --epochs 3 --seed $$seed --start $(LARGE) --out build/teacher$$seed || exit 1; done
	$(TRAIN) --stages small --epochs 24 --stop-after 17 --start $(LARGE) --teachers $(TEACHERS) --shape '$(WIDER)' \
	  --out build/wider
	$(TRAIN) --stages small --epochs 24 --stop-after 17 --start $(LARGE) --teachers $(TEACHERS) --shape '$(SMALL)' \
	  --out build/small
	$(TRAIN) --stages small-slow --stop-after 1 --seed 2 --start build/small --teachers $(TEACHERS) --out build/slow
	$(TRAIN) --stages small-last --seed 3 --start build/slow --teachers $(LARGE) build/wider --out build/model
	$(BIN)/python -m training.export --checkpoint build/small build/slow build/model
	$(BIN)/python -m training.calibrate

score: $(TRAIN_INSTALLED)
	$(BIN)/python -m training.score

benchmarks: $(INSTALLED)
	$(BIN)/python -m benchmarks

wheel: $(INSTALLED)
	$(BIN)/python -m pip wheel -qq --disable-pip-version-check --no-deps --wheel-dir dist .

# In an environment of its own, so that nothing that only training needs is pinned.
constraints:
	rm -rf build/constraints
	python3.11 -m venv build/constraints
	build/constraints/bin/python -m pip install -qq --disable-pip-version-check -e ".[dev]"
	{ echo "# Made by: make constraints. Exact versions of everything that make report and make test install."; \
	  build/constraints/bin/python -m pip freeze --exclude-editable --disable-pip-version-check \
	  | grep -E '^[A-Za-z0-9._-]+==[^ ]+$$'; } > constraints.txt
	rm -rf build/constraints

clean:
	rm -rf $(VENV) build dist docs/reference $(OUT) .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
