#include "protocol/queue_id.h"

/* Where an id stands: between two texts, either of which may be empty, but not both. */
struct queue_id_pattern {
    struct slice before, after;
};

#define BETWEEN(before, after)                                                                     \
    {                                                                                              \
        {(const uint8_t *)(before), sizeof(before) - 1}, {                                         \
            (const uint8_t *)(after), sizeof(after) - 1                                            \
        }                                                                                          \
    }

static const struct queue_id_pattern queue_id_patterns[] = {
    BETWEEN("queued as ", ""),                    /* Postfix, and what stands in front of it */
    BETWEEN("id=", ""),                           /* Exim */
    BETWEEN("", " Message accepted for deliver"), /* Sendmail, OpenSMTPD */
    BETWEEN("", " - gsmtp"),                      /* Gmail */
    BETWEEN("InternalId=", ","),                  /* Exchange */
    BETWEEN("", " Saved"),                        /* Dovecot's LMTP: the session */
    BETWEEN("SESSIONID=<", ">"),                  /* Cyrus' LMTP */
    BETWEEN("Message Queued (", ")"),             /* Haraka */
    BETWEEN("ok ", " qp "),                       /* qmail */
    BETWEEN("Message ", " accepted"),             /* IronPort */
    BETWEEN("Ok: queued ", ""),                   /* Mailpit and others */
};

enum { SHORTEST_ID = 4 };

static bool belongs(uint8_t octet) {
    return octet_is_alpha(octet) || octet_is_digit(octet) || octet == '-' || octet == '_' ||
           octet == '.' || octet == '+' || octet == '/' || octet == '=' || octet == '@';
}

/* An id has a digit and does not end in a full stop; "Ok" and "message." are none. */
static struct slice checked(struct slice id) {
    while (id.size > 0 && id.data[id.size - 1] == '.')
        id.size--;
    bool digit = false;
    for (size_t i = 0; i < id.size; i++)
        digit |= octet_is_digit(id.data[i]);
    return digit && id.size >= SHORTEST_ID ? id : slice_of(NULL, 0);
}

/* The id that begins right after `start`. */
static struct slice id_after(struct slice text, size_t start, struct slice after) {
    struct slice rest = slice_from(text, start);
    size_t size = 0;
    while (size < rest.size && belongs(rest.data[size]))
        size++;
    if (!slice_starts(slice_from(rest, size), after))
        return slice_of(NULL, 0);
    return checked(slice_first(rest, size));
}

/* The id that ends right before `end`. */
static struct slice id_before(struct slice text, size_t end) {
    size_t start = end;
    while (start > 0 && belongs(text.data[start - 1]))
        start--;
    return checked(slice_part(text, start, end - start));
}

/* The text behind an enhanced status code (RFC 2034 3), which looks like an id to some patterns. */
static struct slice skip_status(struct slice text) {
    struct slice rest = text, word = slice_word(&rest);
    if (word.size >= 5 && octet_is_digit(word.data[0]) && word.data[1] == '.' &&
        octet_is_digit(word.data[2]))
        return rest;
    return text;
}

struct slice queue_id_find(struct slice text) {
    text = skip_status(text);
    for (size_t i = 0; i < sizeof queue_id_patterns / sizeof *queue_id_patterns; i++) {
        const struct queue_id_pattern *pattern = &queue_id_patterns[i];
        bool ends = pattern->before.size == 0;
        size_t at = slice_search(text, ends ? pattern->after : pattern->before);
        if (at == SLICE_NONE)
            continue;
        struct slice id =
            ends ? id_before(text, at) : id_after(text, at + pattern->before.size, pattern->after);
        if (id.size > 0)
            return id;
    }
    return slice_of(NULL, 0);
}
