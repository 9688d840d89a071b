#include "profile.h"

#include "mail.h"
#include "noise.h"
#include "sealed.h"

#define TOPIC(name, port, protocol, course, small, mixed, rough, render, variant)                  \
    {port, protocol, course, {small, mixed, rough}, render, variant},
const struct topic topics[TOPICS] = {
#include "topics.def"
};
#undef TOPIC

#define RATE(name, option, small, mixed, rough, meaning) {option, meaning, {small, mixed, rough}},
const struct rate rates[RATES] = {
#include "rates.def"
};
#undef RATE

const struct profile profiles[PROFILES] = {
    [PROFILE_small] = {"small", 1024, 8192},
    [PROFILE_mixed] = {"mixed", 1024, 524288},
    [PROFILE_rough] = {"rough", 64, 65536},
};

const struct topic *topic_choose(enum profile_name profile, struct random *random) {
    unsigned all = 0;
    for (size_t i = 0; i < TOPICS; i++)
        all += topics[i].weight[profile];
    unsigned dice = random_between(random, 1, all);
    const struct topic *topic = topics;
    while (dice > topic->weight[profile])
        dice -= topic++->weight[profile];
    return topic;
}
