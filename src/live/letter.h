/* letter.h: a test message, made up or completed (RFC 5322, RFC 2045). */
#ifndef HELOISE_LIVE_LETTER_H
#define HELOISE_LIVE_LETTER_H

#include "base/error.h"
#include "base/moment.h"
#include "base/writer.h"

struct attachment {
    const char *name; /* its file's, without folders */
    struct slice octets;
};

struct letter {
    const char *from; /* the sender's address; empty: the null reverse-path */
    const char *const *to;
    size_t to_count;
    const char *host;           /* the client's name, for Message-ID */
    struct moment moment;       /* when it is written */
    struct slice body;          /* size 0: a line that says what this is */
    const char *const *headers; /* "Name: value", each in place of a field of its name */
    size_t header_count;
    const struct attachment *attachments;
    size_t attachment_count;
};

/* Writes the message, lines ending in CRLF. Text that is not ASCII goes in base64, so that every
 * server takes it. False with `error` filled (ERROR_USAGE) when a header is none. */
bool letter_write(struct writer *writer, const struct letter *letter, struct error *error);

#endif
