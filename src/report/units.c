#include "report/units.h"

#include "base/words.h"

void count_write(struct writer *writer, const char *one, const char *many, uint64_t count) {
    SAY(writer, P_(one, many, count), WORD_NUMBER("count", count));
}

void timeline_start(struct timeline *timeline, struct moment start) {
    timeline->calendar.utc = timeline->format == TIME_UTC;
    timeline->start = timeline->before = start;
    timeline->started = true;
}

void timeline_write(struct timeline *timeline, struct writer *writer, struct moment moment) {
    enum { DECIMALS = 6 };
    switch (timeline->format) {
    case TIME_DATE:
        calendar_date(&timeline->calendar, writer, moment);
        writer_put(writer, ' ');
        calendar_time(&timeline->calendar, writer, moment, DECIMALS);
        break;
    case TIME_CLOCK:
    case TIME_UTC:
        calendar_time(&timeline->calendar, writer, moment, DECIMALS);
        break;
    case TIME_DELTA:
        seconds_write(writer, moment_since(moment, timeline->before), DECIMALS);
        break;
    case TIME_RELATIVE:
    case TIME_DEFAULT:
        seconds_write(writer, moment_since(moment, timeline->start), DECIMALS);
        break;
    }
    timeline->before = moment;
}
