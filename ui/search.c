#include "ui/search.h"

#include "index/clock.h"

enum { LINES_PER_LOOK = 64 };

void search_set(struct search *search, struct slice text) {
    struct error error = {0};
    search->text.size = 0;
    (void)buffer_add(&search->text, text);
    pattern_free(search->engine, search->pattern);
    search->pattern = NULL;
    if (search->text.size == 0)
        return;
    if (!search->engine)
        search->engine = pattern_engine_new(&error);
    if (search->engine)
        search->pattern = pattern_compile(search->engine, buffer_slice(&search->text), &error);
}

struct needle search_needle(const struct search *search) {
    return (struct needle){search->engine, search->pattern, buffer_slice(&search->text)};
}

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

/* Whether the line has it, or what lies behind; counts what that cost, in lines. */
static enum standing stands(const struct needle *needle, struct screen *screen, size_t n,
                            size_t *cost, struct moment until) {
    const struct screen_text *text = &screen->class->text;
    size_t start, end;
    *cost = 1;
    if (needle_find(needle, text->line(screen, n), 0, &start, &end))
        return STANDS;
    if (!text->behind)
        return STANDS_NOT;
    *cost += LINES_PER_LOOK;
    return text->behind(screen, n, needle, until);
}

static enum search_state look(struct search *search, struct screen *screen, struct moment until) {
    const struct screen_text *text = &screen->class->text;
    const struct needle needle = search_needle(search);
    size_t cost = 0;
    search->count = text->count(screen);
    search->deep = text->behind != NULL;
    for (size_t spent = 0; spent < LINES_PER_LOOK; search->passed++, spent += cost) {
        if (search->count == 0 || search->passed > search->count)
            return SEARCH_NOTHING;
        size_t n = line_after(search, search->count);
        enum standing standing = stands(&needle, screen, n, &cost, until);
        if (standing == STANDS_LATER)
            return SEARCH_RUNNING;
        if (standing == STANDS_NOT)
            continue;
        search->behind = cost > LINES_PER_LOOK;
        bool wrapped = search->backwards ? n > search->start : n < search->start;
        text->go(screen, n);
        return wrapped ? SEARCH_WRAPPED : SEARCH_FOUND;
    }
    return SEARCH_RUNNING;
}

enum search_state search_step(struct search *search, struct screen *screen, struct moment until) {
    do
        search->state = look(search, screen, until);
    while (search->state == SEARCH_RUNNING && moment_before(clock_now(), until));
    return search->state;
}

void search_free(struct search *search) {
    pattern_free(search->engine, search->pattern);
    pattern_engine_free(search->engine);
    buffer_free(&search->text);
}
