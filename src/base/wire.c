#include "base/wire.h"

#include <arpa/inet.h>

#include "base/digits.h"

/* Written by hand: a list shows two of them in each row. */
static char *put_ipv4(char *at, const uint8_t address[4]) {
    for (size_t i = 0; i < 4; i++) {
        at = digits_put(at, address[i]);
        *at++ = '.';
    }
    return at - 1;
}

static char *put_ipv6(char *at, const uint8_t address[16]) {
    return inet_ntop(AF_INET6, address, at, INET6_ADDRSTRLEN) ? at + strlen(at) : at;
}

static char *put_address(char *at, const struct endpoint *endpoint) {
    if (endpoint->size == 4)
        return put_ipv4(at, endpoint->address);
    if (endpoint->size == 16)
        return put_ipv6(at, endpoint->address);
    *at = '?';
    return at + 1;
}

bool endpoint_read_address(struct slice text, struct endpoint *endpoint) {
    char copy[INET6_ADDRSTRLEN];
    uint8_t address[16] = {0};
    if (text.size == 0 || text.size >= sizeof copy || slice_find(text, 0) != SLICE_NONE)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    bool six = slice_find(text, ':') != SLICE_NONE;
    if (inet_pton(six ? AF_INET6 : AF_INET, copy, address) != 1)
        return false;
    memcpy(endpoint->address, address, sizeof address);
    endpoint->size = six ? 16 : 4;
    return true;
}

size_t endpoint_address_text(const struct endpoint *endpoint, char text[ENDPOINT_TEXT]) {
    char *end = put_address(text, endpoint);
    *end = '\0';
    return (size_t)(end - text);
}

size_t endpoint_text(const struct endpoint *endpoint, char text[ENDPOINT_TEXT]) {
    char *at = text;
    bool bracketed = endpoint->size == 16;
    if (bracketed)
        *at++ = '[';
    at = put_address(at, endpoint);
    if (bracketed)
        *at++ = ']';
    *at++ = ':';
    at = digits_put(at, endpoint->port);
    *at = '\0';
    return (size_t)(at - text);
}
