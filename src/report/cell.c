#include "report/cell.h"

#include "session/protocol.h"

enum { ENDPOINT_COLUMNS = 21, FINDING_COLUMNS = 12 };

static const struct summary *summary_of(const struct cell *cell) {
    return cell->row->row->summary;
}

static void cell_id(struct cell *cell) {
    writer_number(cell->scratch, cell->row->row->id, 1);
}

/* The clock starts with the first row. */
static struct timeline *timeline_of(const struct cell *cell) {
    if (!cell->timeline->started)
        timeline_start(cell->timeline, summary_of(cell)->start);
    return cell->timeline;
}

static void cell_date(struct cell *cell) {
    struct timeline *timeline = timeline_of(cell);
    cell->ink = INK_TIME;
    cell->text = calendar_day(&timeline->calendar, summary_of(cell)->start);
}

static void cell_time(struct cell *cell) {
    struct timeline *timeline = timeline_of(cell);
    struct moment start = summary_of(cell)->start;
    cell->ink = INK_TIME;
    if (timeline->format == TIME_DEFAULT)
        cell->text = calendar_clock(&timeline->calendar, start);
    else
        timeline_write(timeline, cell->scratch, start);
}

/* The name, and how it came under TLS: smtp+ by STARTTLS, smtps from the first octet, smtp-
 * refused; smtp~ is read in spite of TLS, as in a transcript. */
static void cell_protocol(struct cell *cell) {
    static const char marks[] = {
        [TLS_NONE] = '\0', [TLS_STARTTLS] = '+', [TLS_IMPLICIT] = 's', [TLS_REFUSED] = '-'};
    const struct summary *summary = summary_of(cell);
    if (summary->attempt)
        writer_string(cell->scratch, summary->attempt->hint->name);
    writer_string(cell->scratch, summary->protocol ? summary->protocol->name : "?");
    char mark = summary->decrypted ? '~' : marks[summary->tls];
    if (mark)
        writer_put(cell->scratch, mark);
}

static void write_endpoint(struct cell *cell, const struct endpoint *endpoint) {
    struct writer *scratch = cell->scratch;
    bool whole = cell->width >= ENDPOINT_COLUMNS;
    if (!writer_room(scratch, ENDPOINT_TEXT))
        return;
    char *text = (char *)scratch->buffer.data + scratch->buffer.size;
    scratch->buffer.size +=
        whole ? endpoint_text(endpoint, text) : endpoint_address_text(endpoint, text);
}

static void cell_client(struct cell *cell) {
    cell->ink = INK_CLIENT;
    write_endpoint(cell, &summary_of(cell)->client);
}

static void cell_server(struct cell *cell) {
    cell->ink = INK_SERVER;
    write_endpoint(cell, &summary_of(cell)->server);
}

static void cell_kind(struct cell *cell) {
    cell->text = slice_string(transaction_kind_name(cell->row->transaction->kind));
}

/* What came of an attempt, in the place of sender, recipient and subject, which it has none of. */
static void cell_attempt(struct cell *cell, const struct attempt *attempt) {
    static const char *const sentences[] = {
        [ENDING_OPEN] = N_("the capture ends here"),
        [ENDING_QUIT] = "",
        [ENDING_CLOSE] = N_("closed without greeting"),
        [ENDING_RESET] = N_("reset without greeting"),
        [ENDING_REFUSED] = N_("connection refused"),
        [ENDING_TIMEOUT] = N_("never confirmed"), /* a SYN-ACK */
        [ENDING_UNREACHABLE] = N_("unreachable"),
        [ENDING_SILENT] = N_("the server was silent"),
    };
    enum ending ending = summary_of(cell)->ending;
    bool blamed = ending == ENDING_UNREACHABLE && attempt->complaint.text;
    cell->upto = COLUMN_subject;
    cell->foreign = true;
    cell->text = slice_string(_(blamed ? attempt->complaint.text : sentences[ending]));
    if (ending != ENDING_TIMEOUT || attempt->connect.answers > 0)
        return;
    cell->text.size = 0;
    count_write(cell->scratch, N_("{count} SYN never answered"), N_("{count} SYNs never answered"),
                attempt->connect.syns);
}

static void said(struct cell *cell, struct slice text) {
    cell->text = text;
    cell->foreign = true;
}

static void cell_sender(struct cell *cell) {
    if (summary_of(cell)->attempt)
        cell_attempt(cell, summary_of(cell)->attempt);
    else
        said(cell, list_row_sender(cell->row));
}

static void cell_recipient(struct cell *cell) {
    size_t more;
    said(cell, list_row_recipient(cell->row, &more));
    if (more == 0)
        return;
    writer_string(cell->scratch, " +");
    writer_number(cell->scratch, more, 1);
    cell->suffix = buffer_slice(&cell->scratch->buffer);
}

static void cell_subject(struct cell *cell) {
    said(cell, list_row_subject(cell->row));
}

static void cell_messages(struct cell *cell) {
    if (!summary_of(cell)->attempt)
        writer_number(cell->scratch, list_row_messages(cell->row), 1);
}

static void cell_octets(struct cell *cell) {
    const struct transaction *transaction = cell->row->transaction;
    if (!transaction || transaction->has_message)
        octets_write(cell->scratch, list_row_octets(cell->row));
}

static void cell_duration(struct cell *cell) {
    duration_write(cell->scratch, list_row_duration(cell->row));
}

static void cell_file(struct cell *cell) {
    said(cell, list_row_file(cell->row));
}

static void cell_code(struct cell *cell) {
    uint16_t code = list_row_code(cell->row);
    if (code)
        writer_number(cell->scratch, code, 3);
}

static void cell_verdict(struct cell *cell) {
    enum verdict verdict = list_row_verdict(cell->row);
    cell->ink = ink_of_verdict(verdict);
    if (verdict != VERDICT_UNKNOWN)
        cell->text = slice_string(verdict_name(verdict));
}

/* "error bare-lf-in-content": where there is little room its severity alone. */
static void cell_finding(struct cell *cell) {
    const struct finding *worst = list_row_worst(cell->row);
    if (!worst)
        return;
    cell->ink = ink_of_severity(worst->severity);
    writer_string(cell->scratch, severity_name(worst->severity));
    if (cell->width < FINDING_COLUMNS)
        return;
    writer_put(cell->scratch, ' ');
    writer_string(cell->scratch, worst->fact->fact.id);
}

#define SESSIONS     IN_SESSIONS
#define TRANSACTIONS IN_TRANSACTIONS
#define SOURCES      IN_SOURCES
#define FINDINGS     IN_FINDINGS
const struct column list_columns[LIST_COLUMNS] = {
#define COLUMN(cell, heading, align, least, most, rank, in, meaning)                               \
    {cell_##cell, #cell, heading, meaning, ALIGN_##align, least, most, rank, in},
#include "report/columns.def"
#undef COLUMN
};
