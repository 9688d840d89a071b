#include "ui/tty.h"

#define NCURSES_WIDECHAR 1
#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/writer.h"
#include "ui/crash.h"

enum { PAIRS = 255, ESCAPE_DELAY = 25, LEAST_SIDE = 1 };

/* Codes of ours for what the terminal database does not know. */
enum { CODE_PASTE = KEY_MAX - 3, CODE_PASTED, CODE_MOUSE };

struct tty {
    SCREEN *screen;
    WINDOW *window;
    FILE *keys, *out;
    int key_descriptor, signal_descriptor;
    bool own_keys; /* `keys` was opened here */
    int colors;
    struct pair {
        int foreground, background;
    } pairs[PAIRS]; /* pair n of curses is n + 1 here */
    short pair_count;
    struct area area;
    sigset_t before; /* the signal mask to be restored */
    struct crash_guard guard;
    int end_signal;
    bool everything; /* to be sent */
    bool mouse;      /* it is listened to */
    struct area at;  /* where it was */
    uint64_t *sums;  /* of each row as it was shown */
    size_t sum_count;
};

static const int signals[] = {SIGWINCH, SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT};

static bool listen_to_signals(struct tty *tty) {
    sigset_t wanted;
    (void)sigemptyset(&wanted);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        (void)sigaddset(&wanted, signals[i]);
    if (sigprocmask(SIG_BLOCK, &wanted, &tty->before) != 0)
        return false;
    tty->signal_descriptor = signalfd(-1, &wanted, SFD_NONBLOCK | SFD_CLOEXEC);
    return tty->signal_descriptor >= 0;
}

static FILE *open_keys(struct tty *tty) {
    if (isatty(STDIN_FILENO))
        return stdin;
    tty->own_keys = true;
    return fopen("/dev/tty", "re");
}

/* Text pasted is marked by the terminal (bracketed paste), so that it is not taken for keys. */
static void paste_marks(struct tty *tty, bool on) {
    (void)fputs(on ? "\033[?2004h" : "\033[?2004l", tty->out);
    (void)fflush(tty->out);
}

/* Clicks, the wheel and moves with a button down, in the form that has room for wide terminals
 * (modes 1002 and 1006 of xterm). */
static void mouse_marks(struct tty *tty, bool on) {
    (void)fputs(on ? "\033[?1002h\033[?1006h" : "\033[?1006l\033[?1002l", tty->out);
    (void)fflush(tty->out);
}

static void look_at_size(struct tty *tty) {
    struct winsize size;
    tty->area = (struct area){0, 0, (size_t)LINES, (size_t)COLS};
    if (ioctl(fileno(tty->out), TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0)
        tty->area = (struct area){0, 0, size.ws_row, size.ws_col};
    if (tty->area.rows < LEAST_SIDE || tty->area.columns < LEAST_SIDE)
        tty->area.rows = tty->area.columns = LEAST_SIDE;
    (void)resizeterm((int)tty->area.rows, (int)tty->area.columns);
    if (tty->window)
        (void)wresize(tty->window, (int)tty->area.rows, (int)tty->area.columns);
    tty->everything = true;
}

/* Terminals that are not in the mode that curses asks for send these. */
static void define_arrows(void) {
    static const struct {
        const char *sequence;
        int code;
    } arrows[] = {
        {"\033[A", KEY_UP},   {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT},
        {"\033[D", KEY_LEFT}, {"\033[H", KEY_HOME}, {"\033[F", KEY_END},
    };
    for (size_t i = 0; i < sizeof arrows / sizeof *arrows; i++)
        (void)define_key(arrows[i].sequence, arrows[i].code);
}

/* What the database calls the same terminal with colours by red, green and blue: "xterm-direct" for
 * "xterm-256color". False: nothing says that it has them. */
static bool direct_name(const char *term, char *name, size_t room) {
    static const char *const promises[] = {"truecolor", "24bit"};
    const char *promise = getenv("COLORTERM"), *end = term ? strstr(term, "-256color") : NULL;
    bool promised = false;
    for (size_t i = 0; promise && i < sizeof promises / sizeof *promises; i++)
        promised |= strcmp(promise, promises[i]) == 0;
    size_t size = end ? (size_t)(end - term) : 0;
    return promised && size > 0 &&
           (size_t)snprintf(name, room, "%.*s-direct", (int)size, term) < room;
}

/* True colours where the terminal has them and the database knows it; else what TERM says. */
static SCREEN *open_screen(const struct tty *tty, const char *term, bool color) {
    char name[64];
    SCREEN *screen = NULL;
    if (color && direct_name(term, name, sizeof name))
        screen = newterm(name, tty->out, tty->keys);
    return screen ? screen : newterm(NULL, tty->out, tty->keys);
}

static bool take_over(struct tty *tty, const struct tty_options *options, struct error *error) {
    const char *term = getenv("TERM");
    tty->keys = open_keys(tty);
    tty->out = stdout;
    if (!tty->keys || !listen_to_signals(tty))
        return error_set(error, ERROR_INPUT, "no terminal to read keys from: %s", strerror(errno));
    tty->key_descriptor = fileno(tty->keys);
    crash_guard_begin(&tty->guard);
    tty->screen = open_screen(tty, term, options->color);
    if (!tty->screen)
        return error_set(error, ERROR_INPUT, "a terminal of type '%s' is not known", term);
    (void)set_escdelay(ESCAPE_DELAY);
    (void)cbreak();
    (void)noecho();
    (void)nonl();
    look_at_size(tty);
    tty->window = newwin(0, 0, 0, 0);
    if (!tty->window)
        return error_memory(error);
    (void)keypad(tty->window, TRUE);
    (void)nodelay(tty->window, TRUE);
    (void)leaveok(tty->window, FALSE);
    (void)typeahead(-1); /* a screen that was begun is drawn to its end */
    (void)define_key("\033[200~", CODE_PASTE);
    (void)define_key("\033[201~", CODE_PASTED);
    (void)define_key("\033[<", CODE_MOUSE);
    define_arrows();
    if (options->color && has_colors() && start_color() == OK && use_default_colors() == OK)
        tty->colors = COLORS;
    paste_marks(tty, true);
    return true;
}

struct tty *tty_open(const struct tty_options *options, struct error *error) {
    struct tty *tty = calloc(1, sizeof *tty);
    if (!tty) {
        (void)error_memory(error);
        return NULL;
    }
    tty->signal_descriptor = tty->key_descriptor = -1;
    if (take_over(tty, options, error))
        return tty;
    tty_close(tty);
    return NULL;
}

void tty_close(struct tty *tty) {
    if (!tty)
        return;
    if (tty->window) {
        tty_listen_to_mouse(tty, false);
        paste_marks(tty, false);
        (void)delwin(tty->window);
    }
    if (tty->screen) {
        (void)endwin();
        delscreen(tty->screen);
    }
    crash_guard_end(&tty->guard);
    if (tty->signal_descriptor >= 0) {
        (void)close(tty->signal_descriptor);
        (void)sigprocmask(SIG_SETMASK, &tty->before, NULL);
    }
    if (tty->own_keys && tty->keys)
        (void)fclose(tty->keys);
    free(tty->sums);
    free(tty);
}

void tty_listen_to_mouse(struct tty *tty, bool listen) {
    if (tty->mouse != listen)
        mouse_marks(tty, listen);
    tty->mouse = listen;
}

struct area tty_mouse(const struct tty *tty) {
    return tty->at;
}

int tty_colors(const struct tty *tty) {
    return tty->colors;
}

struct area tty_area(const struct tty *tty) {
    return tty->area;
}

/* ---- drawing ---- */

/* The pair of these colours; they are made as they come up. */
static short pair_of(struct tty *tty, const struct style *style) {
    if (style->foreground == COLOR_OF_TERMINAL && style->background == COLOR_OF_TERMINAL)
        return 0;
    for (short i = 0; i < tty->pair_count; i++)
        if (tty->pairs[i].foreground == style->foreground &&
            tty->pairs[i].background == style->background)
            return (short)(i + 1);
    if (tty->pair_count == PAIRS)
        return 0;
    short pair = (short)(tty->pair_count + 1);
    if (init_extended_pair(pair, style->foreground, style->background) != OK)
        return 0;
    tty->pairs[tty->pair_count++] = (struct pair){style->foreground, style->background};
    return pair;
}

static void set_style(struct tty *tty, struct style style) {
    static const struct {
        enum attribute attribute;
        attr_t curses;
    } attributes[] = {
        {ATTRIBUTE_BOLD, A_BOLD},
        {ATTRIBUTE_DIM, A_DIM},
        {ATTRIBUTE_UNDERLINE, A_UNDERLINE},
        {ATTRIBUTE_REVERSE, A_REVERSE},
    };
    attr_t set = A_NORMAL;
    for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
        if (style.attributes & attributes[i].attribute)
            set |= attributes[i].curses;
    (void)wattr_set(tty->window, set, tty->colors ? pair_of(tty, &style) : (short)0, NULL);
}

static bool same_look(const struct glyph *a, const struct glyph *b) {
    return a->element == b->element && a->under == b->under && a->light == b->light;
}

static void show_row(struct tty *tty, const struct surface *surface, size_t row,
                     enum scheme scheme) {
    const struct glyph *glyphs = &surface->glyphs[row * surface->columns];
    const struct glyph *before = NULL;
    (void)wmove(tty->window, (int)row, 0);
    for (size_t column = 0; column < surface->columns; column++) {
        const struct glyph *glyph = &glyphs[column];
        if (glyph->size == 0)
            continue;
        if (!before || !same_look(before, glyph))
            set_style(tty,
                      theme_style(scheme, tty->colors, glyph->element, glyph->under, glyph->light));
        before = glyph;
        (void)waddnstr(tty->window, glyph->text, glyph->size);
    }
}

/* FNV-1a over what a row looks like. */
static uint64_t sum_of(const struct surface *surface, size_t row) {
    const uint8_t *octets = (const uint8_t *)&surface->glyphs[row * surface->columns];
    uint64_t sum = 0xcbf29ce484222325;
    for (size_t i = 0; i < surface->columns * sizeof *surface->glyphs; i++)
        sum = (sum ^ octets[i]) * 0x100000001b3;
    return sum;
}

static bool make_room_for_sums(struct tty *tty, size_t rows) {
    if (rows == tty->sum_count)
        return true;
    uint64_t *sums = calloc(rows + 1, sizeof *sums);
    free(tty->sums);
    tty->sums = sums;
    tty->sum_count = sums ? rows : 0;
    return sums != NULL;
}

/* Where curses sees rows that moved it has the terminal scroll a part of the screen (CSI S), which
 * TERM often promises and the terminal behind it does not know. Rows that changed are sent whole
 * instead, those that did not are not sent. */
static void forget_changed_rows(struct tty *tty, const struct surface *surface) {
    if (!make_room_for_sums(tty, surface->rows))
        return;
    for (size_t row = 0; row < surface->rows; row++) {
        uint64_t sum = sum_of(surface, row);
        if (sum != tty->sums[row])
            (void)wredrawln(tty->window, (int)row, 1);
        tty->sums[row] = sum;
    }
}

void tty_show(struct tty *tty, const struct surface *surface, enum scheme scheme) {
    (void)werase(tty->window);
    forget_changed_rows(tty, surface);
    for (size_t row = 0; row < surface->rows && row < tty->area.rows; row++)
        show_row(tty, surface, row, scheme);
    (void)wattr_set(tty->window, A_NORMAL, 0, NULL);
    if (surface->cursor_shown)
        (void)wmove(tty->window, (int)surface->cursor_row, (int)surface->cursor_column);
    (void)curs_set(surface->cursor_shown);
    if (tty->everything)
        (void)clearok(tty->window, TRUE);
    tty->everything = false;
    (void)wrefresh(tty->window);
}

void tty_redraw(struct tty *tty) {
    tty->everything = true;
}

/* ---- keys ---- */

int tty_key_descriptor(const struct tty *tty) {
    return tty->key_descriptor;
}

static uint32_t named_stroke(wint_t code) {
    static const struct {
        int code;
        uint32_t stroke;
    } named[] = {
        {KEY_UP, STROKE_UP},
        {KEY_DOWN, STROKE_DOWN},
        {KEY_LEFT, STROKE_LEFT},
        {KEY_RIGHT, STROKE_RIGHT},
        {KEY_PPAGE, STROKE_PAGE_UP},
        {KEY_NPAGE, STROKE_PAGE_DOWN},
        {KEY_HOME, STROKE_HOME},
        {KEY_END, STROKE_END},
        {KEY_DC, STROKE_DELETE},
        {KEY_BTAB, STROKE_BACK_TAB},
        {KEY_BACKSPACE, STROKE_BACKSPACE},
        {KEY_ENTER, STROKE_ENTER},
        {CODE_PASTE, STROKE_PASTE},
        {CODE_PASTED, STROKE_PASTED},
    };
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if (named[i].code == (int)code)
            return named[i].stroke;
    if ((int)code > KEY_F(0) && (int)code <= KEY_F(12))
        return STROKE_F1 + (uint32_t)((int)code - KEY_F(1));
    return STROKE_NONE;
}

/* What an escape character begins. An escape sequence that the terminal database does not know is
 * swallowed: its octets are no keys. A character that comes with it was struck with Alt; `alt` is
 * filled. */
static bool swallow_sequence(struct tty *tty, wint_t *alt) {
    wint_t next;
    *alt = 0;
    if (wget_wch(tty->window, &next) != OK)
        return false;
    if (next != '[' && next != 'O') {
        if (next == STROKE_ESCAPE)
            (void)unget_wch((wchar_t)next);
        else
            *alt = next;
        return false;
    }
    while (wget_wch(tty->window, &next) == OK && (next < 0x40 || next > 0x7e || next == '['))
        continue;
    return true;
}

/* One number of a report, up to the octet that ends it, which is given. */
static wint_t mouse_number(struct tty *tty, unsigned *number) {
    wint_t octet = 0;
    *number = 0;
    while (wget_wch(tty->window, &octet) == OK && octet >= '0' && octet <= '9')
        *number = *number < 10000 ? *number * 10 + (octet - '0') : *number;
    return octet;
}

/* The rest of "ESC [ < button ; column ; row M" (or m: let go), as a stroke. */
static uint32_t mouse_stroke(struct tty *tty) {
    enum { MOTION = 32, WHEEL_UP = 64, WHEEL_DOWN = 65 };
    unsigned button, column, row;
    if (mouse_number(tty, &button) != ';' || mouse_number(tty, &column) != ';')
        return STROKE_NONE;
    wint_t last = mouse_number(tty, &row);
    if ((last != 'M' && last != 'm') || column == 0 || row == 0)
        return STROKE_NONE;
    tty->at = (struct area){row - 1, column - 1, 1, 1};
    if (button == WHEEL_UP || button == WHEEL_DOWN)
        return button == WHEEL_UP ? STROKE_WHEEL_UP : STROKE_WHEEL_DOWN;
    if (button == MOTION)
        return STROKE_DRAG;
    if (button != 0)
        return STROKE_NONE;
    return last == 'M' ? STROKE_CLICK : STROKE_LET_GO;
}

/* Whether the descriptor says that nobody is there any more. */
static bool hung_up(const struct tty *tty) {
    struct pollfd look = {.fd = tty->key_descriptor, .events = POLLIN};
    return poll(&look, 1, 0) > 0 && (look.revents & (POLLHUP | POLLERR | POLLNVAL));
}

uint32_t tty_key(struct tty *tty, bool *gone) {
    wint_t code, alt = 0;
    int kind;
    do {
        kind = wget_wch(tty->window, &code);
        if (kind == ERR) {
            *gone = hung_up(tty);
            return STROKE_NONE;
        }
        uint32_t mouse =
            kind == KEY_CODE_YES && code == CODE_MOUSE ? mouse_stroke(tty) : STROKE_NONE;
        if (mouse != STROKE_NONE && tty->mouse)
            return mouse;
        if (kind == KEY_CODE_YES && named_stroke(code) != STROKE_NONE)
            return named_stroke(code);
    } while (kind == KEY_CODE_YES || code == 0 ||
             (code == STROKE_ESCAPE && swallow_sequence(tty, &alt)));
    if (alt)
        return STROKE_ALT(alt);
    if (code == '\n')
        return STROKE_ENTER;
    return code == '\b' ? STROKE_BACKSPACE : (uint32_t)code;
}

/* ---- signals ---- */

int tty_signal_descriptor(const struct tty *tty) {
    return tty->signal_descriptor;
}

int tty_end_signal(const struct tty *tty) {
    return tty->end_signal;
}

enum tty_event tty_signal(struct tty *tty) {
    struct signalfd_siginfo came;
    if (read(tty->signal_descriptor, &came, sizeof came) != (ssize_t)sizeof came)
        return TTY_NOTHING;
    switch ((int)came.ssi_signo) {
    case SIGWINCH:
        look_at_size(tty);
        return TTY_RESIZED;
    case SIGINT:
        return TTY_INTERRUPT;
    case SIGTSTP:
        return TTY_SUSPEND;
    case SIGCONT:
        (void)reset_prog_mode();
        look_at_size(tty);
        return TTY_CONTINUED;
    default:
        tty->end_signal = (int)came.ssi_signo;
        return TTY_END;
    }
}

void tty_suspend(struct tty *tty) {
    struct sigaction usual = {.sa_handler = SIG_DFL}, before;
    sigset_t stop;
    if (tty->mouse)
        mouse_marks(tty, false);
    paste_marks(tty, false);
    (void)endwin();
    (void)sigemptyset(&usual.sa_mask);
    (void)sigemptyset(&stop);
    (void)sigaddset(&stop, SIGTSTP);
    (void)sigaction(SIGTSTP, &usual, &before);
    (void)raise(SIGTSTP);
    (void)sigprocmask(SIG_UNBLOCK, &stop, NULL); /* it stops here */
    (void)sigprocmask(SIG_BLOCK, &stop, NULL);
    (void)sigaction(SIGTSTP, &before, NULL);
    (void)reset_prog_mode();
    paste_marks(tty, true);
    if (tty->mouse)
        mouse_marks(tty, true);
    look_at_size(tty);
}

/* ---- clipboard ---- */

void tty_copy(struct tty *tty, struct slice text) {
    struct writer sequence = writer_to(fileno(tty->out));
    writer_string(&sequence, "\033]52;c;");
    writer_base64(&sequence, text);
    writer_string(&sequence, "\007");
    (void)writer_flush(&sequence);
    writer_free(&sequence);
}
