/* tcp_script.h: a TCP connection as a test writes it, and what the assembler tells of it as text.
 *
 * Sequence numbers count from each side's SYN, which is 0; the first octet is 1. Every segment is a
 * packet of its own, a millisecond after the one before. The log has a word for each call:
 *
 *     open  open?            sides known, sides guessed
 *     open-midstream?        no SYN was seen
 *     C:EHLO  S:250          octets of client and server; several calls in a row are joined
 *     C-100                  a gap of 100 octets
 *     C!syn !accepted !again !zero !open !probe !alive !overlap !rst !icmp
 *     C.fin  C.reset  C.open  C.timeout  close */
#ifndef HELOISE_TESTS_TCP_SCRIPT_H
#define HELOISE_TESTS_TCP_SCRIPT_H

#include "capture/tcp.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define C SIDE_CLIENT
#define S SIDE_SERVER

/* Flags of the usual segment. */
#define DATA (TCP_ACK | TCP_PSH)

struct tcp_script {
    struct tcp_options options;
    struct tcp_sink sink;
    struct tcp *tcp;
    uint32_t first[2];       /* initial sequence numbers */
    struct endpoint ends[2]; /* whose packets C and S send */
    struct moment at;        /* of the next packet */
    uint64_t packet;         /* number of the last one */
    uint16_t window;         /* that the next packets advertise */
    uint32_t cut;            /* octets of the next packet past the snap length */
    const char *unwanted;    /* octets at which the sink wants no more of a flow */
    struct place place;      /* of the octets that were handed over last */
    struct moment moment;    /* of the call that told octets or a gap last */
    duration waited;         /* of the notice that was told last */
    struct flow_info info;   /* of the flow that was opened last */
    uint64_t packets;        /* that packet() told */
    uint64_t last_packet;    /* number of the last of them */
    struct flow_tally tally; /* of the flow that was closed last */
    char last_kind[4];
    char log[1 << 17];
};

/* A script with initial numbers 1000 and 5000, client port 40000 and server port 25. */
struct tcp_script *script_new(void);
void script_free(struct tcp_script *script);

/* One segment of `side`; numbers count from the sides' SYN. Its file offset is 1000 times its
 * packet number. */
void script_send(struct tcp_script *script, enum side side, uint32_t sequence,
                 uint32_t acknowledgment, unsigned flags, const char *payload);

/* The same with payload of any octets. */
void script_send_octets(struct tcp_script *script, enum side side, uint32_t sequence,
                        uint32_t acknowledgment, unsigned flags, struct slice payload);

/* SYN, SYN-ACK, ACK. */
void script_handshake(struct tcp_script *script);

/* Pure acknowledgments of the server that tell nothing new. */
void script_idle(struct tcp_script *script, unsigned count, uint32_t sequence,
                 uint32_t acknowledgment);

/* Ends the capture. */
void script_finish(struct tcp_script *script);

/* Checks what was told since the last call of it. */
#define script_expect(script, text)                                                                \
    do {                                                                                           \
        assert_string_equal((script)->log, text);                                                  \
        script_forget(script);                                                                     \
    } while (0)

void script_forget(struct tcp_script *script);

#endif
