/* crash.h: a program that crashes gives the terminal back before it dies.
 *
 * What a handler of such a signal may do is little (signal-safety(7)): it writes what ends the
 * modes that a screen was in, makes the terminal a cooked one again, and lets the signal do what it
 * does. It needs no memory of its own for that, so that nothing has to be kept where it can find
 * it. */
#ifndef HELOISE_UI_CRASH_H
#define HELOISE_UI_CRASH_H

/* So that it also runs when the stack is what ran out. */
enum { CRASH_STACK = 64 * 1024 };

struct crash_guard {
    char *stack; /* NULL: there is none, and a crash is as any other */
};

/* From now on a crash restores the terminal at stdout. Signals that somebody handles already (a
 * sanitizer) stay as they are. */
void crash_guard_begin(struct crash_guard *guard);

/* The terminal was given back. */
void crash_guard_end(struct crash_guard *guard);

#endif
