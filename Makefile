# The two commands are `make run` and `make test`; README.md tells the rest.

.DEFAULT_GOAL := run
.PHONY: run test check bench generation backup restore reset requirements messages manage tools name-of-file .venv

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv/bin/python
MANAGE := $(VENV) manage.py
WITH_SERVERS := $(MANAGE) with_servers
PIP := $(VENV) -m pip --disable-pip-version-check --no-input install --quiet
LANGUAGES := es fr pt_BR

# Also `make backup path.tar` and `make restore path.tar`: the second word is the file, not a target.
ifneq (,$(filter backup restore,$(firstword $(MAKECMDGOALS))))
  FILE ?= $(word 2,$(MAKECMDGOALS))
  ifneq (,$(word 2,$(MAKECMDGOALS)))
    .PHONY: $(word 2,$(MAKECMDGOALS))
    $(word 2,$(MAKECMDGOALS)): ; @:
  endif
endif

# On a leash of make's own, so that nothing stays behind even when make is killed.
run: .venv/.run
	@exec $(VENV) -I -S cooperanet/embedded/leash.py 15 $$PPID - - $(VENV) manage.py up

# All of them by two processes at once; with arguments by one. What is compiled is of one version of the sources; no test
# should have to wait for that.
test: .venv/.dev tools
	@$(MANAGE) compile_engine
	$(VENV) -m $(if $(ARGS),pytest -ra $(ARGS),tests.parts)

check: .venv/.dev
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy .
	.venv/bin/lint-imports
	.venv/bin/djade --check $$(git ls-files 'templates/*.html')
	folder=$$(mktemp -d) && chmod 711 "$$folder" && trap 'rm -rf "$$folder"' EXIT && STATE_DIR=$$folder/state \
		$(WITH_SERVERS) sh -c '$(MANAGE) check && $(MANAGE) makemigrations --check --dry-run'
	$(VENV) -m pytest -q tests/guards

# Five minutes' worth of them, into bench/RESULTS.md; the last word is whether each reached its floor.
# All of them, as often as each says: make bench ARGS=--whole
bench: .venv/.dev
	@$(VENV) -m bench.results $(ARGS)

# After a change of the thesaurus, the featuriser or the weights: the figures that scores depend on.
generation: .venv/.run
	$(VENV) -m bench.fit

backup restore: name-of-file

name-of-file:
	@test -n "$(FILE)" || { echo "Name the file: make $(firstword $(MAKECMDGOALS)) path.tar" >&2; exit 2; }

backup: .venv/.run
	@$(WITH_SERVERS) $(VENV) manage.py backup "$(FILE)"

restore: .venv/.run
	@$(WITH_SERVERS) --alone $(VENV) manage.py restore "$(FILE)" $(if $(REPLACE),--replace)

reset: .venv/.run
	@$(MANAGE) reset

# make manage ARGS="create_administrator name@example.org"
manage: .venv/.run
	@$(WITH_SERVERS) $(VENV) manage.py $(ARGS)

.venv: .venv/.run

.venv/.run: requirements.txt
	@test -x $(VENV) || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.txt
	$(MANAGE) compile_engine
	@touch $@

.venv/.dev: requirements-dev.txt
	@test -x $(VENV) || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements-dev.txt
	$(MANAGE) compile_engine
	@touch $@

requirements: .venv/.dev
	$(PIP) pip-tools
	for name in requirements requirements-embeddings requirements-dev; do \
		.venv/bin/pip-compile --quiet --upgrade --allow-unsafe --generate-hashes --strip-extras \
			--no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
			--output-file=$$name.txt $$name.in || exit 1; \
	done

# Names of files stay as comments; line numbers and the date do not, they would change with every edit.
messages: .venv/.run tools
	$(MANAGE) makemessages $(LANGUAGES:%=--locale=%) --add-location=file --no-obsolete --no-wrap \
		--ignore=.venv --ignore=tests --ignore=bench
	@sed -i '/^"POT-Creation-Date/d' $(LANGUAGES:%=locale/%/LC_MESSAGES/django.po)
	$(MANAGE) compile_catalogues

# Chromium for the browser tests and gettext for the catalogues, where we may install them. Without its windows Chromium
# takes half the processor's time; not every system has it so.
tools:
	@missing=""; \
	command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null \
		|| missing="chromium-headless-shell fonts-dejavu-core"; \
	command -v xgettext >/dev/null || missing="$$missing gettext"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing $$missing"; \
		{ apt-get update -qq \
			&& { apt-cache show chromium-headless-shell 2>&1 || missing=$$(echo "$$missing" | sed s/-headless-shell//); } \
			&& DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
		} </dev/null >/dev/null || echo "could not install $$missing; the browser tests will say so"; \
	fi
