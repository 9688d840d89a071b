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
    char *end = digits_put(at, number);
    size_t count = (size_t)(end - at);
    size_t wanted = least < DIGITS_MOST ? least : DIGITS_MOST;
    if (count >= wanted)
        return end;
    memmove(at + wanted - count, at, count);
    memset(at, '0', wanted - count);
    return at + wanted;
}
