/* deliver.h: one message to one server, over SMTP or LMTP, and what became of it for each
 * recipient. */
#ifndef HELOISE_LIVE_DELIVER_H
#define HELOISE_LIVE_DELIVER_H

#include "live/entry.h"

enum deliver_stage {
#define STAGE(id, word) DELIVER_##id,
#include "live/stages.def"
#undef STAGE
    DELIVER_STAGES
};

/* The stage with this name; DELIVER_STAGES: none. */
enum deliver_stage deliver_stage_find(const char *word);

struct delivery {
    const struct target *target;
    struct entry entry;
    const char *sender; /* empty: the null reverse-path */
    const char *const *recipients;
    size_t recipient_count;
    struct slice content; /* as it is to be kept: lines end in CRLF */
    bool pipeline;        /* where the server offers it */
    bool chunking;
    enum deliver_stage quit_after, drop_after; /* DELIVER_STAGES: never */
};

/* Delivers, and leaves with QUIT. True: all recipients were accepted, or it stopped where it was
 * told to. False with `error` filled: ERROR_REFUSED when one was refused, ERROR_TEMPORARY when one
 * was deferred, or what became of it is not known; as the functions of entry.h and authenticate.h
 * else. Verdicts stand in the summary of caller_row(). */
bool deliver(struct caller *caller, const struct delivery *delivery, struct error *error);

#endif
