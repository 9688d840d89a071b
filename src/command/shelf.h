/* shelf.h: where fetched messages go: a folder, an mbox, or standard output. */
#ifndef HELOISE_COMMAND_SHELF_H
#define HELOISE_COMMAND_SHELF_H

#include "base/buffer.h"
#include "base/error.h"

enum shelf_kind { SHELF_NOWHERE, SHELF_FOLDER, SHELF_MBOX, SHELF_OUTPUT };

struct shelf {
    enum shelf_kind kind;
    const char *path; /* borrowed */
    int descriptor;   /* of the message, or the mbox; -1: none is open */
    int64_t start;    /* mbox: where the message begins */
    uint64_t number;
    struct buffer line; /* mbox: of the message, without its end yet */
    int cause;          /* errno of the first write that failed */
};

/* `path`: a folder, which is made where there is none; NAME.mbox; "-"; NULL: nowhere. False with
 * `error` filled (ERROR_CREATE). To be closed in any case. */
bool shelf_open(struct shelf *shelf, const char *path, struct error *error);
void shelf_close(struct shelf *shelf);

/* A message begins; false with `error` filled (ERROR_CREATE). */
bool shelf_begin(struct shelf *shelf, uint64_t number, struct error *error);

/* A piece of its content. */
void shelf_add(struct shelf *shelf, struct slice octets);

/* It is whole, and on the disk then; else nothing of it stays. False with `error` filled
 * (ERROR_IO). */
bool shelf_end(struct shelf *shelf, bool whole, struct error *error);

#endif
