/* What a TLS handshake tells without keys: version, cipher, name, and what is sealed from then on;
 * and by what TLS is recognised. */
#include "tls_test.h"

/* ---- handshakes ---- */

static void a_handshake_of_1_2_is_told(void **unused) {
    (void)unused;
    struct session session =
        play(C(CLIENT_12), S(SERVER_12 SERVER_12_MORE), C(CHANGE_CIPHER "16030300020102"),
             S(CHANGE_CIPHER "160303000103"), C("1703030003010203"));
    assert_told(session, "TLSv1.2", ANON, NAME, 3);
    assert_int_equal(session.event.offset, STREAM_OFFSET);
    assert_true(session.event.tls.finished);
    assert_int_equal(session.event.tls.resumed, TLS_RESUMED_NOTHING);
    assert_sealed(session, 7 + 8, 6);
    assert_string_equal(session.alerts, "");
}

static void a_handshake_of_1_3_is_told(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_13), S(SERVER_13 CHANGE_CIPHER SEALED_13),
                                  C(CHANGE_CIPHER SEALED_13), S(SEALED_13));
    assert_told(session, "TLSv1.3", AES_256, NAME, 2);
    assert_true(session.event.tls.finished);
    assert_sealed(session, 28, 28 + 28);
    assert_string_equal(session.alerts, "");
}

/* The client begins anew after a HelloRetryRequest; the ServerHello that counts comes second. */
static void the_hello_that_counts_follows_a_retry(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_13), S(RETRY_13), C(CHANGE_CIPHER CLIENT_13),
                                  S(SERVER_13 SEALED_13), C(SEALED_13));
    assert_told(session, "TLSv1.3", AES_256, NAME, 4);
    assert_true(session.event.tls.retried);
    assert_sealed(session, 28, 28);
}

static void a_retry_alone_is_told_unfinished(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_13), S(RETRY_13), S_END);
    assert_told(session, "TLSv1.3", AES_256, NAME, 2);
    assert_false(session.event.tls.finished);
}

static void early_data_is_sealed(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_13 SEALED_13), S(SERVER_13 SEALED_13), C(SEALED_13));
    assert_told(session, "TLSv1.3", AES_256, NAME, 2);
    assert_sealed(session, 28 + 28, 28);
}

/* The server goes over first, and has shown no key: it takes a session up again. */
static void a_session_that_is_taken_up_again_is_told(void **unused) {
    (void)unused;
    struct session session =
        play(C(CLIENT_WITH_ID), S(SERVER_12 CHANGE_CIPHER "160303000103"), C(CHANGE_CIPHER));
    assert_told(session, "TLSv1.2", ANON, "", 2);
    assert_int_equal(session.event.tls.resumed, TLS_RESUMED_ID);
    session = play(C(CLIENT_WITH_ID), S(SERVER_12 SERVER_12_MORE CHANGE_CIPHER), C(CHANGE_CIPHER));
    assert_int_equal(session.event.tls.resumed, TLS_RESUMED_NOTHING);
    session = play(C(CLIENT_WITH_ID), S(SERVER_12), S_END);
    assert_int_equal(session.event.tls.resumed, TLS_RESUMED_NOTHING);
}

/* A ServerHello of smtp.gmail.com in 2013 (RC4, TLS 1.0), followed by the beginning of its
 * certificates; no ClientHello was captured. */
static void a_server_alone_is_enough(void **unused) {
    (void)unused;
    struct session session =
        play(S("160301003502000031030152bb75e4011709be91579d37359d812e88796903517fd14be241a133cd"
               "c55647000005000009ff01000100002300001603010e210b000e1d"),
             S_END);
    assert_told(session, "TLSv1", "TLS_RSA_WITH_RC4_128_SHA", "", 1);
    assert_int_equal(session.event.offset, 0);
    assert_sealed(session, 0, 0);
}

/* Handshake messages split over records, and several in one. */
static void messages_are_split_over_records(void **unused) {
    (void)unused;
    struct session session =
        play(C("1603010003010000" /* one octet of the length is still to come */
               "160301000136"
               "16030100350301000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00"
               "000200350100000b00000007000500"
               "00026d"
               "1603010000" /* an empty record */
               "160301000178"),
             S("1603010034"
               "00000000" /* HelloRequest */
               "020000260301000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f0000"
               "3500"
               "0e0000000e00"),
             S_END);
    assert_told(session, "TLSv1", "TLS_RSA_WITH_AES_256_CBC_SHA", "mx", 2);
    assert_sealed(session, 0, 0);
}

/* A ClientHello in the form of SSL 2.0 holds no server name; the answer is as ever, and so is what
 * follows. */
static void a_hello_of_ssl_2_is_read(void **unused) {
    (void)unused;
    struct session session =
        play(C("802b010301001200000010"
               "000039000038000035000016000013000007"
               "000102030405060708090a0b0c0d0e0f"),
             S(SERVER_12 SERVER_12_MORE), C(CHANGE_CIPHER "160303000103"), S(CHANGE_CIPHER));
    assert_told(session, "TLSv1.2", ANON, "", 3);
    assert_sealed(session, 6, 0);
}

static void unknown_numbers_are_shown(void **unused) {
    (void)unused;
    struct session session = play(S("160303002a02000026039900010203040506070809"
                                    "0a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00fefe00"),
                                  S_END);
    assert_told(session, "0x0399", "0xFEFE", "", 1);
}

/* ---- recognition ---- */

static void assert_match(enum side side, const char *hex, enum layer_match expected) {
    struct buffer buffer = {0};
    struct slice octets = octets_of(&buffer, hex);
    assert_int_equal(tls_layer.match(side, octets), expected);
    for (size_t size = 1; size < octets.size; size++) {
        enum layer_match match = tls_layer.match(side, slice_first(octets, size));
        if (match != LAYER_UNSURE)
            assert_int_equal(match, expected);
    }
    buffer_free(&buffer);
}

static void tls_is_recognised_by_its_first_octets(void **unused) {
    (void)unused;
    assert_match(SIDE_CLIENT, CLIENT_12, LAYER_YES);
    assert_match(SIDE_SERVER, SERVER_13, LAYER_YES);
    assert_match(SIDE_SERVER, "15030100020228", LAYER_YES);
    assert_match(SIDE_CLIENT, "16030100", LAYER_UNSURE);
    assert_match(SIDE_CLIENT, "160305000100", LAYER_NO);
    assert_match(SIDE_CLIENT, "160200000100", LAYER_NO);
    assert_match(SIDE_CLIENT, "1603014801", LAYER_NO);
    assert_match(SIDE_CLIENT, "17030300020000", LAYER_NO);
    assert_match(SIDE_CLIENT, "45484c4f", LAYER_NO); /* EHLO */
    assert_match(SIDE_SERVER, "323230", LAYER_NO);   /* 220 */
    assert_match(SIDE_CLIENT, "802b010301001200000010", LAYER_YES);
    assert_match(SIDE_CLIENT, "802e010002001200000013", LAYER_YES);
    assert_match(SIDE_CLIENT, "802b0103010012000000", LAYER_UNSURE);
    assert_match(SIDE_CLIENT, "802c010301001200000010", LAYER_NO);
    assert_match(SIDE_CLIENT, "802b010401001200000010", LAYER_NO);
    assert_match(SIDE_CLIENT, "802b020301001200000010", LAYER_NO);
    assert_match(SIDE_SERVER, "802b010301001200000010", LAYER_NO);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_handshake_of_1_2_is_told),
        cmocka_unit_test(a_handshake_of_1_3_is_told),
        cmocka_unit_test(the_hello_that_counts_follows_a_retry),
        cmocka_unit_test(a_retry_alone_is_told_unfinished),
        cmocka_unit_test(early_data_is_sealed),
        cmocka_unit_test(a_session_that_is_taken_up_again_is_told),
        cmocka_unit_test(a_server_alone_is_enough),
        cmocka_unit_test(messages_are_split_over_records),
        cmocka_unit_test(a_hello_of_ssl_2_is_read),
        cmocka_unit_test(unknown_numbers_are_shown),
        cmocka_unit_test(tls_is_recognised_by_its_first_octets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
