/* settings.h: what was asked for on the command line. */
#ifndef HELOISE_BENCH_SETTINGS_H
#define HELOISE_BENCH_SETTINGS_H

#include "profile.h"

struct settings {
    const char *capture, *truth; /* files to write */
    uint64_t size;               /* of the capture, octets; it becomes a little larger */
    uint64_t seed;
    unsigned at_once; /* connections */
    enum profile_name profile;
    uint32_t rates[RATES]; /* millionths */
};

/* False, and a line on stderr, when the command line cannot be understood. */
bool settings_read(struct settings *settings, int argc, char **argv);

#endif
