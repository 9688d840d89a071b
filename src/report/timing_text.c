#include "report/timing_text.h"

#include "base/units.h"

enum { TIME_COLUMN = 11, BAR_COLUMN = 20, BAR_MOST = 60, BAR_LEAST = 10, PERCENT = 100 };

static const enum ink inks[TIME_OWNERS] = {INK_NOTE, INK_CLIENT, INK_SERVER};

/* The block that stands for an owner: told by more than its colour. */
static struct slice block_of(const struct sheet *sheet, enum time_owner owner) {
    static const char *const blocks[][TIME_OWNERS] = {{"\u2591", "\u2592", "\u2588"},
                                                      {"-", "=", "#"}};
    return slice_string(blocks[sheet->canvas->writer->ascii][owner]);
}

static size_t bar_columns(const struct sheet *sheet) {
    size_t width = sheet->options->width;
    size_t room = width > BAR_COLUMN + BAR_LEAST ? width - BAR_COLUMN : BAR_LEAST;
    return width == 0 || room > BAR_MOST ? BAR_MOST : room;
}

static size_t share_of(duration part, duration whole, size_t columns) {
    return whole > 0 ? (size_t)((double)part / (double)whole * (double)columns + 0.5) : 0;
}

/* The parts end where their sum does, so that the bar is as long as the stage, whatever is rounded.
 */
static void draw_bar(struct sheet *sheet, const duration *spent, duration longest) {
    size_t columns = bar_columns(sheet), drawn = 0;
    duration sum = 0;
    if (share_of(spent[TIME_NETWORK] + spent[TIME_CLIENT] + spent[TIME_SERVER], longest, columns))
        sheet_tab(sheet, BAR_COLUMN);
    for (int owner = 0; owner < TIME_OWNERS; owner++) {
        sum += spent[owner];
        size_t end = share_of(sum, longest, columns);
        bool colored = canvas_ink(sheet->canvas, inks[owner]);
        for (; drawn < end && drawn < columns; drawn++)
            writer_add(sheet->canvas->writer, block_of(sheet, (enum time_owner)owner));
        canvas_plain(sheet->canvas, colored);
    }
    sheet->column += drawn;
}

static void draw_stage(struct sheet *sheet, const struct timing *timing, enum stage stage,
                       duration longest) {
    struct writer time = writer_to(WRITER_MEMORY);
    duration_write(&time, timing_of_stage(timing, stage));
    canvas_mark(sheet->canvas, (uint32_t)stage);
    sheet_begin_text(sheet, 1);
    sheet_text(sheet, INK_PLAIN, slice_string(stage_name(stage)));
    sheet_tab(sheet, TIME_COLUMN);
    sheet_text(sheet, INK_TIME, buffer_slice(&time.buffer));
    writer_free(&time);
    draw_bar(sheet, timing->spent[stage], longest);
    sheet_end(sheet);
}

/* "█ server 34.2ms (81 %)" */
static void draw_owner(struct sheet *sheet, const struct timing *timing, enum time_owner owner) {
    enum { BLOCK = 2 };
    duration time = timing_of_owner(timing, owner);
    struct writer text = writer_to(WRITER_MEMORY);
    char span[DURATION_TEXT];
    duration_text(time, span);
    SAY(&text, _("{owner} {time} ({percent} %)"), WORD("owner", time_owner_name(owner)),
        WORD("time", span), WORD_NUMBER("percent", share_of(time, timing_total(timing), PERCENT)));
    sheet_keep(sheet, BLOCK + text.buffer.size);
    sheet_text(sheet, inks[owner], block_of(sheet, owner));
    sheet_text(sheet, INK_PLAIN, SLICE(" "));
    sheet_text(sheet, INK_PLAIN, buffer_slice(&text.buffer));
    writer_free(&text);
}

/* Whose block is which, and what its share is. */
static void draw_owners(struct sheet *sheet, const struct timing *timing) {
    bool begun = false;
    sheet_begin_text(sheet, 1);
    for (int owner = TIME_OWNERS - 1; owner >= 0; owner--) {
        if (timing_of_owner(timing, (enum time_owner)owner) == 0)
            continue;
        sheet_text(sheet, INK_PLAIN, begun ? SLICE("  ") : SLICE(""));
        draw_owner(sheet, timing, (enum time_owner)owner);
        begun = true;
    }
    sheet_end(sheet);
}

/* A wait, against its time-out. */
static void draw_wait(struct sheet *sheet, const struct timing *timing, enum wait wait) {
    duration limit = 0, span = timing->waits[wait].span;
    const struct timeout_fact *timeout = wait_timeout(wait, &limit);
    char waited[DURATION_TEXT], allowed[DURATION_TEXT];
    if (!timeout)
        return;
    duration_words(span, waited);
    duration_words(limit, allowed);
    sheet_begin_text(sheet, 1);
    SHEET_SAY(sheet, span > limit || timing->waits[wait].gave_up ? INK_WARNING : INK_PLAIN,
              _(wait_sentence(timing, wait)), WORD("span", waited), WORD("limit", allowed),
              WORD_NUMBER("part", share_of(span, limit, PERCENT)),
              WORD("reference", timeout->fact.reference));
    sheet_end(sheet);
}

void timing_text(struct sheet *sheet, const struct timing *timing, const char *protocol) {
    duration longest = 0;
    for (int stage = 0; stage < STAGES; stage++) {
        duration time = timing_of_stage(timing, (enum stage)stage);
        longest = time > longest ? time : longest;
    }
    draw_owners(sheet, timing);
    for (int stage = 0; stage < STAGES; stage++)
        if (timing_of_stage(timing, (enum stage)stage) > 0)
            draw_stage(sheet, timing, (enum stage)stage, longest);
    canvas_mark(sheet->canvas, CANVAS_NO_MARK);
    for (int wait = 0; wait < WAITS; wait++)
        if (wait_matters(timing, (enum wait)wait, protocol))
            draw_wait(sheet, timing, (enum wait)wait);
}
