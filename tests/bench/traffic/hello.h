/* hello.h: the two messages of TLS 1.3 that travel in the clear (RFC 8446 4.1), each in a record of
 * its own. */
#ifndef HELOISE_BENCH_HELLO_H
#define HELOISE_BENCH_HELLO_H

#include "growing.h"
#include "random.h"

void hello_of_client(struct growing *to, struct random *random);
void hello_of_server(struct growing *to, struct random *random);

#endif
