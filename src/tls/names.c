#include "tls/names.h"

#include <stdio.h>

struct name {
    uint16_t number;
    const char *text;
};

static const struct name VERSIONS[] = {
    {0x0002, "SSLv2"},   {0x0300, "SSLv3"},   {0x0301, "TLSv1"},
    {0x0302, "TLSv1.1"}, {0x0303, "TLSv1.2"}, {0x0304, "TLSv1.3"},
};

static const struct name CIPHERS[] = {
#define CIPHER(number, name) {number, #name},
#include "tls/ciphers.def"
#undef CIPHER
};

static const struct name GROUPS[] = {
#define GROUP(number, name) {number, #name},
#include "tls/groups.def"
#undef GROUP
};

static const struct name SIGNATURES[] = {
#define SIGNATURE(number, name) {number, #name},
#include "tls/signatures.def"
#undef SIGNATURE
};

static const struct name ALERTS[] = {
#define ALERT(number, name) {number, #name},
#include "tls/alerts.def"
#undef ALERT
};

/* The table is sorted by number. */
static struct slice find_name(const struct name *names, size_t count, uint16_t number,
                              char text[TLS_NUMBER_TEXT]) {
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (names[middle].number == number)
            return slice_string(names[middle].text);
        if (names[middle].number < number)
            low = middle + 1;
        else
            count = middle;
    }
    (void)snprintf(text, TLS_NUMBER_TEXT, "0x%04X", (unsigned)number);
    return slice_string(text);
}

struct slice tls_version_name(uint16_t number, char text[TLS_NUMBER_TEXT]) {
    return find_name(VERSIONS, sizeof VERSIONS / sizeof *VERSIONS, number, text);
}

struct slice tls_cipher_name(uint16_t number, char text[TLS_NUMBER_TEXT]) {
    return find_name(CIPHERS, sizeof CIPHERS / sizeof *CIPHERS, number, text);
}

struct slice tls_group_name(uint16_t number, char text[TLS_NUMBER_TEXT]) {
    return find_name(GROUPS, sizeof GROUPS / sizeof *GROUPS, number, text);
}

struct slice tls_signature_name(uint16_t number, char text[TLS_NUMBER_TEXT]) {
    return find_name(SIGNATURES, sizeof SIGNATURES / sizeof *SIGNATURES, number, text);
}

struct slice tls_alert_name(uint16_t number, char text[TLS_NUMBER_TEXT]) {
    return find_name(ALERTS, sizeof ALERTS / sizeof *ALERTS, number, text);
}
