/* The stories of small dialogues, their verdicts, and the lines that decided them:
 * tests/golden/stories/NAME, as dialogue.h has them, after lines that say what the session is
 *
 *     % protocol lmtp            smtp unless told
 *
 * and before a line of hyphens and what is told of it. After a change that is wanted,
 * HELOISE_GOLDEN=write writes that anew: read the difference. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "dialogue.h"
#include "index/gather.h"
#include "index/story.h"
#include "protocol/registry.h"
#include "session/transcript.h"

#define FOLDER    "tests/golden/stories/"
#define SEPARATOR "---\n"

enum { FILE_MOST = 64 * 1024 };

static char *read_file(const char *name) {
    char *text = calloc(1, FILE_MOST);
    FILE *file = fopen(name, "rb");
    assert_true(text && file);
    assert_true(fread(text, 1, FILE_MOST - 1, file) > 0);
    fclose(file);
    return text;
}

/* ---- what is told ---- */

static void put_slice(FILE *out, struct slice text) {
    fprintf(out, "%.*s", (int)text.size, (const char *)text.data);
}

/* The line of the event: of a reply its first. */
static void put_event(FILE *out, const struct transcript *transcript, uint32_t n) {
    if (n == EVENT_NOTHING) {
        fputs("nothing", out);
        return;
    }
    assert_true(n < transcript_count(transcript));
    const struct event *event = &transcript_at(transcript, n)->event;
    assert_true(transcript_at(transcript, n)->present);
    if (event->kind == EVENT_COMMAND) {
        put_slice(out, event->command.line);
    } else if (event->kind == EVENT_REPLY || event->kind == EVENT_GREETING) {
        if (event->reply.code)
            fprintf(out, "%u ", event->reply.code);
        put_slice(out, event->reply.status);
        fputs(event->reply.status.size ? " " : "", out);
        if (event->reply.line_count > 0)
            put_slice(out, event->reply.lines[0]);
    } else {
        fprintf(out, "%s of the %s", event_kind_name(event->kind),
                event->side == SIDE_CLIENT ? "client" : "server");
    }
}

static void put_verdict(FILE *out, const char *what, const struct transcript *transcript,
                        enum verdict verdict, uint32_t decided) {
    fprintf(out, "%s: %s by ", what, verdict_name(verdict));
    put_event(out, transcript, decided);
    fputc('\n', out);
}

static void put_transaction(FILE *out, const struct transcript *transcript,
                            const struct transaction *transaction) {
    char what[128];
    put_verdict(out, transaction_kind_name(transaction->kind), transcript, transaction->verdict,
                transaction->decided);
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        const struct recipient *recipient = &transaction->recipients[i];
        (void)snprintf(what, sizeof what, "  %.*s", (int)recipient->address.size,
                       (const char *)recipient->address.data);
        put_verdict(out, what, transcript, recipient->verdict, recipient->decided);
    }
}

static void put_all(FILE *out, const struct transcript *transcript, struct summary *summary) {
    struct writer story = writer_to(WRITER_MEMORY);
    summary->timing = NULL; /* what a dialogue takes is of no interest here */
    story_write(&story, summary);
    put_slice(out, buffer_slice(&story.buffer));
    fputc('\n', out);
    writer_free(&story);
    put_verdict(out, "session", transcript, summary->verdict, summary->decided);
    for (size_t i = 0; i < summary->transaction_count; i++)
        put_transaction(out, transcript, &summary->transactions[i]);
}

/* What is told of a dialogue, to be freed. */
static char *tell(const struct dialogue *dialogue, const char *said, unsigned cut) {
    struct gather_options options = {0};
    struct decoder *decoder = decoder_new();
    struct gatherer *gatherer = gatherer_new(&options, decoder);
    struct transcript *transcript = transcript_new(&(struct transcript_options){0});
    struct summary summary = {0};
    assert_true(gatherer && transcript);
    gather_begin(gatherer, &summary);
    struct session *session = dialogue_play(
        dialogue, said, cut, gather_sink(gatherer, transcript_sink(transcript, NULL)));
    gather_end(gatherer, session, (struct moment){0});
    session_free(session);

    char *told = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&told, &size);
    assert_non_null(out);
    put_all(out, transcript, &summary);
    fclose(out);
    arena_free(&summary.arena);
    gatherer_free(gatherer);
    decoder_free(decoder);
    transcript_free(transcript);
    return told;
}

/* ---- files ---- */

static void write_file(const char *name, const char *text, size_t said, const char *told) {
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    (void)fwrite(text, 1, said, file);
    fprintf(file, "%s%s", SEPARATOR, told);
    fclose(file);
}

static void check(const char *name) {
    static const unsigned cuts[] = {CUT_WHOLE, CUT_OCTETS, CUT_RANDOM};
    struct dialogue dialogue = {.protocol = &smtp_protocol, .connected = true};
    dialogue.ends[SIDE_CLIENT] = (struct endpoint){{192, 0, 2, 10}, 4, 40000};
    dialogue.ends[SIDE_SERVER] = (struct endpoint){{192, 0, 2, 25}, 4, 25};
    char *text = read_file(name), *separator = strstr(text, SEPARATOR);
    const char *said = text, *write = getenv("HELOISE_GOLDEN");
    size_t size = separator ? (size_t)(separator - text) : strlen(text);
    char *expected = separator ? strdup(separator + strlen(SEPARATOR)) : strdup("");
    char *dialogue_text = strndup(text, size);
    said = dialogue_text;
    if (strncmp(said, "% protocol ", 11) == 0) {
        const char *end = strchr(said, '\n');
        dialogue.protocol = protocol_find(slice_of(said + 11, (size_t)(end - said - 11)));
        said = end + 1;
    }
    for (size_t i = 0; i < sizeof cuts / sizeof *cuts; i++) {
        char *told = tell(&dialogue, said, cuts[i]);
        if (write && strcmp(write, "write") == 0 && i == 0) {
            write_file(name, text, size, told);
            free(expected);
            expected = strdup(told);
        }
        if (strcmp(told, expected) != 0)
            fail_msg("%s, cut %zu: told is\n%s", name, i, told);
        free(told);
    }
    free(dialogue_text);
    free(expected);
    free(text);
}

static void stories_are_true(void **state) {
    glob_t found;
    (void)state;
    assert_int_equal(glob(FOLDER "*", 0, NULL, &found), 0);
    assert_true(found.gl_pathc > 40);
    for (size_t i = 0; i < found.gl_pathc; i++)
        check(found.gl_pathv[i]);
    globfree(&found);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(stories_are_true)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
