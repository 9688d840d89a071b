/* What is found by what several sessions did: sessions of one capture, judged together. */
#include "capture_bytes.h"
#include "opened_again.h"

#include <poll.h>

/* What is found by what other sessions did is found by all, whether rows are given away or kept. */
static void sessions_judged_together_say_the_same(void **state) {
    static const char *const ids[] = {"retry-too-fast", "duplicate-risk", "msg-backscatter",
                                      "pop3-uidl-changed", "greylist-no-retry"};
    static const char source[] = "tests/captures/several-sessions.pcap";
    struct error error = {0};
    struct diagnoser *diagnoser =
        diagnoser_new(&(struct diagnosis_options){.header = true, .content = true}, &error);
    struct index *index =
        open_index(source, &(struct index_options){.keep_places = true, .diagnoser = diagnoser});
    size_t found = 0;
    (void)state;
    read_all(index, 1);
    for (size_t n = 0; n < index_count(index); n++) {
        const struct summary *summary = index_row_at(index, n)->summary;
        for (size_t i = summary->finding_count - summary->across; i < summary->finding_count; i++)
            for (size_t j = 0; j < sizeof ids / sizeof *ids; j++)
                found += strcmp(ids[j], summary->findings[i].fact->fact.id) == 0;
    }
    assert_int_equal(found, sizeof ids / sizeof *ids);
    assert_int_equal(count_late(index, 0), 1);
    index_free(index);
    diagnoser_free(diagnoser);
    compare_one_with_opened(source);
}

/* A connection that stands still does not keep others from being judged, where nobody waits for
 * turns. */
static void what_goes_on_holds_up_nobody_for_long(void **state) {
    struct buffer octets = {0};
    file_read("tests/captures/lmtp.pcap", &octets);
    char *begun = file_write(slice_first(buffer_slice(&octets), 1000));
    const char *const sources[] = {begun, "tests/captures/several-sessions.pcap"};
    struct error error = {0};
    struct diagnoser *diagnoser =
        diagnoser_new(&(struct diagnosis_options){.header = true}, &error);
    const struct index_options how = {.keep_places = true, .follow = true, .diagnoser = diagnoser};
    struct index *index = open_files(sources, 2, &how);
    size_t open = 0, across = 0, waited = 0;
    (void)state;
    while (index_totals(index).done < 8 && waited++ < 100)
        if (index_step(index, SIZE_MAX, &error) == INDEX_WAIT)
            (void)poll(NULL, 0, 50); /* after a second connections that ended are over */
    for (size_t n = 0; n < index_count(index); n++) {
        open += !index_row_at(index, n)->done;
        across += index_row_at(index, n)->summary->across;
    }
    assert_true(open > 0);
    assert_int_equal(across, 3);
    index_free(index);
    diagnoser_free(diagnoser);
    file_remove(begun);
    buffer_free(&octets);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sessions_judged_together_say_the_same),
        cmocka_unit_test(what_goes_on_holds_up_nobody_for_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
