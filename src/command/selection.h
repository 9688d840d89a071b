/* selection.h: which sessions of the sources a command is asked for: -Y FILTER. */
#ifndef HELOISE_COMMAND_SELECTION_H
#define HELOISE_COMMAND_SELECTION_H

#include "command/options.h"
#include "index/filter.h"

/* Zeroed: every session. */
struct selection {
    struct filter *filter;                 /* NULL: none */
    struct transcript_options transcripts; /* that the filter needs, and the report where it wants
                                              some */
    size_t preview;                        /* octets of content that the report wants */
    uint64_t chosen;                       /* sessions so far */
};

/* Reads the filter. False when it is none: what is wrong, and where, has been said on stderr;
 * `status` is the exit status then. */
bool selection_begin(struct selection *selection, const char *filter, int *status);

/* What transcripts are to hold, where the report wants `reported` (NULL: none). NULL: nobody wants
 * any. */
const struct transcript_options *selection_transcripts(struct selection *selection,
                                                       const struct transcript_options *reported);

/* How far findings have to look, and whether summaries may be brief, where the report alone would
 * want this. */
enum examined selection_examines(const struct selection *selection, enum examined reported);
bool selection_brief(const struct selection *selection, bool reported);

/* Whether the filter, which there is, chooses the session; its transcript is then as the report
 * wants it. False, too, with `error` filled when memory ran out. */
bool selection_takes(struct selection *selection, const struct index_row *row, struct error *error);

void selection_end(struct selection *selection);

#endif
