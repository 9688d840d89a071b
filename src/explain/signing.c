/* signing.c: who signed a message: DKIM-Signature, ARC-Message-Signature, ARC-Seal. */
#include "explain/header.h"
#include "explain/tell.h"
#include "message/signature.h"

enum {
    FIELDS_TOLD = 12, /* names of signed fields */
    FIELDS_READ = 200,
};

static bool is_arc(const struct field *field) {
    return slice_starts_nocase(field->name, SLICE("ARC-"));
}

/* A tag without which nobody can check; NULL: all are there. */
static const char *missing_tag(const struct signature *signature) {
    return signature->domain.size == 0      ? "d"
           : signature->selector.size == 0  ? "s"
           : signature->algorithm.size == 0 ? "a"
                                            : NULL;
}

static void say_signer(const struct signature *signature, enum note_id note,
                       struct saying *saying) {
    const char *missing = missing_tag(signature);
    if (missing)
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_SIGNED_BADLY, WORD("tag", missing));
    else
        SAYING_ADD(saying, EXPLAIN_BRIEF, note, WORD_SLICE("domain", signature->domain),
                   WORD_SLICE("selector", signature->selector),
                   WORD_SLICE("algorithm", signature->algorithm),
                   WORD_SLICE("instance", signature->instance));
}

/* Whether DMARC would take it for the author's. */
static void say_alignment(const struct header *header, const struct signature *signature,
                          struct saying *saying) {
    struct slice from = header_from_domain(header);
    enum kinship kinship = domain_kinship(from, signature->domain);
    if (from.size == 0 || signature->domain.size == 0)
        return;
    static const enum note_id notes[] = {[KIN_NONE] = NOTE_SIGNED_NOT_FOR_FROM,
                                         [KIN_SAME] = NOTE_SIGNED_FOR_FROM,
                                         [KIN_WITHIN] = NOTE_SIGNED_NEAR_FROM,
                                         [KIN_BESIDE] = NOTE_SIGNED_BESIDE_FROM};
    SAYING_ADD(saying, EXPLAIN_NORMAL, notes[kinship], WORD_SLICE("from", from),
               WORD_SLICE("shared", domain_shared(from, signature->domain)));
}

/* Whether the name stands in the list before `end`. */
static bool named_before(struct slice list, struct slice name, const uint8_t *end) {
    struct slice other;
    while (tag_name_next(&list, &other) && other.data < end)
        if (slice_equal_nocase(other, name))
            return true;
    return false;
}

/* The names of h=, each once. */
static void say_fields(const struct signature *signature, struct saying *saying) {
    struct writer names = {.fd = WRITER_MEMORY};
    struct slice rest = signature->fields, name;
    size_t count = 0;
    for (size_t i = 0; i < FIELDS_READ && count <= FIELDS_TOLD && tag_name_next(&rest, &name);
         i++) {
        if (named_before(signature->fields, name, name.data))
            continue;
        if (count > 0)
            writer_string(&names, ", ");
        if (count == FIELDS_TOLD)
            writer_string(&names, "...");
        else
            writer_add(&names, name);
        count++;
    }
    if (count > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_SIGNED_FIELDS,
                   WORD_SLICE("fields", buffer_slice(&names.buffer)));
    saying->telling->failed |= names.cause != 0;
    writer_free(&names);
}

static void say_weakness(const struct signature *signature, struct saying *saying) {
    if (signature_is_weak(signature))
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_SIGNED_WEAK);
    if (signature->limited)
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_SIGNED_LIMIT,
                   WORD_SLICE("amount", amount_octets(saying->telling, signature->body_octets)));
    if (signature->fields.size > 0 && !signature_covers(signature, SLICE("From")))
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_SIGNED_NOT_FROM);
}

static void say_times(const struct header *header, const struct signature *signature,
                      struct saying *saying) {
    struct telling *telling = saying->telling;
    if (signature->dated)
        SAYING_ADD(saying, header->list ? EXPLAIN_TEACH : EXPLAIN_NORMAL, NOTE_SIGNED_AT,
                   WORD_SLICE("when", saying_moment(telling, signature->signed_at)));
    if (!signature->expiring)
        return;
    SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_SIGNED_UNTIL,
               WORD_SLICE("when", saying_moment(telling, signature->expires)));
    if (header->list && moment_before(signature->expires, header->seen))
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_SIGNED_EXPIRED,
                   WORD_SLICE("span", saying_span(telling,
                                                  moment_since(header->seen, signature->expires))));
}

static void say_key(const struct signature *signature, struct saying *saying) {
    if (missing_tag(signature))
        return;
    SAYING_ADD(saying, EXPLAIN_TEACH, NOTE_SIGNED_KEY, WORD_SLICE("domain", signature->domain),
               WORD_SLICE("selector", signature->selector));
    saying_plain(saying, EXPLAIN_TEACH, NOTE_SIGNED_UNCHECKED);
}

void say_signature(const struct header *header, const struct field *field, struct saying *saying) {
    struct signature signature;
    bool arc = is_arc(field);
    signature_read(field->value, arc, &signature);
    say_signer(&signature, arc ? NOTE_SIGNED_ARC : NOTE_SIGNED, saying);
    if (!arc)
        say_alignment(header, &signature, saying);
    if (header->list)
        say_fields(&signature, saying);
    say_weakness(&signature, saying);
    say_times(header, &signature, saying);
    say_key(&signature, saying);
}

void say_seal(const struct header *header, const struct field *field, struct saying *saying) {
    static const struct {
        struct slice chain;
        enum note_id note;
    } chains[] = {
        {{(const uint8_t *)"pass", 4}, NOTE_SEAL_PASS},
        {{(const uint8_t *)"none", 4}, NOTE_SEAL_NONE},
        {{(const uint8_t *)"fail", 4}, NOTE_SEAL_FAIL},
    };
    struct signature signature;
    signature_read(field->value, true, &signature);
    say_signer(&signature, NOTE_SEALED, saying);
    for (size_t i = 0; i < sizeof chains / sizeof *chains; i++)
        if (slice_equal_nocase(signature.chain, chains[i].chain))
            saying_plain(saying, EXPLAIN_BRIEF, chains[i].note);
    say_weakness(&signature, saying);
    say_times(header, &signature, saying);
    say_key(&signature, saying);
}

/* ---- tags, one by one ---- */

static const struct {
    struct slice name;
    const char *called, *meaning;
} tags[] = {
#define TAG(name, called, meaning) {{(const uint8_t *)(name), sizeof(name) - 1}, called, meaning},
#include "explain/tags.def"
#undef TAG
};

void open_tags(struct telling *telling, struct slice value) {
    struct slice name, text;
    while (tag_next(&value, &name, &text))
        for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
            if (slice_equal(name, tags[i].name))
                tell_part_called(telling,
                                 slice_of(name.data, (size_t)(text.data + text.size - name.data)),
                                 slice_string(_(tags[i].called)), slice_string(_(tags[i].meaning)));
}
