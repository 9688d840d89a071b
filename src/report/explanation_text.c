#include "report/explanation_text.h"

#include "base/text.h"
#include "base/words.h"
#include "report/explanation.h"

enum {
    PART_COLUMNS = 22, /* for the octets of a part on a wide sheet; longer ones push what follows */
    PART_MOST = 40,    /* what is longer is cut */
    WIDE = 80,
    PART_SHARE = 5, /* of a narrow sheet the octets get this share of the columns */
};

/* An explanation on its way to the sheet: each paragraph begins on a line of its own. */
struct drawing {
    struct sheet *sheet;
    const struct explanation *explanation;
    size_t indent;
    bool begun; /* the first line has its text */
};

static void begin_paragraph(struct drawing *drawing) {
    drawing->sheet->indent = drawing->indent;
    if (drawing->begun)
        sheet_break(drawing->sheet);
    drawing->begun = true;
}

/* What follows on later lines of the paragraph stands a little further in. */
static void hang(struct drawing *drawing) {
    drawing->sheet->indent = drawing->indent + 2;
}

static void paragraph(struct drawing *drawing, enum ink ink, struct slice text) {
    if (text.size == 0)
        return;
    begin_paragraph(drawing);
    sheet_text(drawing->sheet, ink, text);
}

static size_t part_columns(const struct drawing *drawing) {
    size_t width = drawing->sheet->options->width;
    return width == 0 || width >= WIDE ? PART_COLUMNS : width / PART_SHARE;
}

/* What brings text of this width to the next column. */
static struct slice blanks_after(size_t width, size_t column) {
    static const char blanks[PART_COLUMNS + 1] = "                      ";
    return slice_of(blanks, width + 2 < column ? column - width : 2);
}

/* Parts of the same octets one after the other: they are written once. */
static bool said_before(const struct drawing *drawing, size_t n) {
    const struct explanation_part *parts = drawing->explanation->parts;
    return n > 0 && parts[n].end > parts[n].start && parts[n].start == parts[n - 1].start &&
           parts[n].end == parts[n - 1].end;
}

/* The octets of a part, at most PART_MOST columns; returns those that are filled. */
static size_t part_text(struct sheet *sheet, struct slice text) {
    struct writer cut = {.fd = WRITER_MEMORY, .ascii = sheet->canvas->writer->ascii};
    size_t columns = text_fit(&cut, text, PART_MOST);
    sheet_text(sheet, INK_CLIENT, buffer_slice(&cut.buffer));
    writer_free(&cut);
    return columns;
}

/* "550                   reply code: the mailbox is not available" */
static void part(struct drawing *drawing, size_t n) {
    const struct explanation_part *part = &drawing->explanation->parts[n];
    struct slice text =
        slice_part(drawing->explanation->input, part->start, part->end - part->start);
    struct sheet *sheet = drawing->sheet;
    begin_paragraph(drawing);
    canvas_mark(sheet->canvas, (uint32_t)n);
    sheet_text(sheet, INK_PLAIN, SLICE("  "));
    size_t filled = said_before(drawing, n) ? 0 : part_text(sheet, text);
    sheet_text(sheet, INK_PLAIN, blanks_after(filled, part_columns(drawing)));
    sheet->indent = drawing->indent + 2 + part_columns(drawing);
    sheet_text(sheet, INK_NOTE, part->name);
    if (part->meaning.size == 0)
        return;
    sheet_text(sheet, INK_NOTE, SLICE(": "));
    sheet_text(sheet, INK_PLAIN, part->meaning);
}

static void parts(struct drawing *drawing) {
    for (size_t i = 0; i < drawing->explanation->part_count; i++)
        part(drawing, i);
    canvas_mark(drawing->sheet->canvas, CANVAS_NO_MARK);
}

/* Whether trying again helps, and who has to do something. */
static void judgement(struct drawing *drawing) {
    static const char *const lasting[] = {
        [PERMANENCE_NONE] = NULL,
        [PERMANENCE_SUCCESS] = NULL,
        [PERMANENCE_INTERMEDIATE] = N_("The server waits for what comes next."),
        [PERMANENCE_TRANSIENT] = N_("For now: the same may go through later."),
        [PERMANENCE_PERMANENT] = N_("For good: the same would be refused again."),
    };
    static const char *const acting[] = {
        [WHO_NOBODY] = NULL,
        [WHO_SENDER] = N_("It is for the sending side to act."),
        [WHO_RECIPIENT] = N_("It is for the receiving side to act."),
        [WHO_NETWORK] = N_("It is for the network to be looked at."),
        [WHO_USER] = N_("It is for the user to act."),
    };
    const struct explanation *explanation = drawing->explanation;
    const char *sentence = lasting[explanation->permanence];
    const char *who = explanation->judged ? acting[explanation->who] : NULL;
    if (!sentence)
        return;
    begin_paragraph(drawing);
    sheet_say(drawing->sheet, INK_WARNING, _(sentence));
    if (!who)
        return;
    sheet_text(drawing->sheet, INK_PLAIN, SLICE(" "));
    sheet_say(drawing->sheet, INK_WARNING, _(who));
}

static void labelled(struct drawing *drawing, const char *label, struct slice text) {
    if (text.size == 0)
        return;
    begin_paragraph(drawing);
    hang(drawing);
    sheet_say(drawing->sheet, INK_NOTE, label);
    sheet_text(drawing->sheet, INK_PLAIN, SLICE(" "));
    sheet_text(drawing->sheet, INK_PLAIN, text);
}

/* Rows for words that nobody owns have a name in brackets. */
const char *explanation_provider_heading(const struct explanation_provider *provider) {
    bool shared = provider->name.size > 0 && provider->name.data[0] == '(';
    return shared ? _("Words that many servers use ({category})")
                  : _("Words of {name} ({category})");
}

static void provider(struct drawing *drawing) {
    const struct explanation_provider *words = &drawing->explanation->provider;
    if (words->name.size == 0)
        return;
    begin_paragraph(drawing);
    SHEET_SAY(drawing->sheet, INK_HEADING, explanation_provider_heading(words),
              WORD_SLICE("name", words->name), WORD_SLICE("category", words->category));
    labelled(drawing, _("Cause:"), words->cause);
    labelled(drawing, _("Remedy:"), words->remedy);
}

/* A heading and its lines, each with its number. */
static void steps(struct drawing *drawing, const char *heading, const struct slice *lines,
                  size_t count) {
    char number[] = "  0. ";
    if (count == 0)
        return;
    begin_paragraph(drawing);
    sheet_say(drawing->sheet, INK_NOTE, heading);
    for (size_t i = 0; i < count; i++) {
        number[1] = i < 9 ? ' ' : (char)('0' + (i + 1) / 10 % 10);
        number[2] = (char)('0' + (i + 1) % 10);
        begin_paragraph(drawing);
        sheet_text(drawing->sheet, INK_NOTE, slice_of(number, sizeof number - 1));
        drawing->sheet->indent = drawing->indent + sizeof number - 1;
        sheet_text(drawing->sheet, INK_PLAIN, lines[i]);
    }
}

/* A heading, and words behind it. */
static void row_of(struct drawing *drawing, const char *heading, const struct slice *words,
                   size_t count, struct slice between) {
    struct writer row = {.fd = WRITER_MEMORY};
    for (size_t i = 0; i < count; i++) {
        writer_add(&row, i ? between : slice_of(NULL, 0));
        writer_add(&row, words[i]);
    }
    labelled(drawing, heading, buffer_slice(&row.buffer));
    writer_free(&row);
}

static void states(struct drawing *drawing) {
    const char *before = drawing->explanation->before, *after = drawing->explanation->after;
    if (!before || !after || strcmp(before, after) == 0)
        return;
    begin_paragraph(drawing);
    SHEET_SAY(drawing->sheet, INK_NOTE, _("State: {before}, then {after}"), WORD("before", before),
              WORD("after", after));
}

void explanation_text(struct sheet *sheet, const struct explanation *explanation) {
    struct drawing drawing = {sheet, explanation, sheet->indent, false};
    canvas_mark(sheet->canvas, CANVAS_NO_MARK);
    paragraph(&drawing, INK_HEADING, explanation->title);
    paragraph(&drawing, INK_PLAIN, explanation->summary);
    paragraph(&drawing, INK_PLAIN, explanation->detail);
    parts(&drawing);
    judgement(&drawing);
    provider(&drawing);
    steps(&drawing, _("What to look at, in this order:"), explanation->check,
          explanation->check_count);
    states(&drawing);
    row_of(&drawing, _("What may follow:"), explanation->next, explanation->next_count,
           SLICE(", "));
    row_of(&drawing, explanation->generic ? _("Perhaps:") : _("Also:"), explanation->also,
           explanation->also_count, SLICE("; "));
    row_of(&drawing, _("Reference:"), explanation->reference, explanation->reference_count,
           SLICE("; "));
    sheet->indent = drawing.indent;
    sheet_end(sheet);
}
