#include "command/progress.h"

#include "base/text.h"
#include "base/words.h"
#include "index/clock.h"

#include <unistd.h>

struct progress progress_begin(bool quiet) {
    bool wanted = !quiet && isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO);
    return (struct progress){.wanted = wanted, .last = clock_now()};
}

void progress_show(struct progress *progress, const char *file, const struct index *index) {
    if (!progress->wanted || moment_since(clock_now(), progress->last) < DURATION_SECOND / 2)
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
    progress->last = clock_now();
    progress->shown = true;
}

void progress_end(struct progress *progress) {
    if (progress->shown)
        (void)!write(STDERR_FILENO, "\r\033[K", 4);
    progress->shown = false;
}
