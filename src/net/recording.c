#include "net/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "capture/capture_writer.h"

enum {
    LINK_RAW = 101, /* a packet begins with its IP header */
    SEGMENT = 1440, /* octets of a packet */
    TCP_HEADER = 20,
    FIN = 1,
    SYN = 2,
    RST = 4,
    PSH = 8,
    ACK = 16,
};

struct recording {
    struct writer out;
    struct capture_writer capture;
    char *name;
};

struct recording *recording_new_at(int descriptor, const char *name, struct error *error) {
    struct recording *recording = calloc(1, sizeof *recording);
    char *copy = strdup(name);
    if (!recording || !copy) {
        (void)close(descriptor);
        free(recording);
        free(copy);
        (void)error_memory(error);
        return NULL;
    }
    recording->name = copy;
    recording->out = writer_to(descriptor);
    capture_writer_begin(&recording->capture, &recording->out);
    return recording;
}

struct recording *recording_new(const char *file, struct error *error) {
    int descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (descriptor >= 0)
        return recording_new_at(descriptor, file, error);
    (void)error_set(error, ERROR_CREATE, "%s", strerror(errno));
    error_name(error, file);
    return NULL;
}

bool recording_flush(struct recording *recording, struct error *error) {
    if (writer_flush(&recording->out))
        return true;
    (void)error_set(error, ERROR_IO, "%s", strerror(recording->out.cause));
    error_name(error, recording->name);
    return false;
}

void recording_free(struct recording *recording) {
    if (!recording)
        return;
    (void)close(recording->out.fd);
    writer_free(&recording->out);
    free(recording->name);
    free(recording);
}

void recording_secret(struct recording *recording, const char *line) {
    struct writer text = writer_to(WRITER_MEMORY);
    writer_string(&text, line);
    writer_put(&text, '\n');
    capture_writer_secrets(&recording->capture, buffer_slice(&text.buffer));
    writer_free(&text);
}

/* ---- headers ---- */

static void put_be16(uint8_t *to, size_t number) {
    to[0] = (uint8_t)(number >> 8);
    to[1] = (uint8_t)number;
}

static void put_be32(uint8_t *to, uint32_t number) {
    put_be16(to, number >> 16);
    put_be16(to + 2, number & 0xffff);
}

/* Ones' complement sum (RFC 1071). */
static uint32_t sum(uint32_t before, struct slice octets) {
    for (size_t i = 0; i + 1 < octets.size; i += 2)
        before += read_be16(octets.data + i);
    if (octets.size % 2)
        before += (uint32_t)octets.data[octets.size - 1] << 8;
    return (before & 0xffff) + (before >> 16);
}

static size_t folded(uint32_t total) {
    total = (total & 0xffff) + (total >> 16);
    total = (total & 0xffff) + (total >> 16);
    return ~total & 0xffff;
}

struct frame {
    uint8_t octets[40 + TCP_HEADER + SEGMENT];
    size_t ip, size; /* of the IP header; of all */
};

/* IPv6 where one of the ends is; an IPv4 address is then written as one within IPv6. */
static void put_address(uint8_t *to, const struct endpoint *end, bool six) {
    if (six && end->size == 4) {
        to[10] = to[11] = 0xff;
        memcpy(to + 12, end->address, 4);
    } else {
        memcpy(to, end->address, six ? 16 : 4);
    }
}

static void put_ip(struct frame *frame, const struct endpoint *from, const struct endpoint *to,
                   size_t payload) {
    bool six = from->size == 16 || to->size == 16;
    uint8_t *ip = frame->octets;
    frame->ip = six ? 40 : 20;
    frame->size = frame->ip + TCP_HEADER + payload;
    memset(ip, 0, frame->ip);
    ip[0] = six ? 0x60 : 0x45;
    ip[six ? 6 : 9] = 6; /* TCP */
    ip[six ? 7 : 8] = 64;
    put_be16(ip + (six ? 4 : 2), six ? TCP_HEADER + payload : frame->size);
    put_address(ip + (six ? 8 : 12), from, six);
    put_address(ip + (six ? 24 : 16), to, six);
    if (!six)
        put_be16(ip + 10, folded(sum(0, slice_of(ip, 20))));
}

static void put_tcp(struct frame *frame, const struct recorded *recorded, enum side side,
                    unsigned flags, struct slice octets) {
    uint8_t *tcp = frame->octets + frame->ip;
    enum side other = side_other(side);
    struct slice addresses =
        frame->ip == 40 ? slice_of(frame->octets + 8, 32) : slice_of(frame->octets + 12, 8);
    memset(tcp, 0, TCP_HEADER);
    put_be16(tcp, recorded->ends[side].port);
    put_be16(tcp + 2, recorded->ends[other].port);
    put_be32(tcp + 4, recorded->next[side]);
    put_be32(tcp + 8, flags & ACK ? recorded->next[other] : 0);
    tcp[12] = TCP_HEADER / 4 << 4;
    tcp[13] = (uint8_t)flags;
    put_be16(tcp + 14, 65535);
    if (octets.size > 0)
        memcpy(tcp + TCP_HEADER, octets.data, octets.size);
    uint32_t total = sum(6 + TCP_HEADER + (uint32_t)octets.size, addresses);
    total = sum(total, slice_of(tcp, TCP_HEADER + octets.size));
    put_be16(tcp + 16, folded(total));
}

static void put_packet(struct recorded *recorded, enum side side, struct moment moment,
                       unsigned flags, struct slice octets) {
    struct frame frame = {.size = 0};
    put_ip(&frame, &recorded->ends[side], &recorded->ends[side_other(side)], octets.size);
    put_tcp(&frame, recorded, side, flags, octets);
    struct packet packet = {.octets = slice_of(frame.octets, frame.size),
                            .wire_size = (uint32_t)frame.size,
                            .at = moment,
                            .link_type = LINK_RAW};
    if (!recorded->recording->out.cause)
        (void)capture_writer_add(&recorded->recording->capture, &packet);
    recorded->next[side] += (uint32_t)octets.size + ((flags & (SYN | FIN)) != 0);
}

/* ---- connections ---- */

void recorded_begin(struct recorded *recorded, struct recording *recording,
                    const struct endpoint *client, const struct endpoint *server,
                    struct moment asked, struct moment stood) {
    const struct slice nothing = {NULL, 0};
    *recorded = (struct recorded){.recording = recording,
                                  .ends = {[SIDE_CLIENT] = *client, [SIDE_SERVER] = *server},
                                  .next = {1000, 2000}};
    put_packet(recorded, SIDE_CLIENT, asked, SYN, nothing);
    put_packet(recorded, SIDE_SERVER, stood, SYN | ACK, nothing);
    put_packet(recorded, SIDE_CLIENT, stood, ACK, nothing);
}

void recorded_octets(struct recorded *recorded, enum side side, struct moment moment,
                     struct slice octets) {
    while (octets.size > 0 && !recorded->closed[side]) {
        put_packet(recorded, side, moment, PSH | ACK, slice_first(octets, SEGMENT));
        octets = slice_from(octets, SEGMENT);
    }
}

void recorded_end(struct recorded *recorded, enum side side, struct moment moment, bool reset) {
    const struct slice nothing = {NULL, 0};
    if (recorded->closed[side])
        return;
    put_packet(recorded, side, moment, reset ? RST | ACK : FIN | ACK, nothing);
    recorded->closed[side] = true;
    if (reset)
        recorded->closed[side_other(side)] = true;
}
