/* record_cipher.h: the encrypted records of one direction, opened one after the other.
 *
 *     GCM, CCM up to TLS 1.2     nonce (8) | text | tag
 *     in TLS 1.3, ChaCha20       text, type and padding | tag
 *     CBC                        vector (from TLS 1.1 on) | text | MAC | padding
 *       with encrypt-then-MAC    vector | text | padding, all encrypted | MAC
 *     RC4, NULL                  text | MAC
 *
 * Every record is verified: what does not check out is not told. */
#ifndef HELOISE_TLS_RECORD_CIPHER_H
#define HELOISE_TLS_RECORD_CIPHER_H

#include "base/buffer.h"
#include "tls/key_schedule.h"
#include "tls/record.h"

struct record_cipher;

/* What a direction uses from here on. NULL: OpenSSL has no such cipher, or memory ran out.
 * `crypto` is borrowed for its life. */
struct record_cipher *record_cipher_new(const struct key_crypto *crypto, uint16_t version,
                                        const struct suite *suite, bool encrypt_then_mac,
                                        const struct direction_keys *keys);
void record_cipher_free(struct record_cipher *cipher);

/* Opens the next record: `header` has RECORD_HEADER octets. On success `type` is what the record
 * holds, and `text` lies in memory of the cipher's until the next call. False: it does not check
 * out, and nothing has changed. */
bool record_cipher_open(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        uint8_t *type, struct slice *text);

/* `count` records were missed. */
void record_cipher_skip(struct record_cipher *cipher, uint64_t count);

/* Whether the record is one of the next `most`; it is then the next one to be opened. */
bool record_cipher_find(struct record_cipher *cipher, const uint8_t *header, struct slice fragment,
                        uint64_t most);

/* Whether records can be opened again after some were missed. */
bool record_cipher_recovers(const struct record_cipher *cipher);

#endif
