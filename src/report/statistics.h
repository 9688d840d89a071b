/* statistics.h: what many sessions have in common, counted. */
#ifndef HELOISE_REPORT_STATISTICS_H
#define HELOISE_REPORT_STATISTICS_H

#include "index/index.h"

/* How often each of a few words was met, in the order in which they came up. */
enum { TALLY_WORDS = 16 };

struct tally {
    const char *words[TALLY_WORDS]; /* static strings */
    uint64_t counts[TALLY_WORDS];
    size_t size;
};

struct statistics {
    uint64_t sessions, packets;
    uint64_t octets[2], lost[2]; /* by enum side */
    struct tally protocols, tls, endings, verdicts, transactions;
    uint64_t recipients, recipients_refused, recipients_deferred;
    uint64_t messages, messages_incomplete, message_octets;
    struct moment start, end;
    duration longest;
};

void statistics_add(struct statistics *statistics, const struct summary *summary);

#endif
