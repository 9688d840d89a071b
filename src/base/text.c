#include "base/text.h"

#include "base/wire.h"

enum range_kind { RANGE_HIDDEN, RANGE_COMBINING, RANGE_WIDE };

struct range {
    uint32_t first, last;
    enum range_kind kind;
};

static const struct range ranges[] = {
#define RANGE(first, last, kind) {first, last, RANGE_##kind},
#include "base/text_ranges.def"
#undef RANGE
};

enum { ESCAPE_SIZE = sizeof "\\u{10ffff}" };

static const struct range *range_of(uint32_t character) {
    size_t low = 0, high = sizeof ranges / sizeof *ranges;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < sizeof ranges / sizeof *ranges && ranges[low].first <= character;
    return found ? &ranges[low] : NULL;
}

static inline bool is_plain(uint8_t octet) {
    return octet >= 0x20 && octet < 0x7f;
}

static const uint64_t each = UINT64_MAX / 0xff; /* 1 in each octet of a word */

/* The first bit that is set lies in the first octet of a word that is not plain, or less than
 * `least`: that one's high bit is there, or comes with less `least`, or with 1 more. What those
 * carry goes to octets after it. */
static inline uint64_t mark_unplain(uint64_t word, uint8_t least) {
    return (word | (word - least * each) | (word + each)) & (0x80 * each);
}

static inline size_t plain_in_word(uint64_t word, uint8_t least) {
    uint64_t marks = mark_unplain(word, least);
    return marks ? (size_t)__builtin_ctzll(marks) / 8 : sizeof word;
}

size_t character_write(uint8_t to[4], uint32_t character) {
    static const uint8_t leads[] = {0, 0xc0, 0xe0, 0xf0};
    if (character < 0x80) {
        to[0] = (uint8_t)character;
        return 1;
    }
    size_t more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3;
    to[0] = (uint8_t)(leads[more] | character >> (6 * more));
    for (size_t k = 1; k <= more; k++)
        to[k] = (uint8_t)(0x80 | (character >> (6 * (more - k)) & 0x3f));
    return more + 1;
}

static inline size_t plain_run(struct slice text, uint8_t least) {
    size_t run = 0, plain = sizeof(uint64_t);
    while (run < text.size && plain == sizeof(uint64_t)) {
        plain = plain_in_word(read_word(slice_of(text.data + run, text.size - run)), least);
        run += plain;
    }
    return run;
}

size_t text_plain_run(struct slice text) {
    return plain_run(text, ' ');
}

size_t text_visible_run(struct slice text) {
    return plain_run(text, ' ' + 1);
}

/* Less than a word, filled up with blanks. */
static bool copy_part(uint8_t *to, struct slice text) {
    if (text.size == 0)
        return true;
    uint64_t word = read_word(text) | (' ' * each) << 8 * text.size, copied = htole64(word);
    memcpy(to, &copied, sizeof copied);
    return mark_unplain(word, ' ') == 0;
}

bool text_copy_plain(uint8_t *to, struct slice text) {
    uint64_t word, marks = 0;
    if (text.size < sizeof word)
        return copy_part(to, text);
    size_t last = text.size - sizeof word; /* which overlaps the one before */
    for (size_t at = 0; at < last; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        memcpy(to + at, &word, sizeof word);
        marks |= mark_unplain(word, ' ');
    }
    memcpy(&word, text.data + last, sizeof word);
    memcpy(to + last, &word, sizeof word);
    return (marks | mark_unplain(word, ' ')) == 0;
}

/* RFC 3629 4: octets that may follow the first one, the second one's range included, which keeps
 * out overlong forms, surrogates and what is past U+10FFFF. 0: no first octet. */
static size_t sequence_size(struct slice text) {
    uint8_t first = text.data[0], second = text.size > 1 ? text.data[1] : 0;
    if (first >= 0xc2 && first <= 0xdf)
        return second >= 0x80 && second <= 0xbf ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        uint8_t least = first == 0xe0 ? 0xa0 : 0x80, most = first == 0xed ? 0x9f : 0xbf;
        return second >= least && second <= most ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        uint8_t least = first == 0xf0 ? 0x90 : 0x80, most = first == 0xf4 ? 0x8f : 0xbf;
        return second >= least && second <= most ? 4 : 0;
    }
    return 0;
}

bool text_next(struct slice *rest, uint32_t *character) {
    struct slice text = *rest;
    *character = text.data[0];
    *rest = slice_from(text, 1);
    if (text.data[0] < 0x80)
        return true;
    size_t size = sequence_size(text);
    if (size == 0 || size > text.size)
        return false;
    uint32_t value = text.data[0] & (0x7fU >> size);
    for (size_t i = 1; i < size; i++) {
        if ((text.data[i] & 0xc0) != 0x80)
            return false;
        value = value << 6 | (text.data[i] & 0x3fU);
    }
    *character = value;
    *rest = slice_from(text, size);
    return true;
}

size_t text_first_high(struct slice text) {
    const uint64_t tops = 0x80 * each;
    for (size_t at = 0; at < text.size; at += sizeof tops) {
        uint64_t high = read_word(slice_of(text.data + at, text.size - at)) & tops;
        if (high)
            return at + (size_t)__builtin_ctzll(high) / 8;
    }
    return SLICE_NONE;
}

bool text_valid(struct slice text) {
    uint32_t character;
    while (text.size > 0)
        if (!text_next(&text, &character))
            return false;
    return true;
}

bool character_hidden(uint32_t character) {
    const struct range *range = range_of(character);
    return range && range->kind == RANGE_HIDDEN;
}

unsigned character_width(uint32_t character) {
    const struct range *range = range_of(character);
    if (!range)
        return 1;
    return range->kind == RANGE_WIDE ? 2 : range->kind == RANGE_COMBINING ? 0 : 1;
}

/* One character or stray octet as it appears: the slice it came from, or an escape. */
struct shape {
    struct slice text;
    size_t width;
    char escape[ESCAPE_SIZE];
};

static size_t hex_digits(char *at, uint32_t value, unsigned least) {
    static const char digits[] = "0123456789abcdef";
    unsigned count = least;
    while (count < 8 && value >> (4 * count) != 0)
        count++;
    for (unsigned i = 0; i < count; i++)
        at[i] = digits[value >> (4 * (count - 1 - i)) & 15];
    return count;
}

static void shape_escape(struct shape *shape, uint32_t character, bool octet) {
    char *at = shape->escape;
    *at++ = '\\';
    if (character == '\t' || character == '\n' || character == '\r') {
        *at++ = character == '\t' ? 't' : character == '\n' ? 'n' : 'r';
    } else if (octet) {
        *at++ = 'x';
        at += hex_digits(at, character, 2);
    } else {
        *at++ = 'u';
        *at++ = '{';
        at += hex_digits(at, character, 2);
        *at++ = '}';
    }
    shape->width = (size_t)(at - shape->escape);
    shape->text = slice_of(shape->escape, shape->width);
}

static void shape_next(struct shape *shape, struct slice *rest, bool ascii) {
    struct slice before = *rest;
    uint32_t character;
    bool valid = text_next(rest, &character);
    if (!valid || character < 0x80 || ascii || character_hidden(character)) {
        if (valid && character < 0x80 && is_plain((uint8_t)character)) {
            shape->text = slice_first(before, 1);
            shape->width = 1;
        } else {
            shape_escape(shape, character, !valid || character < 0x80);
        }
        return;
    }
    shape->text = slice_first(before, before.size - rest->size);
    shape->width = character_width(character);
}

void text_escape(struct writer *writer, struct slice text) {
    struct shape shape;
    while (text.size > 0) {
        size_t run = text_plain_run(text);
        writer_add(writer, slice_first(text, run));
        text = slice_from(text, run);
        if (text.size == 0)
            return;
        shape_next(&shape, &text, writer->ascii);
        writer_add(writer, shape.text);
    }
}

size_t text_cut(const struct writer *writer, struct slice text, size_t columns, size_t *width) {
    struct slice rest = text;
    struct shape shape;
    size_t filled = 0;
    while (rest.size > 0) {
        size_t run = text_plain_run(slice_first(rest, columns - filled));
        filled += run;
        rest = slice_from(rest, run);
        if (rest.size == 0)
            break;
        struct slice after = rest;
        shape_next(&shape, &after, writer->ascii);
        if (shape.width > columns - filled)
            break;
        filled += shape.width;
        rest = after;
    }
    *width = filled;
    return text.size - rest.size;
}

size_t text_width(const struct writer *writer, struct slice text) {
    size_t width;
    if (text_plain_run(text) == text.size)
        return text.size;
    (void)text_cut(writer, text, SIZE_MAX, &width);
    return width;
}

size_t text_fit(struct writer *writer, struct slice text, size_t columns) {
    size_t width;
    bool fits = text.size <= columns && writer_room(writer, text.size + TEXT_BEYOND);
    if (fits && text_copy_plain((uint8_t *)writer_end(writer), text)) {
        writer->buffer.size += text.size;
        return text.size;
    }
    if (text_cut(writer, text, columns, &width) == text.size) {
        text_escape(writer, text);
        return width;
    }
    if (columns == 0)
        return 0;
    size_t size = text_cut(writer, text, columns - 1, &width);
    text_escape(writer, slice_first(text, size));
    writer_string(writer, writer->ascii ? "~" : "\u2026");
    return width + 1;
}
