#include "report/fact_list.h"

#include "base/json.h"
#include "base/text.h"
#include "base/words.h"

enum { TEXT_INDENT = 4 };

static struct slice said(const char *sentence) {
    return slice_string(*sentence ? _(sentence) : "");
}

/* The only rows that begin with something else than a struct fact. */
static struct fact_entry provider_entry(size_t n) {
    size_t size, count;
    const struct provider_fact *rows = fact_rows(FACT_PROVIDERS, &size, &count);
    return (struct fact_entry){slice_string(rows[n].provider), slice_string(rows[n].pattern),
                               said(rows[n].cause)};
}

struct fact_entry fact_entry_at(enum fact_kind kind, size_t n) {
    if (kind == FACT_PROVIDERS)
        return provider_entry(n);
    const struct fact *fact = fact_at(kind, n);
    bool named = kind == FACT_TIMEOUTS || kind == FACT_LIMITS;
    struct fact_entry entry = {.id = slice_string(fact->id), .text = said(fact->summary)};
    if (named)
        entry.name = slice_string(fact->title);
    if (kind == FACT_TIMEOUTS)
        entry.name = slice_string(((const struct timeout_fact *)(const void *)fact)->name);
    return entry;
}

static void write_json(struct writer *writer, enum fact_kind kind, const struct fact_entry *entry) {
    struct json json = {.writer = writer};
    json_object(&json, NULL);
    json_word(&json, "kind", fact_kind_name(kind));
    json_text(&json, "id", entry->id);
    json_optional_text(&json, "name", entry->name);
    json_text(&json, "text", entry->text);
    json_object_end(&json);
    json_line(&json);
}

static void write_markdown(struct writer *writer, const struct fact_entry *entry) {
    writer_string(writer, "- ");
    text_escape(writer, entry->id);
    if (entry->name.size > 0) {
        writer_string(writer, ", ");
        text_escape(writer, entry->name);
    }
    writer_string(writer, ": ");
    text_escape(writer, entry->text);
    writer_put(writer, '\n');
}

/* The id as a heading, the text under it. */
static void write_text(struct sheet *sheet, const struct fact_entry *entry) {
    sheet_begin_text(sheet, 0);
    sheet_text(sheet, INK_HEADING, entry->id);
    if (entry->name.size > 0) {
        sheet_text(sheet, INK_NOTE, SLICE("  "));
        sheet_text(sheet, INK_NOTE, entry->name);
    }
    sheet->indent = TEXT_INDENT;
    sheet_break(sheet);
    sheet_text(sheet, INK_PLAIN, entry->text);
    sheet_end(sheet);
}

void fact_list_write(struct sheet *sheet, enum report_format format, enum fact_kind kind) {
    struct writer *writer = sheet->canvas->writer;
    size_t size, count;
    (void)fact_rows(kind, &size, &count);
    for (size_t n = 0; n < count; n++) {
        struct fact_entry entry = fact_entry_at(kind, n);
        if (format == FORMAT_JSON)
            write_json(writer, kind, &entry);
        else if (format == FORMAT_MARKDOWN)
            write_markdown(writer, &entry);
        else
            write_text(sheet, &entry);
    }
}
