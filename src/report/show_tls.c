/* show_tls.c: a handshake of TLS, and alerts, in words. */
#include "base/calendar.h"
#include "facts/facts.h"
#include "report/show.h"

/* ---- a handshake ---- */

/* `words`: of a certificate that another issued, and of one that signed itself. */
static void say_certificate(struct show *show, const struct tls_certificate *shown, bool good,
                            const char *const words[2]) {
    struct calendar calendar = {.utc = true};
    struct writer end = {.fd = WRITER_MEMORY};
    calendar_date(&calendar, &end, shown->end);
    SHEET_SAY(&show->sheet, good ? INK_TLS : INK_WARNING, _(words[shown->self_issued]),
              WORD_SLICE("name", tls_certificate_name(shown)), WORD_SLICE("issuer", shown->issuer),
              WORD_SLICE("end", buffer_slice(&end.buffer)));
    writer_free(&end);
}

static bool is_faulty(const struct tls_verification *verification, uint32_t depth) {
    for (size_t i = 0; i < verification->count; i++)
        if (verification->faults[i].depth == depth)
            return true;
    return false;
}

/* As far as it can be told: by who verified it, or by its dates and names. */
static bool is_good(const struct tls_event *tls, uint32_t n, struct moment moment) {
    if (tls->verification)
        return !is_faulty(tls->verification, n);
    return tls_certificate_valid_at(&tls->certificates[n], moment) &&
           (n > 0 || tls->named || tls->server_name.size == 0);
}

/* The server's own; whoever took part wants to see the whole chain. */
static void say_server(struct show *show, const struct tls_event *tls, struct moment moment) {
    static const char *const words[] = {
        N_("certificate of {name}, issued by {issuer}, valid until {end}"),
        N_("certificate of {name}, which it signed itself, valid until {end}")};
    bool all = tls->verification || show->options->verbose;
    for (uint32_t n = 0; n < tls->certificate_count && (all || n == 0); n++) {
        sheet_break(&show->sheet);
        if (tls->certificates[n].readable)
            say_certificate(show, &tls->certificates[n], is_good(tls, n, moment), words);
        else
            sheet_say(&show->sheet, INK_WARNING, _("a certificate that cannot be read"));
    }
    if (tls->verification && tls->certificate_count > 0 && tls->finished)
        sheet_note(&show->sheet, INK_NOTE,
                   tls->verification->count == 0 ? _("trusted here") : _("not trusted here"));
}

static void say_client(struct show *show, const struct tls_credential *client,
                       struct moment moment) {
    static const char *const words[] = {
        N_("client's certificate of {name}, issued by {issuer}, valid until {end}"),
        N_("client's certificate of {name}, which it signed itself, valid until {end}")};
    sheet_break(&show->sheet);
    if (client->count == 0)
        sheet_say(&show->sheet, INK_TLS,
                  _("the server asks for a certificate, the client has none"));
    else if (client->certificates->readable)
        say_certificate(show, client->certificates,
                        tls_certificate_valid_at(client->certificates, moment), words);
    else
        sheet_say(&show->sheet, INK_WARNING, _("a client's certificate that cannot be read"));
}

static void show_handshake(struct show *show, const struct event *event) {
    const struct tls_event *tls = &event->tls;
    const struct slice facts[] = {tls->version, tls->cipher, tls->server_name};
    show->secure = true;
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    sheet_say(&show->sheet, INK_TLS,
              tls->renewed     ? _("TLS is negotiated anew")
              : !tls->finished ? _("TLS handshake")
              : tls->implicit  ? _("TLS from the first octet")
                               : _("TLS begins"));
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (facts[i].size == 0)
            continue;
        sheet_text(&show->sheet, INK_TLS, SLICE(", "));
        sheet_text(&show->sheet, INK_TLS, facts[i]);
    }
    if (tls->resumed != TLS_RESUMED_NOTHING)
        sheet_note(&show->sheet, INK_NOTE, _("an earlier session goes on"));
    if (!tls->finished)
        sheet_note(&show->sheet, INK_NOTE, _("its end was not seen"));
    else if (!show->row->summary->decrypted && !show->happening)
        sheet_note(&show->sheet, INK_NOTE, _("what follows cannot be read"));
    if (tls->certificate_count > 0)
        say_server(show, tls, event->at);
    if (tls->client)
        say_client(show, tls->client, event->at);
    if (tls->finished && !tls->renewed)
        show_rhythm(show);
    sheet_end(&show->sheet);
}

/* ---- alerts ---- */

/* What a side does with an alert. */
enum deed { DEED_CLOSES, DEED_WARNS, DEED_REFUSES, DEED_BREAKS, DEED_UNKNOWN, DEED_SUPPOSED };

static enum deed deed_of(const struct tls_event *tls) {
    const struct alert_fact *fact = alert_fact_find(tls->alert);
    if (tls->alert.size == 0)
        return tls->supposed ? DEED_SUPPOSED : DEED_UNKNOWN;
    if (fact && fact->about == ALERT_CLOSE)
        return DEED_CLOSES;
    if (fact && fact->about == ALERT_CERTIFICATE)
        return DEED_REFUSES;
    return tls->fatal ? DEED_BREAKS : DEED_WARNS;
}

static void show_alert(struct show *show, const struct event *event) {
    static const struct {
        enum ink ink;
        const char *sentences[2]; /* by enum side */
    } deeds[] = {
        [DEED_CLOSES] = {INK_TLS, {N_("client ends TLS: {alert}"), N_("server ends TLS: {alert}")}},
        [DEED_WARNS] = {INK_WARNING,
                        {N_("client warns: {alert}, {title}"),
                         N_("server warns: {alert}, {title}")}},
        [DEED_REFUSES] = {INK_WARNING,
                          {N_("client refuses the certificate: {alert}, {title}"),
                           N_("server refuses the client's certificate: {alert}, {title}")}},
        [DEED_BREAKS] = {INK_WARNING,
                         {N_("client breaks TLS off: {alert}, {title}"),
                          N_("server breaks TLS off: {alert}, {title}")}},
        [DEED_UNKNOWN] = {INK_TLS,
                          {N_("client sends an alert, encrypted"),
                           N_("server sends an alert, encrypted")}},
        [DEED_SUPPOSED] = {INK_WARNING,
                           {N_("client sends a record of the size of an alert: perhaps it refuses"),
                            N_("server sends a record of the size of an alert: perhaps it "
                               "refuses")}},
    };
    const struct tls_event *tls = &event->tls;
    const struct alert_fact *fact = alert_fact_find(tls->alert);
    enum deed deed = deed_of(tls);
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    SHEET_SAY(&show->sheet, deeds[deed].ink, _(deeds[deed].sentences[event->side]),
              WORD_SLICE("alert", tls->alert),
              WORD("title", fact ? _(fact->fact.title) : _("an alert that no document lists")));
    sheet_end(&show->sheet);
}

/* What the client says before the server has answered. */
static void show_early_data(struct show *show, const struct event *event) {
    static const struct {
        enum ink ink;
        const char *note;
    } fates[] = {
        [TLS_EARLY_NONE] = {INK_WARNING, ""},
        [TLS_EARLY_UNKNOWN] = {INK_WARNING, N_("whether the server takes it was not seen")},
        [TLS_EARLY_TAKEN] = {INK_TLS, N_("the server takes it")},
        [TLS_EARLY_REFUSED] = {INK_WARNING, N_("the server does not take it")},
    };
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    sheet_say(&show->sheet, fates[event->tls.early].ink,
              _("client sends early data, before the server has answered"));
    sheet_note(&show->sheet, INK_NOTE, _(fates[event->tls.early].note));
    sheet_end(&show->sheet);
}

/* What became of the keys of one side. */
static void show_keys(struct show *show, const struct event *event) {
    static const char *const sentences[2][2] = {
        {N_("client goes on with new keys"), N_("server goes on with new keys")},
        {N_("what the client sends from here on cannot be decrypted"),
         N_("what the server sends from here on cannot be decrypted")},
    };
    bool lost = event->tls.what == TLS_LOST;
    show_row(show, event, ARROW_EVENT, DURATION_UNKNOWN);
    sheet_say(&show->sheet, lost ? INK_WARNING : INK_TLS, _(sentences[lost][event->side]));
    sheet_end(&show->sheet);
}

void show_tls(struct show *show, const struct transcript_entry *entry) {
    if (entry->event.tls.what == TLS_HANDSHAKE)
        show_handshake(show, &entry->event);
    else if (entry->event.tls.what == TLS_ALERT)
        show_alert(show, &entry->event);
    else if (entry->event.tls.what == TLS_EARLY_DATA)
        show_early_data(show, &entry->event);
    else
        show_keys(show, &entry->event);
}
