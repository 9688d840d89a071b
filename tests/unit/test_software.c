#include "facts/software.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct example {
    const char *greeting, *software;
};

static const struct example examples[] = {
    {"mail.example.org ESMTP Postfix", "Postfix"},
    {"mail.example.org ESMTP Postfix (Debian/GNU)", "Postfix"},
    {"mail.example.org ESMTP Postfix (2.11.0)", "Postfix 2.11.0"},
    {"xc90.websitewelcome.com ESMTP Exim 4.69 #1 Mon, 05 Oct 2009 01:05:54 -0500", "Exim 4.69"},
    {"mx ESMTP Sendmail 8.14.3/8.14.3; Mon, 5 Oct 2009 06:06:07 GMT", "Sendmail 8.14.3"},
    {"mx Microsoft ESMTP MAIL Service, Version: 6.0.3790.3959 ready at  Mon",
     "Microsoft ESMTP MAIL Service 6.0.3790.3959"},
    {"mx Microsoft ESMTP MAIL Service ready at Mon, 5 Oct 2009", "Microsoft ESMTP MAIL Service"},
    {"Dovecot ready.", "Dovecot"},
    {"Dovecot (Ubuntu) ready. <1896.697170952@mx>", "Dovecot"},
    {"mx Cyrus POP3 v2.3.7-Invoca-RPM-2.3.7-1.1 server ready", "Cyrus 2.3.7-Invoca-RPM-2.3.7-1.1"},
    {"Hello there.", "Courier"},
    {"mx.example.org ESMTP OpenSMTPD", "OpenSMTPD"},
    {"mx.example.org ESMTP Haraka/2.8.24 ready", "Haraka 2.8.24"},
    {"mx.google.com ESMTP x12si123456.1 - gsmtp", "gsmtp"},
    {"The Microsoft Exchange POP3 service is ready.", "Microsoft Exchange"},
    {"qmail.example.org ESMTP Exim 4.96", "Exim 4.96"},
    {"mx.example.org ESMTP Exim4 ready", ""},
    {"mx.example.org ESMTP", ""},
    {"Postfix.example.org ESMTP", ""},
    {"mx.Postfix ESMTP", ""},
    {"", ""},
    {"Postfix", "Postfix"},
};

static void programs_are_named(void **state) {
    (void)state;
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct slice software = software_find(slice_string(examples[i].greeting), &arena);
        assert_int_equal(software.size, strlen(examples[i].software));
        if (software.size)
            assert_memory_equal(software.data, examples[i].software, software.size);
    }
    arena_free(&arena);
}

static void a_long_version_is_cut(void **state) {
    (void)state;
    char greeting[4096] = "Postfix 3.";
    struct arena arena = {0};
    memset(greeting + 10, '1', sizeof greeting - 10);
    struct slice software = software_find(slice_of(greeting, sizeof greeting), &arena);
    assert_int_equal(software.size, 80);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_are_named),
        cmocka_unit_test(a_long_version_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
