#include "index/reason.h"

#include "base/text.h"
#include "facts/facts.h"
#include "protocol/smtp_reply.h"

static const char *reason_of_words(struct slice line) {
    static const struct {
        const char *words, *reason;
    } rows[] = {
#define REASON(words, reason) {words, reason},
#include "index/reasons.def"
#undef REASON
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (slice_search_nocase(line, slice_string(rows[i].words)) != SLICE_NONE)
            return rows[i].reason;
    return NULL;
}

/* ---- the enhanced code ---- */

/* Codes that say nothing, or that servers send for whatever they like. */
static bool is_vague(struct slice id) {
    static const char *const vague[] = {"X.3.2", "X.5.1", "X.5.4", "X.7.1"};
    if (id.data[id.size - 1] == '0' && id.data[id.size - 2] == '.')
        return true;
    for (size_t i = 0; i < sizeof vague / sizeof *vague; i++)
        if (slice_equal(id, slice_string(vague[i])))
            return true;
    return false;
}

/* What the registry says of its subject and detail, whatever the class; NULL: nothing that helps.
 */
static const char *reason_of_code(struct slice line) {
    struct enhanced_code code = enhanced_code_read(line);
    if (code.class == 0)
        return NULL;
    struct writer id = writer_to(WRITER_MEMORY);
    writer_string(&id, "X.");
    writer_number(&id, code.subject, 1);
    writer_put(&id, '.');
    writer_number(&id, code.detail, 1);
    struct slice name = buffer_slice(&id.buffer);
    const struct enhanced_fact *fact =
        name.size > 3 && !is_vague(name) ? enhanced_fact_find(name) : NULL;
    writer_free(&id);
    return fact ? fact->fact.title : NULL;
}

/* ---- the text ---- */

/* "5.1.1 <bob@example.org>: text", "5.1.1 <bob@example.org>... text": the text alone. */
static struct slice text_of(struct slice line) {
    struct slice rest = line, word;
    if (enhanced_code_read(line).class > 0)
        (void)slice_word(&rest);
    struct slice text = slice_trim(rest);
    rest = text;
    word = slice_word(&rest);
    bool address = word.size > 2 && word.data[0] == '<' && slice_find(word, '>') != SLICE_NONE &&
                   (word.data[word.size - 1] == ':' || word.data[word.size - 1] == '.');
    return address && slice_trim(rest).size > 0 ? slice_trim(rest) : text;
}

/* Cut between words; a full stop at its end is the sentence's own. */
static struct slice shortened(struct slice text) {
    if (text.size <= REASON_QUOTED) {
        while (text.size > 1 && text.data[text.size - 1] == '.')
            text.size--;
        return text;
    }
    size_t size = REASON_QUOTED;
    while (size > REASON_QUOTED / 2 && text.data[size] != ' ')
        size--;
    return slice_first(text, size);
}

void reason_write(struct writer *writer, struct slice line) {
    const char *reason = reason_of_words(line);
    if (!reason)
        reason = reason_of_code(line);
    if (reason) {
        writer_string(writer, _(reason));
        return;
    }
    struct slice text = text_of(line), shown = shortened(text);
    if (shown.size == 0)
        return;
    writer_put(writer, '"');
    text_escape(writer, shown);
    if (text.size > REASON_QUOTED)
        writer_string(writer, writer->ascii ? "..." : "\u2026");
    writer_put(writer, '"');
}
