/* generate: writes a capture of mail traffic, the same for the same arguments, and a file that
 * tells what it truly holds, one connection a line (account.h) and the whole in the last:
 *
 *     {"capture":{"packets":588734,"flows":19360,"octets":151000012}}
 *
 * The profiles: small, mails of 1 to 8 KB over SMTP, one session in ten POP3; mixed, mails of up to
 * 512 KB over all that carries mail, TLS, and a sixth that is not mail; rough, the same with small
 * mails and everything that can happen to packets. */
#include "account.h"

struct ongoing {
    struct connection connection;
    struct view view;
};

struct world {
    const struct settings *settings;
    struct random random;
    struct tap tap;
    FILE *truth;
    uint32_t serial;
    uint64_t flows; /* of TCP */
};

static void start(struct world *world, struct ongoing *ongoing) {
    struct connection *connection = &ongoing->connection;
    connection_begin(connection, world->serial++, world->settings, &world->random);
    view_begin(&ongoing->view, connection->dialogue.said.size);
    world->flows += !connection->path.udp;
}

/* Lets the next packet travel; false when there is none. */
static bool step(struct world *world, struct ongoing *ongoing) {
    struct connection *connection = &ongoing->connection;
    const struct growing *said = &connection->dialogue.said;
    struct packet packet;
    if (connection_next(connection, world->settings, &world->random, &packet)) {
        tap_take(&world->tap, &ongoing->view, &connection->path, &packet, said);
        return true;
    }
    tap_end(&world->tap, &ongoing->view, &connection->path, said);
    account_print(world->truth, connection, &ongoing->view);
    return false;
}

static void clear(struct ongoing *ongoing) {
    dialogue_free(&ongoing->connection.dialogue);
    view_free(&ongoing->view);
}

/* Steps connections by chance until the file is full enough, then lets those that are open come to
 * their end. */
static void run(struct world *world, struct ongoing *ongoing, size_t open) {
    for (size_t i = 0; i < open; i++)
        start(world, &ongoing[i]);
    while (open > 0) {
        struct ongoing *one = &ongoing[random_between(&world->random, 0, (uint32_t)open - 1)];
        if (step(world, one))
            continue;
        if (world->tap.octets < world->settings->size) {
            start(world, one);
            continue;
        }
        clear(one);
        *one = ongoing[--open];
    }
}

static FILE *open_file(const char *name) {
    FILE *file = fopen(name, "wb");
    if (file == NULL) {
        perror(name);
        exit(73);
    }
    setvbuf(file, NULL, _IOFBF, 1 << 18);
    return file;
}

static void close_file(FILE *file, const char *name) {
    bool failed = ferror(file) != 0;
    if (fclose(file) == 0 && !failed)
        return;
    fprintf(stderr, "%s: could not be written\n", name);
    exit(74);
}

int main(int argc, char **argv) {
    struct settings settings;
    if (!settings_read(&settings, argc, argv))
        return 64;
    struct world world = {.settings = &settings, .random = {settings.seed}};
    world.tap = (struct tap){.file = open_file(settings.capture),
                             .settings = &settings,
                             .random = &world.random,
                             .now = 1793613600000000}; /* 2 November 2026, 10:00 UTC */
    world.truth = open_file(settings.truth);
    struct ongoing *ongoing = calloc(settings.at_once, sizeof *ongoing);
    if (ongoing == NULL)
        return 71;
    packet_begin_file(world.tap.file);
    run(&world, ongoing, settings.at_once);
    free(ongoing);
    fprintf(world.truth, "{\"capture\":{\"packets\":%llu,\"flows\":%llu,\"octets\":%llu}}\n",
            (unsigned long long)world.tap.packets, (unsigned long long)world.flows,
            (unsigned long long)world.tap.octets);
    close_file(world.tap.file, settings.capture);
    close_file(world.truth, settings.truth);
    return 0;
}
