/* statistics.h: what many sessions have in common, counted. */
#ifndef HELOISE_REPORT_STATISTICS_H
#define HELOISE_REPORT_STATISTICS_H

#include "index/index.h"
#include "report/canvas.h"
#include "report/report.h"
#include "report/spread.h"
#include "report/tally.h"

/* What is counted by its words: the rows of statistics.def. */
enum counted_kind {
#define COUNTED(name, title, filter) COUNTED_##name,
#include "report/statistics.def"
#undef COUNTED
    COUNTED_KINDS
};

/* Commands whose latencies are told apart; past it those of further ones are left out. */
enum { LATENCY_KINDS = 48 };

struct latencies {
    struct slice verb;     /* of the command, or "message": the reply after its end; in the arena of
                              the statistics */
    struct spread *spread; /* owned */
};

/* Zeroed: empty. */
struct statistics {
    uint64_t sessions, packets;
    uint64_t octets[2], lost[2]; /* by enum side */
    struct tally counted[COUNTED_KINDS];
    uint64_t recipients, recipients_refused, recipients_deferred;
    uint64_t messages, messages_incomplete, message_octets;
    struct moment start, end;
    duration longest;
    struct latencies latencies[LATENCY_KINDS];
    size_t latency_count;
    uint64_t heard; /* sessions whose events were counted */
    struct arena arena;
};

/* Counts what the summary of a session tells; what its events do. */
void statistics_add(struct statistics *statistics, const struct summary *summary);
void statistics_hear(struct statistics *statistics, const struct transcript *transcript);

void statistics_clear(struct statistics *statistics);

/* Draws them; each bar has a mark of its own, which statistics_filter() takes. */
void statistics_draw(const struct statistics *statistics, struct canvas *canvas,
                     const struct report_options *options);

/* Writes the filter for the sessions that a bar stands for. False: there is none. */
bool statistics_filter(const struct statistics *statistics, uint32_t mark, struct writer *writer);

#endif
