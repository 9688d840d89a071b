/* Any line at all, as a person may paste it, and any step of a login: the first octet chooses.
 *
 *     0 to 2   a line, at one of the depths
 *     3        a line that belongs to POP3
 *     4 and up a SASL step: the rest of the input in base64, behind AUTH and the mechanism */
#include "base/json.h"
#include "report/explanation.h"
#include "tests/fuzz/insist.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const mechanisms[] = {"PLAIN",    "LOGIN",      "CRAM-MD5", "DIGEST-MD5",
                                         "NTLM",     "XOAUTH2",    "GSSAPI",   "SCRAM-SHA-256",
                                         "EXTERNAL", "OAUTHBEARER"};

/* What holds for every explanation. */
static void check(const struct explanation *said) {
    size_t before = 0;
    INSIST(said->title.size > 0, "a title");
    INSIST(said->summary.size > 0, "a summary");
    for (size_t i = 0; i < said->part_count; i++) {
        const struct explanation_part *part = &said->parts[i];
        INSIST(part->start >= before, "part %zu is in order", i);
        INSIST(part->start <= part->end && part->end <= said->input.size, "part %zu is inside", i);
        before = part->start;
    }
    for (size_t i = 0; i < said->input.size; i++)
        INSIST(said->input.data[i] >= 0x20 || said->input.data[i] == '\r' ||
                   said->input.data[i] == '\n',
               "octet %zu of the input is escaped", i);
}

static void write_down(const struct explanation *said) {
    struct writer writer = {.fd = WRITER_MEMORY};
    struct json json = {.writer = &writer};
    explanation_json(&json, NULL, said);
    explanation_markdown(&writer, said);
    writer_free(&writer);
}

static void try_line(struct slice line, const char *protocol, enum explain_depth depth) {
    struct arena arena = {0};
    struct error error = {0};
    struct explainer *explainer = explainer_new(NULL, &error);
    struct explanation said;
    INSIST(explainer != NULL, "%s", error.text);
    if (explain_line(explainer, &arena, line, protocol, depth, &said)) {
        check(&said);
        write_down(&said);
    }
    explainer_free(explainer);
    arena_free(&arena);
}

/* "AUTH mechanism base64" */
static void try_step(const char *mechanism, struct slice text) {
    struct writer line = {.fd = WRITER_MEMORY};
    struct json json = {.writer = &line};
    writer_string(&line, "AUTH ");
    writer_string(&line, mechanism);
    writer_put(&line, ' ');
    size_t start = line.buffer.size;
    json_base64(&json, NULL, text);
    /* without the quotes of JSON */
    memmove(line.buffer.data + start, line.buffer.data + start + 1, line.buffer.size - start - 2);
    line.buffer.size -= 2;
    try_line(buffer_slice(&line.buffer), NULL, EXPLAIN_TEACH);
    writer_free(&line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0)
        return 0;
    struct slice rest = slice_of(data + 1, size - 1);
    if (data[0] < 3)
        try_line(rest, NULL, (enum explain_depth)data[0]);
    else if (data[0] == 3)
        try_line(rest, "pop3", EXPLAIN_NORMAL);
    else
        try_step(mechanisms[data[0] % (sizeof mechanisms / sizeof *mechanisms)], rest);
    return 0;
}
