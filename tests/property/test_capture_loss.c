/* Lost packets give gaps, never guesses: no message is called complete that was not, what was said
 * before the hole stays as it was, and what is said well behind it is right again. */
#include "tests/property/after_hole.h"
#include "tests/property/capture_mutant.h"
#include "tests/property/capture_property.h"

#include <stdlib.h>

/* Captures in which a server breaks the protocol in a way that misleads the reading of the whole,
 * so that one with a packet less may be right where that is wrong. */
static const char *const misleading[] = {
    "suricata-verify-detect-email-received.pcap", /* the reply to EHLO in the greeting's line */
    "zeek-bad-list-retr-crafted.pcap",            /* a listing without its end */
};

struct basis {
    struct reading *reading; /* octet by octet, so that it is known how many each event needs */
    bool misleading;
};

static bool is_misleading(const char *name) {
    const char *slash = strrchr(name, '/');
    for (size_t i = 0; i < sizeof misleading / sizeof *misleading; i++)
        if (strcmp(slash ? slash + 1 : name, misleading[i]) == 0)
            return true;
    return false;
}

static void *prepare(const struct capture *capture) {
    struct basis *basis = malloc(sizeof *basis);
    if (!basis)
        abort();
    basis->reading = reading_of(&capture->packets, (struct cutting){CUT_SINGLE, 0});
    basis->misleading = is_misleading(capture->name);
    return basis;
}

static void discard(void *old) {
    struct basis *basis = old;
    reading_free(basis->reading);
    free(basis);
}

static struct packet_list lose(const struct capture *capture, uint64_t seed) {
    struct dice dice = {seed};
    struct packet_list packets = packet_list_copy(&capture->packets);
    switch (seed % 5) {
    case 0:
    case 1:
        packets_drop_run(&packets, &dice, 1 + dice_roll(&dice, 3));
        break;
    case 2:
        packets_drop(&packets, &dice, 1 + dice_roll(&dice, 100));
        break;
    case 3:
        packets_drop(&packets, &dice, 1 + dice_roll(&dice, 500));
        break;
    case 4:
        packets_cut(&packets, &dice, dice_chance(&dice, 50));
        break;
    }
    return packets;
}

/* ---- messages ---- */

static bool is_content(const struct said *said) {
    return said->kind == EVENT_MESSAGE || said->kind == EVENT_BLOCK;
}

static bool is_complete(const struct said *said) {
    return is_content(said) && said->entry->event.message.complete;
}

static bool same_content(const struct said *a, const struct said *b) {
    return a->entry->event.message.octets == b->entry->event.message.octets &&
           memcmp(a->entry->sha256, b->entry->sha256, sizeof a->entry->sha256) == 0;
}

static bool refuses_content(const struct reading_session *session) {
    const struct reading_side *server = &session->sides[SIDE_SERVER];
    for (size_t i = 0; i < server->count; i++) {
        if (server->events[i].kind != EVENT_REPLY)
            continue;
        const struct reply_event *reply = &server->events[i].entry->event.reply;
        if (reply->outcome < OUTCOME_DEFERRED || reply->to == EVENT_NOTHING)
            continue;
        const struct event *asked = &transcript_at(session->transcript, reply->to)->event;
        if (asked->kind == EVENT_COMMAND && asked->command.act == ACT_CONTENT)
            return true;
    }
    return false;
}

/* Whether a content of the session was closed by a line end other than CRLF; or, `within`, has one.
 */
static bool has_lone_ends(const struct reading_session *session, bool within) {
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < session->sides[side].count; i++) {
            const struct said *said = &session->sides[side].events[i];
            if (!is_content(said))
                continue;
            const struct message_event *message = &said->entry->event.message;
            uint64_t lone = message->facts.bare_lf + message->facts.bare_cr;
            if (message->end == END_LF || (within && lone > 0))
                return true;
        }
    return false;
}

static bool has_message(const struct reading_session *session, const struct said *message) {
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < session->sides[side].count; i++)
            if (is_complete(&session->sides[side].events[i]) &&
                same_content(&session->sides[side].events[i], message))
                return true;
    return false;
}

/* Whether a session between the same ends has the message, complete. Where there was no such
 * session before, as what is lost made it look like no mail, there is nothing to compare with. And
 * who sends content though DATA was refused, and the refusal is lost, cannot be told from one whose
 * 354 is lost: such content may be taken for a message, but is marked. Nor can be told where a
 * content ends whose lines do not all end in CRLF, once the replies that tell are lost. */
static bool was_said(const struct reading *expected, const struct reading_session *session,
                     const struct said *message) {
    bool met = false;
    for (size_t n = 0; n < expected->count; n++) {
        const struct reading_session *before = expected->sessions[n];
        if (!session_same_ends(before, session))
            continue;
        met = true;
        bool assumed = message->entry->event.message.assumed;
        if (has_message(before, message) || has_lone_ends(before, assumed) ||
            (assumed && refuses_content(before)))
            return true;
    }
    return !met;
}

static bool no_wrong_message(const struct reading *expected, const struct reading_session *session,
                             FILE *why) {
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < session->sides[side].count; i++) {
            const struct said *said = &session->sides[side].events[i];
            if (!is_complete(said) || was_said(expected, session, said))
                continue;
            put_session(why, session);
            fputs(": a wrong message is called complete: ", why);
            put_readable(why, said_text(&session->sides[side], i));
            return false;
        }
    return true;
}

/* ---- before the hole ---- */

static bool same_start(const struct reading_session *a, const struct reading_session *b) {
    for (int side = 0; side < 2; side++)
        if (a->sides[side].first.packet != b->sides[side].first.packet ||
            a->sides[side].first.offset != b->sides[side].first.offset)
            return false;
    return a->midstream == b->midstream;
}

/* Whether all that made the event was seen before the first hole of either side. */
static bool is_before_hole(const struct said *said, const struct reading_session *session) {
    for (int side = 0; side < 2; side++) {
        const struct reading_side *at = &session->sides[side];
        uint64_t seen = at->hole < at->length ? at->hole : at->length;
        if (said->needed[side] > seen)
            return false;
    }
    return true;
}

/* The next event that tells what was said, from `n` on: no hole and no end. */
static size_t next_said(const struct reading_side *side, size_t n) {
    while (n < side->count &&
           (side->events[n].kind == EVENT_CLOSE || side->events[n].kind == EVENT_GAP))
        n++;
    return n;
}

static bool same_before_hole(const struct reading_session *expected,
                             const struct reading_session *session, enum side side, FILE *why) {
    const struct reading_side *before = &expected->sides[side], *after = &session->sides[side];
    size_t i = next_said(before, 0), j = next_said(after, 0);
    for (; i < before->count; i = next_said(before, i + 1), j = next_said(after, j + 1)) {
        if (!is_before_hole(&before->events[i], session) ||
            slice_equal(said_text(before, i), said_text(after, j)))
            continue;
        put_session(why, session);
        fprintf(why, ", before the hole %s event %zu differs\n#     expected: ", side_name(side),
                i);
        put_readable(why, said_text(before, i));
        fputs("\n#          got: ", why);
        put_readable(why, said_text(after, j));
        return false;
    }
    return true;
}

static bool holds(const void *prepared, const struct packet_list *mutant, uint64_t seed,
                  FILE *why) {
    const struct basis *basis = prepared;
    const struct reading *expected = basis->reading;
    struct reading *reading = reading_of(mutant, (struct cutting){0});
    (void)seed;
    bool good = true;
    for (size_t n = 0; n < reading->count && good && !basis->misleading; n++)
        good = no_wrong_message(expected, reading->sessions[n], why);
    for (size_t n = 0; n < expected->count && good; n++) {
        const struct reading_session *found = reading_find(reading, expected, n);
        if (found && same_start(expected->sessions[n], found))
            good = same_before_hole(expected->sessions[n], found, SIDE_CLIENT, why) &&
                   same_before_hole(expected->sessions[n], found, SIDE_SERVER, why) &&
                   (basis->misleading || right_after_hole(expected->sessions[n], found, why));
    }
    reading_free(reading);
    return good;
}

int main(int argc, char **argv) {
    static const struct property loss = {prepare, discard, lose, holds};
    return property_main(&loss, argc, argv);
}
