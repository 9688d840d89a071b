#include "explain/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Where `by` leads from `from`; NULL: it is not allowed there. */
static const char *target(const struct machine *machine, const char *from, const char *by) {
    for (size_t i = 0; i < machine->arc_count; i++) {
        const struct machine_arc *arc = &machine->arcs[i];
        if (strcmp(machine->states[arc->from].name, from) == 0 &&
            slice_equal(arc->by, slice_string(by)))
            return machine->states[arc->to].name;
    }
    return NULL;
}

static void assert_leads(const struct machine *machine, const char *from, const char *by,
                         const char *to) {
    const char *found = target(machine, from, by);
    if (!to)
        assert_null(found);
    else
        assert_string_equal(found ? found : "nowhere", to);
}

static void a_delivery_goes_through_its_states(void **state) {
    struct machine machine;
    (void)state;
    assert_true(machine_of("smtp", &machine));
    assert_leads(&machine, "connected", "220", "hello");
    assert_leads(&machine, "hello", "EHLO", "ready");
    assert_leads(&machine, "hello", "MAIL", NULL);
    assert_leads(&machine, "hello", "RSET", "hello");
    assert_leads(&machine, "rcpt", "RSET", "ready");
    assert_leads(&machine, "ready", "MAIL", "mail");
    assert_leads(&machine, "mail", "RCPT", "rcpt");
    assert_leads(&machine, "mail", "DATA", NULL);
    assert_leads(&machine, "rcpt", "RCPT", "rcpt");
    assert_leads(&machine, "rcpt", "DATA", "data");
    assert_leads(&machine, "rcpt", "BDAT", "bdat");
    assert_leads(&machine, "data", "250", "ready");
    assert_leads(&machine, "ready", "QUIT", "closed");
    assert_leads(&machine, "closed", "QUIT", NULL);
}

static void a_login_is_not_forgotten(void **state) {
    struct machine machine;
    (void)state;
    assert_true(machine_of("smtp", &machine));
    assert_leads(&machine, "ready", "AUTH", "sasl");
    assert_leads(&machine, "sasl", "235", "authed");
    assert_leads(&machine, "authed", "EHLO", "authed");
    assert_leads(&machine, "authed", "AUTH", NULL);
    assert_leads(&machine, "ready", "STARTTLS", "tls");
    assert_leads(&machine, "tls", "EHLO", "ready");
}

static void lmtp_says_another_hello(void **state) {
    struct machine machine;
    (void)state;
    assert_true(machine_of("lmtp", &machine));
    assert_leads(&machine, "hello", "LHLO", "ready");
    assert_leads(&machine, "hello", "EHLO", NULL);
}

static void a_maildrop_is_opened_read_and_given_back(void **state) {
    struct machine machine;
    (void)state;
    assert_true(machine_of("pop3", &machine));
    assert_int_equal(machine.state_count, 3);
    assert_leads(&machine, "authorization", "USER", "authorization");
    assert_leads(&machine, "authorization", "PASS", "transaction");
    assert_leads(&machine, "authorization", "AUTH", "transaction");
    assert_leads(&machine, "authorization", "RETR", NULL);
    assert_leads(&machine, "transaction", "RETR", "transaction");
    assert_leads(&machine, "transaction", "QUIT", "update");
    assert_leads(&machine, "update", "NOOP", NULL);
}

static void nobody_else_has_states(void **state) {
    struct machine machine;
    (void)state;
    assert_false(machine_of("unknown", &machine));
    assert_true(machine_of("pop3", &machine));
    assert_int_equal(machine_find(&machine, NULL), machine.state_count);
    assert_int_equal(machine_find(&machine, "ready"), machine.state_count);
    assert_int_equal(machine_find(&machine, "update"), 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delivery_goes_through_its_states),
        cmocka_unit_test(a_login_is_not_forgotten),
        cmocka_unit_test(lmtp_says_another_hello),
        cmocka_unit_test(a_maildrop_is_opened_read_and_given_back),
        cmocka_unit_test(nobody_else_has_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
