#include "explain/provider.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/pattern.h"
#include "base/words.h"
#include "facts/facts.h"

/* A rule of the user. */
struct user_rule {
    struct explanation_provider means;
    struct pattern *pattern;
};

struct provider_rules {
    struct arena arena;
    struct pattern_engine *engine; /* made with the first pattern */
    bool engine_missing;
    struct user_rule *user;
    size_t user_count;
    const struct provider_fact *facts;
    struct pattern **patterns; /* one for each of `facts`; NULL: not compiled yet */
    size_t fact_count;
};

/* ---- the user's rules ---- */

/* What is wrong with a line, and where. */
static bool bad_line(struct error *error, const char *name, size_t line, const char *why) {
    (void)error_set(error, ERROR_DATA, _("line %zu: %s"), line, why);
    if (error->file[0] == '\0' && name)
        (void)strncat(error->file, name, sizeof error->file - 1);
    return false;
}

static bool need_engine(struct provider_rules *rules, struct error *error) {
    if (!rules->engine && !rules->engine_missing)
        rules->engine = pattern_engine_new(error);
    rules->engine_missing = rules->engine == NULL;
    return rules->engine != NULL;
}

/* Takes what stands before the next tab off the front. */
static struct slice take_field(struct slice *rest) {
    size_t tab = slice_find(*rest, '\t');
    struct slice field = slice_trim(slice_first(*rest, tab));
    *rest = tab == SLICE_NONE ? slice_of(NULL, 0) : slice_from(*rest, tab + 1);
    return field;
}

static bool add_rule(struct provider_rules *rules, struct slice line, size_t number,
                     const char *name, struct error *error) {
    struct error wrong = {0};
    struct user_rule rule = {0};
    rule.means.name = take_field(&line);
    struct slice pattern = take_field(&line);
    rule.means.category = take_field(&line);
    rule.means.cause = take_field(&line);
    rule.means.remedy = take_field(&line);
    if (rule.means.name.size == 0 || pattern.size == 0 || rule.means.category.size == 0)
        return bad_line(error, name, number,
                        _("a rule is provider, pattern, category, cause and remedy, with tabs"));
    if (rules->user_count == PROVIDER_MOST_RULES)
        return bad_line(error, name, number, _("there are too many rules"));
    rule.pattern =
        need_engine(rules, &wrong) ? pattern_compile(rules->engine, pattern, &wrong) : NULL;
    if (!rule.pattern)
        return bad_line(error, name, number, wrong.text);
    struct user_rule *grown =
        arena_grow(&rules->arena, rules->user, rules->user_count, sizeof *grown);
    if (!grown) {
        pattern_free(rules->engine, rule.pattern);
        return error_memory(error);
    }
    rules->user = grown;
    grown[rules->user_count++] = rule;
    return true;
}

static bool read_rules(struct provider_rules *rules, const char *text, const char *name,
                       struct error *error) {
    struct slice whole = slice_string(text);
    struct slice rest = arena_copy(&rules->arena, whole);
    if (rest.size != whole.size)
        return error_memory(error);
    for (size_t number = 1; rest.size > 0; number++) {
        size_t end = slice_find(rest, '\n');
        struct slice line = slice_first(rest, end);
        rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(rest, end + 1);
        if (line.size > 0 && line.data[line.size - 1] == '\r')
            line.size--;
        if (slice_trim(line).size == 0 || line.data[0] == '#')
            continue;
        if (!add_rule(rules, line, number, name, error))
            return false;
    }
    return true;
}

struct provider_rules *provider_rules_new(const char *text, const char *name, struct error *error) {
    struct provider_rules *rules = calloc(1, sizeof *rules);
    size_t size;
    if (!rules) {
        (void)error_memory(error);
        return NULL;
    }
    rules->facts = fact_rows(FACT_PROVIDERS, &size, &rules->fact_count);
    if (text && !read_rules(rules, text, name, error)) {
        provider_rules_free(rules);
        return NULL;
    }
    return rules;
}

void provider_rules_free(struct provider_rules *rules) {
    if (!rules)
        return;
    for (size_t i = 0; i < rules->user_count; i++)
        pattern_free(rules->engine, rules->user[i].pattern);
    for (size_t i = 0; rules->patterns && i < rules->fact_count; i++)
        pattern_free(rules->engine, rules->patterns[i]);
    pattern_engine_free(rules->engine);
    arena_free(&rules->arena);
    free(rules);
}

/* ---- matching ---- */

/* A pattern of the table that does not compile fits nothing; a test sees to it that there is none.
 */
static bool fits(struct provider_rules *rules, size_t n, struct slice reply) {
    struct error ignored = {0};
    struct pattern **pattern = &rules->patterns[n];
    if (!*pattern)
        *pattern = pattern_compile(rules->engine, slice_string(rules->facts[n].pattern), &ignored);
    return *pattern && pattern_matches(rules->engine, *pattern, reply);
}

static const struct provider_fact *find_fact(struct provider_rules *rules, struct slice reply,
                                             const char *known) {
    for (size_t n = 0; known && n < rules->fact_count; n++)
        if (strcmp(rules->facts[n].provider, known) == 0 && fits(rules, n, reply))
            return &rules->facts[n];
    for (size_t n = 0; n < rules->fact_count; n++)
        if (fits(rules, n, reply))
            return &rules->facts[n];
    return NULL;
}

static bool match_user(struct provider_rules *rules, struct slice reply,
                       struct explanation_provider *found) {
    for (size_t i = 0; i < rules->user_count; i++) {
        if (!pattern_matches(rules->engine, rules->user[i].pattern, reply))
            continue;
        *found = rules->user[i].means;
        return true;
    }
    return false;
}

static bool ready(struct provider_rules *rules) {
    struct error ignored = {0};
    if (!need_engine(rules, &ignored))
        return false;
    if (!rules->patterns)
        rules->patterns = arena_take(&rules->arena, rules->fact_count * sizeof(struct pattern *));
    return rules->patterns != NULL;
}

bool provider_match(struct provider_rules *rules, struct slice reply, const char *known,
                    struct explanation_provider *found) {
    reply = slice_first(reply, PROVIDER_TEXT_KEPT);
    if (!ready(rules))
        return false;
    if (match_user(rules, reply, found))
        return true;
    const struct provider_fact *fact = find_fact(rules, reply, known);
    if (!fact)
        return false;
    *found =
        (struct explanation_provider){slice_string(fact->provider), slice_string(fact->category),
                                      slice_string(*fact->cause ? _(fact->cause) : ""),
                                      slice_string(*fact->remedy ? _(fact->remedy) : "")};
    return true;
}

const char *provider_recognise(struct slice said) {
    static const struct {
        const char *mark, *provider;
    } marks[] = {
#define MARK(mark, provider) {mark, provider},
#include "facts/provider_marks.def"
#undef MARK
    };
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (slice_search_nocase(said, slice_string(marks[i].mark)) != SLICE_NONE)
            return marks[i].provider;
    return NULL;
}

bool provider_who(struct slice category, enum who *who) {
    static const struct {
        const char *category;
        enum who who;
    } table[] = {
        {"rate", WHO_SENDER},      {"reputation", WHO_SENDER}, {"blocklist", WHO_SENDER},
        {"auth", WHO_SENDER},      {"recipient", WHO_SENDER},  {"sender", WHO_SENDER},
        {"content", WHO_SENDER},   {"tls", WHO_SENDER},        {"protocol", WHO_SENDER},
        {"config", WHO_RECIPIENT}, {"greylist", WHO_NOBODY},   {"quota", WHO_RECIPIENT},
        {"relay", WHO_SENDER},     {"login", WHO_USER},        {"dns", WHO_SENDER},
        {"network", WHO_NETWORK},  {"loop", WHO_RECIPIENT},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (slice_equal(category, slice_string(table[i].category))) {
            *who = table[i].who;
            return true;
        }
    return false;
}
