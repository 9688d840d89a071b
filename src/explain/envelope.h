/* envelope.h: the envelope of a message, read from what was said before it. For the files of this
 * room. */
#ifndef HELOISE_EXPLAIN_ENVELOPE_H
#define HELOISE_EXPLAIN_ENVELOPE_H

#include "base/arena.h"
#include "session/transcript.h"

enum { ENVELOPE_RECIPIENTS = 1000 }; /* that are kept */

struct envelope {
    bool known;               /* all of it was seen: no octet is missing since MAIL */
    struct slice sender;      /* size 0: the null sender */
    struct slice *recipients; /* those that the server took */
    size_t count;
};

/* Reads the envelope of the message with this number. False when memory ran out; `known` is false
 * where there is none, as in POP3. */
bool envelope_read(const struct transcript *transcript, uint32_t message, struct arena *arena,
                   struct envelope *envelope);

#endif
