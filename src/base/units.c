#include "base/units.h"

#include "base/digits.h"

/* Three digits and a unit: 1.47, 14.7, 147. `thousandths` is in thousandths of the unit. */
static void three_digits(struct writer *writer, uint64_t thousandths, const char *unit) {
    if (!writer_room(writer, DIGITS_MOST + SLICE(".00").size))
        return;
    char *first = (char *)writer->buffer.data + writer->buffer.size;
    char *end = digits_put(first, thousandths / 1000);
    unsigned rest = (unsigned)(thousandths % 1000);
    if (thousandths < 100000)
        *end++ = '.';
    if (thousandths < 10000)
        end = digits_put_pair(end, rest / 10);
    else if (thousandths < 100000)
        end = digits_put(end, rest / 100);
    writer->buffer.size += (size_t)(end - first);
    while (*unit)
        writer_put(writer, *unit++);
}

void octets_write(struct writer *writer, uint64_t octets) {
    static const char *const units[] = {"k", "M", "G", "T", "P"};
    if (octets < 100000) {
        writer_number(writer, octets, 1);
        return;
    }
    size_t unit = 0;
    while (octets >= 1000000 && unit + 1 < sizeof units / sizeof *units) {
        octets /= 1000;
        unit++;
    }
    three_digits(writer, octets, units[unit]);
}

/* Two units, the second with two digits: 34m05s. */
static void two_units(struct writer *writer, uint64_t count, unsigned per, const char units[2]) {
    writer_number(writer, count / per, 1);
    writer_put(writer, units[0]);
    writer_number(writer, count % per, 2);
    writer_put(writer, units[1]);
}

void duration_write(struct writer *writer, duration span) {
    if (span < 0)
        writer_put(writer, '-');
    uint64_t us = (span < 0 ? 0 - (uint64_t)span : (uint64_t)span) / 1000;
    uint64_t seconds = us / 1000000;
    if (us < 1000) {
        writer_number(writer, us, 1);
        writer_string(writer, "us");
    } else if (seconds == 0) {
        three_digits(writer, us, "ms");
    } else if (seconds < 600) {
        three_digits(writer, us / 1000, "s");
    } else if (seconds < 3600) {
        two_units(writer, seconds, 60, "ms");
    } else if (seconds < 86400) {
        two_units(writer, seconds / 60, 60, "hm");
    } else {
        two_units(writer, seconds / 3600, 24, "dh");
    }
}

/* A string of what was written, as much as fits; frees the writer. */
static void take_text(struct writer *writer, char *text, size_t room) {
    struct slice written = slice_first(buffer_slice(&writer->buffer), room - 1);
    if (written.size > 0)
        memcpy(text, written.data, written.size);
    text[written.size] = '\0';
    writer_free(writer);
}

void octets_text(uint64_t octets, char text[OCTETS_TEXT]) {
    struct writer writer = writer_to(WRITER_MEMORY);
    octets_write(&writer, octets);
    take_text(&writer, text, OCTETS_TEXT);
}

void duration_text(duration span, char text[DURATION_TEXT]) {
    struct writer writer = writer_to(WRITER_MEMORY);
    duration_write(&writer, span);
    take_text(&writer, text, DURATION_TEXT);
}

/* A whole number and a tenth, where it has one and is below ten. */
static void put_tenths(struct writer *writer, uint64_t tenths, const char *unit) {
    if (tenths >= 100)
        tenths = tenths / 10 * 10;
    writer_number(writer, tenths / 10, 1);
    if (tenths % 10 > 0) {
        writer_put(writer, '.');
        writer_number(writer, tenths % 10, 1);
    }
    writer_string(writer, unit);
}

/* Two units, the second left out where it is nothing. */
static void put_both(struct writer *writer, uint64_t count, unsigned per, const char *first,
                     const char *second) {
    writer_number(writer, count / per, 1);
    writer_string(writer, first);
    if (count % per == 0)
        return;
    writer_put(writer, ' ');
    writer_number(writer, count % per, 1);
    writer_string(writer, second);
}

void duration_words(duration span, char text[DURATION_TEXT]) {
    struct writer writer = writer_to(WRITER_MEMORY);
    uint64_t us = (span < 0 ? 0 - (uint64_t)span : (uint64_t)span) / 1000;
    const uint64_t milli = 1000, second = 1000 * milli, minute = 60 * second, hour = 60 * minute;
    if (span < 0)
        writer_put(&writer, '-');
    if (us < second)
        put_tenths(&writer, us / (milli / 10), " ms");
    else if (us / second < 120)
        put_tenths(&writer, us / (second / 10), " s");
    else if (us / second < 3600)
        put_both(&writer, us / second, 60, " min", " s");
    else if (us / minute < 24 * 60)
        put_both(&writer, us / minute, 60, " h", " min");
    else
        put_both(&writer, us / hour, 24, " d", " h");
    take_text(&writer, text, DURATION_TEXT);
}

bool duration_read(struct slice text, duration *span) {
    static const struct {
        const char *unit;
        duration length;
    } units[] = {{"ms", DURATION_SECOND / 1000},
                 {"s", DURATION_SECOND},
                 {"", DURATION_SECOND},
                 {"m", 60 * DURATION_SECOND},
                 {"h", 3600 * DURATION_SECOND}};
    enum { DAY = 86400 };
    size_t digits = 0;
    uint64_t amount;
    while (digits < text.size && octet_is_digit(text.data[digits]))
        digits++;
    if (!slice_number(slice_first(text, digits), (uint64_t)DAY * 1000, &amount))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!slice_equal(slice_from(text, digits), slice_string(units[i].unit)))
            continue;
        *span = (duration)amount * units[i].length;
        return amount <= (uint64_t)(DAY * DURATION_SECOND / units[i].length);
    }
    return false;
}
