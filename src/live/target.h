/* target.h: where a live session goes to: a URL, or HOST[:PORT]. */
#ifndef HELOISE_LIVE_TARGET_H
#define HELOISE_LIVE_TARGET_H

#include "base/error.h"
#include "session/protocol.h"

enum { TARGET_NAME = 256 };

struct target {
    const struct protocol *protocol;
    bool sealed; /* TLS from the first octet */
    uint16_t port;
    char host[TARGET_NAME]; /* a name or an address, without brackets */
    char user[TARGET_NAME]; /* of USER@; empty: none */
    /* A way to it that is no network, borrowed: a UNIX socket's path, or a command that speaks on
     * its standard input and output. NULL: by host and port. */
    const char *socket, *command;
};

/* Reads smtp://, smtps://, submission://, submissions://, lmtp://, pop3:// and pop3s://, each
 * [USER@]HOST[:PORT][/]; IPv6 in brackets. %HH stands for an octet of the user's name. Without a
 * scheme it is that of `usual`. False with `error` filled (ERROR_USAGE). */
bool target_read(struct target *target, const char *text, const char *usual, struct error *error);

#endif
