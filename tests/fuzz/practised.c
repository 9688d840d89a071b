#include "tests/fuzz/practised.h"

#include "index/live.h"
#include "practice/conversation.h"
#include "protocol/registry.h"
#include "tests/fuzz/insist.h"

/* Octets that may be waiting to go out, of all that one input asks for; octets that are read of an
 * answer that does not end. */
enum { WAITING_MOST = 4 * 1024 * 1024, READ_MOST = 1024 * 1024 };

struct practised {
    struct house house;
    struct conversation *conversation;
    struct live_house *live_house;
    struct live *live;
    struct moment now;
    size_t read;
};

static void tell(struct practised *practised, enum side side, struct slice octets) {
    if (octets.size > 0)
        (void)session_bytes(live_session(practised->live), side, practised->now, octets,
                            (struct place){0, 0});
}

static void listen(struct practised *practised) {
    struct conversation *conversation = practised->conversation;
    for (;;) {
        struct slice ready = conversation_ready(conversation, practised->now);
        INSIST(ready.size <= WAITING_MOST, "%zu octets wait", ready.size);
        if (ready.size == 0 && conversation_due(conversation).ns == 0)
            return;
        if (ready.size == 0)
            practised->now = conversation_due(conversation);
        tell(practised, SIDE_SERVER, ready);
        conversation_sent(conversation, ready.size, practised->now);
        practised->read += ready.size;
        if (practised->read > READ_MOST)
            return;
    }
}

static void talk(struct practised *practised, struct slice text, size_t piece) {
    size_t offered = 0;
    while (conversation_wish(practised->conversation) == WISH_NOTHING) {
        size_t size = piece && text.size - offered > piece ? piece : text.size - offered;
        struct slice part = slice_first(text, offered + size);
        size_t taken = conversation_take(practised->conversation, part, practised->now);
        INSIST(taken <= part.size, "%zu of %zu octets", taken, part.size);
        tell(practised, SIDE_CLIENT, slice_first(part, taken));
        listen(practised);
        text = slice_from(text, taken);
        offered = part.size - taken;
        if ((taken == 0 && offered == text.size) || practised->read > READ_MOST)
            return;
    }
    enum conversation_wish wish = conversation_wish(practised->conversation);
    if (wish == WISH_TLS)
        conversation_secured(practised->conversation, NULL, 0);
    else
        INSIST(conversation_take(practised->conversation, SLICE("NOOP\r\n"), practised->now) == 0,
               "nothing is taken at the end");
}

static bool open_house(struct practised *practised, const char *rules) {
    struct house *house = &practised->house;
    struct error error = {0};
    INSIST(accounts_fill(&house->accounts, &error), "%s", error.text);
    house->host = accounts_host(&house->accounts);
    house->store = store_new(NULL, house->host, &error);
    house->scenario = scenario_new(&error);
    house->size_most = 5000;
    house->tls = true;
    practised->live_house = live_house_new(NULL, &error);
    INSIST(scenario_add(house->scenario, slice_string(rules), "rules", &error), "%s", error.text);
    return house->store && practised->live_house;
}

static void begin(struct practised *practised, enum service service) {
    static const struct protocol *const protocols[] = {
        [SERVICE_SMTP] = &smtp_protocol,
        [SERVICE_SUBMISSION] = &smtp_protocol,
        [SERVICE_LMTP] = &lmtp_protocol,
        [SERVICE_POP3] = &pop3_protocol,
    };
    static const struct endpoint client = {.address = {192, 0, 2, 1}, .size = 4, .port = 40000};
    struct origin origin = {
        .ends = {client, client}, .sides_known = true, .protocol = protocols[service]};
    practised->now.ns = INT64_C(1700000000) * DURATION_SECOND;
    practised->live =
        live_new(practised->live_house, &origin,
                 &(struct live_options){.transcript = {.preview = 100}}, practised->now);
    practised->conversation = conversation_new(&practised->house, service, &client);
    INSIST(practised->live && practised->conversation, "memory");
}

void practised_try(enum service service, struct slice input) {
    struct practised practised = {.read = 0};
    if (input.size < 2)
        return;
    const struct scenario_text *scenario = scenario_text_at(input.data[0]);
    INSIST(open_house(&practised, scenario ? scenario->rules : ""), "memory");
    begin(&practised, service);
    conversation_begin(practised.conversation, practised.now);
    listen(&practised);
    talk(&practised, slice_from(input, 2), input.data[1]);
    live_end(practised.live, practised.now);
    live_free(practised.live);
    conversation_free(practised.conversation);
    INSIST(practised.house.receiving == 0, "all that was received is given back");
    live_house_free(practised.live_house);
    store_free(practised.house.store);
    scenario_free(practised.house.scenario);
    accounts_free(&practised.house.accounts);
}
