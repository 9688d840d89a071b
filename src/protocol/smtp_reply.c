#include "protocol/smtp_reply.h"
#include "base/rare.h"

/* One part of an enhanced code: one to three digits. Moves past them; false when there is none. */
static bool read_part(struct slice text, size_t *at, uint16_t *part) {
    size_t start = *at;
    while (*at < text.size && *at < start + 3 && octet_is_digit(text.data[*at]))
        *part = (uint16_t)(*part * 10 + text.data[(*at)++] - '0');
    return *at > start;
}

static bool skip_dot(struct slice text, size_t *at) {
    return *at < text.size && text.data[(*at)++] == '.';
}

struct enhanced_code enhanced_code_read(struct slice text) {
    struct enhanced_code none = {0};
    struct enhanced_code code = {0};
    if (text.size < 5 || text.data[1] != '.' ||
        (text.data[0] != '2' && text.data[0] != '4' && text.data[0] != '5'))
        return none;
    size_t at = 2;
    code.class = (uint8_t)(text.data[0] - '0');
    if (!read_part(text, &at, &code.subject) || !skip_dot(text, &at) ||
        !read_part(text, &at, &code.detail))
        return none;
    return at == text.size || octet_is_blank(text.data[at]) ? code : none;
}

enum outcome smtp_outcome(uint16_t code) {
    static const enum outcome by_digit[] = {
        [2] = OUTCOME_OK, [3] = OUTCOME_MORE, [4] = OUTCOME_DEFERRED, [5] = OUTCOME_REFUSED};
    unsigned digit = code / 100u;
    return digit < sizeof by_digit / sizeof *by_digit ? by_digit[digit] : OUTCOME_NONE;
}

void smtp_reply_reset(struct smtp_reply *reply) {
    if (reply->kept > 0 || reply->lines != reply->few) {
        arena_clear(&reply->arena);
        reply->codes = NULL;
    }
    reply->lines = reply->few;
    reply->count = reply->kept = 0;
    reply->lost = reply->octets = 0;
    reply->mixed_codes = 0;
    reply->truncated = reply->unclosed = false;
}

void smtp_reply_copy(struct smtp_reply *reply) {
    for (; reply->kept < reply->count; reply->kept++) {
        struct slice *line = &reply->lines[reply->kept];
        *line = arena_copy(&reply->arena, *line);
    }
}

/* Moves on from the few places in the reply to an array in the arena. */
RARE static bool make_room(struct smtp_reply *reply) {
    if (reply->count >= SMTP_MOST_REPLY_LINES)
        return false;
    struct slice *lines =
        arena_grow(&reply->arena, reply->lines, reply->count, sizeof *reply->lines);
    if (!lines)
        return false;
    reply->lines = lines;
    return true;
}

/* The codes of all lines are kept once they are not the same. */
RARE static void note_code(struct smtp_reply *reply, uint16_t code) {
    reply->mixed_codes += code != reply->code;
    if (!reply->codes) {
        smtp_reply_keep(reply); /* so that the arena is known to be in use */
        reply->codes = arena_take(&reply->arena, SMTP_MOST_REPLY_LINES * sizeof *reply->codes);
        for (size_t i = 0; reply->codes && i < reply->count; i++)
            reply->codes[i] = reply->code;
    }
    if (reply->codes && reply->count < SMTP_MOST_REPLY_LINES)
        reply->codes[reply->count] = code;
}

/* What a further line changes of the whole. */
static void note_line(struct smtp_reply *reply, const struct line *line, uint16_t code) {
    if (code != reply->code || reply->codes)
        note_code(reply, code);
    if (line->end != END_CRLF)
        reply->end = line->end;
    reply->last = moment_later(reply->last, line->last);
}

static void add_text(struct smtp_reply *reply, struct slice text, bool in_place) {
    if (reply->count >= SMTP_FEW_LINES && !make_room(reply)) {
        reply->lost++;
        return;
    }
    reply->lines[reply->count++] = text;
    if (!in_place)
        smtp_reply_keep(reply);
}

bool smtp_reply_line(struct smtp_reply *reply, const struct line *line) {
    bool more;
    uint16_t code = smtp_reply_code(line->text, &more);
    struct slice text = slice_from(line->text, code == 0 ? 0 : SMTP_REPLY_HEAD);
    if (reply->count == 0) {
        reply->lines = reply->few;
        reply->code = code;
        reply->at = line->at;
        reply->offset = line->offset;
        reply->packet = line->place.packet;
        reply->enhanced = enhanced_code_read(text);
        reply->end = line->end;
        reply->last = line->last;
    } else {
        note_line(reply, line, code);
    }
    add_text(reply, text, line->in_place);
    reply->truncated |= line->truncated;
    reply->octets += line->octets;
    return code != 0 && !more;
}

/* Octets of the whole line at the front, which begins as `line` does and ends in CRLF; 0 if there
 * is no such line. */
static size_t like_line_size(struct slice octets, const struct line *line) {
    bool like =
        octets.size > SMTP_REPLY_HEAD && memcmp(octets.data, line->text.data, SMTP_REPLY_HEAD) == 0;
    const uint8_t *end = like ? memchr(octets.data, '\n', octets.size) : NULL;
    size_t size = end ? (size_t)(end - octets.data) + 1 : 0;
    bool whole = size > SMTP_REPLY_HEAD + 1 && size <= LINE_KEPT;
    return whole && end[-1] == '\r' ? size : 0;
}

void smtp_reply_more(struct smtp_reply *reply, const struct line *line, struct chunk *chunk) {
    bool usual = line->in_place && line->text.size >= SMTP_REPLY_HEAD && reply->mixed_codes == 0;
    struct slice rest = chunk->octets;
    size_t count = reply->count, size;
    while (usual && count < SMTP_FEW_LINES && (size = like_line_size(rest, line)) > 0) {
        size_t head = SMTP_REPLY_HEAD, end = SLICE("\r\n").size;
        reply->lines[count++] = slice_of(rest.data + head, size - head - end);
        rest = slice_past(rest, size);
    }
    reply->count = count;
    size_t taken = chunk->octets.size - rest.size;
    reply->octets += taken;
    chunk_skip(chunk, taken);
}
