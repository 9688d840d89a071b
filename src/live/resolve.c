#include "live/resolve.h"

#include <netdb.h>

#include "base/words.h"
#include "net/address.h"

static int family_of(enum resolve_family family) {
    return family == RESOLVE_IPV4 ? AF_INET : family == RESOLVE_IPV6 ? AF_INET6 : AF_UNSPEC;
}

static size_t take(const struct addrinfo *list, uint16_t port, struct endpoint *found) {
    size_t count = 0;
    for (; list && count < RESOLVE_MOST; list = list->ai_next) {
        struct sockaddr_storage storage = {0};
        if (list->ai_addrlen > sizeof storage)
            continue;
        memcpy(&storage, list->ai_addr, list->ai_addrlen);
        found[count] = address_from_socket(&storage);
        found[count].port = port;
        count += found[count].size > 0;
    }
    return count;
}

size_t resolve(const char *host, uint16_t port, enum resolve_family family,
               struct endpoint found[RESOLVE_MOST], struct error *error) {
    const struct addrinfo hints = {.ai_family = family_of(family), .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int result = getaddrinfo(host, NULL, &hints, &list);
    if (result != 0) {
        bool later = result == EAI_AGAIN || result == EAI_MEMORY || result == EAI_SYSTEM;
        (void)error_set(error, later ? ERROR_TEMPORARY : ERROR_HOST, "%s: %s", host,
                        gai_strerror(result));
        return 0;
    }
    size_t count = take(list, port, found);
    freeaddrinfo(list);
    if (count == 0)
        (void)error_set(error, ERROR_HOST, _("%s: no address"), host);
    return count;
}
