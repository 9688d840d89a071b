/* filter_words.h: what can follow in a display filter that is being written (index/filter.h). */
#ifndef HELOISE_UI_FILTER_WORDS_H
#define HELOISE_UI_FILTER_WORDS_H

#include "base/writer.h"

/* Adds what all words have in common that can go on from here, past what stands there already, and
 * whatever must follow when it is only one. Returns how many there are. */
size_t filter_words_complete(struct slice before, struct writer *more);

/* Writes these words, two blanks between them; where any value is possible, what a value is. */
void filter_words_hint(struct slice before, struct writer *hint);

#endif
