/* Passing on mail for strangers (RFC 5321 7.9, RFC 2505 2.1). */
#include "diagnose/names.h"
#include "diagnose/rule.h"

enum { NEAR_IPV4 = 3, NEAR_IPV6 = 8 }; /* octets of a network that one owner has, mostly */

/* Whether both lie in one small network. */
static bool are_neighbours(const struct endpoint *a, const struct endpoint *b) {
    size_t octets = a->size == 4 ? NEAR_IPV4 : NEAR_IPV6;
    return a->size == b->size && memcmp(a->address, b->address, octets) == 0;
}

/* The last two labels of a host's name: who runs it, roughly. */
static struct slice owner_of(struct slice host) {
    size_t dots = 0, at = host.size;
    while (at > 0 && (dots += host.data[at - 1] == '.') < 2)
        at--;
    return slice_from(host, at);
}

static struct slice banner_host(const struct course *course) {
    struct slice rest = course->banner;
    return slice_word(&rest);
}

/* A client from elsewhere that said nothing by which the server could know it. TLS may have shown
 * its certificate, a proxy speaks for somebody else. */
static bool is_stranger(const struct course *course) {
    const struct endpoint *client = session_end_of(course->session, SIDE_CLIENT);
    const struct endpoint *server = session_end_of(course->session, SIDE_SERVER);
    return !course->authenticated && !course->secure && !course->proxied &&
           !course->greeted_again && !course->lmtp && endpoint_is_public(client) &&
           endpoint_is_public(server) && !are_neighbours(client, server) &&
           !slice_equal_nocase(owner_of(course->hello), owner_of(banner_host(course)));
}

/* Whether one of the names, joined by blanks, stands in the server's own. */
static bool server_is_named(const struct course *course, const char *names) {
    struct slice rest = slice_string(names);
    for (struct slice name = slice_word(&rest); name.size > 0; name = slice_word(&rest))
        if (slice_search_nocase(course->banner, name) != SLICE_NONE)
            return true;
    return false;
}

/* Whether this server cannot be the one that keeps this domain's mail: the domain is a large
 * provider's, or another host's address. Of any other domain a session does not tell. */
static bool is_foreign(const struct course *course, struct slice domain) {
    static const struct {
        const char *domain, *names;
    } hosts[] = {
#define HOSTS(domain, names) {domain, names},
#include "diagnose/mailbox_hosts.def"
#undef HOSTS
    };
    struct endpoint literal;
    if (name_is_literal(domain, &literal))
        return endpoint_is_public(&literal) &&
               !endpoint_same_address(&literal, session_end_of(course->session, SIDE_SERVER));
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++)
        if (slice_equal_nocase(domain, slice_string(hosts[i].domain)))
            return !server_is_named(course, hosts[i].names);
    return false;
}

/* Asked when the message was taken: a server that says 250 to every RCPT may refuse it then. */
void judge_open_relay(struct diagnosis *diagnosis, const struct course *course,
                      const struct event *event) {
    const struct course_transaction *transaction = &course->transaction;
    if (!event->reply.final || event->reply.outcome != OUTCOME_OK || !course_whole(course) ||
        !course->greeted || !is_stranger(course))
        return;
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        const struct course_recipient *recipient = &transaction->recipients[i];
        if (recipient->outcome != OUTCOME_OK ||
            !is_foreign(course, name_domain_of(recipient->address)))
            continue;
        FOUND_SAY_ON(recipient->n,
                     N_("mail for {recipient} was taken from a stranger who did not log in"),
                     WORD_SLICE("recipient", recipient->address));
        return;
    }
}
