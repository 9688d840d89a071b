#include "command/source.h"

#include "capture/segment.h"
#include "command/complain.h"
#include "command/extract.h"
#include "command/interrupt.h"
#include "command/keys.h"
#include "command/listen.h"
#include "command/progress.h"
#include "command/selection.h"
#include "command/terminal.h"
#include "index/clock.h"

#include <stdio.h>
#include <unistd.h>

/* Few at a time: rows that are done are written while they are in the cache. */
enum { STEP_PACKETS = 256 };

/* What a writer at the other end of a pipe has to say after an interrupt that reached it as well:
 * tcpdump then puts out what it kept back. */
#define LAST_WORDS (DURATION_SECOND / 2)

/* The filter chose no session. */
enum { STATUS_NOTHING = 1 };

/* A report on its way. */
struct reading {
    const struct source_job *job;
    struct index *index;
    struct device *device;    /* NULL: files are read */
    const char *const *names; /* of the sources */
    size_t count;
    struct writer out;
    struct report *report;
    struct progress progress;
    struct moment stop;          /* after an interrupt: when to stop; 0: there was none */
    bool terminal;               /* a person waits for each row; so it is with a device */
    bool stream;                 /* a pipe was waited for */
    bool unread;                 /* nobody reads the report any more */
    struct diagnoser *diagnoser; /* NULL: findings are not wanted */
    struct keys *keys;           /* NULL: nothing is decrypted */
    bool late_keys;              /* rows are decoded when they are done, by keys that came late */
    struct buffer told;          /* late_keys: of each row whether it was told, one octet each */
    size_t told_all;             /* all rows before this one were */
    struct selection selection;
    struct extract extract;
    int status; /* of the first source that failed */
};

static void fail(struct reading *reading, int status) {
    if (reading->status == 0)
        reading->status = status;
}

static int tell(struct reading *reading, const struct error *error) {
    progress_end(&reading->progress);
    (void)writer_flush(&reading->out);
    return complain(error);
}

static bool is_chosen(struct reading *reading, const struct index_row *row) {
    struct error error = {0};
    bool chosen = selection_takes(&reading->selection, row, &error);
    if (error.kind != ERROR_NONE)
        fail(reading, tell(reading, &error));
    return chosen;
}

static void note_severity(struct reading *reading, enum severity severity) {
    if (reading->job->worst && severity > *reading->job->worst)
        *reading->job->worst = severity;
}

/* One session: to the report, if it is chosen. */
static bool take_row(struct reading *reading, const struct index_row *row) {
    bool several = reading->count > 1;
    const char *file = index_source_name(reading->index, row->source);
    if (reading->selection.filter && !is_chosen(reading, row)) {
        index_mute(reading->index);
        return false;
    }
    report_session(reading->report, row, several ? file : NULL);
    note_severity(reading, row->summary->severity);
    return true;
}

/* What is known of sessions only when all were read. */
static void take_late(struct reading *reading) {
    bool several = reading->count > 1;
    size_t count;
    const struct late_finding *late = index_late(reading->index, &count);
    for (size_t i = 0; i < count; i++) {
        const char *file = index_source_name(reading->index, late[i].session.source);
        report_late(reading->report, &late[i], several ? file : NULL);
        note_severity(reading, late[i].finding.severity);
    }
}

/* Rows that are done. */
static void take_rows(struct reading *reading) {
    struct index_row *row;
    while (!reading->out.cause && (row = index_take(reading->index)) != NULL) {
        (void)take_row(reading, row);
        index_release(reading->index, row);
    }
    if (reading->terminal || reading->device)
        (void)writer_flush(&reading->out);
}

/* How rows that were kept are decoded again. */
static struct index_opening opening_of(struct reading *reading) {
    const struct transcript_options none = {.preview = 0},
                                    *wanted = selection_transcripts(&reading->selection,
                                                                    reading->job->transcripts);
    return (struct index_opening){.transcript = wanted ? *wanted : none,
                                  .diagnoser = reading->diagnoser};
}

/* Rows that were kept, so that their packets can be written: each is decoded again, and has what
 * was found when all were read. */
static void take_kept_rows(struct reading *reading) {
    const struct index_opening how = opening_of(reading);
    struct error error = {0};
    size_t late;
    if (reading->keys)
        (void)keys_follow(reading->keys);
    (void)index_late(reading->index, &late);
    for (size_t n = 0; n < index_count(reading->index) && error.kind == ERROR_NONE; n++) {
        struct index_row *row = index_open(reading->index, n, &how, &error);
        if (row && take_row(reading, row))
            (void)extract_add(&reading->extract, n, &error);
        index_close(row);
    }
    if (error.kind == ERROR_NONE)
        (void)extract_end(&reading->extract, &error);
    if (error.kind != ERROR_NONE)
        fail(reading, tell(reading, &error));
}

/* ---- a key log that is followed ---- */

static bool was_told(struct reading *reading, size_t n) {
    static const uint8_t no = false;
    while (reading->told.size <= n && buffer_add(&reading->told, slice_of(&no, 1)))
        continue;
    return n < reading->told.size && reading->told.data[n];
}

static void tell_row(struct reading *reading, size_t n, const struct index_opening *how) {
    struct error error = {0};
    struct index_row *row = index_open(reading->index, n, how, &error);
    if (row)
        (void)take_row(reading, row);
    else
        fail(reading, tell(reading, &error));
    index_close(row);
    index_forget(reading->index, n);
    if (n < reading->told.size)
        reading->told.data[n] = true;
}

/* Who captures his own connection learns its keys after its first packets: so a row is decoded when
 * it is done, by what the key log has then. */
static void take_done_rows(struct reading *reading) {
    const struct index_opening how = opening_of(reading);
    (void)keys_follow(reading->keys);
    for (size_t n = reading->told_all; n < index_count(reading->index); n++) {
        if (!was_told(reading, n) && index_row_at(reading->index, n)->done && !reading->out.cause)
            tell_row(reading, n, &how);
        reading->told_all += n == reading->told_all && was_told(reading, n);
    }
    if (reading->terminal)
        (void)writer_flush(&reading->out);
}

/* ---- reading ---- */

static void take_what_is_done(struct reading *reading) {
    if (reading->late_keys)
        take_done_rows(reading);
    else if (!reading->extract.path)
        take_rows(reading);
}

static bool stopped(struct reading *reading) {
    if (reading->out.cause || reading->unread)
        return true;
    if (!interrupt_came() || !reading->stream)
        return interrupt_came();
    if (reading->stop.ns == 0)
        reading->stop.ns = clock_now().ns + LAST_WORDS;
    return !moment_before(clock_now(), reading->stop);
}

/* Nothing is there now: whoever reads the report gets what is done. */
static void wait_for_more(struct reading *reading) {
    struct index_wait wait = index_wait(reading->index);
    progress_end(&reading->progress);
    if (!writer_flush(&reading->out))
        return;
    reading->stream |= wait.descriptor >= 0;
    reading->unread = !interrupt_wait(wait.descriptor, wait.milliseconds);
    if (reading->keys) /* those of what comes next */
        (void)keys_follow(reading->keys);
    if (reading->unread)
        fail(reading, ERROR_IO);
}

static void read_on(struct reading *reading) {
    const char *name = reading->count > 1 ? _("all files") : reading->names[0];
    enum index_progress progress = INDEX_MORE;
    while (progress != INDEX_END && !stopped(reading)) {
        struct error error = {0};
        progress = index_step(reading->index, STEP_PACKETS, &error);
        take_what_is_done(reading);
        if (progress == INDEX_WAIT)
            wait_for_more(reading);
        else if (progress == INDEX_ERROR)
            fail(reading, tell(reading, &error));
        else if (progress == INDEX_CHANGED)
            (void)tell(reading, &error);
        else
            progress_show(&reading->progress, name, reading->index);
    }
    progress_end(&reading->progress);
    index_finish(reading->index);
    if (reading->extract.path) {
        take_kept_rows(reading);
    } else {
        take_what_is_done(reading);
        take_late(reading);
    }
}

/* Packets of link types that nobody here reads: said once a source; when there was nothing else to
 * read, the source counts as not readable. */
static void warn_link(struct reading *reading, const struct index_source *source) {
    const char *name = link_type_name(source->unsupported_link_type);
    if (source->unsupported_link == 0)
        return;
    const struct word words[] = {
        WORD_NUMBER("type", source->unsupported_link_type),
        WORD("name", name ? name : _("unknown")),
        WORD_NUMBER("count", source->unsupported_link),
        WORD_NUMBER("offset", source->unsupported_link_at),
    };
    complain_words(source->name,
                   P_("{count} packet of link type {type} ({name}) cannot be read (at octet "
                      "{offset})",
                      "{count} packets of link type {type} ({name}) cannot be read (the first at "
                      "octet {offset})",
                      source->unsupported_link),
                   words, sizeof words / sizeof *words);
    if (source->unsupported_link == source->packets)
        fail(reading, ERROR_DATA);
}

static void warn_links(struct reading *reading) {
    for (size_t n = 0; n < index_source_count(reading->index); n++) {
        struct index_source source = index_source_at(reading->index, n);
        warn_link(reading, &source);
    }
}

static void write_totals(struct reading *reading) {
    struct index_totals totals = index_totals(reading->index);
    if (totals.files > 0)
        report_end(reading->report, &(struct report_totals){
                                        .files = totals.files,
                                        .packets = totals.packets,
                                        .dropped = totals.dropped,
                                        .flows = totals.flows,
                                        .sessions = totals.sessions,
                                        .attempts = totals.attempts,
                                        .not_mail = totals.not_mail,
                                        .bad_packets = totals.bad_packets,
                                        .other_packets = totals.other_packets,
                                        .filtered = reading->job->options->filter != NULL,
                                        .chosen = reading->selection.chosen,
                                    });
}

static void put_debug(void *context, const char *line) {
    (void)context;
    (void)fprintf(stderr, "%s\n", line);
}

/* From here on the process has no privileges. */
static bool begin_listening(struct reading *reading, struct error *error) {
    const struct options *options = reading->job->options;
    struct privileges as;
    reading->device = listen_begin(options, SANDBOX_REPORT, &as, error);
    if (!reading->device)
        return false;
    listen_say(options, reading->device, &as);
    reading->stream = true;
    return true;
}

static void end_listening(struct reading *reading) {
    struct error error = {0};
    if (reading->device && !listen_end(reading->device, &error))
        fail(reading, tell(reading, &error));
    device_close(reading->device);
}

static void read_sources(struct reading *reading) {
    const struct options *options = reading->job->options;
    const char *device = reading->device ? device_name(reading->device) : NULL;
    bool kept = !device && (options->write || reading->late_keys);
    reading->names = device ? &device : options->sources;
    reading->count = device ? 1 : options->source_count;
    const struct index_options wanted = {
        .rules = options->rules,
        .rule_count = options->rule_count,
        .follow = options->follow,
        .device = reading->device,
        .capture_filter = device ? NULL : options->capture_filter,
        .digests = reading->job->digests,
        .keep_places = kept,
        .diagnoser = reading->diagnoser,
        .brief = selection_brief(&reading->selection, reading->job->brief),
        .transcripts =
            kept ? NULL : selection_transcripts(&reading->selection, reading->job->transcripts),
        .keys = reading->keys ? keys_ring(reading->keys) : NULL,
        .debug = options->debug,
        .debug_line = put_debug,
    };
    struct error error = {0};
    reading->index = index_new(reading->names, reading->count, &wanted, &error);
    if (!reading->index) {
        fail(reading, tell(reading, &error));
        return;
    }
    if (options->write && !device &&
        !extract_begin(&reading->extract, options->write, reading->index, &error)) {
        fail(reading, tell(reading, &error));
    } else {
        read_on(reading);
        warn_links(reading);
        write_totals(reading);
    }
    extract_clear(&reading->extract);
    index_free(reading->index);
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
        .live = options->device != NULL,
        .verbose = options->verbose,
        .depth = options->depth,
    };
}

/* Writes out the rest. That a device is listened to no longer is how it ends. */
static int finish(struct reading *reading) {
    if (!writer_flush(&reading->out))
        return complain_output(reading->out.cause);
    if (interrupt_came() && !reading->job->options->device)
        return STATUS_INTERRUPTED;
    bool nothing = reading->job->options->filter && reading->selection.chosen == 0;
    return reading->status == 0 && nothing ? STATUS_NOTHING : reading->status;
}

/* What looks for findings. False with `error` filled: an id that does not exist. */
static bool make_diagnoser(struct reading *reading, struct error *error) {
    const struct options *options = reading->job->options;
    enum examined examined = selection_examines(&reading->selection, reading->job->examined);
    struct diagnosis_options wanted = {
        .header = examined >= EXAMINED_HEADER,
        .content = examined >= EXAMINED_CONTENT,
        .only = options->only,
        .except = options->except,
        .least = options->severity,
        .brief = selection_brief(&reading->selection, reading->job->brief),
    };
    if (examined == EXAMINED_NOTHING)
        return true;
    reading->diagnoser = diagnoser_new(&wanted, error);
    return reading->diagnoser != NULL;
}

/* Whether the report can be written as is wanted. */
static bool check_format(const struct source_job *job, struct error *error) {
    return report_has(job->report, job->options->format) ||
           error_set(error, ERROR_USAGE, _("%s is not written in this format"),
                     job->options->command->name);
}

/* Comments that the captures have on packets. */
static bool comment_of(const void *commenter, const struct index_row *row, uint32_t event, size_t n,
                       struct slice *text) {
    const struct reading *reading = commenter;
    return index_comment(reading->index, row, event, n, text);
}

/* Makes the report and reads; the exit status. */
static int report_sources(struct reading *reading) {
    const struct source_job *job = reading->job;
    struct terminal terminal = terminal_look(job->options->color);
    struct report_options how = report_options(job->options, &terminal);
    struct error error = {0};
    how.explainer = job->explainer;
    how.comment = comment_of;
    how.commenter = reading;
    reading->terminal = terminal.present;
    reading->out.ascii = terminal.ascii;
    if (!make_diagnoser(reading, &error))
        return complain(&error);
    if (job->decrypt && !(reading->keys = command_keys(job->options, &error)))
        return complain(&error);
    reading->late_keys =
        job->options->follow && !job->options->write && reading->keys && keys_grow(reading->keys);
    reading->report = report_new(job->report, job->options->format, &how, &reading->out, &error);
    if (!reading->report)
        return complain(&error);
    interrupt_catch(job->options->device != NULL);
    int status = (int)ERROR_NONE;
    if (job->options->device && !begin_listening(reading, &error)) {
        status = complain(&error);
    } else {
        read_sources(reading);
        end_listening(reading);
        status = finish(reading);
    }
    report_free(reading->report);
    return status;
}

int source_report(const struct source_job *job) {
    struct reading reading = {
        .job = job,
        .out = writer_to(STDOUT_FILENO),
        .progress = progress_begin(job->options->quiet),
    };
    struct error error = {0};
    int status;
    if (!check_format(job, &error))
        return complain(&error);
    if (!selection_begin(&reading.selection, job->options->filter, &status))
        return status;
    status = report_sources(&reading);
    selection_end(&reading.selection);
    diagnoser_free(reading.diagnoser);
    keys_free(reading.keys);
    buffer_free(&reading.told);
    writer_free(&reading.out);
    return status;
}
