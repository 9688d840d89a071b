#include "capture/fragment.h"

#include <stdlib.h>

/* Offsets count in units of eight octets, so that a bit for each unit tells what has come. */
enum { UNIT = 8, UNITS = FRAGMENT_DATAGRAM_OCTETS / UNIT };

#define END_UNKNOWN UINT32_MAX

struct datagram {
    bool used;
    uint8_t address_size, protocol;
    uint8_t source[16], destination[16];
    uint32_t identification;
    struct moment first; /* when its first piece came */
    uint64_t age;        /* order of arrival of the first piece */
    uint32_t end;        /* octets of the whole, once the last fragment came */
    uint32_t reach;      /* octets up to the end of the furthest piece */
    uint32_t units;      /* how many have come */
    uint8_t seen[UNITS / 8];
    uint64_t lent;   /* the packet that completed it: until the next one its octets are in use */
    uint8_t *octets; /* FRAGMENT_DATAGRAM_OCTETS, kept for the next datagram */
    uint64_t *records, *numbers;
    size_t count, room;
};

struct fragments {
    uint64_t age;
    struct datagram datagrams[FRAGMENT_DATAGRAMS];
};

struct fragments *fragments_new(void) {
    return calloc(1, sizeof(struct fragments));
}

void fragments_free(struct fragments *fragments) {
    if (!fragments)
        return;
    for (size_t i = 0; i < FRAGMENT_DATAGRAMS; i++) {
        free(fragments->datagrams[i].octets);
        free(fragments->datagrams[i].records);
        free(fragments->datagrams[i].numbers);
    }
    free(fragments);
}

/* IPv4 identifies by protocol too, IPv6 does not (there it names the header that follows). */
static bool is_of(const struct datagram *datagram, const struct ip_packet *ip) {
    return datagram->used && datagram->identification == ip->identification &&
           datagram->address_size == ip->address_size &&
           (ip->address_size == 16 || datagram->protocol == ip->protocol) &&
           memcmp(datagram->source, ip->source, ip->address_size) == 0 &&
           memcmp(datagram->destination, ip->destination, ip->address_size) == 0;
}

static bool is_old(const struct datagram *datagram, struct moment now) {
    return moment_since(now, datagram->first) > FRAGMENT_AGE_SECONDS * DURATION_SECOND;
}

static bool begin(struct fragments *fragments, struct datagram *datagram,
                  const struct ip_packet *ip, struct moment now) {
    if (!datagram->octets)
        datagram->octets = malloc(FRAGMENT_DATAGRAM_OCTETS);
    if (!datagram->octets)
        return false;
    datagram->used = true;
    datagram->address_size = ip->address_size;
    datagram->protocol = ip->protocol;
    memcpy(datagram->source, ip->source, ip->address_size);
    memcpy(datagram->destination, ip->destination, ip->address_size);
    datagram->identification = ip->identification;
    datagram->first = now;
    datagram->age = fragments->age++;
    datagram->end = END_UNKNOWN;
    datagram->reach = 0;
    datagram->units = 0;
    datagram->count = 0;
    memset(datagram->seen, 0, sizeof datagram->seen);
    return true;
}

static bool is_better(const struct datagram *place, const struct datagram *other) {
    if (!other->used)
        return place->used;
    return place->used && other->age < place->age;
}

/* The datagram of a fragment; else a free place, else the oldest, begun anew. An identification
 * comes round again: a datagram past its age takes no more pieces. */
static struct datagram *find(struct fragments *fragments, const struct ip_packet *ip,
                             const struct packet *packet) {
    struct datagram *place = NULL;
    for (size_t i = 0; i < FRAGMENT_DATAGRAMS; i++) {
        struct datagram *datagram = &fragments->datagrams[i];
        if (datagram->used && is_old(datagram, packet->at))
            datagram->used = false;
        if (is_of(datagram, ip))
            return datagram;
        bool lent = !datagram->used && datagram->lent == packet->number;
        if (!lent && (!place || is_better(place, datagram)))
            place = datagram;
    }
    return place && begin(fragments, place, ip, packet->at) ? place : NULL;
}

/* All but the last piece hold whole units; one that the snap length cut is as good as lost. */
static bool is_sound(const struct ip_packet *ip) {
    if (ip->cut > 0 || ip->fragment_offset + ip->payload.size >= FRAGMENT_DATAGRAM_OCTETS)
        return false;
    return !ip->more || (ip->payload.size > 0 && ip->payload.size % UNIT == 0);
}

/* Whether the piece agrees with what is known about the end of the whole. */
static bool fits(const struct datagram *datagram, const struct ip_packet *ip) {
    size_t end = ip->fragment_offset + ip->payload.size;
    if (ip->more)
        return end <= datagram->end;
    return datagram->end == END_UNKNOWN ? end >= datagram->reach : end == datagram->end;
}

/* Copies the units that have not come before. */
static bool copy_new(struct datagram *datagram, uint32_t offset, struct slice octets) {
    uint32_t before = datagram->units;
    for (size_t at = 0; at < octets.size; at += UNIT) {
        size_t unit = (offset + at) / UNIT;
        uint8_t bit = (uint8_t)(1u << unit % 8);
        if (datagram->seen[unit / 8] & bit)
            continue;
        datagram->seen[unit / 8] |= bit;
        datagram->units++;
        size_t left = octets.size - at;
        memcpy(datagram->octets + offset + at, octets.data + at, left < UNIT ? left : UNIT);
    }
    return datagram->units > before;
}

/* Makes room for `count` more records and numbers. */
static bool make_room(struct datagram *datagram, size_t count) {
    if (datagram->count + count <= datagram->room)
        return true;
    if (datagram->count + count > FRAGMENT_CARRIERS)
        return false;
    size_t room = datagram->room ? datagram->room : 16;
    while (room < datagram->count + count)
        room *= 2;
    uint64_t *records = realloc(datagram->records, room * sizeof *records);
    if (records)
        datagram->records = records;
    uint64_t *numbers = realloc(datagram->numbers, room * sizeof *numbers);
    if (numbers)
        datagram->numbers = numbers;
    if (!records || !numbers)
        return false;
    datagram->room = room;
    return true;
}

/* The caller has made room. */
static void add_carrier(struct datagram *datagram, uint64_t record, uint64_t number) {
    datagram->records[datagram->count] = record;
    datagram->numbers[datagram->count++] = number;
}

static void add_carriers(struct datagram *datagram, const struct fragment_list *carriers) {
    for (size_t i = 0; i < carriers->count; i++)
        add_carrier(datagram, carriers->records[i], carriers->numbers[i]);
}

static bool is_whole(const struct datagram *datagram) {
    return datagram->end != END_UNKNOWN && datagram->units == (datagram->end + UNIT - 1) / UNIT;
}

/* What a fragment tells of the whole. */
static void note_bounds(struct datagram *datagram, const struct ip_packet *ip) {
    uint32_t end = ip->fragment_offset + (uint32_t)ip->payload.size;
    if (!ip->more)
        datagram->end = end;
    if (end > datagram->reach)
        datagram->reach = end;
    if (ip->fragment_offset == 0)
        datagram->protocol = ip->protocol;
}

enum fragment_result fragments_add(struct fragments *fragments, const struct ip_packet *ip,
                                   const struct packet *packet,
                                   const struct fragment_list *carriers,
                                   struct fragment_whole *whole) {
    if (!is_sound(ip))
        return FRAGMENT_BAD;
    struct datagram *datagram = find(fragments, ip, packet);
    if (!datagram || !fits(datagram, ip) || !make_room(datagram, carriers->count + 1))
        return FRAGMENT_BAD;
    note_bounds(datagram, ip);
    bool gave = copy_new(datagram, ip->fragment_offset, ip->payload);
    if (gave) {
        add_carriers(datagram, carriers);
        add_carrier(datagram, packet->record, packet->number);
    }
    if (!is_whole(datagram))
        return FRAGMENT_KEPT;
    datagram->used = false;
    datagram->lent = packet->number;
    *whole = (struct fragment_whole){
        slice_of(datagram->octets, datagram->end),
        datagram->protocol,
        {datagram->records, datagram->numbers, datagram->count - gave},
    };
    return FRAGMENT_WHOLE;
}
