/* Addresses of From, To and their like. */
#include "message/address_list.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "base/buffer.h"

static void each_address_is_found(void **state) {
    static const char *const cases[][2] = {
        {"a@b.example", "a@b.example|"},
        {"Alice <a@b.example>, bob@c.example", "a@b.example|bob@c.example|"},
        {"\"Doe, Alice <x@y>\" <a@b.example>", "a@b.example|"},
        {"a@b.example (Alice, <x@y>), (c) bob@c.example", "a@b.example|bob@c.example|"},
        {"undisclosed-recipients:;", ""},
        {"friends: a@b.example, Bob <bob@c.example>;, d@e.example",
         "a@b.example|bob@c.example|d@e.example|"},
        {"<\"a b\"@c.example>", "\"a b\"@c.example|"},
        {"<>", ""},
        {"", ""},
        {",,;;,", ""},
        {"<a@b.example", "a@b.example|"},
        {"GMX delivery to a@b.example", "a@b.example|"},
        {"<a@b.example> <c@d.example>", "a@b.example|"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct slice rest = slice_string(cases[i][0]), address;
        struct buffer got = {0};
        while (address_list_next(&rest, &address))
            assert_true(buffer_add(&got, address) && buffer_add(&got, SLICE("|")));
        if (!slice_equal(buffer_slice(&got), slice_string(cases[i][1])))
            fail_msg("%s: '%.*s' is not '%s'", cases[i][0], (int)got.size, (const char *)got.data,
                     cases[i][1]);
        buffer_free(&got);
    }
}

static void a_field_names_whole_addresses_alone(void **state) {
    struct arena arena = {0};
    struct field_list list;
    (void)state;
    assert_true(fields_read(
        SLICE("To: Alice <alice@b.example>,\r\n bob@b.example\r\nTo: c@d\r\n\r\n"), &arena, &list));
    assert_true(address_list_names(&list, "to", SLICE("Bob@B.example")));
    assert_true(address_list_names(&list, "To", SLICE("c@d")));
    assert_false(address_list_names(&list, "To", SLICE("lice@b.example")));
    assert_false(address_list_names(&list, "Cc", SLICE("bob@b.example")));
    assert_int_equal(address_list_count(SLICE("a, b@c, <d@e>")), 2);
    arena_free(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_address_is_found),
        cmocka_unit_test(a_field_names_whole_addresses_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
