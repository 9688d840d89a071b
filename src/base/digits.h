/* digits.h: numbers in decimal, put where there is room for them.
 *
 * A row of a list shows a dozen numbers, nearly all of them small, so that they cost as much as its
 * words: two digits are put at once, and none is reckoned twice. */
#ifndef HELOISE_BASE_DIGITS_H
#define HELOISE_BASE_DIGITS_H

#include "base/rare.h"

#include <stdint.h>
#include <string.h>

enum { DIGITS_MOST = 20 }; /* that a number has */

/* The two digits of each number below 100, one after the other. */
extern const char digit_pairs[201];

/* digits_put() of a number past 999. */
char *digits_put_long(char *at, uint64_t number);

/* Puts the two digits of a number below 100 at `at`, and returns where the next character goes. */
static inline char *digits_put_pair(char *at, unsigned number) {
    memcpy(at, digit_pairs + (size_t)number * 2, 2);
    return at + 2;
}

/* The same of any number, without zeros before it. */
WITHIN char *digits_put(char *at, uint64_t number) {
    if (number >= 1000)
        return digits_put_long(at, number);
    unsigned small = (unsigned)number;
    if (small < 10) {
        *at = (char)('0' + small);
        return at + 1;
    }
    if (small >= 100) {
        *at++ = (char)('0' + small / 100);
        small %= 100;
    }
    return digits_put_pair(at, small);
}

/* The same, filled up with zeros on the left to `least` digits, but no more than DIGITS_MOST. */
char *digits_put_filled(char *at, uint64_t number, unsigned least);

#endif
