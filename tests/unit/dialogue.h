/* dialogue.h: what a session makes of a small dialogue, for unit tests of any protocol.
 *
 * A dialogue is text, one statement a line:
 *
 *     C: EHLO a              a line of the client; CRLF is added
 *     S: 250 ok              a line of the server
 *     c: octets\r\n          octets as they are, nothing added
 *     s: octets
 *     hex S 16030300…        octets of the server in hexadecimal
 *     # a note
 *     wait 12                twelve seconds pass
 *     repeat 100 C: line     the statement a hundred times
 *     gap S 100              100 octets of the server are missing (0: how many is unknown)
 *     end C fin              the client sends nothing more: fin, reset, timeout
 *     notice C zero-window   the carrier saw that of what the client sent; a number may follow:
 *                            octets sent again, or the MTU of the next link
 *     back 5                 the clock goes back by five seconds
 *     secure TLSv1.3         TLS begins, and is taken off by the carrier (which version: may be
 *                            left out)
 *     secure TLSv1.3 HOST FAULT WORDS
 *                            the same, verified for this host; what is wrong with the certificate
 *                            (tls_fault_name()), and a verifier's words for it, may be left out
 *
 * with the escapes \r \n \t \0 \\ and \xHH. What the session says of it comes back as text, one
 * event a line; whatever is as usual (CRLF, allowed, complete) is not mentioned. */
#ifndef HELOISE_TESTS_DIALOGUE_H
#define HELOISE_TESTS_DIALOGUE_H

#include "session/session.h"

struct dialogue {
    const struct protocol *protocol;         /* the last word; NULL: recognised among `protocols` */
    const struct protocol *const *protocols; /* NULL-terminated; NULL: `protocol` alone */
    const struct layer *const *layers;       /* NULL-terminated; NULL: none */
    const struct protocol *hint;             /* what the port suggests */
    bool hint_sealed;                        /* and that it is spoken under TLS */
    struct endpoint ends[2];                 /* by enum side; zeroed: not told */
    struct moment start;                     /* when it begins; zeroed: in 1970 */
    bool connected;                          /* the handshake of TCP was captured, at the start */
    struct key_ring *keys;                   /* NULL: nothing is decrypted */
    bool details;                            /* layers tell what takes time to find out */
    bool midstream;
    bool states; /* tell the state of each event as well */
    bool facts;  /* tell the content_facts of each message as well */
};

/* How a statement's octets are cut: whole (what one side says in a row is one piece), octet by
 * octet, or pieces at random from this number on. */
enum { CUT_WHOLE, CUT_OCTETS, CUT_RANDOM };

/* Plays the dialogue to `sink`, and ends the session if the dialogue did not. The session is the
 * caller's to free; the protocols and layers that it was given are gone. */
struct session *dialogue_play(const struct dialogue *dialogue, const char *text, unsigned cut,
                              const struct sink *sink);

/* The events as text, to be freed by the caller. The last line is "not recognised" where the
 * session turned out to be nothing. */
char *dialogue_events(const struct dialogue *dialogue, const char *text, unsigned cut);

/* Fails the test unless the events are `expected`, in any cut. */
#define assert_dialogue(dialogue, text, expected)                                                  \
    dialogue_check(dialogue, text, expected, __FILE__, __LINE__)
void dialogue_check(const struct dialogue *dialogue, const char *text, const char *expected,
                    const char *file, int line);

#endif
