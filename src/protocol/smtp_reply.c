#include "protocol/smtp_reply.h"

uint16_t smtp_reply_code(struct slice line, bool *more) {
    *more = false;
    if (line.size < 3 || !octet_is_digit(line.data[0]) || !octet_is_digit(line.data[1]) ||
        !octet_is_digit(line.data[2]))
        return 0;
    if (line.size > 3 && line.data[3] != ' ' && line.data[3] != '-' && line.data[3] != '\t')
        return 0;
    *more = line.size > 3 && line.data[3] == '-';
    return (uint16_t)((line.data[0] - '0') * 100 + (line.data[1] - '0') * 10 + line.data[2] - '0');
}

/* One part of an enhanced code: one to three digits. Moves past them; false when there is none. */
static bool read_part(struct slice *text, uint16_t *part) {
    size_t size = 0;
    uint16_t value = 0;
    while (size < text->size && size < 3 && octet_is_digit(text->data[size]))
        value = (uint16_t)(value * 10 + text->data[size++] - '0');
    *part = value;
    *text = slice_from(*text, size);
    return size > 0;
}

static bool skip_dot(struct slice *text) {
    if (text->size == 0 || text->data[0] != '.')
        return false;
    *text = slice_from(*text, 1);
    return true;
}

struct enhanced_code enhanced_code_read(struct slice text) {
    struct enhanced_code none = {0};
    struct enhanced_code code = {0};
    if (text.size < 5 || text.data[1] != '.' ||
        (text.data[0] != '2' && text.data[0] != '4' && text.data[0] != '5'))
        return none;
    code.class = (uint8_t)(text.data[0] - '0');
    text = slice_from(text, 2);
    if (!read_part(&text, &code.subject) || !skip_dot(&text) || !read_part(&text, &code.detail))
        return none;
    return text.size == 0 || octet_is_blank(text.data[0]) ? code : none;
}

enum outcome smtp_outcome(uint16_t code) {
    static const enum outcome by_digit[] = {
        [2] = OUTCOME_OK, [3] = OUTCOME_MORE, [4] = OUTCOME_DEFERRED, [5] = OUTCOME_REFUSED};
    unsigned digit = code / 100u;
    return digit < sizeof by_digit / sizeof *by_digit ? by_digit[digit] : OUTCOME_NONE;
}

void smtp_reply_reset(struct smtp_reply *reply) {
    struct arena arena = reply->arena;
    if (reply->lines != &reply->single)
        arena_clear(&arena);
    *reply = (struct smtp_reply){.arena = arena};
}

static void begin(struct smtp_reply *reply, const struct line *line, uint16_t code,
                  struct slice text) {
    reply->code = code;
    reply->first = *line;
    reply->enhanced = enhanced_code_read(text);
}

/* The first line may be the only one: it is copied just when another follows. */
static void add_text(struct smtp_reply *reply, struct slice text, bool more) {
    if (reply->count == 0 && !more) {
        reply->single = text;
        reply->lines = &reply->single;
        reply->count = 1;
        return;
    }
    struct slice *lines = NULL;
    if (reply->count < SMTP_MOST_REPLY_LINES)
        lines = arena_grow(&reply->arena, reply->lines, reply->count, sizeof *lines);
    if (!lines) {
        reply->lost++;
        return;
    }
    reply->lines = lines;
    reply->lines[reply->count++] = arena_copy(&reply->arena, text);
}

enum smtp_reply_progress smtp_reply_line(struct smtp_reply *reply, const struct line *line) {
    bool more;
    uint16_t code = smtp_reply_code(line->text, &more);
    if (code == 0 && !smtp_reply_open(reply))
        return REPLY_NOT_A_REPLY;
    struct slice text = slice_from(line->text, code == 0 ? 0 : 4);
    if (!smtp_reply_open(reply))
        begin(reply, line, code, text);
    else if (code != reply->code)
        reply->mixed_codes++;
    if (code == 0)
        more = true;
    add_text(reply, text, more);
    reply->truncated |= line->truncated;
    reply->octets += line->octets;
    reply->last = line->last;
    return more ? REPLY_MORE : REPLY_WHOLE;
}
