#include "index/filter.h"

#include <stdlib.h>

#include "index/filter_inside.h"

struct filter *filter_new(struct slice text, struct filter_place *place, struct error *error) {
    struct filter *filter = calloc(1, sizeof *filter);
    *place = (struct filter_place){0, 0};
    if (!filter) {
        (void)error_memory(error);
        return NULL;
    }
    filter->text = arena_copy(&filter->arena, text);
    bool good = filter->text.size == text.size || error_memory(error);
    good = good && filter_parse(filter, place, error);
    if (good && filter->needs & FILTER_NEEDS_HEADER && !(filter->decoder = decoder_new()))
        good = error_memory(error);
    if (good)
        return filter;
    filter_free(filter);
    return NULL;
}

void filter_free(struct filter *filter) {
    if (!filter)
        return;
    for (size_t i = 0; i < filter->compiled_count; i++)
        pattern_free(filter->patterns, filter->compiled[i]);
    pattern_engine_free(filter->patterns);
    decoder_free(filter->decoder);
    header_reader_free(&filter->header);
    filter_exchanges_free(&filter->exchanges);
    arena_free(&filter->scratch);
    arena_free(&filter->arena);
    free(filter);
}

unsigned filter_needs(const struct filter *filter) {
    return filter->needs;
}

size_t filter_preview(const struct filter *filter) {
    if (filter->needs & FILTER_NEEDS_BODY)
        return SIZE_MAX;
    return filter->needs & FILTER_NEEDS_HEADER ? FILTER_HEADER : 0;
}

enum filter_answer filter_row(struct filter *filter, const struct index_row *row) {
    return filter_ask(filter, row, NULL);
}

bool filter_session(struct filter *filter, const struct index_row *row,
                    const struct transcript *transcript, bool *chosen, struct error *error) {
    if (filter->joins && !filter_exchanges_join(&filter->exchanges, transcript))
        return error_memory(error);
    *chosen = filter_ask(filter, row, transcript) == FILTER_YES;
    return true;
}

bool filter_light(struct filter *filter, const struct index_row *row,
                  const struct transcript *transcript, bool *lit, struct error *error) {
    if (filter->joins && !filter_exchanges_join(&filter->exchanges, transcript))
        return error_memory(error);
    for (size_t n = 0; n < transcript_count(transcript); n++)
        lit[n] = filter_ask_event(filter, row, transcript, (uint32_t)n);
    return true;
}

bool filter_field_at(size_t n, struct filter_field_info *info) {
    const struct filter_field *field = filter_field_row(n);
    if (field)
        *info = (struct filter_field_info){.name = field->name,
                                           .type = filter_type_name(field->type),
                                           .meaning = field->meaning,
                                           .events = field->of_event != NULL};
    return field != NULL;
}

const char *filter_field_word(size_t n, size_t word) {
    const struct filter_field *field = filter_field_row(n);
    if (!field || !field->word)
        return NULL;
    for (size_t i = 0; i < word; i++)
        if (!field->word(i))
            return NULL;
    return field->word(word);
}
