#include "report/show.h"

#include "session/mask.h"

enum { NOTE_COMMAND = 24 }; /* octets of a command that a remark may repeat */

/* "250-" or "250 ", or a POP3 indicator; nothing in front of a listing. */
static void show_code(struct show *show, const struct reply_event *reply, size_t line) {
    char code[8];
    struct slice text = line == 0 ? reply->status : slice_of(NULL, 0);
    enum ink ink = line == 0 ? ink_of_outcome(reply->outcome) : INK_NOTE;
    uint16_t number = reply->codes ? reply->codes[line] : reply->code;
    if (number) {
        bool last = line + 1 == reply->line_count;
        code[0] = (char)('0' + number / 100 % 10);
        code[1] = (char)('0' + number / 10 % 10);
        code[2] = (char)('0' + number % 10);
        code[3] = last ? ' ' : '-';
        text = slice_of(code, 4);
    }
    sheet_text(&show->sheet, ink, text);
    if (text.size && !reply->code && reply->lines[line].size)
        sheet_text(&show->sheet, INK_PLAIN, SLICE(" "));
}

/* The recipient that this reply to a message is about (LMTP, PRDR); NULL: it is about all. */
static const struct recipient *recipient_of(const struct show *show, const struct event *event) {
    const struct summary *summary = show->row->summary;
    if (event->reply.recipient == EVENT_NOTHING)
        return NULL;
    for (size_t i = 0; i < summary->transaction_count; i++) {
        const struct transaction *transaction = &summary->transactions[i];
        for (size_t j = 0; j < transaction->recipient_count; j++)
            if (transaction->recipients[j].final_reply == event->n)
                return &transaction->recipients[j];
    }
    return NULL;
}

static void note_command(struct show *show, const struct command_event *command) {
    bool path = command->act == ACT_SENDER || command->act == ACT_RECIPIENT;
    bool whole = command->secret.size == 0 && command->line.size <= NOTE_COMMAND;
    if (mask_hides_verb(command))
        return;
    if (path && command->address.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("answers {verb} <{address}>"),
                   WORD_SLICE("verb", command->verb), WORD_SLICE("address", command->address));
    else
        SHEET_NOTE(&show->sheet, INK_NOTE, _("answers {command}"),
                   WORD_SLICE("command",
                              whole ? command->line : slice_first(command->verb, NOTE_COMMAND)));
}

/* What a reply answers, where that is not what stands right above it. */
static void note_answered(struct show *show, uint32_t to) {
    if (to == show->before || to >= transcript_count(show->transcript))
        return;
    const struct transcript_entry *entry = transcript_at(show->transcript, to);
    if (entry->present && entry->event.kind == EVENT_MESSAGE)
        sheet_note(&show->sheet, INK_NOTE, _("answers the message"));
    else if (entry->present && entry->event.kind == EVENT_COMMAND)
        note_command(show, &entry->event.command);
}

static void note_reply(struct show *show, const struct event *event) {
    const struct reply_event *reply = &event->reply;
    bool client_spoke = show->row->summary->octets[SIDE_CLIENT] > 0;
    const struct recipient *recipient = recipient_of(show, event);
    bool decides = decisions_find(&show->decisions, event->n) != NULL;
    if (recipient && !decides)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("for {recipient}"),
                   WORD_SLICE("recipient", recipient->address));
    else if (event->kind == EVENT_REPLY && reply->to == EVENT_NOTHING && client_spoke)
        sheet_note(&show->sheet, INK_NOTE, _("answers nothing"));
    else if (event->kind == EVENT_REPLY && !recipient)
        note_answered(show, reply->to);
    (void)show_verdict(show, event->n);
    if (reply->mixed_codes)
        SHEET_NOTE(&show->sheet, INK_WARNING,
                   P_("{count} line has another code", "{count} lines have another code",
                      reply->mixed_codes),
                   WORD_NUMBER("count", reply->mixed_codes));
    if (reply->truncated)
        sheet_note(&show->sheet, INK_WARNING, _("cut here"));
    else
        show_line_end(show, reply->end);
}

/* How many of its lines are shown: one more than the limit is no reason to cut. */
static size_t lines_shown(const struct show *show, const struct reply_event *reply) {
    if (show->whole || reply->line_count <= SHOW_LISTING_LINES + 1)
        return reply->line_count;
    return SHOW_LISTING_LINES;
}

void show_reply(struct show *show, const struct transcript_entry *entry) {
    const struct reply_event *reply = &entry->event.reply;
    size_t shown = lines_shown(show, reply);
    uint64_t more = reply->line_count - shown + reply->lines_lost;
    show_row(show, &entry->event, entry->event.side == SIDE_CLIENT ? ARROW_CLIENT : ARROW_SERVER,
             reply->latency);
    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            sheet_break(&show->sheet);
        show_code(show, reply, i);
        sheet_text(&show->sheet, INK_PLAIN, reply->lines[i]);
    }
    if (more) {
        sheet_break(&show->sheet);
        SHEET_SAY(&show->sheet, INK_NOTE, P_("({count} more line)", "({count} more lines)", more),
                  WORD_NUMBER("count", more));
    }
    note_reply(show, &entry->event);
    sheet_end(&show->sheet);
}
