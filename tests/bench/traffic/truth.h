/* truth.h: what a generated connection truly holds, in the words of `heloise list --format json`.
 *
 * The one who renders a dialogue writes down what its server decides; what the capture lost is
 * known only when its last packet was written, and so is the line that is printed. */
#ifndef HELOISE_BENCH_TRUTH_H
#define HELOISE_BENCH_TRUTH_H

#include "letter.h"

#include <stdbool.h>
#include <stdio.h>

enum verdict { ACCEPTED, DEFERRED, REFUSED, PARTIAL, ABORTED, UNKNOWN };

struct span {
    size_t start, end; /* in the dialogue's octets */
};

enum { TRUTH_ADDRESS = 64, TRUTH_RECIPIENTS = 8, TRUTH_TRANSACTIONS = 16, TRUTH_CHUNKS = 4 };

struct true_message {
    const char *via; /* NULL: there is none */
    size_t octets;
    char sha256[65];
    bool cut_off; /* its sender went away before its end */
    struct span chunks[TRUTH_CHUNKS];
    size_t chunk_count;
};

struct true_recipient {
    char address[TRUTH_ADDRESS];
    enum verdict verdict;
};

struct true_transaction {
    const char *kind;
    unsigned number; /* POP3; 0: none */
    struct true_recipient recipients[TRUTH_RECIPIENTS];
    size_t recipient_count;
    struct true_message message;
    enum verdict verdict; /* of what has no recipients */
};

struct truth {
    const char *protocol; /* NULL: no mail */
    bool attempt;         /* a connection to a mail port that came to nothing */
    const char *tls;
    const char *ending; /* NULL: more than one is right */
    struct true_transaction transactions[TRUTH_TRANSACTIONS];
    size_t transaction_count;
    size_t sealed; /* octets from here on are under TLS; SIZE_MAX: none */
};

void truth_begin(struct truth *truth);

/* The next transaction; its verdict is to be set, or follows from its recipients. */
struct true_transaction *truth_transaction(struct truth *truth, const char *kind, unsigned number);
struct true_recipient *truth_recipient(struct true_transaction *transaction, enum verdict verdict);

/* The transaction's message is this letter, sent by DATA, BDAT or RETR. */
void truth_message(struct true_transaction *transaction, const char *via,
                   const struct letter *letter);
void truth_chunk(struct true_transaction *transaction, struct span wire);

/* Octets whose loss leaves everything certain but the message they belong to: the inside of content
 * and what is sealed. At its end, an octet more or less makes another end. */
bool truth_is_inside(const struct truth *truth, size_t octet);

#endif
