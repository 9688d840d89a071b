#include "capture/format.h"

#include <stdio.h>
#include <stdlib.h>

struct reader {
    const struct format *format;
    void *state; /* of the format */
    struct source source;
    struct notes notes;
    char *name;
    char text[64]; /* reader_format() */
};

static const struct format *const formats[] = {&savefile_format, &pcapng_format};

/* What people try to open instead. */
static const struct other_format {
    struct slice magic;
    const char *name;
} other_formats[] = {
#define MAGIC(octets)                                                                              \
    { (const uint8_t *)(octets), sizeof(octets) - 1 }
    {MAGIC("snoop\0\0\0"), "a snoop capture"},
    {MAGIC("GMBU"), "a Network Monitor capture"},
    {MAGIC("RTSS"), "a Network Monitor capture"},
    {MAGIC("TRSNIFF"), "a Sniffer capture"},
    {MAGIC("PK\3\4"), "a ZIP archive"},
    {MAGIC("\x7f"
           "ELF"),
     "a program"},
    {MAGIC("%PDF"), "a PDF document"},
    {MAGIC("\x1f\x8b"), "compressed by gzip once more"},
    {MAGIC("\x1f\x9d"), "compressed by compress, which is not read"},
#undef MAGIC
};

enum { SHOWN = 8 }; /* octets of a file that is no capture */

enum read_result format_end(const struct source *source, struct error *error) {
    if (source->waiting)
        return READ_WAIT;
    if (source_left(source) == 0 && source->failure.kind == ERROR_NONE)
        return READ_END;
    (void)source_cut(source, source_offset(source), error);
    return READ_ERROR;
}

static const char *other_format_name(struct slice head) {
    for (size_t i = 0; i < sizeof other_formats / sizeof *other_formats; i++)
        if (slice_starts(head, other_formats[i].magic))
            return other_formats[i].name;
    return NULL;
}

/* "is no packet capture: begins with 50 4b 03 04, a ZIP archive" */
static void no_capture(struct source *source, struct error *error) {
    struct slice head = source_peek(source, SHOWN);
    const char *other = other_format_name(head);
    char octets[SHOWN * 3 + 1] = "";
    for (size_t i = 0; i < head.size; i++)
        (void)snprintf(octets + 3 * i, 4, " %02x", head.data[i]);
    const char *compression = source->codec ? source->codec->name : NULL;
    (void)error_set(error, ERROR_DATA, "is %s%sno packet capture: begins with%s%s%s",
                    compression ? compression : "", compression ? ", but holds " : "", octets,
                    other ? ", " : "", other ? other : "");
    error_at(error, source->name, 0);
}

/* NULL without an error: the source waits. */
static const struct format *recognise(struct source *source, struct error *error) {
    const uint8_t *magic = source_need(source, FORMAT_MAGIC);
    if (!magic && source->waiting)
        return NULL;
    if (source->failure.kind != ERROR_NONE) {
        (void)source_cut(source, 0, error);
        return NULL;
    }
    if (source_left(source) == 0) {
        (void)error_set(error, ERROR_DATA, "is empty");
        error_at(error, source->name, 0);
        return NULL;
    }
    for (size_t i = 0; magic && i < sizeof formats / sizeof *formats; i++)
        if (formats[i]->recognise(magic))
            return formats[i];
    no_capture(source, error);
    return NULL;
}

/* False without an error: the source waits, and this is to be called again. */
static bool open_format(struct reader *reader, struct error *error) {
    if (!source_begin(&reader->source, error))
        return false;
    const struct format *format = reader->source.begun ? recognise(&reader->source, error) : NULL;
    void *state = format ? format->open(&reader->source, &reader->notes, error) : NULL;
    if (!state)
        return false;
    reader->format = format;
    reader->state = state;
    const struct codec_class *codec = reader->source.codec;
    (void)snprintf(reader->text, sizeof reader->text, "%s%s%s", reader->format->name(reader->state),
                   codec ? ", " : "", codec ? codec->name : "");
    return true;
}

/* What is read as long as it is not known what it is: the reader itself stands for a format's
 * state. */
static enum read_result open_late(void *state, struct source *source, struct packet *packet,
                                  struct error *error) {
    struct reader *reader = state;
    (void)source; /* the reader's own */
    if (open_format(reader, error))
        return reader_next(reader, packet, error);
    return error->kind == ERROR_NONE ? READ_WAIT : READ_ERROR;
}

static void close_nothing(void *state) {
    (void)state;
}

static uint64_t count_nothing(const void *state) {
    (void)state;
    return 0;
}

static const struct format unknown_format = {
    .next = open_late, .count = count_nothing, .close = close_nothing};

struct reader *reader_open(const char *name, const struct reader_options *options,
                           struct error *error) {
    static const struct reader_options plain = {0};
    struct reader *reader = calloc(1, sizeof *reader);
    if (reader)
        reader->name = strdup(name);
    if (!reader || !reader->name) {
        free(reader);
        (void)error_memory(error);
        return NULL;
    }
    reader->format = &unknown_format;
    reader->state = reader;
    reader->notes.sink = options ? options->notes : NULL;
    reader->notes.file = options ? options->file : 0;
    if (source_open(&reader->source, reader->name, options ? options : &plain, error) &&
        (open_format(reader, error) || error->kind == ERROR_NONE))
        return reader;
    reader_close(reader);
    return NULL;
}

enum read_result reader_next(struct reader *reader, struct packet *packet, struct error *error) {
    if (reader->format == &savefile_format) /* nearly every one: without a detour */
        return savefile_next(reader->state, &reader->source, packet, error);
    return reader->format->next(reader->state, &reader->source, packet, error);
}

bool reader_seek(struct reader *reader, uint64_t record, uint64_t number, struct packet *packet,
                 struct error *error) {
    packet->number = number;
    return reader->format->seek(reader->state, &reader->source, record, packet, error);
}

enum input_change reader_change(struct reader *reader) {
    return input_change(&reader->source.input, reader->name);
}

int reader_descriptor(const struct reader *reader) {
    const struct input *input = &reader->source.input;
    return input->regular ? -1 : input->file;
}

void reader_rest(struct reader *reader) {
    source_rest(&reader->source);
}

void reader_let_go(struct reader *reader) {
    source_let_go(&reader->source);
}

bool reader_holds_file(const struct reader *reader) {
    return reader->source.input.file >= 0 || reader->source.spool.file >= 0;
}

bool reader_seekable(const struct reader *reader) {
    return source_seekable(&reader->source);
}

uint64_t reader_position(const struct reader *reader) {
    return reader->source.input.position;
}

uint64_t reader_size(const struct reader *reader) {
    return reader->source.input.size;
}

uint64_t reader_count(const struct reader *reader) {
    return reader->format->count(reader->state);
}

size_t reader_note_count(const struct reader *reader) {
    return reader->notes.count;
}

const struct reader_note *reader_note_at(const struct reader *reader, size_t n) {
    return n < reader->notes.count ? &reader->notes.list[n] : NULL;
}

const char *reader_format(const struct reader *reader) {
    return reader->text;
}

void reader_close(struct reader *reader) {
    if (!reader)
        return;
    reader->format->close(reader->state);
    source_close(&reader->source);
    notes_free(&reader->notes);
    free(reader->name);
    free(reader);
}
