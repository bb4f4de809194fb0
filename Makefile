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
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "  %-18s %s\n", $$1, $$2 }' Makefile

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
	$(BIN)/pytest -m slow --numprocesses auto --dist loadfile

.PHONY: lint
lint: $(ENVIRONMENT) ## Check format, lint rules, types and the import contract.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy $(CODE) scripts tests bench
	$(HERE) $(BIN)/lint-imports --no-logo

.PHONY: audit
audit: $(ENVIRONMENT) ## Ask for known weaknesses of every locked release (OSV, else PyPI), and for withdrawn ones (uv).
	$(BIN)/python scripts/audit.py

.PHONY: check
check: lint test ## Everything that must hold before a commit.

.PHONY: format
format: $(ENVIRONMENT) ## Format the code and mend what ruff can mend.
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: docs
docs: $(ENVIRONMENT) ## Make the generated pages anew, and the README's picture and excerpt.
	$(HERE) $(BIN)/python -m wellread.cli.reference
	$(HERE) $(UNTRACED) $(BIN)/python scripts/graph_picture.py
	@$(MAKE) --no-print-directory demo >/dev/null 2>&1
	$(BIN)/python scripts/demo_excerpt.py demo-report.md

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

STRANGER := VENV=.venv-schemathesis LOCK=tests/server/schemathesis.lock

.venv-schemathesis/.stamp: tests/server/schemathesis.lock pyproject.toml scripts/environment
	@$(STRANGER) scripts/environment

.PHONY: schemathesis
schemathesis: .venv-schemathesis/.stamp ## Make .venv-schemathesis, which makes up requests for the slow tests.

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
	$(COMPILE) tests/server/schemathesis.in --python-version 3.11 --output-file tests/server/schemathesis.lock

# Measurements. Each prints a page of Markdown; the page before it stays until the new one is whole.
RUNS ?= 1
SECONDS ?= 300
KILLS ?= 200
POSTGRES_KILLS ?= 50
SERVICES = $(if $(BASE_URL),--base-url $(BASE_URL))
FOLDERS = $(patsubst %,--data %,$(DATA))
needs_data = @test -n "$(DATA)" || { echo 'Name $(1): make $@ DATA="..."'; exit 2; }
define measure
	@mkdir -p bench/results
	$(HERE) $(UNTRACED) $(BIN)/python -m bench.$(1) $(ARGS) > bench/results/$(firstword $(1)).md.new
	@mv bench/results/$(firstword $(1)).md.new bench/results/$(firstword $(1)).md
	@cat bench/results/$(firstword $(1)).md
endef

.PHONY: bench-runs
bench-runs: $(ENVIRONMENT) ## Time whole runs (BASE_URL= of compatible services, or the tests' own; RUNS=; ARGS=).
	$(call measure,runs $(SERVICES) --runs $(RUNS))

.PHONY: bench-speed
bench-speed: $(ENVIRONMENT) ## Time, cost and evidence of whole runs beside others' (BASE_URL=; RUNS=; ARGS='--beside "name=command"').
	$(call measure,speed $(SERVICES) --runs $(RUNS))

.PHONY: bench-growth
bench-growth: $(ENVIRONMENT) ## How cost and time grow with sub-questions, sources and rounds.
	$(call measure,growth)

.PHONY: bench-prompt-cache
bench-prompt-cache: $(ENVIRONMENT) ## The share of prompts that a provider's cache would serve.
	$(call measure,prompt_cache)

.PHONY: bench-reports
bench-reports: $(ENVIRONMENT) ## Reports of each kind and language: words asked and got, what is said twice, cut or not cited.
	$(call measure,reports)

.PHONY: bench-many
bench-many: $(ENVIRONMENT) ## 24 runs at once in one process.
	$(call measure,many)

.PHONY: bench-defences
bench-defences: $(ENVIRONMENT) ## Take each defence of docs/threats.md away: the test named for it must fail (ARGS="--only door").
	$(call measure,defences)

.PHONY: bench-bombs
bench-bombs: $(ENVIRONMENT) ## What bodies built to fill memory or time cost the door.
	$(call measure,bombs)

.PHONY: bench-checkpoints
bench-checkpoints: $(ENVIRONMENT) ## The size of checkpoints by the number of sources.
	$(call measure,checkpoints)

.PHONY: bench-kills
bench-kills: $(ENVIRONMENT) ## Kill whole runs and resume them (KILLS=200; POSTGRES=postgresql://user@host; ARGS=).
	$(call measure,kills --kills $(KILLS) $(if $(POSTGRES),--postgres $(POSTGRES) --postgres-kills $(POSTGRES_KILLS)))

.PHONY: bench-faults
bench-faults: $(ENVIRONMENT) ## Whole runs while a share of all answers goes wrong (ARGS="--runs 20").
	$(call measure,faults)

.PHONY: bench-budgets
bench-budgets: $(ENVIRONMENT) ## Whole runs with budgets from nothing to twice the need (ARGS="--steps 20").
	$(call measure,budgets)

.PHONY: bench-claims
bench-claims: $(ENVIRONMENT) ## Measure the checker on claims made from DATA="papers.jsonl docs/html".
	$(call needs_data,texts)
	$(call measure,claims $(FOLDERS) --split both)

.PHONY: bench-copies
bench-copies: $(ENVIRONMENT) ## Measure how near-copies are told, beside MinHash libraries (DATA="papers.jsonl docs/html").
	$(call needs_data,texts)
	$(call measure,copies $(FOLDERS))

.PHONY: bench-hallucinate
bench-hallucinate: $(ENVIRONMENT) ## Whole runs whose model cites wrongly (the tests' services, and BASE_URL=; RUNS=; ARGS=).
	$(call measure,hallucinate $(SERVICES) --runs $(RUNS))

.PHONY: bench-checking
bench-checking: $(ENVIRONMENT) ## What checking takes of a run's time and cost (BASE_URL=, or the tests' own; RUNS=; ARGS=).
	$(call measure,checking $(SERVICES) --runs $(RUNS))

.PHONY: bench-deepscholar
bench-deepscholar: $(ENVIRONMENT) ## Extractive reports on DeepScholar-Bench's questions in DATA=folder (ARGS=).
	$(call needs_data,the folder)
	$(call measure,deepscholar --data $(DATA))

.PHONY: bench-ranking
bench-ranking: $(ENVIRONMENT) ## Measure ranking on DATA=folder of papers and what they cite.
	$(call needs_data,the folder)
	$(call measure,ranking --data $(DATA))

.PHONY: bench-reading
bench-reading: $(ENVIRONMENT) ## Measure the reading of HTML and PDF on DATA="folders of HTML".
	$(call needs_data,folders of HTML)
	$(call measure,reading $(FOLDERS))

.PHONY: bench-index
bench-index: $(ENVIRONMENT) ## Time the kept index of documents: made, brought up to date, searched (DATA="folder ...").
	$(call needs_data,folders of documents)
	$(call measure,index $(FOLDERS))

.PHONY: bench-share
bench-share: $(ENVIRONMENT) ## Ask made shares of documents as a user does: facts, citations, outdated figures.
	$(call measure,share)

.PHONY: bench-fuzz
bench-fuzz: $(ENVIRONMENT) ## Read damaged and hostile files for SECONDS=300: no hang, no untyped error, bounded memory.
	$(call measure,fuzz --seconds $(SECONDS))

.PHONY: bench-page
bench-page: $(ENVIRONMENT) ## Time how fast the page opens in Chromium (ARGS="--opens 9").
	$(call measure,page)

.PHONY: bench-server
bench-server: $(ENVIRONMENT) .venv-aegra/.stamp ## Two aegra workers, one of them killed (ARGS="--runs 30"; PostgreSQL and Redis).
	$(call measure,server)

.PHONY: answers-deepresearch answers-deepscholar
answers-deepresearch answers-deepscholar: answers-%: $(ENVIRONMENT) ## Answer a benchmark's QUESTIONS= into OUT=, as its judge reads them (DATA=; ARGS=).
	@test -n "$(QUESTIONS)" -a -n "$(OUT)" || { echo 'Name both: make $@ QUESTIONS=file OUT=file'; exit 2; }
	$(HERE) $(BIN)/python -m bench.answers $* --questions $(QUESTIONS) --out $(OUT) $(if $(DATA),--data $(DATA)) $(ARGS)

.PHONY: clean
clean: ## Remove .venv and everything that tools left behind.
	rm -rf .venv .venv-schemathesis dist build .langgraph_api .mypy_cache .ruff_cache .pytest_cache .hypothesis \
		.import_linter_cache demo-report.md
