#include "tests/property/capture_library.h"

#include <stdio.h>
#include <stdlib.h>

#include "tls/key_log.h"

void packet_list_add(struct packet_list *list, const struct packet *packet) {
    if (list->count == list->room) {
        list->room = list->room ? 2 * list->room : 64;
        list->packets = realloc(list->packets, list->room * sizeof *list->packets);
        if (!list->packets)
            abort();
    }
    list->packets[list->count++] = *packet;
}

struct packet_list packet_list_copy(const struct packet_list *list) {
    struct packet_list copy = {.keys = list->keys};
    for (size_t i = 0; i < list->count; i++)
        packet_list_add(&copy, &list->packets[i]);
    return copy;
}

void packet_list_free(struct packet_list *list) {
    free(list->packets);
    *list = (struct packet_list){0};
}

void packet_list_write(const struct packet_list *list, const char *name) {
    FILE *file = fopen(name, "wb");
    if (!file)
        return;
    uint32_t link_type = list->count ? list->packets[0].link_type : 1;
    const uint32_t header[] = {0xa1b23c4d, 0x00040002, 0, 0, 262144, link_type};
    (void)fwrite(header, sizeof header, 1, file);
    for (size_t i = 0; i < list->count; i++) {
        const struct packet *packet = &list->packets[i];
        const uint32_t record[] = {(uint32_t)(packet->at.ns / DURATION_SECOND),
                                   (uint32_t)(packet->at.ns % DURATION_SECOND),
                                   (uint32_t)packet->octets.size, packet->wire_size};
        if (packet->link_type != link_type)
            continue;
        (void)fwrite(record, sizeof record, 1, file);
        (void)fwrite(packet->octets.data, 1, packet->octets.size, file);
    }
    (void)fclose(file);
}

/* The packet with octets of its own. */
static struct packet packet_keep(const struct packet *packet) {
    struct packet kept = *packet;
    uint8_t *octets = malloc(packet->octets.size + 1);
    if (!octets)
        abort();
    if (packet->octets.size)
        memcpy(octets, packet->octets.data, packet->octets.size);
    kept.octets.data = octets;
    return kept;
}

static void load_secrets(struct capture *capture, const struct reader *reader) {
    for (size_t i = 0; i < reader_note_count(reader); i++) {
        const struct reader_note *note = reader_note_at(reader, i);
        struct key_log log = {0};
        if (note->kind != NOTE_SECRETS || note->secrets_type != SECRETS_TLS_KEY_LOG)
            continue;
        if (!capture->packets.keys)
            capture->packets.keys = key_ring_new();
        if (!capture->packets.keys || !key_log_read(&log, note->octets, capture->packets.keys))
            abort();
        key_log_end(&log, capture->packets.keys);
    }
}

bool capture_load(struct capture *capture, const char *name) {
    struct error error = {0};
    struct packet packet;
    struct reader *reader = reader_open(name, NULL, &error);
    *capture = (struct capture){.name = name};
    if (!reader)
        return false;
    while (reader_next(reader, &packet, &error) == READ_PACKET) {
        struct packet kept = packet_keep(&packet);
        packet_list_add(&capture->packets, &kept);
        capture->octets += kept.octets.size;
    }
    load_secrets(capture, reader);
    reader_close(reader);
    return true;
}

void capture_unload(struct capture *capture) {
    for (size_t i = 0; i < capture->packets.count; i++)
        free((void *)(uintptr_t)capture->packets.packets[i].octets.data);
    key_ring_free(capture->packets.keys);
    packet_list_free(&capture->packets);
}
