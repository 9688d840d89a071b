/* Octets read again through the packets of a session are those that its events were made of. */
#include <stdio.h>

#include "index/packets.h"
#include "report/event_octets.h"
#include "tests/property/capture_folders.h"

static struct index *index_whole(const char *name) {
    struct error error = {0};
    struct index *index = index_new(&name, 1, &(struct index_options){.keep_places = true}, &error);
    while (index && index_step(index, 1000, &error) == INDEX_MORE)
        continue;
    return index;
}

/* Whether the event keeps all that was sent for it: a reply that a hole cuts does not say which of
 * its lines was to be the last. */
static bool is_kept(const struct index_row *row, const struct transcript_entry *entry,
                    struct writer *told) {
    const struct event *event = &entry->event;
    bool line = event->kind == EVENT_COMMAND || event->kind == EVENT_CONTINUATION;
    bool reply = event->kind == EVENT_REPLY || event->kind == EVENT_GREETING;
    bool cut = reply && row->summary->lost[event->side] > 0;
    return entry->present && (line || reply) && !cut && event_octets(event, told) &&
           event->octets == told->buffer.size;
}

static size_t compare_event(const char *name, struct index *index, const struct index_row *row,
                            const struct index_packets *packets,
                            const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    struct writer told = writer_to(WRITER_MEMORY);
    struct buffer read = {NULL, 0, 0};
    struct error error = {0};
    bool same = !is_kept(row, entry, &told) ||
                (index_packets_octets(index, packets, event->side, event->offset, event->octets,
                                      &read, &error) &&
                 slice_equal(buffer_slice(&read), buffer_slice(&told.buffer)));
    if (!same)
        (void)fprintf(stderr, "%s session %llu event %u: %zu octets when read again, not %zu\n",
                      name, (unsigned long long)row->id, (unsigned)event->n, read.size,
                      told.buffer.size);
    writer_free(&told);
    buffer_free(&read);
    return !same;
}

/* The fragments of a packet count as one with it. */
static uint64_t whole_packets(const struct index_packets *packets) {
    uint64_t count = packets->more;
    for (size_t i = 0; i < packets->count; i++)
        count += packets->list[i].remark != PACKET_FRAGMENT;
    return count;
}

static size_t compare_session(const char *name, struct index *index, size_t n) {
    static const struct index_opening how = {.transcript = {.preview = 0}};
    struct error error = {0};
    struct index_row *row = index_open(index, n, &how, &error);
    struct index_packets *packets = index_packets(index, n, &error);
    size_t failures = !row || !packets;
    if (!failures && whole_packets(packets) != row->summary->packets) {
        (void)fprintf(stderr, "%s session %zu: %zu packets, not %llu\n", name, n, packets->count,
                      (unsigned long long)row->summary->packets);
        failures++;
    }
    for (size_t i = 0; row && packets && i < transcript_count(row->transcript); i++)
        failures += compare_event(name, index, row, packets, transcript_at(row->transcript, i));
    index_packets_free(packets);
    index_close(row);
    return failures;
}

static size_t failures_of(const char *name) {
    struct index *index = index_whole(name);
    size_t failures = 0;
    for (size_t n = 0; index && n < index_count(index) && n < 200; n++)
        failures += compare_session(name, index, n);
    index_free(index);
    return failures;
}

int main(void) {
    return capture_folders_main(failures_of);
}
