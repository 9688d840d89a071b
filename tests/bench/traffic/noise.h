/* noise.h: connections that are no mail. */
#ifndef HELOISE_BENCH_NOISE_H
#define HELOISE_BENCH_NOISE_H

#include "profile.h"

void render_http(struct dialogue *dialogue, const struct subject *subject);

/* Octets that mean nothing, from both sides. */
void render_random(struct dialogue *dialogue, const struct subject *subject);

/* A question for an MX record and its answer (RFC 1035). */
void render_dns(struct dialogue *dialogue, const struct subject *subject);

/* Nobody says a word: an attempt. */
void render_nothing(struct dialogue *dialogue, const struct subject *subject);

#endif
