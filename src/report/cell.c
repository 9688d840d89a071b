#include "report/cell.h"

#include "session/protocol.h"

enum { ENDPOINT_COLUMNS = 21, FINDING_COLUMNS = 12 };

static const struct summary *summary_of(const struct cell *cell) {
    return cell->row->row->summary;
}

/* The transaction of the row, or the first of the session; NULL: none. */
static const struct transaction *transaction_of(const struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    if (cell->row->transaction)
        return cell->row->transaction;
    return summary->transaction_count ? summary->transactions : NULL;
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
    calendar_date(&timeline->calendar, cell->scratch, summary_of(cell)->start);
}

static void cell_time(struct cell *cell) {
    struct timeline *timeline = timeline_of(cell);
    struct moment start = summary_of(cell)->start;
    cell->ink = INK_TIME;
    if (timeline->format == TIME_DEFAULT)
        calendar_time(&timeline->calendar, cell->scratch, start, 0);
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
    char text[ENDPOINT_TEXT];
    if (cell->width >= ENDPOINT_COLUMNS)
        endpoint_text(endpoint, text);
    else
        endpoint_address_text(endpoint, text);
    writer_string(cell->scratch, text);
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
    cell->text = slice_string(_(blamed ? attempt->complaint.text : sentences[ending]));
    if (ending != ENDING_TIMEOUT || attempt->connect.answers > 0)
        return;
    cell->text.size = 0;
    count_write(cell->scratch, N_("{count} SYN never answered"), N_("{count} SYNs never answered"),
                attempt->connect.syns);
}

static void cell_sender(struct cell *cell) {
    const struct transaction *transaction = transaction_of(cell);
    if (summary_of(cell)->attempt) {
        cell_attempt(cell, summary_of(cell)->attempt);
        return;
    }
    if (!transaction)
        return;
    if (transaction->kind != TRANSACTION_DELIVERY)
        cell->text = transaction->message.from;
    else if (transaction->has_sender)
        cell->text = transaction->sender.size ? transaction->sender : SLICE("<>");
}

/* Recipients of the row beside the first one. */
static size_t other_recipients(const struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    size_t count = 0;
    if (cell->row->transaction)
        return cell->row->transaction->recipient_count - 1;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].recipient_count;
    return count - 1;
}

static void cell_recipient(struct cell *cell) {
    const struct transaction *transaction = transaction_of(cell);
    if (!transaction || transaction->kind != TRANSACTION_DELIVERY) {
        cell->text = summary_of(cell)->user;
        return;
    }
    if (transaction->recipient_count == 0)
        return;
    cell->text = transaction->recipients[0].address;
    size_t more = other_recipients(cell);
    if (more == 0)
        return;
    writer_string(cell->scratch, " +");
    writer_number(cell->scratch, more, 1);
    cell->suffix = buffer_slice(&cell->scratch->buffer);
}

static void cell_subject(struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    if (cell->row->transaction) {
        cell->text = cell->row->transaction->message.subject;
        return;
    }
    for (size_t i = 0; i < summary->transaction_count && cell->text.size == 0; i++)
        cell->text = summary->transactions[i].message.subject;
}

static void cell_messages(struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    size_t count = 0;
    if (summary->attempt)
        return;
    for (size_t i = 0; i < summary->transaction_count; i++)
        count += summary->transactions[i].has_message;
    writer_number(cell->scratch, count, 1);
}

static void cell_octets(struct cell *cell) {
    const struct transaction *transaction = cell->row->transaction;
    const struct summary *summary = summary_of(cell);
    uint64_t both = summary->octets[SIDE_CLIENT] + summary->octets[SIDE_SERVER];
    if (transaction && !transaction->has_message)
        return;
    octets_write(cell->scratch, transaction ? transaction->message.octets : both);
}

static void cell_duration(struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    duration_write(cell->scratch, moment_since(summary->end, summary->start));
}

static void cell_file(struct cell *cell) {
    const char *file = cell->row->file ? cell->row->file : "";
    const char *slash = strrchr(file, '/');
    cell->text = slice_string(slash ? slash + 1 : file);
}

static void cell_code(struct cell *cell) {
    const struct transaction *transaction = cell->row->transaction;
    uint16_t code = transaction ? transaction->code : summary_of(cell)->last_code;
    if (code)
        writer_number(cell->scratch, code, 3);
}

static void cell_verdict(struct cell *cell) {
    const struct transaction *transaction = cell->row->transaction;
    enum verdict verdict = transaction ? transaction->verdict : summary_of(cell)->verdict;
    cell->ink = ink_of_verdict(verdict);
    if (verdict != VERDICT_UNKNOWN)
        cell->text = slice_string(verdict_name(verdict));
}

/* The worst finding; of several that are equal, the first. */
static const struct finding *worst_of(const struct summary *summary) {
    for (size_t i = 0; i < summary->finding_count; i++)
        if (summary->findings[i].severity == summary->severity)
            return &summary->findings[i];
    return NULL;
}

/* "error bare-lf-in-content": where there is little room its severity alone. */
static void cell_finding(struct cell *cell) {
    const struct summary *summary = summary_of(cell);
    const struct finding *worst = worst_of(summary);
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
#define COLUMN(cell, heading, align, least, most, rank, in)                                        \
    {cell_##cell, heading, ALIGN_##align, least, most, rank, in},
#include "report/columns.def"
#undef COLUMN
};
