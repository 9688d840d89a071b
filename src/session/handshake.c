#include "session/handshake.h"

static void count(uint32_t *counter) {
    *counter += *counter < UINT32_MAX;
}

static void take_syn(struct handshake *handshake, struct moment moment) {
    if (handshake->syns == 0)
        handshake->first_syn = moment;
    handshake->last_syn = moment;
    count(&handshake->syns);
}

static void take_answer(struct handshake *handshake, struct moment moment) {
    if (handshake->answers == 0)
        handshake->first_answer = moment;
    handshake->last_answer = moment;
    count(&handshake->answers);
}

bool handshake_notice(struct handshake *handshake, enum side side, struct moment moment,
                      enum notice_kind kind, struct place place) {
    if (kind != NOTICE_SYN && kind != NOTICE_ACCEPTED)
        return false;
    if (!handshake_seen(handshake) && !handshake->is_accepted)
        handshake->packet = place.packet;
    if (kind == NOTICE_ACCEPTED) {
        handshake->accepted = moment;
        handshake->is_accepted = true;
    } else if (side == SIDE_CLIENT) {
        take_syn(handshake, moment);
    } else {
        take_answer(handshake, moment);
    }
    return true;
}

/* When the first and the last packet of it were captured. */
static struct moment begin(const struct handshake *handshake) {
    if (handshake->syns > 0)
        return handshake->first_syn;
    return handshake->answers > 0 ? handshake->first_answer : handshake->accepted;
}

static struct moment end(const struct handshake *handshake) {
    struct moment last = begin(handshake);
    if (handshake->syns > 0)
        last = moment_later(last, handshake->last_syn);
    if (handshake->answers > 0)
        last = moment_later(last, handshake->last_answer);
    return handshake->is_accepted ? moment_later(last, handshake->accepted) : last;
}

/* A capture may have its packets, and so their times, in any order. */
static duration passed(bool seen, struct moment later, struct moment earlier) {
    return seen && !moment_before(later, earlier) ? moment_since(later, earlier) : DURATION_UNKNOWN;
}

struct event handshake_event(const struct handshake *handshake) {
    struct event event;
    bool asked = handshake->syns > 0;
    event_plain(&event, 0, EVENT_CONNECT, SIDE_CLIENT, begin(handshake));
    event.end = end(handshake);
    event.packet = handshake->packet;
    event.connect = (struct connect_event){
        .syns = handshake->syns,
        .answers = handshake->answers,
        .span = asked ? moment_since(handshake->last_syn, handshake->first_syn) : 0,
        .answered =
            passed(asked && handshake->answers > 0, handshake->first_answer, handshake->first_syn),
        .round_trip =
            passed(asked && handshake->is_accepted, handshake->accepted, handshake->last_syn),
        .accepted = handshake->is_accepted,
    };
    return event;
}
