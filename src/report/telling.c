#include "report/telling.h"

#include <stdlib.h>

#include "report/ladder.h"
#include "report/show.h"

struct telling {
    struct ladder_drawing *ladder; /* NULL: it is a transcript: */
    struct show show;
    size_t next; /* event */
};

struct telling *telling_new(bool ladder, const struct report_options *options,
                            struct canvas *canvas, const struct index_row *row, const char *file) {
    struct telling *telling = calloc(1, sizeof *telling);
    if (!telling)
        return NULL;
    if (!ladder) {
        show_init(&telling->show, options, canvas);
        show_begin(&telling->show, row, file);
        return telling;
    }
    telling->ladder = ladder_new(canvas, options, row, file);
    if (telling->ladder)
        return telling;
    free(telling);
    return NULL;
}

static bool tell_events(struct telling *telling, size_t events) {
    struct show *show = &telling->show;
    size_t count = transcript_count(show->transcript);
    for (; events > 0 && telling->next < count; events--)
        show_event(show, transcript_at(show->transcript, telling->next++));
    return telling->next < count;
}

bool telling_go_on(struct telling *telling, size_t events) {
    return telling->ladder ? ladder_go_on(telling->ladder, events) : tell_events(telling, events);
}

void telling_free(struct telling *telling) {
    if (!telling)
        return;
    ladder_free(telling->ladder);
    show_clear(&telling->show);
    free(telling);
}
