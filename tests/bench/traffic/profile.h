/* profile.h: kinds of traffic, as tables: topics.def has what the connections are about, rates.def
 * how often things go wrong. */
#ifndef HELOISE_BENCH_PROFILE_H
#define HELOISE_BENCH_PROFILE_H

#include "dialogue.h"

enum profile_name { PROFILE_small, PROFILE_mixed, PROFILE_rough, PROFILES };

#define TOPIC(name, ...) TOPIC_##name,
enum topic_name {
#include "topics.def"
    TOPICS
};
#undef TOPIC

#define RATE(name, ...) RATE_##name,
enum rate_name {
#include "rates.def"
    RATES
};
#undef RATE

/* What a dialogue is made of. */
struct subject {
    int variant;                /* of the topic, known to whom it belongs */
    uint32_t smallest, largest; /* content of a message, octets */
    uint32_t refusal;           /* millionths */
    struct random *random;
};

struct topic {
    uint16_t port;
    const char *protocol; /* NULL: no mail */
    enum course course;
    unsigned weight[PROFILES];
    void (*render)(struct dialogue *dialogue, const struct subject *subject);
    int variant;
};

struct profile {
    const char *name;
    uint32_t smallest, largest;
};

struct rate {
    const char *option, *meaning;
    double percent[PROFILES];
};

extern const struct topic topics[TOPICS];
extern const struct profile profiles[PROFILES];
extern const struct rate rates[RATES];

/* A topic by the weights of the profile. */
const struct topic *topic_choose(enum profile_name profile, struct random *random);

#endif
