/* mail.h: sessions of SMTP, LMTP and POP3 in the clear. */
#ifndef HELOISE_BENCH_MAIL_H
#define HELOISE_BENCH_MAIL_H

#include "profile.h"

enum smtp_variant {
    SMTP_PLAIN,
    SMTP_PIPELINED,     /* RFC 2920 */
    SMTP_CHUNKED,       /* BDAT, RFC 3030 */
    SMTP_AUTHENTICATED, /* RFC 4954 */
    SMTP_LOCAL,         /* LMTP, RFC 2033 */
    SMTP_LOCAL_CHUNKED,
};

enum pop3_variant { POP3_PLAIN, POP3_PIPELINED /* RFC 2449 6.6 */ };

/* A session with one or two deliveries; cut off in the content of the last if its course is so. */
void render_smtp(struct dialogue *dialogue, const struct subject *subject);

/* A session that reads one to three messages and deletes them. */
void render_pop3(struct dialogue *dialogue, const struct subject *subject);

#endif
