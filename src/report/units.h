/* units.h: counts in words, and the times of a report; octets and spans stand in base/units.h. */
#ifndef HELOISE_REPORT_UNITS_H
#define HELOISE_REPORT_UNITS_H

#include "base/calendar.h"
#include "base/units.h"
#include "report/report.h"

/* "{count} packets" and its like, where `one` and `many` are the two forms. */
void count_write(struct writer *writer, const char *one, const char *many, uint64_t count);

/* The moments of a report in the format that was asked for. */
struct timeline {
    enum time_format format;
    struct calendar calendar;
    struct moment start, before;
    bool started;
};

/* Begins anew: relative times count from `start`. */
void timeline_start(struct timeline *timeline, struct moment start);

/* Writes a moment; it is the one before of the next. Never TIME_DEFAULT. */
void timeline_write(struct timeline *timeline, struct writer *writer, struct moment moment);

#endif
