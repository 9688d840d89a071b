#include "report/explanation.h"

#include "base/text.h"
#include "base/words.h"
#include "report/grid.h"

static void put_text(struct writer *writer, struct slice text) {
    struct writer plain = {.fd = WRITER_MEMORY};
    text_escape(&plain, text);
    markdown_text(writer, buffer_slice(&plain.buffer));
    writer_free(&plain);
}

/* A code span: fenced by more backquotes than stand in it. */
static void put_code(struct writer *writer, struct slice text) {
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.data[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    writer_repeat(writer, '`', longest + 1);
    if (longest > 0)
        writer_put(writer, ' ');
    text_escape(writer, text);
    if (longest > 0)
        writer_put(writer, ' ');
    writer_repeat(writer, '`', longest + 1);
}

static void put_paragraph(struct writer *writer, struct slice text) {
    if (text.size == 0)
        return;
    put_text(writer, text);
    writer_string(writer, "\n\n");
}

static void put_parts(struct writer *writer, const struct explanation *explanation) {
    if (explanation->part_count == 0)
        return;
    writer_string(writer, _("| text | part | meaning |"));
    writer_string(writer, "\n|---|---|---|\n");
    for (size_t i = 0; i < explanation->part_count; i++) {
        const struct explanation_part *part = &explanation->parts[i];
        struct slice text = slice_part(explanation->input, part->start, part->end - part->start);
        writer_string(writer, "| ");
        put_text(writer, text);
        writer_string(writer, " | ");
        put_text(writer, part->name);
        writer_string(writer, " | ");
        put_text(writer, part->meaning);
        writer_string(writer, " |\n");
    }
    writer_put(writer, '\n');
}

static void put_list(struct writer *writer, const char *label, const struct slice *list,
                     size_t count, bool numbered) {
    if (count == 0)
        return;
    put_paragraph(writer, slice_string(label));
    for (size_t i = 0; i < count; i++) {
        if (numbered)
            writer_number(writer, i + 1, 1);
        writer_string(writer, numbered ? ". " : "- ");
        put_text(writer, list[i]);
        writer_put(writer, '\n');
    }
    writer_put(writer, '\n');
}

static void put_provider(struct writer *writer, const struct explanation_provider *provider) {
    if (provider->name.size == 0)
        return;
    writer_string(writer, "**");
    SAY(writer, explanation_provider_heading(provider), WORD_SLICE("name", provider->name),
        WORD_SLICE("category", provider->category));
    writer_string(writer, "**\n\n");
    put_paragraph(writer, provider->cause);
    put_paragraph(writer, provider->remedy);
}

void explanation_markdown(struct writer *writer, const struct explanation *explanation) {
    struct slice rest = explanation->input;
    writer_string(writer, "## ");
    put_text(writer, explanation->title);
    writer_string(writer, "\n\n");
    while (rest.size > 0) {
        size_t end = slice_search(rest, SLICE("\r\n"));
        put_code(writer, slice_first(rest, end));
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 2);
        writer_string(writer, rest.size > 0 ? "\\\n" : "\n\n");
    }
    put_paragraph(writer, explanation->summary);
    put_paragraph(writer, explanation->detail);
    put_parts(writer, explanation);
    put_provider(writer, &explanation->provider);
    put_list(writer, _("Check, in this order:"), explanation->check, explanation->check_count,
             true);
    put_list(writer, _("Next:"), explanation->next, explanation->next_count, false);
    put_list(writer, _("Also:"), explanation->also, explanation->also_count, false);
    put_list(writer, _("See:"), explanation->reference, explanation->reference_count, false);
}
