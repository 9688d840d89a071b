#include "base/sha256.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

#define ALWAYS_INLINE __attribute__((always_inline)) static inline
#define SHA           __attribute__((target("sha,ssse3,sse4.1")))

/* FIPS 180-4 4.2.2. */
static const _Alignas(16) uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

bool sha256_supported(void) {
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_SHA &&
           __builtin_cpu_supports("ssse3") && __builtin_cpu_supports("sse4.1");
}

/* One message on its way through a block: its hash, and the latest sixteen words of its schedule,
 * four by four. */
struct lane {
    __m128i feba, hgdc;
    __m128i words[4];
};

/* The block's octets are words whose first octet weighs most (3.1). */
SHA ALWAYS_INLINE void load_block(struct lane *lane, const uint8_t *octets) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    for (int i = 0; i < 4; i++) {
        __m128i four = _mm_loadu_si128((const __m128i *)(const void *)(octets + 16 * i));
        lane->words[i] = _mm_shuffle_epi8(four, swap);
    }
}

/* Four rounds (6.2.2 step 3); `i` of sixteen. */
SHA ALWAYS_INLINE void four_rounds(struct lane *lane, int i) {
    __m128i four = _mm_load_si128((const __m128i *)(const void *)(constants + 4 * i));
    __m128i sum = _mm_add_epi32(lane->words[i % 4], four);
    lane->hgdc = _mm_sha256rnds2_epu32(lane->hgdc, lane->feba, sum);
    lane->feba = _mm_sha256rnds2_epu32(lane->feba, lane->hgdc, _mm_shuffle_epi32(sum, 0x0e));
}

/* The next four words of the schedule, in place of the four that were just used (step 1). */
SHA ALWAYS_INLINE void extend(struct lane *lane, int i) {
    __m128i *words = lane->words;
    __m128i last = words[(i + 3) % 4];
    __m128i next = _mm_sha256msg1_epu32(words[i % 4], words[(i + 1) % 4]);
    next = _mm_add_epi32(next, _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
    words[i % 4] = _mm_sha256msg2_epu32(next, last);
}

/* Made anew for one lane and for two, whose instructions then stand side by side. */
SHA ALWAYS_INLINE void take_blocks(struct sha256 *const *hashes, const uint8_t *const *octets,
                                   size_t count, int lanes) {
    struct lane lane[2];
    for (int k = 0; k < lanes; k++) {
        lane[k].feba = _mm_load_si128((const __m128i *)(const void *)hashes[k]->feba);
        lane[k].hgdc = _mm_load_si128((const __m128i *)(const void *)hashes[k]->hgdc);
    }
    for (size_t block = 0; block < count; block++) {
        struct lane before[2];
        for (int k = 0; k < lanes; k++) {
            before[k] = lane[k];
            load_block(&lane[k], octets[k] + SHA256_BLOCK * block);
        }
#pragma GCC unroll 16
        for (int i = 0; i < 16; i++)
            for (int k = 0; k < lanes; k++) {
                four_rounds(&lane[k], i);
                if (i < 12)
                    extend(&lane[k], i);
            }
        for (int k = 0; k < lanes; k++) {
            lane[k].feba = _mm_add_epi32(lane[k].feba, before[k].feba);
            lane[k].hgdc = _mm_add_epi32(lane[k].hgdc, before[k].hgdc);
        }
    }
    for (int k = 0; k < lanes; k++) {
        _mm_store_si128((__m128i *)(void *)hashes[k]->feba, lane[k].feba);
        _mm_store_si128((__m128i *)(void *)hashes[k]->hgdc, lane[k].hgdc);
    }
}

SHA void sha256_blocks(struct sha256 *hash, const uint8_t *octets, size_t count) {
    take_blocks(&hash, &octets, count, 1);
}

SHA void sha256_blocks_of_two(struct sha256 *const hashes[2], const uint8_t *const octets[2],
                              size_t count) {
    take_blocks(hashes, octets, count, 2);
}

#else

bool sha256_supported(void) {
    return false;
}

void sha256_blocks(struct sha256 *hash, const uint8_t *octets, size_t count) {
    (void)hash, (void)octets, (void)count;
}

void sha256_blocks_of_two(struct sha256 *const hashes[2], const uint8_t *const octets[2],
                          size_t count) {
    (void)hashes, (void)octets, (void)count;
}

#endif

/* 5.3.3 */
void sha256_begin(struct sha256 *hash) {
    *hash = (struct sha256){{0x9b05688c, 0x510e527f, 0xbb67ae85, 0x6a09e667},
                            {0x5be0cd19, 0x1f83d9ab, 0xa54ff53a, 0x3c6ef372}};
}

void sha256_result(const struct sha256 *hash, uint8_t octets[SHA256_SIZE]) {
    const uint32_t words[] = {hash->feba[3], hash->feba[2], hash->hgdc[3], hash->hgdc[2],
                              hash->feba[1], hash->feba[0], hash->hgdc[1], hash->hgdc[0]};
    for (size_t i = 0; i < SHA256_SIZE; i++)
        octets[i] = (uint8_t)(words[i / 4] >> (24 - i % 4 * 8));
}
