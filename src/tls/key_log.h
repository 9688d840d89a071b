/* key_log.h: the key log that browsers, OpenSSL, GnuTLS and others write (NSS key log format).
 *
 *     LABEL client-random secret          in hexadecimal, a line each; # begins a comment
 *
 * Read in pieces, so that a file which grows can be followed. */
#ifndef HELOISE_TLS_KEY_LOG_H
#define HELOISE_TLS_KEY_LOG_H

#include "base/buffer.h"
#include "tls/key_ring.h"

/* Longer lines than any label has are passed over. */
enum { KEY_LOG_LINE = 1024 };

/* Zeroed: at the start. */
struct key_log {
    struct buffer partial; /* a line whose end has not come */
    bool passing;          /* it is too long, and passed over */
    uint64_t secrets;      /* that were taken */
    uint64_t odd;          /* lines that are neither comment nor of a known form */
};

/* Takes the next octets of a log; what they tell goes to the ring. False when memory ran out. */
bool key_log_read(struct key_log *log, struct slice octets, struct key_ring *ring);

/* The log is over: a last line without an end counts. */
void key_log_end(struct key_log *log, struct key_ring *ring);

#endif
