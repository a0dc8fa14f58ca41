# Pintxo: everything a person or CI does, by name. Each target does its own set-up.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup check types lint unit image try test test-forget test-rendered which test-vm test-vm-long test-network test-powercut bench nightly clean

SITE ?=
ISO ?=
ONCE ?=
ONLY ?=
SUDO := $(shell test "$$(id -u)" = 0 || echo sudo --preserve-env=PINTXO_MIRROR,PINTXO_CACHE,PINTXO_VERSION,PINTXO_KEYS,SOURCE_DATE_EPOCH,PINTXO_ACCEL,PINTXO_MAY_SKIP,PINTXO_NOT_LOOKED)

# The key that signs what this user builds; root builds with the same one.
export PINTXO_KEYS ?= $(or $(XDG_CONFIG_HOME),$(HOME)/.config)/pintxo/keys

# Who may have a user namespace with numbers of its own builds without root.
BUILDER := $(shell unshare --map-root-user --map-auto --mount -- chown --version >/dev/null 2>&1 || echo $(SUDO))

# What the build and the virtual machines need of Debian 12 or 13.
PACKAGES := nodejs npm git age mmdebstrap debian-archive-keyring bubblewrap uidmap fdisk mount mtools \
	qemu-system-x86 qemu-utils ovmf swtpm openssh-client openssl dnsutils curl iproute2 procps btrfs-progs dosfstools e2fsprogs \
	xorriso busybox minisign ssh-audit

# What a check leaves behind for the next one, for each user apart: what root made must not stop the owner of the checkout.
export PINTXO_CHECK := .cache/check-$(shell id -u)
# Tests that could not look, a line each. They fail, unless PINTXO_MAY_SKIP=1.
export PINTXO_NOT_LOOKED = $(PINTXO_CHECK)/not-looked-at
GIVE_BACK := $(shell test "$$(id -u)" = 0 && echo chown --no-dereference --reference=Makefile || echo :)

TELL = @if test -s $(PINTXO_NOT_LOOKED); then printf '\n%s, %s tests:\n' '$(1)' $$(wc -l < $(PINTXO_NOT_LOOKED)); sort $(PINTXO_NOT_LOOKED) | sed 's/^/  /'; fi

help: ## this list
	@echo 'Pintxo: a whole private platform on a USB stick'
	@echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22
	@echo
	@echo 'A site of your own: make image SITE=site.yaml'

setup: .cache/computer-ready node_modules/.package-lock.json dist/pintxo.js ## install what this computer needs, and build the command pintxo

# Packages are installed only when one is missing, so that an unchanged computer needs no network and no root.
.cache/computer-ready: Makefile
	@mkdir -p $(@D) && $(GIVE_BACK) $(@D)
	@missing=$$(for package in $(PACKAGES); do \
	    case $$package in nodejs) command -v node >/dev/null && continue;; npm) command -v npm >/dev/null && continue;; esac; \
	    dpkg-query --show --showformat='$${db:Status-Status}\n' $$package 2>/dev/null | grep -qx installed || echo $$package; done); \
	if [ -n "$$missing" ]; then \
	    echo "Installing Debian packages:" $$missing; \
	    $(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi
	@rm -f $@ && touch $@ && $(GIVE_BACK) $@

node_modules/.package-lock.json: package-lock.json | .cache/computer-ready
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@ && $(GIVE_BACK) --recursive node_modules

SOURCES := $(shell find builder installer templates test/vm -name '*.ts' 2>/dev/null)

dist/pintxo.js: $(SOURCES) node_modules/.package-lock.json
	@mkdir -p $(@D) && $(GIVE_BACK) $(@D)
	npm run --silent build
	@chmod 755 $@ && $(GIVE_BACK) --recursive $@ $(@D)/machine

# What needs more than that sets itself apart here, and is listed; `make test` looks at it.
check: export PINTXO_MAY_SKIP = 1
check: export PINTXO_NOT_LOOKED = $(PINTXO_CHECK)/left-to-make-test
check: node_modules/.package-lock.json ## types, lint and unit tests: seconds, no root, no network
	@mkdir -p $(PINTXO_CHECK) && $(GIVE_BACK) .cache
	@rm -f $(PINTXO_NOT_LOOKED)
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target PINTXO_NOT_LOOKED=$(PINTXO_NOT_LOOKED) lint unit types
	$(call TELL,Left to make test)

types:
	@npm run --silent types

lint:
	@npm run --silent lint

unit:
	@npm run --silent unit

image: setup ## build the image (SITE=site.yaml puts your site into it, ISO=1 makes a CD-ROM image as well)
	$(BUILDER) node dist/pintxo.js build $(SITE) $(if $(ISO),--iso)

try: setup ## build, install on a virtual mini-PC and leave it running (ONCE=1: stop when it is healthy)
	$(SUDO) node dist/pintxo.js try $(if $(ONCE),--once)

test: setup check test-forget test-rendered test-network test-vm ## what every change must pass, virtual machines included
	$(call TELL,Not looked at)

test-forget:
	@$(SUDO) rm -f $(PINTXO_NOT_LOOKED)

# Every test that a check may leave out: root, Debian's own programs out of the image's packages, and others that not every computer has.
NEEDING_TESTS = $(shell grep -rlE 'needing\.ts' test --include='*.test.ts' | grep -vE '^test/(vm|network)/' | sort)

test-rendered: setup .cache/cloud-tree
	$(SUDO) node dist/pintxo.js build
	$(SUDO) env PINTXO_TOOLS_ROOT="$$(realpath "$$(ls -dt "$${PINTXO_CACHE:-.cache}"/packages/*/tree | head -n 1)")" PINTXO_CLOUD_ROOT="$$(realpath $(word 2,$^))" \
	    npx --no-install ava $(NEEDING_TESTS)

# What judges the seeds of virtual machines.
.cache/cloud-tree: | .cache/computer-ready
	@$(SUDO) rm -rf $@.part
	$(SUDO) mmdebstrap --quiet --variant=minbase --include=cloud-init,netplan.io,python3-netplan trixie $@.part $(PINTXO_MIRROR)
	@$(SUDO) mv $@.part $@

# What every change must pass: half an hour where processors are emulated, with all that comes before.
CORE_VM_TESTS := install refusals attacks powercut
# Debian's own installer takes three quarters of an hour: no change waits for that. Every other file takes twenty minutes at most.
NIGHTLY_VM_TESTS := debian
VM_TEST_FILES := $(sort $(basename $(basename $(notdir $(wildcard test/vm/*.test.ts)))))
LONG_VM_TESTS := $(filter-out $(CORE_VM_TESTS),$(VM_TEST_FILES))

# The long files take turns, one in each run, by the number of commits, so that none stays unrun for weeks.
TURN_VM_TESTS := $(filter-out $(NIGHTLY_VM_TESTS),$(LONG_VM_TESTS))
COMMITS := $(or $(shell git -c safe.directory='*' rev-list --count HEAD 2>/dev/null),0)
TURN_VM_TEST := $(word $(shell echo $$(($(COMMITS) % $(words $(TURN_VM_TESTS)) + 1))),$(TURN_VM_TESTS))
PINTXO_ALSO ?=
ALSO_VM_TESTS = $(filter-out none,$(or $(PINTXO_ALSO),$(TURN_VM_TEST)))

VM_TESTS = $(SUDO) node dist/pintxo.js build && $(SUDO) env PINTXO_TOOLS_ROOT="$$(realpath "$$(ls -dt "$${PINTXO_CACHE:-.cache}"/packages/*/tree | head -n 1)")" \
	npx --no-install ava --config test/vm/ava.config.js

which: ## which test in virtual machines joins the core in this run of `make test` (PINTXO_ALSO=name picks another)
	@echo 'core:     $(CORE_VM_TESTS)'
	@echo 'this run: $(ALSO_VM_TESTS)'
	@echo 'in turn:  $(TURN_VM_TESTS)'
	@echo 'nightly:  all of them, and $(NIGHTLY_VM_TESTS)'

test-vm: setup
	@for name in $(CORE_VM_TESTS) $(ALSO_VM_TESTS); do test -e test/vm/$$name.test.ts || { echo "There is no test/vm/$$name.test.ts: make which lists the names"; exit 1; }; done
	$(VM_TESTS) $(CORE_VM_TESTS:%=test/vm/%.test.ts)
	$(if $(ALSO_VM_TESTS),$(VM_TESTS) $(ALSO_VM_TESTS:%=test/vm/%.test.ts))

test-vm-long: setup ## the other tests in virtual machines: every kind of disk and link, faults, recovery keys, Debian's installer (some hours)
	$(VM_TESTS) 'test/vm/selftest/*.test.ts' $(LONG_VM_TESTS:%=test/vm/%.test.ts)

# Real packets between the zones, in network namespaces.
test-network: setup
	$(SUDO) node dist/pintxo.js build
	$(SUDO) env PINTXO_TOOLS_ROOT="$$(realpath "$$(ls -dt "$${PINTXO_CACHE:-.cache}"/packages/*/tree | head -n 1)")" \
	    npx --no-install ava --serial test/network

test-powercut: setup ## many power cuts at random moments (N=50)
	$(SUDO) node dist/pintxo.js build
	$(SUDO) env N="$(or $(N),50)" POWERCUT_SEED="$(POWERCUT_SEED)" POWERCUT_CHAIN="$(POWERCUT_CHAIN)" \
	    node --import tsx test/vm/powercut-run.ts

bench: setup ## measure, and write dist/bench.json (ONLY=guest: start, installation and memory by the guest's own clock)
	$(SUDO) env ONLY='$(ONLY)' node --import tsx test/bench.ts

# A machine takes the image of a later day for newer, and the next release for newer than all of them.
nightly: export PINTXO_VERSION ?= $(shell sed -nE 's/^  "version": "(.*)",/\1/p' package.json).$(shell git log -1 --format=%cd --date=format:%Y%m%d)
nightly: ## what CI does every night: images with a version of the day, all tests, the numbers
	$(MAKE) --no-print-directory image ISO=1
	$(MAKE) --no-print-directory test PINTXO_ALSO=none
	$(MAKE) --no-print-directory test-vm-long
	$(MAKE) --no-print-directory bench

clean: ## remove what was built (the packages of this computer stay)
	rm -rf dist .cache 2>/dev/null || unshare --map-root-user --map-auto rm -rf dist .cache 2>/dev/null || $(SUDO) rm -rf dist .cache
