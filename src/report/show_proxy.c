/* Proxies in front of a session: those that tell who their client is, and those that a client asks.
 */
#include "report/show.h"

#include "session/mask.h"

/* What became of a request for the way to a server. */
struct sentences {
    const char *open, *refused, *unanswered;
    const char *let_in, *kept_out; /* where nothing tells the target */
};

static const struct sentences sentences[PROXY_PROTOCOLS] = {
    [PROXY_SOCKS4] =
        {N_("through a SOCKS4 proxy to {target} port {port}"),
         N_("a SOCKS4 proxy refuses the way to {target} port {port}: {code} {text}"),
         N_("a SOCKS4 proxy is asked for the way to {target} port {port}, and no answer "
            "is seen"),
         N_("through a SOCKS4 proxy; to which server is not seen"),
         N_("a SOCKS4 proxy refuses the client: {code} {text}")},
    [PROXY_SOCKS5] =
        {N_("through a SOCKS5 proxy to {target} port {port}"),
         N_("a SOCKS5 proxy refuses the way to {target} port {port}: {code} {text}"),
         N_("a SOCKS5 proxy is asked for the way to {target} port {port}, and no answer "
            "is seen"),
         N_("through a SOCKS5 proxy; to which server is not seen"),
         N_("a SOCKS5 proxy refuses the client: {code} {text}")},
    [PROXY_CONNECT] =
        {N_("through an HTTP proxy to {target} port {port}"),
         N_("an HTTP proxy refuses the way to {target} port {port}: {code} {text}"),
         N_("an HTTP proxy is asked for the way to {target} port {port}, and no answer "
            "is seen"),
         N_("through an HTTP proxy; to which server is not seen"),
         N_("an HTTP proxy refuses the client: {code} {text}")},
};

static const char *sentence_of(const struct proxy_event *proxy) {
    const struct sentences *all = &sentences[proxy->protocol];
    bool told = proxy->name.size > 0 || proxy->target.size > 0;
    if (proxy->outcome == OUTCOME_NONE)
        return all->unanswered;
    if (proxy->outcome == OUTCOME_OK)
        return told ? all->open : all->let_in;
    return told ? all->refused : all->kept_out;
}

static void say_passage(struct show *show, const struct proxy_event *proxy) {
    char address[ENDPOINT_TEXT];
    endpoint_address_text(&proxy->target, address);
    struct slice target = proxy->name.size ? proxy->name : slice_string(address);
    SHEET_SAY(&show->sheet, proxy->outcome == OUTCOME_OK ? INK_NOTE : INK_WARNING,
              _(sentence_of(proxy)), WORD_SLICE("target", target),
              WORD_NUMBER("port", proxy->target.port), WORD_NUMBER("code", proxy->code),
              WORD_SLICE("text", proxy->text));
    if (proxy->user.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("user {user}"), WORD_SLICE("user", proxy->user));
    if (proxy->secret.size == 0)
        return;
    struct slice secret = show->options->show_secrets ? proxy->secret : SLICE(MASK);
    SHEET_NOTE(&show->sheet, INK_SECRET, _("credentials {secret}"), WORD_SLICE("secret", secret));
}

static void say_header(struct show *show, const struct proxy_event *proxy) {
    char client[ENDPOINT_TEXT], server[ENDPOINT_TEXT];
    endpoint_text(&proxy->client, client);
    endpoint_text(&proxy->server, server);
    if (proxy->local)
        SHEET_SAY(&show->sheet, INK_NOTE, _("PROXY header, version {version}, without addresses"),
                  WORD_NUMBER("version", proxy->version));
    else
        SHEET_SAY(&show->sheet, INK_NOTE,
                  _("PROXY header, version {version}: {client} connected to {server}"),
                  WORD_NUMBER("version", proxy->version), WORD("client", client),
                  WORD("server", server));
    if (proxy->authority.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("asked for {name}"),
                   WORD_SLICE("name", proxy->authority));
    if (proxy->tls.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("over {tls}"), WORD_SLICE("tls", proxy->tls));
    if (proxy->common_name.size)
        SHEET_NOTE(&show->sheet, INK_NOTE, _("certificate of {name}"),
                   WORD_SLICE("name", proxy->common_name));
}

void show_proxy(struct show *show, const struct transcript_entry *entry) {
    const struct proxy_event *proxy = &entry->event.proxy;
    enum arrow arrow = entry->event.side == SIDE_CLIENT ? ARROW_CLIENT : ARROW_SERVER;
    show_row(show, &entry->event, arrow, DURATION_UNKNOWN);
    if (proxy->protocol == PROXY_HEADER)
        say_header(show, proxy);
    else
        say_passage(show, proxy);
    sheet_end(&show->sheet);
}
