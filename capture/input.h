/* input.h: a file, pipe or device as it lies on disk, before anything is decompressed. */
#ifndef HELOISE_CAPTURE_INPUT_H
#define HELOISE_CAPTURE_INPUT_H

#include "base/error.h"

#include <stddef.h>
#include <sys/types.h>

struct device;

enum { INPUT_HEAD = 64 }; /* octets by which a file is known again that was written anew */

struct input {
    int file;
    struct device *sniffed; /* is read instead; borrowed; NULL: none */
    bool owned;             /* closed by input_close(); standard input is not */
    bool regular;           /* can be read at any place, and again */
    bool patient;           /* where a read would have to wait, `waiting` is set instead */
    bool follow;            /* the end of a regular file is no end: more may be written */
    bool waiting;           /* the last read gave nothing, and more may come */
    bool replaced;          /* another file has its name; what was written before is read first */
    dev_t device;           /* which file it is */
    ino_t node;
    uint8_t head[INPUT_HEAD]; /* how a file begins that is followed */
    size_t head_size;
    uint64_t start;    /* where a regular file was positioned when it was opened */
    uint64_t position; /* octets read since then */
    uint64_t size;     /* octets from `start` on; 0 when unknown */
};

/* Opens a file for reading; "-" is standard input. False with ERROR_INPUT when it cannot be opened
 * or is a directory. */
bool input_open(struct input *input, const char *name, struct error *error);

/* Reads a network device that is open, in place of a file; borrowed. */
void input_listen(struct input *input, struct device *device);

/* Reads the next octets: at least one, at most `size`; `count` is 0 at the end, and when `waiting`
 * is set. False with ERROR_IO. */
bool input_read(struct input *input, uint8_t *data, size_t size, size_t *count,
                struct error *error);

/* Reads at `offset` of a file that can be: all of `size` unless the file ends before. */
bool input_read_at(int file, uint64_t offset, uint8_t *data, size_t size, size_t *count,
                   struct error *error);

/* What became of a regular file that is followed, asked after a read found nothing and before the
 * next one. */
enum input_change {
    INPUT_SAME,
    INPUT_ANEW,     /* it was cut, or begins with other octets: it is being written anew */
    INPUT_REPLACED, /* another file has its name, and this one was read to its end */
};

enum input_change input_change(struct input *input, const char *name);

/* Opens it again after input_close(), for input_read_at() alone. False with ERROR_INPUT when it is
 * not there any more, or is another file. */
bool input_reopen(struct input *input, const char *name, struct error *error);

/* Keeps what it knows of the file. */
void input_close(struct input *input);

#endif
