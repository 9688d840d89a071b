/* units.h: numbers as people read them in a narrow column, and the times of a report. */
#ifndef HELOISE_REPORT_UNITS_H
#define HELOISE_REPORT_UNITS_H

#include "base/calendar.h"
#include "report/report.h"

/* At most five columns: 14732, 147k, 1.47M (decimal units, three digits, cut and not rounded). */
void octets_write(struct writer *writer, uint64_t octets);

/* At most six columns: 85us, 341ms, 1.20s, 12.3s, 123s, 34m05s, 7h12m, 12d03h. */
void duration_write(struct writer *writer, duration span);

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
