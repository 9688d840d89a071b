/* entry.h: what comes before any mail: greeting, hello, TLS, login. */
#ifndef HELOISE_LIVE_ENTRY_H
#define HELOISE_LIVE_ENTRY_H

#include "live/authenticate.h"

enum entry_tls { ENTRY_PLAIN, ENTRY_TLS_OPTIONAL, ENTRY_TLS };

struct entry {
    const char *name; /* the client's own, for EHLO */
    enum entry_tls tls;
    const struct credentials *credentials; /* NULL: nobody logs in */
};

/* Takes the greeting. False with `error` filled: ERROR_REFUSED, ERROR_TEMPORARY, ERROR_PROTOCOL. */
bool entry_greet(struct caller *caller, struct error *error);

/* EHLO, HELO where that is not known, LHLO; of POP3 CAPA, which a server need not know. */
bool entry_hello(struct caller *caller, const struct entry *entry, struct error *error);

/* STARTTLS or STLS, as far as it is wanted and not begun yet, and hello again. ERROR_PROTOCOL: it
 * has to be, and is not offered or fails. */
bool entry_secure(struct caller *caller, const struct entry *entry, struct error *error);

/* Says a line and takes its reply; NULL with `error` filled. */
const struct event *entry_ask(struct caller *caller, const char *line, struct error *error);

/* Leaves: QUIT, whatever it is answered. */
void entry_quit(struct caller *caller);

#endif
