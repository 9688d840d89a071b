#include "base/digits.h"

const char digit_pairs[201] = "0001020304050607080910111213141516171819"
                              "2021222324252627282930313233343536373839"
                              "4041424344454647484950515253545556575859"
                              "6061626364656667686970717273747576777879"
                              "8081828384858687888990919293949596979899";

static unsigned count_digits(uint64_t number) {
    unsigned count = 1;
    for (; number >= 10 && count < DIGITS_MOST; number /= 10)
        count++;
    return count;
}

char *digits_put_long(char *at, uint64_t number) {
    char *end = at + count_digits(number), *to = end;
    for (; number >= 100; number /= 100)
        (void)digits_put_pair(to -= 2, (unsigned)(number % 100));
    (void)digits_put(at, number);
    return end;
}

char *digits_put_filled(char *at, uint64_t number, unsigned least) {
    for (unsigned count = count_digits(number); count < least && count < DIGITS_MOST; count++)
        *at++ = '0';
    return digits_put(at, number);
}
