# Two commands do everything: `make run` and `make test`. The rest are their steps.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE :=  # tests start the program again and again: it is compiled once, whatever the shell says
CATALOGS := $(wildcard locales/*/LC_MESSAGES/shouwang.po)

.PHONY: run test check format catalogs migration lock kill-test disk-test drill insiders pairs simulate mutate bench access audience catalogue calendar pictures clean

run: .venv/.run $(CATALOGS:.po=.mo)  ## Start the bot: the sandbox with a demo city, or Telegram when a token is set.
	$(BIN)/shouwang run

test: .venv/.dev $(CATALOGS:.po=.mo)  ## Set everything up and pass all tests.
	$(BIN)/pytest

check: .venv/.dev $(CATALOGS:.po=.mo)  ## Everything CI asks: format, lint, types, layers, a few changes of the rules, tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.mutation --sample 30 --quick --under casework/cases/criteria.py --tests tests/casework/cases/test_criteria.py
	$(MAKE) --no-print-directory test

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

catalogs: .venv/.dev  ## Collect the sentences from the code into both catalogs, and list what has no words yet.
	$(BIN)/python -m locales.collect

migration: .venv/.dev  ## Write the next migration from what changed in the tables: make migration says="…"
	$(BIN)/python -m storage.migrations "$(says)"

lock: .venv/.dev  ## Pin and hash what the project stands on.
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile $(LOCK) --extra build -o requirements.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra build --extra dev --extra match -c requirements.txt -o requirements-dev.txt pyproject.toml
LOCK := --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe

%.mo: %.po | .venv/.run
	$(BIN)/pybabel -q compile -i $< -o $@

.venv/.run: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-build-isolation --no-deps -e .
	touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	touch $@

kill-test: .venv/.dev $(CATALOGS:.po=.mo)  ## Let the bot die in the midst of all flows, and look what is lost or doubled: make kill-test kills=20000 seed=1 on=postgresql
	$(BIN)/python -m tests.kills --kills $(kills) --seed $(seed) --on $(on)
kills := 50
on := sqlite

disk-test: .venv/.dev $(CATALOGS:.po=.mo)  ## Break the bot's disk, fill it, and hold its file longer than it is patient; strace helps.
	LOCKED=$(locked) $(BIN)/pytest -n0 tests/bot/loops/test_disk.py
locked := 40

drill: .venv/.dev $(CATALOGS:.po=.mo)  ## Copy an office of so many GiB and go on from the copy, as docs/operations.md says: make drill size=0.01
	$(BIN)/python -m benchmarks.restore_drill --size $(size)
size := 1

insiders: .venv/.dev $(CATALOGS:.po=.mo)  ## Let ten colleagues be curious while the demo city works, and look who heard: make insiders weeks=6 seed=1
	$(BIN)/python -m tests.simulation.insiders --weeks $(weeks) --seed $(seed)
weeks := 6

pairs: .venv/.dev $(CATALOGS:.po=.mo)  ## Live a session beside others that differ in what some must not know: make pairs pairs=100000 seed=1
	$(BIN)/python -m tests.pairs --pairs $(pairs) --seed $(seed)
pairs := 100000

simulate: .venv/.dev $(CATALOGS:.po=.mo)  ## Live a year of the demo city and look for what is wrong: make simulate days=365 seed=1 start=2026-06-01
	$(BIN)/python -m tests.simulation --days $(days) --seed $(seed) --start $(start) $(if $(quiet),--quiet $(quiet))
days := 365
seed := 1
start := 2026-06-01

mutate: .venv/.dev $(CATALOGS:.po=.mo)  ## Change the code in small ways and see whether a test notices: make mutate part=storage sample=300 seed=7
	$(BIN)/python -m tests.mutation $(part) $(if $(sample),--sample $(sample)) --seed $(seed)
part := casework

bench: .venv/.dev $(CATALOGS:.po=.mo)  ## Measure turns and a start beside a bare echo bot, the practice room, the clock's tick, and questions (docs/performance.md).
	$(BIN)/python -m benchmarks.lean
	$(BIN)/python benchmarks/report_flow.py
	$(BIN)/python -m benchmarks.wall
	$(BIN)/python benchmarks/start.py
	$(BIN)/python benchmarks/practice_room.py
	$(BIN)/python -m benchmarks.tick
	$(BIN)/python -m benchmarks.questions --cases 50000 --rounds 20

access: .venv/.dev $(CATALOGS:.po=.mo)  ## Write docs/access.md from the code.
	$(BIN)/python -m docs.access > docs/access.md

audience: .venv/.dev $(CATALOGS:.po=.mo)  ## Write docs/audience.md from the code.
	$(BIN)/python -m docs.audience > docs/audience.md

catalogue: .venv/.dev $(CATALOGS:.po=.mo)  ## Write docs/catalogue.md from the policy files and the code.
	$(BIN)/python -m docs.catalogue > docs/catalogue.md

calendar: .venv/.dev  ## Write the official calendar's days from the package that knows them.
	$(BIN)/python -m casework.policy.official > casework/data/official_days.tsv

pictures: .venv/.dev $(CATALOGS:.po=.mo)  ## Take the pictures of the README anew; needs Debian's chromium.
	$(BIN)/python -m docs.pictures

clean:
	git clean -Xdq -e '!data' -e '!.env'
