/* The packets that carried the chosen event. */
#include "base/words.h"
#include "report/packets_text.h"
#include "ui/screens/aspect.h"

enum { PACKETS_MOST = 500 };

struct table {
    struct sheet *sheet;
    const struct index_packets *packets;
    const struct event *event;
    bool sealed;
    struct timeline timeline;
    size_t shown, more;
};

/* Which packets an event without octets belongs to: those of its own time that do what it tells. */
static bool is_of_network(const struct index_packet *packet, const struct event *event) {
    bool within = !moment_before(packet->at, event->at) && !moment_before(event->end, packet->at);
    switch (event->kind) {
    case EVENT_CONNECT:
        return packet->flags & TCP_SYN || (within && packet->octets == 0);
    case EVENT_CLOSE:
        return packet->flags & (event->closing == CLOSING_RESET ? TCP_RST : TCP_FIN) &&
               packet->side == event->side;
    case EVENT_NETWORK:
        return within && packet->side == event->side && packet->remark != PACKET_PLAIN;
    case EVENT_TLS:
        if (event->tls.what == TLS_HANDSHAKE)
            return within && packet->octets > 0;
        return packet->number == event->packet;
    default:
        return packet->number == event->packet;
    }
}

static bool belongs(const struct table *table, const struct index_packet *packet) {
    const struct event *event = table->event;
    if (event->octets == 0 || event->kind == EVENT_NETWORK)
        return is_of_network(packet, event);
    if (index_packet_carries(packet, event->side, event->offset, event->octets))
        return true;
    return table->sealed && packet->number == event->packet; /* its records are larger */
}

static void add_row(struct table *table, const struct index_packet *packet) {
    if (table->shown == PACKETS_MOST) {
        table->more++;
        return;
    }
    if (table->shown++ == 0)
        packets_text_heading(table->sheet, &table->timeline);
    packets_text_row(table->sheet, &table->timeline, packet);
}

/* The packet by which the other side says that it has everything; NULL: there is none. */
static const struct index_packet *confirming(const struct table *table) {
    const struct event *event = table->event;
    uint64_t end = event->offset + event->octets + 1; /* numbers count from 1 at the first octet */
    if (table->sealed || event->octets == 0 || event->kind == EVENT_GAP)
        return NULL;
    for (size_t i = 0; i < table->packets->count; i++) {
        const struct index_packet *packet = &table->packets->list[i];
        if (packet->side != event->side && packet->flags & TCP_ACK &&
            !moment_before(packet->at, event->at) &&
            (int32_t)(packet->answered - (uint32_t)end) >= 0)
            return packet;
    }
    return NULL;
}

static void say_confirmed(const struct table *table) {
    const struct index_packet *packet = confirming(table);
    char span[DURATION_TEXT];
    if (!packet)
        return;
    duration_text(moment_since(packet->at, table->event->end), span);
    sheet_begin_text(table->sheet, 1);
    SHEET_SAY(table->sheet, INK_NOTE, _("Packet {number} confirms all of it, {time} later."),
              WORD_NUMBER("number", packet->number), WORD("time", span));
    sheet_end(table->sheet);
}

static void draw_table(struct table *table) {
    for (size_t i = 0; i < table->packets->count; i++) {
        const struct index_packet *packet = &table->packets->list[i];
        size_t whole = i;
        while (whole + 1 < table->packets->count &&
               table->packets->list[whole].remark == PACKET_FRAGMENT)
            whole++;
        if (belongs(table, &table->packets->list[whole]))
            add_row(table, packet);
    }
    if (table->shown == 0)
        aspect_say(table->sheet, _("No packet of the capture belongs to this event."));
    if (table->more > 0) {
        sheet_begin_text(table->sheet, 1);
        SHEET_SAY(table->sheet, INK_NOTE,
                  P_("({count} more packet)", "({count} more packets)", table->more),
                  WORD_NUMBER("count", table->more));
        sheet_end(table->sheet);
    }
    say_confirmed(table);
}

static void draw(struct sheet *sheet, const struct scene *scene) {
    const struct transcript_entry *entry = dialogue_event(scene->dialogue, scene->event);
    struct table table = {.sheet = sheet};
    if (!entry)
        return;
    table.packets = transport_packets(scene->transport, scene->model, scene->dialogue);
    table.event = &entry->event;
    table.sealed = transport_sealed(scene->dialogue, &entry->event);
    table.timeline.format = scene->model->report.time;
    timeline_start(&table.timeline, scene->dialogue->opened->summary->start);
    if (table.packets) {
        draw_table(&table);
        return;
    }
    aspect_say_unread(sheet, scene);
}

const struct aspect_class packets_aspect = {
    .name = N_("packets"), .action = ACTION_packets, .of_event = true, .draw = draw};
