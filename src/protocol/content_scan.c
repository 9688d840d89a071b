#include "protocol/content_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

/* One bit for each of 64 octets, the first octet lowest. */
struct marks {
    uint64_t lf, cr, dot, nul, high;
};

typedef struct marks marks_reader(const uint8_t *octets);

/* Spreads an octet over a word. */
#define SPREAD(octet) (UINT64_C(0x0101010101010101) * (octet))

/* The top bits of the eight octets of a word, gathered in the lowest eight bits. */
static inline uint64_t gather_tops(uint64_t word) {
    return ((word & SPREAD(0x80)) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* One bit for each octet of the word that equals `octet`. */
static inline uint64_t word_matches(uint64_t word, uint8_t octet) {
    uint64_t difference = word ^ SPREAD(octet);
    uint64_t low = (difference & SPREAD(0x7f)) + SPREAD(0x7f);
    return gather_tops(~(low | difference));
}

/* A word of eight octets, the first one lowest on every machine. */
static inline uint64_t word_read(const uint8_t *octets) {
    uint64_t word = 0;
    for (unsigned i = 0; i < 8; i++)
        word |= (uint64_t)octets[i] << 8 * i;
    return word;
}

static inline struct marks marks_plain(const uint8_t *octets) {
    struct marks marks = {0};
    for (unsigned at = 0; at < BLOCK; at += 8) {
        uint64_t word = word_read(octets + at);
        marks.lf |= word_matches(word, '\n') << at;
        marks.cr |= word_matches(word, '\r') << at;
        marks.dot |= word_matches(word, '.') << at;
        marks.nul |= word_matches(word, 0) << at;
        marks.high |= gather_tops(word) << at;
    }
    return marks;
}

#if defined(__x86_64__)

static inline uint64_t matches16(__m128i octets, char octet) {
    return (uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(octets, _mm_set1_epi8(octet)));
}

/* SSE2 is part of every x86-64. */
static inline struct marks marks_sse2(const uint8_t *octets) {
    struct marks marks = {0};
    for (unsigned at = 0; at < BLOCK; at += 16) {
        __m128i piece = _mm_loadu_si128((const __m128i *)(const void *)(octets + at));
        marks.lf |= matches16(piece, '\n') << at;
        marks.cr |= matches16(piece, '\r') << at;
        marks.dot |= matches16(piece, '.') << at;
        marks.nul |= matches16(piece, 0) << at;
        marks.high |= (uint64_t)(uint16_t)_mm_movemask_epi8(piece) << at;
    }
    return marks;
}

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

AVX2 static inline uint64_t matches32(__m256i octets, char octet) {
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(octets, _mm256_set1_epi8(octet)));
}

AVX2 static inline struct marks marks_avx2(const uint8_t *octets) {
    struct marks marks = {0};
    for (unsigned at = 0; at < BLOCK; at += 32) {
        __m256i piece = _mm256_loadu_si256((const __m256i *)(const void *)(octets + at));
        marks.lf |= matches32(piece, '\n') << at;
        marks.cr |= matches32(piece, '\r') << at;
        marks.dot |= matches32(piece, '.') << at;
        marks.nul |= matches32(piece, 0) << at;
        marks.high |= (uint64_t)(uint32_t)_mm256_movemask_epi8(piece) << at;
    }
    return marks;
}

#endif

/* The lowest `count` bits. */
static inline uint64_t lowest(unsigned count) {
    return count >= BLOCK ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static inline uint64_t count_bits(uint64_t bits) {
    return (uint64_t)__builtin_popcountll(bits);
}

/* Lines that begin and end inside one block are short: they matter only while no longer one was
 * seen. */
static uint64_t longest_inside(uint64_t lf, uint64_t longest) {
    while (lf & (lf - 1)) {
        unsigned first = (unsigned)__builtin_ctzll(lf);
        lf &= lf - 1;
        uint64_t size = (unsigned)__builtin_ctzll(lf) - first;
        longest = size > longest ? size : longest;
    }
    return longest;
}

/* Measures lines in `count` octets with the line ends `lf`. Chooses without branches: where lines
 * end nobody can predict. */
static inline void measure_lines(struct content_scan *scan, struct content_facts *facts,
                                 uint64_t lf, unsigned count) {
    uint64_t guarded = lf ? lf : 1;
    uint64_t ended = scan->line + (unsigned)__builtin_ctzll(guarded) + 1;
    uint64_t left = count - BLOCK + (unsigned)__builtin_clzll(guarded);
    ended = lf ? ended : 0;
    scan->line = lf ? left : scan->line + count;
    uint64_t longest = facts->longest_line;
    longest = ended > longest ? ended : longest;
    if (longest < BLOCK)
        longest = longest_inside(lf, longest);
    facts->longest_line = longest;
}

/* Counts what ordinary content has none of. */
static void tally(struct content_facts *facts, struct marks marks, uint64_t unpaired,
                  uint64_t kept) {
    facts->bare_lf += count_bits(unpaired & marks.lf & kept);
    facts->bare_cr += count_bits(unpaired & ~marks.lf & kept);
    facts->nul += count_bits(marks.nul & kept);
    facts->high += count_bits(marks.high & kept);
}

/* The pass itself; made anew for each kind of machine, since `read_marks` is known where it is
 * called. `unpaired`: an LF without a CR before it, or no LF after a CR. */
__attribute__((always_inline)) static inline size_t scan_blocks(struct content_scan *scan,
                                                                struct content_facts *facts,
                                                                struct slice octets,
                                                                marks_reader *read_marks) {
    uint64_t after_lf = scan->before == '\n', after_cr = scan->before == '\r';
    for (size_t at = 0; at < octets.size; at += BLOCK) {
        uint8_t tail[BLOCK] = {0};
        const uint8_t *block = octets.data + at;
        unsigned count = BLOCK;
        if (octets.size - at < BLOCK) {
            count = (unsigned)(octets.size - at);
            block = memcpy(tail, block, count);
        }
        uint64_t kept = lowest(count);
        struct marks marks = read_marks(block);
        uint64_t dots = marks.dot & (marks.lf << 1 | after_lf) & kept;
        uint64_t unpaired = marks.lf ^ (marks.cr << 1 | after_cr);
        if (dots) {
            count = (unsigned)__builtin_ctzll(dots);
            kept = lowest(count);
        }
        if ((unpaired | marks.nul | marks.high) & kept)
            tally(facts, marks, unpaired, kept);
        measure_lines(scan, facts, marks.lf & kept, count);
        if (dots) {
            scan->before = '\n';
            return at + count;
        }
        after_lf = marks.lf >> (BLOCK - 1);
        after_cr = marks.cr >> (BLOCK - 1);
    }
    if (octets.size > 0)
        scan->before = octets.data[octets.size - 1];
    return octets.size;
}

static size_t scan_plain(struct content_scan *scan, struct content_facts *facts,
                         struct slice octets) {
    return scan_blocks(scan, facts, octets, marks_plain);
}

#if defined(__x86_64__)

static size_t scan_sse2(struct content_scan *scan, struct content_facts *facts,
                        struct slice octets) {
    return scan_blocks(scan, facts, octets, marks_sse2);
}

AVX2 static size_t scan_avx2(struct content_scan *scan, struct content_facts *facts,
                             struct slice octets) {
    return scan_blocks(scan, facts, octets, marks_avx2);
}

static bool have_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

size_t content_scan(struct content_scan *scan, struct content_facts *facts, struct slice octets) {
    return have_avx2() ? scan_avx2(scan, facts, octets) : scan_sse2(scan, facts, octets);
}

const struct content_scanner *content_scanners(void) {
    static const struct content_scanner all[] = {
        {"AVX2", scan_avx2}, {"SSE2", scan_sse2}, {"plain", scan_plain}, {0}};
    return have_avx2() ? all : all + 1;
}

#else

size_t content_scan(struct content_scan *scan, struct content_facts *facts, struct slice octets) {
    return scan_plain(scan, facts, octets);
}

const struct content_scanner *content_scanners(void) {
    static const struct content_scanner all[] = {{"plain", scan_plain}, {0}};
    return all;
}

#endif
