#include "letter.h"

#include <openssl/sha.h>

enum { LINE_ROOM = 128, LONGEST_PROSE = 32 * 1024, BASE64_LINE = 76 };

static const char *const words[] = {
    "letter", "answer",  "friday", "meeting", "invoice",  "the",    "a",        "with",
    "of",     "regards", "please", "find",    "attached", "report", "question", "and",
};

/* A line of prose; now and then it begins with a dot, or is nothing but a dot. */
static size_t put_prose(char *to, struct random *random) {
    uint32_t dice = random_between(random, 0, 199);
    size_t length = 0, width = dice == 0 ? 1 : random_between(random, 30, 74);
    if (dice <= 2)
        to[length++] = '.';
    while (length < width) {
        const char *word = words[random_between(random, 0, 15)];
        size_t size = strlen(word);
        memcpy(to + length, word, size);
        to[length + size] = ' ';
        length += size + 1;
    }
    memcpy(to + length, "\r\n", 2);
    return length + 2;
}

/* A line of base64 (RFC 2045 6.8). */
static size_t put_base64(char *to, struct random *random) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    uint64_t bits = 0;
    for (size_t i = 0; i < BASE64_LINE; i++, bits >>= 6) {
        if (i % 10 == 0)
            bits = random_next(random);
        to[i] = digits[bits & 63];
    }
    memcpy(to + BASE64_LINE, "\r\n", 2);
    return BASE64_LINE + 2;
}

static void put_header(struct growing *text, uint32_t serial, bool attachment) {
    char *to = (char *)growing_reserve(text, 512);
    text->size += (size_t)sprintf(
        to,
        "Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nFrom: Walter <walter@example.net>\r\n"
        "To: alice@example.org\r\nSubject: Number %u\r\nMessage-ID: <%u@example.net>\r\n%s\r\n",
        serial, serial,
        attachment ? "MIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
                     "Content-Transfer-Encoding: base64\r\n"
                   : "");
}

void letter_write(struct letter *letter, uint32_t size, uint32_t serial, struct random *random) {
    struct growing *text = &letter->text;
    bool attachment = size > LONGEST_PROSE;
    growing_empty(text);
    put_header(text, serial, attachment);
    while (text->size < size) {
        char *line = (char *)growing_reserve(text, LINE_ROOM);
        text->size += attachment ? put_base64(line, random) : put_prose(line, random);
    }
    uint8_t digest[SHA256_DIGEST_LENGTH];
    SHA256(text->octets, text->size, digest);
    for (size_t i = 0; i < sizeof digest; i++)
        sprintf(letter->sha256 + 2 * i, "%02x", digest[i]);
}

void letter_free(struct letter *letter) {
    growing_free(&letter->text);
}
