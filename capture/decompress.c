#include "capture/decompress.h"

#include <stdlib.h>

enum { RAW_BLOCK = 64 * 1024 };

struct decompressor {
    const struct codec_class *codec;
    void *state; /* the codec's */
    struct input *input;
    struct slice rest; /* of `raw`: not unfolded yet */
    bool between;      /* a stream is whole: another one may follow, or the end */
    bool hungry;       /* nothing comes out until more is read */
    bool ended;
    struct error failure; /* once octets that came before it were given */
    uint8_t raw[RAW_BLOCK];
};

struct decompressor *decompressor_new(const struct codec_class *codec, struct input *input,
                                      struct slice head, struct error *error) {
    struct decompressor *decompressor = calloc(1, sizeof *decompressor);
    if (!decompressor) {
        (void)error_memory(error);
        return NULL;
    }
    decompressor->codec = codec;
    decompressor->input = input;
    decompressor->state = codec_open(codec);
    if (!decompressor->state) {
        (void)error_set(error, ERROR_INTERNAL, "is compressed by %s, and %s is missing",
                        codec->name, codec->library);
        free(decompressor);
        return NULL;
    }
    head = slice_first(head, CODEC_MAGIC);
    memcpy(decompressor->raw, head.data, head.size);
    decompressor->rest = slice_of(decompressor->raw, head.size);
    return decompressor;
}

static bool fail(struct decompressor *decompressor, const char *why) {
    decompressor->ended = true;
    (void)error_set(&decompressor->failure, ERROR_DATA, "is %s and %s", decompressor->codec->name,
                    why);
    return false;
}

/* Reads more compressed octets. False: there are none, now or at all. */
static bool read_raw(struct decompressor *decompressor) {
    struct input *input = decompressor->input;
    size_t count = 0;
    if (!input_read(input, decompressor->raw, RAW_BLOCK, &count, &decompressor->failure)) {
        decompressor->ended = true;
        return false;
    }
    decompressor->rest = slice_of(decompressor->raw, count);
    decompressor->hungry = false;
    if (count > 0 || input->waiting)
        return count > 0;
    if (!decompressor->between)
        return fail(decompressor, "cut: the stream ends too early");
    decompressor->ended = true;
    return false;
}

/* Behind a stream another one may begin; zeros between them, or at the end, fill up. */
static void begin_next(struct decompressor *decompressor) {
    while (decompressor->rest.size > 0 && decompressor->rest.data[0] == 0)
        decompressor->rest = slice_from(decompressor->rest, 1);
    if (decompressor->rest.size == 0)
        return;
    decompressor->between = false;
    if (!decompressor->codec->again(decompressor->state))
        (void)fail(decompressor, "its next stream cannot be unfolded");
}

static void unfold(struct decompressor *decompressor, struct codec_flow *flow) {
    size_t in = flow->in.size, room = flow->room;
    switch (decompressor->codec->step(decompressor->state, flow)) {
    case CODEC_MORE:
        if (in > 0 && flow->in.size == in && flow->room == room)
            (void)fail(decompressor, "damaged: it cannot be unfolded further");
        break;
    case CODEC_END:
        decompressor->between = true;
        break;
    case CODEC_DAMAGED:
        (void)fail(decompressor, "damaged: what follows cannot be unfolded");
        break;
    }
    decompressor->rest = flow->in;
    decompressor->hungry = flow->in.size == 0 && flow->room == room;
}

bool decompressor_read(struct decompressor *decompressor, uint8_t *data, size_t size, size_t *count,
                       struct error *error) {
    struct codec_flow flow = {.out = data, .room = size};
    while (flow.room == size && !decompressor->ended) {
        bool empty =
            decompressor->rest.size == 0 && (decompressor->between || decompressor->hungry);
        if (empty && !read_raw(decompressor))
            break;
        if (decompressor->between)
            begin_next(decompressor);
        flow.in = decompressor->rest;
        if (!decompressor->ended && !decompressor->between)
            unfold(decompressor, &flow);
    }
    *count = size - flow.room;
    if (*count > 0 || decompressor->failure.kind == ERROR_NONE)
        return true;
    return error_set(error, decompressor->failure.kind, "%s", decompressor->failure.text);
}

void decompressor_free(struct decompressor *decompressor) {
    if (!decompressor)
        return;
    codec_close(decompressor->codec, decompressor->state);
    free(decompressor);
}
