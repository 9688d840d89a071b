#include "live/script.h"

#include "base/units.h"
#include "base/words.h"
#include "live/expectation.h"

enum argument { NOTHING, OPTIONAL, NEEDED };

static const struct {
    const char *word;
    enum argument argument;
    bool checked;
} statements[STATEMENTS] = {
#define STATEMENT(id, word, argument, checked) {word, argument, checked},
#include "live/statements.def"
#undef STATEMENT
};

bool statement_is_checked(const struct statement *statement) {
    return statements[statement->kind].checked;
}

void script_clear(struct script *script) {
    arena_free(&script->arena);
    *script = (struct script){0};
}

/* ---- escapes ---- */

static int hexadecimal(uint8_t octet) {
    uint8_t upper = octet_upper(octet);
    return octet_is_digit(octet)          ? octet - '0'
           : upper >= 'A' && upper <= 'F' ? upper - 'A' + 10
                                          : -1;
}

/* The octet that stands behind a backslash; takes it off the text. -1: none. */
static int unescape_one(struct slice *text) {
    static const char letters[] = "rnt0\\\"", octets[] = "\r\n\t\0\\\"";
    if (text->size == 0)
        return -1;
    uint8_t letter = text->data[0];
    if (letter == 'x' && text->size >= 3) {
        int high = hexadecimal(text->data[1]), low = hexadecimal(text->data[2]);
        *text = slice_from(*text, 3);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }
    const char *known = letter ? strchr(letters, letter) : NULL;
    *text = slice_from(*text, 1);
    return known ? (uint8_t)octets[known - letters] : -1;
}

bool script_unescape(struct writer *writer, struct slice text) {
    while (text.size > 0) {
        size_t at = slice_find(text, '\\');
        writer_add(writer, slice_first(text, at));
        if (at == SLICE_NONE)
            return true;
        text = slice_from(text, at + 1);
        int octet = unescape_one(&text);
        if (octet < 0)
            return false;
        writer_put(writer, (char)octet);
    }
    return true;
}

bool script_unescape_lines(struct writer *writer, struct slice text) {
    static const struct slice between = {(const uint8_t *)" | ", 3};
    bool good = true;
    for (;;) {
        size_t at = slice_search(text, between);
        good &= script_unescape(writer, slice_first(text, at));
        if (at == SLICE_NONE)
            return good;
        writer_string(writer, "\r\n");
        text = slice_from(text, at + between.size);
    }
}

/* ---- reading ---- */

/* Where reading stands. */
struct cursor {
    struct script *script;
    struct slice rest;
    const char *name; /* NULL: there is no file, and no line is told */
    unsigned line;
    struct error *error;
};

static bool wrong(struct cursor *cursor, unsigned line, const char *sentence) {
    if (!cursor->name)
        return error_set(cursor->error, ERROR_DATA, "%s", sentence);
    (void)error_set(cursor->error, ERROR_DATA, _("line %u: %s"), line, sentence);
    error_name(cursor->error, cursor->name);
    return false;
}

/* The next line without its end. */
static struct slice next_line(struct cursor *cursor) {
    size_t end = slice_find(cursor->rest, '\n');
    struct slice line = slice_first(cursor->rest, end);
    cursor->rest = end == SLICE_NONE ? slice_of(NULL, 0) : slice_from(cursor->rest, end + 1);
    cursor->line++;
    if (line.size > 0 && line.data[line.size - 1] == '\r')
        line.size--;
    return line;
}

static bool find_kind(struct slice word, enum statement_kind *kind) {
    for (int i = 0; i < STATEMENTS; i++) {
        if (!slice_equal(slice_string(statements[i].word), word))
            continue;
        *kind = (enum statement_kind)i;
        return true;
    }
    return false;
}

/* The lines up to the mark, as they stand. */
static bool read_in_place(struct cursor *cursor, struct statement *statement) {
    struct slice mark = slice_trim(slice_from(statement->argument, 2));
    const uint8_t *start = cursor->rest.data;
    if (mark.size == 0)
        return wrong(cursor, statement->line, _("a mark is missing behind <<"));
    while (cursor->rest.size > 0) {
        const uint8_t *before = cursor->rest.data;
        if (!slice_equal(next_line(cursor), mark))
            continue;
        statement->content = slice_of(start, (size_t)(before - start));
        statement->in_place = true;
        return true;
    }
    return wrong(cursor, statement->line, _("the mark that ends the message is missing"));
}

static bool is_quoted(struct slice text) {
    return text.size >= 2 && text.data[0] == '"' && text.data[text.size - 1] == '"';
}

static bool has_variable(struct slice text) {
    return slice_search(text, SLICE("${")) != SLICE_NONE;
}

/* Octets that can be sent. */
static bool check_octets(struct cursor *cursor, const struct statement *statement) {
    struct writer ignored = writer_to(WRITER_MEMORY);
    bool good = script_unescape(&ignored, statement->argument);
    writer_free(&ignored);
    if (statement->kind == STATEMENT_RAW && !is_quoted(statement->argument))
        return wrong(cursor, statement->line, _("raw wants its octets in double quotes"));
    return good ||
           wrong(cursor, statement->line, _("a backslash stands before r, n, t, 0, \\, \" or xHH"));
}

static bool check_expectation(struct cursor *cursor, const struct statement *statement) {
    struct expectation expectation;
    struct error error = {0};
    return expectation_read(&expectation, statement->argument, &error) ||
           wrong(cursor, statement->line, error.text);
}

static bool check_time(struct cursor *cursor, const struct statement *statement,
                       struct slice text) {
    duration span;
    return duration_read(text, &span) ||
           wrong(cursor, statement->line, _("a time is written as 2s, 250ms or 5m"));
}

/* What can be seen before anything is carried out; arguments with variables wait. */
static bool check(struct cursor *cursor, const struct statement *statement) {
    struct slice argument = statement->argument, word = slice_word(&argument);
    switch (statement->kind) {
    case STATEMENT_LINE:
    case STATEMENT_RAW:
    case STATEMENT_TOGETHER:
        return check_octets(cursor, statement);
    case STATEMENT_SLOW:
        return check_octets(cursor, statement) &&
               (has_variable(word) || check_time(cursor, statement, word));
    case STATEMENT_EXPECT:
        return has_variable(statement->argument) || check_expectation(cursor, statement);
    case STATEMENT_WAIT:
    case STATEMENT_TIMEOUT:
        return has_variable(word) || check_time(cursor, statement, statement->argument);
    case STATEMENT_AUTH:
    case STATEMENT_SET:
        return slice_trim(argument).size > 0 ||
               wrong(cursor, statement->line, _("a second word is missing"));
    default:
        return true;
    }
}

static bool read_statement(struct cursor *cursor, struct slice line) {
    struct script *script = cursor->script;
    struct statement statement = {.line = cursor->name ? cursor->line : 0, .written = line};
    struct slice rest = line, word = slice_word(&rest);
    if (slice_starts(line, SLICE(">"))) { /* >EHLO, too */
        word = slice_first(line, 1);
        rest = slice_from(line, 1);
        if (rest.size > 0 && octet_is_blank(rest.data[0]))
            rest = slice_from(rest, 1);
    } else {
        rest = slice_trim(rest);
    }
    statement.argument = rest;
    if (!find_kind(word, &statement.kind))
        return wrong(cursor, statement.line, _("the statement is not known"));
    enum argument wanted = statements[statement.kind].argument;
    if (wanted == NEEDED && rest.size == 0)
        return wrong(cursor, statement.line, _("something is missing behind the word"));
    if (wanted == NOTHING && rest.size > 0)
        return wrong(cursor, statement.line, _("nothing may stand behind the word"));
    if (statement.kind == STATEMENT_MESSAGE && slice_starts(rest, SLICE("<<")) &&
        !read_in_place(cursor, &statement))
        return false;
    struct statement *list = arena_grow(&script->arena, script->list, script->count, sizeof *list);
    if (!list)
        return error_memory(cursor->error);
    script->list = list;
    list[script->count++] = statement;
    script->checks += statements[statement.kind].checked;
    return check(cursor, &statement);
}

bool script_read(struct script *script, struct slice text, const char *name, struct error *error) {
    struct cursor cursor = {script, text, name, 0, error};
    *script = (struct script){0};
    while (cursor.rest.size > 0) {
        struct slice line = next_line(&cursor);
        struct slice start = line;
        while (start.size > 0 && octet_is_blank(start.data[0]))
            start = slice_from(start, 1);
        if (start.size == 0 || start.data[0] == '#')
            continue;
        if (!read_statement(&cursor, start))
            return false;
    }
    return true;
}
