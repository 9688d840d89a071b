/* decryption.h: the keys of one connection, as its handshake goes on.
 *
 *     decryption_hello()       the ClientHello: by its random keys are found
 *     decryption_answer()      the ServerHello: version and suite
 *     decryption_change()      ChangeCipherSpec: up to TLS 1.2 the keys that were agreed upon count
 *     decryption_finished()    Finished: in TLS 1.3 the keys for data count from here on
 *     decryption_update()      KeyUpdate
 */
#ifndef HELOISE_TLS_DECRYPTION_H
#define HELOISE_TLS_DECRYPTION_H

#include "base/wire.h"
#include "tls/handshake.h"
#include "tls/record_cipher.h"

struct decryption;

/* NULL when memory ran out. `ring` is borrowed for its life. */
struct decryption *decryption_new(struct key_ring *ring);
void decryption_free(struct decryption *decryption);

/* The messages whose bodies it needs, as bits for handshake_next(), and each message that is read.
 */
uint32_t decryption_wants(const struct decryption *decryption);
void decryption_hear(struct decryption *decryption, const struct handshake_message *message);

/* Whether there may be keys for what follows. */
bool decryption_possible(const struct decryption *decryption);

void decryption_change(struct decryption *decryption, enum side side);
void decryption_finished(struct decryption *decryption, enum side side);
void decryption_update(struct decryption *decryption, enum side side);

/* Whether the encrypted records of this side can be read. */
bool decryption_reads(const struct decryption *decryption, enum side side);

/* The same for early data, which the client sends before the server's answer. */
bool decryption_reads_early(const struct decryption *decryption);

enum decryption_result {
    DECRYPTION_TEXT,
    DECRYPTION_EARLY, /* text, too: of early data */
    DECRYPTION_OTHER, /* a record of other keys: of early data, or of a handshake without keys */
    DECRYPTION_FAILED,
};

/* Opens the next record of a side that decryption_reads(), or decryption_reads_early(). `text` is
 * borrowed until the next call for this side. */
enum decryption_result decryption_open(struct decryption *decryption, enum side side,
                                       const uint8_t *header, struct slice fragment, uint8_t *type,
                                       struct slice *text);

/* `count` records of this side cannot be read for want of octets; false when none after them can be
 * read either. */
bool decryption_miss(struct decryption *decryption, enum side side, uint64_t count);

/* Whether the record is any of the next `most`; it is then the next one to be opened. The hole in
 * front of it may have the end of the handshake, so that other keys count. Only for sides that
 * decryption_miss() left readable. */
bool decryption_find(struct decryption *decryption, enum side side, const uint8_t *header,
                     struct slice fragment, uint64_t most);

/* No more of this side is read. */
void decryption_end(struct decryption *decryption, enum side side);

#endif
