/* units.h: numbers as people read them. All are cut and not rounded, here as in sentences, so that
 * the same span is never told in two ways. */
#ifndef HELOISE_BASE_UNITS_H
#define HELOISE_BASE_UNITS_H

#include "base/moment.h"
#include "base/writer.h"

/* At most five columns: 14732, 147k, 1.47M (decimal units, three digits). */
void octets_write(struct writer *writer, uint64_t octets);

/* Puts the same at `at`, where there is room for OCTETS_TEXT; returns where the next goes. */
enum { OCTETS_TEXT = 24 };
char *octets_put(char *at, uint64_t octets);

/* The same as a string, for a place in a sentence. */
void octets_text(uint64_t octets, char text[OCTETS_TEXT]);

/* At most six columns: 85us, 341ms, 1.20s, 12.3s, 123s, 34m05s, 7h12m, 12d03h. */
void duration_write(struct writer *writer, duration span);

/* Puts the same at `at`, where there is room for DURATION_TEXT; returns where the next goes. */
enum { DURATION_TEXT = 24 };
char *duration_put(char *at, duration span);

/* The same as a string, for a place in a sentence. */
void duration_text(duration span, char text[DURATION_TEXT]);

/* As people say it: 0.3 ms, 412 ms, 4.2 s, 31 s, 5 min, 34 min 5 s, 7 h 12 min, 12 d 3 h. */
void duration_words(duration span, char text[DURATION_TEXT]);

/* Reads 30s, 250ms, 5m or 1h; a number alone is of seconds. False when it is none, or longer than a
 * day. */
bool duration_read(struct slice text, duration *span);

#endif
