/* letter.h: a message as its sender wrote it: header, and prose or an attachment in base64. Every
 * line ends in CRLF; nothing is done for transport. */
#ifndef HELOISE_BENCH_LETTER_H
#define HELOISE_BENCH_LETTER_H

#include "growing.h"
#include "random.h"

struct letter {
    struct growing text;
    char sha256[65]; /* of the text, hexadecimal */
};

/* Writes a letter of about so many octets, and more than that if its header needs more. */
void letter_write(struct letter *letter, uint32_t size, uint32_t serial, struct random *random);

void letter_free(struct letter *letter);

#endif
