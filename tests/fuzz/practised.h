/* practised.h: anything at all, said to the practice server; no sockets.
 *
 *     octet 0  the scenario: a number of those that come with the program; past them: none
 *     octet 1  octets that are offered at a time; 0: all
 *     the rest what the client says
 *
 * What is said on both sides goes through a live session, as in the server. */
#ifndef HELOISE_TESTS_PRACTISED_H
#define HELOISE_TESTS_PRACTISED_H

#include "practice/house.h"

void practised_try(enum service service, struct slice input);

#endif
