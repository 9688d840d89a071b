/* generate: writes a capture of mail traffic, the same for the same arguments.
 *
 *   generate FILE MEGABYTES [small|mixed] [SEED]
 *
 * small: mails of 1 to 8 KB over SMTP, one session in ten POP3. mixed: mails of 1 KB to 2 MB, and
 * as much again that is not mail. Some 200 connections run at any time. What the capture holds is
 * printed as JSON. */
#include "connection.h"

#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 200 };

struct profile {
    const char *name;
    uint32_t smallest, largest; /* content of a message, octets */
    unsigned pop3, noise;       /* connections of a hundred */
};

struct totals {
    uint64_t packets, octets, sessions, messages, message_octets;
    uint32_t connections;
};

static const struct profile profiles[] = {
    {"small", 1024, 8192, 10, 0},
    {"mixed", 1024, 524288, 15, 25},
};

static enum topic choose_topic(const struct profile *profile, struct random *random) {
    unsigned dice = random_between(random, 0, 99);
    if (dice < profile->noise)
        return TOPIC_NOISE;
    return dice < profile->noise + profile->pop3 ? TOPIC_POP3 : TOPIC_SMTP;
}

static bool start_connection(struct connection *connection, const struct profile *profile,
                             struct totals *totals, struct random *random) {
    enum topic topic = choose_topic(profile, random);
    if (!dialogue_render(&connection->dialogue, topic, profile->smallest, profile->largest, random))
        return false;
    connection_open(connection, totals->connections++, random);
    totals->sessions += topic != TOPIC_NOISE;
    totals->messages += connection->dialogue.messages;
    totals->message_octets += connection->dialogue.message_octets;
    return true;
}

/* Steps connections by chance until the file is full enough, then lets those that are open come to
 * their end. */
static bool generate(const struct profile *profile, uint64_t wanted, struct random *random,
                     struct totals *totals, FILE *file) {
    struct connection connections[AT_ONCE] = {0};
    uint64_t now = 1793613600000000; /* 2 November 2026, 10:00 UTC */
    size_t open = 0;
    while (open < AT_ONCE)
        if (!start_connection(&connections[open++], profile, totals, random))
            return false;
    while (open > 0 && !ferror(file)) {
        size_t which = random_between(random, 0, (uint32_t)open - 1);
        now += random_between(random, 1, 60);
        size_t written = connection_step(&connections[which], now, file);
        totals->octets += written;
        totals->packets += written > 0;
        if (written > 0)
            continue;
        if (totals->octets < wanted) {
            if (!start_connection(&connections[which], profile, totals, random))
                return false;
            continue;
        }
        dialogue_clear(&connections[which].dialogue);
        connections[which] = connections[--open];
        connections[open] = (struct connection){0};
    }
    return !ferror(file);
}

static const struct profile *find_profile(const char *name) {
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++)
        if (strcmp(profiles[i].name, name) == 0)
            return &profiles[i];
    return NULL;
}

int main(int argc, char **argv) {
    const struct profile *profile = find_profile(argc > 3 ? argv[3] : "small");
    if (argc < 3 || argc > 5 || profile == NULL) {
        fprintf(stderr, "usage: generate FILE MEGABYTES [small|mixed] [SEED]\n");
        return 64;
    }
    FILE *file = fopen(argv[1], "wb");
    if (file == NULL) {
        perror(argv[1]);
        return 73;
    }
    struct random random = {argc > 4 ? strtoull(argv[4], NULL, 10) : 1};
    struct totals totals = {0};
    uint64_t wanted = strtoull(argv[2], NULL, 10) * 1000000;
    bool done = capture_begin(file) && generate(profile, wanted, &random, &totals, file);
    if (fclose(file) != 0 || !done) {
        fprintf(stderr, "%s: could not be written\n", argv[1]);
        return 74;
    }
    printf("{\"packets\":%llu,\"sessions\":%llu,\"messages\":%llu,\"message_octets\":%llu,"
           "\"connections\":%u}\n",
           (unsigned long long)totals.packets, (unsigned long long)totals.sessions,
           (unsigned long long)totals.messages, (unsigned long long)totals.message_octets,
           totals.connections);
    return 0;
}
