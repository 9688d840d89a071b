#include "ui/saving.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/clock.h"

enum { PACKETS_AT_ONCE = 64, NAME_MORE = 32 };

const struct save_format_fact save_format_facts[SAVE_FORMATS] = {
#define SAVE_FORMAT(name, ending, what) {ending, what},
#include "ui/save_format.def"
#undef SAVE_FORMAT
};

enum save_format save_format_of(struct slice path) {
    size_t format = 0;
    while (format < SAVE_FORMATS) {
        struct slice ending = slice_string(save_format_facts[format].ending);
        if (path.size > ending.size &&
            slice_equal_nocase(slice_from(path, path.size - ending.size), ending))
            break;
        format++;
    }
    return (enum save_format)format;
}

/* ---- files ---- */

static bool fail(struct saving *saving, const char *path, struct error *error) {
    (void)error_set(error, ERROR_CREATE, "%s", strerror(errno));
    error_name(error, path);
    saving->state = SAVING_FAILED;
    return false;
}

static bool create(struct saving *saving, struct error *error) {
    int file = open(saving->fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0)
        return fail(saving, saving->fresh, error);
    saving->out = writer_to(file);
    return true;
}

/* Writes out, and gives the file its name. */
static bool finish_file(struct saving *saving, const char *path, struct error *error) {
    bool written = writer_flush(&saving->out);
    int cause = saving->out.cause;
    if (close(saving->out.fd) != 0 && written) {
        written = false;
        cause = errno;
    }
    writer_free(&saving->out);
    saving->out.fd = WRITER_MEMORY;
    if (written && rename(saving->fresh, path) == 0)
        return true;
    if (!written)
        errno = cause;
    return fail(saving, path, error);
}

/* A file that is being read is not to be written over: what is read again would be something else.
 */
static bool is_source(const struct model *model, const char *path) {
    struct stat there, source;
    if (stat(path, &there) != 0)
        return false;
    for (size_t n = 0; n < index_source_count(model->index); n++)
        if (stat(index_source_name(model->index, n), &source) == 0 &&
            source.st_dev == there.st_dev && source.st_ino == there.st_ino)
            return true;
    return false;
}

/* ---- beginning ---- */

static char *name_of(struct slice path, const char *more) {
    char *name = malloc(path.size + NAME_MORE);
    if (name)
        (void)snprintf(name, path.size + NAME_MORE, "%.*s%s", (int)path.size,
                       (const char *)path.data, more);
    return name;
}

static bool begin_report(struct saving *saving, const struct model *model, struct error *error) {
    static const enum report_format formats[SAVE_FORMATS] = {
        [SAVE_text] = FORMAT_TEXT, [SAVE_json] = FORMAT_JSON, [SAVE_markdown] = FORMAT_MARKDOWN};
    saving->options.full = true;
    saving->options.quiet = true;
    saving->options.width = 0;
    saving->options.opened = NULL;
    saving->options.reader = NULL;
    saving->options.comment = model_comment;
    saving->options.commenter = model;
    saving->report =
        report_new(REPORT_SHOW, formats[saving->format], &saving->options, &saving->out, error);
    return saving->report != NULL;
}

static bool begin_work(struct saving *saving, const struct model *model, struct error *error) {
    if (saving->format == SAVE_mail)
        return true; /* each message has a file of its own */
    if (!create(saving, error))
        return false;
    if (saving->format == SAVE_mailbox)
        return true;
    if (saving->format != SAVE_capture)
        return begin_report(saving, model, error);
    saving->export = index_export_new(model->index, &saving->out);
    return saving->export || error_memory(error);
}

bool saving_begin(struct saving *saving, const struct model *model, size_t *rows, size_t count,
                  struct slice path, struct error *error) {
    saving_clear(saving);
    saving->state = SAVING_RUNNING;
    saving->format = save_format_of(path);
    saving->out = writer_to(WRITER_MEMORY);
    saving->rows = rows;
    saving->count = count;
    saving->options = model->report;
    saving->path = name_of(path, "");
    saving->fresh = name_of(path, ".heloise-part");
    if (saving->format == SAVE_FORMATS)
        (void)error_set(error, ERROR_USAGE, _("the end of the name tells no format"));
    else if (!saving->path || !saving->fresh)
        (void)error_memory(error);
    else if (is_source(model, saving->path))
        (void)error_set(error, ERROR_CREATE, _("this file is being read"));
    else if (begin_work(saving, model, error))
        return true;
    saving_clear(saving);
    return false;
}

/* ---- messages ---- */

/* "mail.eml", "mail-2.eml", "mail-3.eml" …; free() it. */
static char *numbered(const struct saving *saving) {
    const struct slice path = slice_string(saving->path ? saving->path : "");
    size_t ending = strlen(save_format_facts[SAVE_mail].ending);
    char more[NAME_MORE] = "";
    if (saving->messages > 0)
        (void)snprintf(more, sizeof more, "-%llu", (unsigned long long)saving->messages + 1);
    char *name = malloc(path.size + NAME_MORE);
    if (name)
        (void)snprintf(name, path.size + NAME_MORE, "%.*s%s%s", (int)(path.size - ending),
                       (const char *)path.data, more, (const char *)path.data + path.size - ending);
    return name;
}

/* Nobody was asked whether files of further messages may be written over. */
static bool is_free(struct saving *saving, const char *name, struct error *error) {
    if (saving->messages == 0 || access(name, F_OK) != 0)
        return true;
    errno = EEXIST;
    return fail(saving, name, error);
}

static bool write_mail(struct saving *saving, const struct mail_cursor *cursor,
                       struct error *error) {
    char *name = numbered(saving);
    if (!name)
        return error_memory(error);
    bool good = is_free(saving, name, error) && create(saving, error);
    if (good) {
        writer_add(&saving->out, cursor->content);
        good = finish_file(saving, name, error);
    }
    free(name);
    return good;
}

static bool write_messages(struct saving *saving, const struct index_row *row,
                           struct error *error) {
    struct mail_cursor cursor = {.next = 0};
    bool good = true;
    while (good && mail_next(&cursor, row->transcript)) {
        if (saving->format == SAVE_mail)
            good = write_mail(saving, &cursor, error);
        else
            mail_write_mbox(&cursor, mail_sender(row->summary, cursor.event), &saving->out);
        saving->messages += good;
    }
    saving->incomplete += cursor.incomplete;
    return good;
}

/* ---- a slice of work ---- */

/* Its packets, with what was said of them: a row that was never opened has the comments that it
 * had. */
static bool take_packets(struct saving *saving, const struct model *model, size_t n,
                         struct error *error) {
    const struct comments *comments = &model->comments;
    const struct comment *comment = NULL;
    struct writer text = writer_to(WRITER_MEMORY);
    bool good = index_export_add(saving->export, n, !comments_taken(comments, n), error);
    while (good && (comment = comments_next(comments, n, comment)) != NULL) {
        text.buffer.size = 0;
        remark_write(&comment->place, buffer_slice(&comment->text), &text);
        if (comment->place.packet > 0)
            good = (!text.cause &&
                    index_export_comment(saving->export, comment->file, comment->place.packet,
                                         buffer_slice(&text.buffer))) ||
                   error_memory(error);
    }
    writer_free(&text);
    return good;
}

static bool take_row(struct saving *saving, struct model *model, struct moment until,
                     struct error *error) {
    const struct index_opening how = {
        .transcript = {.preview = SIZE_MAX, .digest = saving->format == SAVE_json},
        .diagnoser = saving->report ? model->thorough : NULL,
    };
    size_t n = saving->rows[saving->taken];
    const struct index_row *row = model_row(model, n);
    struct index_row *opened = NULL;
    if (saving->export) {
        saving->taken++;
        return take_packets(saving, model, n, error);
    }
    if (reopening_step(&saving->reopening, model->index, n, &how, until, &opened, error) ==
        REOPEN_MORE)
        return true;
    saving->taken++;
    if (!opened)
        return false;
    comments_take(&model->comments, model->index, opened);
    bool good = saving->report || write_messages(saving, opened, error);
    if (saving->report)
        report_session(saving->report, opened, row ? model_file(model, row) : NULL);
    index_close(opened);
    return good;
}

static bool end_work(struct saving *saving, const struct model *model, struct error *error) {
    struct report_totals totals = model_totals(model);
    if (saving->report)
        report_end(saving->report, &totals);
    return saving->format == SAVE_mail || finish_file(saving, saving->path, error);
}

/* False: it failed, or it is over. */
static bool go_on(struct saving *saving, struct model *model, struct moment until,
                  struct error *error) {
    bool good = true;
    enum export_progress progress = EXPORT_DONE;
    if (saving->taken < saving->count)
        return take_row(saving, model, until, error);
    if (saving->export)
        progress = index_export_step(saving->export, PACKETS_AT_ONCE, error);
    if (progress == EXPORT_MORE)
        return true;
    good = progress == EXPORT_DONE && end_work(saving, model, error);
    if (good)
        saving->state = SAVING_DONE;
    return false;
}

enum saving_state saving_step(struct saving *saving, struct model *model, struct moment until,
                              struct error *error) {
    bool more;
    do
        more = go_on(saving, model, until, error);
    while (more && moment_before(clock_now(), until));
    if (!more && saving->state != SAVING_DONE)
        saving->state = SAVING_FAILED;
    return saving->state;
}

void saving_clear(struct saving *saving) {
    reopening_drop(&saving->reopening);
    report_free(saving->report);
    index_export_free(saving->export);
    if (saving->fresh && saving->out.fd != WRITER_MEMORY) { /* it was given up */
        (void)close(saving->out.fd);
        (void)unlink(saving->fresh);
    }
    writer_free(&saving->out);
    free(saving->path);
    free(saving->fresh);
    free(saving->rows);
    memset(saving, 0, sizeof *saving);
}
