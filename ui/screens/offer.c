#include "ui/screens/offer.h"

#include "report/sheet.h"

enum {
    NAME_COLUMN = 24,
    NARROW = 60, /* columns of a terminal that has no room for that */
    NARROW_NAME_COLUMN = 17,
};

void offer_line(struct lines *lines, enum ink ink, const char *sentence) {
    canvas_mark(&lines->canvas, CANVAS_NO_MARK);
    bool inked = canvas_ink(&lines->canvas, ink);
    writer_string(&lines->text, sentence);
    canvas_plain(&lines->canvas, inked);
    canvas_end_line(&lines->canvas);
}

void offer_item(struct lines *lines, size_t width, uint32_t mark, struct slice name,
                struct slice text) {
    const struct report_options options = {.width = width > 0 ? width - 1 : 0};
    struct sheet sheet = {.canvas = &lines->canvas, .options = &options};
    canvas_mark(&lines->canvas, mark);
    sheet_begin_text(&sheet, 2);
    sheet_text_cut(&sheet, INK_CLIENT, name);
    sheet_tab(&sheet, width < NARROW ? NARROW_NAME_COLUMN : NAME_COLUMN);
    sheet_text(&sheet, INK_PLAIN, text);
    sheet_end(&sheet);
    sheet_clear(&sheet);
}
