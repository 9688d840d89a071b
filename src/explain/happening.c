/* happening.c: events that are no lines of a protocol. */
#include "explain/tell.h"

/* ---- the line that stands for an event ---- */

static void write_message(struct writer *writer, const struct message_event *message) {
    writer_add(writer, message->via);
    writer_put(writer, ' ');
    writer_number(writer, message->octets, 1);
}

bool happening_line(const struct event *event, struct arena *arena, struct slice *line) {
    struct writer writer = {.fd = WRITER_MEMORY};
    switch (event->kind) {
    case EVENT_JUNK:
        *line = event->junk.text;
        return true;
    case EVENT_PROXY:
        proxy_line(&event->proxy, &writer);
        break;
    case EVENT_MESSAGE:
    case EVENT_BLOCK:
        write_message(&writer, &event->message);
        break;
    case EVENT_TLS:
        tls_line(&event->tls, &writer);
        break;
    default:
        break;
    }
    *line = arena_copy(arena, buffer_slice(&writer.buffer));
    bool whole = writer.cause == 0 && line->size == writer.buffer.size;
    writer_free(&writer);
    return whole;
}

/* ---- what it means ---- */

static void happen_connect(struct telling *telling, const struct transcript_entry *entry) {
    const struct connect_event *connect = &entry->event.connect;
    bool awaited = !connect->accepted && connect->syns > 0;
    if (awaited && connect->answers > 0)
        tell_topic(telling, TOPIC_UNCONFIRMED);
    else
        tell_topic(telling, awaited ? TOPIC_SYN : TOPIC_CONNECT);
}

void tell_sizes(struct telling *telling, const struct message_event *message) {
    struct slice rest = telling->raw;
    tell_part(telling, slice_word(&rest), PART_VIA);
    TELL_PART(telling, slice_word(&rest), PART_CONTENT_SIZE,
              WORD_SLICE("amount", amount_octets(telling, message->octets)));
}

static void happen_block(struct telling *telling, const struct transcript_entry *entry) {
    tell_sizes(telling, &entry->event.message);
    tell_topic(telling, TOPIC_BLOCK);
    TELL_NOTE(telling, NOTE_BLOCK_SIZE,
              WORD_SLICE("amount", amount_octets(telling, entry->event.message.octets)),
              WORD_SLICE("via", entry->event.message.via));
}

static void happen_gap(struct telling *telling, const struct transcript_entry *entry) {
    tell_topic(telling, entry->event.side == SIDE_CLIENT ? TOPIC_GAP_CLIENT : TOPIC_GAP_SERVER);
    if (entry->event.octets > 0)
        TELL_NOTE(telling, NOTE_GAP_SIZE,
                  WORD_SLICE("amount", amount_octets(telling, entry->event.octets)));
    else
        tell_note(telling, NOTE_GAP_UNKNOWN);
}

static void happen_network(struct telling *telling, const struct transcript_entry *entry) {
    static const enum topic_id topics[NOTICE_KINDS] = {
        [NOTICE_SYN] = TOPIC_SYN,
        [NOTICE_ACCEPTED] = TOPIC_CONNECT,
        [NOTICE_RETRANSMISSION] = TOPIC_RETRANSMISSION,
        [NOTICE_ZERO_WINDOW] = TOPIC_ZERO_WINDOW,
        [NOTICE_WINDOW_OPEN] = TOPIC_WINDOW_OPEN,
        [NOTICE_WINDOW_PROBE] = TOPIC_WINDOW_PROBE,
        [NOTICE_KEEP_ALIVE] = TOPIC_KEEP_ALIVE,
        [NOTICE_OVERLAP] = TOPIC_OVERLAP,
        [NOTICE_RESET] = TOPIC_RESET_SEEN,
        [NOTICE_UNREACHABLE] = TOPIC_UNREACHABLE,
        [NOTICE_FRAGMENTATION_NEEDED] = TOPIC_TOO_BIG,
        [NOTICE_PACKET_TOO_BIG] = TOPIC_TOO_BIG,
        [NOTICE_TIME_EXCEEDED] = TOPIC_TIME_EXCEEDED,
        [NOTICE_PARAMETER_PROBLEM] = TOPIC_PARAMETER_PROBLEM,
    };
    tell_topic(telling, topics[entry->event.network.notice.kind]);
}

static void happen_junk(struct telling *telling, const struct transcript_entry *entry) {
    tell_topic(telling, entry->event.side == SIDE_CLIENT ? TOPIC_JUNK_CLIENT : TOPIC_JUNK_SERVER);
    tell_part(telling, entry->event.junk.text, PART_JUNK);
}

/* Whether somebody had closed before this event. */
static bool closed_before(const struct context *context, uint32_t n) {
    for (size_t i = n; context->transcript && i > 0; i--) {
        const struct transcript_entry *entry = transcript_at(context->transcript, i - 1);
        if (entry->present && entry->event.kind == EVENT_CLOSE)
            return true;
        if (entry->present && entry->event.kind != EVENT_NETWORK)
            break;
    }
    return false;
}

static void tell_who_closes(struct telling *telling, const struct event *event, bool too) {
    if (event->closing != CLOSING_FIN && event->closing != CLOSING_RESET)
        return;
    if (too && event->closing == CLOSING_RESET)
        tell_note(telling, NOTE_CLOSES_TOO);
    else if (!too && event->state)
        TELL_NOTE(telling, NOTE_FIRST_TO_CLOSE, WORD("state", event->state));
}

static void happen_close(struct telling *telling, const struct transcript_entry *entry) {
    static const enum topic_id topics[][2] = {
        [CLOSING_FIN] = {TOPIC_FIN_CLIENT, TOPIC_FIN_SERVER},
        [CLOSING_RESET] = {TOPIC_RESET_CLIENT, TOPIC_RESET_SERVER},
        [CLOSING_TIMEOUT] = {TOPIC_TIMEOUT, TOPIC_TIMEOUT},
        [CLOSING_OPEN] = {TOPIC_OPEN_END, TOPIC_OPEN_END},
    };
    static const enum topic_id too_topics[] = {TOPIC_FIN_CLIENT_TOO, TOPIC_FIN_SERVER_TOO};
    const struct event *event = &entry->event;
    bool too = closed_before(telling->context, event->n);
    tell_topic(telling, too && event->closing == CLOSING_FIN ? too_topics[event->side]
                                                             : topics[event->closing][event->side]);
    tell_who_closes(telling, event, too);
}

void tell_happening(struct telling *telling, const struct transcript_entry *entry) {
    static void (*const kinds[EVENT_KINDS])(struct telling *, const struct transcript_entry *) = {
        [EVENT_CONNECT] = happen_connect, [EVENT_PROXY] = tell_proxy,
        [EVENT_BLOCK] = happen_block,     [EVENT_TLS] = tell_tls,
        [EVENT_GAP] = happen_gap,         [EVENT_NETWORK] = happen_network,
        [EVENT_JUNK] = happen_junk,       [EVENT_CLOSE] = happen_close,
    };
    if (kinds[entry->event.kind])
        kinds[entry->event.kind](telling, entry);
}
