#include "report/cell.h"

#include "base/digits.h"
#include "base/rare.h"
#include "session/protocol.h"

enum { ENDPOINT_COLUMNS = 21, FINDING_COLUMNS = 12 };

static const struct summary *summary_of(const struct cell *cell) {
    return cell->row->row->summary;
}

/* ---- what a cell shows ---- */

/* What was put into `made`, up to there. */
static void make(struct cell *cell, const char *end) {
    cell->text = slice_of(cell->made, (size_t)(end - cell->made));
}

static void make_number(struct cell *cell, uint64_t number) {
    make(cell, digits_put(cell->made, number));
}

static struct writer *begin_scratch(struct cell *cell) {
    cell->scratch->buffer.size = 0;
    return cell->scratch;
}

static void take_scratch(struct cell *cell) {
    cell->text = buffer_slice(&cell->scratch->buffer);
}

/* ---- the columns ---- */

static void cell_id(struct cell *cell) {
    make_number(cell, cell->row->row->id);
}

/* The clock starts with the first row. */
static struct timeline *timeline_of(const struct cell *cell) {
    if (!cell->timeline->started)
        timeline_start(cell->timeline, summary_of(cell)->start);
    return cell->timeline;
}

static void cell_date(struct cell *cell) {
    struct timeline *timeline = timeline_of(cell);
    struct slice day = calendar_day(&timeline->calendar, summary_of(cell)->start);
    cell->ink = INK_TIME;
    memcpy(cell->made, day.data, day.size);
    make(cell, cell->made + day.size);
}

static void cell_time(struct cell *cell) {
    struct timeline *timeline = timeline_of(cell);
    struct moment start = summary_of(cell)->start;
    cell->ink = INK_TIME;
    if (timeline->format != TIME_DEFAULT) {
        timeline_write(timeline, begin_scratch(cell), start);
        take_scratch(cell);
        return;
    }
    struct slice clock = calendar_clock(&timeline->calendar, start);
    memcpy(cell->made, clock.data, clock.size);
    make(cell, cell->made + clock.size);
}

/* How it came under TLS: smtp+ by STARTTLS, smtps from the first octet, smtp- refused; smtp~ is
 * read in spite of TLS, as in a transcript. */
static struct slice protocol_mark(const struct summary *summary) {
    static const struct slice marks[] = {
        [TLS_NONE] = {NULL, 0},
        [TLS_STARTTLS] = {(const uint8_t *)"+", 1},
        [TLS_IMPLICIT] = {(const uint8_t *)"s", 1},
        [TLS_REFUSED] = {(const uint8_t *)"-", 1},
    };
    return summary->decrypted ? SLICE("~") : marks[summary->tls];
}

/* An attempt tells what was to be spoken. */
static void cell_protocol(struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    const struct protocol *protocol = summary->protocol;
    cell->text = protocol ? slice_string(protocol->name) : SLICE("?");
    cell->suffix = protocol_mark(summary);
    if (summary->attempt) {
        cell->text = slice_string(summary->attempt->hint->name);
        cell->suffix = SLICE("?");
    }
}

static void make_endpoint(struct cell *cell, const struct endpoint *endpoint) {
    bool whole = cell->width >= ENDPOINT_COLUMNS;
    size_t size =
        whole ? endpoint_text(endpoint, cell->made) : endpoint_address_text(endpoint, cell->made);
    make(cell, cell->made + size);
}

static void cell_client(struct cell *cell) {
    cell->ink = INK_CLIENT;
    make_endpoint(cell, &summary_of(cell)->client);
}

static void cell_server(struct cell *cell) {
    cell->ink = INK_SERVER;
    make_endpoint(cell, &summary_of(cell)->server);
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
    cell->text = slice_string(_(blamed ? attempt->complaint.text : sentences[ending]));
    if (ending != ENDING_TIMEOUT || attempt->connect.answers > 0)
        return;
    count_write(begin_scratch(cell), N_("{count} SYN never answered"),
                N_("{count} SYNs never answered"), attempt->connect.syns);
    take_scratch(cell);
}

static void cell_sender(struct cell *cell) {
    if (summary_of(cell)->attempt)
        cell_attempt(cell, summary_of(cell)->attempt);
    else
        cell->text = list_row_sender(cell->row);
}

static void cell_recipient(struct cell *cell) {
    size_t more;
    cell->text = list_row_recipient(cell->row, &more);
    if (more == 0)
        return;
    cell->made[0] = ' ';
    cell->made[1] = '+';
    char *end = digits_put(cell->made + 2, more);
    cell->suffix = slice_of(cell->made, (size_t)(end - cell->made));
}

static void cell_subject(struct cell *cell) {
    cell->text = list_row_subject(cell->row);
}

static void cell_messages(struct cell *cell) {
    if (!summary_of(cell)->attempt)
        make_number(cell, list_row_messages(cell->row));
}

static void cell_octets(struct cell *cell) {
    const struct transaction *transaction = cell->row->transaction;
    if (!transaction || transaction->has_message)
        make(cell, octets_put(cell->made, list_row_octets(cell->row)));
}

static void cell_duration(struct cell *cell) {
    make(cell, duration_put(cell->made, list_row_duration(cell->row)));
}

static void cell_file(struct cell *cell) {
    cell->text = list_row_file(cell->row);
}

static void cell_code(struct cell *cell) {
    uint16_t code = list_row_code(cell->row);
    if (code)
        make(cell, digits_put_filled(cell->made, code, 3));
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
    cell->text = slice_string(severity_name(worst->severity));
    if (cell->width < FINDING_COLUMNS)
        return;
    struct writer *scratch = begin_scratch(cell);
    writer_add(scratch, cell->text);
    writer_put(scratch, ' ');
    writer_string(scratch, worst->fact->fact.id);
    take_scratch(cell);
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
