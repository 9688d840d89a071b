/* Certificates made by OpenSSL: valid in 2026, of P-256 and of RSA with 1024 bits, issued by
 * "Example Root". */
#include "tls/certificate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buffer.h"

#define ROOT                                                                                       \
    "3082016330820108a003020102021412d3fb83fc5d128bfaecbbe35426eaa64cea512b300a06082a8648ce3d"     \
    "04030230173115301306035504030c0c4578616d706c6520526f6f74301e170d323630313031303030303030"     \
    "5a170d3237303130313030303030305a30173115301306035504030c0c4578616d706c6520526f6f74305930"     \
    "1306072a8648ce3d020106082a8648ce3d03010703420004c494e85fc698372afd6cca58d54d1f980b516c52"     \
    "7ebbd384399a0cf248dfb5f2db1d0b5095af3a5f1e8bf2da389e8037e78fd1498b51e1a360c7c7841e8bd02a"     \
    "a3323030300f0603551d130101ff040530030101ff301d0603551d0e0416041498dbad2cff1f79e9a54e46a3"     \
    "bd80a437210a9247300a06082a8648ce3d0403020349003046022100f00bf45e549cce691683b7ba00f71b02"     \
    "04cbae2060b7ce2b28361bdef99923140221009e4950262a4b81d4aa95475a80c0e654c6f00cb23c5e601117"     \
    "ce8e47abf10cde"
#define SERVER                                                                                     \
    "3082019b30820141a00302010202147dd892deb22fd0fe066a1e20cfadda21731fc7a7300a06082a8648ce3d"     \
    "04030230173115301306035504030c0c4578616d706c6520526f6f74301e170d323630313031303030303030"     \
    "5a170d3237303130313030303030305a30183116301406035504030c0d2a2e6578616d706c652e6f72673059"     \
    "301306072a8648ce3d020106082a8648ce3d0301070342000497db932543703f1990e1ebd46ef464163bd856"     \
    "b261b66b75092fbf996ba3f8a142d6749338d129ef88f9eecf11da111b59a97251d5c7407c304f492de66948"     \
    "d9a36a3068300c0603551d130101ff0402300030180603551d110411300f820d2a2e6578616d706c652e6f72"     \
    "67301d0603551d0e04160414eccbb5e6c5c58ca90a8972714a3462a73c820aa3301f0603551d230418301680"     \
    "1498dbad2cff1f79e9a54e46a3bd80a437210a9247300a06082a8648ce3d0403020348003045022100d58619"     \
    "1b96dec349b8cd4f1791206d44b3de825c51bff96909dd1d91e89d5740022017e8103ab776e482445e02595a"     \
    "5e5da5d26541f1f00600fd305cc9f08519606d"
#define OLD                                                                                        \
    "308201e330820189a00302010202147e94c20e97e952aaecdfa19b56e1fd1c6c67f3ec300906072a8648ce3d"     \
    "040130173115301306035504030c0c4578616d706c6520526f6f74301e170d3236303130313030303030305a"     \
    "170d3237303130313030303030305a30193117301506035504030c0e6d782e6578616d706c652e6e65743081"     \
    "9f300d06092a864886f70d010101050003818d0030818902818100ae8978ea383b8a08528aa8ded3f08810eb"     \
    "59e8f08be190463bb6af332add5f974efcdffb21f6f652813474d15ca120b4c1c36852c27a1dab8d81cbad04"     \
    "2ee40185c9ae31b79e96bb628ab8dc0f25c2e018bf7035b28f188a9c70078892daf3595b489adb2ccb17f555"     \
    "e4d64e53c4403b3b22c0ec818e98a41e22f629b821d98b0203010001a36b3069300c0603551d130101ff0402"     \
    "300030190603551d1104123010820e6d782e6578616d706c652e6e6574301d0603551d0e0416041452ef6680"     \
    "ce295e0311773880f66419fabd14bed2301f0603551d2304183016801498dbad2cff1f79e9a54e46a3bd80a4"     \
    "37210a9247300906072a8648ce3d04010349003046022100cbe950275fea274088cb6213c4fe9de966ba1de9"     \
    "72267e4d7e696ea444319b98022100810508cf9546e685cc2e4168e46794aa91c0b0458fddff435221182249"     \
    "30af09"

static const char *const ROOT_ALONE[] = {ROOT, NULL};
static const char *const CHAIN[] = {SERVER, ROOT, NULL};
static const char *const REVERSED[] = {ROOT, SERVER, NULL};
static const char *const OLD_ALONE[] = {OLD, NULL};
static const char *const BROKEN[] = {"3003020101", SERVER, NULL};

static uint8_t digit(char c) {
    return (uint8_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* The vector that a message has of these certificates. */
static struct slice list_of(struct buffer *buffer, const char *const *hex, bool extensions) {
    for (; *hex; hex++) {
        size_t size = strlen(*hex) / 2;
        const uint8_t length[] = {0, (uint8_t)(size >> 8), (uint8_t)(size & 0xff)};
        assert_true(buffer_add(buffer, slice_of(length, sizeof length)));
        for (size_t i = 0; i < size; i++) {
            uint8_t octet = (uint8_t)(digit((*hex)[2 * i]) << 4 | digit((*hex)[2 * i + 1]));
            assert_true(buffer_add(buffer, slice_of(&octet, 1)));
        }
        assert_true(!extensions || buffer_add(buffer, SLICE("\0\0")));
    }
    return buffer_slice(buffer);
}

struct read {
    struct crypto crypto;
    struct arena arena;
    struct buffer buffer;
    struct certificate_list list;
};

static struct read read_chain(const char *const *hex, bool extensions, struct slice host) {
    struct read read = {0};
    assert_true(crypto_bind(&read.crypto));
    struct slice list = list_of(&read.buffer, hex, extensions);
    read.list = certificates_read(&read.crypto, list, extensions, host, &read.arena);
    return read;
}

static void clear(struct read *read) {
    arena_free(&read->arena);
    buffer_free(&read->buffer);
}

static void assert_text(struct slice text, const char *expected) {
    if (!slice_equal(text, slice_string(expected)))
        fail_msg("\"%.*s\" is not \"%s\"", (int)text.size, (const char *)text.data, expected);
}

static void fields(void **unused) {
    (void)unused;
    struct read read = read_chain(CHAIN, false, SLICE("mx.example.org"));
    const struct tls_certificate *own = &read.list.items[0];
    assert_int_equal(read.list.count, 2);
    assert_true(read.list.named);
    assert_true(own->readable);
    assert_text(own->subject, "CN=*.example.org");
    assert_text(own->issuer, "CN=Example Root");
    assert_int_equal(own->names.count, 1);
    assert_text(own->names.names[0], "*.example.org");
    assert_int_equal(own->begin.ns, INT64_C(1767225600) * DURATION_SECOND); /* 2026-01-01 */
    assert_int_equal(own->end.ns, INT64_C(1798761600) * DURATION_SECOND);   /* 2027-01-01 */
    assert_text(own->key, "EC");
    assert_text(own->curve, "prime256v1");
    assert_int_equal(own->bits, 256);
    assert_text(own->signature, "ecdsa-with-SHA256");
    assert_false(own->weak_digest);
    assert_false(own->self_issued);
    clear(&read);
}

static void what_others_think_of_it(void **unused) {
    (void)unused;
    struct read read = read_chain(OLD_ALONE, false, SLICE("mx.example.org"));
    assert_false(read.list.named);
    assert_text(read.list.items[0].key, "RSA");
    assert_int_equal(read.list.items[0].bits, 1024);
    assert_true(read.list.items[0].weak_digest);
    clear(&read);
    read = read_chain(ROOT_ALONE, false, slice_of(NULL, 0));
    assert_true(read.list.items[0].self_issued);
    assert_false(read.list.named);
    /* no alternative name: the common name stands in */
    assert_text(tls_certificate_name(&read.list.items[0]), "Example Root");
    clear(&read);
}

static void order(void **unused) {
    (void)unused;
    struct read read = read_chain(CHAIN, true, slice_of(NULL, 0));
    assert_int_equal(read.list.count, 2);
    assert_true(read.list.items[0].issued_before && read.list.items[1].issued_before);
    clear(&read);
    read = read_chain(REVERSED, false, slice_of(NULL, 0));
    assert_false(read.list.items[1].issued_before);
    clear(&read);
}

static void unreadable(void **unused) {
    (void)unused;
    struct read read = read_chain(BROKEN, false, SLICE("mx.example.org"));
    assert_int_equal(read.list.count, 2);
    assert_false(read.list.items[0].readable);
    assert_false(read.list.named);
    assert_true(read.list.items[1].readable);
    assert_false(read.list.items[1].issued_before);
    clear(&read);
}

/* Cut anywhere: what is whole is read, and nothing behind it. */
static void cut(void **unused) {
    (void)unused;
    struct read read = read_chain(CHAIN, false, slice_of(NULL, 0));
    struct slice whole = buffer_slice(&read.buffer);
    size_t first = 3 + sizeof SERVER / 2;
    for (size_t size = 0; size < whole.size; size++) {
        struct arena arena = {0};
        uint8_t *copy = malloc(size + 1);
        assert_non_null(copy);
        memcpy(copy + 1, whole.data, size);
        struct certificate_list list = certificates_read(&read.crypto, slice_of(copy + 1, size),
                                                         false, slice_of(NULL, 0), &arena);
        assert_int_equal(list.count, size < first ? 0 : 1);
        arena_free(&arena);
        free(copy);
    }
    clear(&read);
}

static void bound(void **unused) {
    (void)unused;
    const char *many[CERTIFICATES_MOST + 4] = {0};
    for (size_t i = 0; i < CERTIFICATES_MOST + 3; i++)
        many[i] = ROOT;
    struct read read = read_chain(many, false, slice_of(NULL, 0));
    assert_int_equal(read.list.count, CERTIFICATES_MOST);
    clear(&read);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields), cmocka_unit_test(what_others_think_of_it),
        cmocka_unit_test(order),  cmocka_unit_test(unreadable),
        cmocka_unit_test(cut),    cmocka_unit_test(bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
