/* decompress.h: an input that is compressed (codec.h), as the stream that it holds.
 *
 * One that is silent, or cut, has given all that was unfolded of it before. */
#ifndef HELOISE_CAPTURE_DECOMPRESS_H
#define HELOISE_CAPTURE_DECOMPRESS_H

#include "capture/codec.h"
#include "capture/input.h"

struct decompressor;

/* `head` are the octets that were read of `input` already (CODEC_MAGIC at most); `input` is
 * borrowed. NULL with `error` filled when memory ran out or the codec's library is not there. */
struct decompressor *decompressor_new(const struct codec_class *codec, struct input *input,
                                      struct slice head, struct error *error);

/* Reads the next octets: at least one, at most `size`; `count` is 0 at the end, and where the input
 * is `waiting`. False with ERROR_DATA when the stream is damaged or cut. */
bool decompressor_read(struct decompressor *decompressor, uint8_t *data, size_t size, size_t *count,
                       struct error *error);

void decompressor_free(struct decompressor *decompressor);

#endif
