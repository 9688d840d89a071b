/* pcap_loop: reads a capture by pcap_next_ex and does nothing with it; the yardstick of every
 * benchmark.
 *
 *   pcap_loop FILE */
#include <pcap/pcap.h>
#include <stdio.h>

int main(int argc, char **argv) {
    char error[PCAP_ERRBUF_SIZE];
    pcap_t *capture = argc == 2 ? pcap_open_offline(argv[1], error) : NULL;
    if (capture == NULL) {
        fprintf(stderr, argc == 2 ? "%s\n" : "usage: pcap_loop FILE\n", error);
        return 66;
    }
    struct pcap_pkthdr *header;
    const u_char *packet;
    unsigned long count = 0;
    while (pcap_next_ex(capture, &header, &packet) == 1)
        count++;
    pcap_close(capture);
    printf("%lu\n", count);
    return 0;
}
