/* pop3_command.h: the commands of POP3 and the states of a session: one table, state x command. */
#ifndef HELOISE_PROTOCOL_POP3_COMMAND_H
#define HELOISE_PROTOCOL_POP3_COMMAND_H

#include "session/event.h"

enum pop3_state {
    POP3_UNKNOWN,       /* joined midstream, or octets were lost */
    POP3_AUTHORIZATION, /* RFC 1939 4 */
    POP3_TRANSACTION,   /* RFC 1939 5 */
    POP3_UPDATE,        /* RFC 1939 6 */
    POP3_NEVER,         /* in the table: not allowed */
};

/* "authorization" …; static strings, NULL for POP3_UNKNOWN. */
const char *pop3_state_name(enum pop3_state state);

/* What follows +OK. */
enum pop3_answer {
    POP3_LINE,
    POP3_LISTING, /* lines up to a dot */
    POP3_MESSAGE, /* content up to a dot */
    POP3_SASL,    /* an exchange comes before it */
    POP3_CONTENT, /* the client sends content up to a dot, then comes another reply */
};

/* What the argument is. */
enum pop3_tells {
    POP3_NOTHING,
    POP3_NUMBER,
    POP3_NAME,
    POP3_PASSWORD,
    POP3_DIGEST, /* a name and a digest */
    POP3_MECHANISM,
    POP3_ATTRIBUTES, /* NAME=VALUE words */
};

struct pop3_command {
    struct slice verb; /* without a second word */
    struct slice word; /* the second word, if it is part of the command */
    enum pop3_form { POP3_ANY, POP3_BARE, POP3_WITH } form;
    enum pop3_state authorization, transaction; /* where +OK leads; POP3_NEVER: not allowed */
    enum pop3_answer answer;
    enum act act;
    enum pop3_tells tells;
};

/* The row for a verb, in any case, and its argument; NULL when there is none. */
const struct pop3_command *pop3_command_find(struct slice verb, struct slice argument);

/* Whether the first word of the line is a verb of the table. */
bool pop3_is_command(struct slice line);

/* Where +OK leads from `state`: POP3_NEVER when the command is not allowed there. From
 * POP3_UNKNOWN everything is allowed, and a command that one state alone allows tells which. An
 * unknown command (NULL) changes nothing. */
enum pop3_state pop3_state_after(enum pop3_state state, const struct pop3_command *command);

/* The rows, for tests and reference; `count` is filled. */
const struct pop3_command *pop3_command_table(size_t *count);

#endif
