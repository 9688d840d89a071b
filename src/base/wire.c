#include "base/wire.h"

#include <arpa/inet.h>
#include <stdio.h>

void endpoint_address_text(const struct endpoint *endpoint, char text[ENDPOINT_TEXT]) {
    int family = endpoint->size == 16 ? AF_INET6 : AF_INET;
    if (endpoint->size == 0 || !inet_ntop(family, endpoint->address, text, ENDPOINT_TEXT))
        (void)snprintf(text, ENDPOINT_TEXT, "?");
}

void endpoint_text(const struct endpoint *endpoint, char text[ENDPOINT_TEXT]) {
    char address[ENDPOINT_TEXT];
    endpoint_address_text(endpoint, address);
    const char *format = endpoint->size == 16 ? "[%.46s]:%u" : "%.46s:%u";
    (void)snprintf(text, ENDPOINT_TEXT, format, address, (unsigned)endpoint->port);
}
