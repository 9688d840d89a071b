#include "message/header.h"

#include "base/rare.h"
#include "base/text.h"

/* The bit of an initial, the same in both cases. Other octets may share it. */
static uint32_t initial_bit(uint8_t octet) {
    return UINT32_C(1) << (octet & 0x1f);
}

void header_begin(struct header_reader *reader, const struct slice *wanted, size_t wanted_count,
                  header_field *field, void *context) {
    reader->wanted = wanted;
    reader->wanted_count = wanted_count;
    reader->initials = 0;
    for (size_t i = 0; i < wanted_count; i++)
        reader->initials |= wanted[i].size > 0 ? initial_bit(wanted[i].data[0]) : 0;
    reader->field = field;
    reader->context = context;
    reader->line.size = reader->value.size = reader->here.size = 0;
    reader->current = SLICE_NONE;
    reader->octets = reader->lines = 0;
    reader->done = false;
}

/* Octets past the bound are dropped; so are all when memory ran out. */
static void keep(struct buffer *buffer, struct slice octets) {
    (void)buffer_add(buffer, slice_first(octets, HEADER_FIELD_KEPT - buffer->size));
}

/* The octets at hand go away, or the value goes on in another line. */
static void keep_value(struct header_reader *reader) {
    keep(&reader->value, reader->here);
    reader->here.size = 0;
}

static void tell_field(struct header_reader *reader) {
    bool kept = reader->value.size > 0;
    struct slice value = kept ? slice_trim(buffer_slice(&reader->value)) : reader->here;
    reader->field(reader->context, reader->current, value);
    reader->current = SLICE_NONE;
    reader->value.size = reader->here.size = 0;
}

static inline void end_field(struct header_reader *reader) {
    if (reader->current != SLICE_NONE)
        tell_field(reader);
}

void header_stop(struct header_reader *reader) {
    reader->done = true;
}

static void end_block(struct header_reader *reader) {
    end_field(reader);
    reader->done = true;
}

/* Whether it is printable ASCII without blanks (RFC 5322 3.6.8). */
static bool is_name(struct slice name) {
    return name.size > 0 && text_visible_run(name) == name.size;
}

/* Whether a line begins with a name and a colon. Behind the colon there is nearly always a blank:
 * then the octets before it tell. */
static bool is_field(struct slice line) {
    size_t run = text_visible_run(line);
    if (run > 0 && line.data[run - 1] == ':')
        return line.data[0] != ':';
    size_t colon = slice_find(line, ':');
    return colon != SLICE_NONE && is_name(slice_trim(slice_first(line, colon)));
}

/* Most lines cannot be wanted by their first octet alone. */
static inline bool may_be_wanted(const struct header_reader *reader, uint8_t first) {
    return (reader->initials & initial_bit(first)) != 0;
}

/* Begins the field of this line if it is wanted. Blanks before the colon are obsolete syntax, 4.5.
 */
APART static bool begin_wanted(struct header_reader *reader, struct slice line) {
    for (size_t i = 0; i < reader->wanted_count; i++) {
        struct slice name = reader->wanted[i];
        if (!slice_starts_nocase(line, name))
            continue;
        struct slice rest = slice_skip_blanks(slice_from(line, name.size));
        if (rest.size > 0 && rest.data[0] == ':') {
            reader->current = i;
            reader->here = slice_trim(slice_skip_blanks(slice_past(rest, 1)));
            return true;
        }
    }
    return false;
}

static bool is_envelope_line(const struct header_reader *reader, struct slice line) {
    return reader->lines == 1 && slice_starts(line, SLICE("From "));
}

/* One line, without its line end; the field before it was ended if this one does not go on with it.
 */
WITHIN void take_line(struct header_reader *reader, struct slice line) {
    line = slice_first(line, HEADER_FIELD_KEPT);
    reader->lines++;
    if (line.size == 0) {
        end_block(reader);
    } else if (!octet_is_blank(line.data[0])) {
        bool begun = may_be_wanted(reader, line.data[0]) && begin_wanted(reader, line);
        if (!begun && !is_field(line) && !is_envelope_line(reader, line))
            end_block(reader);
    } else if (reader->current != SLICE_NONE) {
        keep_value(reader);
        keep(&reader->value, SLICE(" "));
        keep(&reader->value, slice_trim(line));
    }
}

static struct slice without_cr(struct slice line) {
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

APART static void take_partial(struct header_reader *reader) {
    struct slice line = without_cr(buffer_slice(&reader->line));
    take_line(reader, line);
    keep_value(reader);
    reader->line.size = 0;
}

/* The first octet of a line tells whether it goes on with the field before it. */
static inline void begin_line(struct header_reader *reader, uint8_t first) {
    if (reader->line.size == 0 && !octet_is_blank(first))
        end_field(reader);
}

bool header_read(struct header_reader *reader, struct slice octets) {
    if (reader->done)
        return false;
    octets = slice_first(octets, (size_t)(HEADER_BLOCK_KEPT - reader->octets));
    reader->octets += octets.size;
    while (octets.size > 0) {
        begin_line(reader, octets.data[0]);
        if (reader->done)
            break;
        size_t end = slice_find(octets, '\n');
        struct slice line = slice_first(octets, end);
        if (end == SLICE_NONE || reader->line.size > 0)
            keep(&reader->line, line);
        if (end == SLICE_NONE)
            break;
        if (reader->line.size > 0)
            take_partial(reader);
        else
            take_line(reader, without_cr(line));
        octets = slice_past(octets, end + 1);
    }
    if (reader->here.size > 0)
        keep_value(reader);
    if (reader->octets == HEADER_BLOCK_KEPT)
        header_end(reader);
    return !reader->done;
}

void header_end(struct header_reader *reader) {
    if (reader->done)
        return;
    if (reader->line.size > 0)
        take_partial(reader);
    if (!reader->done)
        end_block(reader);
}

void header_reader_free(struct header_reader *reader) {
    buffer_free(&reader->line);
    buffer_free(&reader->value);
    *reader = (struct header_reader){0};
}
