/* handshake.h: handshake messages of one side (RFC 5246 7.4, RFC 8446 4).
 *
 *     type (1) | length (3) | body (length octets)
 *
 * A message may be split over records, and a record may hold several. One that lies whole in the
 * octets at hand is used in place, any other is put together in the reader's buffer. */
#ifndef HELOISE_TLS_HANDSHAKE_H
#define HELOISE_TLS_HANDSHAKE_H

#include "base/buffer.h"

enum handshake_type {
    HANDSHAKE_HELLO_REQUEST = 0,
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_SERVER_HELLO = 2,
};

/* Octets of a body that are read; a hello with post-quantum key shares has a few thousand. */
enum { HANDSHAKE_LONGEST = 64 * 1024 };

struct handshake_message {
    uint8_t type;
    struct slice body; /* borrowed until the next call */
};

/* Zeroed: in front of a message. */
struct handshake_reader {
    struct buffer partial;
    bool used; /* the message in the buffer was handed out */
};

enum handshake_progress { HANDSHAKE_MORE, HANDSHAKE_MESSAGE, HANDSHAKE_BROKEN };

/* Takes octets off the front of `octets` up to the end of the next message. HANDSHAKE_MORE: they
 * were used up before. HANDSHAKE_BROKEN: the message is longer than HANDSHAKE_LONGEST, or memory
 * ran out; the reader must not be used again. */
enum handshake_progress handshake_next(struct handshake_reader *reader, struct slice *octets,
                                       struct handshake_message *message);

void handshake_reader_free(struct handshake_reader *reader);

#endif
