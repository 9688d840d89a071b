#include "command/source.h"

#include "capture/segment.h"
#include "command/complain.h"
#include "command/interrupt.h"
#include "command/progress.h"
#include "command/terminal.h"

#include <stdio.h>
#include <unistd.h>

/* Few at a time: rows that are done are written while they are in the cache. */
enum { STEP_PACKETS = 256 };

/* A report on its way. */
struct reading {
    const struct source_job *job;
    struct writer out;
    struct report *report;
    struct report_totals totals;
    struct progress progress;
    bool terminal; /* a person waits for each row */
    int status;    /* of the first source that failed */
};

static void fail(struct reading *reading, int status) {
    if (reading->status == 0)
        reading->status = status;
}

/* Rows that are done. Their ids run on over all sources. */
static void take_rows(struct reading *reading, struct index *index, const char *file) {
    struct index_row *row;
    while (!reading->out.cause && (row = index_take(index)) != NULL) {
        struct index_row numbered = *row;
        numbered.id += reading->totals.sessions;
        report_session(reading->report, &numbered, file);
        index_release(index, row);
    }
    if (reading->terminal)
        (void)writer_flush(&reading->out);
}

static bool stopped(const struct reading *reading) {
    return interrupt_came() || reading->out.cause;
}

static void read_index(struct reading *reading, struct index *index, const char *source) {
    const char *file = reading->job->options->source_count > 1 ? source : NULL;
    struct error error = {0};
    enum index_progress progress = INDEX_MORE;
    while (progress == INDEX_MORE && !stopped(reading)) {
        progress = index_step(index, STEP_PACKETS, &error);
        take_rows(reading, index, file);
        progress_show(&reading->progress, source, index);
    }
    progress_end(&reading->progress);
    if (progress != INDEX_ERROR)
        return;
    if (error.file[0] == '\0')
        error_name(&error, source);
    (void)writer_flush(&reading->out);
    fail(reading, complain(&error));
}

/* Packets of link types that nobody here reads: said once a source; when there was nothing else to
 * read, the source counts as not readable. */
static void warn_link(struct reading *reading, const char *source,
                      const struct index_totals *totals) {
    const char *name = link_type_name(totals->unsupported_link_type);
    if (totals->unsupported_link == 0)
        return;
    const struct word words[] = {
        WORD_NUMBER("type", totals->unsupported_link_type),
        WORD("name", name ? name : _("unknown")),
        WORD_NUMBER("count", totals->unsupported_link),
    };
    complain_words(source,
                   P_("{count} packet of link type {type} ({name}) cannot be read",
                      "{count} packets of link type {type} ({name}) cannot be read",
                      totals->unsupported_link),
                   words, sizeof words / sizeof *words);
    if (totals->unsupported_link == totals->packets)
        fail(reading, ERROR_DATA);
}

static void add_totals(struct reading *reading, const struct index_totals *totals) {
    struct report_totals *sum = &reading->totals;
    sum->files++;
    sum->packets += totals->packets;
    sum->flows += totals->flows;
    sum->sessions += totals->sessions;
    sum->not_mail += totals->not_mail;
    sum->bad_packets += totals->bad_packets;
    sum->other_packets += totals->other_packets;
}

static void put_debug(void *context, const char *line) {
    (void)context;
    (void)fprintf(stderr, "%s\n", line);
}

static void read_source(struct reading *reading, const char *source) {
    const struct source_job *job = reading->job;
    const struct index_options wanted = {
        .rules = job->options->rules,
        .rule_count = job->options->rule_count,
        .digests = job->digests,
        .transcripts = job->transcripts,
        .debug = job->options->debug,
        .debug_line = put_debug,
    };
    struct error error = {0};
    struct index *index = index_new(&source, 1, &wanted, &error);
    if (!index) {
        if (error.file[0] == '\0')
            error_name(&error, source);
        (void)writer_flush(&reading->out);
        fail(reading, complain(&error));
        return;
    }
    read_index(reading, index, source);
    struct index_totals totals = index_totals(index);
    index_free(index);
    warn_link(reading, source, &totals);
    add_totals(reading, &totals);
}

static struct report_options report_options(const struct options *options,
                                            const struct terminal *terminal) {
    return (struct report_options){
        .time = options->time,
        .width = terminal->width,
        .color = terminal->color,
        .headings = terminal->present,
        .show_secrets = options->show_secrets,
        .full = options->full,
        .hex = options->hex,
        .quiet = options->quiet,
        .verbose = options->verbose,
        .depth = options->depth,
    };
}

/* Writes out the rest. */
static int finish(struct reading *reading) {
    if (!writer_flush(&reading->out))
        return complain_output(reading->out.cause);
    return interrupt_came() ? STATUS_INTERRUPTED : reading->status;
}

int source_report(const struct source_job *job) {
    const struct options *options = job->options;
    struct terminal terminal = terminal_look(options->color);
    struct report_options how = report_options(options, &terminal);
    how.explainer = job->explainer;
    struct reading reading = {
        .job = job,
        .out = writer_to(STDOUT_FILENO),
        .progress = progress_begin(options->quiet),
        .terminal = terminal.present,
    };
    struct error error = {0};
    reading.out.ascii = terminal.ascii;
    reading.report = report_new(job->report, options->format, &how, &reading.out, &error);
    if (!reading.report)
        return complain(&error);
    interrupt_catch();
    for (size_t i = 0; i < options->source_count && !stopped(&reading); i++)
        read_source(&reading, options->sources[i]);
    if (reading.totals.files > 0)
        report_end(reading.report, &reading.totals);
    int status = finish(&reading);
    report_free(reading.report);
    writer_free(&reading.out);
    return status;
}
