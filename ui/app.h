/* app.h: the terminal UI as a whole: the loop, the stack of screens, and what screens ask of it. */
#ifndef HELOISE_UI_APP_H
#define HELOISE_UI_APP_H

#include "base/words.h"
#include "ui/needle.h"
#include "ui/prompt.h"
#include "ui/saved.h"
#include "ui/view.h"

struct app_options {
    const char *const *sources; /* none: the start screen */
    size_t source_count;
    struct device *device; /* open, in place of sources; borrowed; NULL: none */
    const struct index_options *reading;
    struct keys *keys;                   /* that reading->keys are of; NULL: none */
    const struct report_options *report; /* time, show_secrets, full, hex */
    enum explain_depth depth;
    const char *filter; /* which sessions are shown first; NULL: all */
    const char *title;  /* what the sources are called; NULL: by their names */
    const char *notice; /* what is said in the foot line until the first key; NULL: nothing */
    bool passing;       /* the sources will be gone: nobody is to be offered them again */
    bool color, ascii;
};

/* Runs until the person leaves. Returns an exit status; `error` is filled when there was a failure
 * before the screen was taken. */
int app_run(const struct app_options *options, struct error *error);

/* Writes how everything is set, as a config file. Returns how many lines of the file that there is
 * are wrong; `error` tells of the first. */
size_t app_dump_config(struct writer *writer, struct error *error);

/* ---- for screens ---- */

struct model *app_model(struct app *app);
struct view *app_view(struct app *app);
const struct keymap *app_keymap(const struct app *app);

/* What is searched for; zeroed: nothing. */
struct needle app_search(const struct app *app);

/* Puts a screen on top, or takes the top one away; the last one away ends the program. */
bool app_push(struct app *app, const struct screen_class *class, const void *argument);
void app_pop(struct app *app);

/* Opens a source and shows its sessions. False where that was complained of. */
bool app_open(struct app *app, const char *source);

/* The same with what a person wrote, where ~ is home, and sample:NAME a sample; a file is
 * remembered among those that were opened. */
void app_open_named(struct app *app, struct slice name);

/* Opens a device and shows the sessions that happen there; the process gives up its privileges.
 * False where that was complained of. */
bool app_sniff(struct app *app, const char *device);

/* Asks for the name of a file, and opens it. */
void app_ask_for_file(struct app *app);

/* Files that were opened before, the latest first: `n` back from it; empty: there are no more. */
struct slice app_recent_file(struct app *app, size_t n);

/* The text of a filter that was saved as `name`. False: there is none. */
bool app_saved_filter(const struct app *app, struct slice name, struct slice *text);
const struct saved *app_saved(const struct app *app);

/* Keeps settings and columns for the next time. */
void app_keep(struct app *app);

/* A sentence in the foot line, until the next key. */
void app_say(struct app *app, const char *sentence, const struct word *words, size_t count);
void app_complain(struct app *app, const struct error *error);

/* Asks for a line, or for yes or no; the answer goes to the prompt's function. */
void app_ask(struct app *app, const struct prompt_kind *kind, struct slice text);

/* The way of looking was changed: every screen is told. */
void app_changed(struct app *app);

/* Copies text to the clipboard of the terminal. */
void app_copy(struct app *app, struct slice text);

#endif
