/* path.h: the way that a message took, as its Received fields tell it (RFC 5321 4.4). Each host
 * writes its field above those of the hosts before it, so the path is read from below. */
#ifndef HELOISE_MESSAGE_PATH_H
#define HELOISE_MESSAGE_PATH_H

#include "message/fields.h"
#include "message/received.h"

struct hop {
    const struct field *field;
    struct received received;
    bool timed; /* its date could be read */
    struct moment at;
    duration delay; /* since the hop before; negative where the clocks differ; DURATION_UNKNOWN */
};

struct path {
    struct hop *hops; /* the first host that took the message comes first */
    size_t count;
    size_t slowest; /* the hop with the longest delay; SLICE_NONE: none took a second */
};

/* Reads the path; hops lie in the arena and point into the fields. False when memory ran out. */
bool path_read(const struct field_list *list, struct arena *arena, struct path *path);

#endif
