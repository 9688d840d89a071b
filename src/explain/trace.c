/* trace.c: the way of a message: Received fields (RFC 5321 4.4), one by one and together. */
#include "explain/header.h"
#include "explain/tell.h"

/* ---- with which protocol ---- */

enum secure { SECURE_UNKNOWN, SECURE_NO, SECURE_YES };

static const struct protocol_word {
    struct slice name;
    enum secure secure;
    const char *sentence;
} protocols[] = {
#define WITH(name, secure, sentence)                                                               \
    {{(const uint8_t *)(name), sizeof(name) - 1}, SECURE_##secure, sentence},
#include "explain/with_protocols.def"
#undef WITH
};

/* The row of all that stands behind "with", else that of its last word: "MailEnable ESMTP". */
static const struct protocol_word *find_protocol(struct slice with) {
    struct slice last = with, rest = with;
    for (struct slice word = slice_word(&rest); word.size > 0; word = slice_word(&rest))
        last = word;
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++)
            if (slice_equal_nocase(pass ? last : with, protocols[i].name))
                return &protocols[i];
    return NULL;
}

/* ---- one hop ---- */

/* The sending host: its name, else its address. */
static struct slice sender_of(const struct received *received) {
    return received->from.size > 0 ? received->from : received->address;
}

static void say_ends(const struct received *received, struct saying *saying) {
    const struct word words[] = {WORD_SLICE("from", sender_of(received)),
                                 WORD_SLICE("by", received->by),
                                 WORD_SLICE("with", received->with)};
    bool from = words[0].text.size > 0, by = received->by.size > 0, with = received->with.size > 0;
    if (by && slice_equal_nocase(words[0].text, received->by))
        saying_add(saying, EXPLAIN_BRIEF, with ? NOTE_HOP_SELF_WITH : NOTE_HOP_SELF, words, 3);
    else if (from && by)
        saying_add(saying, EXPLAIN_BRIEF, with ? NOTE_HOP_WITH : NOTE_HOP, words, 3);
    else if (by)
        saying_add(saying, EXPLAIN_BRIEF, with ? NOTE_HOP_INSIDE_WITH : NOTE_HOP_INSIDE, words, 3);
    else if (from)
        saying_add(saying, EXPLAIN_BRIEF, NOTE_HOP_NAMELESS, words, 3);
    else if (received->remark.size == 0)
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_HOP_EMPTY);
    if (received->remark.size > 0)
        SAYING_ADD(saying, EXPLAIN_BRIEF, from || by ? NOTE_HOP_REMARKED : NOTE_HOP_REMARK,
                   WORD_SLICE("remark", received->remark));
}

static void say_delay(const struct hop *hop, struct saying *saying) {
    if (!hop->timed)
        saying_plain(saying, EXPLAIN_NORMAL,
                     hop->received.date.size > 0 ? NOTE_HOP_BAD_DATE : NOTE_HOP_UNDATED);
    else if (hop->delay == 0)
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_HOP_AT_ONCE);
    else if (hop->delay != DURATION_UNKNOWN)
        SAYING_ADD(saying, EXPLAIN_BRIEF, hop->delay < 0 ? NOTE_HOP_SKEW : NOTE_HOP_DELAY,
                   WORD_SLICE("span", saying_span(saying->telling, hop->delay)));
}

static void say_protection(const struct received *received, struct saying *saying) {
    const struct word words[] = {WORD_SLICE("tls", received->tls),
                                 WORD_SLICE("cipher", received->cipher)};
    bool cipher = received->cipher.size > 0;
    if (received->tls.size > 0)
        saying_add(saying, EXPLAIN_NORMAL, cipher ? NOTE_HOP_TLS_CIPHER : NOTE_HOP_TLS, words, 2);
    else if (cipher)
        saying_add(saying, EXPLAIN_NORMAL, NOTE_HOP_TLS_ALONE, words, 2);
}

/* Whether a hop behind this one, which stands above it, was by the same protocol. */
static bool told_above(const struct path *path, const struct hop *hop,
                       const struct protocol_word *protocol) {
    for (size_t i = path ? (size_t)(hop - path->hops) + 1 : 0; path && i < path->count; i++)
        if (find_protocol(path->hops[i].received.with) == protocol)
            return true;
    return false;
}

/* What the word of the protocol means, once; that it tells of no TLS is not told where there was
 * some. */
static void say_protocol(const struct header *header, const struct hop *hop,
                         struct saying *saying) {
    const struct received *received = &hop->received;
    const struct protocol_word *protocol = find_protocol(received->with);
    bool encrypted = received->tls.size > 0 || received->cipher.size > 0;
    if (protocol && !(encrypted && protocol->secure == SECURE_NO) &&
        !told_above(header->path, hop, protocol))
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_SAYS, WORD("text", _(protocol->sentence)));
}

static void say_rest(const struct received *received, struct saying *saying) {
    if (received->from.size > 0 && received->seen.size > 0)
        SAYING_ADD(saying, EXPLAIN_TEACH, NOTE_HOP_SEEN, WORD_SLICE("from", received->from),
                   WORD_SLICE("seen", received->seen));
    if (received->recipient.size > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_HOP_FOR,
                   WORD_SLICE("recipient", received->recipient));
    if (received->id.size > 0)
        SAYING_ADD(saying, EXPLAIN_TEACH, NOTE_HOP_ID, WORD_SLICE("id", received->id));
}

void say_received(const struct header *header, const struct field *field, struct saying *saying) {
    struct hop alone = {.delay = DURATION_UNKNOWN};
    const struct hop *hop = &alone;
    received_read(field->value, &alone.received);
    alone.timed = received_moment(&alone.received, &alone.at);
    for (size_t i = 0; header->path && i < header->path->count; i++)
        if (header->path->hops[i].field == field)
            hop = &header->path->hops[i];
    say_ends(&hop->received, saying);
    say_delay(hop, saying);
    if (header->list)
        say_protocol(header, hop, saying);
    say_protection(&hop->received, saying);
    say_rest(&hop->received, saying);
    if (hop->timed)
        SAYING_ADD(saying, header->path ? EXPLAIN_TEACH : EXPLAIN_NORMAL, NOTE_HOP_AT,
                   WORD_SLICE("when", saying_moment(saying->telling, hop->at)));
}

void open_received(struct telling *telling, struct slice value) {
    struct received received;
    received_read(value, &received);
    const struct protocol_word *protocol = find_protocol(received.with);
    tell_part(telling, received.remark, PART_HOP_REMARK);
    tell_part(telling, received.from, PART_HOP_FROM);
    tell_part(telling, received.seen, PART_HOP_SEEN);
    tell_part(telling, received.by, PART_HOP_BY);
    tell_part(telling, received.via, PART_HOP_VIA);
    if (protocol)
        tell_part_meaning(telling, received.with, PART_HOP_WITH,
                          slice_string(_(protocol->sentence)));
    else
        tell_part(telling, received.with, PART_HOP_WITH);
    tell_part(telling, received.tls, PART_HOP_TLS);
    tell_part(telling, received.cipher, PART_HOP_CIPHER);
    tell_part(telling, received.id, PART_HOP_ID);
    tell_part(telling, received.recipient, PART_HOP_FOR);
    tell_part(telling, received.date, PART_HOP_DATE);
}

/* ---- all hops ---- */

/* The fields tell whole seconds. */
static const duration CLOCK_SLACK = 2 * DURATION_SECOND;

static void tell_slowest(struct telling *telling, const struct path *path) {
    const struct hop *hop = &path->hops[path->slowest];
    struct slice earlier = hop[-1].received.by, later = hop->received.by;
    struct slice span = saying_span(telling, hop->delay);
    struct saying saying = saying_begin(telling);
    if (earlier.size == 0)
        earlier = sender_of(&hop->received);
    if (later.size > 0)
        SAYING_ADD(
            &saying, EXPLAIN_NORMAL, earlier.size > 0 ? NOTE_PATH_SLOWEST : NOTE_PATH_SLOWEST_TO,
            WORD_SLICE("later", later), WORD_SLICE("span", span), WORD_SLICE("earlier", earlier));
    struct slice said = saying_end(&saying);
    if (said.size > 0)
        TELL_NOTE(telling, NOTE_SAYS, WORD_SLICE("text", said));
}

static bool clocks_differ(const struct path *path) {
    for (size_t i = 0; i < path->count; i++)
        if (path->hops[i].delay != DURATION_UNKNOWN && path->hops[i].delay < 0)
            return true;
    return false;
}

/* How long ago the last host had taken it, where the session is one more hop. */
static void tell_last(const struct header *header, const struct hop *last) {
    duration since = moment_since(header->seen, last->at);
    if (!header->client || !last->timed || (since > -CLOCK_SLACK && since < CLOCK_SLACK))
        return;
    TELL_NOTE(header->telling, since < 0 ? NOTE_PATH_HERE_AHEAD : NOTE_PATH_HERE,
              WORD_SLICE("span", saying_span(header->telling, since)));
    if (since < 0 && saying_is_zone(since))
        tell_note(header->telling, NOTE_ZONE_WRONG);
}

void tell_path(const struct header *header) {
    struct telling *telling = header->telling;
    const struct path *path = header->path;
    if (path->count == 0)
        return;
    const struct hop *first = &path->hops[0], *last = &path->hops[path->count - 1];
    bool timed = first->timed && last->timed;
    duration span = timed ? moment_since(last->at, first->at) : 0;
    if (span >= DURATION_SECOND)
        TELL_NOTE(telling, NOTE_PATH_SPAN, WORD_SLICE("span", saying_span(telling, span)));
    if (path->count > 2 && path->slowest != SLICE_NONE && span > DURATION_SECOND)
        tell_slowest(telling, path);
    if (clocks_differ(path))
        tell_note(telling, NOTE_PATH_SKEW);
    tell_last(header, last);
}
