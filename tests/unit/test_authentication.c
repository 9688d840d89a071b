/* What servers write of their checks: Authentication-Results and Received-SPF. */
#include "message/authentication.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/words.h"
#include "message/received_spf.h"

/* "instance server | method=result (comment) [reason] name=value | …" */
static void told(const char *value, struct writer *writer) {
    struct authentication authentication;
    struct authentication_result result;
    struct authentication_property property;
    authentication_read(slice_string(value), &authentication);
    writer_add(writer, authentication.instance);
    writer_put(writer, ':');
    writer_add(writer, authentication.server);
    while (authentication_next(&authentication, &result)) {
        writer_string(writer, " | ");
        writer_add(writer, result.method);
        writer_put(writer, '=');
        writer_add(writer, result.result);
        if (result.comment.size > 0)
            SAY(writer, " ({text})", WORD_SLICE("text", result.comment));
        if (result.reason.size > 0)
            SAY(writer, " [{text}]", WORD_SLICE("text", result.reason));
        while (authentication_property(&result.properties, &property))
            SAY(writer, " {name}={value}", WORD_SLICE("name", property.name),
                WORD_SLICE("value", property.value));
    }
}

static void results_are_taken_off_one_by_one(void **state) {
    static const char *const cases[][2] = {
        {"mx.example.org; none", ":mx.example.org"},
        {"mx.example.org 1; spf=pass smtp.mailfrom=a@b.example",
         ":mx.example.org | spf=pass smtp.mailfrom=a@b.example"},
        {"mx; dkim=fail reason=\"bad; really\" (2048-bit; key) header.d=b.example header.b=\"ab=\"",
         ":mx | dkim=fail [bad; really] header.d=b.example header.b=ab="},
        {"mx; dkim=pass (2048-bit key (nested; deep)) header.i=@b.example header.b=abc=; "
         "dmarc=pass",
         ":mx | dkim=pass (2048-bit key (nested; deep)) header.i=@b.example header.b=abc= | "
         "dmarc=pass"},
        {"i=2; mx.google.com;\r\n       dkim/1 = pass header.d=b.example;\r\n       arc=pass (i=1)",
         "2:mx.google.com | dkim=pass header.d=b.example | arc=pass (i=1)"},
        /* Exchange names no server */
        {"spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.example; compauth=pass reason=100",
         ": | spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=b.example | compauth=pass [100]"},
        /* Yahoo of old */
        {"mta.example  from=g.example; domainkeys=pass (ok); dkim=pass (ok)",
         ":mta.example | domainkeys=pass (ok) | dkim=pass (ok)"},
        {"mx; ; =; x; spf; spf=", ":mx | spf="},
        {"", ":"},
        {"\"mx; a\"; spf=pass", ":mx; a | spf=pass"},
        {"mx; spf=pass (never closed; dkim=fail", ":mx | spf=pass (never closed; dkim=fail)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct writer writer = {.fd = WRITER_MEMORY};
        told(cases[i][0], &writer);
        struct slice got = buffer_slice(&writer.buffer);
        if (!slice_equal(got, slice_string(cases[i][1])))
            fail_msg("'%.*s' is not '%s'", (int)got.size, (const char *)got.data, cases[i][1]);
        writer_free(&writer);
    }
}

static void assert_slice(struct slice slice, const char *expected) {
    if (!slice_equal(slice, slice_string(expected)))
        fail_msg("'%.*s' is not '%s'", (int)slice.size, (const char *)slice.data, expected);
}

static void received_spf_has_result_and_pairs(void **state) {
    struct received_spf spf;
    (void)state;
    received_spf_read(SLICE("pass (mx.example.org: domain of a@b designates 192.0.2.1) "
                            "receiver=mx.example.org; client-ip=192.0.2.1; "
                            "envelope-from=\"a@b.example\"; helo=h.example; mechanism=ip4;"),
                      &spf);
    assert_slice(spf.result, "pass");
    assert_slice(spf.comment, "mx.example.org: domain of a@b designates 192.0.2.1");
    assert_slice(spf.receiver, "mx.example.org");
    assert_slice(spf.address, "192.0.2.1");
    assert_slice(spf.sender, "a@b.example");
    assert_slice(spf.helo, "h.example");
    assert_slice(spf.mechanism, "ip4");
    received_spf_read(SLICE("SoftFail client-ip = 192.0.2.1;\r\n envelope-from=<>;;=; helo"), &spf);
    assert_slice(spf.result, "SoftFail");
    assert_slice(spf.address, "192.0.2.1");
    assert_slice(spf.sender, "");
    assert_slice(spf.helo, "");
    received_spf_read(SLICE(""), &spf);
    assert_slice(spf.result, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(results_are_taken_off_one_by_one),
        cmocka_unit_test(received_spf_has_result_and_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
