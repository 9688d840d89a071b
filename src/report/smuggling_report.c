#include "report/smuggling_report.h"

#include "session/mask.h"

/* What stands around a dot, as in "LF.CRLF"; a static string. */
static const char *end_name(const struct smuggling_item *item) {
    static const char *const names[][BREAK_CR + 1] = {
        [BREAK_CRLF] = {[BREAK_CRLF] = "CRLF.CRLF", [BREAK_LF] = "CRLF.LF", [BREAK_CR] = "CRLF.CR"},
        [BREAK_LF] = {[BREAK_CRLF] = "LF.CRLF", [BREAK_LF] = "LF.LF", [BREAK_CR] = "LF.CR"},
        [BREAK_CR] = {[BREAK_CRLF] = "CR.CRLF", [BREAK_LF] = "CR.LF", [BREAK_CR] = "CR.CR"},
    };
    return item->after == BREAK_NONE ? "none" : names[item->before][item->after];
}

/* Whether there is nothing to tell them apart by. */
static bool are_alike(const struct smuggling_reading *a, const struct smuggling_reading *b) {
    bool alike = smuggling_same(a, b, SIZE_MAX);
    for (size_t i = 0; alike && i < a->count; i++)
        alike = a->items[i].octets == b->items[i].octets;
    return alike;
}

/* The first reader whose reading this one shares. */
static int first_like(const struct smuggling *smuggling, int reader) {
    int first = 0;
    while (first < reader && !are_alike(&smuggling->readings[first], &smuggling->readings[reader]))
        first++;
    return first;
}

/* ---- text ---- */

#define ONE(reader)   (1u << READER_##reader)
#define TWO(one, two) (ONE(one) | ONE(two))

/* Which readers share a reading, and of what server that is said. Three that agree are all but the
 * one that was told of before. */
static const struct {
    unsigned readers;
    const char *sentence;
} headings[] = {
    {ONE(STRICT), N_("Where only CRLF ends a line:")},
    {ONE(LF), N_("Where a lone LF ends a line, too:")},
    {ONE(CR), N_("Where a lone CR ends a line, too:")},
    {ONE(ANY), N_("Where a lone CR and a lone LF end a line, too:")},
    {TWO(STRICT, LF), N_("Where a lone CR ends no line, whether a lone LF does or not:")},
    {TWO(STRICT, CR), N_("Where a lone LF ends no line, whether a lone CR does or not:")},
    {TWO(LF, ANY), N_("Where a lone LF ends a line, too, whether a lone CR does or not:")},
    {TWO(CR, ANY), N_("Where a lone CR ends a line, too, whether a lone LF does or not:")},
    {TWO(LF, CR), N_("Where either a lone CR or a lone LF ends a line, too, but not both:")},
    {TWO(STRICT, ANY), N_("Where a lone CR and a lone LF both end a line, or neither does:")},
    {TWO(STRICT, LF) | TWO(CR, ANY), N_("Whatever ends a line:")},
};

static void say_readers(struct sheet *sheet, unsigned readers, bool fits) {
    const char *sentence = N_("Everywhere else:");
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (headings[i].readers == readers)
            sentence = headings[i].sentence;
    sheet_break(sheet);
    sheet_say(sheet, INK_NOTE, _(sentence));
    if (fits)
        sheet_note(sheet, INK_WARNING, _("this server"));
}

static void say_message(struct sheet *sheet, const struct smuggling_item *item) {
    if (item->after == BREAK_NONE)
        SHEET_SAY(sheet, INK_PLAIN,
                  P_("message of {count} octet, without an end",
                     "message of {count} octets, without an end", item->octets),
                  WORD_NUMBER("count", item->octets));
    else
        SHEET_SAY(sheet, INK_PLAIN,
                  P_("message of {count} octet, up to {end}",
                     "message of {count} octets, up to {end}", item->octets),
                  WORD_NUMBER("count", item->octets), WORD("end", end_name(item)));
}

static void say_command(struct sheet *sheet, const struct smuggling_item *item) {
    struct masked line = mask_line(item->line, item->secret);
    if (item->line.size == 0)
        sheet_say(sheet, INK_NOTE, _("an empty line"));
    sheet_text(sheet, INK_CLIENT, line.before);
    if (line.hidden.size > 0)
        sheet_text(sheet, INK_CLIENT, SLICE(MASK));
    sheet_text(sheet, INK_CLIENT, line.after);
}

static void say_items(struct sheet *sheet, const struct smuggling_reading *reading) {
    for (size_t i = 0; i < reading->count; i++) {
        sheet_break(sheet);
        sheet_text(sheet, INK_PLAIN, SLICE("  "));
        if (reading->items[i].kind == SMUGGLING_MESSAGE)
            say_message(sheet, &reading->items[i]);
        else
            say_command(sheet, &reading->items[i]);
    }
    if (!reading->more)
        return;
    sheet_break(sheet);
    sheet_text(sheet, INK_PLAIN, SLICE("  "));
    sheet_say(sheet, INK_NOTE, _("and more"));
}

/* All that share the reading of `first`, and are not told with one before it. */
static unsigned sharers(const struct smuggling *smuggling, int first) {
    unsigned readers = 0;
    for (int like = first; like < READERS; like++)
        if (first_like(smuggling, like) == first)
            readers |= 1u << smuggling->readings[like].reader;
    return readers;
}

static bool are_three(unsigned readers) {
    return __builtin_popcount(readers) == READERS - 1;
}

/* The readings of so many readers each. */
static void say_readings(struct sheet *sheet, const struct smuggling *smuggling, bool three) {
    for (int reader = 0; reader < READERS; reader++) {
        unsigned readers = sharers(smuggling, reader);
        if (readers == 0 || are_three(readers) != three)
            continue;
        say_readers(sheet, readers, smuggling->readings[reader].fits);
        say_items(sheet, &smuggling->readings[reader]);
    }
}

void smuggling_text(struct sheet *sheet, const struct smuggling *smuggling) {
    say_readings(sheet, smuggling, false);
    say_readings(sheet, smuggling, true);
    if (smuggling->known)
        return;
    sheet_break(sheet);
    sheet_say(sheet, INK_NOTE, _("The replies do not show which of them this server is."));
}

/* ---- JSON ---- */

static void write_messages(struct json *json, const struct smuggling_reading *reading) {
    json_array(json, "messages");
    for (size_t i = 0; i < reading->count; i++) {
        const struct smuggling_item *item = &reading->items[i];
        if (item->kind != SMUGGLING_MESSAGE)
            continue;
        json_object(json, NULL);
        json_number(json, "octets", item->octets);
        json_word(json, "end", end_name(item));
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_commands(struct json *json, const struct smuggling_reading *reading) {
    json_array(json, "commands");
    for (size_t i = 0; i < reading->count; i++) {
        const struct smuggling_item *item = &reading->items[i];
        if (item->kind == SMUGGLING_MESSAGE)
            continue;
        struct masked line = mask_line(item->line, item->secret);
        json_text_begin(json, NULL);
        json_text_piece(json, line.before);
        if (line.hidden.size > 0)
            json_text_piece(json, SLICE(MASK));
        json_text_piece(json, line.after);
        json_text_end(json);
    }
    json_array_end(json);
}

void smuggling_json(struct json *json, const struct smuggling *smuggling) {
    json_array(json, "readings");
    for (int reader = 0; reader < READERS; reader++) {
        const struct smuggling_reading *reading = &smuggling->readings[reader];
        json_object(json, NULL);
        json_word(json, "reader", reader_name(reading->reader));
        write_messages(json, reading);
        write_commands(json, reading);
        if (reading->more)
            json_truth(json, "more", true);
        if (smuggling->known)
            json_truth(json, "this_server", reading->fits);
        json_object_end(json);
    }
    json_array_end(json);
}
