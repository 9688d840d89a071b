#include "protocol/queue_id.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct example {
    const char *text, *id;
};

static const struct example examples[] = {
    {"2.0.0 Ok: queued as 4F2A1B2C3D", "4F2A1B2C3D"},
    {"Ok: queued as 3mXyZ12345", "3mXyZ12345"},
    {"2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 9A1B2", "9A1B2"},
    {"OK id=1Mugho-0003Dg-Un", "1Mugho-0003Dg-Un"},
    {"2.0.0 n95JxYz012345 Message accepted for delivery", "n95JxYz012345"},
    {"2.0.0: 1a2b3c4d Message accepted for delivery", "1a2b3c4d"},
    {"2.0.0 OK  1683000000 d9443c01a7336-1ab.25 - gsmtp", "d9443c01a7336-1ab.25"},
    {"2.6.0 <x@y> [InternalId=2345678901, Hostname=EX1] Queued mail for delivery", "2345678901"},
    {"2.0.0 <bob@example.org> zGx0AbCdEfG1+Q Saved", "zGx0AbCdEfG1+Q"},
    {"2.1.5 Ok SESSIONID=<mail.example.org-123-456-1-7>", "mail.example.org-123-456-1-7"},
    {"Message Queued (0D5E2A3C-1111-2222.1)", "0D5E2A3C-1111-2222.1"},
    {"ok 1254722768 qp 12345", "1254722768"},
    {"ok:  Message 41954953 accepted", "41954953"},
    {"2.0.0 Ok: queued as 4F2A1B2C3D.", "4F2A1B2C3D"},
};

static const char *const without[] = {
    "",
    "Ok",
    "2.0.0 Ok",
    "Message accepted for delivery",
    "2.0.0 Message accepted for delivery",
    "Ok Message accepted for delivery",
    "Queued (12.34 seconds)",
    "2.6.0 <x@y> Queued mail for delivery",
    "queued as ",
    "Message accepted",
    "id=",
    "InternalId=12345",
};

static void ids_of_known_servers_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct slice id = queue_id_find(slice_string(examples[i].text));
        assert_int_equal(id.size, strlen(examples[i].id));
        assert_memory_equal(id.data, examples[i].id, id.size);
    }
}

static void other_texts_have_none(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        assert_int_equal(queue_id_find(slice_string(without[i])).size, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_of_known_servers_are_found),
        cmocka_unit_test(other_texts_have_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
