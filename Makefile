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
