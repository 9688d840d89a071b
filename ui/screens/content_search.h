/* content_search.h: whether a session says something anywhere: in a line, or in a message. */
#ifndef HELOISE_UI_SCREENS_CONTENT_SEARCH_H
#define HELOISE_UI_SCREENS_CONTENT_SEARCH_H

#include "index/filter.h"
#include "ui/model.h"
#include "ui/needle.h"
#include "ui/reopening.h"
#include "ui/screen.h"

/* A search through many sessions. Zeroed: it has not begun. */
struct content_search {
    struct filter *filter;      /* says what is looked for in the language of filters */
    struct buffer text;         /* what that is */
    struct reopening reopening; /* of the session that is looked into */
};

/* Whether row `n` holds it; the session is decoded again for that, until then, by clock_now(). What
 * is masked is not searched.
 */
enum standing content_search_holds(struct content_search *search, const struct model *model,
                                   size_t n, const struct needle *needle, struct moment until);

void content_search_free(struct content_search *search);

#endif
