#include "tests/property/capture_rendering.h"

#include "base/text.h"
#include "report/report.h"
#include "tests/unit/event_equal.h"

enum { STEP_PACKETS = 512, COLUMNS = 100 };

#define PREVIEWS                                                                                   \
    { .preview = REPORT_PREVIEW, .digest = true }

static const struct transcript_options previews = PREVIEWS;
static const struct index_opening how = {.transcript = PREVIEWS};
static const struct transcript_options whole = {.preview = SIZE_MAX, .digest = true};

static const struct way {
    enum report_kind kind;
    enum report_format format;
    struct report_options report;
    struct index_options index;
} ways[RENDERINGS] = {
    [RENDER_LIST_JSON] = {REPORT_LIST, FORMAT_JSON, {0}, {.digests = true}},
    [RENDER_LIST_TEXT] = {REPORT_LIST,
                          FORMAT_TEXT,
                          {.width = COLUMNS, .color = true, .headings = true},
                          {0}},
    [RENDER_TRANSACTIONS_JSON] = {REPORT_TRANSACTIONS, FORMAT_JSON, {0}, {.digests = true}},
    [RENDER_SHOW_JSON] = {REPORT_SHOW,
                          FORMAT_JSON,
                          {.show_secrets = true},
                          {.transcripts = &previews}},
    [RENDER_SHOW_TEXT] = {REPORT_SHOW,
                          FORMAT_TEXT,
                          {.full = true, .color = true, .width = COLUMNS, .time = TIME_DELTA},
                          {.transcripts = &whole}},
    [RENDER_SHOW_HEX] = {REPORT_SHOW,
                         FORMAT_TEXT,
                         {.hex = true, .verbose = true},
                         {.transcripts = &previews}},
};

/* ---- what reports may never do ---- */

/* Octets of a colour's escape sequence at the front; 0: there is none. */
static size_t ink_size(struct slice text) {
    size_t size = 2;
    if (!slice_starts(text, SLICE("\033[")))
        return 0;
    while (size < text.size && (octet_is_digit(text.data[size]) || text.data[size] == ';'))
        size++;
    return size < text.size && text.data[size] == 'm' ? size + 1 : 0;
}

/* Nothing that came from the wire reaches a terminal unescaped. */
static const char *fault_of_text(struct slice text, const struct way *way) {
    bool shown = way->format == FORMAT_TEXT;
    while (text.size > 0) {
        uint32_t character;
        text = slice_from(text, way->report.color ? ink_size(text) : 0);
        text = slice_from(text, text_plain_run(text));
        if (text.size == 0 || (way->report.color && text.data[0] == '\033' && ink_size(text) > 0))
            continue;
        if (!text_next(&text, &character))
            return "what is written is no UTF-8";
        if (character != '\n' && (shown ? character_hidden(character) : character < ' '))
            return "a control character is written as it is";
    }
    return NULL;
}

/* One object a line, and nothing unescaped in it. */
static const char *fault_of_json(struct slice text) {
    while (text.size > 0) {
        size_t end = slice_find(text, '\n');
        if (end == SLICE_NONE)
            return "the last line of JSON is not whole";
        if (end < 2 || text.data[0] != '{' || text.data[end - 1] != '}')
            return "a line of JSON is no object";
        text = slice_from(text, end + 1);
    }
    return NULL;
}

static void look_at(struct rendered *rendered, struct writer *writer, const struct way *way) {
    struct slice text = buffer_slice(&writer->buffer);
    if (writer->cause)
        rendered->fault = "memory ran out";
    if (!rendered->fault)
        rendered->fault = fault_of_text(text, way);
    if (!rendered->fault && way->format == FORMAT_JSON)
        rendered->fault = fault_of_json(text);
    writer->buffer.size = 0;
}

/* ---- written down ---- */

static void write_rows(struct rendered *rendered, struct index *index, struct report *report,
                       struct writer *writer, const struct way *way) {
    struct index_row *row;
    while ((row = index_take(index)) != NULL) {
        if (report)
            report_session(report, row, NULL);
        look_at(rendered, writer, way);
        index_release(index, row);
    }
}

static struct rendered read_through(const char *name, const struct way *way, struct report *report,
                                    struct writer *writer) {
    struct rendered rendered = {0};
    struct index *index = index_new(&name, 1, &way->index, &rendered.error);
    if (!index)
        return rendered;
    enum index_progress progress = INDEX_MORE;
    while (progress == INDEX_MORE) {
        progress = index_step(index, STEP_PACKETS, &rendered.error);
        write_rows(&rendered, index, report, writer, way);
    }
    rendered.totals = index_totals(index);
    index_free(index);
    return rendered;
}

static struct rendered write_down(const char *name, const struct way *way) {
    struct error error = {0};
    struct writer writer = writer_to(WRITER_MEMORY);
    struct report *report = report_new(way->kind, way->format, &way->report, &writer, &error);
    if (!report)
        return (struct rendered){.error = error, .fault = "memory ran out"};
    struct rendered rendered = read_through(name, way, report, &writer);
    report_end(report, &(struct report_totals){.files = 1, .packets = rendered.totals.packets});
    look_at(&rendered, &writer, way);
    report_free(report);
    writer_free(&writer);
    return rendered;
}

/* ---- opened again ---- */

static const char *difference(const struct transcript *streamed, const struct transcript *opened) {
    if (transcript_count(streamed) != transcript_count(opened))
        return "opened again, a session has another number of events";
    for (size_t n = 0; n < transcript_count(streamed); n++)
        if (entry_difference(transcript_at(streamed, n), transcript_at(opened, n)))
            return "opened again, a session has other events";
    return NULL;
}

static void read_to_end(struct index *index, struct error *error) {
    while (index_step(index, STEP_PACKETS, error) == INDEX_MORE)
        continue;
}

static const char *compare_rows(struct index *streaming, struct index *keeping) {
    struct error error = {0};
    struct index_row *row;
    const char *fault = NULL;
    size_t count = 0;
    while ((row = index_take(streaming)) != NULL) {
        struct index_row *opened = index_open(keeping, count++, &how, &error);
        if (!fault)
            fault = opened ? difference(row->transcript, opened->transcript)
                           : "a session cannot be opened again";
        index_close(opened);
        index_release(streaming, row);
    }
    return fault || count == index_count(keeping) ? fault : "sessions are lost or added";
}

static struct rendered open_again(const char *name) {
    struct rendered rendered = {0};
    struct error error = {0};
    struct index *streaming =
        index_new(&name, 1, &(struct index_options){.transcripts = &previews}, &rendered.error);
    if (!streaming)
        return rendered;
    struct index *keeping =
        index_new(&name, 1, &(struct index_options){.keep_places = true}, &error);
    read_to_end(streaming, &rendered.error);
    if (keeping)
        read_to_end(keeping, &error);
    rendered.fault = keeping ? compare_rows(streaming, keeping) : "a file opens once only";
    rendered.totals = index_totals(streaming);
    index_free(streaming);
    index_free(keeping);
    return rendered;
}

struct rendered render_capture(const char *name, enum rendering rendering) {
    const struct way *way = &ways[rendering];
    if (rendering == RENDER_OPEN)
        return open_again(name);
    if (rendering == RENDER_SUMMARY)
        return read_through(name, way, NULL, &(struct writer){.fd = WRITER_MEMORY});
    return write_down(name, way);
}
