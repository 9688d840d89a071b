/* verification.c: what servers found out about the sender: Authentication-Results, Received-SPF. */
#include "explain/header.h"
#include "facts/facts.h"
#include "message/authentication.h"
#include "message/received_spf.h"
#include "message/token.h"

static const struct {
    struct slice method, result;
    const char *sentence;
} verdicts[] = {
#define VERDICT(method, result, sentence)                                                          \
    {{(const uint8_t *)(method), sizeof(method) - 1},                                              \
     {(const uint8_t *)(result), sizeof(result) - 1},                                              \
     sentence},
#include "explain/verdicts.def"
};

static const struct {
    struct slice method;
    const char *identity;
} checks[] = {
#define CHECK(method, identity) {{(const uint8_t *)(method), sizeof(method) - 1}, identity},
#include "explain/verdicts.def"
};

static const struct {
    const char *method, *property;
} verified[] = {
#define VERIFIED(method, property) {method, property},
#include "explain/verified_by.def"
#undef VERIFIED
};

static const struct {
    struct slice name;
    const char *meaning;
} properties[] = {
#define PROPERTY(name, meaning) {{(const uint8_t *)(name), sizeof(name) - 1}, meaning},
#include "explain/auth_properties.def"
#undef PROPERTY
};

/* What a result is about: a domain, an address, a user; size 0: it does not say. */
static struct slice identity_of(const struct authentication_result *result) {
    for (size_t i = 0; i < sizeof verified / sizeof *verified; i++) {
        if (!slice_equal_nocase(result->method, slice_string(verified[i].method)))
            continue;
        struct slice found = authentication_find(result, verified[i].property);
        if (found.size > 0)
            return found;
    }
    return slice_of(NULL, 0);
}

/* What is checked where a result does not name it. */
static struct slice usual_identity(struct slice method) {
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++)
        if (slice_equal_nocase(method, checks[i].method))
            return slice_string(_(checks[i].identity));
    return slice_of(NULL, 0);
}

/* The sentence of a result. */
static void say_verdict(struct saying *saying, enum explain_depth least, struct slice method,
                        struct slice result, struct slice identity) {
    struct telling *telling = saying->telling;
    if (identity.size == 0)
        identity = usual_identity(method);
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        if (!slice_equal_nocase(method, verdicts[i].method) ||
            !slice_equal_nocase(result, verdicts[i].result))
            continue;
        const struct word words[] = {WORD_SLICE("identity", saying_short(telling, identity))};
        struct slice sentence = tell_words(telling, verdicts[i].sentence, words, 1);
        saying_sentence(saying, least, sentence);
        return;
    }
    SAYING_ADD(saying, least, NOTE_CHECKED_OTHER, WORD_SLICE("method", method),
               WORD_SLICE("result", result));
}

static void say_result(struct saying *saying, const struct authentication_result *result) {
    say_verdict(saying, EXPLAIN_BRIEF, result->method, result->result, identity_of(result));
    if (result->reason.size > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_CHECKED_REASON,
                   WORD_SLICE("reason", result->reason));
    else if (result->comment.size > 0)
        SAYING_ADD(saying, EXPLAIN_TEACH, NOTE_CHECKED_COMMENT,
                   WORD_SLICE("comment", result->comment));
}

/* Alone, the results are told as parts. */
void say_results(const struct header *header, const struct field *field, struct saying *saying) {
    struct authentication authentication;
    struct authentication_result result;
    bool any = false;
    authentication_read(field->value, &authentication);
    if (authentication.instance.size > 0)
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_CHECKED_INSTANCE,
                   WORD_SLICE("instance", authentication.instance));
    if (authentication.server.size > 0)
        SAYING_ADD(saying, EXPLAIN_BRIEF, NOTE_CHECKED_BY,
                   WORD_SLICE("server", authentication.server));
    else
        saying_plain(saying, EXPLAIN_NORMAL, NOTE_CHECKED_BY_NOBODY);
    while (authentication_next(&authentication, &result)) {
        any = true;
        if (header->list)
            say_result(saying, &result);
    }
    if (!any)
        saying_plain(saying, EXPLAIN_BRIEF, NOTE_CHECKED_NOTHING);
}

/* From the first octet of one slice to the last of another behind it, which may stand in quotes. */
static struct slice from_to(const struct telling *telling, struct slice first, struct slice last) {
    if (!last.data || last.data < first.data)
        return first;
    const uint8_t *end = last.data + last.size, *most = telling->raw.data + telling->raw.size;
    bool quoted = last.data > first.data && last.data[-1] == '"' && end < most && *end == '"';
    return slice_of(first.data, (size_t)(end - first.data) + quoted);
}

static void open_properties(struct telling *telling, struct slice rest) {
    struct authentication_property property;
    while (authentication_property(&rest, &property)) {
        const char *meaning = NULL;
        for (size_t i = 0; i < sizeof properties / sizeof *properties; i++)
            if (slice_equal_nocase(property.name, properties[i].name))
                meaning = properties[i].meaning;
        struct slice where = from_to(telling, property.name, property.value);
        if (meaning)
            tell_part_meaning(telling, where, PART_PROPERTY, slice_string(_(meaning)));
        else
            tell_part(telling, where, PART_PROPERTY);
    }
}

void open_results(struct telling *telling, struct slice value) {
    struct authentication authentication;
    struct authentication_result result;
    authentication_read(value, &authentication);
    tell_part(telling, authentication.instance, PART_ARC_INSTANCE);
    tell_part(telling, authentication.server, PART_CHECKER);
    while (authentication_next(&authentication, &result)) {
        struct saying saying = saying_begin(telling);
        say_verdict(&saying, EXPLAIN_BRIEF, result.method, result.result, identity_of(&result));
        tell_part_meaning(telling, from_to(telling, result.method, result.result), PART_RESULT,
                          saying_end(&saying));
        tell_part(telling, result.comment, PART_RESULT_COMMENT);
        tell_part(telling, result.reason, PART_RESULT_REASON);
        open_properties(telling, result.properties);
    }
}

/* ---- Received-SPF ---- */

void say_spf(const struct header *header, const struct field *field, struct saying *saying) {
    struct received_spf spf;
    received_spf_read(field->value, &spf);
    struct slice identity = spf.sender.size > 0 ? spf.sender : spf.helo;
    if (header->list && spf.receiver.size > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_CHECKED_BY, WORD_SLICE("server", spf.receiver));
    if (header->list)
        say_verdict(saying, EXPLAIN_BRIEF, SLICE("spf"), spf.result, identity);
    if (spf.address.size > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_SPF_ADDRESS, WORD_SLICE("address", spf.address));
    if (spf.comment.size > 0)
        SAYING_ADD(saying, EXPLAIN_TEACH, NOTE_CHECKED_COMMENT, WORD_SLICE("comment", spf.comment));
    if (spf.problem.size > 0)
        SAYING_ADD(saying, EXPLAIN_NORMAL, NOTE_CHECKED_REASON, WORD_SLICE("reason", spf.problem));
}

static enum part_id spf_part(struct slice key) {
    static const struct {
        struct slice key;
        enum part_id part;
    } parts[] = {
        {{(const uint8_t *)"client-ip", 9}, PART_SPF_ADDRESS},
        {{(const uint8_t *)"envelope-from", 13}, PART_SPF_SENDER},
        {{(const uint8_t *)"helo", 4}, PART_SPF_HELO},
        {{(const uint8_t *)"receiver", 8}, PART_CHECKER},
        {{(const uint8_t *)"mechanism", 9}, PART_SPF_MECHANISM},
        {{(const uint8_t *)"problem", 7}, PART_RESULT_REASON},
        {{(const uint8_t *)"identity", 8}, PART_SPF_IDENTITY},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (slice_equal_nocase(key, parts[i].key))
            return parts[i].part;
    return PART_FIELD_VALUE;
}

void open_spf(struct telling *telling, struct slice value) {
    struct received_spf spf;
    struct slice key, text, rest = value;
    received_spf_read(value, &spf);
    struct saying saying = saying_begin(telling);
    say_verdict(&saying, EXPLAIN_BRIEF, SLICE("spf"), spf.result,
                spf.sender.size > 0 ? spf.sender : spf.helo);
    tell_part_meaning(telling, spf.result, PART_RESULT, saying_end(&saying));
    tell_part(telling, spf.comment, PART_RESULT_COMMENT);
    (void)token_next(&rest, ";");
    while (received_spf_pair(&rest, &key, &text))
        tell_part(telling, text, spf_part(key));
}
