#include "protocol/content_scan.h"

#include "base/rare.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { BLOCK = 64 };

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* One bit for each of 64 octets, the first octet lowest. */
struct marks {
    uint64_t lf, cr, dot, nul, high;
};

typedef struct marks marks_reader(const uint8_t *octets);

/* The same of fewer octets; nothing past them is read. */
typedef struct marks part_reader(const uint8_t *octets, unsigned count);

/* Whether 64 octets hold nothing to count but lines: no lone CR or LF, no NUL, no octet over 127,
 * no dot at the start of a line. Needs the octet before them as well. Fills `lf` when they are. */
typedef bool plain_reader(const uint8_t *octets, uint64_t *lf);

/* Whether 64 octets hold no dot at the start of a line. Needs the octet before them as well. */
typedef bool dotless_reader(const uint8_t *octets);

/* The lowest `count` bits. */
static inline uint64_t lowest(unsigned count) {
    return count >= BLOCK ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

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

static inline bool dotless_sse2(const uint8_t *octets) {
    const __m128i dot = _mm_set1_epi8('.'), lf = _mm_set1_epi8('\n');
    __m128i found = _mm_setzero_si128();
    for (unsigned at = 0; at < BLOCK; at += 16) {
        __m128i here = _mm_loadu_si128((const __m128i *)(const void *)(octets + at));
        __m128i before = _mm_loadu_si128((const __m128i *)(const void *)(octets + at - 1));
        __m128i begins = _mm_cmpeq_epi8(before, lf);
        found = _mm_or_si128(found, _mm_and_si128(_mm_cmpeq_epi8(here, dot), begins));
    }
    return _mm_movemask_epi8(found) == 0;
}

#define AVX2 __attribute__((target("avx2,bmi,popcnt")))

AVX2 static inline uint64_t tops32(__m256i octets) {
    return (uint32_t)_mm256_movemask_epi8(octets);
}

AVX2 static inline uint64_t matches32(__m256i octets, char octet) {
    return tops32(_mm256_cmpeq_epi8(octets, _mm256_set1_epi8(octet)));
}

AVX2 static inline struct marks marks_avx2(const uint8_t *octets) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)octets);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(octets + 32));
    return (struct marks){.lf = matches32(low, '\n') | matches32(high, '\n') << 32,
                          .cr = matches32(low, '\r') | matches32(high, '\r') << 32,
                          .dot = matches32(low, '.') | matches32(high, '.') << 32,
                          .nul = matches32(low, 0) | matches32(high, 0) << 32,
                          .high = tops32(low) | tops32(high) << 32};
}

/* Bits set where 32 octets hold an LF without a CR before it, a CR without an LF after it, or a dot
 * at the start of a line; `octets[-1]` is read too, so that each octet meets the one before it. */
AVX2 static inline __m256i odd32(const uint8_t *octets, __m256i here, __m256i *lf) {
    __m256i before = _mm256_loadu_si256((const __m256i *)(const void *)(octets - 1));
    *lf = _mm256_cmpeq_epi8(here, _mm256_set1_epi8('\n'));
    __m256i unpaired = _mm256_xor_si256(*lf, _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\r')));
    __m256i dots = _mm256_and_si256(_mm256_cmpeq_epi8(here, _mm256_set1_epi8('.')),
                                    _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\n')));
    return _mm256_or_si256(unpaired, dots);
}

AVX2 static inline bool plain_avx2(const uint8_t *octets, uint64_t *lf) {
    __m256i low = _mm256_loadu_si256((const __m256i *)(const void *)octets);
    __m256i high = _mm256_loadu_si256((const __m256i *)(const void *)(octets + 32));
    __m256i low_lf, high_lf;
    __m256i odd = _mm256_or_si256(odd32(octets, low, &low_lf), odd32(octets + 32, high, &high_lf));
    __m256i ascii = _mm256_cmpgt_epi8(_mm256_min_epi8(low, high), _mm256_setzero_si256());
    *lf = tops32(low_lf) | tops32(high_lf) << 32;
    return _mm256_testc_si256(_mm256_andnot_si256(odd, ascii), _mm256_set1_epi8(-1));
}

AVX2 static inline __m256i line_dots32(const uint8_t *octets) {
    __m256i here = _mm256_loadu_si256((const __m256i *)(const void *)octets);
    __m256i before = _mm256_loadu_si256((const __m256i *)(const void *)(octets - 1));
    return _mm256_and_si256(_mm256_cmpeq_epi8(here, _mm256_set1_epi8('.')),
                            _mm256_cmpeq_epi8(before, _mm256_set1_epi8('\n')));
}

AVX2 static inline bool dotless_avx2(const uint8_t *octets) {
    __m256i found = _mm256_or_si256(line_dots32(octets), line_dots32(octets + 32));
    return _mm256_testz_si256(found, found);
}

/* Comparisons give one bit for each octet by themselves. */
#define AVX512 __attribute__((target("avx512bw,bmi,lzcnt,popcnt")))

AVX512 static inline struct marks marks_of(__m512i octets) {
    return (struct marks){.lf = _mm512_cmpeq_epi8_mask(octets, _mm512_set1_epi8('\n')),
                          .cr = _mm512_cmpeq_epi8_mask(octets, _mm512_set1_epi8('\r')),
                          .dot = _mm512_cmpeq_epi8_mask(octets, _mm512_set1_epi8('.')),
                          .nul = _mm512_testn_epi8_mask(octets, octets),
                          .high = _mm512_movepi8_mask(octets)};
}

AVX512 static inline struct marks marks_avx512(const uint8_t *octets) {
    return marks_of(_mm512_loadu_si512(octets));
}

AVX512 static inline struct marks part_avx512(const uint8_t *octets, unsigned count) {
    return marks_of(_mm512_maskz_loadu_epi8(lowest(count), octets));
}

/* As plain_avx2(). */
AVX512 static inline bool plain_avx512(const uint8_t *octets, uint64_t *lf) {
    __m512i here = _mm512_loadu_si512(octets), before = _mm512_loadu_si512(octets - 1);
    __mmask64 begins = _mm512_cmpeq_epi8_mask(before, _mm512_set1_epi8('\n'));
    __mmask64 dots = _mm512_mask_cmpeq_epi8_mask(begins, here, _mm512_set1_epi8('.'));
    __mmask64 foreign = _mm512_cmple_epi8_mask(here, _mm512_setzero_si512());
    *lf = _mm512_cmpeq_epi8_mask(here, _mm512_set1_epi8('\n'));
    return ((*lf ^ _mm512_cmpeq_epi8_mask(before, _mm512_set1_epi8('\r'))) | dots | foreign) == 0;
}

AVX512 static inline bool dotless_avx512(const uint8_t *octets) {
    __m512i here = _mm512_loadu_si512(octets), before = _mm512_loadu_si512(octets - 1);
    __mmask64 begins = _mm512_cmpeq_epi8_mask(before, _mm512_set1_epi8('\n'));
    return _mm512_mask_cmpeq_epi8_mask(begins, here, _mm512_set1_epi8('.')) == 0;
}

#endif

static inline uint64_t count_bits(uint64_t bits) {
    return (uint64_t)__builtin_popcountll(bits);
}

/* What is carried from block to block; the compiler keeps it in registers. */
struct carry {
    uint64_t line, longest;
};

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

/* Measures lines in `count` octets with the line ends `lf`. An unfinished line counts with what is
 * there: it can only grow. No branch asks whether a line ends here, since nobody can predict it. */
ALWAYS_INLINE void measure_lines(struct carry *carry, uint64_t lf, unsigned count) {
    uint64_t grown = carry->line + (unsigned)__builtin_ctzll(lf | UINT64_C(1) << (count - 1)) + 1;
    uint64_t begun = count - BLOCK + (unsigned)__builtin_clzll(lf | 1);
    carry->line = lf ? begun : grown;
    carry->longest = grown > carry->longest ? grown : carry->longest;
}

/* Counts what ordinary content has none of. `unpaired`: an LF without a CR before it, or no LF
 * after a CR. */
ALWAYS_INLINE void tally(struct content_facts *facts, const struct marks *marks, uint64_t unpaired,
                         uint64_t kept) {
    facts->bare_lf += count_bits(unpaired & marks->lf & kept);
    facts->bare_cr += count_bits(unpaired & ~marks->lf & kept);
    facts->nul += count_bits(marks->nul & kept);
    facts->high += count_bits(marks->high & kept);
}

/* Looks at the first `count` octets of a block (at least one), which follow `before`; returns the
 * index of a dot that follows an LF, or `count`. */
ALWAYS_INLINE unsigned scan_block(struct carry *carry, struct content_facts *facts,
                                  struct marks marks, unsigned count, uint8_t before) {
    uint64_t kept = lowest(count);
    uint64_t dots = marks.dot & (marks.lf << 1 | (before == '\n')) & kept;
    uint64_t unpaired = marks.lf ^ (marks.cr << 1 | (before == '\r'));
    if (dots) {
        count = (unsigned)__builtin_ctzll(dots);
        kept = lowest(count);
    }
    if ((unpaired | marks.nul | marks.high) & kept)
        tally(facts, &marks, unpaired, kept);
    if (count > 0)
        measure_lines(carry, marks.lf & kept, count);
    if (carry->longest < BLOCK)
        carry->longest = longest_inside(marks.lf & kept, carry->longest);
    return count;
}

/* What a kind of machine can do. */
struct machine {
    marks_reader *marks;
    plain_reader *plain;     /* NULL: nothing faster than marks */
    part_reader *part;       /* NULL: parts are read as blocks */
    dotless_reader *dotless; /* NULL: one dot after the other is looked at */
};

/* The marks of a block without its first `count` octets. */
static inline struct marks drop_marks(struct marks marks, unsigned count) {
    return (struct marks){marks.lf >> count, marks.cr >> count, marks.dot >> count,
                          marks.nul >> count, marks.high >> count};
}

/* The marks of what is left behind the last block. Where it can, it is read as the end of a block.
 */
ALWAYS_INLINE struct marks read_part(struct slice octets, unsigned left, struct machine machine) {
    const uint8_t *end = octets.data + octets.size;
    if (machine.part)
        return machine.part(end - left, left);
    if (octets.size >= BLOCK)
        return drop_marks(machine.marks(end - BLOCK), BLOCK - left);
    uint8_t block[BLOCK] = {0};
    memcpy(block, end - left, left);
    return machine.marks(block);
}

/* Passes over plain blocks from `at` on, which is not the start; returns where they end. A line of
 * a block or more was seen before: what lies inside one matters no more. */
ALWAYS_INLINE size_t pass_plain(struct carry *carry, struct slice octets, size_t at,
                                plain_reader *plain) {
    uint64_t lf;
    while (at + BLOCK <= octets.size && plain(octets.data + at, &lf)) {
        measure_lines(carry, lf, BLOCK);
        at += BLOCK;
    }
    return at;
}

/* Looks at whole blocks, then at what is left; returns as content_scan() does. */
ALWAYS_INLINE size_t scan_octets(struct carry *carry, struct content_facts *facts,
                                 struct slice octets, uint8_t before, struct machine machine) {
    size_t at = 0;
    while (at + BLOCK <= octets.size) {
        struct marks marks = machine.marks(octets.data + at);
        unsigned count = scan_block(carry, facts, marks, BLOCK, before);
        at += count;
        if (count < BLOCK)
            return at;
        if (machine.plain && carry->longest >= BLOCK)
            at = pass_plain(carry, octets, at, machine.plain);
        before = octets.data[at - 1];
    }
    if (at == octets.size)
        return at;
    unsigned left = (unsigned)(octets.size - at);
    struct marks marks = read_part(octets, left, machine);
    return at + scan_block(carry, facts, marks, left, before);
}

/* Made anew for each kind of machine, which is known where this is called. */
ALWAYS_INLINE size_t scan_with(struct machine machine, struct content_scan *scan,
                               struct content_facts *facts, struct slice octets) {
    struct carry carry = {.line = scan->line, .longest = facts->longest_line};
    size_t used = scan_octets(&carry, facts, octets, scan->before, machine);
    if (used > 0)
        scan->before = octets.data[used - 1];
    scan->line = carry.line;
    facts->longest_line = carry.longest;
    return used;
}

/* From `at` on, which is not the start. */
static size_t find_dot_from(struct slice octets, size_t at) {
    while (at < octets.size) {
        size_t found = slice_find(slice_past(octets, at), '.');
        if (found == SLICE_NONE)
            return octets.size;
        at += found;
        if (octets.data[at - 1] == '\n')
            return at;
        at++;
    }
    return octets.size;
}

/* What is left behind the last block is read as the end of a block. */
ALWAYS_INLINE size_t pass_dotless(struct slice octets, size_t at, dotless_reader *dotless) {
    while (at + BLOCK <= octets.size && dotless(octets.data + at))
        at += BLOCK;
    bool part = octets.size > BLOCK && octets.size - at < BLOCK;
    return part && dotless(octets.data + octets.size - BLOCK) ? octets.size : at;
}

ALWAYS_INLINE size_t find_dot_with(struct machine machine, struct content_scan *scan,
                                   struct slice octets) {
    if (octets.size == 0 || (octets.data[0] == '.' && scan->before == '\n'))
        return 0;
    size_t at = machine.dotless ? pass_dotless(octets, 1, machine.dotless) : 1;
    at = find_dot_from(octets, at);
    scan->before = octets.data[at - 1];
    return at;
}

static size_t scan_plain(struct content_scan *scan, struct content_facts *facts,
                         struct slice octets) {
    return scan_with((struct machine){.marks = marks_plain}, scan, facts, octets);
}

static size_t find_dot_plain(struct content_scan *scan, struct slice octets) {
    return find_dot_with((struct machine){.dotless = NULL}, scan, octets);
}

#if defined(__x86_64__)

APART static size_t scan_sse2(struct content_scan *scan, struct content_facts *facts,
                              struct slice octets) {
    return scan_with((struct machine){.marks = marks_sse2}, scan, facts, octets);
}

AVX2 static size_t scan_avx2(struct content_scan *scan, struct content_facts *facts,
                             struct slice octets) {
    return scan_with((struct machine){.marks = marks_avx2, .plain = plain_avx2}, scan, facts,
                     octets);
}

AVX512 static size_t scan_avx512(struct content_scan *scan, struct content_facts *facts,
                                 struct slice octets) {
    struct machine machine = {.marks = marks_avx512, .plain = plain_avx512, .part = part_avx512};
    return scan_with(machine, scan, facts, octets);
}

APART static size_t find_dot_sse2(struct content_scan *scan, struct slice octets) {
    return find_dot_with((struct machine){.dotless = dotless_sse2}, scan, octets);
}

AVX2 static size_t find_dot_avx2(struct content_scan *scan, struct slice octets) {
    return find_dot_with((struct machine){.dotless = dotless_avx2}, scan, octets);
}

AVX512 static size_t find_dot_avx512(struct content_scan *scan, struct slice octets) {
    return find_dot_with((struct machine){.dotless = dotless_avx512}, scan, octets);
}

/* Machines that have VBMI2 do not slow down for vectors of 64 octets. */
static bool have_avx512(void) {
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
}

static bool have_avx2(void) {
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("popcnt");
}

/* The best way of scanning that this machine has. */
ALWAYS_INLINE size_t scan_best(struct content_scan *scan, struct content_facts *facts,
                               struct slice octets) {
    if (have_avx512())
        return scan_avx512(scan, facts, octets);
    return have_avx2() ? scan_avx2(scan, facts, octets) : scan_sse2(scan, facts, octets);
}

ALWAYS_INLINE size_t find_dot_best(struct content_scan *scan, struct slice octets) {
    if (have_avx512())
        return find_dot_avx512(scan, octets);
    return have_avx2() ? find_dot_avx2(scan, octets) : find_dot_sse2(scan, octets);
}

const struct content_scanner *content_scanners(void) {
    static const struct content_scanner all[] = {{"AVX-512", scan_avx512, find_dot_avx512},
                                                 {"AVX2", scan_avx2, find_dot_avx2},
                                                 {"SSE2", scan_sse2, find_dot_sse2},
                                                 {"plain", scan_plain, find_dot_plain},
                                                 {0}};
    if (have_avx512())
        return all;
    return have_avx2() ? all + 1 : all + 2;
}

#else

ALWAYS_INLINE size_t scan_best(struct content_scan *scan, struct content_facts *facts,
                               struct slice octets) {
    return scan_plain(scan, facts, octets);
}

ALWAYS_INLINE size_t find_dot_best(struct content_scan *scan, struct slice octets) {
    return find_dot_plain(scan, octets);
}

const struct content_scanner *content_scanners(void) {
    static const struct content_scanner all[] = {{"plain", scan_plain, find_dot_plain}, {0}};
    return all;
}

#endif

size_t content_scan(struct content_scan *scan, struct content_facts *facts, struct slice octets) {
    return scan_best(scan, facts, octets);
}

size_t content_find_dot(struct content_scan *scan, struct slice octets) {
    return find_dot_best(scan, octets);
}

void content_count(struct content_scan *scan, struct content_facts *facts, struct slice octets) {
    size_t used = scan_best(scan, facts, octets);
    while (used < octets.size) {
        scan->before = 0; /* the dot is text */
        octets = slice_from(octets, used);
        used = scan_best(scan, facts, octets);
    }
    if (scan->line > facts->longest_line) /* no dot closes it: the last line may have no end */
        facts->longest_line = scan->line;
}
