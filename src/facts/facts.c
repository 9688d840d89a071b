#include "facts/facts.h"

#include "base/words.h"

enum { CURRENT = false, OBSOLETE = true };
enum {
    NONE = PERMANENCE_NONE,
    SUCCESS = PERMANENCE_SUCCESS,
    INTERMEDIATE = PERMANENCE_INTERMEDIATE,
    TRANSIENT = PERMANENCE_TRANSIENT,
    PERMANENT = PERMANENCE_PERMANENT,
};
enum {
    NOBODY = WHO_NOBODY,
    SENDER = WHO_SENDER,
    RECIPIENT = WHO_RECIPIENT,
    NETWORK = WHO_NETWORK,
    USER = WHO_USER,
};

static const struct smtp_command_fact smtp_commands[] = {
#define COMMAND(verb, syntax, success, intermediate, error, keyword, age, reference, title,        \
                summary, background)                                                               \
    {{verb, title, summary, background, "", reference},                                            \
     syntax,                                                                                       \
     success,                                                                                      \
     intermediate,                                                                                 \
     error,                                                                                        \
     keyword,                                                                                      \
     age},
#include "facts/smtp_commands.def"
#undef COMMAND
};

static const struct extension_fact extensions[] = {
#define EXTENSION(keyword, syntax, mail, rcpt, verbs, status, reference, title, summary,           \
                  background)                                                                      \
    {{keyword, title, summary, background, "", reference}, syntax, mail, rcpt, verbs, status},
#include "facts/extensions.def"
#undef EXTENSION
};

static const struct parameter_fact parameters[] = {
#define PARAMETER(name, commands, syntax, longest, keyword, error, reference, title, summary,      \
                  background)                                                                      \
    {{name, title, summary, background, "", reference}, commands, syntax, longest, keyword, error},
#include "facts/parameters.def"
#undef PARAMETER
};

static const struct reply_fact replies[] = {
#define REPLY(code, after, lasting, whose, status, reference, title, summary, background, check)   \
    {{code, title, summary, background, check, reference},                                         \
     after,                                                                                        \
     (enum permanence)(lasting),                                                                   \
     (enum who)(whose),                                                                            \
     status},
#include "facts/replies.def"
#undef REPLY
};

static const struct enhanced_fact enhanced[] = {
#define ENHANCED(code, basic, classes, whose, reference, title, summary, background, check)        \
    {{code, title, summary, background, check, reference}, basic, classes, (enum who)(whose)},
#include "facts/enhanced.def"
#undef ENHANCED
};

static const struct mechanism_fact mechanisms[] = {
#define MECHANISM(name, client_first, steps, password, rating, usage, reference, title, summary,   \
                  background)                                                                      \
    {{name, title, summary, background, "", reference},                                            \
     client_first,                                                                                 \
     steps,                                                                                        \
     password,                                                                                     \
     rating,                                                                                       \
     usage},
#include "facts/mechanisms.def"
#undef MECHANISM
};

static const struct pop3_command_fact pop3_commands[] = {
#define COMMAND(command, syntax, reply, positive, negative, capability, reference, title, summary, \
                background)                                                                        \
    {{command, title, summary, background, "", reference},                                         \
     syntax,                                                                                       \
     reply,                                                                                        \
     positive,                                                                                     \
     negative,                                                                                     \
     capability},
#include "facts/pop3_commands.def"
#undef COMMAND
};

static const struct capability_fact pop3_capabilities[] = {
#define CAPABILITY(name, arguments, adds, affects, reference, title, summary, background)          \
    {{name, title, summary, background, "", reference}, arguments, adds, affects},
#include "facts/pop3_capabilities.def"
#undef CAPABILITY
};

static const struct response_code_fact response_codes[] = {
#define CODE(code, reply, commands, whose, reference, title, summary, background, check)           \
    {{code, title, summary, background, check, reference}, reply, commands, (enum who)(whose)},
#include "facts/response_codes.def"
#undef CODE
};

static const struct provider_fact providers[] = {
#define PROVIDER(provider, pattern, category, sample, cause, remedy)                               \
    {provider, pattern, category, sample, cause, remedy},
#include "facts/providers.def"
#undef PROVIDER
};

static const struct timeout_fact timeouts[] = {
#define TIMEOUT(protocol, name, who, what, seconds, rule, reference, summary)                      \
    {{protocol, name, summary, "", "", reference}, name, who, what, seconds, rule},
#include "facts/timeouts.def"
#undef TIMEOUT
};

static const struct limit_fact limits[] = {
#define LIMIT(protocol, object, limit, unit, rule, reference, summary)                             \
    {{protocol, object, summary, "", "", reference}, object, limit, unit, rule},
#include "facts/limits.def"
#undef LIMIT
};

static const struct finding_fact findings[] = {
#define FINDING(id, severity, protocol, reference, title, why, remedy)                             \
    {{id, title, why, "", remedy, reference}, severity, protocol},
#include "facts/findings.def"
#undef FINDING
};

static const struct alert_fact alerts[] = {
#define ALERT(name, number, subject, reference, title, summary, check)                             \
    {{name, title, summary, "", check, reference}, number, ALERT_##subject},
#include "facts/alerts.def"
#undef ALERT
};

/* The rows of a kind as look-up sees them. */
struct table {
    const char *name;
    const void *rows;
    size_t size, count;
};

#define TABLE(name, rows)                                                                          \
    { name, rows, sizeof *(rows), sizeof(rows) / sizeof *(rows) }
static const struct table tables[FACT_KINDS] = {
    [FACT_COMMANDS] = TABLE("commands", smtp_commands),
    [FACT_EXTENSIONS] = TABLE("extensions", extensions),
    [FACT_PARAMETERS] = TABLE("parameters", parameters),
    [FACT_REPLIES] = TABLE("replies", replies),
    [FACT_ENHANCED] = TABLE("enhanced", enhanced),
    [FACT_MECHANISMS] = TABLE("mechanisms", mechanisms),
    [FACT_POP3_COMMANDS] = TABLE("pop3-commands", pop3_commands),
    [FACT_POP3_CAPABILITIES] = TABLE("pop3-capabilities", pop3_capabilities),
    [FACT_RESPONSE_CODES] = TABLE("response-codes", response_codes),
    [FACT_PROVIDERS] = TABLE("providers", providers),
    [FACT_TIMEOUTS] = TABLE("timeouts", timeouts),
    [FACT_LIMITS] = TABLE("limits", limits),
    [FACT_FINDINGS] = TABLE("findings", findings),
    [FACT_ALERTS] = TABLE("alerts", alerts),
};

const char *fact_kind_name(enum fact_kind kind) {
    return tables[kind].name;
}

const void *fact_rows(enum fact_kind kind, size_t *size, size_t *count) {
    *size = tables[kind].size;
    *count = tables[kind].count;
    return tables[kind].rows;
}

const struct fact *fact_at(enum fact_kind kind, size_t n) {
    const struct table *table = &tables[kind];
    return (const struct fact *)(const void *)((const uint8_t *)table->rows + n * table->size);
}

/* As tables are sorted: octets in upper case. */
static int compare(struct slice id, const char *other) {
    for (size_t i = 0; i < id.size; i++) {
        int difference = octet_upper(id.data[i]) - octet_upper((uint8_t)other[i]);
        if (difference != 0 || other[i] == '\0')
            return difference != 0 ? difference : 1;
    }
    return other[id.size] == '\0' ? 0 : -1;
}

const struct fact *fact_find(enum fact_kind kind, struct slice id) {
    size_t low = 0, high = tables[kind].count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct fact *fact = fact_at(kind, middle);
        int difference = compare(id, fact->id);
        if (difference == 0)
            return fact;
        if (difference < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

/* Writes ".7", ".X" for what is open. */
static size_t put_part(char *to, int part) {
    size_t size = 0;
    to[size++] = '.';
    if (part < 0)
        to[size++] = 'X';
    for (int unit = 100; part >= 0 && unit > 0; unit /= 10)
        if (part >= unit || unit == 1)
            to[size++] = (char)('0' + part / unit % 10);
    return size;
}

const struct enhanced_fact *enhanced_fact_for(char class, int subject, int detail) {
    char id[16] = {class};
    size_t size = 1;
    size += put_part(id + size, subject);
    size += put_part(id + size, detail);
    return enhanced_fact_find(slice_of(id, size));
}

const struct mechanism_fact *mechanism_fact_for(struct slice name) {
    const struct mechanism_fact *exact = mechanism_fact_find(name);
    for (size_t i = 0; !exact && i < sizeof mechanisms / sizeof *mechanisms; i++) {
        struct slice id = slice_string(mechanisms[i].fact.id);
        bool family = id.data[id.size - 1] == '*';
        if (family && slice_starts_nocase(name, slice_first(id, id.size - 1)))
            return &mechanisms[i];
    }
    return exact;
}

const char *permanence_name(enum permanence permanence) {
    static const char *const names[] = {
        [PERMANENCE_SUCCESS] = "success",
        [PERMANENCE_INTERMEDIATE] = "intermediate",
        [PERMANENCE_TRANSIENT] = "transient",
        [PERMANENCE_PERMANENT] = "permanent",
    };
    return names[permanence];
}

const char *who_name(enum who who) {
    static const char *const names[] = {
        [WHO_NOBODY] = "nobody",   [WHO_SENDER] = "sender", [WHO_RECIPIENT] = "recipient",
        [WHO_NETWORK] = "network", [WHO_USER] = "user",
    };
    return names[who];
}
