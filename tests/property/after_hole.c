#include "tests/property/after_hole.h"

#include <string.h>

#include "tests/property/capture_property.h"

/* ---- where it can be asked ---- */

static bool is_smtp(const struct reading_session *session) {
    return strcmp(session->protocol, "smtp") == 0 || strcmp(session->protocol, "lmtp") == 0;
}

/* Whether the client awaits answers to it. */
static bool is_asked(const struct event *event) {
    switch (event->kind) {
    case EVENT_COMMAND:
        return true;
    case EVENT_CONTINUATION:
        return event->side == SIDE_CLIENT;
    case EVENT_MESSAGE:
        return slice_equal(event->message.via, SLICE("DATA"));
    default:
        return false;
    }
}

/* Whether the client said nothing before the answer to what it had said. */
static bool is_lock_step(const struct transcript *transcript) {
    size_t answered = 0; /* all before are, by an event before this one */
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!entry->present || !is_asked(&entry->event))
            continue;
        if (answered > n)
            return false;
        answered = entry->reply_count ? entry->replies[entry->reply_count - 1] : SIZE_MAX;
    }
    return true;
}

/* Where a hole may take what nothing after it tells again: that the roles were turned, or how many
 * octets are no command lines. */
static bool is_told_once(const struct event *event) {
    if (event->kind == EVENT_BLOCK)
        return true;
    if (event->kind == EVENT_MESSAGE)
        return slice_equal(event->message.via, SLICE("BDAT"));
    return event->kind == EVENT_COMMAND && event->command.act == ACT_TURN;
}

static bool tells_all_again(const struct transcript *transcript) {
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (entry->present && is_told_once(&entry->event))
            return false;
    }
    return true;
}

/* Whether the hole took what decryption needs: the client's random, another part of a handshake, or
 * a part of a stream in which each record needs the one before. */
static bool takes_keys(const struct transcript *transcript) {
    bool silent = false; /* since TLS began the client said nothing that can be read */
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        const struct tls_event *tls = &entry->event.tls;
        if (!entry->present)
            continue;
        if (entry->event.kind == EVENT_COMMAND)
            silent = false;
        if (entry->event.kind != EVENT_TLS || tls->what == TLS_ALERT)
            continue;
        silent = true;
        if (tls->what == TLS_LOST || (tls->what == TLS_HANDSHAKE && !tls->finished))
            return true;
    }
    return silent;
}

/* The only hole of the session, or NULL. */
static const struct event *only_hole(const struct transcript *transcript) {
    const struct event *hole = NULL;
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (!entry->present || entry->event.kind != EVENT_GAP)
            continue;
        if (hole)
            return NULL;
        hole = &entry->event;
    }
    return hole && hole->octets > 0 ? hole : NULL;
}

static bool same_lengths(const struct reading_session *a, const struct reading_session *b) {
    return a->sides[SIDE_CLIENT].length == b->sides[SIDE_CLIENT].length &&
           a->sides[SIDE_SERVER].length == b->sides[SIDE_SERVER].length;
}

/* ---- what is compared ---- */

/* Number of the first whole reply behind the hole; SIZE_MAX: there is none. */
static size_t reply_behind(const struct reading_session *session, const struct event *hole) {
    uint64_t end = hole->offset + hole->octets;
    const struct reading_side *server = &session->sides[SIDE_SERVER];
    for (size_t i = 0; i < server->count; i++) {
        const struct said *said = &server->events[i];
        bool reply = said->kind == EVENT_REPLY || said->kind == EVENT_GREETING ||
                     said->kind == EVENT_CONTINUATION;
        bool behind = hole->side == SIDE_SERVER ? said->entry->event.offset >= end
                                                : said->needed[SIDE_CLIENT] >= end;
        if (reply && behind)
            return said->entry->event.n;
    }
    return SIZE_MAX;
}

/* The client's command at this octet, or NULL. */
static const struct transcript_entry *command_at(const struct transcript *transcript,
                                                 uint64_t offset) {
    for (size_t n = 0; n < transcript_count(transcript); n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        if (entry->present && entry->event.kind == EVENT_COMMAND && entry->event.offset == offset)
            return entry;
    }
    return NULL;
}

/* Others may be pieces of a line or of content, after a hole. */
static bool is_known_command(const struct event *event) {
    return event->kind == EVENT_COMMAND && event->command.known;
}

static bool same_answers(const struct transcript *before, const struct transcript_entry *a,
                         const struct transcript *after, const struct transcript_entry *b) {
    if (a->reply_count != b->reply_count)
        return false;
    for (size_t i = 0; i < a->reply_count; i++) {
        const struct event *x = &transcript_at(before, a->replies[i])->event;
        const struct event *y = &transcript_at(after, b->replies[i])->event;
        if (x->kind != y->kind || x->offset != y->offset || x->octets != y->octets)
            return false;
    }
    return true;
}

static bool same_command(const struct reading_session *expected,
                         const struct transcript_entry *command,
                         const struct reading_session *session, FILE *why) {
    const struct transcript_entry *found = command_at(session->transcript, command->event.offset);
    const char *fault = NULL;
    if (!found || !slice_equal(command->event.command.line, found->event.command.line))
        fault = "is gone";
    else if (!same_answers(expected->transcript, command, session->transcript, found))
        fault = "has other answers";
    if (!fault)
        return true;
    put_session(why, session);
    fprintf(why, ", well behind the hole a command %s: ", fault);
    put_readable(why, command->event.command.line);
    return false;
}

bool right_after_hole(const struct reading_session *expected, const struct reading_session *session,
                      FILE *why) {
    const struct event *hole = only_hole(session->transcript);
    if (!hole || only_hole(expected->transcript) || !is_smtp(expected) ||
        !same_lengths(expected, session) || !is_lock_step(expected->transcript) ||
        !tells_all_again(expected->transcript) || takes_keys(session->transcript))
        return true;
    size_t count = transcript_count(expected->transcript);
    for (size_t n = reply_behind(expected, hole); n < count; n++) {
        const struct transcript_entry *entry = transcript_at(expected->transcript, n);
        if (entry->present && is_known_command(&entry->event) &&
            !same_command(expected, entry, session, why))
            return false;
    }
    return true;
}
