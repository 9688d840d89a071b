/* calendar.h: moments and durations as people and JSON write them.
 *
 * Dates are reckoned here and not by strftime(), which costs more than all else of a row of a list;
 * only the distance of local time from UTC is asked of the C library, once for each quarter of an
 * hour. */
#ifndef HELOISE_BASE_CALENDAR_H
#define HELOISE_BASE_CALENDAR_H

#include "base/moment.h"
#include "base/writer.h"

struct calendar {
    bool utc;        /* else local time */
    bool known;      /* `quarter` and `offset` are filled */
    int64_t quarter; /* of an hour, of the moment asked last: its first second since 1970 */
    int64_t offset;  /* seconds east of UTC in it */
    int64_t day;     /* of `date`: its first second since 1970, on the calendar's clock */
    uint64_t second; /* of `date` and `time`: its first nanosecond since 1970 */
    char date[10];   /* 2009-10-05; valid where date[0] is not 0, and `time` is */
    char time[8];    /* 06:06:07 */
};

/* Writes date and time anew, those of another second. */
void calendar_turn(struct calendar *calendar, struct moment moment);

/* What is written is seldom of another second than what was written last. */
static inline void calendar_follow(struct calendar *calendar, struct moment moment) {
    uint64_t past = (uint64_t)moment.ns - calendar->second;
    if (past >= (uint64_t)DURATION_SECOND || calendar->date[0] == 0)
        calendar_turn(calendar, moment);
}

/* 2009-10-05, and 06:06:07; valid until the next call. */
static inline struct slice calendar_day(struct calendar *calendar, struct moment moment) {
    calendar_follow(calendar, moment);
    return slice_of(calendar->date, sizeof calendar->date);
}

static inline struct slice calendar_clock(struct calendar *calendar, struct moment moment) {
    calendar_follow(calendar, moment);
    return slice_of(calendar->time, sizeof calendar->time);
}

/* Writes 2009-10-05. */
void calendar_date(struct calendar *calendar, struct writer *writer, struct moment moment);

/* Writes 06:06:07 and as many decimals (at most 9; none: no point either). Cut, not rounded. */
void calendar_time(struct calendar *calendar, struct writer *writer, struct moment moment,
                   unsigned decimals);

/* Writes 2009-10-05T06:06:07.492060Z (RFC 3339), in UTC whatever the calendar says. */
void calendar_rfc3339(struct writer *writer, struct moment moment);

/* Writes 12.345678: seconds and as many decimals. Cut towards zero. */
void seconds_write(struct writer *writer, duration span, unsigned decimals);

#endif
