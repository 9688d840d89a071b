/* progress.h: how far reading has come, on stderr, for a person who would otherwise see nothing. */
#ifndef HELOISE_COMMAND_PROGRESS_H
#define HELOISE_COMMAND_PROGRESS_H

#include "base/moment.h"
#include "index/index.h"

struct progress {
    bool wanted;
    bool shown;
    struct moment last; /* on the monotonic clock */
};

/* Wanted where stderr is a terminal and stdout is none. */
struct progress progress_begin(bool quiet);

/* Shows it anew when a while has passed; `file`: what is being read. */
void progress_show(struct progress *progress, const char *file, const struct index *index);

/* Takes it off the screen. */
void progress_end(struct progress *progress);

#endif
