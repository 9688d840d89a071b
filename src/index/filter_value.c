/* What a field is compared with: numbers, spans, addresses, words. Times are in filter_time.c. */
#include "index/filter_inside.h"

/* What may stand behind a number, and how much it makes of it. */
struct unit {
    const char *name;
    int64_t factor;
};

static const struct unit no_units[] = {{"", 1}};

static const struct unit sizes[] = {
    {"", 1},
    {"k", 1000},
    {"K", 1000},
    {"M", 1000000},
    {"G", 1000000000},
    {"T", 1000000000000},
    {"P", 1000000000000000},
};

static const struct unit spans[] = {
    {"", DURATION_SECOND},
    {"s", DURATION_SECOND},
    {"ns", 1},
    {"us", 1000},
    {"ms", 1000000},
    {"m", 60 * DURATION_SECOND},
    {"min", 60 * DURATION_SECOND},
    {"h", 3600 * DURATION_SECOND},
    {"d", 86400 * DURATION_SECOND},
};

static bool find_unit(const struct unit *units, size_t count, struct slice name, int64_t *factor) {
    for (size_t i = 0; i < count; i++)
        if (slice_equal(slice_string(units[i].name), name)) {
            *factor = units[i].factor;
            return true;
        }
    return false;
}

/* Takes the digits off the front; false when the number is too large. */
static bool take_digits(struct slice *rest, int64_t *number) {
    *number = 0;
    for (; rest->size > 0 && octet_is_digit(rest->data[0]); *rest = slice_from(*rest, 1))
        if (__builtin_mul_overflow(*number, 10, number) ||
            __builtin_add_overflow(*number, rest->data[0] - '0', number))
            return false;
    return true;
}

/* Takes ".25" off the front: that part of `factor`, cut. What counts single things has no parts. */
static int64_t take_fraction(struct slice *rest, int64_t factor) {
    int64_t part = 0;
    if (factor == 1 || rest->size < 2 || rest->data[0] != '.' || !octet_is_digit(rest->data[1]))
        return 0;
    *rest = slice_from(*rest, 1);
    for (; rest->size > 0 && octet_is_digit(rest->data[0]); *rest = slice_from(*rest, 1)) {
        part += factor / 10 * (rest->data[0] - '0') + factor % 10 * (rest->data[0] - '0') / 10;
        factor /= 10;
    }
    return part;
}

/* The slice behind the digits and the fraction: the unit. */
static struct slice unit_of(struct slice text) {
    while (text.size > 0 && (octet_is_digit(text.data[0]) || text.data[0] == '.'))
        text = slice_from(text, 1);
    return text;
}

/* 25, 1.5k, 250ms */
static bool read_amount(struct slice text, const struct unit *units, size_t count,
                        struct filter_value *value, struct error *error) {
    int64_t factor, whole;
    struct slice rest = text;
    if (text.size == 0 || !octet_is_digit(text.data[0]))
        return error_set(error, ERROR_USAGE, _("this is no number"));
    if (!find_unit(units, count, unit_of(text), &factor))
        return error_set(error, ERROR_USAGE, _("nothing is counted in this unit here"));
    if (!take_digits(&rest, &whole) || __builtin_mul_overflow(whole, factor, &whole) ||
        __builtin_add_overflow(whole, take_fraction(&rest, factor), &whole))
        return error_set(error, ERROR_USAGE, _("this number is too large"));
    if (!slice_equal(rest, unit_of(text)))
        return error_set(error, ERROR_USAGE, _("this is no number"));
    value->low = value->high = whole;
    return true;
}

#define READ_AMOUNT(text, units, value, error)                                                     \
    read_amount((text), (units), sizeof(units) / sizeof *(units), (value), (error))

/* 192.0.2.1, 192.0.2.0/24, 2001:db8::/32 */
static bool read_address(struct slice text, struct filter_value *value, struct error *error) {
    size_t slash = slice_find(text, '/');
    uint64_t prefix;
    if (!endpoint_read_address(slice_first(text, slash), &value->address))
        return error_set(error, ERROR_USAGE, _("this is no address"));
    prefix = value->address.size * 8U;
    if (slash != SLICE_NONE && !slice_number(slice_from(text, slash + 1), prefix, &prefix))
        return error_set(error, ERROR_USAGE, _("no address of this kind has so many bits"));
    value->prefix = (unsigned)prefix;
    return true;
}

/* "accepted, deferred, refused" as far as there is room. */
static void list_words(const struct filter_field *field, char *list, size_t room) {
    size_t used = 0;
    for (size_t n = 0; field->word(n); n++) {
        struct slice word = slice_string(field->word(n));
        if (used + word.size + 3 > room)
            break;
        if (n > 0) {
            list[used++] = ',';
            list[used++] = ' ';
        }
        memcpy(list + used, word.data, word.size);
        used += word.size;
    }
    list[used] = '\0';
}

static bool read_choice(const struct filter_field *field, struct slice text,
                        struct filter_value *value, struct error *error) {
    char list[192];
    for (size_t n = 0; field->word(n); n++)
        if (slice_equal_nocase(slice_string(field->word(n)), text)) {
            value->low = value->high = (int64_t)n;
            return true;
        }
    list_words(field, list, sizeof list);
    return error_set(error, ERROR_USAGE, _("this is none of %s"), list);
}

bool filter_value_read(const struct filter_field *field, struct slice text,
                       struct filter_value *value, struct error *error) {
    switch (field->type) {
    case FILTER_NUMBER:
        return READ_AMOUNT(text, no_units, value, error);
    case FILTER_COUNT:
        return READ_AMOUNT(text, sizes, value, error);
    case FILTER_DURATION:
        return READ_AMOUNT(text, spans, value, error);
    case FILTER_TIME:
        return filter_time_read(text, &value->low, &value->high) ||
               error_set(error, ERROR_USAGE,
                         _("this is no time: \"2009-10-05\", \"2009-10-05 06:06:07 Z\""));
    case FILTER_ADDRESS:
        return read_address(text, value, error);
    case FILTER_CHOICE:
    case FILTER_RANK:
        return read_choice(field, text, value, error);
    case FILTER_TEXT:
    case FILTER_WORD:
    case FILTER_FLAG:
        return true;
    }
    return true;
}
