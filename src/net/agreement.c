#include "net/agreement.h"

#include <assert.h>
#include <stdlib.h>

#include "tls/negotiation.h"

struct agreement {
    struct negotiation negotiation;
    bool deaf; /* something was said that no handshake has */
};

struct agreement *agreement_new(void) {
    struct agreement *agreement = calloc(1, sizeof *agreement);
    if (agreement)
        agreement->negotiation.details = true;
    return agreement;
}

void agreement_free(struct agreement *agreement) {
    if (!agreement)
        return;
    negotiation_clear(&agreement->negotiation);
    free(agreement);
}

void agreement_hear(struct agreement *agreement, enum side side, struct slice octets) {
    enum { HEADER = 4 };
    if (agreement->deaf || octets.size < HEADER)
        return;
    struct slice body = slice_from(octets, HEADER);
    const struct handshake_message message = {
        .type = octets.data[0], .size = body.size, .body = body};
    agreement->deaf = !negotiation_hear(&agreement->negotiation, side, &message);
}

void agreement_describe(struct agreement *agreement, struct tls_event *tls) {
    negotiation_describe(&agreement->negotiation, tls);
}

struct tls_event agreement_alert(struct slice octets, char text[AGREEMENT_TEXT]) {
    enum { FATAL = 2, SIZE = 2 };
    static_assert((int)AGREEMENT_TEXT >= (int)TLS_NUMBER_TEXT, "a number has room");
    struct tls_event alert = {.what = TLS_ALERT};
    if (octets.size < SIZE)
        return alert;
    alert.fatal = octets.data[0] == FATAL;
    alert.alert = tls_alert_name(octets.data[1], text);
    return alert;
}
