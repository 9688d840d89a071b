#include "message/date.h"

#include <string.h>

enum { SECONDS_A_DAY = 86400, SECONDS_AN_HOUR = 3600, SECONDS_A_MINUTE = 60 };

/* Takes octets off the front, of which there are as many. */
static void pass(struct slice *text, size_t octets) {
    text->data += octets;
    text->size -= octets;
}

/* Blanks and comments, of which there are some. */
static void pass_space(struct slice *text) {
    unsigned depth = 0;
    while (text->size > 0) {
        uint8_t octet = text->data[0];
        depth += octet == '(';
        if (depth == 0 && !octet_is_blank(octet))
            return;
        depth -= octet == ')' && depth > 0;
        pass(text, 1);
    }
}

/* Blanks and comments; before most parts of a date there are none. */
static inline void skip_space(struct slice *text) {
    if (text->size > 0 && text->data[0] <= '(')
        pass_space(text);
}

/* Digits, at least one and at most `most`. */
static bool take_number(struct slice *text, size_t most, unsigned *number) {
    size_t size = 0;
    skip_space(text);
    for (*number = 0; size < text->size && size < most && octet_is_digit(text->data[size]); size++)
        *number = *number * 10 + (unsigned)(text->data[size] - '0');
    pass(text, size);
    return size > 0;
}

static bool take_octet(struct slice *text, uint8_t octet) {
    skip_space(text);
    if (text->size == 0 || text->data[0] != octet)
        return false;
    pass(text, 1);
    return true;
}

/* Three octets as one number; with letters, the same in any case, and not that of other octets. */
static inline uint32_t three_letters(const uint8_t *octets) {
    return (octets[0] | (uint32_t)octets[1] << 8 | (uint32_t)octets[2] << 16) & UINT32_C(0xdfdfdf);
}

/* One of the words of three letters, in any case; its place counts from 0. */
static bool take_word(struct slice *text, struct slice words, unsigned *place) {
    skip_space(text);
    if (text->size < 3)
        return false;
    uint32_t here = three_letters(text->data);
    for (*place = 0; *place * 3 < words.size; (*place)++)
        if (here == three_letters(words.data + *place * 3)) {
            pass(text, 3);
            return true;
        }
    return false;
}

/* RFC 5322 4.3: two digits mean 1950 to 2049, three count from 1900. */
static unsigned full_year(unsigned year, size_t digits) {
    if (digits == 2)
        return year < 50 ? year + 2000 : year + 1900;
    return digits == 3 ? year + 1900 : year;
}

static bool take_year(struct slice *text, unsigned *year) {
    skip_space(text);
    size_t before = text->size;
    if (!take_number(text, 4, year))
        return false;
    *year = full_year(*year, before - text->size);
    return before - text->size >= 2;
}

/* Days since 1 January 1970 in the Gregorian calendar. */
static int64_t days_since_1970(unsigned year, unsigned month, unsigned day) {
    int64_t y = (int64_t)year - (month < 2);
    int64_t era = y / 400, of_era = y % 400;
    int64_t of_year = (153 * ((int64_t)(month + 10) % 12) + 2) / 5 + (int64_t)day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool take_clock(struct slice *text, int64_t *seconds) {
    unsigned hour, minute, second = 0;
    if (!take_number(text, 2, &hour) || !take_octet(text, ':') || !take_number(text, 2, &minute))
        return false;
    if (take_octet(text, ':') && !take_number(text, 2, &second))
        return false;
    *seconds = (int64_t)hour * SECONDS_AN_HOUR + minute * SECONDS_A_MINUTE + second;
    return hour < 24 && minute < 60 && second <= 60;
}

/* Seconds that the zone is ahead of UTC. */
static bool take_zone(struct slice *text, int64_t *ahead) {
    static const struct {
        struct slice name;
        int hours;
    } zones[] = {
        {{(const uint8_t *)"GMT", 3}, 0},  {{(const uint8_t *)"UTC", 3}, 0},
        {{(const uint8_t *)"UT", 2}, 0},   {{(const uint8_t *)"Z", 1}, 0},
        {{(const uint8_t *)"EST", 3}, -5}, {{(const uint8_t *)"EDT", 3}, -4},
        {{(const uint8_t *)"CST", 3}, -6}, {{(const uint8_t *)"CDT", 3}, -5},
        {{(const uint8_t *)"MST", 3}, -7}, {{(const uint8_t *)"MDT", 3}, -6},
        {{(const uint8_t *)"PST", 3}, -8}, {{(const uint8_t *)"PDT", 3}, -7},
    };
    unsigned number;
    skip_space(text);
    bool west = take_octet(text, '-');
    if (west || take_octet(text, '+')) {
        size_t before = text->size;
        if (!take_number(text, 4, &number) || before - text->size != 4 || number % 100 >= 60)
            return false;
        *ahead = (int64_t)(number / 100) * SECONDS_AN_HOUR + number % 100 * SECONDS_A_MINUTE;
        *ahead = west ? -*ahead : *ahead;
        return true;
    }
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        if (slice_starts_nocase(*text, zones[i].name)) {
            pass(text, zones[i].name.size);
            *ahead = (int64_t)zones[i].hours * SECONDS_AN_HOUR;
            return true;
        }
    return false;
}

bool date_read(struct slice text, struct moment *moment, bool *weekday_fits) {
    unsigned weekday = 0, day, month, year;
    int64_t clock, ahead;
    bool named = take_word(&text, SLICE("SunMonTueWedThuFriSat"), &weekday);
    if (named && !take_octet(&text, ','))
        return false;
    if (!take_number(&text, 2, &day) ||
        !take_word(&text, SLICE("JanFebMarAprMayJunJulAugSepOctNovDec"), &month) ||
        !take_year(&text, &year) || !take_clock(&text, &clock) || !take_zone(&text, &ahead))
        return false;
    skip_space(&text);
    if (day < 1 || day > 31 || text.size > 0)
        return false;
    int64_t days = days_since_1970(year, month, day);
    if (day > 28 && days >= days_since_1970(year + month / 11, (month + 1) % 12, 1))
        return false; /* 31 April */
    *weekday_fits = !named || (days + 4 + 7 * INT64_C(1000000)) % 7 == weekday;
    return !__builtin_mul_overflow(days * SECONDS_A_DAY + clock - ahead, DURATION_SECOND,
                                   &moment->ns);
}
