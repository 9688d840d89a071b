/* account.h: the line that tells what a connection held, once it is over. JSON, with the keys of
 * heloise.session/1:
 *
 *     {"session":{…},"exact":true}                what every reader must find
 *     {"session":{…},"exact":false,"whole":[…]}   octets are missing that decide
 *     {"attempt":{…}}                             a connection to a mail port that came to nothing
 *
 * Of an inexact session only its ends are certain, and its protocol, if its first lines were
 * captured; "whole" has the digests of the messages that may be called complete. */
#ifndef HELOISE_BENCH_ACCOUNT_H
#define HELOISE_BENCH_ACCOUNT_H

#include "connection.h"
#include "tap.h"

/* Nothing is written of a connection that has nothing to do with mail. */
void account_print(FILE *file, const struct connection *connection, const struct view *view);

#endif
