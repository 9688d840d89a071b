#include "report/show.h"

#include "session/mask.h"

#include "base/text.h"

enum { JUNK_OCTETS = 256 };

static const struct slice nothing = {NULL, 0};

static enum bracket bracket_of(const struct show *show, uint32_t event) {
    static const enum bracket brackets[] = {
        [FLIGHT_NONE] = BRACKET_NONE, [FLIGHT_FIRST] = BRACKET_BEGIN, [FLIGHT_ASKED] = BRACKET_ON,
        [FLIGHT_TURN] = BRACKET_TURN, [FLIGHT_ANSWERED] = BRACKET_ON, [FLIGHT_LAST] = BRACKET_END,
    };
    return brackets[flight_place(flight_at(&show->flights, event), event)];
}

void show_row(struct show *show, const struct event *event, enum arrow arrow, duration latency) {
    struct writer *scratch = &show->sheet.scratch;
    canvas_mark(show->sheet.canvas, event->n);
    scratch->buffer.size = 0;
    timeline_write(&show->timeline, scratch, event->at);
    size_t time = scratch->buffer.size;
    if (latency != DURATION_UNKNOWN && latency != 0)
        duration_write(scratch, latency);
    struct slice both = buffer_slice(&scratch->buffer);
    bool timed = latency != DURATION_UNKNOWN && latency > 0 && show->longest > 0;
    show->sheet.share = timed ? (double)latency / (double)show->longest : 0;
    show->sheet.bracket = bracket_of(show, event->n);
    sheet_row(&show->sheet, slice_first(both, time), slice_from(both, time), arrow, show->secure);
}

static enum arrow arrow_of(const struct event *event) {
    return event->side == SIDE_CLIENT ? ARROW_CLIENT : ARROW_SERVER;
}

static void show_masked(struct show *show, enum ink ink, struct masked line) {
    sheet_text(&show->sheet, ink, line.before);
    if (line.hidden.size)
        sheet_text(&show->sheet, INK_SECRET, SLICE(MASK));
    sheet_text(&show->sheet, ink, line.after);
}

static struct slice hidden_part(const struct show *show, struct slice secret) {
    return show->options->show_secrets ? nothing : secret;
}

void show_line_end(struct show *show, enum line_end end) {
    if (end == END_LF)
        sheet_note(&show->sheet, INK_WARNING, _("ends with a bare LF"));
    else if (end == END_NONE)
        sheet_note(&show->sheet, INK_WARNING, _("line not finished"));
}

/* What is odd about a line, in words. */
static void note_line_end(struct show *show, enum line_end end, bool truncated) {
    if (truncated)
        sheet_note(&show->sheet, INK_WARNING, _("line cut here"));
    else
        show_line_end(show, end);
}

static void show_command(struct show *show, const struct transcript_entry *entry) {
    const struct command_event *command = &entry->event.command;
    struct masked line = mask_line(command->line, hidden_part(show, command->secret));
    struct slice after_verb = line.before;
    (void)slice_word(&after_verb);
    struct slice verb = slice_first(line.before, line.before.size - after_verb.size);
    show_row(show, &entry->event, arrow_of(&entry->event), DURATION_UNKNOWN);
    sheet_text(&show->sheet, INK_CLIENT, verb);
    line.before = after_verb;
    show_masked(show, INK_PLAIN, line);
    if (command->mechanism.size && command->user.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("user {user}"), WORD_SLICE("user", command->user));
    if (!command->known)
        sheet_note(&show->sheet, INK_WARNING, _("no command that is known"));
    else if (!command->allowed)
        sheet_note(&show->sheet, INK_WARNING, _("not allowed here"));
    (void)show_verdict(show, entry->event.n);
    note_line_end(show, command->end, command->truncated);
    sheet_end(&show->sheet);
}

static void show_continuation(struct show *show, const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    const struct continuation_event *step = &event->continuation;
    char code[4] = {(char)('0' + step->code / 100 % 10), (char)('0' + step->code / 10 % 10),
                    (char)('0' + step->code % 10), ' '};
    show_row(show, event, arrow_of(event), step->latency);
    if (step->code) {
        sheet_text(&show->sheet, INK_MORE, slice_of(code, sizeof code));
    } else if (step->status.size) {
        sheet_text(&show->sheet, INK_MORE, step->status);
        sheet_text(&show->sheet, INK_PLAIN, SLICE(" "));
    }
    show_masked(show, INK_PLAIN, mask_line(step->line, hidden_part(show, step->secret)));
    if (step->user.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("user {user}"), WORD_SLICE("user", step->user));
    if (step->cancel)
        sheet_note(&show->sheet, INK_NOTE, _("gives up"));
    note_line_end(show, step->end, step->truncated);
    sheet_end(&show->sheet);
}

static void show_gap(struct show *show, const struct transcript_entry *entry) {
    const struct event *event = &entry->event;
    bool client = event->side == SIDE_CLIENT;
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    if (event->octets == 0)
        sheet_say(&show->sheet, INK_WARNING,
                  client ? _("octets of the client are missing")
                         : _("octets of the server are missing"));
    else
        SHEET_SAY(&show->sheet, INK_WARNING,
                  client ? P_("{count} octet of the client is missing",
                              "{count} octets of the client are missing", event->octets)
                         : P_("{count} octet of the server is missing",
                              "{count} octets of the server are missing", event->octets),
                  WORD_NUMBER("count", event->octets));
    sheet_end(&show->sheet);
}

static void show_junk(struct show *show, const struct transcript_entry *entry) {
    const struct junk_event *junk = &entry->event.junk;
    struct masked text = mask_line(junk->text, hidden_part(show, junk->secret));
    if (!show->whole)
        text.before = slice_first(text.before, JUNK_OCTETS);
    show_row(show, &entry->event, arrow_of(&entry->event), DURATION_UNKNOWN);
    show_masked(show, INK_WARNING, text);
    SHEET_NOTE(&show->sheet, INK_WARNING,
               P_("{count} octet out of place", "{count} octets out of place", entry->event.octets),
               WORD_NUMBER("count", entry->event.octets));
    sheet_end(&show->sheet);
}

/* How each kind is drawn; `said`: it is part of the conversation, so that the next reply seems to
 * answer it. */
static const struct {
    void (*show)(struct show *show, const struct transcript_entry *entry);
    bool said;
} kinds[EVENT_KINDS] = {
    [EVENT_CONNECT] = {show_connect, false}, [EVENT_PROXY] = {show_proxy, false},
    [EVENT_GREETING] = {show_reply, true},   [EVENT_COMMAND] = {show_command, true},
    [EVENT_REPLY] = {show_reply, true},      [EVENT_CONTINUATION] = {show_continuation, true},
    [EVENT_MESSAGE] = {show_message, true},  [EVENT_BLOCK] = {show_message, true},
    [EVENT_TLS] = {show_tls, false},         [EVENT_GAP] = {show_gap, false},
    [EVENT_NETWORK] = {show_network, false}, [EVENT_JUNK] = {show_junk, false},
    [EVENT_CLOSE] = {show_close, false},
};

/* Content that gets no reply of its own: that goes to its command (BDAT, XEXCH50). */
static bool answered_by_command(const struct transcript_entry *entry) {
    bool content = entry->event.kind == EVENT_MESSAGE || entry->event.kind == EVENT_BLOCK;
    return content && entry->reply_count == 0;
}

void show_event(struct show *show, const struct transcript_entry *entry) {
    const struct report_options *options = show->options;
    const struct event *event = &entry->event;
    if (!entry->present || !kinds[event->kind].show)
        return;
    show->whole = options->full || (options->opened && options->opened(options->reader, event->n));
    kinds[event->kind].show(show, entry);
    if (kinds[event->kind].said && !answered_by_command(entry))
        show->before = event->n;
    if (show->options->hex)
        show_line_octets(show, event);
    show_findings(show, event->n);
    show_comment(show, event->n);
    if (options->explainer && !show_leads_to_close(show, event))
        show_explanation(show, event);
}
