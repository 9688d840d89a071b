#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "message/fields.h"

struct block {
    struct arena arena;
    struct field_list list;
};

static void read_block(struct block *block, const char *content) {
    *block = (struct block){0};
    assert_true(fields_read(slice_string(content), &block->arena, &block->list));
}

static void assert_slice(struct slice slice, const char *expected) {
    assert_int_equal(slice.size, strlen(expected));
    assert_memory_equal(slice.data, expected, slice.size);
}

static void a_block_is_taken_apart(void **state) {
    struct block block;
    (void)state;
    read_block(&block,
               "From: a@example.net\r\nSubject: one\r\n  two\r\n\tthree\r\n\r\nbody: no\r\n");
    assert_int_equal(block.list.count, 2);
    assert_true(block.list.ended);
    assert_slice(block.list.fields[0].name, "From");
    assert_slice(block.list.fields[0].value, "a@example.net");
    assert_slice(block.list.fields[1].value, "one two three");
    assert_slice(block.list.fields[1].raw, "Subject: one\r\n  two\r\n\tthree\r\n");
    assert_int_equal(block.list.body_at, 52);
    arena_free(&block.arena);
}

static void fields_are_found_in_any_case_and_counted(void **state) {
    struct block block;
    (void)state;
    read_block(&block, "Received: 1\nTo: x\nreceived: 2\n\n");
    const struct field *first = fields_find(&block.list, "RECEIVED", NULL);
    assert_slice(first->value, "1");
    assert_slice(fields_find(&block.list, "Received", first)->value, "2");
    assert_int_equal(fields_count(&block.list, "received"), 2);
    assert_null(fields_find(&block.list, "Cc", NULL));
    arena_free(&block.arena);
}

static void fields_of_a_kind_are_found_without_a_search(void **state) {
    struct block block;
    (void)state;
    read_block(&block, "To: a\r\nX-To: b\r\nmessage-id: c\r\nTO : d\r\nMessage-IX: e\r\n"
                       "LIST-unsubscribe: f\r\nTo: g\r\n\r\n");
    const struct field *to = fields_first(&block.list, FIELD_TO);
    assert_slice(to->value, "a");
    assert_slice(fields_next(&block.list, to)->value, "d");
    assert_slice(fields_next(&block.list, fields_next(&block.list, to))->value, "g");
    assert_null(fields_next(&block.list, &block.list.fields[6]));
    assert_slice(fields_first(&block.list, FIELD_MESSAGE_ID)->value, "c");
    assert_slice(fields_first(&block.list, FIELD_LIST_UNSUBSCRIBE)->value, "f");
    assert_null(fields_first(&block.list, FIELD_CC));
    block.list.count = 5; /* somebody takes the last ones off */
    assert_null(fields_first(&block.list, FIELD_LIST_UNSUBSCRIBE));
    arena_free(&block.arena);
}

static void what_is_no_field_is_marked(void **state) {
    struct block block;
    (void)state;
    read_block(&block, "no colon here\r\nSub ject: a\r\nTo : b\r\nX-Good: c\r\n \r\n d\r\n");
    assert_int_equal(block.list.count, 4);
    assert_false(block.list.ended);
    assert_true(block.list.fields[0].malformed);
    assert_true(block.list.fields[1].malformed);
    assert_true(block.list.fields[2].malformed);
    assert_slice(block.list.fields[2].name, "To");
    assert_false(block.list.fields[3].malformed);
    assert_true(block.list.fields[3].blank_fold);
    arena_free(&block.arena);
}

static void an_empty_block_and_a_cut_one(void **state) {
    struct block block;
    (void)state;
    read_block(&block, "\r\nbody");
    assert_int_equal(block.list.count, 0);
    assert_true(block.list.ended);
    arena_free(&block.arena);
    read_block(&block, "Subject: cut");
    assert_int_equal(block.list.count, 1);
    assert_slice(block.list.fields[0].value, "cut");
    assert_false(block.list.ended);
    arena_free(&block.arena);
    read_block(&block, "");
    assert_int_equal(block.list.count, 0);
    arena_free(&block.arena);
}

static void no_more_fields_than_the_bound(void **state) {
    static char many[(FIELDS_MOST + 10) * 5 + 1];
    struct block block;
    (void)state;
    for (size_t i = 0; i < FIELDS_MOST + 10; i++)
        memcpy(many + i * 5, "A: b\n", 5);
    read_block(&block, many);
    assert_int_equal(block.list.count, FIELDS_MOST);
    assert_false(block.list.ended);
    arena_free(&block.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_taken_apart),
        cmocka_unit_test(fields_are_found_in_any_case_and_counted),
        cmocka_unit_test(fields_of_a_kind_are_found_without_a_search),
        cmocka_unit_test(what_is_no_field_is_marked),
        cmocka_unit_test(an_empty_block_and_a_cut_one),
        cmocka_unit_test(no_more_fields_than_the_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
