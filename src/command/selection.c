#include "command/selection.h"

#include "command/complain.h"

bool selection_begin(struct selection *selection, const char *filter, int *status) {
    struct error error = {0};
    struct filter_place place;
    *selection = (struct selection){.filter = NULL};
    if (!filter)
        return true;
    selection->filter = filter_new(slice_string(filter), &place, &error);
    if (selection->filter)
        return true;
    *status = error.kind == ERROR_USAGE
                  ? complain_place(&error, slice_string(filter), place.at, place.size)
                  : complain(&error);
    return false;
}

static bool needs(const struct selection *selection, unsigned what) {
    return selection->filter && (filter_needs(selection->filter) & what) != 0;
}

const struct transcript_options *selection_transcripts(struct selection *selection,
                                                       const struct transcript_options *reported) {
    if (!needs(selection, FILTER_NEEDS_EVENTS))
        return reported;
    if (reported)
        selection->transcripts = *reported;
    selection->preview = selection->transcripts.preview;
    size_t wanted = filter_preview(selection->filter);
    if (wanted > selection->preview)
        selection->transcripts.preview = wanted;
    return &selection->transcripts;
}

enum examined selection_examines(const struct selection *selection, enum examined reported) {
    bool wanted = needs(selection, FILTER_NEEDS_FINDINGS) && reported < EXAMINED_HEADER;
    return wanted ? EXAMINED_HEADER : reported;
}

bool selection_brief(const struct selection *selection, bool reported) {
    return reported && !needs(selection, FILTER_NEEDS_DETAILS);
}

/* What the row alone decides needs no look at its events. */
static bool takes(struct selection *selection, const struct index_row *row, struct error *error) {
    enum filter_answer answer = filter_row(selection->filter, row);
    bool chosen = answer == FILTER_YES;
    if (answer == FILTER_UNSURE && row->transcript &&
        !filter_session(selection->filter, row, row->transcript, &chosen, error))
        return false;
    return chosen;
}

bool selection_takes(struct selection *selection, const struct index_row *row,
                     struct error *error) {
    if (!takes(selection, row, error))
        return false;
    if (row->transcript && selection->transcripts.preview > selection->preview)
        transcript_cut_previews(row->transcript, selection->preview);
    selection->chosen++;
    return true;
}

void selection_end(struct selection *selection) {
    filter_free(selection->filter);
    selection->filter = NULL;
}
