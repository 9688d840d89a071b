/* Received fields as programs write them. */
#include "message/received.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void assert_slice(const char *what, struct slice slice, const char *expected) {
    if (!slice_equal(slice, slice_string(expected ? expected : "")))
        fail_msg("%s: '%.*s' is not '%s'", what, (int)slice.size, (const char *)slice.data,
                 expected ? expected : "");
}

static const struct {
    const char *program, *value;
    const char *from, *address, *by, *with, *id, *recipient, *tls, *cipher, *remark;
    int64_t at; /* seconds since 1970; 0: no date that can be read */
} fields[] = {
    {"Postfix",
     "from mail.example.net (mail.example.net [192.0.2.1])\r\n\t(using TLSv1.3 with cipher "
     "TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\t key-exchange X25519)\r\n\t(No client certificate "
     "requested)\r\n\tby mx.example.org (Postfix) with ESMTPS id 4F2A1B\r\n\tfor "
     "<bob@example.org>; Tue, 24 Nov 2026 02:52:08 +0100 (CET)",
     .from = "mail.example.net", .address = "192.0.2.1", .by = "mx.example.org", .with = "ESMTPS",
     .id = "4F2A1B", .recipient = "bob@example.org", .tls = "TLSv1.3",
     .cipher = "TLS_AES_256_GCM_SHA384", .at = 1795485128},
    {"Postfix, its own message",
     "by client.example.net (Postfix, from userid 0) id 0CDB341F; Tue, 24 Nov 2026 02:52:08 +0000 "
     "(UTC)",
     .by = "client.example.net", .id = "0CDB341F", .at = 1795488728},
    {"Exim",
     "from [192.0.2.7] (helo=client.example.net) by mail.example.com with esmtpsa (TLS1.3) tls "
     "TLS_AES_256_GCM_SHA384 (Exim 4.97) (envelope-from <a@example.net>) id 1r5abc-000123-45 for "
     "b@example.org; Tue, 24 Nov 2026 02:52:08 +0000",
     .from = "[192.0.2.7]", .address = "192.0.2.7", .by = "mail.example.com", .with = "esmtpsa",
     .id = "1r5abc-000123-45", .recipient = "b@example.org", .tls = "TLS1.3",
     .cipher = "TLS_AES_256_GCM_SHA384", .at = 1795488728},
    {"Exim, local",
     "from root by host.example.com with local (Exim 4.69) (envelope-from <r@h>) id 1Mugho; Tue, "
     "24 Nov 2026 02:52:08 EST",
     .from = "root", .by = "host.example.com", .with = "local", .id = "1Mugho", .at = 1795506728},
    {"Sendmail",
     "from a.example (a.example [IPv6:2001:db8::1]) by b.example (8.17.1/8.17.1) with ESMTPS id "
     "4AO1 (version=TLSv1.3 cipher=TLS_AES_256_GCM_SHA384 bits=256 verify=NOT) for <c@d>; Tue, 24 "
     "Nov 2026 02:52:08 GMT",
     .from = "a.example", .address = "2001:db8::1", .by = "b.example", .with = "ESMTPS",
     .id = "4AO1", .recipient = "c@d", .tls = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384",
     .at = 1795488728},
    {"Sendmail, a program",
     "(from mail@localhost) by delta.example (SMI-8.6/SMI-SVR4)\r\n id "
     "MAA06; Tue, 24 Nov 2026 02:52:08 -0000",
     .by = "delta.example", .id = "MAA06", .remark = "from mail@localhost", .at = 1795488728},
    {"qmail", "(qmail 44185 invoked by uid 441); 24 Nov 2026 02:52:08 -0000",
     .remark = "qmail 44185 invoked by uid 441", .at = 1795488728},
    {"qmail, broken", "qmail 1246 by uid 1741; Sun Sep 27 08:01:09 +0000 2015", .from = ""},
    {"qmail, with an address behind",
     "from a.example (EHLO b.example) [192.0.2.34]\r\n  by mx0.example (mx023) with SMTP; 24 Nov "
     "2026 02:52:08 +0000",
     .from = "a.example", .address = "192.0.2.34", .by = "mx0.example", .with = "SMTP",
     .at = 1795488728},
    {"Exchange",
     "from A.example (2001:db8:20b:f2::16) by B.example (2001:db8::19) with Microsoft SMTP Server "
     "(version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7828.19; Tue, 24 "
     "Nov 2026 02:52:08 +0000",
     .from = "A.example", .address = "2001:db8:20b:f2::16", .by = "B.example",
     .with = "Microsoft SMTP Server", .id = "15.20.7828.19", .tls = "TLS1_2",
     .cipher = "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", .at = 1795488728},
    {"Google, inside",
     "by 2002:a05:600c:1d1b:b0:3a5 with SMTP id l27csp1; Mon, 23 Nov 2026 18:52:08 -0800 (PST)",
     .by = "2002:a05:600c:1d1b:b0:3a5", .with = "SMTP", .id = "l27csp1", .at = 1795488728},
    {"Dovecot",
     "from mx.example.org ([127.0.0.1])\r\n\tby mail.example.org with LMTP\r\n\tid 2Kz (envelope-"
     "from <>)\r\n\tfor <b@example.org>; Tue, 24 Nov 2026 02:52:08 +0000",
     .from = "mx.example.org", .address = "127.0.0.1", .by = "mail.example.org", .with = "LMTP",
     .id = "2Kz", .recipient = "b@example.org", .at = 1795488728},
    {"OpenSMTPD",
     "from a.example (a.example [192.0.2.1]) by b.example (OpenSMTPD) with ESMTPS id 8b8 "
     "(TLSv1.3:TLS_AES_256_GCM_SHA384:256:NO) for <c@d>; Tue, 24 Nov 2026 02:52:08 +0000 (UTC)",
     .from = "a.example", .address = "192.0.2.1", .by = "b.example", .with = "ESMTPS", .id = "8b8",
     .recipient = "c@d", .tls = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384", .at = 1795488728},
    {"Yahoo",
     "from 127.0.0.1  (EHLO m.example) (192.0.2.228)\r\n  by mta.example with SMTP; Tue, "
     "24 Nov 2026 02:52:08 +0000",
     .from = "127.0.0.1", .address = "127.0.0.1", .by = "mta.example", .with = "SMTP",
     .at = 1795488728},
    {"words of clauses in a comment",
     "from a (with x by y; z (for q)) by b; Tue, 24 Nov 2026 "
     "02:52:08 +0000",
     .from = "a", .by = "b", .at = 1795488728},
    {"a quoted recipient", "by b for <\"a; b\"@c>; Tue, 24 Nov 2026 02:52:08 +0000", .by = "b",
     .recipient = "\"a; b\"@c", .at = 1795488728},
    {"no date", "from mda by moe.example id 0MV", .from = "mda", .by = "moe.example", .id = "0MV"},
    {"a comment that never ends", "from a by b (c; Tue, 24 Nov 2026 02:52:08 +0000", .from = "a",
     .by = "b", .at = 1795488728},
    {"nothing", "", .from = ""},
    {"keywords alone", "from by with id for; ;", .from = ""},
};

static void each_program_is_understood(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        struct received got;
        struct moment at = {0};
        received_read(slice_string(fields[i].value), &got);
        const struct {
            struct slice got;
            const char *expected;
        } pieces[] = {
            {got.from, fields[i].from},     {got.address, fields[i].address},
            {got.by, fields[i].by},         {got.with, fields[i].with},
            {got.id, fields[i].id},         {got.recipient, fields[i].recipient},
            {got.tls, fields[i].tls},       {got.cipher, fields[i].cipher},
            {got.remark, fields[i].remark},
        };
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++)
            assert_slice(fields[i].program, pieces[k].got, pieces[k].expected);
        if (received_moment(&got, &at) != (fields[i].at != 0) ||
            at.ns / DURATION_SECOND != fields[i].at)
            fail_msg("%s: %lld is not the date", fields[i].program,
                     (long long)(at.ns / DURATION_SECOND));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_program_is_understood)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
