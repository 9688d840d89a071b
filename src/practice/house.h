/* house.h: what all conversations of a practice server share. */
#ifndef HELOISE_PRACTICE_HOUSE_H
#define HELOISE_PRACTICE_HOUSE_H

#include "net/mechanism.h"
#include "practice/accounts.h"
#include "practice/scenario.h"
#include "practice/store.h"

/* Octets that messages on their way in may take, all together. */
#define RECEIVING_MOST (UINT64_C(512) * 1024 * 1024)

struct house {
    struct accounts accounts;
    struct store *store;
    struct scenario *scenario;
    struct mechanism_library *mechanisms; /* NULL: only those that are ours */
    const char *host;                     /* the server's name */
    uint64_t size_most;                   /* octets of a message */
    bool tls;                             /* there is a certificate */
    uint64_t receiving;                   /* octets of messages that are on their way in */
};

/* What the practice server speaks. */
enum service { SERVICE_SMTP, SERVICE_SUBMISSION, SERVICE_LMTP, SERVICE_POP3 };

#endif
