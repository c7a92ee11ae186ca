# Every command a newcomer needs. `make help` lists them.
#
# One build serves all: the demo, the tests, the simulator and the benchmarks run the same
# optimised products, compiled once into .build (docs/decisions/0005-tests-run-optimised-code.md).

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
DESTDIR ?=
JOBS ?= $(shell nproc)
RUNS ?= 10
SEEDS ?= 200
SECONDS_EACH ?= 60

SWIFT_FLAGS := --configuration release -Xswiftc -enable-testing --jobs $(JOBS)
INSTALL_FLAGS := --configuration release --static-swift-stdlib --scratch-path .build-install \
  -Xlinker --strip-all \
  --jobs $(JOBS)
SELVEDGE := .build/release/selvedge

export SWIFT_FLAGS RUNS SECONDS_EACH

.PHONY: help build demo test lint format docs bench bench-failover bench-daemon bench-rivals simulate fuzz fuzz-coverage sanitize install \
  uninstall clean

help: ## list these commands
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' \
	  $(firstword $(MAKEFILE_LIST))

build: ## build the selvedge command into .build/release
	@scripts/setup build
	swift build $(SWIFT_FLAGS) --product selvedge

demo: build ## watch a small overlay route around a failure; needs no root
	@$(SELVEDGE) demo

test: ## install missing tools, lint, build, run every test
	@scripts/setup test
	@scripts/lint
	@scripts/test

lint: ## check formatting, scripts and the tree
	@scripts/lint

format: ## format every Swift file in place
	swift format format --in-place --recursive --parallel \
	  $(wildcard Package.swift Sources Tests Benchmarks/*.swift Benchmarks/Benchmarks Benchmarks/Sources Fuzz/*.swift Fuzz/Sources \
	  Examples/*/*.swift Examples/*/Sources)

docs: ## make the library's documentation, into .build/documentation
	@scripts/setup build
	swift build $(SWIFT_FLAGS) --target Selvedge
	@scripts/docs

bench: ## measure ciphers, handshakes, the packet path and the simulator, without sockets
	@scripts/setup build
	@scripts/bench

bench-failover: ## measure real failovers between network namespaces, RUNS times each
	@scripts/setup test
	@scripts/bench-failover

bench-daemon: build ## count what real daemons allocate per packet, and their memory with 50 peers
	@scripts/setup test
	@scripts/bench-daemon

bench-rivals: build ## compare with other overlays in network namespaces; QUICK=1 ROUNDS=3 ONLY=names; root
	@scripts/bench-rivals

simulate: build ## run SEEDS random fault plans against the real protocol code
	$(SELVEDGE) simulate --seeds $(SEEDS)

fuzz: ## fuzz decoders and nodes, SECONDS_EACH each; ONLY=target RUNS=datagrams: long and resumable
	@scripts/setup build
	@DATAGRAMS="$(if $(filter-out file,$(origin RUNS)),$(RUNS))" scripts/fuzz $(ONLY)

fuzz-coverage: ## what the fuzz corpus covers, by file, against the floor in Fuzz/coverage-floor
	@scripts/setup build
	@scripts/fuzz-coverage

sanitize: ## unit and daemon tests under the address sanitizer and the thread sanitizer
	@scripts/setup test
	@scripts/sanitize

install: ## build a standalone binary and install it under PREFIX
	@scripts/setup build
	swift build $(INSTALL_FLAGS) --product selvedge
	swift build $(INSTALL_FLAGS) --product generate-manual
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" scripts/install .build-install/release

uninstall: ## remove what install put under PREFIX
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" scripts/install --remove

clean: ## remove everything that was built
	rm -rf .build .build-install .build-address .build-thread Benchmarks/.build Benchmarks/.build-rivals \
	  Benchmarks/.results Fuzz/.build Fuzz/.build-coverage Examples/nio-echo/.build
