/* density.h: how many sessions began when, and what became of them: the rows that are shown,
 * counted by time, a slice at a time. */
#ifndef HELOISE_UI_DENSITY_H
#define HELOISE_UI_DENSITY_H

#include "ui/view.h"

/* Spans of time that are told apart at most. */
enum { DENSITY_SPANS = 512 };

struct density_map {
    struct moment start, end;       /* of the first and the last session */
    size_t spans;                   /* equal parts of that time */
    uint32_t counts[DENSITY_SPANS]; /* sessions that began in each */
    uint8_t worst[DENSITY_SPANS];   /* enum verdict of the worst of them */
    uint32_t most;                  /* in one span */
    size_t sessions;                /* in all */
};

struct density {
    struct density_map shown, making;
    size_t at, count; /* places seen, of so many */
    enum { DENSITY_IDLE, DENSITY_RANGING, DENSITY_COUNTING } state;
    struct moment begun; /* by clock_now() */
    struct density_stamp {
        uint64_t revision, done;
        size_t count, spans;
    } stamp; /* of what is shown or being made */
};

/* Goes on until then, by clock_now(), counting in `spans` spans. True: there is more to do;
 * `*ready` when `shown` has become another. */
bool density_step(struct density *density, const struct view *view, const struct model *model,
                  size_t spans, struct moment until, bool *ready);

#endif
