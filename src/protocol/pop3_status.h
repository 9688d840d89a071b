/* pop3_status.h: the first line of a POP3 reply: +OK or -ERR and a text (RFC 1939 3), or + and a
 * challenge (RFC 5034 4). */
#ifndef HELOISE_PROTOCOL_POP3_STATUS_H
#define HELOISE_PROTOCOL_POP3_STATUS_H

#include "session/event.h"

struct pop3_status {
    struct slice indicator;     /* "+OK", "-ERR" or "+"; static */
    struct slice text;          /* after the indicator and one blank */
    struct slice response_code; /* without brackets (RFC 2449 8); size 0: none */
    enum outcome outcome;       /* ok, more, refused; deferred where the response code says so */
};

/* Takes a line without its line end apart; inside a SASL exchange a challenge may follow + without
 * a blank. False when it is no reply; then nothing is filled. */
bool pop3_status_read(struct slice line, bool in_exchange, struct pop3_status *status);

/* What the first octets of a side's next line say. */
enum pop3_prefix {
    POP3_NO_REPLY,
    POP3_REPLY,
    POP3_UNSURE, /* too few octets */
};

/* Enough octets for pop3_prefix_read() to be sure. */
enum { POP3_PREFIX = 5 };

/* Whether +OK or -ERR begins here; `octets` need not be a whole line. */
enum pop3_prefix pop3_prefix_read(struct slice octets);

/* How many octets the text of RETR's +OK announces; 0 when it does not say. */
uint64_t pop3_announced(struct slice text);

#endif
