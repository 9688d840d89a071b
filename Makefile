# Heloise: how it is built and installed; how it is tested stands in tests/check.mk.
# GNU make, one pass, no recursion into folders. `make help` lists the targets.
#
# What a person may set:
#   CC, CFLAGS, LDFLAGS   compiler; flags that come after our own
#   BUILD=build           folder for what is built; with another folder the program is BUILD/heloise
#   PREFIX, DESTDIR       where `make install` puts things
#   DEBUG=1               no optimisation
#   WERROR=1              warnings are errors, as in CI
#   SANITIZE=address,…    compile and link with -fsanitize
#   V=1                   show whole command lines

MAKEFLAGS += --no-builtin-rules
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SECONDARY:

ifeq ($(origin CC),default)
CC := gcc
endif
BUILD  ?= build
PREFIX ?= /usr/local

# ---- Flags --------------------------------------------------------------------------------------

STANDARD := -std=c17 -D_GNU_SOURCE -Isrc -I.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion $(if $(WERROR),-Werror)
FORTIFY  := $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
OPTIMISE := $(if $(DEBUG),-O0 -g3,-O3 -g $(FORTIFY))
HARDEN   := -fPIE -fstack-protector-strong
INSTRUMENT := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
                               -fno-omit-frame-pointer)
# The program is optimised across files, which saves a seventh of its time; tests link the same objects
# without. gcc alone writes objects that serve both.
comma       := ,
GCC         := $(if $(SANITIZE)$(DEBUG),,$(findstring Free Software,$(shell $(CC) --version)))
ACROSS      := $(if $(GCC),-flto -ffat-lto-objects)
# For x86-64 gcc fills and copies structures by `rep stos` and `rep movs`, which cost more to begin than
# the few lines of cache that an event takes; in a loop of vectors they cost what they write.
ifneq ($(and $(GCC),$(filter x86_64-%,$(shell $(CC) -dumpmachine))),)
ACROSS      += $(foreach way,memset memcpy,-m$(way)-strategy=vector_loop:512:noalign$(comma)libcall:-1:noalign)
endif
# What a session needs of the code is more than the processor's cache for code holds: no octets to align
# jumps and loops, and no detour on the way to the C library.
ACROSS      += $(if $(GCC),-falign-jumps=1 -falign-loops=1 -falign-labels=1 -fno-plt)
ACROSS_LINK := $(if $(GCC),-O3 -flto=auto)
ALONE_LINK  := $(if $(GCC),-fno-lto)
HARDEN_LINK := -pie -Wl,-z,relro,-z,now,--as-needed

COMPILE = $(strip $(CC) $(STANDARD) $(WARNINGS) $(OPTIMISE) $(ACROSS) $(HARDEN) $(INSTRUMENT) \
                  $(CFLAGS))
LINK    = $(strip $(CC) $(HARDEN) $(INSTRUMENT) $(CFLAGS) $(HARDEN_LINK) $(LDFLAGS))

# The program is linked with libc and curses alone; the latter costs a start 0.13 ms. What else a run
# may need is bound late (base/library.h), and costs nothing at the start of the others. pkg-config is
# asked when its answer is first needed and not before: it may have to be installed first.
CURSES    = $(eval CURSES := $(shell pkg-config --libs ncursesw))$(CURSES)
TEST_LIBS = $(eval TEST_LIBS := $(shell pkg-config --libs cmocka libpcap libarchive libcrypto))$(TEST_LIBS)
GMIME     = $(eval GMIME := $(subst -I,-isystem ,$(shell pkg-config --cflags gmime-3.0)))$(GMIME)

# ---- Sources ------------------------------------------------------------------------------------

ROOMS := $(sort $(filter-out src/command/,$(wildcard src/*/))) capture/
LIBRARY_SOURCES := $(sort $(wildcard $(ROOMS:%=%*.c)))
SCREEN_SOURCES  := $(sort $(wildcard ui/*.c ui/*/*.c))
PROGRAM_SOURCES := $(sort $(wildcard src/main.c src/command/*.c))

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libheloise.a
SCREENS := $(BUILD)/libscreens.a
PROGRAM := $(if $(filter build,$(BUILD)),./heloise,$(BUILD)/heloise)

# ---- Build --------------------------------------------------------------------------------------

# What a recipe prints before it runs: `CC  src/base/slice.c`, or the whole command under V=1.
say = $(if $(V),,@printf '%-5s %s\n' '$(1)' '$(2)';)

.PHONY: all lib
all: $(PROGRAM)                 ## build ./heloise
lib: $(LIBRARY)                 ## build the library alone

$(PROGRAM): $(call objects,$(PROGRAM_SOURCES)) $(SCREENS) $(LIBRARY)
	$(call say,LINK,$@)$(LINK) $(ACROSS_LINK) -o $@ $^ $(CURSES)

$(LIBRARY): $(call objects,$(LIBRARY_SOURCES)) $(BUILD)/sources
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(SCREENS): $(call objects,$(SCREEN_SOURCES)) $(BUILD)/screens
	$(call say,AR,$@)rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(BUILD)/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)$(COMPILE) $(HEADERS) -MMD -MP -c -o $@ $<

$(BUILD)/src/message/%: private HEADERS = $(GMIME)

# Where samples are, should the program not find them from where it stands. One file knows: another
# PREFIX builds no more than that anew.
$(BUILD)/src/index/samples.o: private HEADERS = -DHELOISE_PREFIX='"$(PREFIX)"'
$(BUILD)/src/index/samples.o: $(BUILD)/prefix

# Stamps. Each holds a text and is written anew only when the text changes, so that another
# compiler or flag builds everything again, a source that went away leaves the library, and an
# up-to-date tree builds nothing.
quoted = '$(subst ','\'',$(1))'
define stamp
ifneq ($$(strip $$(file <$(1))),$$(strip $(2)))
$(1): FORCE
endif
$(1): $(3)
	@mkdir -p $$(@D)
	@printf '%s\n' $$(call quoted,$$(strip $(2))) >$$@
endef
.PHONY: FORCE
FORCE:
$(eval $(call stamp,$(BUILD)/flags,$$(COMPILE) $$(LDFLAGS),$$(BEFORE_BUILD)))
$(eval $(call stamp,$(BUILD)/sources,$$(LIBRARY_SOURCES)))
$(eval $(call stamp,$(BUILD)/prefix,$$(PREFIX)))
$(eval $(call stamp,$(BUILD)/screens,$$(SCREEN_SOURCES)))

-include $(patsubst %.c,$(BUILD)/%.d,$(LIBRARY_SOURCES) $(SCREEN_SOURCES) $(PROGRAM_SOURCES))

# ---- Run ----------------------------------------------------------------------------------------

SAMPLE ?= samples/one-refused.pcap

.PHONY: run packages install-packages
run: $(PROGRAM)                 ## install what is missing, build, open a sample (SAMPLE=FILE)
	$(PROGRAM) open $(SAMPLE)

packages:                       ## print the Debian packages that are needed, and what for
	@cat docs/packages.tsv

# These goals install the packages that they need, where some are missing; the others never call apt.
PACKAGES_run              := build
PACKAGES_install-packages := build
PACKAGES_picture          := build check
PACKAGES_check            := build check aside
PACKAGES_check-long       := build check aside bench ci tools
PACKAGES_asan             := build check aside
PACKAGES_bench            := build check bench
PACKAGES_coverage         := build check tools
PACKAGES_fuzz             := build ci tools
PACKAGES_lint             := build check tools
PACKAGE_SETS := $(sort $(foreach goal,$(MAKECMDGOALS),$(PACKAGES_$(goal))))

install-packages:               ## install what building needs
	@tests/tools/install-packages $(PACKAGE_SETS)
ifneq ($(PACKAGE_SETS),)
$(BUILD)/flags: | install-packages
endif

# ---- Pictures ----------------------------------------------------------------------------------

# Those of one day, so that time is seen.
PICTURED := $(filter-out samples/rejected% samples/silent% samples/unreachable% \
                         samples/path-mtu% samples/starttls-reset% samples/zero-window%,$(sort $(wildcard samples/*.pcap)))

.PHONY: picture
picture: $(PROGRAM)             ## draw the pictures of README.md anew
	HELOISE=$(PROGRAM) tests/tools/picture 120x36 samples/one-refused.pcap -- Enter e >docs/screen.svg
	HELOISE=$(PROGRAM) tests/tools/picture 120x36 samples/pipelining.pcap -- Enter v 1 / 550 Enter >docs/ladder.svg
	HELOISE=$(PROGRAM) tests/tools/picture 120x36 samples/delivery.pcap samples/one-refused.pcap -- \
	    D j D >docs/comparison.svg
	HELOISE=$(PROGRAM) tests/tools/picture 120x36 $(PICTURED) -- Space j j Space >docs/list.svg

# ---- Install ------------------------------------------------------------------------------------

BIN_DIR   = $(DESTDIR)$(PREFIX)/bin
SHARE_DIR = $(DESTDIR)$(PREFIX)/share
SAMPLES   := $(wildcard samples/*.pcapng samples/*.pcap samples/*.md)
DOCUMENTS := $(wildcard README.md CHANGELOG.md LICENSE)

# What the program writes about itself, at its place under PREFIX/share.
MANUAL := man/man1/heloise.1
BASH   := bash-completion/completions/heloise
ZSH    := zsh/site-functions/_heloise
FISH   := fish/vendor_completions.d/heloise.fish
GENERATED := $(MANUAL) $(BASH) $(ZSH) $(FISH)

$(BUILD)/share/$(MANUAL): private WHAT = man
$(BUILD)/share/$(BASH):   private WHAT = bash
$(BUILD)/share/$(ZSH):    private WHAT = zsh
$(BUILD)/share/$(FISH):   private WHAT = fish
$(GENERATED:%=$(BUILD)/share/%): $(PROGRAM)
	@mkdir -p $(@D)
	$(call say,MAKE,$@)$(PROGRAM) --generate $(WHAT) >$@

.PHONY: install uninstall clean help
install: $(PROGRAM) $(GENERATED:%=$(BUILD)/share/%) ## install under $(DESTDIR)$(PREFIX)
	install -d $(BIN_DIR) $(SHARE_DIR)/heloise/samples $(SHARE_DIR)/doc/heloise
	install -m 755 $(PROGRAM) $(BIN_DIR)/heloise
	$(if $(SAMPLES),install -m 644 $(SAMPLES) $(SHARE_DIR)/heloise/samples)
	$(if $(DOCUMENTS),install -m 644 $(DOCUMENTS) $(SHARE_DIR)/doc/heloise)
	$(foreach file,$(GENERATED),install -D -m 644 $(BUILD)/share/$(file) $(SHARE_DIR)/$(file) && ):

uninstall:                      ## remove what install put there
	rm -f $(BIN_DIR)/heloise $(GENERATED:%=$(SHARE_DIR)/%)
	rm -rf $(SHARE_DIR)/heloise $(SHARE_DIR)/doc/heloise

clean:                          ## remove everything that was built
	rm -rf $(BUILD) $(PROGRAM)

help:                           ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 20

include tests/check.mk
