# Every target makes .venv first, when it is missing or older than the lock.

.DEFAULT_GOAL := help
SHELL := /bin/sh

BIN := .venv/bin
CODE := wellread graph agents
# The checkout comes first on the import path: another distribution owns the name `agents` too.
HERE := PYTHONPATH=.
ENVIRONMENT := .venv/.stamp

DEMO_QUESTION ?= How do context managers and the with statement work, and how are exceptions handled inside them?
STUDIO_PORT ?= 2024
STUDIO_HOST ?= 127.0.0.1
UNTRACED := LANGSMITH_TRACING=false LANGSMITH_TRACING_V2=false
# No tracing, no analytics, no look for newer versions: nothing leaves this machine.
LOCAL := $(UNTRACED) LANGGRAPH_CLI_NO_ANALYTICS=1 LANGGRAPH_NO_VERSION_CHECK=1

.PHONY: help
help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

$(ENVIRONMENT): requirements.lock pyproject.toml scripts/environment
	@scripts/environment

.PHONY: environment
environment: $(ENVIRONMENT) ## Make .venv from the lock (uv, or venv and pip).

.PHONY: demo
demo: $(ENVIRONMENT) ## Write a cited report on Python's language reference: no key, no network.
	@data=$$(mktemp -d) && trap 'rm -rf "$$data"' EXIT && \
	$(UNTRACED) WELLREAD_DATA_DIR="$$data" $(BIN)/wellread ask "$(DEMO_QUESTION)" \
		--library python --no-web --no-models --yes --out demo-report.md

.PHONY: test
test: $(ENVIRONMENT) ## Run the fast tests, on every core.
	$(BIN)/pytest --numprocesses auto --dist worksteal

.PHONY: slow
slow: $(ENVIRONMENT) ## Run the slow tests: the real server, built wheels, long samples.
	$(BIN)/pytest -m slow

.PHONY: bench-index
bench-index: $(ENVIRONMENT) ## Time the kept index of documents: made, brought up to date, searched (DATA="folder ...").
	@test -n "$(DATA)" || { echo 'Name folders of documents: make bench-index DATA="/usr/share/doc/a /b"'; exit 2; }
	@mkdir -p bench/results
	$(HERE) $(BIN)/python -m bench.index $(patsubst %,--data %,$(DATA)) $(ARGS) > bench/results/index.md.new
	@mv bench/results/index.md.new bench/results/index.md && cat bench/results/index.md

.PHONY: bench-share
bench-share: $(ENVIRONMENT) ## Ask made shares of documents as a user does: facts, citations, outdated figures.
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.share $(ARGS) > bench/results/share.md.new
	@mv bench/results/share.md.new bench/results/share.md && cat bench/results/share.md

SECONDS ?= 300

.PHONY: bench-fuzz
bench-fuzz: $(ENVIRONMENT) ## Read damaged and hostile files for SECONDS=300: no hang, no untyped error, bounded memory.
	@mkdir -p bench/results
	$(HERE) $(BIN)/python -m bench.fuzz --seconds $(SECONDS) $(ARGS) > bench/results/fuzz.md.new
	@mv bench/results/fuzz.md.new bench/results/fuzz.md && cat bench/results/fuzz.md

.PHONY: bench-claims
bench-claims: $(ENVIRONMENT) ## Measure the checker on claims made from DATA="papers.jsonl docs/html".
	@test -n "$(DATA)" || { echo 'Name the texts: make bench-claims DATA="papers.jsonl docs/html"'; exit 2; }
	@mkdir -p bench/results
	$(HERE) $(BIN)/python -m bench.claims $(patsubst %,--data %,$(DATA)) --split both \
		> bench/results/claims.md.new
	@mv bench/results/claims.md.new bench/results/claims.md && cat bench/results/claims.md

.PHONY: bench-hallucinate
bench-hallucinate: $(ENVIRONMENT) ## Whole runs whose model cites wrongly (BASE_URL=, or the tests' own; RUNS=; ARGS=).
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.hallucinate $(if $(BASE_URL),--base-url $(BASE_URL)) --runs $(RUNS) $(ARGS) \
		> bench/results/hallucinate.md.new
	@mv bench/results/hallucinate.md.new bench/results/hallucinate.md && cat bench/results/hallucinate.md

.PHONY: bench-deepscholar
bench-deepscholar: $(ENVIRONMENT) ## Extractive reports on DeepScholar-Bench's questions in DATA= (ARGS=).
	@test -n "$(DATA)" || { echo 'Name the data: make bench-deepscholar DATA=folder'; exit 2; }
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.deepscholar --data $(DATA) $(ARGS) > bench/results/deepscholar.md.new
	@mv bench/results/deepscholar.md.new bench/results/deepscholar.md && cat bench/results/deepscholar.md

.PHONY: bench-page
bench-page: $(ENVIRONMENT) ## Time how fast the page opens in Chromium (ARGS="--opens 9").
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.page $(ARGS) > bench/results/page.md.new
	@mv bench/results/page.md.new bench/results/page.md && cat bench/results/page.md

.PHONY: bench-checking
bench-checking: $(ENVIRONMENT) ## What checking takes of a run's time and cost (BASE_URL=, or the tests' own; RUNS=; ARGS=).
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.checking $(if $(BASE_URL),--base-url $(BASE_URL)) --runs $(RUNS) $(ARGS) \
		> bench/results/checking.md.new
	@mv bench/results/checking.md.new bench/results/checking.md && cat bench/results/checking.md

.PHONY: answers-deepresearch answers-deepscholar
answers-deepresearch answers-deepscholar: answers-%: $(ENVIRONMENT) ## Answer a benchmark's QUESTIONS= into OUT=, as its judge reads them (DATA=; ARGS=).
	@test -n "$(QUESTIONS)" -a -n "$(OUT)" || { echo 'Name both: make $@ QUESTIONS=file OUT=file'; exit 2; }
	$(HERE) $(BIN)/python -m bench.answers $* --questions $(QUESTIONS) --out $(OUT) $(if $(DATA),--data $(DATA)) $(ARGS)

.PHONY: lint
lint: $(ENVIRONMENT) ## Check format, lint rules, types and the import contract.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy $(CODE) scripts tests bench
	$(HERE) $(BIN)/lint-imports --no-logo

.PHONY: check
check: lint test ## Everything that must hold before a commit.

.PHONY: bench-ranking
bench-ranking: $(ENVIRONMENT) ## Measure ranking on DATA=folder of papers and what they cite.
	@test -n "$(DATA)" || { echo 'Name the folder: make bench-ranking DATA=folder'; exit 2; }
	@mkdir -p bench/results
	$(HERE) $(BIN)/python -m bench.ranking --data $(DATA) > bench/results/ranking.md.new
	@mv bench/results/ranking.md.new bench/results/ranking.md && cat bench/results/ranking.md

.PHONY: bench-reading
bench-reading: $(ENVIRONMENT) ## Measure the reading of HTML and PDF on DATA="folders of HTML".
	@test -n "$(DATA)" || { echo 'Name folders: make bench-reading DATA="/usr/share/doc/git-doc ..."'; exit 2; }
	@mkdir -p bench/results
	$(HERE) $(BIN)/python -m bench.reading $(patsubst %,--data %,$(DATA)) > bench/results/reading.md.new
	@mv bench/results/reading.md.new bench/results/reading.md && cat bench/results/reading.md

.PHONY: format
format: $(ENVIRONMENT) ## Format the code and mend what ruff can mend.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: docs
docs: $(ENVIRONMENT) ## Make the generated pages and the README's picture of the graph anew.
	$(HERE) $(BIN)/python -m wellread.cli.reference
	$(HERE) $(UNTRACED) $(BIN)/python scripts/graph_picture.py
	@$(MAKE) --no-print-directory demo >/dev/null 2>&1
	$(BIN)/python scripts/demo_excerpt.py demo-report.md

RUNS ?= 1

.PHONY: bench-runs
bench-runs: $(ENVIRONMENT) ## Time whole runs (BASE_URL= of compatible services, or the tests' own; RUNS=; ARGS=).
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.runs $(if $(BASE_URL),--base-url $(BASE_URL)) --runs $(RUNS) $(ARGS) \
		| tee bench/results/runs.md

.PHONY: bench-speed
bench-speed: $(ENVIRONMENT) ## Time, cost and evidence of whole runs beside others' (BASE_URL=; RUNS=; ARGS='--beside "name=command"').
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.speed $(if $(BASE_URL),--base-url $(BASE_URL)) --runs $(RUNS) $(ARGS) \
		> bench/results/speed.md.new
	@mv bench/results/speed.md.new bench/results/speed.md && cat bench/results/speed.md

.PHONY: bench-growth
bench-growth: $(ENVIRONMENT) ## How cost and time grow with sub-questions, sources and rounds.
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.growth > bench/results/growth.md.new
	@mv bench/results/growth.md.new bench/results/growth.md && cat bench/results/growth.md

KILLS ?= 200
POSTGRES_KILLS ?= 50

.PHONY: bench-kills
bench-kills: $(ENVIRONMENT) ## Kill whole runs and resume them (KILLS=200; POSTGRES=postgresql://user@host; ARGS=).
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.kills --kills $(KILLS) \
		$(if $(POSTGRES),--postgres $(POSTGRES) --postgres-kills $(POSTGRES_KILLS)) $(ARGS) \
		> bench/results/kills.md.new
	@mv bench/results/kills.md.new bench/results/kills.md && cat bench/results/kills.md

.PHONY: bench-faults
bench-faults: $(ENVIRONMENT) ## Whole runs while a share of all answers goes wrong (ARGS="--runs 20").
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.faults $(ARGS) > bench/results/faults.md.new
	@mv bench/results/faults.md.new bench/results/faults.md && cat bench/results/faults.md

.PHONY: bench-budgets
bench-budgets: $(ENVIRONMENT) ## Whole runs with budgets from nothing to twice the need (ARGS="--steps 20").
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.budgets $(ARGS) > bench/results/budgets.md.new
	@mv bench/results/budgets.md.new bench/results/budgets.md && cat bench/results/budgets.md

.PHONY: bench-many
bench-many: $(ENVIRONMENT) ## 24 runs at once in one process, and the size of checkpoints by sources.
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.many > bench/results/many.md.new
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.checkpoints > bench/results/checkpoints.md.new
	@for name in many checkpoints; do \
		mv bench/results/$$name.md.new bench/results/$$name.md && cat bench/results/$$name.md; done

.PHONY: bench-server
bench-server: $(ENVIRONMENT) .venv-aegra/.stamp ## Two aegra workers, one of them killed (ARGS="--runs 30"; PostgreSQL and Redis).
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.server $(ARGS) > bench/results/server.md.new
	@mv bench/results/server.md.new bench/results/server.md && cat bench/results/server.md

.PHONY: studio
studio: $(ENVIRONMENT) ## Start the LangGraph server for Studio and SDK clients (STUDIO_PORT=2024).
	$(HERE) $(LOCAL) $(BIN)/langgraph dev --no-browser --no-reload --n-jobs-per-worker 4 \
		--host $(STUDIO_HOST) --port $(STUDIO_PORT)

.PHONY: page
page: ## Start the same server, for the web page at /app.
	@echo "The page is at http://127.0.0.1:$(STUDIO_PORT)/app once the server has started."
	@$(MAKE) --no-print-directory studio

.PHONY: page-pictures
page-pictures: $(ENVIRONMENT) ## Take the pictures of docs/page.md anew, with Chromium.
	$(HERE) $(UNTRACED) $(BIN)/python scripts/page_pictures.py

AEGRA := VENV=.venv-aegra LOCK=deploy/aegra/requirements.lock OLDEST=12
AEGRA_EXTRAS := anthropic duckduckgo mcp ollama pdf postgres

.venv-aegra/.stamp: deploy/aegra/requirements.lock pyproject.toml scripts/environment
	@$(AEGRA) scripts/environment

.PHONY: aegra
aegra: .venv-aegra/.stamp ## Make .venv-aegra, the server for teams (Python 3.12 or newer; docs/deploy.md).

.PHONY: dockerfile
dockerfile: $(ENVIRONMENT) ## Write a Dockerfile for LangGraph's own server, which needs a licence (docs/deploy.md).
	$(BIN)/python scripts/official_dockerfile.py Dockerfile

COMPILE = uv pip compile $(if $(UPGRADE),--upgrade) --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --quiet --custom-compile-command "make lock"

.PHONY: lock
lock: ## Bring the locks up to pyproject.toml (needs uv; UPGRADE=1 takes newer versions).
	$(COMPILE) pyproject.toml --all-extras --group dev --python-version 3.11 --output-file requirements.lock
	$(COMPILE) pyproject.toml deploy/aegra/requirements.in $(patsubst %,--extra %,$(AEGRA_EXTRAS)) \
		--python-version 3.12 --output-file deploy/aegra/requirements.lock

.PHONY: clean
clean: ## Remove .venv and everything that tools left behind.
	rm -rf .venv dist build .langgraph_api .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache demo-report.md
