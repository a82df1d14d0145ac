# dbtplan: `make help` says what can be made.
#
# The code is POSIX C11. Needs libyaml, PCRE2 and utf8proc; links them statically where the static libraries are there.

CC ?= cc
PREFIX ?= /usr/local
BUILD ?= build$(if $(SANITIZE),/sanitize)
CFLAGS ?= -O2 -g
PKG_CONFIG ?= pkg-config

STANDARD := -std=c11 -pthread -D_XOPEN_SOURCE=700 -I.
WARNINGS := -Wall -Wextra
ifdef DEVELOPER
WARNINGS += -Werror -pedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
  -Wundef -Wvla -Wcast-align -Wformat=2 -Wno-format-nonliteral
endif
# What a slip in C is stopped by: a twelfth of a sweep's time, nothing at the start (CONTRIBUTING.md). glibc checks
# lengths only where it optimizes.
is_darwin := $(filter Darwin,$(shell uname))
ifdef SANITIZE
# Each component file in a layer of its own: whatever is used behind its end is seen.
HARDENING := -DLIMIT_LAYER_BYTES=1 -DLIMIT_THREAD_FOLDERS=1 -fsanitize=$(SANITIZE) -fno-omit-frame-pointer -fno-sanitize-recover=all
else
optimizes = $(filter-out -O0,$(filter -O%,$(CFLAGS)))
HARDENING = -fstack-protector-strong \
  $(if $(optimizes),$(if $(findstring _FORTIFY_SOURCE,$(CC) $(CFLAGS)),,-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
HARDENING_LINK := $(if $(is_darwin),,-Wl,-z,relro,-z,now)
endif

LIBRARIES := libpcre2-8 libutf8proc yaml-0.1
LIBRARY_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(LIBRARIES) 2>/dev/null)
LIBRARY_LDLIBS := $(or $(shell $(PKG_CONFIG) --libs $(LIBRARIES) 2>/dev/null),-lyaml -lpcre2-8 -lutf8proc) -lm
# One short line a file; `make V=1` prints each command, `make -s` nothing.
is_silent := $(findstring s,$(firstword -$(MAKEFLAGS)))
say = $(if $(V),,@$(if $(is_silent),,echo '  $1 $@' &&))

ALL_CFLAGS = $(STANDARD) $(LIBRARY_CFLAGS) $(WARNINGS) $(HARDENING) $(if $(ORDER),-ffunction-sections) $(CFLAGS)

SOURCES := $(sort $(shell find runtime compiler -name '*.c'))
TEXT_FILES := $(sort $(wildcard runtime/emit/*.sh runtime/emit/*.py runtime/library/*.py docs/diagnostics/*.md))
OBJECTS := $(SOURCES:%.c=$(BUILD)/%.o) $(BUILD)/texts_data.o
LIBRARY_OBJECTS := $(filter-out $(BUILD)/compiler/cli/main.o,$(OBJECTS))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/unit/test_*.c)))

# Linking statically is worth more start-up time than anything inside the program; it is tried once a build folder. Not
# for macOS, which has no static libc, nor for the sanitizers. STATIC=-static-pie loads it at a random address, a fifth
# slower. Its functions lie in the order of packaging/order.ld, where the linker is GNU's.
ifeq ($(SANITIZE)$(is_darwin),)
STATIC = $(shell cat $(BUILD)/static)
ORDER := -Wl,-T,packaging/order.ld
endif

.PHONY: all
all: $(BUILD)/dbtplan ## build/dbtplan
	@:

# What the linker writes piece by piece lies in the page cache page by page; a copy, as an installed program is one, lies
# there in large pieces, which Linux maps at once: a check of one file takes a tenth less.
$(BUILD)/dbtplan: $(BUILD)/compiler/cli/main.o $(BUILD)/libdbtplan.a $(BUILD)/static packaging/order.ld
	$(call say,link)$(CC) $(ALL_CFLAGS) $(HARDENING_LINK) $(LDFLAGS) $(STATIC) -o $@.linked $(filter %.o %.a,$^) $(LIBRARY_LDLIBS)
	@cp $@.linked $@.copied && mv $@.copied $@ && rm $@.linked

$(BUILD)/static: Makefile
	@mkdir -p $(@D)
	@echo 'int main(void) { return 0; }' >$@.c
	@for flags in '-static $(ORDER)' -static; do \
	  if $(CC) $$flags -o $@.out $@.c $(LIBRARY_LDLIBS) 2>/dev/null; then echo "$$flags"; break; fi; done >$@

$(BUILD)/libdbtplan.a: $(LIBRARY_OBJECTS)
	@rm -f $@
	$(call say,ar  )$(AR) rcs $@ $^

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(call say,cc  )$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/texts_data.c: runtime/core/embed.awk $(TEXT_FILES)
	@mkdir -p $(@D)
	$(call say,text)awk -f runtime/core/embed.awk $(TEXT_FILES) >$@

$(BUILD)/texts_data.o: $(BUILD)/texts_data.c
	$(call say,cc  )$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/libdbtplan.a
	@mkdir -p $(@D)
	$(call say,test)$(CC) $(ALL_CFLAGS) $$($(PKG_CONFIG) --cflags cmocka) -MMD -MP -o $@ $< $(BUILD)/libdbtplan.a $(LIBRARY_LDLIBS) \
	  $$($(PKG_CONFIG) --libs cmocka)

ORACLE_PROGRAMS := $(BUILD)/tests/oracle/driver $(BUILD)/tests/oracle/python_driver $(BUILD)/tests/oracle/builtins $(BUILD)/tests/oracle/cron \
  $(BUILD)/tests/oracle/program_driver $(BUILD)/tests/oracle/yaml_driver $(BUILD)/tests/oracle/zones
$(ORACLE_PROGRAMS): $(BUILD)/tests/oracle/%: tests/oracle/%.c $(BUILD)/libdbtplan.a
	@mkdir -p $(@D)
	$(call say,test)$(CC) $(ALL_CFLAGS) -MMD -MP -o $@ $< $(BUILD)/libdbtplan.a $(LIBRARY_LDLIBS)

# Each target of tests/fuzz, with a main that replays inputs (make check) or with that of a fuzzer (make fuzz).
FUZZ_NAMES := $(shell sh tests/fuzz/targets)
FUZZERS := $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%)
FUZZ_MAIN ?= $(BUILD)/tests/fuzz/replay.o
$(FUZZERS): $(BUILD)/tests/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/entry.o $(filter %.o,$(FUZZ_MAIN)) $(BUILD)/libdbtplan.a
	$(call say,test)$(CC) $(ALL_CFLAGS) $(filter-out %.o,$(FUZZ_MAIN)) -o $@ $^ $(LIBRARY_LDLIBS)

-include $(FUZZERS:=.d) $(BUILD)/tests/fuzz/entry.d $(OBJECTS:.o=.d) $(UNIT_TESTS:=.d) $(ORACLE_PROGRAMS:=.d)

.PHONY: unit
unit: $(UNIT_TESTS) $(BUILD)/tests/oracle/builtins $(FUZZERS)

.PHONY: docs
docs: $(BUILD)/tests/oracle/builtins ## the pages of docs/ that are generated: builtins.md, differences.md
	@sh tests/docs builtins >docs/builtins.md
	@sh tests/docs differences >docs/differences.md

.PHONY: demo
demo: ## the main job from end to end, with the real dbt on DuckDB
	@sh tests/setup build dbt
	@$(MAKE) --no-print-directory all
	@sh samples/demo

.PHONY: check
check: ## all tests; sees to what they need
	@sh tests/setup build dbt test consumers
	@$(MAKE) --no-print-directory all unit
	@$(MAKE) --no-print-directory SANITIZE=address,undefined all unit
	@sh tests/run

.PHONY: check-schedulers
check-schedulers: all ## what was emitted, by the consumers that take their time: cron, systemd, Slurm
	@sh tests/setup build consumers schedulers
	@sh tests/run schedulers

.PHONY: check-airflow
AIRFLOW ?= 2 3
check-airflow: all ## emitted DAG files by Airflow 2 and 3 with their schedulers; QUICK=1 without these, AIRFLOW=2 one of them
	@sh tests/setup build $(AIRFLOW:%=airflow%)
	@QUICK=$(QUICK) AIRFLOW='$(AIRFLOW)' sh tests/run airflow

.PHONY: check-kubernetes
check-kubernetes: all ## emitted Jobs in containers, on a Kubernetes of one node that is built from source (root, ten minutes once)
	@sh tests/setup build kubernetes
	@sh tests/run kubernetes

VALGRIND_PARTS ?= unit cases
.PHONY: check-days
check-days: ## unit tests on a leap day in some years: what is recorded holds on any day
	@sh tests/setup build test days
	@$(MAKE) --no-print-directory all unit
	@FAKETIME_FMT=%s WRAPPER='faketime -f @1961711970' sh tests/run unit # 2032-02-29 23:59:30

.PHONY: check-valgrind
check-valgrind: ## unit tests and cases under valgrind; half an hour more with VALGRIND_PARTS='unit cases oracle'
	@sh tests/setup build dbt test valgrind
	@$(MAKE) --no-print-directory BUILD=build/valgrind STATIC= CFLAGS='-O1 -g' all unit
	@BUILD=build/valgrind WRAPPER='valgrind -q --error-exitcode=99 --leak-check=full' sh tests/run $(VALGRIND_PARTS)

# By GNU's dialect, in which gcc writes the counts of a process before it becomes another.
COVERAGE_PARTS ?= unit cases oracle differences corpus examples executor shells
.PHONY: coverage
coverage: ## lines and branches of compiler/ and runtime/ that the tests run, held to tests/coverage/uncovered.txt
	@sh tests/setup build dbt test coverage
	@$(MAKE) --no-print-directory BUILD=build/coverage STATIC= CFLAGS='-O0 -g --coverage -std=gnu11' all unit
	@BUILD=build/coverage sh tests/coverage/run $(COVERAGE_PARTS)

.PHONY: check-static
check-static: ## clang-tidy, cppcheck and the analyzers of gcc and clang over all files; STATIC_TOOLS='tidy cppcheck' some
	@sh tests/setup build static
	@sh tests/static/run $(STATIC_TOOLS)

# The libraries are built with it, too: what they write would count as uninitialized.
.PHONY: check-msan
check-msan: ## unit tests, cases and recorded launches under clang's MemorySanitizer (Debian)
	@sh tests/setup build dbt test msan
	@sh tests/memory/libraries
	@PKG_CONFIG_LIBDIR=$(CURDIR)/build/memory/libraries/lib $(MAKE) --no-print-directory BUILD=build/memory CC=clang CFLAGS='-O1 -g' \
	  SANITIZE=memory all unit
	@BUILD=build/memory sh tests/run unit cases oracle fuzz

# Prints what survived. COUNT=300 SEED=7 others; MUTANTS='--only runtime/time/cron.c:120' those of a line,
# MUTANTS='--only "runtime/time/*.c" --count 40' some of files.
MUTANTS ?= --count $(if $(filter command environment,$(firstword $(origin COUNT))),$(COUNT),300) --seed $(SEED)
.PHONY: check-mutants
check-mutants: ## COUNT (300) places changed by one token or row, by SEED: a test must fail for 90 in a hundred
	@sh tests/setup build test
	@python3 tests/mutants/run.py $(MUTANTS)

COUNT ?= 20000
SEED ?= 1
.PHONY: check-generated
check-generated: $(BUILD)/tests/oracle/driver ## COUNT templates derived from the grammar, by SEED, against the real Jinja2
	@sh tests/setup jinja
	@build/jinja/bin/python tests/oracle/compare.py --driver $< --count $(COUNT) --seed $(SEED) --allow 2

DRAWS ?= 3600
.PHONY: check-cron
check-cron: $(BUILD)/tests/oracle/cron ## COUNT texts of schedules and the ticks of DRAWS, by SEED, against the real Dagster
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/compare_cron.py --driver $< --texts $(COUNT) --draws $(DRAWS) --seed $(SEED)

.PHONY: check-python
check-python: $(BUILD)/tests/oracle/python_driver ## every module of the real Python and its packages, and COUNT damaged ones, by SEED
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/compare_python.py --driver $< --mutations $(COUNT) --seed $(SEED) --trees --patterns

.PHONY: check-yaml
check-yaml: $(BUILD)/tests/oracle/yaml_driver ## every YAML file here, and COUNT damaged ones, by SEED, against the real Dagster's loader
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/compare_yaml.py --driver $< --count $(COUNT) --seed $(SEED)

.PHONY: check-programs
check-programs: $(BUILD)/tests/oracle/program_driver ## COUNT random programs and as many calls, by SEED, against the real Python
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/compare_programs.py --driver $< --count $(COUNT) --seed $(SEED) --allow 20
	@PYTHONTZPATH=$(CURDIR)/tests/zones TZDIR=$(CURDIR)/tests/zones .oracle/bin/python tests/oracle/compare_programs.py --driver $< \
	  --calls --count $(COUNT) --seed $(SEED) --allow 2

$(BUILD)/tests/faults/preload.so: tests/faults/preload.c
	@mkdir -p $(@D)
	$(call say,test)$(CC) -O2 -fPIC -shared -o $@ $< -ldl

# Linked dynamically, so that the calls can be intercepted.
.PHONY: check-faults
check-faults: ## each allocation and each call to the system failing in turn
	@sh tests/setup build
	@$(MAKE) --no-print-directory BUILD=build/faults STATIC= all build/faults/tests/faults/preload.so
	@BUILD=build/faults sh tests/faults/run

TIME ?= 30
# A sweep of 100,000 launches takes a minute with sanitizers: it would be taken for one that does not end.
FUZZ_CFLAGS = $(CFLAGS) -DSWEEP_MAX=2000
.PHONY: fuzz
fuzz: all ## each target of tests/fuzz for TIME seconds under libFuzzer, ASan and UBSan; FUZZ='yaml cron' only these
	@sh tests/setup build fuzz
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang CFLAGS="$(FUZZ_CFLAGS)" SANITIZE=fuzzer-no-link,address,undefined \
	  FUZZ_MAIN=-fsanitize=fuzzer fuzzers
	@sh tests/fuzz/run $(TIME) $(FUZZ)

.PHONY: fuzz-afl
fuzz-afl: all ## the same under AFL++
	@sh tests/setup build afl
	@$(MAKE) --no-print-directory BUILD=build/afl CC=afl-clang-fast CFLAGS="$(FUZZ_CFLAGS)" SANITIZE=address FUZZ_MAIN=-fsanitize=fuzzer fuzzers
	@sh tests/fuzz/afl $(TIME) $(FUZZ)

.PHONY: fuzzers
fuzzers: $(FUZZERS)

.PHONY: check-zones
check-zones: $(BUILD)/tests/oracle/zones ## every time zone of the system at every change, against Python's zoneinfo
	@sh tests/setup zones
	@python3 tests/oracle/compare_zones.py --driver $<

.PHONY: check-partitions
check-partitions: $(BUILD)/tests/unit/test_partition_table ## partitions definitions over every time zone, by SEED, against the real Dagster
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/record_partitions.py --zones all --seed $(SEED) >$(BUILD)/partitions.tsv
	@TZDIR=/usr/share/zoneinfo DBTPLAN_PARTITIONS_TABLE=$(BUILD)/partitions.tsv $<

.PHONY: check-projects
check-projects: all ## COUNT whole projects, by SEED, against the real Dagster: some seconds for ten of them
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/compare_projects.py --program $(abspath $(BUILD))/dbtplan --count $(COUNT) --seed $(SEED)

.PHONY: check-typos
check-typos: all ## COUNT recorded cases with a slip of the hand in them, by SEED, against the real Dagster
	@sh tests/setup oracle
	@.oracle/bin/python tests/oracle/compare_projects.py --typos --program $(abspath $(BUILD))/dbtplan --count $(COUNT) --seed $(SEED)

.PHONY: check-executors
check-executors: all ## run and its state: killed at KILLS random moments, two months of a schedule, a real PostgreSQL
	@sh tests/setup build postgres
	@KILLS=$(KILLS) sh tests/run executors

.PHONY: check-precommit
check-precommit: ## the wheel and the hooks, with the real pip, git and pre-commit
	@sh tests/setup build tools git
	@sh tests/precommit/hooks

.PHONY: check-formats
check-formats: all ## SARIF and the editors' schema, against their schemas and what `check` says; the snippets of CI in the docs
	@sh tests/setup build tools
	@BUILD=$(BUILD) build/tools/bin/python tests/precommit/formats.py

PARTS ?= 8
MINUTES ?= 3
.PHONY: check-recorded
check-recorded: ## one of PARTS of the recorded cases, another each day, against the real Dagster; at most MINUTES
	@sh tests/setup oracle
	@PYTHONTZPATH=$(CURDIR)/tests/zones .oracle/bin/python tests/oracle/record.py --check --part $(PARTS) --minutes $(MINUTES)

.PHONY: conformance
conformance: ## records the cases of tests/oracle anew from the real Dagster and shows what differs
	@sh tests/setup oracle
	@sh tests/oracle/conformance

.PHONY: bench
bench: all ## everything that has a floor or a peer, in pairs; writes docs/performance.md and its plots
	@sh tests/setup build bench
	@sh tests/bench/run

SHARE = $(DESTDIR)$(PREFIX)/share
.PHONY: install
install: all ## to PREFIX, by default /usr/local; DESTDIR is honoured
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BUILD)/dbtplan $(DESTDIR)$(PREFIX)/bin/dbtplan
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d
	$(BUILD)/dbtplan manual >$(SHARE)/man/man1/dbtplan.1
	$(BUILD)/dbtplan completion bash >$(SHARE)/bash-completion/completions/dbtplan
	$(BUILD)/dbtplan completion zsh >$(SHARE)/zsh/site-functions/_dbtplan
	$(BUILD)/dbtplan completion fish >$(SHARE)/fish/vendor_completions.d/dbtplan.fish

VERSION := $(shell sed -n 's/^.define DBTPLAN_VERSION "\(.*\)"/\1/p' runtime/core/version.h)
EPOCH = $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct))
.PHONY: dist
dist: ## build/dist: the committed tree as a source archive, the static program and a wheel, the same bytes each time
	@sh tests/setup build tools git
	@VERSION=$(VERSION) OUT=$(OUT) SOURCE_DATE_EPOCH=$(EPOCH) sh packaging/dist

.PHONY: check-dist
check-dist: ## builds all of it twice, compares, and runs each in a clean root
	@sh tests/setup build tools git
	@sh tests/dist

.PHONY: clean
clean: ## removes what was built; .venv and .oracle stay
	rm -rf build

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1 \2/p' Makefile | awk '{ name = $$2; $$1 = $$2 = ""; printf "  make %-16s%s\n", name, $$0 }'
	@echo
	@echo '  DEVELOPER=1                    all warnings, as errors (gcc and clang)'
	@echo '  SANITIZE=address,undefined     into build/sanitize, with the sanitizers'
	@echo '  V=1                            each command in full'
	@echo '  CC, CFLAGS, LDFLAGS, BUILD     as usual; BUILD is the folder of the build'
	@echo
	@echo 'Needs a C compiler, pkg-config, libyaml, PCRE2, utf8proc; the tests also cmocka, dash, bash and Python 3.10.'
	@echo 'On macOS: brew install pkg-config libyaml pcre2 utf8proc cmocka dash bash'
