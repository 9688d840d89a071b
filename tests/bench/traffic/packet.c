#include "packet.h"

#include <arpa/inet.h>
#include <string.h>

enum { ETHERNET = 14, VLAN_TAG = 4, IPV4 = 20, IPV6 = 40, TCP = 32, UDP = 8, HEADERS = 128 };
enum { TYPE_IPV4 = 0x0800, TYPE_VLAN = 0x8100, TYPE_IPV6 = 0x86dd };

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

static size_t put_ethernet(uint8_t *to, const struct path *path) {
    static const uint8_t addresses[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
    size_t size = sizeof addresses;
    memcpy(to, addresses, size);
    if (path->vlan) {
        put16(to + size, TYPE_VLAN);
        put16(to + size + 2, path->vlan);
        size += VLAN_TAG;
    }
    put16(to + size, path->ipv6 ? TYPE_IPV6 : TYPE_IPV4);
    return size + 2;
}

static size_t put_ipv4(uint8_t *ip, const struct path *path, int side, size_t size) {
    put16(ip, 0x4500);
    put16(ip + 2, (uint32_t)(IPV4 + size));
    put32(ip + 4, 0x00004000); /* don't fragment */
    ip[8] = 64;
    ip[9] = path->udp ? 17 : 6;
    put16(ip + 10, 0);
    memcpy(ip + 12, path->address[side], 4);
    memcpy(ip + 16, path->address[!side], 4);
    put16(ip + 10, fold(sum_words(ip, IPV4, 0)));
    return IPV4;
}

static size_t put_ipv6(uint8_t *ip, const struct path *path, int side, size_t size) {
    put32(ip, 0x60000000);
    put16(ip + 4, (uint32_t)size);
    ip[6] = path->udp ? 17 : 6;
    ip[7] = 64;
    memcpy(ip + 8, path->address[side], 16);
    memcpy(ip + 24, path->address[!side], 16);
    return IPV6;
}

static void put_tcp(uint8_t *tcp, const struct packet *packet, uint64_t now) {
    put32(tcp + 4, packet->sequence);
    put32(tcp + 8, packet->acknowledgment);
    put32(tcp + 12, 0x80000000u | packet->flags << 16 | 64240);
    put32(tcp + 16, 0);
    put32(tcp + 20, 0x0101080a); /* two fillers, then the time stamp option (RFC 7323) */
    put32(tcp + 24, (uint32_t)(now / 1000));
    put32(tcp + 28, (uint32_t)(now / 1000));
}

/* The checksum of TCP or UDP with the pseudo header of either IP. */
static uint32_t checksum(const struct path *path, const struct packet *packet,
                         const uint8_t *header, size_t header_size) {
    size_t address = path->ipv6 ? 16 : 4;
    uint64_t sum = (path->udp ? 17u : 6u) + header_size + packet->size;
    sum = sum_words(path->address[0], address, sum);
    sum = sum_words(path->address[1], address, sum);
    sum = sum_words(header, header_size, sum);
    return fold(sum_words(packet->payload, packet->size, sum));
}

static size_t put_transport(uint8_t *to, const struct path *path, const struct packet *packet,
                            uint64_t now) {
    put16(to, path->port[packet->side]);
    put16(to + 2, path->port[!packet->side]);
    if (path->udp) {
        put32(to + 4, (uint32_t)(UDP + packet->size) << 16);
        put16(to + 6, checksum(path, packet, to, UDP));
        return UDP;
    }
    put_tcp(to, packet, now);
    put16(to + 16, checksum(path, packet, to, TCP));
    return TCP;
}

void packet_begin_file(FILE *file) {
    const struct {
        uint32_t magic;
        uint16_t major, minor;
        uint32_t zone, accuracy, snap_length, link_type;
    } header = {0xa1b2c3d4, 2, 4, 0, 0, 262144, 1};
    fwrite(&header, sizeof header, 1, file);
}

size_t packet_write(FILE *file, const struct path *path, const struct packet *packet,
                    uint64_t now) {
    uint8_t headers[HEADERS];
    size_t inner = packet->size + (path->udp ? UDP : TCP);
    size_t size = put_ethernet(headers, path);
    size += path->ipv6 ? put_ipv6(headers + size, path, packet->side, inner)
                       : put_ipv4(headers + size, path, packet->side, inner);
    size += put_transport(headers + size, path, packet, now);
    uint32_t whole = (uint32_t)(size + packet->size);
    struct record_header record = {(uint32_t)(now / 1000000), (uint32_t)(now % 1000000), whole,
                                   whole};
    fwrite(&record, sizeof record, 1, file);
    fwrite(headers, size, 1, file);
    if (packet->size > 0)
        fwrite(packet->payload, packet->size, 1, file);
    return sizeof record + whole;
}
