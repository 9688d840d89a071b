/* capture_mutant.h: what taps and networks do to a list of packets. Seeded. */
#ifndef HELOISE_TESTS_CAPTURE_MUTANT_H
#define HELOISE_TESTS_CAPTURE_MUTANT_H

#include "tests/property/capture_library.h"
#include "tests/property/tcp_simulation.h"

/* Captured 10 ms one after the other, whatever the capture says: a window of packets lasts far less
 * than the second after which an octet is given up. */
void packets_space(struct packet_list *list);

/* Exchanges packets within windows of so many packets, which are no longer than half a second. A
 * SYN that uses the ports of another connection again stays between the packets of both: they are
 * not under way at once. */
void packets_shuffle(struct packet_list *list, struct dice *dice, size_t window);

/* Captures so many of a hundred packets twice, the second time up to 8 packets later, but before
 * such a SYN. */
void packets_double(struct packet_list *list, struct dice *dice, uint32_t percent);

/* Loses so many of a thousand packets, one at least. */
void packets_drop(struct packet_list *list, struct dice *dice, uint32_t permille);

/* Loses `count` packets in a row from a random one on. */
void packets_drop_run(struct packet_list *list, struct dice *dice, size_t count);

/* Loses all packets that follow a random one, or that come before it. */
void packets_cut(struct packet_list *list, struct dice *dice, bool front);

#endif
