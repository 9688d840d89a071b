#include "tests/property/capture_survey.h"

#include <stdlib.h>

#include "capture/segment.h"

bool same_endpoint(const struct endpoint *a, const struct endpoint *b) {
    return a->size == b->size && a->port == b->port &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

static struct surveyed_direction *find(const struct survey *survey, const struct endpoint *source,
                                       const struct endpoint *destination) {
    for (size_t i = 0; i < survey->count; i++)
        if (same_endpoint(&survey->directions[i].source, source) &&
            same_endpoint(&survey->directions[i].destination, destination))
            return &survey->directions[i];
    return NULL;
}

static void add(struct survey *survey, const struct segment *segment) {
    if (survey->count == survey->room) {
        survey->room = survey->room ? 2 * survey->room : 16;
        survey->directions = realloc(survey->directions, survey->room * sizeof *survey->directions);
        if (!survey->directions)
            abort();
    }
    survey->directions[survey->count++] = (struct surveyed_direction){
        .source = segment->source,
        .destination = segment->destination,
        .first = segment->sequence,
    };
}

/* Whether the segment begins another connection. */
static bool take(struct survey *survey, const struct segment *segment) {
    if (!(segment->flags & TCP_SYN))
        return false;
    struct surveyed_direction *at = find(survey, &segment->source, &segment->destination);
    if (!at)
        add(survey, segment);
    if (!at || at->first == segment->sequence)
        return false;
    at->first = segment->sequence;
    return !(segment->flags & TCP_ACK);
}

struct survey survey_of(const struct packet_list *list) {
    struct survey survey = {.again = calloc(list->count + 1, sizeof(bool))};
    struct decapsulator *decapsulator = decapsulator_new();
    struct segment segment;
    if (!decapsulator || !survey.again)
        abort();
    for (size_t i = 0; i < list->count; i++)
        if (segment_from_packet(decapsulator, &list->packets[i], &segment) == SEGMENT_TCP)
            survey.again[i] = take(&survey, &segment);
    decapsulator_free(decapsulator);
    return survey;
}

void survey_free(struct survey *survey) {
    free(survey->directions);
    free(survey->again);
}
