#include "command/progress.h"

#include "base/text.h"
#include "base/words.h"

#include <time.h>
#include <unistd.h>

static struct moment now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (struct moment){time.tv_sec * DURATION_SECOND + time.tv_nsec};
}

struct progress progress_begin(bool quiet) {
    bool wanted = !quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
    return (struct progress){.wanted = wanted, .last = now()};
}

void progress_show(struct progress *progress, const char *file, const struct index *index) {
    if (!progress->wanted || moment_since(now(), progress->last) < DURATION_SECOND / 2)
        return;
    struct index_totals totals = index_totals(index);
    struct writer line = writer_to(STDERR_FILENO);
    writer_string(&line, "\r");
    if (totals.size > 0)
        SAY(&line, _("{file}: {percent}%, {sessions} sessions"), WORD("file", file),
            WORD_NUMBER("percent", totals.position / (totals.size / 100 + 1)),
            WORD_NUMBER("sessions", totals.sessions));
    else
        SAY(&line, _("{file}: {packets} packets, {sessions} sessions"), WORD("file", file),
            WORD_NUMBER("packets", totals.packets), WORD_NUMBER("sessions", totals.sessions));
    writer_string(&line, "\033[K");
    (void)writer_flush(&line);
    writer_free(&line);
    progress->last = now();
    progress->shown = true;
}

void progress_end(struct progress *progress) {
    if (progress->shown)
        (void)!write(STDERR_FILENO, "\r\033[K", 4);
    progress->shown = false;
}
