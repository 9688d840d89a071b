/* The words of filters. */
#include "index/filter_inside.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

/* All tokens of the filter, each in brackets. */
static void assert_tokens(const char *filter, const char *expected) {
    char said[512] = "";
    struct slice text = slice_string(filter);
    struct filter_token token = filter_token(text, 0);
    while (token.kind != TOKEN_END) {
        size_t used = strlen(said);
        assert_true(used + token.text.size + 8 < sizeof said);
        (void)snprintf(said + used, sizeof said - used, "[%d %.*s]", (int)token.kind,
                       (int)token.text.size, (const char *)token.text.data);
        token = filter_token(text, token.at + token.text.size);
    }
    assert_int_equal(token.at, text.size);
    assert_string_equal(said, expected);
}

static void signs_and_words_mean_the_same(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum filter_token_kind kind;
    } words[] = {
        {"and", TOKEN_AND},
        {"&&", TOKEN_AND},
        {"or", TOKEN_OR},
        {"||", TOKEN_OR},
        {"not", TOKEN_NOT},
        {"!", TOKEN_NOT},
        {"==", TOKEN_EQUAL},
        {"eq", TOKEN_EQUAL},
        {"!=", TOKEN_UNEQUAL},
        {"ne", TOKEN_UNEQUAL},
        {"<", TOKEN_LESS},
        {"lt", TOKEN_LESS},
        {">", TOKEN_GREATER},
        {"gt", TOKEN_GREATER},
        {"<=", TOKEN_LESS_OR_EQUAL},
        {"le", TOKEN_LESS_OR_EQUAL},
        {">=", TOKEN_GREATER_OR_EQUAL},
        {"ge", TOKEN_GREATER_OR_EQUAL},
        {"in", TOKEN_IN},
        {"contains", TOKEN_CONTAINS},
        {"matches", TOKEN_MATCHES},
        {"(", TOKEN_OPEN},
        {")", TOKEN_CLOSE},
        {"{", TOKEN_BRACE_OPEN},
        {"}", TOKEN_BRACE_CLOSE},
        {",", TOKEN_COMMA},
        {"android", TOKEN_WORD},
        {"=", TOKEN_WRONG},
        {"&", TOKEN_WRONG},
        {"\"a", TOKEN_OPEN_STRING},
        {"\"a\"", TOKEN_STRING},
        {"r\"a\\\"", TOKEN_STRING},
        {"\"a\\\"", TOKEN_OPEN_STRING},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        struct filter_token token = filter_token(slice_string(words[i].text), 0);
        if (token.kind != words[i].kind || token.text.size != strlen(words[i].text))
            fail_msg("'%s' is %d", words[i].text, (int)token.kind);
    }
}

static void words_end_at_signs(void **state) {
    (void)state;
    assert_tokens(" a.b==5&&!(c)", "[1 a.b][11 ==][1 5][8 &&][10 !][3 (][1 c][4 )]");
    assert_tokens("x in{1,\"} ,\"}\t", "[1 x][19 in][5 {][1 1][7 ,][2 \"} ,\"][6 }]");
    assert_tokens("2001:db8::/32 -ERR +OK", "[1 2001:db8::/32][1 -ERR][1 +OK]");
    assert_tokens("", "");
}

static void a_nul_is_no_word(void **state) {
    (void)state;
    struct filter_token token = filter_token(slice_of("a\0b", 3), 1);
    assert_int_equal(token.kind, TOKEN_WRONG);
    assert_int_equal(token.text.size, 1);
}

static void assert_string(const char *token, const char *expected) {
    struct arena arena = {0};
    struct slice text = filter_string(slice_string(token), &arena);
    if (!slice_equal(text, slice_string(expected)))
        fail_msg("%s says '%.*s'", token, (int)text.size, (const char *)text.data);
    arena_free(&arena);
}

static void escapes_are_undone(void **state) {
    (void)state;
    assert_string("\"\"", "");
    assert_string("\"a\\\"b\\\\c\"", "a\"b\\c");
    assert_string("\"\\r\\n\\t\\x41\\x4a\"", "\r\n\tAJ");
    assert_string("\"\\d+\\.com\\x4\"", "\\d+\\.com\\x4");
    assert_string("r\"\\x41\\\"", "\\x41\\");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_and_words_mean_the_same),
        cmocka_unit_test(words_end_at_signs),
        cmocka_unit_test(a_nul_is_no_word),
        cmocka_unit_test(escapes_are_undone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
