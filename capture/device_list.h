/* device_list.h: the devices of this machine that can be listened to. */
#ifndef HELOISE_CAPTURE_DEVICE_LIST_H
#define HELOISE_CAPTURE_DEVICE_LIST_H

#include "base/arena.h"
#include "base/error.h"

struct pcap_library;

struct device_entry {
    const char *name;
    const char *description; /* libpcap's; NULL: none */
    const char *addresses;   /* of IP, with blanks between them; NULL: it has none */
    bool up, loopback;
    bool any; /* all of them at once */
};

struct device_list {
    struct device_entry *entries; /* in libpcap's order: the likeliest first */
    size_t count;
    struct arena arena;
};

/* Reads them; what is listed nobody need be allowed to open. False with `error` filled; to be freed
 * all the same. */
bool device_list_read(struct device_list *list, struct error *error);

/* The same, by a library that is bound. */
bool device_list_read_by(struct device_list *list, const struct pcap_library *library,
                         struct error *error);

/* The entry of this name; NULL: there is none. */
const struct device_entry *device_list_find(const struct device_list *list, const char *name);

void device_list_free(struct device_list *list);

#endif
