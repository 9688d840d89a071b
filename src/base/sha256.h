/* sha256.h: the inner loop of SHA-256 (FIPS 180-4 6.2) by instructions of the processor, for one
 * message or for two side by side.
 *
 * A round waits for the one before it, so that one message leaves the processor idle half of the
 * time: two of them cost no more than one. OpenSSL hashes one at a time. */
#ifndef HELOISE_BASE_SHA256_H
#define HELOISE_BASE_SHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SHA256_BLOCK = 64, SHA256_SIZE = 32 };

/* The eight words of a hash, in the order in which the instructions take them. */
struct sha256 {
    _Alignas(16) uint32_t feba[4];
    _Alignas(16) uint32_t hgdc[4];
};

/* Whether this processor has the instructions; nothing else here may be called where it has not. */
bool sha256_supported(void);

void sha256_begin(struct sha256 *hash);

/* Takes `count` whole blocks of a message. */
void sha256_blocks(struct sha256 *hash, const uint8_t *octets, size_t count);

/* The same of two messages. */
void sha256_blocks_of_two(struct sha256 *const hashes[2], const uint8_t *const octets[2],
                          size_t count);

/* The hash as octets, once padding and length were taken too. */
void sha256_result(const struct sha256 *hash, uint8_t octets[SHA256_SIZE]);

#endif
