/* tls.c: what a handshake of TLS shows, and what alerts say. */
#include "base/calendar.h"
#include "explain/tell.h"

enum { NAMES_TOLD = 16, CIPHERS_TOLD = 8 };

/* ---- the line ---- */

static void write_words(struct writer *writer, const struct slice *words, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (words[i].size > 0 && writer->buffer.size > 0)
            writer_put(writer, ' ');
        writer_add(writer, words[i]);
    }
}

static void alert_line(const struct tls_event *tls, struct writer *writer) {
    const struct slice words[] = {tls->fatal ? SLICE("fatal") : SLICE("warning"), tls->alert};
    if (tls->alert.size > 0)
        write_words(writer, words, sizeof words / sizeof *words);
    else
        writer_string(writer, "alert");
}

static const char *tls_what_line(enum tls_what what) {
    return what == TLS_LOST ? "undecrypted" : what == TLS_EARLY_DATA ? "early data" : "KeyUpdate";
}

void tls_line(const struct tls_event *tls, struct writer *writer) {
    const struct slice words[] = {tls->version, tls->cipher, tls->server_name};
    bool seen = tls->version.size + tls->cipher.size + tls->server_name.size > 0;
    if (tls->what == TLS_ALERT)
        alert_line(tls, writer);
    else if (tls->what != TLS_HANDSHAKE)
        writer_string(writer, tls_what_line(tls->what));
    else if (seen)
        write_words(writer, words, sizeof words / sizeof *words);
    else
        writer_string(writer, "TLS");
}

/* ---- alerts ---- */

static void tell_alert(struct telling *telling, const struct tls_event *tls) {
    const struct alert_fact *fact = alert_fact_find(tls->alert);
    struct slice rest = telling->raw;
    struct slice level = slice_word(&rest);
    if (tls->alert.size == 0) {
        tell_part(telling, level, PART_ALERT);
        tell_topic(telling, tls->supposed ? TOPIC_TLS_ALERT_SUPPOSED : TOPIC_TLS_ALERT_SEALED);
        return;
    }
    struct slice word = slice_word(&rest);
    tell_part(telling, level, PART_ALERT_LEVEL);
    tell_part_fact(telling, word, PART_ALERT, fact ? &fact->fact : NULL);
    if (fact)
        tell_fact(telling, word, &fact->fact);
    else
        tell_topic(telling, TOPIC_TLS_ALERT_UNKNOWN);
    if (!fact || fact->about != ALERT_CLOSE)
        tell_note(telling, tls->fatal ? NOTE_TLS_ALERT_FATAL : NOTE_TLS_ALERT_WARNING);
}

/* ---- a handshake ---- */

static struct slice keep_text(struct telling *telling, struct writer *writer) {
    struct slice text = arena_copy(telling->arena, buffer_slice(&writer->buffer));
    telling->failed |= writer->cause != 0 || text.size != writer->buffer.size;
    writer_free(writer);
    return text;
}

static struct slice date_text(struct telling *telling, struct moment moment) {
    struct calendar calendar = {.utc = true};
    struct writer writer = {.fd = WRITER_MEMORY};
    calendar_date(&calendar, &writer, moment);
    return keep_text(telling, &writer);
}

/* At most so many, joined by commas; "…" stands for the others. */
static struct slice names_text(struct telling *telling, struct tls_names names, size_t most) {
    struct writer writer = {.fd = WRITER_MEMORY};
    for (size_t i = 0; i < names.count && i < most; i++) {
        writer_string(&writer, i > 0 ? ", " : "");
        writer_add(&writer, names.names[i]);
    }
    writer_string(&writer, names.count > most ? " …" : "");
    return keep_text(telling, &writer);
}

/* The notes for a certificate: of another issuer, its own, or unreadable. */
struct certificate_notes {
    enum note_id issued, own, unreadable;
};

static void tell_certificate(struct telling *telling, const struct tls_certificate *shown,
                             struct moment moment, const struct certificate_notes *notes) {
    if (!shown->readable) {
        tell_note(telling, notes->unreadable);
        return;
    }
    TELL_NOTE(telling, shown->self_issued ? notes->own : notes->issued,
              WORD_SLICE("name", tls_certificate_name(shown)), WORD_SLICE("issuer", shown->issuer),
              WORD_SLICE("begin", date_text(telling, shown->begin)),
              WORD_SLICE("end", date_text(telling, shown->end)));
    if (!tls_certificate_valid_at(shown, moment))
        tell_note(telling, NOTE_TLS_OUT_OF_DATE);
}

static void tell_server(struct telling *telling, const struct tls_event *tls,
                        struct moment moment) {
    static const struct certificate_notes notes = {NOTE_TLS_CERTIFICATE, NOTE_TLS_CERTIFICATE_OWN,
                                                   NOTE_TLS_CERTIFICATE_UNREADABLE};
    const struct tls_certificate *shown = tls->certificates;
    tell_certificate(telling, shown, moment, &notes);
    if (!shown->readable)
        return;
    if (tls->server_name.size > 0 && !tls->named)
        TELL_NOTE(telling, NOTE_TLS_NOT_NAMED, WORD_SLICE("name", tls->server_name));
    if (shown->names.count > 1)
        TELL_NOTE(telling, NOTE_TLS_NAMES,
                  WORD_SLICE("names", names_text(telling, shown->names, NAMES_TOLD)));
    if (shown->bits > 0)
        TELL_NOTE(telling, NOTE_TLS_KEY, WORD_SLICE("kind", shown->key),
                  WORD_NUMBER("bits", shown->bits), WORD_SLICE("signature", shown->signature));
    if (tls->certificate_count > 1)
        TELL_NOTE(telling, NOTE_TLS_CHAIN, WORD_NUMBER("count", tls->certificate_count - 1));
}

/* What the client answers to a request for a certificate. */
static void tell_client(struct telling *telling, const struct tls_credential *client,
                        struct moment moment) {
    static const struct certificate_notes notes = {NOTE_TLS_CLIENT_CERTIFICATE,
                                                   NOTE_TLS_CLIENT_CERTIFICATE_OWN,
                                                   NOTE_TLS_CLIENT_CERTIFICATE_UNREADABLE};
    if (client->count == 0) {
        tell_note(telling, NOTE_TLS_CLIENT_CERTIFICATE_NONE);
        return;
    }
    tell_certificate(telling, client->certificates, moment, &notes);
    tell_note(telling, client->proven ? NOTE_TLS_CLIENT_PROVEN : NOTE_TLS_CLIENT_UNPROVEN);
}

/* What came of verifying it, where that was done here. */
static void tell_verification(struct telling *telling,
                              const struct tls_verification *verification) {
    struct writer why = writer_to(WRITER_MEMORY);
    for (size_t i = 0; i < verification->count; i++) {
        writer_string(&why, i > 0 ? "; " : "");
        writer_add(&why, verification->faults[i].words);
    }
    struct slice text = keep_text(telling, &why);
    if (verification->count == 0)
        TELL_NOTE(telling, NOTE_TLS_TRUSTED, WORD_SLICE("name", verification->name));
    else
        TELL_NOTE(telling, NOTE_TLS_DISTRUSTED, WORD_SLICE("name", verification->name),
                  WORD_SLICE("why", text));
}

static void tell_agreed(struct telling *telling, const struct tls_event *tls) {
    static const enum note_id resumed[] = {[TLS_RESUMED_ID] = NOTE_TLS_RESUMED_ID,
                                           [TLS_RESUMED_TICKET] = NOTE_TLS_RESUMED_TICKET,
                                           [TLS_RESUMED_PSK] = NOTE_TLS_RESUMED_PSK};
    if (tls->version.size > 0)
        TELL_NOTE(telling, NOTE_TLS_VERSION, WORD_SLICE("version", tls->version));
    if (tls->cipher.size > 0)
        TELL_NOTE(telling, NOTE_TLS_CIPHER, WORD_SLICE("cipher", tls->cipher));
    if (tls->group.size > 0)
        TELL_NOTE(telling, NOTE_TLS_GROUP, WORD_SLICE("group", tls->group));
    if (tls->retried)
        tell_note(telling, NOTE_TLS_RETRIED);
    if (tls->server_name.size > 0)
        TELL_NOTE(telling, NOTE_TLS_NAME, WORD_SLICE("name", tls->server_name));
    if (tls->alpn.size > 0)
        TELL_NOTE(telling, NOTE_TLS_ALPN, WORD_SLICE("protocol", tls->alpn));
    if (tls->resumed != TLS_RESUMED_NOTHING)
        tell_note(telling, resumed[tls->resumed]);
    if (tls->early != TLS_EARLY_NONE)
        tell_note(telling, NOTE_TLS_EARLY_DATA);
    if (tls->early == TLS_EARLY_TAKEN || tls->early == TLS_EARLY_REFUSED)
        tell_note(telling,
                  tls->early == TLS_EARLY_TAKEN ? NOTE_TLS_EARLY_TAKEN : NOTE_TLS_EARLY_REFUSED);
    if (tls->wants_certificate)
        tell_note(telling, NOTE_TLS_WANTS_CERTIFICATE);
}

/* What is hidden, and why. */
static void tell_hidden(struct telling *telling, const struct tls_event *tls) {
    bool newer = slice_equal(tls->version, SLICE("TLSv1.3"));
    if (tls->read)
        return;
    if (newer && tls->certificate_count == 0 && tls->resumed == TLS_RESUMED_NOTHING)
        tell_note(telling, NOTE_TLS_CERTIFICATE_SEALED);
    if (!tls->finished)
        return;
    tell_note(telling, slice_starts(tls->cipher, SLICE("TLS_RSA_WITH_")) ? NOTE_TLS_SEALED_RSA
                                                                         : NOTE_TLS_SEALED);
    if (telling->depth == EXPLAIN_TEACH)
        tell_note(telling, NOTE_TLS_SIZES);
}

/* For those who want to learn. */
static void tell_offer(struct telling *telling, const struct tls_offer *offer) {
    if (telling->depth != EXPLAIN_TEACH)
        return;
    TELL_NOTE(telling, NOTE_TLS_OFFER,
              WORD_SLICE("versions", names_text(telling, offer->versions, NAMES_TOLD)),
              WORD_SLICE("ciphers", names_text(telling, offer->ciphers, CIPHERS_TOLD)));
    if (offer->ja3.size > 0 && offer->ja4.size > 0)
        TELL_NOTE(telling, NOTE_TLS_FINGERPRINT, WORD_SLICE("ja3", offer->ja3),
                  WORD_SLICE("ja4", offer->ja4));
}

static void tell_handshake(struct telling *telling, const struct event *event) {
    const struct tls_event *tls = &event->tls;
    bool pop3 = context_is(telling->context, "pop3");
    struct slice rest = telling->raw;
    tell_part(telling, slice_word(&rest), PART_TLS_VERSION);
    if (tls->cipher.size > 0)
        tell_part(telling, slice_word(&rest), PART_TLS_CIPHER);
    tell_part(telling, slice_word(&rest), PART_TLS_NAME);
    tell_topic(telling, tls->renewed     ? TOPIC_TLS_RENEWED
                        : !tls->finished ? TOPIC_TLS_UNFINISHED
                        : tls->implicit  ? TOPIC_TLS_IMPLICIT
                        : pop3           ? TOPIC_TLS_STLS
                                         : TOPIC_TLS_STARTTLS);
    tell_agreed(telling, tls);
    if (tls->certificate_count > 0)
        tell_server(telling, tls, event->at);
    if (tls->verification && tls->finished)
        tell_verification(telling, tls->verification);
    if (tls->client)
        tell_client(telling, tls->client, event->at);
    tell_hidden(telling, tls);
    if (tls->offer)
        tell_offer(telling, tls->offer);
}

/* What is no handshake and no alert: one word, and a sentence that goes by it. */
static void tell_other(struct telling *telling, const struct tls_event *tls) {
    static const enum topic_id fates[] = {[TLS_EARLY_NONE] = TOPIC_TLS_EARLY_UNKNOWN,
                                          [TLS_EARLY_UNKNOWN] = TOPIC_TLS_EARLY_UNKNOWN,
                                          [TLS_EARLY_TAKEN] = TOPIC_TLS_EARLY_TAKEN,
                                          [TLS_EARLY_REFUSED] = TOPIC_TLS_EARLY_REFUSED};
    if (tls->what == TLS_EARLY_DATA) {
        tell_part(telling, telling->raw, PART_TLS_EARLY_DATA);
        tell_topic(telling, fates[tls->early]);
    } else if (tls->what == TLS_LOST) {
        tell_part(telling, telling->raw, PART_TLS_LOST);
        tell_topic(telling, TOPIC_TLS_LOST);
    } else {
        tell_part(telling, telling->raw, PART_TLS_KEY_UPDATE);
        tell_topic(telling, TOPIC_TLS_KEY_UPDATE);
    }
}

void tell_tls(struct telling *telling, const struct transcript_entry *entry) {
    const struct tls_event *tls = &entry->event.tls;
    if (tls->what == TLS_HANDSHAKE)
        tell_handshake(telling, &entry->event);
    else if (tls->what == TLS_ALERT)
        tell_alert(telling, tls);
    else
        tell_other(telling, tls);
}
