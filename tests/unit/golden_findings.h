/* golden_findings.h: dialogues in files, tests/golden/findings/ID.fires and the like, and what is
 * found in them.
 *
 * A dialogue is as dialogue.h has it, after lines that say what the session is:
 *
 *     % protocol pop3            smtp unless told
 *     % client 192.0.2.10:40000  the ends
 *     % server 192.0.2.25:25
 *     % connected                the handshake of TCP was captured
 *     % sealed                   the port is one of TLS from the first octet
 *     % tls                      octets of TLS are read
 *     % key LABEL RANDOM SECRET  a line of a key log, by which they are decrypted
 *     % time 1780272000          when it begins, in seconds since 1970, or
 *     % clock 10:16:00           when it begins, on Tue, 24 Nov 2026, UTC; hours may be over 23
 *     % at 4                     the number of the event that a finding is to hang on
 *
 * `% session` begins the next one, which has the protocol and the ends of the one before until it
 * says otherwise; sessions are judged together, in this order. `% until 18:00:00`, anywhere: the
 * source goes on until then. */
#ifndef HELOISE_TESTS_GOLDEN_FINDINGS_H
#define HELOISE_TESTS_GOLDEN_FINDINGS_H

#include "diagnose/finding.h"
#include "dialogue.h"

enum { GOLDEN_SESSIONS = 8 };

struct golden_session {
    struct dialogue dialogue;
    char *said; /* what follows the % lines */
    bool has_event;
    uint64_t event;
};

/* A dialogue's file. */
struct golden {
    struct golden_session sessions[GOLDEN_SESSIONS];
    size_t count;
    struct moment until;
    bool all_ears; /* rules are asked whatever an event shows: struct diagnosis_options */
    char *text;
};

/* False when there is no such file. */
bool golden_read(const char *name, struct golden *golden);

/* What is found in each session, in `arena`. */
struct golden_found {
    struct finding_list sessions[GOLDEN_SESSIONS];
};

/* Plays the dialogue and judges it by all rules. */
void golden_diagnose(const struct golden *golden, unsigned cut, struct arena *arena,
                     struct golden_found *found);

void golden_free(struct golden *golden);

#endif
