/* decompress.h: gzip, bzip2, xz, lz4 and zstd, as a stream.
 *
 * libarchive does the work, one filter at a time (the switch for all of them would run programs
 * from $PATH), and is loaded only when a compressed file is met: linked, it would cost each start
 * as much as reading 10 MB does. Memory is bounded by what the filters need, whatever the stream
 * unfolds to. */
#ifndef HELOISE_CAPTURE_DECOMPRESS_H
#define HELOISE_CAPTURE_DECOMPRESS_H

#include "base/slice.h"
#include "capture/input.h"

/* Octets by which a compression is known. */
enum { COMPRESSION_MAGIC = 6 };

struct compression;
struct decompressor;

/* The compression that begins so, or NULL. */
const struct compression *compression_find(struct slice head);

/* "gzip" … */
const char *compression_name(const struct compression *compression);

/* `head` are the octets that were read of `input` already (COMPRESSION_MAGIC at most); `input` is
 * borrowed. NULL with `error` filled when memory ran out or libarchive is not there. */
struct decompressor *decompressor_new(const struct compression *compression, struct input *input,
                                      struct slice head, struct error *error);

/* Reads the next octets: at least one, at most `size`; `count` is 0 at the end. False with
 * ERROR_DATA when the stream is damaged or cut: what a filter has unfolded of its current block
 * (64 to 128 KiB) is lost then, what came before was given. */
bool decompressor_read(struct decompressor *decompressor, uint8_t *data, size_t size, size_t *count,
                       struct error *error);

void decompressor_free(struct decompressor *decompressor);

#endif
