/* What stands behind a colon: guides, statements of scripts, actions. */
#include "ui/candidates.h"
#include "ui/file_name.h"
#include "ui/screens/talk.h"

static const struct {
    const char *name, *argument, *help;
} own[] = {
#define TALK(name, argument, help) {#name, argument, help},
#include "ui/screens/talk.def"
#undef TALK
};

enum { OWN = sizeof own / sizeof *own };

bool talk_command_fact(size_t n, const char **name, const char **argument, const char **help) {
    if (n >= OWN)
        return false;
    *name = own[n].name;
    *argument = own[n].argument;
    *help = own[n].help;
    return true;
}

static size_t find_own(struct slice word) {
    size_t n = 0;
    while (n < OWN && !slice_equal(slice_string(own[n].name), word))
        n++;
    return n;
}

static const char *protocol_of(struct screen *screen) {
    const struct talk *state = screen->state;
    return state->footing.protocol;
}

/* ---- its words ---- */

struct words {
    const char *protocol;
};

static bool any_word(const void *context, size_t n, struct slice *word) {
    const struct words *words = context;
    size_t guides = 0;
    while (guide_at(words->protocol, guides))
        guides++;
    if (n < guides) {
        *word = slice_string(guide_at(words->protocol, n)->name);
        return true;
    }
    n -= guides;
    if (n < OWN) {
        *word = slice_string(own[n].name);
        return true;
    }
    n -= OWN;
    for (size_t i = 0; i < ACTIONS; i++)
        if (action_facts[i].screens & SCREEN_TALK && n-- == 0) {
            *word = slice_string(action_facts[i].name);
            return true;
        }
    return false;
}

/* The first word of a text, and whether it is all of it. */
static struct slice first_word(struct slice text, bool *alone) {
    struct slice rest = text, word = slice_word(&rest);
    *alone = rest.size == 0;
    return word;
}

/* Whether something follows the word whose two pieces these are. */
static bool wants_argument(struct slice beginning, struct slice rest) {
    for (size_t n = 0; n < OWN; n++) {
        struct slice name = slice_string(own[n].name);
        if (own[n].argument[0] && name.size == beginning.size + rest.size &&
            slice_starts(name, beginning) && slice_equal(slice_from(name, beginning.size), rest))
            return true;
    }
    return false;
}

size_t talk_command_complete(struct screen *screen, struct slice text, struct writer *more) {
    const struct words words = {protocol_of(screen)};
    const struct candidates candidates = {.word = any_word, .context = &words, .hyphens = true};
    bool alone;
    struct slice word = first_word(text, &alone), rest = text;
    if (alone) {
        size_t count = candidates_complete(&candidates, word, more);
        if (count == 1 && wants_argument(word, buffer_slice(&more->buffer)))
            writer_put(more, ' ');
        return count;
    }
    (void)slice_word(&rest);
    return slice_equal(word, SLICE("message")) ? file_name_complete(slice_trim(rest), more) : 0;
}

/* What the word does, when it is one. */
static void write_help(struct screen *screen, struct slice word, struct writer *hint) {
    const struct guide *guide = guide_find(protocol_of(screen), word);
    size_t n = find_own(word);
    enum action action = action_find(word);
    if (guide)
        writer_string(hint, _(guide->title));
    else if (n < OWN)
        writer_string(hint, _(own[n].help));
    else if (action != ACTION_NONE)
        writer_string(hint, _(action_facts[action].help));
}

void talk_command_hint(struct screen *screen, struct slice text, struct writer *hint) {
    const struct words words = {protocol_of(screen)};
    const struct candidates candidates = {.word = any_word, .context = &words, .hyphens = true};
    bool alone;
    struct slice word = first_word(text, &alone);
    write_help(screen, word, hint);
    if (hint->buffer.size == 0 && alone)
        candidates_hint(&candidates, word, hint);
}

struct slice talk_command_says(struct slice text) {
    static const char *const saying[] = {"raw", "slow", "together"};
    struct slice rest = text, word = slice_word(&rest);
    for (size_t i = 0; i < sizeof saying / sizeof *saying; i++)
        if (slice_equal(slice_string(saying[i]), word))
            return slice_trim(rest);
    return slice_of(NULL, 0);
}

/* A statement that cannot be read stays to be mended. */
void talk_command_judge(struct screen *screen, struct slice text, struct judgement *judgement) {
    bool alone;
    struct slice word = first_word(text, &alone);
    size_t n = find_own(word);
    struct script script = {0};
    struct error error = {0};
    if (n == OWN || n == 0 || guide_find(protocol_of(screen), word))
        return;
    judgement->verdict = LINE_GOOD;
    if (!script_read(&script, text, NULL, &error)) {
        judgement->verdict = LINE_WRONG;
        judgement->at = text.size + 1;
        writer_string(judgement->says, error.text);
    }
    script_clear(&script);
}

/* ---- doing it ---- */

static void connect_to(struct screen *screen, struct slice url) {
    struct talk *state = screen->state;
    talk_steps_end(state);
    partner_order(app_partner(screen->app), ORDER_CONNECT, url);
}

/* QUIT is said while somebody hears it; else the program is left. */
static bool is_guide(struct screen *screen, const struct guide *guide) {
    const struct partner *partner = app_partner(screen->app);
    bool quit = guide && strcmp(guide->name, "quit") == 0;
    return guide && !(quit && partner->news.state == TALK_APART);
}

void talk_command(struct screen *screen, struct slice line) {
    struct slice rest = slice_trim(line), text = rest, word = slice_word(&rest);
    const struct guide *guide = guide_find(protocol_of(screen), word);
    rest = slice_trim(rest);
    if (is_guide(screen, guide))
        talk_steps_begin(screen, guide, rest);
    else if (find_own(word) == 0)
        connect_to(screen, rest);
    else if (find_own(word) < OWN)
        talk_say(screen, text);
    else
        app_command(screen->app, text);
}
