/* codec.h: gzip, bzip2, xz, lz4 and zstd: compressed octets in, octets out, as far as both reach.
 *
 * Nothing is held back: what can be unfolded of the octets that are there is given, so that a
 * stream that is cut, or silent, has told all that it holds. Each library is bound when the first
 * stream of its kind is met; linked, they would cost every start. Memory is bounded by what a
 * stream says that it needs, up to CODEC_MEMORY. */
#ifndef HELOISE_CAPTURE_CODEC_H
#define HELOISE_CAPTURE_CODEC_H

#include "base/library.h"
#include "base/slice.h"

/* Octets by which a compression is known, and the most that one may need to be unfolded. */
enum { CODEC_MAGIC = 6, CODEC_MEMORY = 256 * 1024 * 1024 };

/* What goes in and what comes out; both are moved on. */
struct codec_flow {
    struct slice in;
    uint8_t *out;
    size_t room;
};

/* So many octets were taken of `in`, and given. */
static inline void codec_move_on(struct codec_flow *flow, size_t taken, size_t given) {
    flow->in = slice_from(flow->in, taken);
    flow->out += given;
    flow->room -= given;
}

enum codec_result {
    CODEC_MORE,    /* it wants more of `in`, or room */
    CODEC_END,     /* the stream is whole; another one may follow it */
    CODEC_DAMAGED, /* or it needs too much memory */
};

struct codec_class {
    const char *name; /* "gzip" … */
    struct slice magic;
    const char *library;                  /* its soname */
    const struct library_symbol *symbols; /* whose places are in the state */
    size_t symbol_count;
    size_t state_size;
    bool (*begin)(void *state); /* the library is bound; the rest of the state is zero */
    enum codec_result (*step)(void *state, struct codec_flow *flow);
    bool (*again)(void *state); /* after CODEC_END: for a stream that follows */
    void (*end)(void *state);
};

/* Members of a class: its library, and what is called of that. */
#define CODEC_LIBRARY(soname, table)                                                               \
    .library = (soname), .symbols = (table), .symbol_count = sizeof(table) / sizeof *(table)

extern const struct codec_class codec_gzip, codec_bzip2, codec_xz, codec_lz4, codec_zstd;

/* The one whose streams begin so; NULL: none. */
const struct codec_class *codec_find(struct slice head);

/* The state of a codec that begins; NULL: the library is missing, or memory. */
void *codec_open(const struct codec_class *codec);
void codec_close(const struct codec_class *codec, void *state);

#endif
