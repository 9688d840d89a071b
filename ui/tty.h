/* tty.h: the terminal itself: taken over, drawn on, listened to, and always given back.
 *
 * The only place in the program that knows curses. Signals come as events of a descriptor, so that
 * nothing happens in the middle of anything; the screen is given back on every way out. */
#ifndef HELOISE_UI_TTY_H
#define HELOISE_UI_TTY_H

#include "base/error.h"
#include "ui/stroke.h"
#include "ui/surface.h"

struct tty;

struct tty_options {
    bool color; /* colours are wanted, where the terminal has some */
    bool ascii; /* it shows no UTF-8 */
};

/* Takes the terminal at stdout over; keys come from stdin, or from the controlling terminal where
 * stdin is none. NULL with `error` filled when there is none that can be used. */
struct tty *tty_open(const struct tty_options *options, struct error *error);

/* Gives it back as it was. */
void tty_close(struct tty *tty);

/* Colours that it has and that are wanted; 0: none. */
int tty_colors(const struct tty *tty);

/* Rows and columns. */
struct area tty_area(const struct tty *tty);

/* Puts the surface on the terminal; only what changed is sent. */
void tty_show(struct tty *tty, const struct surface *surface, enum scheme scheme);

/* The next tty_show() sends everything. */
void tty_redraw(struct tty *tty);

/* Whether clicks and the wheel come here, as strokes (tty_mouse()), and not to the terminal. */
void tty_listen_to_mouse(struct tty *tty, bool listen);

/* Where the mouse was at the stroke that tty_key() gave last. */
struct area tty_mouse(const struct tty *tty);

/* Descriptors that become readable when there is a key, or a signal. */
int tty_key_descriptor(const struct tty *tty);
int tty_signal_descriptor(const struct tty *tty);

/* The next key; STROKE_NONE: there is none now. `*gone` is set when the terminal went away. */
uint32_t tty_key(struct tty *tty, bool *gone);

enum tty_event {
    TTY_NOTHING,
    TTY_RESIZED,   /* tty_area() has changed */
    TTY_INTERRUPT, /* Ctrl-C */
    TTY_SUSPEND,   /* Ctrl-Z: tty_suspend() is wanted */
    TTY_CONTINUED, /* it was stopped by another and goes on: everything is to be drawn */
    TTY_END,       /* the program is to end: tty_end_signal() */
};

/* The next signal, as what it means. */
enum tty_event tty_signal(struct tty *tty);

/* The number of the signal that ended it. */
int tty_end_signal(const struct tty *tty);

/* Gives the terminal back, stops, and takes it over again when the program goes on. */
void tty_suspend(struct tty *tty);

/* Asks the terminal to copy the text to its clipboard (OSC 52). */
void tty_copy(struct tty *tty, struct slice text);

#endif
