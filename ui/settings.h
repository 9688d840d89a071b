/* settings.h: what can be set, by name: the rows of setting.def. */
#ifndef HELOISE_UI_SETTINGS_H
#define HELOISE_UI_SETTINGS_H

#include "base/error.h"
#include "base/writer.h"

struct app;

enum setting {
#define SETTING(name, values, help) SETTING_##name,
#include "ui/setting.def"
#undef SETTING
    SETTINGS
};

struct setting_fact {
    const char *name, *values, *help;
};

extern const struct setting_fact setting_facts[SETTINGS];

/* The setting with this name; SETTINGS: there is none. */
enum setting setting_find(struct slice name);

/* Sets it; what is on the screen follows. False with `error` filled: it takes no such value. */
bool setting_set(struct app *app, enum setting setting, struct slice value, struct error *error);

/* Writes the value that it has now. */
void setting_write(const struct app *app, enum setting setting, struct writer *writer);

#endif
