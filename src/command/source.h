/* source.h: reads the sources of a command as one and hands each session to a report. */
#ifndef HELOISE_COMMAND_SOURCE_H
#define HELOISE_COMMAND_SOURCE_H

#include "command/options.h"

/* What a command wants of its sources. */
struct source_job {
    const struct options *options;
    enum report_kind report;
    bool digests;                /* in summaries */
    enum examined examined;      /* how far findings look; EXAMINED_NOTHING: none are wanted */
    enum severity *worst;        /* is told of the worst finding; NULL: nobody asks */
    struct explainer *explainer; /* of transcripts; NULL: none */
    bool brief;                  /* index_options.brief */
    const struct transcript_options *transcripts; /* NULL: none are needed */
    bool decrypt;                                 /* what there are keys for */
};

/* Reads all sources and writes the report to stdout. Says on stderr what went wrong; returns the
 * exit status. */
int source_report(const struct source_job *job);

#endif
