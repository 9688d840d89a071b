/* script.h: a dialogue that was written down: one statement a line (statements.def).
 *
 *     > EHLO client.example         a line; CRLF is added. \r \n \t \0 \\ \xHH are octets
 *     raw "MAIL FROM:<a@b>\n"       octets as they are
 *     slow 200ms EHLO x             a line, one octet at a time
 *     together NOOP | NOOP          several lines in one piece
 *     expect 550 5.1.1 /PCRE2/      the next reply, and what must hold of it (expectation.h)
 *     message FILE, message <<END   content up to the final dot
 *     starttls   auth MECHANISM|any USER   wait 2s   timeout 30s   set NAME VALUE   note TEXT
 *     close   reset                 # a comment
 *
 * ${name} is a variable. Nothing of a script is carried out before all of it was read. */
#ifndef HELOISE_LIVE_SCRIPT_H
#define HELOISE_LIVE_SCRIPT_H

#include "live/caller.h"
#include "live/variables.h"

enum statement_kind {
#define STATEMENT(id, word, argument, checked) STATEMENT_##id,
#include "live/statements.def"
#undef STATEMENT
    STATEMENTS
};

struct statement {
    enum statement_kind kind;
    unsigned line;         /* in the script, from 1; 0: it is in no file */
    struct slice written;  /* the whole line, without blanks around it */
    struct slice argument; /* what follows the word */
    struct slice content;  /* of a message in place: its lines */
    bool in_place;
};

struct script {
    struct statement *list;
    size_t count;
    size_t checks; /* statements that count as tests */
    struct arena arena;
};

/* Takes a script apart; `text` is borrowed for its life, `name`: its file, for errors. False with
 * `error` filled (ERROR_DATA) with the line that is wrong; NULL: it was given by hand, and no line
 * is told. To be cleared in any case. */
bool script_read(struct script *script, struct slice text, const char *name, struct error *error);
void script_clear(struct script *script);

/* Whether the statement counts as a test. */
bool statement_is_checked(const struct statement *statement);

/* Writes octets with the escapes undone. False when a backslash has no meaning there. */
bool script_unescape(struct writer *writer, struct slice text);

/* The same of lines with " | " between them, in whose place stands CRLF. */
bool script_unescape_lines(struct writer *writer, struct slice text);

#endif
