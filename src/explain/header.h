/* header.h: what the fields of a header say. For the files of this room.
 *
 * A field stands in the header of a message, or alone, as a person has pasted it. In a message it
 * is one part: its name, and what it says. Alone its value is taken apart. */
#ifndef HELOISE_EXPLAIN_HEADER_H
#define HELOISE_EXPLAIN_HEADER_H

#include "explain/saying.h"
#include "message/path.h"

/* What a field is told with. */
struct header {
    struct telling *telling;
    const struct field_list *list; /* NULL: the field stands alone */
    const struct path *path;       /* NULL likewise */
    bool enveloped;                /* MAIL FROM is known: */
    struct slice sender;           /* its address; size 0: the null sender */
    bool client;                   /* the message went to the server, and not from it */
    struct moment seen;            /* when the message began */
};

/* Tells what a field says. trace.c, verification.c, signing.c, people.c, circulation.c */
typedef void field_teller(const struct header *header, const struct field *field,
                          struct saying *saying);
field_teller say_received, say_results, say_spf, say_signature, say_seal, say_return_path,
    say_delivered_to, say_original_to, say_from, say_sender, say_reply_to, say_date, say_list,
    say_unsubscribe, say_precedence, say_auto_submitted, say_suppress;

/* Tells the parts of the value of a field that stands alone. */
typedef void value_opener(struct telling *telling, struct slice value);
value_opener open_received, open_results, open_spf, open_tags, open_addresses, open_date;

/* header_field.c: a part for each field of the message that has something to say. */
void tell_header_fields(const struct header *header);

/* trace.c: how long the message was on its way. */
void tell_path(const struct header *header);

/* people.c: how two domains stand to each other. */
enum kinship {
    KIN_NONE,
    KIN_SAME,
    KIN_WITHIN, /* one is below the other */
    KIN_BESIDE, /* both are below a third one: whether that is one organisation's, DNS alone tells
                 */
};
enum kinship domain_kinship(struct slice a, struct slice b);

/* What both end in, two labels or more; size 0: nothing. */
struct slice domain_shared(struct slice a, struct slice b);

/* The domain of the From field; size 0: it has none. */
struct slice header_from_domain(const struct header *header);

/* bounce.c: the delivery report that the content carries, if it does. `whole`: all of the content
 * is at hand. */
void tell_bounce(struct telling *telling, struct slice content, bool whole);

#endif
