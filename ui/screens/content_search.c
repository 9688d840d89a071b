#include "ui/screens/content_search.h"

#include "base/writer.h"

/* As a text in quotes of the filter language. */
static void write_quoted(struct writer *writer, struct slice text) {
    writer_put(writer, '"');
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '"' || text.data[i] == '\\')
            writer_put(writer, '\\');
        writer_put(writer, (char)text.data[i]);
    }
    writer_put(writer, '"');
}

/* text matches "…" or body matches "…"; contains where it is no pattern. */
static struct filter *filter_of(const struct needle *needle) {
    static const char *const fields[] = {"text", " or body"};
    struct writer text = writer_to(WRITER_MEMORY);
    struct filter_place place;
    struct error error = {0};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        writer_string(&text, fields[i]);
        writer_string(&text, needle->pattern ? " matches " : " contains ");
        write_quoted(&text, needle->text);
    }
    struct filter *filter =
        text.cause ? NULL : filter_new(buffer_slice(&text.buffer), &place, &error);
    writer_free(&text);
    return filter;
}

static void set_text(struct content_search *search, const struct needle *needle) {
    if (search->filter && slice_equal(buffer_slice(&search->text), needle->text))
        return;
    reopening_drop(&search->reopening);
    filter_free(search->filter);
    search->text.size = 0;
    (void)buffer_add(&search->text, needle->text);
    search->filter = filter_of(needle);
}

enum standing content_search_holds(struct content_search *search, const struct model *model,
                                   size_t n, const struct needle *needle, struct moment until) {
    struct error error = {0};
    struct index_row *opened = NULL;
    bool holds = false;
    set_text(search, needle);
    if (!search->filter || !model_row(model, n))
        return STANDS_NOT;
    const struct index_opening how = {.transcript = {.preview = filter_preview(search->filter)}};
    if (reopening_step(&search->reopening, model->index, n, &how, until, &opened, &error) ==
        REOPEN_MORE)
        return STANDS_LATER;
    if (opened && !filter_session(search->filter, opened, opened->transcript, &holds, &error))
        holds = false;
    index_close(opened);
    return holds ? STANDS : STANDS_NOT;
}

void content_search_free(struct content_search *search) {
    reopening_drop(&search->reopening);
    filter_free(search->filter);
    buffer_free(&search->text);
}
