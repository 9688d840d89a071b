# How Heloise is tested: everything is a program that prints TAP, and one `prove` runs them all.
#
#   tests/unit/test_*.c      cmocka, one program for each source; linked with the library
#   tests/property/*.c       properties over every capture at hand, seeded
#                            (a .c without main, in any of the three folders, helps the others)
#   tests/fuzz/fuzz_*.c      libFuzzer targets (make fuzz)
#   tests/bench/             what is measured (make bench); traffic/ generates captures for it, and
#                            knows what they hold
#   tests/**/*.t             scripts of any language
#
# What a person may set:
#   TESTS=…              run only these (programs of BUILD/tests, scripts)
#   HELOISE_MUTANTS=50   mutants for each capture in property tests; check-long: 1000
#   FUZZ_SECONDS=60      how long each fuzzer runs
# What a test finds in its environment: HELOISE (the program), HELOISE_BUILD (what was built),
# HELOISE_SCRATCH (a folder for scratch files), HELOISE_MAKE (make with the flags of this run),
# HELOISE_MUTANTS; HELOISE_LONG in check-long, HELOISE_SANITIZE under make asan. It runs in the root
# of the project.

FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
TEST_SCRIPTS := $(sort $(wildcard tests/*.t tests/*/*.t))
TEST_SOURCES := $(sort $(shell grep -lw '^int main' $(wildcard tests/unit/*.c tests/property/*.c) /dev/null))
TEST_HELPERS := $(sort $(filter-out $(TEST_SOURCES) $(FUZZ_SOURCES),\
                       $(wildcard tests/unit/*.c tests/property/*.c tests/fuzz/*.c)))

BENCH_SOURCES := $(sort $(wildcard tests/bench/*.c tests/bench/traffic/*.c))

TEST_PROGRAMS  := $(TEST_SOURCES:%.c=$(BUILD)/%)
FUZZERS        := $(FUZZ_SOURCES:%.c=$(BUILD)/%)
HELPERS        := $(BUILD)/tests/helpers.a
BENCH_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(filter-out tests/bench/traffic/%,$(BENCH_SOURCES))) \
                  $(BUILD)/tests/bench/generate

$(TEST_PROGRAMS): %: %.o $(HELPERS) $(SCREENS) $(LIBRARY)
	$(call say,LINK,$@)$(LINK) $(ALONE_LINK) -o $@ $^ $(TEST_LIBS)

$(FUZZERS): %: %.o $(HELPERS) $(LIBRARY)
	$(call say,LINK,$@)$(LINK) -fsanitize=fuzzer -o $@ $^

$(BENCH_PROGRAMS):
	$(call say,LINK,$@)$(LINK) $(ALONE_LINK) -o $@ $^ $(TEST_LIBS)

$(filter-out %/generate,$(BENCH_PROGRAMS)): %: %.o $(LIBRARY)
$(BUILD)/tests/bench/generate: $(call objects,$(filter tests/bench/traffic/%,$(BENCH_SOURCES)))

$(HELPERS): $(call objects,$(TEST_HELPERS)) $(BUILD)/tests/sources
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(eval $(call stamp,$(BUILD)/tests/sources,$$(TEST_HELPERS)))

-include $(patsubst %.c,$(BUILD)/%.d,$(TEST_SOURCES) $(TEST_HELPERS) $(FUZZ_SOURCES) \
                                     $(BENCH_SOURCES))

# ---- Check --------------------------------------------------------------------------------------

TESTS ?= $(TEST_PROGRAMS) $(TEST_SCRIPTS)
HELOISE_MUTANTS ?= 50
PROVE := prove --timer --jobs $(shell nproc) --exec tests/tools/run-test $(if $(V),--verbose)

.PHONY: check test tests check-long
check: test                     ## install what is missing, build, run every test

tests: $(PROGRAM) $(TEST_PROGRAMS) $(BENCH_PROGRAMS) ## build the test programs as well

test: tests
	@mkdir -p $(BUILD)/scratch
	@CMOCKA_MESSAGE_OUTPUT=TAP HELOISE=$(abspath $(PROGRAM)) HELOISE_BUILD=$(abspath $(BUILD)) \
	 HELOISE_SCRATCH=$(abspath $(BUILD))/scratch \
	 HELOISE_MAKE='$(MAKE_COMMAND) $(MAKEOVERRIDES)' HELOISE_MUTANTS=$(HELOISE_MUTANTS) \
	 HELOISE_SANITIZE=$(SANITIZE) $(PROVE) $(TESTS)

check-long: export HELOISE_LONG = 1
check-long: export HELOISE_TIMEOUT = 1800
check-long: HELOISE_MUTANTS = 1000
check-long: test                ## check with 1000 mutants and the set-up proof, asan, fuzz, bench
	$(MAKE) asan
	$(MAKE) fuzz
	$(MAKE) bench

# ---- Other builds of the same tree --------------------------------------------------------------

FUZZ_SECONDS ?= 60
SANITIZERS := address,undefined

.PHONY: asan fuzz run-fuzzers coverage bench
asan: | install-packages        ## run the tests under ASan and UBSan (built in BUILD/asan)
	$(MAKE) BUILD=$(BUILD)/asan SANITIZE=$(SANITIZERS) test

fuzz: | install-packages        ## run each libFuzzer target for FUZZ_SECONDS
	$(MAKE) BUILD=$(BUILD)/fuzz CC=clang SANITIZE=fuzzer-no-link,$(SANITIZERS) run-fuzzers

run-fuzzers: $(FUZZERS:%=%.run)

# New inputs go to a scratch corpus under BUILD; what they found worth keeping is committed by hand.
$(FUZZERS:%=%.run): %.run: %
	@mkdir -p $*.corpus $(wildcard tests/fuzz/corpus) $(@D)/found
	@echo '$(notdir $*): $(FUZZ_SECONDS) s'
	@$* -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
	    -verbosity=0 -artifact_prefix=$(@D)/found/ \
	    $*.corpus $(wildcard tests/fuzz/corpus/$(patsubst fuzz_%,%,$(notdir $*)))

coverage: | install-packages    ## run the tests, count the lines they reach: BUILD/coverage
	$(MAKE) BUILD=$(BUILD)/coverage DEBUG=1 CFLAGS='$(CFLAGS) --coverage' test
	gcovr --root . --filter src/ --filter capture/ --filter ui/ --print-summary --txt \
	      --html-details $(BUILD)/coverage/index.html $(BUILD)/coverage

# Both always run; a limit that is passed, or a count that is wrong, fails at the end.
bench: export HELOISE = $(abspath $(PROGRAM))
bench: export HELOISE_BUILD = $(abspath $(BUILD))
bench: $(PROGRAM) $(BENCH_PROGRAMS) | install-packages ## measure speed, memory and latency
	@status=0; for bench in table latency; do tests/bench/$$bench || status=1; done; exit $$status

# ---- Lint ---------------------------------------------------------------------------------------

C_FILES := $(sort $(wildcard $(addsuffix *.[ch],$(ROOMS) src/ src/command/ ui/ \
                                                $(wildcard ui/*/ tests/*/ tests/*/*/))))
LINTED  := $(LIBRARY_SOURCES) $(SCREEN_SOURCES) $(PROGRAM_SOURCES)
SCRIPTS  = $(shell grep -lE '^\#!.*\b(ba|da)?sh\b' .ci/run tests/tools/* $(TEST_SCRIPTS) \
                                                   $(wildcard tests/*/*.sh samples/*/*))

.PHONY: lint lint-format lint-cppcheck lint-scripts
lint: lint-format lint-cppcheck lint-scripts $(LINTED:%.c=$(BUILD)/%.tidy) ## style and static analysis

lint-format: | install-packages
	$(call say,LINT,clang-format)clang-format --dry-run -Werror $(C_FILES)

# Not asked of cppcheck 2.10: leaks (it loses a pointer that is stored in a compound literal;
# clang-tidy's analyser and LeakSanitizer do not), and C17 that it cannot read.
lint-cppcheck: | install-packages
	$(call say,LINT,cppcheck)cppcheck --quiet --std=c11 --enable=warning,performance,portability \
	    --inline-suppr --suppress=missingIncludeSystem --suppress=memleak \
	    --suppress=internalAstError --error-exitcode=1 \
	    -D_GNU_SOURCE -Isrc -I. $(LINTED)

lint-scripts: | install-packages
	$(call say,LINT,shellcheck)shellcheck $(SCRIPTS)

# After the object, and so again whenever a header of the source has changed.
$(BUILD)/%.tidy: %.c $(BUILD)/%.o .clang-tidy
	$(call say,LINT,$<)clang-tidy --quiet --warnings-as-errors='*' $< -- $(STANDARD) $(HEADERS) 2>$@.log || \
	    { cat $@.log; exit 1; }
	@touch $@
