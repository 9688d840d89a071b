/* What is told of TLS that fails, was captured in part, or turns out to be none. */
#include "tls_test.h"

/* ---- alerts ---- */

static void a_refusal_is_told_with_its_reason(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_12), S("15030300020246"));
    assert_told(session, "", "", NAME, 1);
    assert_string_equal(session.alerts, "S fatal protocol_version;");
    assert_told(play(S("15030100020228")), "", "", "", 0);
    session = play(C(CLIENT_12), S(SERVER_12 SERVER_12_MORE), C("15030100020230"));
    assert_told(session, "TLSv1.2", ANON, NAME, 2);
    assert_false(session.event.tls.finished);
    assert_string_equal(session.alerts, "C fatal unknown_ca;");
    assert_string_equal(play(C(CLIENT_12), S("150303000202fe")).alerts, "S fatal 0x00FE;");
}

/* unrecognized_name is a warning, and the ServerHello follows it. */
static void a_warning_ends_nothing(void **unused) {
    (void)unused;
    struct session session =
        play(C(CLIENT_12), S("15030300020170" SERVER_12), C(CHANGE_CIPHER), S(CHANGE_CIPHER));
    assert_told(session, "TLSv1.2", ANON, NAME, 3);
    assert_string_equal(session.alerts, "S warning unrecognized_name;");
}

/* Up to TLS 1.2 the type of a record shows, whatever it holds. */
static void a_sealed_alert_shows_by_its_type(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_12), S(SERVER_12), C(CHANGE_CIPHER), S(CHANGE_CIPHER),
                                  C("1503030003010203"), S("150303000101"));
    assert_string_equal(session.alerts, "C sealed ;S sealed ;");
    assert_sealed(session, 8, 6);
}

/* In TLS 1.3 the size alone is left: 19 octets where the end of the handshake should be. */
static void an_alert_of_1_3_is_supposed_by_its_size(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_13), S(SERVER_13 SEALED_13),
                                  C(CHANGE_CIPHER "1703030013"
                                                  "00112233445566778899aabbccddeeff001122"));
    assert_told(session, "TLSv1.3", AES_256, NAME, 2);
    assert_false(session.event.tls.finished);
    assert_string_equal(session.alerts, "C supposed ;");
    assert_sealed(session, 24, 28);
}

/* ---- no ServerHello ---- */

static void what_is_cut_short_is_told_at_its_end(void **unused) {
    (void)unused;
    assert_told(play(C(CLIENT_12)), "", "", "", NEVER);
    assert_told(play(C(CLIENT_12), C_END), "", "", "", NEVER);
    assert_told(play(C(CLIENT_12), C_END, S(SERVER_12), S_END), "TLSv1.2", ANON, NAME, 3);
    assert_told(play(C(CLIENT_12), C_END, S_END), "", "", NAME, 2);
    assert_told(play(C(CLIENT_12), S("16030300450200004103"), S_END, C_END), "", "", NAME, 2);
}

static void missing_octets_end_a_handshake(void **unused) {
    (void)unused;
    assert_told(play(C(CLIENT_12), S("16030300450200004103"), S_GAP, S(SERVER_12)), "", "", NAME,
                2);
    assert_told(play(C("16030100a001"), C_GAP, C(CLIENT_12), S(SERVER_12), S_END), "TLSv1.2", ANON,
                "", 4);
    struct session session =
        play(C(CLIENT_12), S(SERVER_12), S_GAP, S("1703"), C_GAP, S_END, C_END);
    assert_told(session, "TLSv1.2", ANON, NAME, 2);
    assert_sealed(session, 0, 2);
}

/* An octet is missing within a record: where the next begins is known. */
static void a_gap_in_a_record_is_passed(void **unused) {
    (void)unused;
    struct session session = play(C(CLIENT_12), S(SERVER_12), C(CHANGE_CIPHER), S(CHANGE_CIPHER),
                                  C("17030300040102"), C_GAP, C("04"), C("1503030003010203"));
    assert_string_equal(session.alerts, "C sealed ;");
    assert_sealed(session, 8 + 8, 0);
}

/* What turns out to be no TLS is counted as sealed. */
static void what_is_no_tls_is_sealed(void **unused) {
    (void)unused;
    struct session text = play(C(CLIENT_12), S("3530302077686174"), C("51554954"));
    assert_told(text, "", "", NAME, 1);
    assert_sealed(text, 4, 3);
    struct session data = play(C(CLIENT_12), S("17030300020000"));
    assert_told(data, "", "", NAME, 1);
    assert_sealed(data, 0, 7);
    assert_told(play(C(CLIENT_12), S("16030347ff02")), "", "", NAME, NEVER);
    assert_told(play(C(CLIENT_12), S("1603034801")), "", "", NAME, 1);         /* record too long */
    assert_told(play(C(CLIENT_12), S("16030300040b000000")), "", "", NAME, 1); /* Certificate */
    assert_told(play(C(CLIENT_12), S("160303000402010001")), "", "", NAME, 1); /* hello too long */
    assert_told(play(C(CLIENT_12), S("160303000502000001"
                                     "03")),
                "", "", NAME, 1);
}

static void an_odd_client_spoils_no_answer(void **unused) {
    (void)unused;
    assert_told(play(C("16030100040e000000"
                       "ffffffffff"),
                     S(SERVER_12), S_END),
                "TLSv1.2", ANON, "", 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_is_told_with_its_reason),
        cmocka_unit_test(a_warning_ends_nothing),
        cmocka_unit_test(a_sealed_alert_shows_by_its_type),
        cmocka_unit_test(an_alert_of_1_3_is_supposed_by_its_size),
        cmocka_unit_test(what_is_cut_short_is_told_at_its_end),
        cmocka_unit_test(missing_octets_end_a_handshake),
        cmocka_unit_test(a_gap_in_a_record_is_passed),
        cmocka_unit_test(what_is_no_tls_is_sealed),
        cmocka_unit_test(an_odd_client_spoils_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
