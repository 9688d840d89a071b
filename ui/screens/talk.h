/* talk.h: what the screen of a talk is made of: a conversation, and a line to write in. For talk*.c
 * alone.
 *
 *     talk.c         the screen
 *     talk_line.c    the line: what is advised and completed, and what comes of it
 *     talk_command.c what stands behind a colon
 *     talk_steps.c   guides, step by step
 */
#ifndef HELOISE_UI_SCREENS_TALK_H
#define HELOISE_UI_SCREENS_TALK_H

#include "live/footing.h"
#include "live/guide.h"
#include "ui/screens/conversation.h"

/* A guide on its way. */
struct steps {
    const struct guide *guide; /* NULL: there is none */
    struct writer text;        /* its script, */
    struct script script;      /* taken apart */
    size_t done;               /* steps that were carried out */
    bool under_way;            /* and one that is being */
    bool running;              /* the next one follows by itself */
    bool wants_password;       /* it begins when there is one */
};

struct talk {
    struct conversation conversation; /* the first member: it is drawn and moved by its own */
    struct prompt prompt;             /* the line */
    bool aside;                       /* keys go to the conversation */
    bool seen;                        /* there is a session to be seen */
    unsigned connections;             /* that its sessions belong to */
    size_t rows;                      /* of the index, when it was looked at last */
    long second;                      /* that the remark was written in */
    struct footing footing;
    struct steps steps;
    struct guide_people people;
};

/* ---- the line ---- */

extern const struct prompt_kind talk_line;

/* Gives keys back to the line; what was written in it stays. */
void talk_write(struct screen *screen);

/* Has the partner say a statement of the script language. */
void talk_say(struct screen *screen, struct slice statement);

/* ---- behind a colon ---- */

void talk_command(struct screen *screen, struct slice line);
size_t talk_command_complete(struct screen *screen, struct slice text, struct writer *more);
void talk_command_hint(struct screen *screen, struct slice text, struct writer *hint);
/* The octets, or the line, that a statement says; size 0: it says none of its own. */
struct slice talk_command_says(struct slice text);

void talk_command_judge(struct screen *screen, struct slice text, struct judgement *judgement);

/* The n-th of its own words with its help; false past the last. */
bool talk_command_fact(size_t n, const char **name, const char **argument, const char **help);

/* ---- guides ---- */

/* Shows the steps of a guide. */
void talk_steps_begin(struct screen *screen, const struct guide *guide, struct slice argument);
void talk_steps_end(struct talk *state);

/* Takes a key while a guide is shown. False: it means what it always does. */
bool talk_steps_stroke(struct screen *screen, uint32_t stroke);

/* Goes on where the last step is through. */
void talk_steps_hear(struct screen *screen);

/* ^C stops what runs. False: nothing does. */
bool talk_steps_stop(struct screen *screen);

/* Draws them at the foot of `area`, and takes the rows off it. */
void talk_steps_draw(struct screen *screen, struct surface *surface, struct area *area);

#endif
