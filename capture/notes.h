/* notes.h: what a capture says beside its packets: comments and decryption secrets. */
#ifndef HELOISE_CAPTURE_NOTES_H
#define HELOISE_CAPTURE_NOTES_H

#include "capture/reader.h"

/* Bounds; what comes past them is left out and counted. */
enum { NOTES_MOST = 65536, NOTES_MOST_OCTETS = 32 * 1024 * 1024 };

struct notes {
    const struct note_sink *sink; /* NULL: nobody listens */
    uint16_t file;                /* that they are of */
    struct reader_note *list;
    size_t count;
    size_t octets;
    uint64_t dropped;
};

/* Adds a copy of the octets. False when memory ran out. */
bool notes_add(struct notes *notes, struct reader_note note);

void notes_free(struct notes *notes);

#endif
