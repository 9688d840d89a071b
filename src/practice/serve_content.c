/* DATA and BDAT: the message itself, up to its place in the maildrops. */
#include "practice/conversation_inside.h"

#include <stdio.h>
#include <time.h>

/* Where mail for other domains is kept: nobody logs in there, and nothing is ever sent on. */
#define OUTGOING "outgoing"

/* ---- the trace (RFC 5321 4.4) ---- */

/* With what: RFC 3848. */
static const char *transmission(const struct conversation *conversation) {
    bool lmtp = conversation->service == SERVICE_LMTP;
    bool secure = conversation->secure, authenticated = conversation->account != NULL;
    static const char *const names[2][2][2] = {{{"ESMTP", "ESMTPA"}, {"ESMTPS", "ESMTPSA"}},
                                               {{"LMTP", "LMTPA"}, {"LMTPS", "LMTPSA"}}};
    if (!conversation->smtp.extended)
        return "SMTP";
    return names[lmtp][secure][authenticated];
}

static void begin_text(struct conversation *conversation) {
    struct smtp_side *smtp = &conversation->smtp;
    char client[ENDPOINT_TEXT], date[64], trace[2048];
    time_t seconds = (time_t)(conversation->now.ns / DURATION_SECOND);
    struct tm calendar;
    bool one = smtp->recipient_count == 1;
    smtp_drop_text(conversation);
    store_make_id(conversation->house->store, conversation->now, smtp->id);
    endpoint_address_text(&conversation->client, client);
    (void)gmtime_r(&seconds, &calendar);
    (void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &calendar);
    int size =
        snprintf(trace, sizeof trace,
                 "Return-Path: <%s>\r\nReceived: from %s ([%s%s])\r\n"
                 "\tby %s with %s id %s%s%s%s;\r\n\t%s\r\n",
                 smtp->sender, smtp->hello, conversation->client.size == 16 ? "IPv6:" : "", client,
                 conversation->house->host, transmission(conversation), smtp->id,
                 one ? "\r\n\tfor <" : "", one ? smtp->first_recipient : "", one ? ">" : "", date);
    smtp->no_memory = size < 0 || (size_t)size >= sizeof trace ||
                      !buffer_add(&smtp->text, slice_of(trace, (size_t)size));
    smtp->content = 0;
    smtp->too_big = false;
}

/* ---- the end of a message ---- */

static bool deliver(struct conversation *conversation) {
    struct smtp_side *smtp = &conversation->smtp;
    const char *users[RECIPIENTS_MOST];
    for (size_t i = 0; i < smtp->recipient_count; i++)
        users[i] = smtp->recipients[i].account ? smtp->recipients[i].account->name : OUTGOING;
    return store_deliver(conversation->house->store, &smtp->text, smtp->id, users,
                         smtp->recipient_count);
}

/* The message's reply: in LMTP one for each recipient (RFC 2033 4.2). */
static void reply_to_message(struct conversation *conversation, const char *reply) {
    bool each = conversation->service == SERVICE_LMTP;
    size_t times = each ? conversation->smtp.recipient_count : 1;
    for (size_t i = 0; i < times; i++)
        conversation_say(conversation, "%s", reply);
}

static void finish_message(struct conversation *conversation) {
    struct smtp_side *smtp = &conversation->smtp;
    if (conversation->wish != WISH_NOTHING) /* the scenario closed in the middle of it */
        return;
    struct scenario_answer answer =
        conversation_ask(conversation, "message", slice_string(smtp->sender), 0);
    bool good = answer.reply.size > 0 && answer.reply.data[0] == '2';
    size_t from = conversation->out.size;
    char queued[STORE_ID + 32];
    (void)snprintf(queued, sizeof queued, "250 2.0.0 Ok: queued as %s", smtp->id);
    const char *reply = smtp->too_big     ? "552 5.3.4 The message is larger than what is taken"
                        : smtp->no_memory ? "451 4.3.0 Out of memory"
                                          : queued;
    bool taken = !smtp->too_big && !smtp->no_memory;
    bool hindered = answer.replies && !good && !answer.closes;
    if (taken && !hindered && !deliver(conversation))
        reply = "452 4.3.1 The message cannot be kept";
    reply_to_message(conversation, reply);
    conversation_obey(conversation, &answer, from);
    smtp_reset(conversation);
    conversation->mode = MODE_LINES;
    smtp->state = conversation->account ? SMTP_AUTHED : SMTP_READY;
}

/* ---- content ---- */

static void keep_content(struct conversation *conversation, struct slice octets) {
    struct smtp_side *smtp = &conversation->smtp;
    uint64_t *receiving = &conversation->house->receiving;
    smtp->no_memory = *receiving + octets.size > RECEIVING_MOST || !buffer_add(&smtp->text, octets);
    if (smtp->no_memory)
        return;
    smtp->counted += octets.size;
    *receiving += octets.size;
}

static void add_content(struct conversation *conversation, struct slice octets) {
    struct smtp_side *smtp = &conversation->smtp;
    smtp->content += octets.size;
    if (smtp->content > conversation->house->size_most)
        smtp->too_big = true;
    if (smtp->too_big)
        smtp_drop_text(conversation);
    else if (!smtp->no_memory)
        keep_content(conversation, octets);
    const struct scenario_answer *answer = &smtp->content_answer;
    if (answer->closes && smtp->content >= answer->closes_after)
        conversation->wish = answer->resets ? WISH_RESET : WISH_CLOSE;
}

static void take_piece(void *context, struct slice octets, struct place place) {
    (void)place;
    add_content(context, octets);
}

int smtp_data(struct conversation *conversation, struct slice argument) {
    struct smtp_side *smtp = &conversation->smtp;
    (void)argument;
    begin_text(conversation);
    dots_begin(&smtp->dots, DOTS_STRICT);
    smtp->content_answer = conversation_ask(conversation, "content", slice_of(NULL, 0), 0);
    conversation->mode = MODE_DOTS;
    conversation_say(conversation, "354 End the message with <CRLF>.<CRLF>");
    return 354;
}

/* A strict reader: the message ends at CRLF . CRLF and nowhere else. */
static size_t take_dots(struct conversation *conversation, struct slice text) {
    struct chunk chunk = {.octets = text};
    enum line_end end;
    if (dots_read(&conversation->smtp.dots, &chunk, take_piece, conversation, &end) == DOTS_END)
        finish_message(conversation);
    return text.size - chunk.octets.size;
}

/* ---- BDAT (RFC 3030) ---- */

static void finish_chunk(struct conversation *conversation) {
    struct smtp_side *smtp = &conversation->smtp;
    size_t from = conversation->out.size;
    conversation->mode = MODE_LINES;
    if (smtp->chunk_refused) {
        conversation_say(conversation, "503 5.5.1 BDAT has no place here");
        conversation_obey(conversation, &smtp->content_answer, from);
    } else if (smtp->chunk_last) {
        finish_message(conversation);
    } else {
        smtp->state = SMTP_BDAT;
        conversation_say(conversation, "250 2.0.0 %llu octets received",
                         (unsigned long long)smtp->content);
    }
}

void smtp_bdat(struct conversation *conversation, struct slice argument, bool allowed) {
    struct smtp_side *smtp = &conversation->smtp;
    struct slice size = slice_word(&argument), last = slice_trim(argument);
    bool good = slice_number(size, UINT64_MAX / 2, &smtp->chunk_left) &&
                (last.size == 0 || slice_equal_nocase(last, SLICE("LAST")));
    if (!good) { /* nobody knows how much follows */
        conversation_say(conversation, "501 5.5.4 BDAT is followed by a number of octets");
        conversation->wish = WISH_CLOSE;
        return;
    }
    smtp->chunk_refused = !allowed;
    smtp->chunk_last = last.size > 0;
    if (allowed && !smtp->chunked)
        begin_text(conversation);
    smtp->chunked = allowed || smtp->chunked;
    conversation->mode = MODE_CHUNK;
    if (smtp->chunk_left == 0)
        finish_chunk(conversation);
}

static size_t take_chunk(struct conversation *conversation, struct slice text) {
    struct smtp_side *smtp = &conversation->smtp;
    size_t size = text.size < smtp->chunk_left ? text.size : (size_t)smtp->chunk_left;
    smtp->chunk_left -= size;
    if (!smtp->chunk_refused)
        add_content(conversation, slice_first(text, size));
    if (smtp->chunk_left == 0)
        finish_chunk(conversation);
    return size;
}

size_t smtp_take_content(struct conversation *conversation, struct slice text) {
    return conversation->mode == MODE_DOTS ? take_dots(conversation, text)
                                           : take_chunk(conversation, text);
}
