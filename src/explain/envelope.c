#include "explain/envelope.h"

/* What the server said last to an event. */
static enum outcome answer_to(const struct transcript *transcript,
                              const struct transcript_entry *entry) {
    enum outcome outcome = OUTCOME_NONE;
    for (size_t i = 0; i < entry->reply_count; i++) {
        uint32_t n = entry->replies[i];
        if (n < transcript_count(transcript) && transcript_at(transcript, n)->present)
            outcome = transcript_at(transcript, n)->event.reply.outcome;
    }
    return outcome;
}

static bool add_recipient(struct envelope *envelope, struct slice address, struct arena *arena) {
    if (envelope->count == ENVELOPE_RECIPIENTS)
        return true;
    struct slice *grown =
        arena_grow(arena, envelope->recipients, envelope->count, sizeof *envelope->recipients);
    if (!grown)
        return false;
    envelope->recipients = grown;
    grown[envelope->count++] = address;
    return true;
}

/* Where the transaction begins: the event of MAIL, or SIZE_MAX where that was not seen, or octets
 * are missing between. */
static size_t find_mail(const struct transcript *transcript, uint32_t message) {
    for (size_t n = message; n-- > 0;) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        const struct event *event = &entry->event;
        if (!entry->present || event->kind == EVENT_GAP || event->kind == EVENT_MESSAGE)
            return SIZE_MAX;
        if (event->kind != EVENT_COMMAND)
            continue;
        if (event->command.act == ACT_RESET)
            return SIZE_MAX;
        if (event->command.act == ACT_SENDER)
            return answer_to(transcript, entry) == OUTCOME_OK ? n : SIZE_MAX;
    }
    return SIZE_MAX;
}

bool envelope_read(const struct transcript *transcript, uint32_t message, struct arena *arena,
                   struct envelope *envelope) {
    *envelope = (struct envelope){.known = false};
    size_t mail = find_mail(transcript, message);
    if (mail == SIZE_MAX)
        return true;
    envelope->known = true;
    envelope->sender = transcript_at(transcript, mail)->event.command.address;
    for (size_t n = mail + 1; n < message; n++) {
        const struct transcript_entry *entry = transcript_at(transcript, n);
        const struct event *event = &entry->event;
        if (event->kind == EVENT_COMMAND && event->command.act == ACT_RECIPIENT &&
            answer_to(transcript, entry) == OUTCOME_OK &&
            !add_recipient(envelope, event->command.address, arena))
            return false;
    }
    return true;
}
