#include "capture/device_list.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/buffer.h"
#include "capture/pcap_library.h"

/* What libpcap lists beside network interfaces, and no mail passes: buses, and the like. */
static const char *const others[] = {"bluetooth", "dbus-", "usbmon", "can", "vcan"};

static bool is_other(const char *name) {
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (slice_starts(slice_string(name), slice_string(others[i])))
            return true;
    return false;
}

/* A copy with a NUL; NULL where there is nothing, or memory ran out. */
static const char *keep(struct arena *arena, struct slice text) {
    uint8_t *copy = text.size > 0 ? arena_octets(arena, text.size + 1) : NULL;
    if (!copy)
        return NULL;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return (const char *)copy;
}

/* Adds an address of IP in words; others are passed over. */
static void add_address(struct buffer *text, const struct sockaddr *address) {
    char words[INET6_ADDRSTRLEN];
    const void *octets = NULL;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
    if (address && address->sa_family == AF_INET) {
        memcpy(&four, address, sizeof four);
        octets = &four.sin_addr;
    } else if (address && address->sa_family == AF_INET6) {
        memcpy(&six, address, sizeof six);
        octets = &six.sin6_addr;
    }
    if (!octets || !inet_ntop(address->sa_family, octets, words, sizeof words))
        return;
    if (text->size > 0)
        (void)buffer_add(text, SLICE(" "));
    (void)buffer_add(text, slice_string(words));
}

static const char *keep_addresses(struct arena *arena, const pcap_addr_t *address) {
    struct buffer text = {0};
    for (; address; address = address->next)
        add_address(&text, address->addr);
    const char *kept = keep(arena, buffer_slice(&text));
    buffer_free(&text);
    return kept;
}

static bool add_entry(struct device_list *list, const pcap_if_t *found) {
    struct arena *arena = &list->arena;
    struct device_entry *entries =
        arena_grow(arena, list->entries, list->count, sizeof *list->entries);
    struct device_entry entry = {
        .name = keep(arena, slice_string(found->name)),
        .description = found->description ? keep(arena, slice_string(found->description)) : NULL,
        .addresses = keep_addresses(arena, found->addresses),
        .up = (found->flags & PCAP_IF_UP) != 0,
        .loopback = (found->flags & PCAP_IF_LOOPBACK) != 0,
        .any = strcmp(found->name, "any") == 0,
    };
    if (!entries || !entry.name)
        return false;
    list->entries = entries;
    list->entries[list->count++] = entry;
    return true;
}

bool device_list_read_by(struct device_list *list, const struct pcap_library *library,
                         struct error *error) {
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_if_t *found = NULL;
    *list = (struct device_list){0};
    if (library->pcap_findalldevs(&found, why) != 0)
        return error_set(error, ERROR_IO, "the devices cannot be listed: %s", why);
    bool good = true;
    for (const pcap_if_t *at = found; at && good; at = at->next)
        good = is_other(at->name) || add_entry(list, at);
    library->pcap_freealldevs(found);
    return good || error_memory(error);
}

bool device_list_read(struct device_list *list, struct error *error) {
    struct pcap_library library;
    *list = (struct device_list){0};
    return pcap_library_bind(&library, error) && device_list_read_by(list, &library, error);
}

const struct device_entry *device_list_find(const struct device_list *list, const char *name) {
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->entries[i].name, name) == 0)
            return &list->entries[i];
    return NULL;
}

void device_list_free(struct device_list *list) {
    arena_free(&list->arena);
    *list = (struct device_list){0};
}
