#include "live/guide.h"

#include "base/text.h"
#include "base/words.h"
#include "live/letter.h"

enum { SMTP = 1, LMTP = 2, POP3 = 4 };

static const struct guide guides[] = {
#define GUIDE(name, protocols, title, steps) {name, protocols, title, steps},
#include "live/guides.def"
#undef GUIDE
};

static unsigned bit_of(const char *protocol) {
    return strcmp(protocol, "pop3") == 0 ? POP3 : strcmp(protocol, "lmtp") == 0 ? LMTP : SMTP;
}

const struct guide *guide_at(const char *protocol, size_t n) {
    for (size_t i = 0; i < sizeof guides / sizeof *guides; i++)
        if (guides[i].protocols & bit_of(protocol) && n-- == 0)
            return &guides[i];
    return NULL;
}

const struct guide *guide_find(const char *protocol, struct slice name) {
    const struct guide *guide;
    for (size_t n = 0; (guide = guide_at(protocol, n)) != NULL; n++)
        if (slice_equal_nocase(slice_string(guide->name), name))
            return guide;
    return NULL;
}

/* ---- whom it speaks for ---- */

/* NAME, or NAME@DOMAIN, with a NUL behind it. */
static void write_mailbox(struct writer *mailbox, struct slice name, const char *domain) {
    writer_add(mailbox, name);
    if (slice_find(name, '@') == SLICE_NONE) {
        writer_put(mailbox, '@');
        writer_string(mailbox, domain);
    }
    writer_put(mailbox, '\0');
}

static bool set(struct variables *variables, const char *variable, struct slice value) {
    return variables_set(variables, slice_string(variable), value);
}

/* A whole message; `from` empty: from nobody. */
static bool set_letter(struct variables *variables, const char *variable,
                       const struct letter *letter, const char *from) {
    struct writer content = writer_to(WRITER_MEMORY);
    struct letter whole = *letter;
    struct error error = {0};
    whole.from = from;
    bool done = letter_write(&content, &whole, &error) &&
                set(variables, variable, buffer_slice(&content.buffer));
    writer_free(&content);
    return done;
}

static bool set_mail(struct variables *variables, const struct guide_people *people,
                     struct slice user, struct slice given) {
    struct writer from = writer_to(WRITER_MEMORY), to = writer_to(WRITER_MEMORY);
    const char *domain = people->domain ? people->domain : "example.org";
    write_mailbox(&from, user, domain);
    write_mailbox(&to, given.size > 0 ? given : SLICE("bob"), domain);
    bool done = from.cause == 0 && to.cause == 0;
    if (done) {
        const char *sender = (const char *)from.buffer.data,
                   *recipient = (const char *)to.buffer.data;
        const struct letter letter = {
            .to = &recipient, .to_count = 1, .host = people->name, .moment = people->now};
        done = set(variables, "sender", slice_string(sender)) &&
               set(variables, "recipient", slice_string(recipient)) &&
               set_letter(variables, "letter", &letter, sender) &&
               set_letter(variables, "notice", &letter, "");
    }
    writer_free(&from);
    writer_free(&to);
    return done;
}

static bool fill(struct variables *variables, const char *protocol,
                 const struct guide_people *people, struct slice argument) {
    struct slice user = slice_string(people->user ? people->user : "alice");
    bool lmtp = bit_of(protocol) == LMTP, given = argument.size > 0;
    return set(variables, "hello", lmtp ? SLICE("LHLO") : SLICE("EHLO")) &&
           set(variables, "name", slice_string(people->name)) &&
           set(variables, "user", given ? argument : user) &&
           set(variables, "number", given ? argument : SLICE("1")) &&
           set_mail(variables, people, user, argument);
}

bool guide_write(const struct guide *guide, const char *protocol, const struct guide_people *people,
                 struct slice argument, struct writer *script, struct error *error) {
    struct variables variables = {0};
    bool written = (fill(&variables, protocol, people, argument) || error_memory(error)) &&
                   variables_expand(&variables, slice_string(guide->steps), NULL, script, error);
    variables_clear(&variables);
    return written && (script->cause == 0 || error_memory(error));
}

/* ---- what is shown of a step ---- */

static size_t count_lines(struct slice content) {
    size_t lines = 0;
    for (size_t i = 0; i < content.size; i++)
        lines += content.data[i] == '\n';
    return lines;
}

void guide_write_step(const struct statement *step, const char *protocol, struct writer *writer) {
    struct slice rest = step->argument, mechanism = slice_word(&rest);
    switch (step->kind) {
    case STATEMENT_LINE:
        text_escape(writer, step->argument);
        break;
    case STATEMENT_STARTTLS:
        SAY(writer, _("{verb}, and the TLS handshake behind its reply"),
            WORD("verb", bit_of(protocol) == POP3 ? "STLS" : "STARTTLS"));
        break;
    case STATEMENT_AUTH:
        SAY(writer,
            slice_equal(mechanism, SLICE("any"))
                ? _("AUTH as {user}, by the best mechanism that is offered")
                : _("AUTH {mechanism} as {user}"),
            WORD_SLICE("user", slice_trim(rest)), WORD_SLICE("mechanism", mechanism));
        break;
    case STATEMENT_MESSAGE:
        if (step->in_place)
            SAY(writer,
                P_("a message of {count} line, and the dot that ends it",
                   "a message of {count} lines, and the dot that ends it",
                   count_lines(step->content)),
                WORD_NUMBER("count", count_lines(step->content)));
        else
            SAY(writer, _("the message in {file}, and the dot that ends it"),
                WORD_SLICE("file", step->argument));
        break;
    default:
        text_escape(writer, step->written);
        break;
    }
}
