/* handshake.h: handshake messages of one side (RFC 5246 7.4, RFC 8446 4).
 *
 *     type (1) | length (3) | body (length octets)
 *
 * A message may be split over records, and a record may hold several. One that lies whole in the
 * octets at hand is used in place, any other is put together in the reader's buffer; the body of
 * one that nobody wants is passed over. */
#ifndef HELOISE_TLS_HANDSHAKE_H
#define HELOISE_TLS_HANDSHAKE_H

#include "base/buffer.h"

enum handshake_type {
    HANDSHAKE_HELLO_REQUEST = 0,
    HANDSHAKE_CLIENT_HELLO = 1,
    HANDSHAKE_SERVER_HELLO = 2,
    HANDSHAKE_NEW_SESSION_TICKET = 4,
    HANDSHAKE_END_OF_EARLY_DATA = 5,
    HANDSHAKE_ENCRYPTED_EXTENSIONS = 8,
    HANDSHAKE_CERTIFICATE = 11,
    HANDSHAKE_SERVER_KEY_EXCHANGE = 12,
    HANDSHAKE_CERTIFICATE_REQUEST = 13,
    HANDSHAKE_SERVER_HELLO_DONE = 14,
    HANDSHAKE_CERTIFICATE_VERIFY = 15,
    HANDSHAKE_CLIENT_KEY_EXCHANGE = 16,
    HANDSHAKE_FINISHED = 20,
    HANDSHAKE_KEY_UPDATE = 24,
};

/* Octets in front of a body. */
enum { HANDSHAKE_HEADER = 4 };

/* Octets of a body that are read; a hello with post-quantum key shares has a few thousand, a chain
 * of certificates seldom more than ten thousand. */
enum { HANDSHAKE_LONGEST = 64 * 1024 };

struct handshake_message {
    uint8_t type;
    size_t size;       /* of its body */
    struct slice body; /* borrowed until the next call; empty: it was not wanted */
};

/* Zeroed: in front of a message. */
struct handshake_reader {
    struct buffer partial;
    size_t passed; /* octets of a body that is passed over */
    bool used;     /* the message in the buffer was handed out */
};

enum handshake_progress { HANDSHAKE_MORE, HANDSHAKE_MESSAGE, HANDSHAKE_BROKEN };

/* Takes octets off the front of `octets` up to the end of the next message. `wanted`: a bit for
 * each type (1 << type) whose body is to be read. HANDSHAKE_MORE: the octets were used up before.
 * HANDSHAKE_BROKEN: a wanted body is longer than HANDSHAKE_LONGEST, or memory ran out; the reader
 * must not be used again. */
enum handshake_progress handshake_next(struct handshake_reader *reader, struct slice *octets,
                                       uint32_t wanted, struct handshake_message *message);

void handshake_reader_free(struct handshake_reader *reader);

#endif
