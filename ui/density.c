#include "ui/density.h"

#include "index/clock.h"
#include "index/verdict.h"

enum { AT_ONCE = 256 };

/* How long a map stays as it is while rows keep coming. */
#define CALM (DURATION_SECOND / 5)

static struct density_stamp stamp_of(const struct view *view, const struct model *model,
                                     size_t spans) {
    return (struct density_stamp){
        .revision = view->revision,
        .done = model->index ? index_totals(model->index).done : 0,
        .count = view_count(view, model),
        .spans = spans < DENSITY_SPANS ? spans : DENSITY_SPANS,
    };
}

static bool same_stamp(const struct density_stamp *a, const struct density_stamp *b) {
    return a->revision == b->revision && a->done == b->done && a->count == b->count &&
           a->spans == b->spans;
}

static void begin(struct density *density, struct density_stamp stamp) {
    density->stamp = stamp;
    density->making = (struct density_map){.spans = stamp.spans};
    density->at = 0;
    density->count = stamp.count;
    density->begun = clock_now();
    density->state = DENSITY_RANGING;
}

static void take_range(struct density_map *map, struct moment start) {
    if (map->sessions++ == 0)
        map->start = map->end = start;
    if (moment_before(start, map->start))
        map->start = start;
    map->end = moment_later(map->end, start);
}

/* What is worst is told. */
static void count(struct density_map *map, const struct summary *summary) {
    double span = (double)moment_since(map->end, map->start) + 1,
           since = (double)moment_since(summary->start, map->start);
    double place = since < 0 ? 0 : since / span * (double)map->spans;
    size_t at = place < (double)map->spans ? (size_t)place : map->spans - 1;
    map->counts[at]++;
    if (map->counts[at] > map->most)
        map->most = map->counts[at];
    if (verdict_weight(summary->verdict) > verdict_weight((enum verdict)map->worst[at]))
        map->worst[at] = (uint8_t)summary->verdict;
}

static void look(struct density *density, const struct view *view, const struct model *model) {
    for (size_t i = 0; i < AT_ONCE && density->at < density->count; i++, density->at++) {
        const struct index_row *row = model_row(model, view_row(view, density->at));
        if (row && density->state == DENSITY_RANGING)
            take_range(&density->making, row->summary->start);
        else if (row)
            count(&density->making, row->summary);
    }
}

/* Both passes; true: the map is made. */
static bool go_on(struct density *density, const struct view *view, const struct model *model) {
    look(density, view, model);
    if (density->at < density->count)
        return false;
    density->at = 0;
    if (density->state == DENSITY_RANGING) {
        density->state = DENSITY_COUNTING;
        return false;
    }
    density->state = DENSITY_IDLE;
    density->shown = density->making;
    return true;
}

bool density_step(struct density *density, const struct view *view, const struct model *model,
                  size_t spans, struct moment until, bool *ready) {
    struct density_stamp stamp = stamp_of(view, model, spans);
    bool other = !same_stamp(&stamp, &density->stamp);
    *ready = false;
    if (stamp.spans == 0)
        return false;
    if (stamp.spans != density->stamp.spans || stamp.revision != density->stamp.revision)
        begin(density, stamp);
    if (density->state == DENSITY_IDLE && other && moment_since(clock_now(), density->begun) > CALM)
        begin(density, stamp);
    while (density->state != DENSITY_IDLE && !*ready) {
        *ready = go_on(density, view, model);
        if (!moment_before(clock_now(), until))
            break;
    }
    return density->state != DENSITY_IDLE || !same_stamp(&stamp, &density->stamp);
}
