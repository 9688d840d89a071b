#include "base/digits.h"

const char digit_pairs[201] = "0001020304050607080910111213141516171819"
                              "2021222324252627282930313233343536373839"
                              "4041424344454647484950515253545556575859"
                              "6061626364656667686970717273747576777879"
                              "8081828384858687888990919293949596979899";

char *digits_put_long(char *at, uint64_t number) {
    at = digits_put(at, number / 100);
    return digits_put_pair(at, (unsigned)(number % 100));
}

char *digits_put_filled(char *at, uint64_t number, unsigned least) {
    unsigned count = 1;
    for (uint64_t rest = number; rest >= 10; rest /= 10)
        count++;
    for (; count < least && count < DIGITS_MOST; count++)
        *at++ = '0';
    return digits_put(at, number);
}
