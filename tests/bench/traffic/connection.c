#include "connection.h"

#include <arpa/inet.h>
#include <string.h>

enum { SEGMENT = 1448, ETHERNET = 14, IP = 20, TCP = 32, HEADERS = ETHERNET + IP + TCP };
enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };
enum { SEND_SYN, SEND_SYN_ACK, SEND_ACK, TALK, CLIENT_FIN, SERVER_FIN, LAST_ACK, OVER };

struct record_header {
    uint32_t seconds, microseconds, captured, size;
};

static void put16(uint8_t *to, uint32_t value) {
    uint16_t wire = htons((uint16_t)value);
    memcpy(to, &wire, sizeof wire);
}

static void put32(uint8_t *to, uint32_t value) {
    uint32_t wire = htonl(value);
    memcpy(to, &wire, sizeof wire);
}

/* The Internet checksum's sum (RFC 1071), not yet folded; size is even but for the last part. */
static uint64_t sum_words(const uint8_t *octets, size_t size, uint64_t sum) {
    for (; size > 1; octets += 2, size -= 2)
        sum += (uint32_t)octets[0] << 8 | octets[1];
    return size ? sum + ((uint32_t)octets[0] << 8) : sum;
}

static uint32_t fold(uint64_t sum) {
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint32_t)~sum & 0xffff;
}

static void render_ip(uint8_t *ip, const struct connection *connection, int side, size_t payload) {
    put16(ip, 0x4500);
    put16(ip + 2, (uint32_t)(IP + TCP + payload));
    put32(ip + 4, 0x00004000); /* don't fragment */
    put32(ip + 8, 0x40060000); /* 64 hops, TCP, checksum to come */
    put32(ip + 12, connection->address[side]);
    put32(ip + 16, connection->address[!side]);
    put16(ip + 10, fold(sum_words(ip, IP, 0)));
}

static void render_tcp(uint8_t *tcp, const struct connection *connection, int side, int flags,
                       uint64_t now, const uint8_t *payload, size_t size) {
    put16(tcp, connection->port[side]);
    put16(tcp + 2, connection->port[!side]);
    put32(tcp + 4, connection->sequence[side]);
    put32(tcp + 8, flags & ACK ? connection->sequence[!side] : 0);
    put32(tcp + 12, 0x80000000u | (uint32_t)flags << 16 | 64240);
    put32(tcp + 16, 0);
    put32(tcp + 20, 0x0101080a); /* two fillers, then the time stamp option (RFC 7323) */
    put32(tcp + 24, (uint32_t)(now / 1000));
    put32(tcp + 28, (uint32_t)(now / 1000));
    uint64_t sum = sum_words(tcp - 8, 8, 6 + TCP + size); /* the addresses stand just before */
    sum = sum_words(tcp, TCP, sum);
    put16(tcp + 16, fold(sum_words(payload, size, sum)));
}

static size_t put_packet(struct connection *connection, int side, int flags, uint64_t now,
                         const uint8_t *payload, size_t size, FILE *file) {
    struct record_header record = {(uint32_t)(now / 1000000), (uint32_t)(now % 1000000),
                                   (uint32_t)(HEADERS + size), (uint32_t)(HEADERS + size)};
    uint8_t headers[HEADERS] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0};
    render_ip(headers + ETHERNET, connection, side, size);
    render_tcp(headers + ETHERNET + IP, connection, side, flags, now, payload, size);
    fwrite(&record, sizeof record, 1, file);
    fwrite(headers, sizeof headers, 1, file);
    if (size > 0)
        fwrite(payload, 1, size, file);
    connection->sequence[side] += (uint32_t)size + (flags & (SYN | FIN) ? 1 : 0);
    return sizeof record + sizeof headers + size;
}

bool capture_begin(FILE *file) {
    const struct {
        uint32_t magic;
        uint16_t major, minor;
        uint32_t zone, accuracy, snap_length, link_type;
    } header = {0xa1b2c3d4, 2, 4, 0, 0, 262144, 1};
    return fwrite(&header, sizeof header, 1, file) == 1;
}

void connection_open(struct connection *connection, uint32_t serial, struct random *random) {
    connection->address[CLIENT] = 0xc6120000 + serial % 60000; /* 198.18.0.0/15, RFC 2544 */
    connection->address[SERVER] = 0xc0000219;                  /* 192.0.2.25, RFC 5737 */
    connection->port[CLIENT] = (uint16_t)(20000 + serial % 40000);
    connection->port[SERVER] = connection->dialogue.port;
    connection->sequence[CLIENT] = (uint32_t)random_next(random);
    connection->sequence[SERVER] = (uint32_t)random_next(random);
    connection->stage = SEND_SYN;
    connection->turn = connection->sent = 0;
    connection->unacknowledged = 0;
    connection->must_acknowledge = false;
}

static void next_turn(struct connection *connection) {
    connection->sent = 0;
    connection->unacknowledged = 0;
    if (++connection->turn == connection->dialogue.turn_count)
        connection->stage = CLIENT_FIN;
}

/* Which segments get an acknowledgement of their own, as between real programs over a LAN: every
 * second one, and the last of a turn where the answer takes a while: greeting, EHLO, message
 * content. Others go with the answer. */
static bool wants_acknowledgement(const struct connection *connection, const struct turn *turn,
                                  bool last) {
    return last ? connection->turn < 2 || turn->size > SEGMENT : connection->unacknowledged == 2;
}

/* The next segment of the turn, or an acknowledgement. */
static size_t step_turn(struct connection *connection, uint64_t now, FILE *file) {
    struct dialogue *dialogue = &connection->dialogue;
    const struct turn *turn = &dialogue->turns[connection->turn];
    size_t left = turn->size - connection->sent;
    if (connection->must_acknowledge) {
        connection->must_acknowledge = false;
        connection->unacknowledged = 0;
        if (left == 0)
            next_turn(connection);
        return put_packet(connection, !turn->side, ACK, now, NULL, 0, file);
    }
    size_t size = left < SEGMENT ? left : SEGMENT;
    const uint8_t *payload = dialogue->octets + turn->start + connection->sent;
    int flags = size == left ? ACK | PSH : ACK;
    connection->sent += size;
    connection->unacknowledged++;
    connection->must_acknowledge = wants_acknowledgement(connection, turn, size == left);
    size_t written = put_packet(connection, turn->side, flags, now, payload, size, file);
    if (size == left && !connection->must_acknowledge)
        next_turn(connection);
    return written;
}

size_t connection_step(struct connection *connection, uint64_t now, FILE *file) {
    static const struct {
        int side, flags;
    } bare[] = {
        [SEND_SYN] = {CLIENT, SYN},         [SEND_SYN_ACK] = {SERVER, SYN | ACK},
        [SEND_ACK] = {CLIENT, ACK},         [CLIENT_FIN] = {CLIENT, FIN | ACK},
        [SERVER_FIN] = {SERVER, FIN | ACK}, [LAST_ACK] = {CLIENT, ACK},
    };
    if (connection->stage == OVER)
        return 0;
    if (connection->stage == TALK)
        return step_turn(connection, now, file);
    int stage = connection->stage++;
    return put_packet(connection, bare[stage].side, bare[stage].flags, now, NULL, 0, file);
}
