/* opened_again.h: sessions that are opened again from their packets alone, as a screen does it,
 * next to what the reading of the whole capture told of them. */
#ifndef HELOISE_TESTS_OPENED_AGAIN_H
#define HELOISE_TESTS_OPENED_AGAIN_H

#include "indexed.h"

/* Findings that came to this session after it was over. */
size_t count_late(struct index *index, uint64_t id);

/* Every session gives the same row, events and findings when it is opened again; else the test
 * fails. */
void compare_with_opened(const char *const *sources, size_t files);
void compare_one_with_opened(const char *source);

#endif
