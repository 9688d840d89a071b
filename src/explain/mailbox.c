#include "explain/address.h"
#include "explain/tell.h"

/* ---- domains ---- */

static void tell_decoded_domain(struct telling *telling, struct slice domain) {
    struct slice decoded = domain_decode(domain, telling->arena);
    TELL_PART(telling, domain, PART_DOMAIN_ENCODED, WORD_SLICE("decoded", decoded));
}

void tell_domain(struct telling *telling, struct slice domain) {
    static const enum part_id parts[] = {
        [DOMAIN_NAME] = PART_DOMAIN,
        [DOMAIN_SINGLE] = PART_DOMAIN_SINGLE,
        [DOMAIN_IPV4] = PART_DOMAIN_IPV4,
        [DOMAIN_IPV6] = PART_DOMAIN_IPV6,
        [DOMAIN_TAGGED] = PART_DOMAIN_TAGGED,
        [DOMAIN_BARE_ADDRESS] = PART_DOMAIN_BARE_ADDRESS,
        [DOMAIN_UNICODE] = PART_DOMAIN_UNICODE,
    };
    enum domain_form form = domain_form(domain);
    if (form == DOMAIN_ENCODED)
        tell_decoded_domain(telling, domain);
    else
        tell_part(telling, domain, parts[form]);
}

/* ---- local parts ---- */

static void tell_inner(struct telling *telling, const struct address *address) {
    tell_part(telling, address->user, PART_INNER_USER);
    if (address->form != ADDRESS_BATV)
        tell_part(telling, address->user_domain, PART_INNER_DOMAIN);
}

static void tell_form(struct telling *telling, const struct address *address) {
    const struct word inner[] = {WORD_SLICE("user", address->user),
                                 WORD_SLICE("domain", address->user_domain)};
    const size_t two = sizeof inner / sizeof *inner;
    switch (address->form) {
    case ADDRESS_PLAIN:
        break;
    case ADDRESS_QUOTED:
        tell_note(telling, NOTE_QUOTED_LOCAL);
        break;
    case ADDRESS_TAGGED:
        tell_part(telling, address->base, PART_MAILBOX_BASE);
        tell_part(telling, address->tag, PART_MAILBOX_TAG);
        TELL_NOTE(telling, NOTE_TAGGED, WORD_SLICE("base", address->base),
                  WORD_SLICE("tag", address->tag));
        break;
    case ADDRESS_VERP:
        tell_part(telling, address->base, PART_VERP_BASE);
        tell_inner(telling, address);
        tell_note_words(telling, NOTE_VERP, inner, two);
        break;
    case ADDRESS_SRS0:
        tell_part(telling, address->tag, PART_SRS_HASH);
        tell_part(telling, address->stamp, PART_SRS_STAMP);
        tell_inner(telling, address);
        tell_note_words(telling, NOTE_SRS0, inner, two);
        break;
    case ADDRESS_SRS1:
        tell_part(telling, address->tag, PART_SRS_HASH);
        tell_part(telling, address->forwarder, PART_SRS_FORWARDER);
        tell_inner(telling, address);
        TELL_NOTE(telling, NOTE_SRS1, WORD_SLICE("forwarder", address->forwarder));
        break;
    case ADDRESS_BATV:
        tell_part(telling, address->tag, PART_BATV_TAG);
        tell_inner(telling, address);
        tell_note_words(telling, NOTE_BATV, inner, two);
        break;
    }
}

static enum part_id local_part(const struct address *address) {
    static const enum part_id parts[] = {
        [ADDRESS_PLAIN] = PART_LOCAL,         [ADDRESS_TAGGED] = PART_LOCAL_TAGGED,
        [ADDRESS_VERP] = PART_LOCAL_VERP,     [ADDRESS_SRS0] = PART_LOCAL_SRS,
        [ADDRESS_SRS1] = PART_LOCAL_SRS,      [ADDRESS_BATV] = PART_LOCAL_BATV,
        [ADDRESS_QUOTED] = PART_LOCAL_QUOTED,
    };
    return slice_equal_nocase(address->local, SLICE("postmaster")) ? PART_LOCAL_POSTMASTER
                                                                   : parts[address->form];
}

void tell_mailbox(struct telling *telling, struct slice mailbox) {
    struct address address = address_open(mailbox);
    tell_part(telling, address.local, local_part(&address));
    tell_form(telling, &address);
    if (address.domain.size > 0)
        tell_domain(telling, address.domain);
    else if (!slice_equal_nocase(address.local, SLICE("postmaster")))
        tell_note(telling, NOTE_NO_DOMAIN);
}
