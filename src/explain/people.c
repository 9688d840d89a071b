/* people.c: whom a message names: author, sender, where answers and reports go, and the envelope
 * beside them. And when it was written. */
#include "explain/address.h"
#include "explain/header.h"
#include "explain/tell.h"
#include "message/address_list.h"
#include "message/date.h"

/* ---- domains ---- */

/* Whether `name` ends in a dot and `domain`. */
static bool is_below(struct slice name, struct slice domain) {
    if (domain.size == 0 || name.size <= domain.size + 1)
        return false;
    size_t at = name.size - domain.size;
    return name.data[at - 1] == '.' && slice_find(domain, '.') != SLICE_NONE &&
           slice_equal_nocase(slice_from(name, at), domain);
}

struct slice domain_shared(struct slice a, struct slice b) {
    struct slice shared = slice_of(NULL, 0);
    size_t labels = 0;
    for (size_t i = 1; i <= a.size && i <= b.size; i++) {
        uint8_t octet = a.data[a.size - i];
        if (octet_upper(octet) != octet_upper(b.data[b.size - i]))
            break;
        if (octet == '.' && ++labels >= 2)
            shared = slice_from(a, a.size - i + 1);
    }
    return shared;
}

enum kinship domain_kinship(struct slice a, struct slice b) {
    if (a.size > 0 && slice_equal_nocase(a, b))
        return KIN_SAME;
    if (is_below(a, b) || is_below(b, a))
        return KIN_WITHIN;
    return domain_shared(a, b).size > 0 ? KIN_BESIDE : KIN_NONE;
}

static struct slice domain_in(struct slice value) {
    return address_open(address_list_first(value)).domain;
}

static struct slice value_of(const struct header *header, const char *name) {
    const struct field *field = header->list ? fields_find(header->list, name, NULL) : NULL;
    return field ? field->value : slice_of(NULL, 0);
}

struct slice header_from_domain(const struct header *header) {
    return domain_in(value_of(header, "From"));
}

/* ---- From and the envelope ---- */

static void say_envelope(const struct header *header, struct slice domain, struct saying *saying) {
    struct slice envelope = address_open(header->sender).domain;
    const struct word words[] = {WORD_SLICE("envelope", envelope), WORD_SLICE("domain", domain),
                                 WORD_SLICE("shared", domain_shared(domain, envelope))};
    if (!header->enveloped || domain.size == 0)
        return;
    if (header->sender.size == 0) {
        saying_plain(saying, EXPLAIN_NORMAL, NOTE_FROM_NULL);
        return;
    }
    if (envelope.size == 0)
        return;
    static const enum note_id notes[] = {[KIN_NONE] = NOTE_FROM_OTHER,
                                         [KIN_SAME] = NOTE_FROM_SAME,
                                         [KIN_BESIDE] = NOTE_FROM_BESIDE,
                                         [KIN_WITHIN] = NOTE_FROM_NEAR};
    saying_add(saying, EXPLAIN_BRIEF, notes[domain_kinship(domain, envelope)], words, 3);
}

void say_from(const struct header *header, const struct field *field, struct saying *saying) {
    struct slice address = address_list_first(field->value);
    size_t count = address_list_count(field->value);
    if (address.size == 0) {
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_NO_ADDRESS);
        return;
    }
    if (header->list)
        SAYING_ADD(saying, EXPLAIN_BRIEF, count > 1 ? NOTE_AUTHORS : NOTE_AUTHOR,
                   WORD_SLICE("address", address), WORD_NUMBER("count", count - 1));
    say_envelope(header, address_open(address).domain, saying);
}

/* ---- others ---- */

static bool same_address(struct slice a, struct slice b) {
    return a.size > 0 && slice_equal_nocase(a, b);
}

void say_sender(const struct header *header, const struct field *field, struct saying *saying) {
    struct slice address = address_list_first(field->value);
    struct slice author = address_list_first(value_of(header, "From"));
    if (address.size == 0)
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_NO_ADDRESS);
    else if (same_address(address, author))
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_SENDER_SAME);
    else
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_SENDER_OTHER, WORD_SLICE("address", address));
}

void say_reply_to(const struct header *header, const struct field *field, struct saying *saying) {
    struct slice address = address_list_first(field->value);
    struct slice author = address_list_first(value_of(header, "From"));
    if (address.size == 0) {
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_NO_ADDRESS);
        return;
    }
    if (same_address(address, author)) {
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_REPLY_SAME);
        return;
    }
    SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_REPLY_OTHER, WORD_SLICE("address", address));
    if (author.size > 0 &&
        domain_kinship(address_open(address).domain, address_open(author).domain) == KIN_NONE)
        saying_plain(saying, EXPLAIN_NORMAL, NOTE_REPLY_DOMAIN);
}

void say_return_path(const struct header *header, const struct field *field,
                     struct saying *saying) {
    struct slice address = address_list_first(field->value);
    (void)header;
    if (address.size > 0)
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_RETURN_TO, WORD_SLICE("address", address));
    else
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_RETURN_NULL);
}

/* The address in a value; all of it where there is none. */
static struct slice address_or_all(struct slice value) {
    struct slice address = address_list_first(value);
    return slice_find(address, '@') != SLICE_NONE ? address : value;
}

void say_delivered_to(const struct header *header, const struct field *field,
                      struct saying *saying) {
    (void)header;
    SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_DELIVERED_TO,
               WORD_SLICE("address", address_or_all(field->value)));
}

void say_original_to(const struct header *header, const struct field *field,
                     struct saying *saying) {
    (void)header;
    SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_ORIGINAL_TO,
               WORD_SLICE("address", address_or_all(field->value)));
}

/* Each address, taken apart as in a command. */
void open_addresses(struct telling *telling, struct slice value) {
    struct slice address;
    while (address_list_next(&value, &address)) {
        tell_part(telling, address, PART_ADDRESS);
        if (slice_find(address, '@') != SLICE_NONE)
            tell_mailbox(telling, address);
    }
}

/* ---- Date ---- */

void say_date(const struct header *header, const struct field *field, struct saying *saying) {
    struct moment moment;
    bool weekday_fits;
    if (!date_read(field->value, &moment, &weekday_fits)) {
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_DATE_BAD);
        return;
    }
    if (!weekday_fits)
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_DATE_WEEKDAY);
    if (!header->list) {
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_DATE_UTC,
                   WORD_SLICE("when", saying_moment(saying->telling, moment)));
        return;
    }
    duration since = moment_since(header->seen, moment);
    struct slice span = saying_span(saying->telling, since);
    if (since > -60 * DURATION_SECOND && since < 60 * DURATION_SECOND)
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_DATE_NOW);
    else
        SAYING_ADD(saying, EXPLAIN_BRIEF, since < 0 ? NOTE_DATE_AHEAD : NOTE_DATE_BEFORE,
                   WORD_SLICE("span", span));
    if (since < 0 && saying_is_zone(since))
        saying_plain(saying, EXPLAIN_NORMAL, NOTE_ZONE_WRONG);
}

void open_date(struct telling *telling, struct slice value) {
    tell_part(telling, value, PART_FIELD_VALUE);
}
