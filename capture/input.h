/* input.h: a file, pipe or device as it lies on disk, before anything is decompressed. */
#ifndef HELOISE_CAPTURE_INPUT_H
#define HELOISE_CAPTURE_INPUT_H

#include "base/error.h"

#include <stddef.h>

struct input {
    int file;
    bool owned;        /* closed by input_close(); standard input is not */
    bool regular;      /* can be read at any place, and again */
    uint64_t start;    /* where a regular file was positioned when it was opened */
    uint64_t position; /* octets read since then */
    uint64_t size;     /* octets from `start` on; 0 when unknown */
};

/* Opens a file for reading; "-" is standard input. False with ERROR_INPUT when it cannot be opened
 * or is a directory. */
bool input_open(struct input *input, const char *name, struct error *error);

/* Reads the next octets: at least one, at most `size`; `count` is 0 at the end. False with
 * ERROR_IO. */
bool input_read(struct input *input, uint8_t *data, size_t size, size_t *count,
                struct error *error);

/* Reads at `offset` of a file that can be: all of `size` unless the file ends before. */
bool input_read_at(int file, uint64_t offset, uint8_t *data, size_t size, size_t *count,
                   struct error *error);

void input_close(struct input *input);

#endif
