#include "net/address.h"

#include <netinet/in.h>

/* The address before the last colon, without its brackets. False where brackets are missing. */
static bool read_host(struct slice host, struct endpoint *endpoint) {
    bool open = host.size > 0 && host.data[0] == '[';
    bool closed = host.size > 1 && host.data[host.size - 1] == ']';
    bool colon = slice_find(host, ':') != SLICE_NONE;
    if (open != closed || open != colon)
        return false;
    if (open)
        host = slice_part(host, 1, host.size - 2);
    return endpoint_read_address(host, endpoint);
}

bool address_read(struct slice text, struct endpoint *endpoint) {
    struct endpoint read = *endpoint;
    uint64_t port;
    size_t colon = text.size;
    while (colon > 0 && text.data[colon - 1] != ':')
        colon--;
    if (!slice_number(slice_from(text, colon), UINT16_MAX, &port))
        return false;
    if (colon > 0 && !read_host(slice_first(text, colon - 1), &read))
        return false;
    read.port = (uint16_t)port;
    *endpoint = read;
    return true;
}

socklen_t address_to_socket(const struct endpoint *endpoint, struct sockaddr_storage *storage) {
    struct sockaddr_in *four = (struct sockaddr_in *)(void *)storage;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)(void *)storage;
    *storage = (struct sockaddr_storage){.ss_family = AF_UNSPEC};
    switch (endpoint->size) {
    case 4:
        four->sin_family = AF_INET;
        four->sin_port = htobe16(endpoint->port);
        memcpy(&four->sin_addr, endpoint->address, 4);
        return sizeof *four;
    case 16:
        six->sin6_family = AF_INET6;
        six->sin6_port = htobe16(endpoint->port);
        memcpy(&six->sin6_addr, endpoint->address, 16);
        return sizeof *six;
    default:
        return 0;
    }
}

struct endpoint address_from_socket(const struct sockaddr_storage *storage) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct endpoint endpoint = {.size = 0};
    if (storage->ss_family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)storage;
        memcpy(endpoint.address, &four->sin_addr, 4);
        endpoint.size = 4;
        endpoint.port = be16toh(four->sin_port);
    } else if (storage->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)storage;
        bool is_four = memcmp(&six->sin6_addr, mapped, sizeof mapped) == 0;
        endpoint.size = is_four ? 4 : 16;
        memcpy(endpoint.address, (const uint8_t *)&six->sin6_addr + (is_four ? 12 : 0),
               endpoint.size);
        endpoint.port = be16toh(six->sin6_port);
    }
    return endpoint;
}

struct endpoint address_local(int descriptor) {
    struct sockaddr_storage storage = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof storage;
    (void)getsockname(descriptor, (struct sockaddr *)&storage, &size);
    return address_from_socket(&storage);
}

struct endpoint address_peer(int descriptor) {
    struct sockaddr_storage storage = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof storage;
    (void)getpeername(descriptor, (struct sockaddr *)&storage, &size);
    return address_from_socket(&storage);
}

bool address_is_loopback(const struct endpoint *endpoint) {
    static const uint8_t six[16] = {[15] = 1};
    if (endpoint->size == 4)
        return endpoint->address[0] == 127;
    return endpoint->size == 16 && memcmp(endpoint->address, six, sizeof six) == 0;
}
