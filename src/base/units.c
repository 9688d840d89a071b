#include "base/units.h"

#include "base/digits.h"

static char *put_string(char *at, const char *string) {
    while (*string)
        *at++ = *string++;
    return at;
}

/* Three digits and a unit: 1.47, 14.7, 147. `thousandths` is in thousandths of the unit. */
static char *put_three_digits(char *at, uint64_t thousandths, const char *unit) {
    unsigned rest = (unsigned)(thousandths % 1000);
    at = digits_put(at, thousandths / 1000);
    if (thousandths < 100000)
        *at++ = '.';
    if (thousandths < 10000)
        at = digits_put_pair(at, rest / 10);
    else if (thousandths < 100000)
        at = digits_put(at, rest / 100);
    return put_string(at, unit);
}

char *octets_put(char *at, uint64_t octets) {
    static const char *const units[] = {"k", "M", "G", "T", "P"};
    size_t unit = 0;
    if (octets < 100000)
        return digits_put(at, octets);
    while (octets >= 1000000 && unit + 1 < sizeof units / sizeof *units) {
        octets /= 1000;
        unit++;
    }
    return put_three_digits(at, octets, units[unit]);
}

/* Two units, the second with two digits: 34m05s. */
static char *put_two_units(char *at, uint64_t count, unsigned per, const char units[2]) {
    at = digits_put(at, count / per);
    *at++ = units[0];
    at = digits_put_pair(at, (unsigned)(count % per));
    *at++ = units[1];
    return at;
}

/* Puts the sign of a span; returns how long it is, in microseconds. */
static uint64_t put_sign(char **at, duration span) {
    if (span < 0)
        *(*at)++ = '-';
    return (span < 0 ? 0 - (uint64_t)span : (uint64_t)span) / 1000;
}

char *duration_put(char *at, duration span) {
    uint64_t us = put_sign(&at, span), seconds = us / 1000000;
    if (us < 1000)
        return put_string(digits_put(at, us), "us");
    if (seconds == 0)
        return put_three_digits(at, us, "ms");
    if (seconds < 600)
        return put_three_digits(at, us / 1000, "s");
    if (seconds < 3600)
        return put_two_units(at, seconds, 60, "ms");
    if (seconds < 86400)
        return put_two_units(at, seconds / 60, 60, "hm");
    return put_two_units(at, seconds / 3600, 24, "dh");
}

void octets_write(struct writer *writer, uint64_t octets) {
    if (writer_room(writer, OCTETS_TEXT))
        writer_end_at(writer, octets_put(writer_end(writer), octets));
}

void duration_write(struct writer *writer, duration span) {
    if (writer_room(writer, DURATION_TEXT))
        writer_end_at(writer, duration_put(writer_end(writer), span));
}

void octets_text(uint64_t octets, char text[OCTETS_TEXT]) {
    *octets_put(text, octets) = '\0';
}

void duration_text(duration span, char text[DURATION_TEXT]) {
    *duration_put(text, span) = '\0';
}

/* A whole number and a tenth, where it has one and is below ten. */
static char *put_tenths(char *at, uint64_t tenths, const char *unit) {
    if (tenths >= 100)
        tenths = tenths / 10 * 10;
    at = digits_put(at, tenths / 10);
    if (tenths % 10 > 0) {
        *at++ = '.';
        at = digits_put(at, tenths % 10);
    }
    return put_string(at, unit);
}

/* Two units, the second left out where it is nothing. */
static char *put_both(char *at, uint64_t count, unsigned per, const char *first,
                      const char *second) {
    at = put_string(digits_put(at, count / per), first);
    if (count % per == 0)
        return at;
    *at++ = ' ';
    return put_string(digits_put(at, count % per), second);
}

static char *put_words(char *at, duration span) {
    const uint64_t milli = 1000, second = 1000 * milli, minute = 60 * second, hour = 60 * minute;
    uint64_t us = put_sign(&at, span);
    if (us < second)
        return put_tenths(at, us / (milli / 10), " ms");
    if (us / second < 120)
        return put_tenths(at, us / (second / 10), " s");
    if (us / second < 3600)
        return put_both(at, us / second, 60, " min", " s");
    if (us / minute < 24 * 60)
        return put_both(at, us / minute, 60, " h", " min");
    return put_both(at, us / hour, 24, " d", " h");
}

void duration_words(duration span, char text[DURATION_TEXT]) {
    *put_words(text, span) = '\0';
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
