#include "index/packets.h"

#include <stdlib.h>

#include "index/carrier.h"
#include "index/index_inside.h"
#include "index/reread.h"

/* A packet is handed over before so many others came; past that it is not found again. */
enum { LATEST = 16 * 1024 };

/* One way through the packets of a session. */
struct collector {
    struct index_packets *packets;
    struct reread again;
    size_t room;
    struct endpoint ends[2]; /* by enum side, as the session has them */
    bool begun;
    bool broken; /* memory ran out */
    struct stream {
        uint64_t given;      /* octets that the session was given or told to be missing */
        uint32_t first;      /* sequence number of octet 0 */
        bool known, certain; /* `first` is guessed; is what was delivered first */
    } streams[2];
};

/* ---- what the assembler tells ---- */

static bool same_end(const struct endpoint *a, const struct endpoint *b) {
    return a->size == b->size && a->port == b->port && memcmp(a->address, b->address, 16) == 0;
}

static void *open_flow(void *context, const struct flow_info *info) {
    struct collector *collector = context;
    if (collector->begun) /* another connection, which the session does not have */
        return NULL;
    collector->begun = true;
    if (!same_end(&info->ends[SIDE_CLIENT], &collector->ends[SIDE_SERVER])) {
        collector->ends[SIDE_CLIENT] = info->ends[SIDE_CLIENT];
        collector->ends[SIDE_SERVER] = info->ends[SIDE_SERVER];
    }
    return collector;
}

static struct index_packet *add_packet(struct collector *collector) {
    struct index_packets *packets = collector->packets;
    if (packets->count == INDEX_PACKETS_MOST) {
        packets->more++;
        return NULL;
    }
    if (packets->count == collector->room) {
        size_t room = collector->room ? collector->room * 2 : 64;
        struct index_packet *list = realloc(packets->list, room * sizeof *list);
        if (!list) {
            collector->broken = true;
            return NULL;
        }
        packets->list = list;
        collector->room = room;
    }
    return &packets->list[packets->count++];
}

static uint32_t payload_number(const struct segment *segment) {
    return segment->sequence + (segment->flags & TCP_SYN ? 1 : 0);
}

/* Until something is delivered its first segment tells where a stream starts. */
static void learn_start(struct stream *stream, const struct segment *segment) {
    bool syn = segment->flags & TCP_SYN;
    if (stream->certain || (stream->known && !syn))
        return;
    stream->first = payload_number(segment);
    stream->known = true;
}

static void add_fragments(struct collector *collector, const struct segment *segment,
                          enum side side) {
    for (size_t i = 0; i < segment->fragment_count; i++) {
        struct index_packet *packet = add_packet(collector);
        if (packet)
            *packet = (struct index_packet){.number = segment->fragment_numbers[i],
                                            .record = segment->fragment_records[i],
                                            .at = segment->at,
                                            .side = side,
                                            .remark = PACKET_FRAGMENT};
    }
}

/* Numbers are as they were sent; where the streams start is known at the end: finish(). */
static void take_packet(void *context, void *flow, const struct segment *segment) {
    struct collector *collector = context;
    if (!flow)
        return;
    enum side side =
        same_end(&segment->source, &collector->ends[SIDE_CLIENT]) ? SIDE_CLIENT : SIDE_SERVER;
    add_fragments(collector, segment, side);
    struct index_packet *packet = add_packet(collector);
    if (!packet)
        return;
    bool error = collector->again.quoted;
    if (!error)
        learn_start(&collector->streams[side], segment);
    *packet = (struct index_packet){
        .number = segment->packet,
        .record = segment->record,
        .at = segment->at,
        .side = side,
        .flags = error ? 0 : segment->flags,
        .remark = error ? PACKET_ERROR : PACKET_PLAIN,
        .window = segment->window,
        .sequence = segment->sequence,
        .answered = segment->flags & TCP_ACK ? segment->acknowledgment : 0,
        .octets = error ? 0 : (uint32_t)segment->payload.size + segment->cut,
        .offset = (int64_t)collector->streams[side].given,
    };
}

/* The packet that lies there, one of the latest; NULL: it is past the bound. */
static struct index_packet *packet_at(const struct collector *collector, struct place place) {
    struct index_packet *list = collector->packets->list;
    size_t count = collector->packets->count, end = count > LATEST ? count - LATEST : 0;
    for (size_t i = count; i-- > end;)
        if (list[i].number == place.packet && list[i].remark != PACKET_FRAGMENT)
            return &list[i];
    return NULL;
}

static bool take_bytes(void *context, void *flow, enum side side, struct moment moment,
                       struct slice octets, struct place place) {
    struct collector *collector = context;
    (void)moment;
    struct index_packet *packet = flow ? packet_at(collector, place) : NULL;
    if (!packet) {
        if (flow)
            collector->streams[side].given += octets.size;
        return flow != NULL;
    }
    struct stream *stream = &collector->streams[packet->side];
    if (!stream->certain && stream->given == 0 && packet->octets >= octets.size) {
        /* what came before the start is in front: octets end with the payload */
        uint32_t number = packet->sequence + (packet->flags & TCP_SYN ? 1 : 0);
        stream->first = number + (packet->octets - (uint32_t)octets.size);
        stream->known = true;
    }
    stream->certain = true;
    stream->given += octets.size;
    packet->delivered += (uint32_t)octets.size;
    return true;
}

static void take_gap(void *context, void *flow, enum side side, struct moment moment,
                     uint64_t count) {
    struct collector *collector = context;
    (void)moment;
    if (flow)
        collector->streams[side].given += count;
}

static void take_notice(void *context, void *flow, enum side side, struct moment moment,
                        const struct flow_notice *seen) {
    static const uint8_t remarks[] = {
        [FLOW_RETRANSMISSION] = PACKET_AGAIN,
        [FLOW_OVERLAP] = PACKET_OVERLAP,
        [FLOW_ZERO_WINDOW] = PACKET_ZERO_WINDOW,
        [FLOW_WINDOW_OPEN] = PACKET_WINDOW_OPEN,
        [FLOW_WINDOW_PROBE] = PACKET_PROBE,
        [FLOW_KEEP_ALIVE] = PACKET_KEEP_ALIVE,
        [FLOW_ICMP] = PACKET_ERROR,
    };
    (void)side;
    (void)moment;
    struct index_packet *packet = flow ? packet_at(context, seen->place) : NULL;
    if (packet && remarks[seen->kind] != PACKET_PLAIN)
        packet->remark = remarks[seen->kind];
}

static void take_end(void *context, void *flow, enum side side, struct moment moment,
                     enum flow_ending how) {
    (void)context, (void)flow, (void)side, (void)moment, (void)how;
}

static void close_flow(void *context, void *flow, const struct flow_tally *tally) {
    (void)context, (void)flow, (void)tally;
}

/* ---- the pass ---- */

/* A packet is late where one before it reached further and it has something new all the same. */
static void note_late(struct index_packet *packet, int64_t *reach) {
    int64_t end = packet->offset + packet->octets;
    if (packet->delivered > 0 && packet->offset < *reach && packet->remark == PACKET_PLAIN)
        packet->remark = PACKET_LATE;
    if (packet->octets > 0 && end > *reach)
        *reach = end;
}

/* From numbers as sent to numbers that count from the start of their streams. `offset` was how far
 * the stream had come then: within 2^31 octets of it. */
static void finish(const struct collector *collector) {
    int64_t reach[2] = {0, 0};
    for (size_t i = 0; i < collector->packets->count; i++) {
        struct index_packet *packet = &collector->packets->list[i];
        const struct stream *mine = &collector->streams[packet->side];
        const struct stream *theirs = &collector->streams[side_other(packet->side)];
        if (packet->remark == PACKET_FRAGMENT)
            continue;
        uint32_t number = packet->sequence + (packet->flags & TCP_SYN ? 1 : 0);
        uint32_t near = mine->first + (uint32_t)packet->offset;
        packet->offset += (int32_t)(number - near);
        packet->sequence -= mine->first - 1;
        if (packet->flags & TCP_ACK)
            packet->answered -= theirs->first - 1;
        note_late(packet, &reach[packet->side]);
    }
}

struct index_packets_reading {
    struct tcp_options options;
    struct tcp_sink sink;
    struct collector collector;
};

static bool prepare(struct index_packets_reading *reading, struct index *index,
                    const struct row *row) {
    struct collector *collector = &reading->collector;
    struct index_options quiet = index->options;
    quiet.debug = NULL;
    reading->options = carrier_tcp_options(&quiet);
    reading->sink = (struct tcp_sink){
        .context = collector,
        .open = open_flow,
        .packet = take_packet,
        .bytes = take_bytes,
        .gap = take_gap,
        .notice = take_notice,
        .end = take_end,
        .close = close_flow,
    };
    collector->packets = calloc(1, sizeof *collector->packets);
    return reread_begin(&collector->again, index, row, &reading->options, &reading->sink) &&
           collector->packets;
}

struct index_packets_reading *index_packets_begin(struct index *index, size_t n,
                                                  struct error *error) {
    if (n >= index->kept_count || !index->builder.places) {
        (void)error_set(error, ERROR_INTERNAL, "session %zu cannot be opened", n);
        return NULL;
    }
    struct index_packets_reading *reading = calloc(1, sizeof *reading);
    if (reading) {
        const struct row *row = index->kept[n];
        reading->collector.ends[SIDE_CLIENT] = row->summary->client;
        reading->collector.ends[SIDE_SERVER] = row->summary->server;
        if (prepare(reading, index, row))
            return reading;
    }
    index_packets_stop(reading);
    (void)error_memory(error);
    return NULL;
}

/* All were read. */
static enum reopen_progress end(struct index_packets_reading *reading,
                                struct index_packets **packets, struct error *error) {
    struct collector *collector = &reading->collector;
    (void)tcp_finish(collector->again.tcp, SIZE_MAX);
    if (collector->broken) {
        (void)error_memory(error);
        return REOPEN_FAILED;
    }
    finish(collector);
    *packets = collector->packets;
    collector->packets = NULL;
    return REOPEN_DONE;
}

enum reopen_progress index_packets_step(struct index_packets_reading *reading, size_t budget,
                                        struct index_packets **packets, struct error *error) {
    enum reopen_progress progress = reread_step(&reading->collector.again, budget, error);
    return progress == REOPEN_DONE ? end(reading, packets, error) : progress;
}

void index_packets_stop(struct index_packets_reading *reading) {
    if (!reading)
        return;
    index_packets_free(reading->collector.packets);
    reread_clear(&reading->collector.again);
    free(reading);
}

struct index_packets *index_packets(struct index *index, size_t n, struct error *error) {
    struct index_packets_reading *reading = index_packets_begin(index, n, error);
    struct index_packets *packets = NULL;
    if (reading)
        (void)index_packets_step(reading, SIZE_MAX, &packets, error);
    index_packets_stop(reading);
    return packets;
}

void index_packets_free(struct index_packets *packets) {
    if (packets)
        free(packets->list);
    free(packets);
}

/* ---- octets ---- */

bool index_packet_carries(const struct index_packet *packet, enum side side, uint64_t offset,
                          uint64_t octets) {
    if (packet->side != side || packet->octets == 0 || octets == 0)
        return false;
    int64_t start = packet->offset, end = start + packet->octets;
    return end > (int64_t)offset &&
           (start < 0 || (uint64_t)start - offset < octets || (uint64_t)start < offset);
}

/* The first packet that brought the octet at `offset`; the count of all when there is none. */
static size_t bringer(const struct index_packets *packets, enum side side, uint64_t offset) {
    size_t i = 0;
    while (i < packets->count && !(packets->list[i].delivered > 0 &&
                                   index_packet_carries(&packets->list[i], side, offset, 1)))
        i++;
    return i;
}

/* The payload of a packet again, put together from its fragments; borrowed until the next packet.
 */
static bool payload_again(struct index *index, struct decapsulator *decapsulator,
                          const struct index_packets *packets, size_t i, struct slice *payload,
                          struct error *error) {
    struct segment segment = {.payload = {NULL, 0}};
    enum segment_result result = SEGMENT_OTHER;
    struct packet packet;
    size_t first = i;
    while (first > 0 && packets->list[first - 1].remark == PACKET_FRAGMENT)
        first--;
    for (; first <= i; first++) {
        const struct index_packet *known = &packets->list[first];
        if (!merger_seek(index->merger, known->record, known->number, &packet, error))
            return false;
        result = segment_from_packet(decapsulator, &packet, &segment);
    }
    *payload = result == SEGMENT_TCP ? segment.payload : slice_of(NULL, 0);
    return true;
}

bool index_packets_octets(struct index *index, const struct index_packets *packets, enum side side,
                          uint64_t offset, size_t count, struct buffer *to, struct error *error) {
    struct decapsulator *decapsulator = decapsulator_new();
    bool good = decapsulator || error_memory(error);
    while (good && count > 0) {
        size_t i = bringer(packets, side, offset);
        struct slice payload = {NULL, 0};
        good =
            i < packets->count && payload_again(index, decapsulator, packets, i, &payload, error);
        if (i == packets->count) {
            good = true;
            break;
        }
        if (good)
            payload = slice_first(
                slice_from(payload, (size_t)((int64_t)offset - packets->list[i].offset)), count);
        if (!good || payload.size == 0) /* what the snap length cut off is not there */
            break;
        good = buffer_add(to, payload) || error_memory(error);
        offset += payload.size;
        count -= payload.size;
    }
    decapsulator_free(decapsulator);
    return good;
}
