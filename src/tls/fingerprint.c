#include "tls/fingerprint.h"

#include <stdlib.h>

#include "base/writer.h"
#include "tls/names.h"
#include "tls/vector.h"

enum { NUMBERS_MOST = 512, JA4_DIGITS = 12 };

/* Numbers without those that mean nothing. */
struct numbers {
    uint16_t items[NUMBERS_MOST];
    size_t count;
};

static void add_number(struct numbers *numbers, uint16_t number) {
    if (numbers->count < NUMBERS_MOST && !tls_is_grease(number))
        numbers->items[numbers->count++] = number;
}

static struct numbers read_numbers(struct slice list, size_t width) {
    struct numbers numbers = {.count = 0};
    uint16_t number;
    while (vector_number(&list, width, &number))
        add_number(&numbers, number);
    return numbers;
}

static struct numbers read_extensions(struct slice extensions) {
    struct numbers numbers = {.count = 0};
    struct slice data;
    uint16_t type;
    while (vector_item(&extensions, 2, &type, &data))
        add_number(&numbers, type);
    return numbers;
}

static struct slice hexadecimal(struct arena *arena, struct slice octets, size_t digits) {
    static const char DIGITS[] = "0123456789abcdef";
    uint8_t *text = arena_octets(arena, digits);
    for (size_t i = 0; text && i < digits; i++)
        text[i] = (uint8_t)DIGITS[octets.data[i / 2] >> (i % 2 ? 0 : 4) & 15];
    return slice_of(text, text ? digits : 0);
}

/* The first `digits` of the digest of what was written, which is given back. */
static struct slice digest_text(const struct crypto *crypto, const EVP_MD *type,
                                struct writer *text, size_t digits, struct arena *arena) {
    uint8_t digest[EVP_MAX_MD_SIZE];
    struct slice said = buffer_slice(&text->buffer);
    bool good = text->cause == 0 && crypto->EVP_Digest(said.size ? (const void *)said.data : "",
                                                       said.size, digest, NULL, type, NULL) == 1;
    writer_free(text);
    return good ? hexadecimal(arena, slice_of(digest, sizeof digest), digits) : slice_of(NULL, 0);
}

/* ---- JA3 ---- */

static void write_decimal(struct writer *writer, const struct numbers *numbers) {
    writer_put(writer, ',');
    for (size_t i = 0; i < numbers->count; i++) {
        if (i > 0)
            writer_put(writer, '-');
        writer_number(writer, numbers->items[i], 1);
    }
}

struct slice fingerprint_ja3(const struct crypto *crypto, const struct client_hello *hello,
                             struct arena *arena) {
    const struct numbers lists[] = {
        read_numbers(hello->ciphers, 2), read_extensions(hello->extensions),
        read_numbers(hello->groups, 2), read_numbers(hello->point_formats, 1)};
    struct writer text = {.fd = WRITER_MEMORY};
    writer_number(&text, hello->version, 1);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        write_decimal(&text, &lists[i]);
    return digest_text(crypto, crypto->EVP_md5(), &text, 32, arena);
}

/* ---- JA4 ---- */

static int compare_numbers(const void *a, const void *b) {
    return *(const uint16_t *)a - *(const uint16_t *)b;
}

static void write_hexadecimal(struct writer *writer, const struct numbers *numbers) {
    for (size_t i = 0; i < numbers->count; i++) {
        const uint8_t octets[] = {(uint8_t)(numbers->items[i] >> 8),
                                  (uint8_t)(numbers->items[i] & 0xff)};
        if (i > 0)
            writer_put(writer, ',');
        writer_hex(writer, slice_of(octets, sizeof octets));
    }
}

/* The newest version on offer, in two characters. */
static const char *version_mark(const struct client_hello *hello) {
    static const char *const marks[] = {"s3", "10", "11", "12", "13"};
    struct numbers versions = read_numbers(hello->versions, 2);
    uint16_t newest = versions.count > 0 ? 0 : hello->version;
    for (size_t i = 0; i < versions.count; i++)
        if (versions.items[i] > newest)
            newest = versions.items[i];
    if (newest == 0x0002)
        return "s2";
    return newest >= 0x0300 && newest <= 0x0304 ? marks[newest - 0x0300] : "00";
}

static bool is_alphanumeric(uint8_t octet) {
    return octet_is_digit(octet) || octet_is_alpha(octet);
}

/* The first and the last character of the first protocol; of its hexadecimal form where one of
 * them is no letter or digit. */
static void write_protocol(struct writer *writer, struct slice protocols) {
    static const char DIGITS[] = "0123456789abcdef";
    struct slice first = slice_of(NULL, 0);
    (void)vector_read(&protocols, 1, &first);
    if (first.size == 0) {
        writer_string(writer, "00");
        return;
    }
    uint8_t begin = first.data[0], end = first.data[first.size - 1];
    bool plain = is_alphanumeric(begin) && is_alphanumeric(end);
    writer_put(writer, plain ? (char)begin : DIGITS[begin >> 4]);
    writer_put(writer, plain ? (char)end : DIGITS[end & 15]);
}

static void write_count(struct writer *writer, size_t count) {
    writer_number(writer, count < 99 ? count : 99, 2);
}

static struct slice ja4_ciphers(const struct crypto *crypto, struct numbers ciphers,
                                struct arena *arena) {
    struct writer text = {.fd = WRITER_MEMORY};
    if (ciphers.count == 0)
        return SLICE("000000000000");
    qsort(ciphers.items, ciphers.count, sizeof *ciphers.items, compare_numbers);
    write_hexadecimal(&text, &ciphers);
    return digest_text(crypto, crypto->EVP_sha256(), &text, JA4_DIGITS, arena);
}

/* Server name and protocols stand in the first part already. */
static struct slice ja4_extensions(const struct crypto *crypto, const struct numbers *extensions,
                                   struct slice signatures, struct arena *arena) {
    struct writer text = {.fd = WRITER_MEMORY};
    struct numbers sorted = {.count = 0}, schemes = read_numbers(signatures, 2);
    if (extensions->count == 0)
        return SLICE("000000000000");
    for (size_t i = 0; i < extensions->count; i++)
        if (extensions->items[i] != EXTENSION_SERVER_NAME && extensions->items[i] != EXTENSION_ALPN)
            add_number(&sorted, extensions->items[i]);
    qsort(sorted.items, sorted.count, sizeof *sorted.items, compare_numbers);
    write_hexadecimal(&text, &sorted);
    if (schemes.count > 0)
        writer_put(&text, '_');
    write_hexadecimal(&text, &schemes);
    return digest_text(crypto, crypto->EVP_sha256(), &text, JA4_DIGITS, arena);
}

struct slice fingerprint_ja4(const struct crypto *crypto, const struct client_hello *hello,
                             struct arena *arena) {
    struct numbers ciphers = read_numbers(hello->ciphers, 2);
    struct numbers extensions = read_extensions(hello->extensions);
    struct slice first = ja4_ciphers(crypto, ciphers, arena);
    struct slice second = ja4_extensions(crypto, &extensions, hello->signatures, arena);
    struct writer text = {.fd = WRITER_MEMORY};
    writer_put(&text, 't');
    writer_string(&text, version_mark(hello));
    writer_put(&text, hello->server_name.size > 0 ? 'd' : 'i');
    write_count(&text, ciphers.count);
    write_count(&text, extensions.count);
    write_protocol(&text, hello->protocols);
    writer_put(&text, '_');
    writer_add(&text, first);
    writer_put(&text, '_');
    writer_add(&text, second);
    bool good = text.cause == 0 && first.size > 0 && second.size > 0;
    struct slice whole = good ? arena_copy(arena, buffer_slice(&text.buffer)) : slice_of(NULL, 0);
    writer_free(&text);
    return whole;
}
