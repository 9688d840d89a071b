/* token.h: the words of a structured header field (RFC 5322 3.2): words, quoted strings, comments,
 * and the octets that part them. */
#ifndef HELOISE_MESSAGE_TOKEN_H
#define HELOISE_MESSAGE_TOKEN_H

#include "base/slice.h"

enum token_kind {
    TOKEN_END,     /* nothing is left */
    TOKEN_WORD,    /* a run without blanks; quoted runs within it, quotes included */
    TOKEN_QUOTED,  /* a quoted string that stands alone; `text` is what is between the quotes */
    TOKEN_COMMENT, /* (nested (too)); `text` is what is between the outer parentheses */
    TOKEN_SPECIAL, /* one octet that parts words */
};

struct token {
    enum token_kind kind;
    struct slice text;
};

/* Takes the next token off the front of `rest`; blanks and line ends before it are passed over.
 * `specials`: the octets that stand alone and end a word. What is opened and never closed reaches
 * to the end. */
struct token token_next(struct slice *rest, const char *specials);

/* Takes what stands before the next `special` outside of quotes and comments off the front, and the
 * octet itself; without blanks around it. All of it when there is none. */
struct slice token_until(struct slice *rest, char special);

/* Without the blanks and line ends around it. */
struct slice token_trim(struct slice text);

#endif
