/* Times in filters: a date, and as much of the time of day as is wanted. What is left out is
 * covered whole: "2009-10-05" is a day, "2009-10-05 06:06" a minute of it. */
#include <time.h>

#include "index/filter_inside.h"

/* Exactly `count` digits. */
static bool take_digits(struct slice *rest, size_t count, int *number) {
    uint64_t read;
    if (rest->size < count || !slice_number(slice_first(*rest, count), 9999, &read))
        return false;
    *number = (int)read;
    *rest = slice_from(*rest, count);
    return true;
}

static bool take_octet(struct slice *rest, uint8_t octet) {
    if (rest->size == 0 || rest->data[0] != octet)
        return false;
    *rest = slice_from(*rest, 1);
    return true;
}

/* ".25": nanoseconds, and how many of them the last digit stands for. */
static bool take_fraction(struct slice *rest, int64_t *ns, int64_t *step) {
    if (!take_octet(rest, '.'))
        return true;
    size_t before = rest->size;
    for (; rest->size > 0 && octet_is_digit(rest->data[0]) && *step > 1;
         *rest = slice_from(*rest, 1)) {
        *step /= 10;
        *ns += (rest->data[0] - '0') * *step;
    }
    return rest->size < before;
}

/* "06", "06:06", "06:06:07.25" behind the date; `step`: what the last part counts in. */
static bool take_clock(struct slice *rest, struct tm *date, int64_t *ns, int64_t *step) {
    *step = 3600 * DURATION_SECOND;
    if (!take_digits(rest, 2, &date->tm_hour))
        return false;
    if (!take_octet(rest, ':'))
        return true;
    *step = 60 * DURATION_SECOND;
    if (!take_digits(rest, 2, &date->tm_min))
        return false;
    if (!take_octet(rest, ':'))
        return true;
    *step = DURATION_SECOND;
    return take_digits(rest, 2, &date->tm_sec) && take_fraction(rest, ns, step);
}

/* "Z", "UTC", "+02:00", "+0200"; `local` stays where there is none. */
static bool take_zone(struct slice *rest, bool *local, int64_t *east) {
    int hours, minutes;
    *rest = slice_trim(*rest);
    *local = rest->size == 0;
    if (*local)
        return true;
    if (slice_equal_nocase(*rest, SLICE("Z")) || slice_equal_nocase(*rest, SLICE("UTC")))
        return true;
    bool west = rest->data[0] == '-';
    if (!west && rest->data[0] != '+')
        return false;
    *rest = slice_from(*rest, 1);
    if (!take_digits(rest, 2, &hours))
        return false;
    (void)take_octet(rest, ':');
    if (!take_digits(rest, 2, &minutes) || rest->size > 0 || hours > 23 || minutes > 59)
        return false;
    *east = (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    return true;
}

static bool take_date(struct slice *rest, struct tm *date) {
    bool read = take_digits(rest, 4, &date->tm_year) && take_octet(rest, '-') &&
                take_digits(rest, 2, &date->tm_mon) && take_octet(rest, '-') &&
                take_digits(rest, 2, &date->tm_mday);
    date->tm_year -= 1900;
    date->tm_mon--;
    return read;
}

/* Whether the month has such a day: timegm() would go on into the next one. */
static bool is_day(const struct tm *date) {
    struct tm day = {.tm_year = date->tm_year, .tm_mon = date->tm_mon, .tm_mday = date->tm_mday};
    (void)timegm(&day);
    return day.tm_mday == date->tm_mday && day.tm_mon == date->tm_mon;
}

/* Seconds since 1970; false when there is no such moment, or it lies outside 1700 to 2250. */
static bool second_of(struct tm date, bool local, int64_t *second) {
    if (date.tm_year < 1700 - 1900 || date.tm_year > 2250 - 1900 || !is_day(&date) ||
        date.tm_hour > 23 || date.tm_min > 59 || date.tm_sec > 60)
        return false;
    date.tm_isdst = -1;
    *second = local ? mktime(&date) : timegm(&date);
    return true;
}

bool filter_time_read(struct slice text, int64_t *low, int64_t *high) {
    struct slice rest = slice_trim(text);
    struct tm date = {.tm_mday = 1};
    int64_t ns = 0, step = 86400 * DURATION_SECOND, east = 0, second;
    bool local = true;
    if (!take_date(&rest, &date))
        return false;
    bool clock = take_octet(&rest, 'T') || (rest.size > 1 && rest.data[0] == ' ' &&
                                            octet_is_digit(rest.data[1]) && take_octet(&rest, ' '));
    if (clock && !take_clock(&rest, &date, &ns, &step))
        return false;
    if (!take_zone(&rest, &local, &east) || !second_of(date, local, &second))
        return false;
    *low = (second - east) * DURATION_SECOND + ns;
    *high = *low + step - 1;
    return true;
}
