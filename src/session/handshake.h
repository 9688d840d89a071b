/* handshake.h: how a connection was opened, gathered from its first packets.
 *
 *     client SYN ... SYN (again)          last_syn
 *     server               SYN-ACK        first_answer
 *     client                      ACK     accepted: the connection stands
 *
 * A value of a few words, so that a flow that says nothing costs no more. */
#ifndef HELOISE_SESSION_HANDSHAKE_H
#define HELOISE_SESSION_HANDSHAKE_H

#include "session/event.h"

/* Zeroed: nothing was seen. */
struct handshake {
    struct moment first_syn, last_syn, first_answer, last_answer, accepted;
    uint64_t packet; /* of the first of them */
    uint32_t syns, answers;
    bool is_accepted;
};

/* Takes a notice. False when it is none of the handshake's. */
bool handshake_notice(struct handshake *handshake, enum side side, struct moment moment,
                      enum notice_kind kind, struct place place);

/* Whether a SYN of either side was seen. */
static inline bool handshake_seen(const struct handshake *handshake) {
    return handshake->syns + handshake->answers > 0;
}

/* The connect event, but for its number and side. */
struct event handshake_event(const struct handshake *handshake);

#endif
