#include "connection.h"

enum { SEGMENT = 1448, REACH = 5 * SEGMENT };

/* The packets without octets at the beginning and at the end of each course. */
struct bare {
    int side;
    unsigned flags; /* 0: no more */
};

struct frame {
    struct bare before[4], after[4];
};

#define HANDSHAKE                                                                                  \
    {                                                                                              \
        {CLIENT, TCP_SYN}, {SERVER, TCP_SYN | TCP_ACK}, {                                          \
            CLIENT, TCP_ACK                                                                        \
        }                                                                                          \
    }
#define FAREWELL                                                                                   \
    {                                                                                              \
        {CLIENT, TCP_FIN | TCP_ACK}, {SERVER, TCP_FIN | TCP_ACK}, {                                \
            CLIENT, TCP_ACK                                                                        \
        }                                                                                          \
    }

static const struct frame frames[] = {
    [COURSE_CONVERSATION] = {HANDSHAKE, FAREWELL},
    [COURSE_CUT_OFF] = {HANDSHAKE, {{CLIENT, TCP_RST | TCP_ACK}}},
    [COURSE_UNANSWERED] = {{{CLIENT, TCP_SYN}, {CLIENT, TCP_SYN}, {CLIENT, TCP_SYN}}, {{0}}},
    [COURSE_REFUSED] = {{{CLIENT, TCP_SYN}, {SERVER, TCP_RST | TCP_ACK}}, {{0}}},
    [COURSE_SILENT] = {HANDSHAKE, FAREWELL},
    [COURSE_DATAGRAMS] = {{{0}}, {{0}}},
};

/* ---- the beginning ---- */

/* Addresses that are set aside for this: RFC 2544 and 5737, RFC 3849. Each connection has a client
 * of its own. */
static void choose_path(struct path *path, uint32_t serial, const struct settings *settings,
                        struct random *random) {
    enum { CLIENTS = 1 << 17, PORTS = 39989 };
    static const uint8_t ipv4[2][4] = {{198, 18}, {192, 0, 2, 25}};
    static const uint8_t ipv6[2][16] = {{0x20, 1, 0xd, 0xb8, 1}, {0x20, 1, 0xd, 0xb8, [15] = 0x25}};
    *path = (struct path){.ipv6 = random_chance(random, settings->rates[RATE_ipv6])};
    if (random_chance(random, settings->rates[RATE_vlan]))
        path->vlan = (uint16_t)random_between(random, 2, 4000);
    size_t size = path->ipv6 ? sizeof *ipv6 : sizeof *ipv4;
    for (int side = CLIENT; side <= SERVER; side++)
        memcpy(path->address[side], path->ipv6 ? ipv6[side] : ipv4[side], size);
    uint8_t *client = path->address[CLIENT] + size;
    client[-1] = (uint8_t)serial;
    client[-2] = (uint8_t)(serial >> 8);
    client[-3] = (uint8_t)(client[-3] | (serial % CLIENTS) >> 16);
    path->port[CLIENT] = (uint16_t)(20000 + serial % PORTS);
}

void connection_begin(struct connection *connection, uint32_t serial,
                      const struct settings *settings, struct random *random) {
    struct dialogue dialogue = connection->dialogue;
    const struct profile *profile = &profiles[settings->profile];
    const struct topic *topic = topic_choose(settings->profile, random);
    struct subject subject = {topic->variant, profile->smallest, profile->largest,
                              settings->rates[RATE_refusal], random};
    dialogue_begin(&dialogue, topic->course);
    dialogue.truth.protocol = topic->protocol;
    topic->render(&dialogue, &subject);
    *connection = (struct connection){.dialogue = dialogue};
    choose_path(&connection->path, serial, settings, random);
    connection->path.port[SERVER] = topic->port;
    connection->path.udp = topic->course == COURSE_DATAGRAMS;
    for (int side = CLIENT; side <= SERVER; side++)
        connection->first[side] = (uint32_t)random_next(random);
}

/* ---- segments ---- */

/* The number of the octet that a side would send next. */
static uint32_t next_number(const struct connection *connection, int side) {
    return connection->first[side] + 1 + (uint32_t)connection->sent[side] +
           connection->finished[side];
}

static struct packet make_packet(const struct connection *connection, int side, unsigned flags) {
    struct packet packet = {.side = side, .flags = flags};
    packet.sequence = next_number(connection, side);
    if (flags & TCP_SYN)
        packet.sequence = connection->first[side];
    if (flags & TCP_ACK)
        packet.acknowledgment = next_number(connection, !side);
    return packet;
}

static void add_extra(struct connection *connection, struct packet packet) {
    connection->extras[connection->extra_count++] = packet;
}

static struct packet take_extra(struct connection *connection) {
    struct packet packet = connection->extras[0];
    connection->extra_count--;
    memmove(connection->extras, connection->extras + 1,
            connection->extra_count * sizeof(struct packet));
    return packet;
}

/* Sends octets of the turn again: the last segment, or any piece of the last few. A reader that
 * does not know what comes waits for some thirty packets before it takes octets for lost, and so
 * none comes later than that. */
static void send_again(struct connection *connection, const struct packet *last,
                       struct random *random) {
    struct packet again = *last;
    if (random_between(random, 0, 1)) {
        const struct turn *turn = &connection->dialogue.turns[connection->turn];
        uint32_t sent = (uint32_t)connection->turn_sent;
        uint32_t start = random_between(random, sent > REACH ? sent - REACH : 0, sent - 1);
        uint32_t most = sent - start < SEGMENT ? sent - start : SEGMENT;
        again.size = random_between(random, 1, most);
        again.payload = connection->dialogue.said.octets + turn->start + start;
        again.sequence += (uint32_t)last->size - (sent - start);
        again.flags = TCP_ACK;
    }
    add_extra(connection, again);
}

/* Asks whether the other side is there (RFC 9293 3.8.4) by the last octet of a turn, which it has,
 * or by none, and hears that it is. Some send a zero in its place; where the true octet was not
 * captured before, no reader can tell that from what was said. */
static void keep_alive(struct connection *connection, int side, const uint8_t *last,
                       struct random *random) {
    struct packet probe = make_packet(connection, side, TCP_ACK);
    probe.sequence--;
    probe.payload = last;
    probe.size = random_between(random, 0, 1);
    add_extra(connection, probe);
    add_extra(connection, make_packet(connection, !side, TCP_ACK));
}

/* ---- turns ---- */

static void end_turn(struct connection *connection, const struct settings *settings,
                     struct random *random) {
    int side = connection->dialogue.turns[connection->turn].side;
    size_t end = turn_end(&connection->dialogue, connection->turn);
    connection->turn++;
    connection->turn_sent = 0;
    connection->unacknowledged = 0;
    if (!connection->path.udp && random_chance(random, settings->rates[RATE_keep_alive]))
        keep_alive(connection, side, connection->dialogue.said.octets + end - 1, random);
}

/* Which segments get an acknowledgement of their own, as between real programs over a LAN: every
 * second one, and the last of a turn where the answer takes a while: greeting, EHLO, message
 * content. Others go with the answer. */
static bool wants_acknowledgement(const struct connection *connection, size_t turn_size,
                                  bool last) {
    if (connection->path.udp)
        return false;
    return last ? connection->turn < 2 || turn_size > SEGMENT : connection->unacknowledged == 2;
}

/* The next segment of the turn, or an acknowledgement. */
static struct packet step_turn(struct connection *connection, const struct settings *settings,
                               struct random *random) {
    const struct turn *turn = &connection->dialogue.turns[connection->turn];
    size_t turn_size = turn_end(&connection->dialogue, connection->turn) - turn->start;
    size_t left = turn_size - connection->turn_sent;
    if (connection->must_acknowledge) {
        connection->must_acknowledge = false;
        connection->unacknowledged = 0;
        struct packet packet = make_packet(connection, !turn->side, TCP_ACK);
        if (left == 0)
            end_turn(connection, settings, random);
        return packet;
    }
    size_t size = left < SEGMENT ? left : SEGMENT;
    bool last = size == left;
    struct packet packet = make_packet(connection, turn->side, last ? TCP_ACK | TCP_PSH : TCP_ACK);
    packet.payload = connection->dialogue.said.octets + turn->start + connection->turn_sent;
    packet.size = size;
    connection->sent[turn->side] += size;
    connection->turn_sent += size;
    connection->unacknowledged++;
    if (!connection->path.udp && random_chance(random, settings->rates[RATE_again]))
        send_again(connection, &packet, random);
    connection->must_acknowledge = wants_acknowledgement(connection, turn_size, last);
    if (last && !connection->must_acknowledge)
        end_turn(connection, settings, random);
    return packet;
}

/* ---- the course ---- */

/* The next packet without octets of a part of the course; false when the part is over. */
static bool step_bare(struct connection *connection, const struct bare bare[4], size_t done,
                      struct packet *packet) {
    if (done == 4 || bare[done].flags == 0)
        return false;
    *packet = make_packet(connection, bare[done].side, bare[done].flags);
    connection->finished[bare[done].side] |= (bare[done].flags & TCP_FIN) != 0;
    connection->step++;
    return true;
}

static size_t count_bare(const struct bare bare[4]) {
    size_t count = 0;
    while (count < 4 && bare[count].flags)
        count++;
    return count;
}

bool connection_next(struct connection *connection, const struct settings *settings,
                     struct random *random, struct packet *packet) {
    const struct frame *frame = &frames[connection->dialogue.course];
    size_t before = count_bare(frame->before);
    if (connection->extra_count > 0) {
        *packet = take_extra(connection);
        return true;
    }
    if (connection->step < before)
        return step_bare(connection, frame->before, connection->step, packet);
    if (connection->turn < connection->dialogue.turn_count) {
        *packet = step_turn(connection, settings, random);
        return true;
    }
    return step_bare(connection, frame->after, connection->step - before, packet);
}
