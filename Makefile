# Heloise: how it is built, tested and installed. `make help` lists the targets.
#
# GNU make, one pass, no recursion. What a person may set:
#   CC, CFLAGS, LDFLAGS   compiler, additional flags
#   BUILD                 folder for objects (default: build); any other folder keeps its own ./heloise
#   PREFIX, DESTDIR       where `make install` puts things
#   DEBUG=1               no optimisation, all assertions
#   WERROR=1              warnings are errors, as in CI
#   V=1                   show whole command lines

BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

ifeq ($(origin CC),default)
CC := gcc
endif

# ---- Flags --------------------------------------------------------------------------------------

STANDARD := -std=c17 -D_GNU_SOURCE -Isrc -I.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(if $(WERROR),-Werror)
OPTIMISE := $(if $(DEBUG),-O0 -g3,-O2 -g -D_FORTIFY_SOURCE=2)
HARDEN   := -fPIE -fstack-protector-strong
LINK     := -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed

COMPILE = $(CC) $(STANDARD) $(WARNINGS) $(OPTIMISE) $(HARDEN) $(CFLAGS)
LIBS      = $(shell pkg-config --libs libarchive libcrypto)
TEST_LIBS = $(shell pkg-config --libs cmocka libpcap)

# ---- Sources ------------------------------------------------------------------------------------

ROOMS := base facts session protocol tls explain message diagnose index report net live practice
LIBRARY_SOURCES := $(wildcard $(ROOMS:%=src/%/*.c) capture/*.c)
PROGRAM_SOURCES := $(wildcard src/main.c src/command/*.c ui/*.c)
UNIT_SOURCES     := $(wildcard tests/unit/test_*.c)
PROPERTY_SOURCES := $(wildcard tests/property/*.c)

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libheloise.a
PROGRAM := $(if $(filter build,$(BUILD)),heloise,$(BUILD)/heloise)
UNIT     := $(UNIT_SOURCES:%.c=$(BUILD)/%)
PROPERTY := $(PROPERTY_SOURCES:%.c=$(BUILD)/%)

# ---- Build --------------------------------------------------------------------------------------

quiet = $(if $(V),,@printf '%-8s %s\n' '$(1)' '$(2)';)

.PHONY: all lib tests
all: $(PROGRAM)          ## build ./heloise
lib: $(LIBRARY)          ## build the library alone
tests: $(UNIT) $(PROPERTY) ## build the test programs

$(PROGRAM): $(call objects,$(PROGRAM_SOURCES)) $(LIBRARY)
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS)

$(LIBRARY): $(call objects,$(LIBRARY_SOURCES))
	$(call quiet,AR,$@)rm -f $@ && ar rcs $@ $^

$(UNIT) $(PROPERTY): %: %.o $(LIBRARY)
	$(call quiet,LINK,$@)$(CC) $(CFLAGS) $(LINK) $(LDFLAGS) -o $@ $^ $(LIBS) $(TEST_LIBS)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call quiet,CC,$<)$(COMPILE) -MMD -MP -c -o $@ $<

# Changes only when the flags do, so that CC=clang compiles everything again.
.PHONY: FORCE
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(COMPILE)' | cmp -s - $@ || echo '$(COMPILE)' > $@

-include $(patsubst %.c,$(BUILD)/%.d,$(LIBRARY_SOURCES) $(PROGRAM_SOURCES) $(UNIT_SOURCES) $(PROPERTY_SOURCES))

# ---- Test ---------------------------------------------------------------------------------------

.PHONY: check
check: $(UNIT) $(PROPERTY) $(if $(PROGRAM_SOURCES),$(PROGRAM)) ## run every test
	CMOCKA_MESSAGE_OUTPUT=TAP HELOISE=$(PROGRAM) prove $(UNIT) $(PROPERTY)

.PHONY: clean
clean:                   ## remove what was built
	rm -rf $(BUILD) $(PROGRAM)
