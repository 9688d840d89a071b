/* search.h: a search through the lines of a screen, in slices, round its end. */
#ifndef HELOISE_UI_SEARCH_H
#define HELOISE_UI_SEARCH_H

#include "base/buffer.h"
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
    enum search_state state;
    bool backwards;
    size_t start;  /* the line where it began */
    size_t passed; /* lines that were looked at */
};

/* Begins at the line of the cursor; `here`: that line counts too. */
void search_begin(struct search *search, struct screen *screen, bool backwards, bool here);

/* Looks at lines until then, by clock_now(), and at some in any case; on SEARCH_FOUND the screen
 * has gone to the line. */
enum search_state search_step(struct search *search, struct screen *screen, struct moment until);

void search_free(struct search *search);

#endif
