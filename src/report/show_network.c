/* What lies below the conversation: how the connection was opened and closed, and what happened on
 * the way. */
#include "report/show.h"

/* ---- how the connection was opened ---- */

static bool was_refused(const struct show *show) {
    return show->row->summary->attempt && show->row->summary->ending == ENDING_REFUSED;
}

/* Whether it is told elsewhere why no SYN-ACK came, or it may still have come. */
static bool is_explained(const struct show *show) {
    return show->row->summary->ending != ENDING_TIMEOUT;
}

/* The SYN that led to nothing. */
static void say_asked(struct show *show, const struct connect_event *connect) {
    static const char *const sentences[2][2] = {
        {N_("SYN to {address} port {port}, never answered"),
         N_("SYN to {address} port {port}, sent {count} times in {span}, never answered")},
        {N_("SYN to {address} port {port}"),
         N_("SYN to {address} port {port}, sent {count} times in {span}")},
    };
    const struct endpoint *server = &show->row->summary->server;
    char address[ENDPOINT_TEXT], span[DURATION_TEXT];
    endpoint_address_text(server, address);
    duration_text(connect->span, span);
    SHEET_SAY(&show->sheet, is_explained(show) ? INK_NOTE : INK_WARNING,
              _(sentences[is_explained(show)][connect->syns > 1]), WORD("address", address),
              WORD_NUMBER("port", server->port), WORD_NUMBER("count", connect->syns),
              WORD("span", span));
}

/* The SYN-ACK that nobody acknowledged. */
static void say_answered(struct show *show, const struct connect_event *connect) {
    if (connect->syns == 0) {
        sheet_say(&show->sheet, INK_WARNING,
                  _("the server accepts; what the client sent was not captured"));
        return;
    }
    SHEET_SAY(&show->sheet, INK_WARNING,
              P_("the server accepts, and the client does not confirm it",
                 "the server accepts {count} times, and the client does not confirm it",
                 connect->answers),
              WORD_NUMBER("count", connect->answers));
}

static void say_connected(struct show *show, const struct connect_event *connect) {
    char span[DURATION_TEXT], round_trip[DURATION_TEXT];
    duration_text(connect->span, span);
    duration_text(connect->round_trip, round_trip);
    if (connect->round_trip == DURATION_UNKNOWN)
        sheet_say(&show->sheet, INK_NOTE, _("connected"));
    else if (connect->syns > 1)
        SHEET_SAY(&show->sheet, INK_WARNING,
                  _("connected after {count} SYNs in {span}, round trip {time}"),
                  WORD_NUMBER("count", connect->syns), WORD("span", span),
                  WORD("time", round_trip));
    else
        SHEET_SAY(&show->sheet, INK_NOTE, _("connected, round trip {time}"),
                  WORD("time", round_trip));
}

void show_connect(struct show *show, const struct transcript_entry *entry) {
    const struct connect_event *connect = &entry->event.connect;
    bool attempt = show->row->summary->attempt && !connect->accepted;
    show_row(show, &entry->event, ARROW_EVENT, DURATION_UNKNOWN);
    if (attempt && connect->answers > 0)
        say_answered(show, connect);
    else if (attempt)
        say_asked(show, connect);
    else
        say_connected(show, connect);
    sheet_end(&show->sheet);
}

/* ---- what happened on the way ---- */

/* What was seen, by side. What somebody said is in his own words. */
static const char *const seen[NOTICE_KINDS][2] = {
    [NOTICE_ZERO_WINDOW] = {N_("the client can take no more (zero window)"),
                            N_("the server can take no more (zero window)")},
    [NOTICE_WINDOW_OPEN] = {N_("the client can take more again"),
                            N_("the server can take more again")},
    [NOTICE_WINDOW_PROBE] = {N_("the client asks whether the server can take more"),
                             N_("the server asks whether the client can take more")},
    [NOTICE_KEEP_ALIVE] = {N_("the client keeps the connection alive"),
                           N_("the server keeps the connection alive")},
    [NOTICE_OVERLAP] = {N_("the client sends octets again, and they differ"),
                        N_("the server sends octets again, and they differ")},
    [NOTICE_RESET] = {N_("a RST of the client, which goes on"),
                      N_("a RST of the server, which goes on")},
};

/* "16 segments of the client sent again" */
static void say_again(struct show *show, const struct event *event) {
    const struct network_event *network = &event->network;
    duration length = moment_since(event->end, event->at);
    char span[DURATION_TEXT];
    duration_text(length, span);
    SHEET_SAY(&show->sheet, INK_NOTE,
              event->side == SIDE_CLIENT
                  ? P_("{count} segment of the client sent again",
                       "{count} segments of the client sent again", network->count)
                  : P_("{count} segment of the server sent again",
                       "{count} segments of the server sent again", network->count),
              WORD_NUMBER("count", network->count));
    if (length > 0)
        SHEET_NOTE(
            &show->sheet, INK_NOTE,
            P_("{octets} octet in {span}", "{octets} octets in {span}", network->notice.octets),
            WORD_NUMBER("octets", network->notice.octets), WORD("span", span));
    else
        SHEET_NOTE(&show->sheet, INK_NOTE,
                   P_("{octets} octet", "{octets} octets", network->notice.octets),
                   WORD_NUMBER("octets", network->notice.octets));
}

/* What a router or host on the way says, to whom is told where it is the server. */
static void say_said(struct show *show, const struct event *event) {
    static const char *const sentences[2][2] = {
        {N_("{address} says: {text}"),
         N_("{address} says: {text}; the next link takes {mtu} octets")},
        {N_("{address} says to the server: {text}"),
         N_("{address} says to the server: {text}; the next link takes {mtu} octets")},
    };
    const struct notice *notice = &event->network.notice;
    char address[ENDPOINT_TEXT];
    endpoint_address_text(&notice->from, address);
    SHEET_SAY(&show->sheet, INK_WARNING, _(sentences[event->side][notice->mtu > 0]),
              WORD("address", address), WORD("text", _(notice->text)),
              WORD_NUMBER("mtu", notice->mtu));
}

bool show_leads_to_close(const struct show *show, const struct event *event) {
    if (event->kind != EVENT_NETWORK || event->network.notice.kind != NOTICE_RESET)
        return false;
    for (size_t n = event->n + (size_t)1; n < transcript_count(show->transcript); n++) {
        const struct transcript_entry *entry = transcript_at(show->transcript, n);
        if (entry->present && entry->event.kind != EVENT_NETWORK)
            return entry->event.kind == EVENT_CLOSE && entry->event.closing == CLOSING_RESET;
    }
    return false;
}

void show_network(struct show *show, const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    const struct notice *notice = &event->network.notice;
    uint64_t count = event->network.count;
    if (show_leads_to_close(show, event))
        return;
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    if (notice->kind == NOTICE_RETRANSMISSION)
        say_again(show, event);
    else if (notice->text)
        say_said(show, event);
    else if (seen[notice->kind][event->side])
        sheet_say(&show->sheet, INK_NOTE, _(seen[notice->kind][event->side]));
    if (notice->kind != NOTICE_RETRANSMISSION && count > 1)
        SHEET_NOTE(&show->sheet, INK_NOTE, P_("{count} time", "{count} times", count),
                   WORD_NUMBER("count", count));
    (void)show_verdict(show, event->n);
    sheet_end(&show->sheet);
}

/* ---- how it was closed ---- */

/* What the first side to close leaves behind where no mail was spoken. */
static void note_unheard(struct show *show) {
    const struct summary *summary = show->row->summary;
    uint64_t octets = summary->octets[SIDE_CLIENT];
    if (summary->ending == ENDING_SILENT)
        sheet_note(&show->sheet, INK_WARNING, _("the server said nothing"));
    if (summary->attempt && octets > 0)
        SHEET_NOTE(&show->sheet, INK_NOTE,
                   P_("the client sent {count} octet", "the client sent {count} octets", octets),
                   WORD_NUMBER("count", octets));
}

void show_close(struct show *show, const struct transcript_entry *entry) {
    static const char *const sentences[][2] = {
        [CLOSING_FIN] = {N_("client closes"), N_("server closes")},
        [CLOSING_RESET] = {N_("client resets the connection"), N_("server resets the connection")},
        [CLOSING_TIMEOUT] = {N_("nothing more was heard"), N_("nothing more was heard")},
        [CLOSING_OPEN] = {N_("the capture ends here"), N_("the capture ends here")},
    };
    const struct event *event = &entry->event;
    bool refused = was_refused(show) && event->closing == CLOSING_RESET;
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    sheet_say(&show->sheet, event->closing == CLOSING_FIN ? INK_NOTE : INK_WARNING,
              refused ? _("the server refuses the connection")
                      : _(sentences[event->closing][event->side]));
    if (!show->closed)
        note_unheard(show);
    (void)show_verdict(show, entry->event.n);
    show->closed = true;
    sheet_end(&show->sheet);
}
