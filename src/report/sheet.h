/* sheet.h: the rows of a transcript: a margin (time, latency, arrow), and text beside it.
 *
 *       1.074123  341ms <-S  250-xc90.websitewelcome.com Hello GP
 *                            250 HELP
 *
 * A screen has two columns more: a bar for the latency, and a bracket.
 * On a terminal long text is wrapped beside the margin, between words where that leaves no large
 * hole; where there is no terminal lines are kept whole. All text is escaped here. */
#ifndef HELOISE_REPORT_SHEET_H
#define HELOISE_REPORT_SHEET_H

#include "report/canvas.h"
#include "report/report.h"

struct sheet {
    struct canvas *canvas;
    const struct report_options *options;
    struct writer scratch; /* sentences on their way */
    size_t time_columns;
    size_t bar_columns; /* for a bar that shows how long the latency is; 0: there is none */
    bool bracketed;     /* a column for the bracket around what belongs together */
    double share;       /* of the bar that is filled in the next row */
    enum bracket { BRACKET_NONE, BRACKET_BEGIN, BRACKET_ON, BRACKET_TURN, BRACKET_END } bracket;
    size_t indent; /* where text begins */
    size_t column; /* where the next character goes */
    size_t blanks; /* that end the last text: written once it is known that the line does not end */
};

/* Arrows of the margin. */
enum arrow { ARROW_NONE, ARROW_CLIENT, ARROW_SERVER, ARROW_EVENT, ARROWS };

/* `time_columns`: what the widest time will take. Bars and brackets are as they were set before. */
void sheet_begin(struct sheet *sheet, size_t time_columns);

/* Text without rows: as sheet_begin(), then blanks up to where text begins in each line. */
void sheet_begin_text(struct sheet *sheet, size_t indent);

/* Begins a row. `time`, `latency`: ready text, right-aligned; may be empty. `secure`: under TLS.
 * `share` and `bracket` of the sheet count for this row and the lines under it. */
void sheet_row(struct sheet *sheet, struct slice time, struct slice latency, enum arrow arrow,
               bool secure);

/* Begins a line under a row: its margin is blank but for the bracket. */
void sheet_margin(struct sheet *sheet);

/* Text from anywhere. */
void sheet_text(struct sheet *sheet, enum ink ink, struct slice text);

/* The same in what is left of this row, cut where it does not fit. */
void sheet_text_cut(struct sheet *sheet, enum ink ink, struct slice text);

/* A sentence of ours. SHEET_SAY() fills its places with words. */
void sheet_say(struct sheet *sheet, enum ink ink, const char *sentence);
void sheet_say_words(struct sheet *sheet, enum ink ink, const char *sentence,
                     const struct word *words, size_t count);

#define SHEET_SAY(sheet, ink, sentence, ...)                                                       \
    sheet_say_words((sheet), (ink), (sentence), (const struct word[]){__VA_ARGS__},                \
                    sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

/* Two blanks and a remark in brackets; on a line of its own where it does not fit. */
void sheet_note(struct sheet *sheet, enum ink ink, const char *sentence);
void sheet_note_words(struct sheet *sheet, enum ink ink, const char *sentence,
                      const struct word *words, size_t count);

#define SHEET_NOTE(sheet, ink, sentence, ...)                                                      \
    sheet_note_words((sheet), (ink), (sentence), (const struct word[]){__VA_ARGS__},               \
                     sizeof((const struct word[]){__VA_ARGS__}) / sizeof(struct word))

/* Blanks up to this column, at least one; the lines that follow begin there. */
void sheet_tab(struct sheet *sheet, size_t column);

/* Goes on in a new line where fewer columns than these are left, so that what follows stays
 * together; a line that has nothing yet is gone on with. */
void sheet_keep(struct sheet *sheet, size_t columns);

/* Ends the line; the next text stands under the one before. */
void sheet_break(struct sheet *sheet);

/* Ends the row. */
void sheet_end(struct sheet *sheet);

void sheet_clear(struct sheet *sheet);

#endif
