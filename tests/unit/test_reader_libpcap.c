/* Our reader held against libpcap's over every capture that both read: number, time, lengths,
 * octets. libpcap refuses pcapng whose interfaces differ. */
#include "capture/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <glob.h>
#include <pcap/pcap.h>

#define CAPTURES "../shared/captures"

struct pair {
    const char *name;
    struct reader *ours;
    pcap_t *theirs;
    size_t packets;
};

/* In nanoseconds. The seconds of a savefile are unsigned; libpcap 1.10 takes them for signed. */
static int64_t time_of(const struct pcap_pkthdr *header) {
    return (int64_t)(uint32_t)header->ts.tv_sec * DURATION_SECOND + (int64_t)header->ts.tv_usec;
}

/* The next packet of both: true while there is one. */
static bool compare_next(struct pair *pair) {
    struct packet packet;
    struct error error = {0};
    struct pcap_pkthdr *header;
    const u_char *octets;
    enum read_result result = reader_next(pair->ours, &packet, &error);
    int theirs = pcap_next_ex(pair->theirs, &header, &octets);
    if (theirs == 1 && result == READ_PACKET) {
        pair->packets++;
        assert_int_equal(packet.number, pair->packets);
        assert_int_equal(packet.at.ns, time_of(header));
        assert_int_equal(packet.wire_size, header->len);
        assert_int_equal(packet.octets.size, header->caplen);
        assert_true(slice_equal(packet.octets, slice_of(octets, header->caplen)));
        return true;
    }
    if ((theirs == PCAP_ERROR_BREAK) != (result == READ_END))
        fail_msg("%s after %zu packets: libpcap says %s, ours %s", pair->name, pair->packets,
                 theirs == 1                  ? "packet"
                 : theirs == PCAP_ERROR_BREAK ? "end"
                                              : pcap_geterr(pair->theirs),
                 result == READ_PACKET ? "packet"
                 : result == READ_END  ? "end"
                                       : error.text);
    return false;
}

/* False when libpcap does not open it. */
static bool compare(const char *name, size_t *packets) {
    char refused[PCAP_ERRBUF_SIZE];
    struct error error = {0};
    struct pair pair = {.name = name};
    pair.theirs =
        pcap_open_offline_with_tstamp_precision(name, PCAP_TSTAMP_PRECISION_NANO, refused);
    if (!pair.theirs)
        return false;
    pair.ours = reader_open(name, NULL, &error);
    assert_string_equal(error.text, "");
    assert_non_null(pair.ours);
    while (compare_next(&pair))
        continue;
    *packets += pair.packets;
    reader_close(pair.ours);
    pcap_close(pair.theirs);
    return true;
}

static void test_shared_captures(void **state) {
    (void)state;
    glob_t found;
    if (glob(CAPTURES "/*.pcap*", 0, NULL, &found) != 0) {
        print_message("# no captures in " CAPTURES "\n");
        skip();
    }
    size_t files = 0;
    size_t packets = 0;
    for (size_t i = 0; i < found.gl_pathc; i++)
        files += compare(found.gl_pathv[i], &packets);
    print_message("# compared %zu packets of %zu captures; libpcap refused %zu\n", packets, files,
                  found.gl_pathc - files);
    assert_true(files > 0);
    globfree(&found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_captures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
