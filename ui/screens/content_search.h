/* content_search.h: whether a session says something anywhere: in a line, or in a message. */
#ifndef HELOISE_UI_SCREENS_CONTENT_SEARCH_H
#define HELOISE_UI_SCREENS_CONTENT_SEARCH_H

#include "index/filter.h"
#include "ui/model.h"
#include "ui/needle.h"

/* A search through many sessions. Zeroed: it has not begun. */
struct content_search {
    struct filter *filter; /* says what is looked for in the language of filters */
    struct buffer text;    /* what that is */
};

/* Whether row `n` holds it; the session is decoded again for that. What is masked is not searched.
 */
bool content_search_holds(struct content_search *search, const struct model *model, size_t n,
                          const struct needle *needle);

void content_search_free(struct content_search *search);

#endif
