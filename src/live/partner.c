#include "live/partner.h"

#include "index/clock.h"
#include "protocol/registry.h"

void partner_order(struct partner *partner, enum order_kind kind, struct slice text) {
    if (partner->descriptor < 0 || partner->gone)
        return;
    if (order_send(partner->descriptor, kind, text) && kind != ORDER_INTERRUPT)
        partner->given++;
}

/* So that the session is recognised by its first octets. */
static void note_port(struct partner *partner) {
    const struct talk_news *news = &partner->news;
    const struct protocol *protocol = protocol_find(slice_string(news->protocol));
    struct port_rule *rule = &partner->rules[news->connections % PARTNER_RULES];
    if (news->port != 0 && protocol)
        *rule = (struct port_rule){news->port, protocol};
}

bool partner_hear(struct partner *partner) {
    unsigned before = partner->news.connections;
    enum order_come come = ORDER_NONE_YET;
    if (partner->descriptor >= 0 && !partner->gone)
        come = talk_news_take(partner->descriptor, &partner->news);
    if (come == ORDER_NO_MORE)
        partner->gone = true;
    if (come == ORDER_CAME)
        partner->told = clock_now();
    if (partner->news.connections != before)
        note_port(partner);
    return come != ORDER_NONE_YET;
}

bool partner_is_idle(const struct partner *partner) {
    enum talk_state state = partner->news.state;
    return partner->gone ||
           (partner->news.done >= partner->given && (state == TALK_READY || state == TALK_APART));
}

duration partner_waited(const struct partner *partner) {
    return partner->news.waited + moment_since(clock_now(), partner->told);
}

struct moment partner_time(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_REALTIME, &time);
    return (struct moment){time.tv_sec * DURATION_SECOND + time.tv_nsec};
}
