/* hearing.h: which replies came, which are still to come, and what is waited for. For live/ alone.
 */
#ifndef HELOISE_LIVE_HEARING_H
#define HELOISE_LIVE_HEARING_H

#include "live/patience.h"
#include "session/transcript.h"

struct hearing {
    uint32_t *came; /* numbers of replies and junk of the server, in order */
    size_t count, room, taken;
    size_t owed;       /* replies that what was said will get */
    size_t messages;   /* of the server, whole, that nobody asked for yet */
    size_t recipients; /* accepted ones: LMTP answers the content for each */
    bool each;         /* it is LMTP */
    enum patience awaited;
};

/* The greeting is owed. */
void hearing_begin(struct hearing *hearing, const struct protocol *protocol);
void hearing_clear(struct hearing *hearing);

/* Takes an event of either side; `transcript` has it and those before. False when memory ran out.
 */
bool hearing_take(struct hearing *hearing, const struct transcript *transcript,
                  const struct event *event);

/* Whether a reply came that nobody took. */
bool hearing_waits(const struct hearing *hearing);

/* The number of the next one that waits; and that it was taken. */
uint32_t hearing_next(const struct hearing *hearing);
void hearing_taken(struct hearing *hearing, const struct event *event);

/* Nothing is owed any more. */
void hearing_forget(struct hearing *hearing);

#endif
