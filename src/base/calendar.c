#include "base/calendar.h"

#include "base/digits.h"

#include <time.h>

enum { DAY_SECONDS = 86400, QUARTER_SECONDS = 900, DAYS_OF_400_YEARS = 146097 };

static int64_t divide_down(int64_t number, int64_t by) {
    return number / by - (number % by < 0);
}

/* Whether a second is one of so many from the first on. */
static bool is_within(int64_t second, int64_t first, int64_t count) {
    return (uint64_t)second - (uint64_t)first < (uint64_t)count;
}

static int64_t offset_of(int64_t second) {
    time_t time = (time_t)second;
    struct tm local;
    return localtime_r(&time, &local) ? local.tm_gmtoff : 0;
}

/* Seconds since 1970 on the calendar's clock. */
static int64_t second_of(struct calendar *calendar, struct moment moment) {
    int64_t second = divide_down(moment.ns, DURATION_SECOND);
    if (calendar->utc)
        return second;
    if (!calendar->known || !is_within(second, calendar->quarter, QUARTER_SECONDS)) {
        calendar->quarter = divide_down(second, QUARTER_SECONDS) * QUARTER_SECONDS;
        calendar->offset = offset_of(second);
        calendar->known = true;
    }
    return second + calendar->offset;
}

static void put_digits(char *at, int64_t number, unsigned count) {
    while (count-- > 0) {
        at[count] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* The Gregorian date of a day since 1970-01-01. Years begin in March here, so that the leap day
 * comes last; 719468 days lie between 0000-03-01 and 1970-01-01. */
static void date_of(int64_t day, char date[10]) {
    day += 719468;
    int64_t era = divide_down(day, DAYS_OF_400_YEARS);
    int64_t in_era = day - era * DAYS_OF_400_YEARS;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t march_month = (5 * in_year + 2) / 153;
    int64_t month = march_month < 10 ? march_month + 3 : march_month - 9;
    put_digits(date, year + era * 400 + (month <= 2), 4);
    put_digits(date + 5, month, 2);
    put_digits(date + 8, in_year - (153 * march_month + 2) / 5 + 1, 2);
    date[4] = date[7] = '-';
}

void calendar_date(struct calendar *calendar, struct writer *writer, struct moment moment) {
    writer_add(writer, calendar_day(calendar, moment));
}

static void write_decimals(struct writer *writer, int64_t ns, unsigned decimals) {
    char digits[10] = ".";
    if (decimals == 0)
        return;
    put_digits(digits + 1, ns, 9);
    writer_add(writer, slice_of(digits, 1 + (decimals > 9 ? 9 : decimals)));
}

static int64_t nanosecond_of(struct moment moment) {
    int64_t past = moment.ns % DURATION_SECOND;
    return past < 0 ? past + DURATION_SECOND : past;
}

/* The time of a second of the day. */
static void time_of(unsigned second, char time[8]) {
    (void)digits_put_pair(time, second / 3600);
    (void)digits_put_pair(time + 3, second / 60 % 60);
    (void)digits_put_pair(time + 6, second % 60);
    time[2] = time[5] = ':';
}

void calendar_turn(struct calendar *calendar, struct moment moment) {
    int64_t second = second_of(calendar, moment);
    if (calendar->date[0] == 0 || !is_within(second, calendar->day, DAY_SECONDS)) {
        int64_t day = divide_down(second, DAY_SECONDS);
        date_of(day, calendar->date);
        calendar->day = day * DAY_SECONDS;
    }
    time_of((unsigned)(second - calendar->day), calendar->time);
    calendar->second = (uint64_t)moment.ns - (uint64_t)nanosecond_of(moment);
}

void calendar_time(struct calendar *calendar, struct writer *writer, struct moment moment,
                   unsigned decimals) {
    writer_add(writer, calendar_clock(calendar, moment));
    write_decimals(writer, nanosecond_of(moment), decimals);
}

void calendar_rfc3339(struct writer *writer, struct moment moment) {
    struct calendar calendar = {.utc = true};
    calendar_date(&calendar, writer, moment);
    writer_put(writer, 'T');
    calendar_time(&calendar, writer, moment, 6);
    writer_put(writer, 'Z');
}

void seconds_write(struct writer *writer, duration span, unsigned decimals) {
    uint64_t ns = span < 0 ? 0 - (uint64_t)span : (uint64_t)span;
    if (span < 0)
        writer_put(writer, '-');
    writer_number(writer, ns / DURATION_SECOND, 1);
    write_decimals(writer, (int64_t)(ns % DURATION_SECOND), decimals);
}
