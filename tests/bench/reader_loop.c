/* reader_loop: reads a capture down to its TCP segments and does nothing with them, beside
 * pcap_loop.
 *
 *   reader_loop FILE */
#include "capture/segment.h"

#include <stdio.h>

int main(int argc, char **argv) {
    struct error error = {0};
    struct reader *reader = argc == 2 ? reader_open(argv[1], NULL, &error) : NULL;
    struct decapsulator *decapsulator = decapsulator_new();
    if (!reader || !decapsulator) {
        fprintf(stderr, argc == 2 ? "%s\n" : "usage: reader_loop FILE\n", error.text);
        return 66;
    }
    struct packet packet;
    struct segment segment;
    unsigned long count = 0;
    unsigned long octets = 0;
    while (reader_next(reader, &packet, &error) == READ_PACKET)
        if (segment_from_packet(decapsulator, &packet, &segment) == SEGMENT_TCP) {
            count++;
            octets += segment.payload.size;
        }
    printf("%lu %lu\n", count, octets);
    decapsulator_free(decapsulator);
    reader_close(reader);
    return 0;
}
