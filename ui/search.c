#include "ui/search.h"

#include "index/clock.h"

enum { LINES_PER_LOOK = 64 };

void search_begin(struct search *search, struct screen *screen, bool backwards, bool here) {
    const struct screen_text *text = &screen->class->text;
    search->state = SEARCH_IDLE;
    if (search->text.size == 0 || !text->line || text->count(screen) == 0)
        return;
    search->state = SEARCH_RUNNING;
    search->backwards = backwards;
    search->start = text->here(screen);
    search->passed = here ? 0 : 1;
}

/* The line that is looked at after `passed` others. */
static size_t line_after(const struct search *search, size_t count) {
    size_t start = search->start < count ? search->start : 0, passed = search->passed % count;
    return search->backwards ? (start + count - passed) % count : (start + passed) % count;
}

static enum search_state look(struct search *search, struct screen *screen) {
    const struct screen_text *text = &screen->class->text;
    size_t count = text->count(screen);
    for (size_t i = 0; i < LINES_PER_LOOK; i++, search->passed++) {
        if (count == 0 || search->passed > count)
            return SEARCH_NOTHING;
        size_t n = line_after(search, count);
        if (slice_search_nocase(text->line(screen, n), buffer_slice(&search->text)) == SLICE_NONE)
            continue;
        bool wrapped = search->backwards ? n > search->start : n < search->start;
        text->go(screen, n);
        return wrapped ? SEARCH_WRAPPED : SEARCH_FOUND;
    }
    return SEARCH_RUNNING;
}

enum search_state search_step(struct search *search, struct screen *screen, struct moment until) {
    do
        search->state = look(search, screen);
    while (search->state == SEARCH_RUNNING && moment_before(clock_now(), until));
    return search->state;
}

void search_free(struct search *search) {
    buffer_free(&search->text);
}
