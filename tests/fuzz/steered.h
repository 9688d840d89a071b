/* steered.h: a dialogue that the octets of a fuzzer's input steer, told to a session.
 *
 * The first octet tells how the session begins:
 *
 *     bits 0 and 1   0: the protocol is given; 1: the port suggests it; 2: it suggests another one;
 *                    3: it suggests nothing
 *     bit 2          the beginning was not captured
 *     bit 3          no SYN told who is the client
 *     bit 4          the second of the target's protocols, instead of the first
 *
 * Of those that follow, control octets steer and all others are said:
 *
 *     \x01, \x02     the client, the server speaks from here on; a new packet
 *     \x03 N, \x04 N N octets of the client, the server are missing (0: nobody knows how many)
 *     \x05, \x06     the client, the server says no more
 *     \x07           the connection is reset
 *     \x08           TLS begins, and is taken off by the carrier
 *     \x0b N         the carrier saw something of kind N
 *     \x10 OCTET     this octet is said, whatever it is
 */
#ifndef HELOISE_TESTS_STEERED_H
#define HELOISE_TESTS_STEERED_H

#include "session/session.h"

/* Plays the input twice, as it is cut there and octet by octet, to a session of one of the two
 * protocols. Ends the program when a listener is told what it should never be, or when the cut
 * makes a difference. */
void steered_try(const struct protocol *const protocols[2], struct slice input);

#endif
