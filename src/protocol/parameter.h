/* parameter.h: NAME=VALUE words, as MAIL, RCPT, XCLIENT and XFORWARD have them (RFC 5321 4.1.2). */
#ifndef HELOISE_PROTOCOL_PARAMETER_H
#define HELOISE_PROTOCOL_PARAMETER_H

#include "session/event.h"

/* Parameters of one command that are kept; more are dropped. */
enum { MOST_PARAMETERS = 64 };

/* Reads words into `parameters`; returns how many. Slices point into `text`. */
size_t parameters_parse(struct slice text, struct parameter parameters[MOST_PARAMETERS]);

#endif
