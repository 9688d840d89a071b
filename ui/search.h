/* search.h: a search through the lines of a screen, in slices, round its end.
 *
 * What is looked for is a pattern (PCRE2); where it is none, or the library is missing, it is a
 * text. Behind the lines of some screens lies more (the content of a session): it is looked at as
 * well, which takes its time. */
#ifndef HELOISE_UI_SEARCH_H
#define HELOISE_UI_SEARCH_H

#include "base/buffer.h"
#include "ui/needle.h"
#include "ui/screen.h"

enum search_state {
    SEARCH_IDLE,
    SEARCH_RUNNING,
    SEARCH_FOUND,   /* the screen was sent there */
    SEARCH_WRAPPED, /* the same, past the end of the text */
    SEARCH_NOTHING,
};

struct search {
    struct buffer text; /* what is looked for; empty: nothing */
    struct pattern_engine *engine;
    struct pattern *pattern; /* NULL: the text is none */
    enum search_state state;
    bool backwards;
    bool deep;     /* what lies behind the lines is looked at, too, */
    bool behind;   /* and it was found there */
    size_t start;  /* the line where it began */
    size_t passed; /* lines that were looked at */
    size_t count;  /* of all */
};

/* Sets what is looked for, and is lit. */
void search_set(struct search *search, struct slice text);

struct needle search_needle(const struct search *search);

/* Begins at the line of the cursor; `here`: that line counts too. */
void search_begin(struct search *search, struct screen *screen, bool backwards, bool here);

/* Looks at lines until then, by clock_now(), and at some in any case; on SEARCH_FOUND the screen
 * has gone to the line. */
enum search_state search_step(struct search *search, struct screen *screen, struct moment until);

void search_free(struct search *search);

#endif
