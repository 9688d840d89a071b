/* After a hole nobody knows where the next record begins, nor how many there were in it. Octets
 * that look like a header are tried: a record that checks out under one of the next numbers is one.
 */
#include <stdlib.h>

#include "tls/layer_inside.h"

enum {
    SEARCH_OCTETS = 64 * 1024, /* in which it has to be found: three of the longest records */
    SEARCH_NUMBERS = 4096,     /* that are tried */
    SEARCH_TRIALS = 65536,     /* of one side in all */
    SHORTEST_RECORD = RECORD_HEADER + 17,
};

struct tls_search {
    struct buffer octets;
    size_t at;          /* where the next header may begin */
    uint64_t most;      /* records that may be missing */
    uint8_t version[2]; /* as headers have it */
};

bool tls_search_begin(struct tls_side *from, uint16_t version, uint64_t count) {
    uint64_t most = count == 0 ? SEARCH_NUMBERS : count / SHORTEST_RECORD + 2;
    uint8_t minor = (uint8_t)(version < TLS_1_3 ? version & 0xff : 3);
    if (from->search) { /* another hole */
        from->search->octets.size = from->search->at = 0;
        from->search->most += most;
        return true;
    }
    from->search = calloc(1, sizeof *from->search);
    if (from->search)
        *from->search = (struct tls_search){.most = most, .version = {3, minor}};
    return from->search != NULL;
}

static bool looks_like_header(const struct tls_search *search, struct slice octets) {
    return record_header_valid(octets) &&
           (octets.size < 3 || memcmp(octets.data + 1, search->version, 2) == 0);
}

/* Whether the record that begins here, whole, checks out. */
static bool is_record(struct tls_side *from, struct decryption *decryption, enum side side,
                      struct slice octets) {
    uint64_t most = from->search->most < SEARCH_NUMBERS ? from->search->most : SEARCH_NUMBERS;
    uint64_t left = SEARCH_TRIALS - from->trials;
    size_t size = record_header_size(octets.data);
    if (most > left)
        most = left;
    from->trials += (unsigned)most;
    return decryption_find(decryption, side, octets.data, slice_part(octets, RECORD_HEADER, size),
                           most);
}

enum tls_search_result tls_search(struct tls_side *from, struct decryption *decryption,
                                  enum side side, struct slice octets) {
    struct tls_search *search = from->search;
    if (!buffer_add(&search->octets, octets))
        return TLS_SEARCH_VAIN;
    for (; search->at < search->octets.size; search->at++) {
        struct slice rest = slice_from(buffer_slice(&search->octets), search->at);
        if (!looks_like_header(search, rest))
            continue;
        bool whole = rest.size >= RECORD_HEADER &&
                     rest.size >= RECORD_HEADER + record_header_size(rest.data);
        if (!whole)
            break;
        if (is_record(from, decryption, side, rest))
            return TLS_SEARCH_FOUND;
    }
    bool vain = search->octets.size > SEARCH_OCTETS || from->trials >= SEARCH_TRIALS;
    return vain ? TLS_SEARCH_VAIN : TLS_SEARCH_MORE;
}

struct slice tls_search_found(const struct tls_side *from) {
    return slice_from(buffer_slice(&from->search->octets), from->search->at);
}

size_t tls_search_passed(const struct tls_side *from) {
    return from->search->at;
}

void tls_search_end(struct tls_side *from) {
    if (from->search)
        buffer_free(&from->search->octets);
    free(from->search);
    from->search = NULL;
}
