#include "tls/names.h"

#include <stdio.h>

struct tls_name {
    uint16_t number;
    const char *name;
};

static const struct tls_name VERSIONS[] = {
    {0x0002, "SSLv2"},   {0x0300, "SSLv3"},   {0x0301, "TLSv1"},
    {0x0302, "TLSv1.1"}, {0x0303, "TLSv1.2"}, {0x0304, "TLSv1.3"},
};

static const struct tls_name CIPHERS[] = {
#define CIPHER(number, name) {number, #name},
#include "tls/ciphers.def"
#undef CIPHER
};

/* The table is sorted by number. */
static struct slice find_name(const struct tls_name *names, size_t count, uint16_t number,
                              char text[TLS_NUMBER_TEXT]) {
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (names[middle].number == number)
            return slice_string(names[middle].name);
        if (names[middle].number < number)
            low = middle + 1;
        else
            count = middle;
    }
    (void)snprintf(text, TLS_NUMBER_TEXT, "0x%04X", (unsigned)number);
    return slice_string(text);
}

struct slice tls_version_name(uint16_t version, char text[TLS_NUMBER_TEXT]) {
    return find_name(VERSIONS, sizeof VERSIONS / sizeof *VERSIONS, version, text);
}

struct slice tls_cipher_name(uint16_t cipher, char text[TLS_NUMBER_TEXT]) {
    return find_name(CIPHERS, sizeof CIPHERS / sizeof *CIPHERS, cipher, text);
}
