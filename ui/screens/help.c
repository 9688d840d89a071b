/* Help on a screen, drawn from the keymap. */
#include "ui/screens/reading.h"
#include "ui/screens/talk.h"

enum { KEYS_COLUMN = 16, NAME_COLUMN = 34, WORD_COLUMN = 24 };

struct help {
    struct reading reading;
    enum screen_kind kind; /* which screen it is about */
};

static void draw_inked(struct lines *lines, enum ink ink, struct slice text) {
    bool inked = canvas_ink(&lines->canvas, ink);
    writer_add(&lines->text, text);
    canvas_plain(&lines->canvas, inked);
}

static void pad_to(struct lines *lines, size_t column) {
    size_t used = lines->text.buffer.size - lines->start;
    writer_repeat(&lines->text, ' ', used < column ? column - used : 1);
}

/* "  PgUp ^B       page-up           a page up" */
static void draw_action(struct lines *lines, const struct keymap *keymap, enum action action) {
    struct writer keys = writer_to(WRITER_MEMORY);
    const struct action_fact *fact = &action_facts[action];
    keymap_write_keys(keymap, action, &keys);
    writer_string(&lines->text, "  ");
    draw_inked(lines, INK_MORE, buffer_slice(&keys.buffer));
    pad_to(lines, KEYS_COLUMN);
    action_write_name(action, &lines->text);
    pad_to(lines, NAME_COLUMN);
    writer_string(&lines->text, _(fact->help));
    canvas_end_line(&lines->canvas);
    writer_free(&keys);
}

static void draw_line(struct lines *lines, enum ink ink, const char *sentence) {
    draw_inked(lines, ink, slice_string(sentence));
    canvas_end_line(&lines->canvas);
}

static const char *const about_sessions[] = {
    N_("Behind the protocol: + STARTTLS, s TLS from the first octet, - TLS refused."),
    N_("Block characters: how many sessions began when; under them what became of the"),
    N_("worst: r refused, a aborted, d deferred, p partial."),
    N_("The mouse: a click chooses, another one opens; on a heading it sorts."),
};

static void draw_lines(struct lines *lines, const char *const *sentences, size_t count) {
    for (size_t i = 0; i < count; i++)
        draw_line(lines, INK_NOTE, _(sentences[i]));
}

static const char *screen_title(enum screen_kind kind) {
    return kind == SCREEN_START          ? _("Help: the start screen")
           : kind == SCREEN_SESSIONS     ? _("Help: the list of sessions")
           : kind == SCREEN_CONVERSATION ? _("Help: a conversation")
           : kind == SCREEN_TALK         ? _("Help: a talk")
           : kind == SCREEN_COMPARISON   ? _("Help: two sessions side by side")
           : kind == SCREEN_REPLAY       ? _("Help: a session played again")
           : kind == SCREEN_ELSEWHERE    ? _("Help: a session in other programs")
           : kind == SCREEN_STATISTICS   ? _("Help: statistics")
           : kind == SCREEN_COLUMNS      ? _("Help: the columns of the list")
                                         : _("Help: text to be read");
}

/* "  slow TIME LINE   send a line one octet at a time" */
static void draw_word(struct lines *lines, const char *name, const char *argument,
                      const char *help) {
    writer_string(&lines->text, "  ");
    draw_inked(lines, INK_MORE, slice_string(name));
    writer_string(&lines->text, *argument ? " " : "");
    writer_string(&lines->text, argument);
    pad_to(lines, WORD_COLUMN);
    writer_string(&lines->text, help);
    canvas_end_line(&lines->canvas);
}

static const char *const about_talk[] = {
    N_("A line is edited as in GNU readline: ^A ^E ^B ^F Alt-B Alt-F move; ^K ^U ^W"),
    N_("Alt-D cut, ^Y brings back; Up and ^R find older lines; Tab completes; Enter"),
    N_("sends. Esc and PgUp give the keys of this list to the conversation."),
    N_("In a line \\r \\n \\0 \\xHH are octets. Behind a colon there is more:"),
};

/* What stands behind a colon there. */
static void draw_talk(struct lines *lines, const char *protocol) {
    const char *name, *argument, *help;
    const struct guide *guide;
    draw_lines(lines, about_talk, sizeof about_talk / sizeof *about_talk);
    draw_line(lines, INK_PLAIN, "");
    draw_line(lines, INK_HEADING, _("Step by step; what will be sent is shown first"));
    for (size_t n = 0; (guide = guide_at(*protocol ? protocol : "smtp", n)) != NULL; n++)
        draw_word(lines, guide->name, "", _(guide->title));
    draw_line(lines, INK_PLAIN, "");
    draw_line(lines, INK_HEADING, _("One by one"));
    for (size_t n = 0; talk_command_fact(n, &name, &argument, &help); n++)
        draw_word(lines, name, argument, _(help));
}

static bool open_help(struct screen *screen, const void *argument, struct error *error) {
    struct help *state = screen->state;
    const enum screen_kind *kind = argument;
    struct lines *lines = &state->reading.lines;
    (void)error;
    state->kind = *kind;
    reading_begin(screen);
    for (size_t i = 0; i < ACTIONS; i++)
        if (action_facts[i].screens & *kind)
            draw_action(lines, app_keymap(screen->app), (enum action)i);
    draw_line(lines, INK_PLAIN, "");
    draw_line(lines, INK_NOTE,
              _("^ is Ctrl. The command line (:) takes the names in the middle; Tab completes."));
    if (*kind == SCREEN_SESSIONS)
        draw_lines(lines, about_sessions, sizeof about_sessions / sizeof *about_sessions);
    if (*kind == SCREEN_STATISTICS)
        draw_line(lines, INK_NOTE,
                  _("Enter on a bar shows the sessions that it stands for, and those alone."));
    if (*kind == SCREEN_CONVERSATION || *kind == SCREEN_TALK)
        draw_line(lines, INK_NOTE,
                  _("C-> the client speaks, <-S the server; C~> and <~S under TLS; === an event."));
    if (*kind == SCREEN_COMPARISON) {
        draw_line(lines, INK_NOTE,
                  _("Between the sessions: = the same, ~ in other words or about other names,"));
        draw_line(lines, INK_NOTE, _("a crossed = (or !) something else, < > on one side alone."));
    }
    if (*kind == SCREEN_CONVERSATION || *kind == SCREEN_TALK)
        draw_line(
            lines, INK_NOTE,
            _("In a ladder the heavy side is waited for; a bracket holds what was sent at once."));
    if (*kind == SCREEN_TALK)
        draw_talk(lines, app_partner(screen->app)->news.protocol);
    return true;
}

static void title_help(struct screen *screen, struct writer *writer) {
    const struct help *state = screen->state;
    writer_string(writer, screen_title(state->kind));
}

static bool act_help(struct screen *screen, enum action action) {
    return reading_act(screen, action) || action == ACTION_help;
}

const struct screen_class help_screen = {
    .kind = SCREEN_TEXT,
    .state_size = sizeof(struct help),
    .open = open_help,
    .title = title_help,
    .draw = reading_draw,
    .act = act_help,
    .close = reading_close,
    .text = READING_TEXT,
};
