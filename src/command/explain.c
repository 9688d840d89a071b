/* heloise explain: a line, a code, a keyword, in plain words. */
#include "command/complain.h"
#include "command/run.h"
#include "command/terminal.h"
#include "message/delivery_report.h"
#include "report/explanation.h"
#include "report/explanation_text.h"
#include "report/fact_list.h"
#include "report/rules_explainer.h"
#include "report/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { BOUNCE_MOST = 64 * 1024 * 1024 };
enum { STATUS_UNKNOWN = 1, TEXT_INDENT = 2, LINE_MOST = 64 * 1024, CHUNK = 64 * 1024 };

/* Explanations on their way. */
struct explaining {
    const struct options *options;
    struct explainer *explainer;
    struct writer out;
    struct report_options how;
    struct canvas canvas;
    struct sheet sheet;
    struct arena arena;
    uint64_t count;
    bool unknown; /* of a line nothing was known */
};

/* The line itself, and under it what it means. */
static void write_text(struct explaining *explaining, const struct explanation *said) {
    struct sheet *sheet = &explaining->sheet;
    struct slice rest = said->input;
    while (rest.size > 0) {
        size_t end = slice_search(rest, SLICE("\r\n"));
        sheet_begin_text(sheet, 0);
        sheet_text(sheet, INK_PLAIN, slice_first(rest, end));
        sheet_end(sheet);
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 2);
    }
    sheet_begin_text(sheet, TEXT_INDENT);
    explanation_text(sheet, said);
}

static void write_explanation(struct explaining *explaining, const struct explanation *said) {
    struct json json = {.writer = &explaining->out};
    bool first = explaining->count++ == 0;
    switch (explaining->options->format) {
    case FORMAT_JSON:
        explanation_json(&json, NULL, said);
        json_line(&json);
        break;
    case FORMAT_MARKDOWN:
        explanation_markdown(&explaining->out, said);
        break;
    default:
        if (!first)
            writer_put(&explaining->out, '\n');
        write_text(explaining, said);
        break;
    }
}

static bool explain_one(struct explaining *explaining, struct slice line) {
    const struct options *options = explaining->options;
    struct explanation said;
    if (!explain_line(explaining->explainer, &explaining->arena, line, options->protocol,
                      options->depth, &said))
        return false;
    explaining->unknown |= said.generic;
    write_explanation(explaining, &said);
    arena_clear(&explaining->arena);
    return true;
}

/* The words of the command line, joined by blanks. */
static bool explain_words(struct explaining *explaining) {
    const struct options *options = explaining->options;
    struct buffer line = {0};
    bool whole = true;
    for (size_t i = 0; i < options->source_count && whole; i++)
        whole = (i == 0 || buffer_add(&line, SLICE(" "))) &&
                buffer_add(&line, slice_string(options->sources[i]));
    whole = whole && explain_one(explaining, buffer_slice(&line));
    buffer_free(&line);
    return whole;
}

/* ---- lines of stdin ---- */

/* Explains each whole line that waits; what follows the last one stays. */
static bool explain_lines(struct explaining *explaining, struct buffer *waiting, bool ended) {
    size_t done = 0;
    bool whole = true;
    while (whole && done < waiting->size && !explaining->out.cause) {
        struct slice rest = slice_from(buffer_slice(waiting), done);
        size_t end = slice_find(rest, '\n');
        if (end == SLICE_NONE && !ended)
            break;
        whole = explain_one(explaining, slice_first(rest, end));
        done += end == SLICE_NONE ? rest.size : end + 1;
    }
    buffer_drop(waiting, done);
    return whole;
}

/* A line that is longer than is kept loses its end. */
static void cut_long_line(struct buffer *waiting) {
    bool open = slice_find(buffer_slice(waiting), '\n') == SLICE_NONE;
    if (open && waiting->size > LINE_MOST)
        waiting->size = LINE_MOST;
}

static int explain_stdin(struct explaining *explaining) {
    struct buffer waiting = {0};
    struct error error = {.file = "stdin"};
    bool whole = true, ended = false;
    while (whole && !ended && !explaining->out.cause) {
        whole = buffer_reserve(&waiting, CHUNK);
        ssize_t got = whole ? read(STDIN_FILENO, waiting.data + waiting.size, CHUNK) : 0;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            buffer_free(&waiting);
            (void)error_set(&error, ERROR_IO, "%s", strerror(errno));
            return complain(&error);
        }
        waiting.size += (size_t)got;
        ended = got == 0;
        whole = whole && explain_lines(explaining, &waiting, ended);
        cut_long_line(&waiting);
        (void)writer_flush(&explaining->out); /* whoever writes line by line waits for the answer */
    }
    buffer_free(&waiting);
    if (whole)
        return 0;
    (void)error_memory(&error);
    return complain(&error);
}

/* ---- a bounce ---- */

/* What the bounce says of each recipient. */
static bool explain_report(struct explaining *explaining, const struct delivery_report *report) {
    for (size_t i = 0; i < report->count; i++)
        if (!explain_one(explaining, report->recipients[i]))
            return false;
    return true;
}

static int explain_bounce(struct explaining *explaining) {
    const char *file = explaining->options->bounce;
    struct buffer text = {0};
    struct arena arena = {0};
    struct delivery_report report;
    struct error error = {0};
    if (whole_file_read(file, BOUNCE_MOST, &text, NULL, &error)) {
        if (!delivery_report_read(buffer_slice(&text), &arena, &report))
            (void)error_set(&error, ERROR_DATA, _("there is no delivery report (RFC 3464) in it"));
        else if (!explain_report(explaining, &report))
            (void)error_memory(&error);
        if (error.kind != ERROR_NONE)
            (void)snprintf(error.file, sizeof error.file, "%.250s", file);
    }
    buffer_free(&text);
    arena_free(&arena);
    return error.kind == ERROR_NONE ? 0 : complain(&error);
}

/* ---- the command ---- */

static int explain_all(struct explaining *explaining) {
    struct error error = {0};
    if (explaining->options->list != FACT_KINDS) {
        fact_list_write(&explaining->sheet, explaining->options->format, explaining->options->list);
        return 0;
    }
    if (explaining->options->bounce)
        return explain_bounce(explaining);
    if (explaining->options->source_count == 0)
        return explain_stdin(explaining);
    if (explain_words(explaining))
        return 0;
    (void)error_memory(&error);
    return complain(&error);
}

static bool check_format(const struct options *options, struct error *error) {
    return (options->format != FORMAT_CSV && options->format != FORMAT_TAP) ||
           error_set(error, ERROR_USAGE, _("%s is not written in this format"),
                     options->command->name);
}

int run_explain(const struct options *options) {
    struct error error = {0};
    if (!check_format(options, &error))
        return complain(&error);
    struct terminal terminal = terminal_look(options->color);
    struct explaining explaining = {
        .options = options,
        .explainer = rules_explainer(options->show_secrets, &error),
        .out = writer_to(STDOUT_FILENO),
        .how = {.width = terminal.width, .color = terminal.color},
    };
    if (!explaining.explainer)
        return complain(&error);
    explaining.out.ascii = terminal.ascii;
    explaining.canvas = canvas_stream(&explaining.out, terminal.color);
    explaining.sheet = (struct sheet){.canvas = &explaining.canvas, .options = &explaining.how};
    int status = explain_all(&explaining);
    bool written = writer_flush(&explaining.out);
    int cause = explaining.out.cause;
    explainer_free(explaining.explainer);
    arena_free(&explaining.arena);
    sheet_clear(&explaining.sheet);
    writer_free(&explaining.out);
    if (!written)
        return complain_output(cause);
    return status == 0 && explaining.unknown ? STATUS_UNKNOWN : status;
}
