/* Sessions or transactions as rows for other programs: CSV and Markdown. Recipients of a row are
 * joined by blanks; what is not known is empty. */
#include "base/calendar.h"
#include "base/digest.h"
#include "base/text.h"
#include "index/story.h"
#include "report/cell.h"
#include "report/format.h"
#include "report/grid.h"

/* ---- one function a field ---- */

static void number(struct writer *writer, uint64_t value) {
    writer_number(writer, value, 1);
}

static void address(struct writer *writer, const struct endpoint *end) {
    char text[ENDPOINT_TEXT];
    if (!end->size)
        return;
    endpoint_address_text(end, text);
    writer_string(writer, text);
}

static const struct summary *summary_of(const struct list_row *row) {
    return row->row->summary;
}

static struct slice message_text(const struct list_row *row, struct slice text) {
    return row->transaction->has_message ? text : slice_of(NULL, 0);
}

static void field_session(struct writer *writer, const struct list_row *row) {
    number(writer, row->row->id);
}

static void field_file(struct writer *writer, const struct list_row *row) {
    text_escape(writer, list_row_file(row));
}

static void field_stream(struct writer *writer, const struct list_row *row) {
    number(writer, row->row->stream);
}

static void field_protocol(struct writer *writer, const struct list_row *row) {
    writer_string(writer, summary_protocol(summary_of(row)));
}

static void field_kind(struct writer *writer, const struct list_row *row) {
    writer_string(writer, transaction_kind_name(row->transaction->kind));
}

static void field_start(struct writer *writer, const struct list_row *row) {
    calendar_rfc3339(writer, summary_of(row)->start);
}

static void field_duration(struct writer *writer, const struct list_row *row) {
    seconds_write(writer, list_row_duration(row), 6);
}

static void field_client(struct writer *writer, const struct list_row *row) {
    address(writer, &summary_of(row)->client);
}

static void field_client_port(struct writer *writer, const struct list_row *row) {
    number(writer, summary_of(row)->client.port);
}

static void field_server(struct writer *writer, const struct list_row *row) {
    address(writer, &summary_of(row)->server);
}

static void field_server_port(struct writer *writer, const struct list_row *row) {
    number(writer, summary_of(row)->server.port);
}

static void field_tls(struct writer *writer, const struct list_row *row) {
    writer_string(writer, tls_use_name(summary_of(row)->tls));
}

static void field_hello(struct writer *writer, const struct list_row *row) {
    text_escape(writer, summary_of(row)->hello);
}

static void field_user(struct writer *writer, const struct list_row *row) {
    text_escape(writer, summary_of(row)->user);
}

static void field_sender(struct writer *writer, const struct list_row *row) {
    text_escape(writer, list_row_sender(row));
}

static void transaction_recipients(struct writer *writer, const struct transaction *transaction) {
    for (size_t i = 0; i < transaction->recipient_count; i++) {
        if (writer->buffer.size > 0)
            writer_put(writer, ' ');
        text_escape(writer, transaction->recipients[i].address);
    }
}

static void field_recipients(struct writer *writer, const struct list_row *row) {
    const struct summary *summary = summary_of(row);
    if (row->transaction) {
        transaction_recipients(writer, row->transaction);
        return;
    }
    for (size_t i = 0; i < summary->transaction_count; i++)
        transaction_recipients(writer, &summary->transactions[i]);
}

static void field_from(struct writer *writer, const struct list_row *row) {
    text_escape(writer, message_text(row, row->transaction->message.from));
}

static void field_subject(struct writer *writer, const struct list_row *row) {
    text_escape(writer, list_row_subject(row));
}

static void field_message_id(struct writer *writer, const struct list_row *row) {
    text_escape(writer, message_text(row, row->transaction->message.message_id));
}

static void field_date(struct writer *writer, const struct list_row *row) {
    text_escape(writer, message_text(row, row->transaction->message.date));
}

static void field_messages(struct writer *writer, const struct list_row *row) {
    number(writer, list_row_messages(row));
}

static void field_packets(struct writer *writer, const struct list_row *row) {
    number(writer, summary_of(row)->packets);
}

static void field_octets(struct writer *writer, const struct list_row *row) {
    if (!row->transaction || row->transaction->has_message)
        number(writer, list_row_octets(row));
}

static void field_sha256(struct writer *writer, const struct list_row *row) {
    const struct message *message = &row->transaction->message;
    if (row->transaction->has_message && message->sha256)
        writer_hex(writer, slice_of(message->sha256, DIGEST_SIZE));
}

static void field_queue_id(struct writer *writer, const struct list_row *row) {
    text_escape(writer, row->transaction->queue_id);
}

static void field_ending(struct writer *writer, const struct list_row *row) {
    writer_string(writer, ending_name(summary_of(row)->ending));
}

static void field_code(struct writer *writer, const struct list_row *row) {
    if (list_row_code(row))
        number(writer, list_row_code(row));
}

static void field_reply(struct writer *writer, const struct list_row *row) {
    text_escape(writer, row->transaction->reply);
}

static void field_verdict(struct writer *writer, const struct list_row *row) {
    writer_string(writer, verdict_name(list_row_verdict(row)));
}

static void field_severity(struct writer *writer, const struct list_row *row) {
    if (list_row_worst(row))
        writer_string(writer, severity_name(summary_of(row)->severity));
}

static void field_finding(struct writer *writer, const struct list_row *row) {
    const struct finding *finding = list_row_worst(row);
    if (finding)
        writer_string(writer, finding->fact->fact.id);
}

static void field_story(struct writer *writer, const struct list_row *row) {
    struct writer text = writer_to(WRITER_MEMORY);
    story_write(&text, summary_of(row));
    text_escape(writer, buffer_slice(&text.buffer));
    writer_free(&text);
}

/* ---- rows ---- */

static const struct field {
    const char *name;
    void (*write)(struct writer *writer, const struct list_row *row);
    unsigned in; /* column_lists */
} fields[] = {
#define FIELD(name, in) {#name, field_##name, in},
#include "report/list_fields.def"
#undef FIELD
};
enum { FIELDS = sizeof fields / sizeof *fields };

struct grid_state {
    unsigned list; /* column_lists */
    grid_row *write;
    struct writer cells[FIELDS];
};

static void write_headings(struct report_page *page, unsigned list, grid_row *write) {
    struct grid_state *state = page->state;
    struct slice cells[FIELDS];
    size_t count = 0;
    *state = (struct grid_state){.list = list, .write = write};
    for (size_t i = 0; i < FIELDS; i++) {
        state->cells[i] = writer_to(WRITER_MEMORY);
        if (fields[i].in & list)
            cells[count++] = slice_string(fields[i].name);
    }
    write(page->writer, cells, count);
    if (write == grid_markdown)
        grid_markdown_rule(page->writer, count);
}

static void write_row(struct report_page *page, const struct list_row *row) {
    struct grid_state *state = page->state;
    struct slice cells[FIELDS];
    size_t count = 0;
    for (size_t i = 0; i < FIELDS; i++) {
        if (!(fields[i].in & state->list))
            continue;
        state->cells[i].buffer.size = 0;
        fields[i].write(&state->cells[i], row);
        cells[count++] = buffer_slice(&state->cells[i].buffer);
    }
    state->write(page->writer, cells, count);
}

static void write_session(struct report_page *page, const struct index_row *row, const char *file) {
    write_row(page, &(struct list_row){row, NULL, file});
}

static void write_transactions(struct report_page *page, const struct index_row *row,
                               const char *file) {
    for (size_t i = 0; i < row->summary->transaction_count; i++)
        write_row(page, &(struct list_row){row, &row->summary->transactions[i], file});
}

static void clear(struct report_page *page) {
    struct grid_state *state = page->state;
    for (size_t i = 0; i < FIELDS; i++)
        writer_free(&state->cells[i]);
}

static void sessions_csv(struct report_page *page) {
    write_headings(page, IN_SESSIONS, grid_csv);
}

static void sessions_markdown(struct report_page *page) {
    write_headings(page, IN_SESSIONS, grid_markdown);
}

static void begin_transactions_csv(struct report_page *page) {
    write_headings(page, IN_TRANSACTIONS, grid_csv);
}

static void begin_transactions_markdown(struct report_page *page) {
    write_headings(page, IN_TRANSACTIONS, grid_markdown);
}

#define GRID(begin_rows, write_rows)                                                               \
    {                                                                                              \
        .state_size = sizeof(struct grid_state), .begin = (begin_rows), .session = (write_rows),   \
        .clear = clear                                                                             \
    }

const struct report_functions list_csv = GRID(sessions_csv, write_session);
const struct report_functions list_markdown = GRID(sessions_markdown, write_session);
const struct report_functions transactions_csv = GRID(begin_transactions_csv, write_transactions);
const struct report_functions transactions_markdown =
    GRID(begin_transactions_markdown, write_transactions);
