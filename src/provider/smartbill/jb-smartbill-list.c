/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* OS_DTI_LIST: rows become invoices. A row that cannot be read becomes a sentence that names it, and the others are kept.
 *
 * A row is left out when it cannot be told which invoice it is (issue id), whether it is a sale or a purchase (SUPBUY_TYPE
 * contradicts the question), when, or how much. It is kept, with a sentence, when something else is odd: an unknown kind, an
 * unreadable second date, or no party with our number where we should stand (the account may collect for another number,
 * U-03: better a row too much, and said so, than an invoice lost after three months). */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-numbers.h"
#include "jb-smartbill-answer.h"
#include "jb-smartbill-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* More sentences than this say nothing more. */
#define MAX_PROBLEMS 50

#define EXCERPT_CHARS 40

#define SIGNAL "OS_DTI_LIST"

typedef struct
{
  const JbSmartbillListInput *input;
  JbSmartbillList            *list;
  GHashTable                 *seen;         /* (element-type utf8 utf8): issue ids, owned by the invoices */
  guint                       n_problems;
} Reader;

static const char * const supplier_columns[] = { "SUP_COM_REGNO", "SUP_COM_NAME", "SUP_REP_NAME", "SUP_EMAIL" };
static const char * const buyer_columns[] = { "BYR_COM_REGNO", "BYR_COM_NAME", "BYR_REP_NAME", "BYR_EMAIL" };

/* @sentence: (transfer full) */
static void
add_problem (Reader *reader,
             char   *sentence)
{
  if (reader->n_problems++ < MAX_PROBLEMS)
    g_ptr_array_add (reader->list->problems, sentence);
  else
    g_free (sentence);
}

/* @format: a sentence with the issue id and the cell. */
static void
add_cell_problem (Reader     *reader,
                  const char *format,
                  const char *issue_id,
                  const char *cell)
{
  g_autofree char *excerpt = NULL;

  excerpt = g_utf8_strlen (cell, -1) > EXCERPT_CHARS ? g_utf8_substring (cell, 0, EXCERPT_CHARS) : g_strdup (cell);
  add_problem (reader, g_strdup_printf (format, issue_id, excerpt));
}

/* A number in JSON has lost its leading zeros: codes and registration numbers get them back. @text: (transfer full) (nullable) */
static char *
restore_zeros (char *text,
               gsize width)
{
  g_autofree char *digits = text;
  gsize length = text ? strlen (text) : 0;
  GString *padded;

  if (length == 0 || length >= width || strspn (text, "0123456789") != length)
    return g_steal_pointer (&digits);

  padded = g_string_sized_new (width);
  for (gsize i = length; i < width; i++)
    g_string_append_c (padded, '0');
  g_string_append (padded, text);

  return g_string_free (padded, FALSE);
}

static char *
dup_code (const JbSmartbillRow *row,
          const char           *column,
          gsize                 width)
{
  return restore_zeros (g_strdup (jb_smartbill_row_get_cell (row, column)), width);
}

static char *
keep_digits (char *text)
{
  char *to = text;

  if (text == NULL)
    return NULL;

  for (const char *from = text; *from != '\0'; from++)
    if (g_ascii_isdigit (*from))
      *to++ = *from;
  *to = '\0';

  return text;
}

/* etax-domain.md 1.2: ten digits are a business, thirteen a person, and thirteen nines a foreigner. */
static JbPartyKind
get_party_kind (const char *registration)
{
  gsize length = registration ? strlen (registration) : 0;

  if (length == 10)
    return JB_PARTY_BUSINESS;
  if (length != 13)
    return JB_PARTY_UNKNOWN;

  return strspn (registration, "9") == 13 ? JB_PARTY_FOREIGNER : JB_PARTY_RESIDENT;
}

static JbParty *
read_party (const JbSmartbillRow *row,
            const char * const   *columns)
{
  JbParty *party = jb_party_new ();

  party->registration = keep_digits (dup_code (row, columns[0], 10));
  party->kind = get_party_kind (party->registration);
  party->name = g_strdup (jb_smartbill_row_get_cell (row, columns[1]));
  party->representative = g_strdup (jb_smartbill_row_get_cell (row, columns[2]));
  party->contact.email = g_strdup (jb_smartbill_row_get_cell (row, columns[3]));

  return party;
}

/* FALSE: the cell is there and is no amount. An absent one leaves *won alone. */
static gboolean
read_amount (Reader               *reader,
             const JbSmartbillRow *row,
             const char           *column,
             const char           *issue_id,
             gint64               *won)
{
  const char *cell = jb_smartbill_row_get_cell (row, column);

  if (cell == NULL || jb_won_parse (cell, won, NULL))
    return TRUE;

  add_cell_problem (reader, _("Invoice %s was left out: its amount “%s” is not a number of won."), issue_id, cell);
  return FALSE;
}

static gboolean
read_amounts (Reader               *reader,
              const JbSmartbillRow *row,
              JbInvoice            *invoice)
{
  const char *supply = jb_smartbill_row_get_cell (row, "SUP_AMOUNT");
  const char *total = jb_smartbill_row_get_cell (row, "TOTAL_AMOUNT");

  if (supply == NULL && total == NULL)
    {
      add_problem (reader, g_strdup_printf (_("Invoice %s was left out: it has no amount."), invoice->issue_id));
      return FALSE;
    }
  if (!read_amount (reader, row, "SUP_AMOUNT", invoice->issue_id, &invoice->supply) ||
      !read_amount (reader, row, "TAX_AMOUNT", invoice->issue_id, &invoice->tax) ||
      !read_amount (reader, row, "TOTAL_AMOUNT", invoice->issue_id, &invoice->total))
    return FALSE;

  /* One missing amount follows from the two others; a sum that does not fit is no amount. */
  if (supply == NULL)
    {
      invoice->supply = invoice->total;
      if (invoice->tax != G_MININT64 && jb_won_add (&invoice->supply, -invoice->tax))
        return TRUE;
    }
  else if (total == NULL)
    {
      invoice->total = invoice->supply;
      if (jb_won_add (&invoice->total, invoice->tax))
        return TRUE;
    }
  else
    return TRUE;

  add_problem (reader, g_strdup_printf (_("Invoice %s was left out: its amounts are too large to add up."), invoice->issue_id));
  return FALSE;
}

/* A date that says nothing is 0; one that cannot be read is 0 with a sentence. */
static int
read_date (Reader               *reader,
           const JbSmartbillRow *row,
           const char           *column,
           const char           *issue_id)
{
  const char *cell = jb_smartbill_row_get_cell (row, column);
  int date = 0;

  if (cell != NULL && !jb_date_parse (cell, &date))
    add_cell_problem (reader, _("Invoice %s has a date that cannot be read (“%s”); it was kept without that date."), issue_id, cell);

  return date;
}

/* The written date is the tax date: without it the one inside the issue id stands in, which must be the same (smartbill.md 6.3). */
static void
read_dates (Reader               *reader,
            const JbSmartbillRow *row,
            JbInvoice            *invoice)
{
  invoice->written_on = read_date (reader, row, "DTI_WDATE", invoice->issue_id);
  invoice->issued_on = read_date (reader, row, "DTI_IDATE", invoice->issue_id);
  invoice->sent_on = read_date (reader, row, "DTI_SDATE", invoice->issue_id);

  if (invoice->written_on == 0)
    invoice->written_on = jb_issue_id_get_date (invoice->issue_id);
  if (invoice->sent_on != 0)
    invoice->nts_status = JB_NTS_SENT;
}

#define CODE_CHARS 4

/* As dup_code(), for the short ones: the cell itself, or @padded. */
static const char *
get_code (const JbSmartbillRow *row,
          const char           *column,
          gsize                 width,
          char                  padded[CODE_CHARS + 1])
{
  const char *cell = jb_smartbill_row_get_cell (row, column);
  gsize length = cell != NULL ? strlen (cell) : 0;

  if (length == 0 || length >= width || strspn (cell, "0123456789") != length)
    return cell;

  memset (padded, '0', width - length);
  memcpy (padded + width - length, cell, length + 1);
  return padded;
}

static void
read_kind (Reader               *reader,
           const JbSmartbillRow *row,
           JbInvoice            *invoice)
{
  char padded[3][CODE_CHARS + 1];
  const char *code = get_code (row, "TYPE_CODE", 4, padded[0]);
  const char *other = get_code (row, "DTI_TYPE", 4, padded[1]);

  invoice->purpose = jb_purpose_from_code (get_code (row, "TAX_DEMAND", 2, padded[2]));

  if (jb_kind_parse (code, &invoice->kind) && jb_kind_is_known (invoice->kind))
    return;
  if (jb_kind_parse (other, &invoice->kind) && jb_kind_is_known (invoice->kind))
    return;

  invoice->kind = 0;
  add_cell_problem (reader, _("Invoice %s has a kind that Jangbu does not know (“%s”); it was kept without a kind."),
                    invoice->issue_id, code ? code : (other ? other : ""));
}

/* AR and AP, under either name of the column (C5). A row that does not say is taken as an answer to the question. */
static gboolean
read_direction (Reader               *reader,
                const JbSmartbillRow *row,
                JbInvoice            *invoice)
{
  const char *cell = jb_smartbill_row_get_cell (row, "SUPBUY_TYPE");

  if (cell == NULL)
    cell = jb_smartbill_row_get_cell (row, "SUPBUY");

  invoice->direction = reader->input->direction;
  if (cell == NULL || g_str_equal (cell, invoice->direction == JB_DIRECTION_SALES ? "AR" : "AP"))
    return TRUE;

  add_cell_problem (reader, _("Invoice %s was left out: it is not of the direction that was asked for (“%s”)."),
                    invoice->issue_id, cell);
  return FALSE;
}

/* A list row has no broker, so a consignment invoice may rightly name neither side as us. */
static void
check_company (Reader    *reader,
               JbInvoice *invoice)
{
  JbParty *ours = invoice->direction == JB_DIRECTION_SALES ? invoice->supplier : invoice->buyer;

  if (g_strcmp0 (ours->registration, invoice->company) == 0 || jb_kind_is_consignment (invoice->kind))
    return;

  add_problem (reader, g_strdup_printf (_("Invoice %s does not name this company; it was kept. "
                                          "Check whether the account collects for another company."),
                                        invoice->issue_id));
}

static char *
read_issue_id (Reader               *reader,
               const JbSmartbillRow *row,
               guint                 position)
{
  const char *cell = jb_smartbill_row_get_cell (row, "ISSUE_ID");
  char *issue_id = cell ? jb_issue_id_parse (cell, NULL) : NULL;

  if (issue_id == NULL)
    {
      g_autofree char *number = g_strdup_printf ("%u", position + 1);

      add_cell_problem (reader, _("Row %s of SmartBill's list was left out: “%s” is no issue id."), number, cell ? cell : "");
    }

  return issue_id;
}

/* Handed out before, and it says the same. */
static gboolean
is_repeated (Reader               *reader,
             const JbSmartbillRow *row,
             guint64               hash)
{
  const char *issue_id = jb_smartbill_row_get_cell (row, "ISSUE_ID");

  if (reader->input->request.seen == NULL || issue_id == NULL)
    return FALSE;

  issue_id = jb_seen_rows_find (reader->input->request.seen, reader->input->direction, issue_id, hash);
  if (issue_id == NULL)
    return FALSE;

  /* A second row for it in this answer is left out, as ever. */
  g_hash_table_add (reader->seen, (gpointer) issue_id);
  return TRUE;
}

static void
read_row (Reader               *reader,
          const JbSmartbillRow *row,
          guint                 position)
{
  /* TOTAL_CNT is about the list, not about the invoice. */
  guint64 hash = jb_smartbill_row_hash (row, "TOTAL_CNT");
  g_autoptr(JbInvoice) invoice = NULL;

  if (is_repeated (reader, row, hash))
    return;

  invoice = jb_invoice_new ();
  invoice->issue_id = read_issue_id (reader, row, position);
  if (invoice->issue_id == NULL)
    return;
  if (g_hash_table_contains (reader->seen, invoice->issue_id))
    {
      g_debug ("a second row for %s", invoice->issue_id);
      return;
    }

  invoice->company = g_strdup (reader->input->company);
  if (!read_direction (reader, row, invoice) || !read_amounts (reader, row, invoice))
    return;

  read_dates (reader, row, invoice);
  read_kind (reader, row, invoice);
  invoice->document_number = g_strdup (jb_smartbill_row_get_cell (row, "SEQ_ID"));
  invoice->supplier = read_party (row, supplier_columns);
  invoice->buyer = read_party (row, buyer_columns);
  check_company (reader, invoice);

  g_hash_table_add (reader->seen, invoice->issue_id);
  g_ptr_array_add (reader->list->invoices, g_steal_pointer (&invoice));
  g_array_append_val (reader->list->hashes, hash);
}

/* TOTAL_CNT is repeated on every row; the largest counts. */
static void
read_total (JbSmartbillList      *list,
            const JbSmartbillRow *row)
{
  const char *cell = jb_smartbill_row_get_cell (row, "TOTAL_CNT");
  gint64 total;

  if (cell != NULL && g_ascii_string_to_signed (cell, 10, 0, G_MAXINT32, &total, NULL))
    list->n_announced = MAX (list->n_announced, total);
}

static void
read_rows (Reader            *reader,
           JbSmartbillAnswer *answer)
{
  const JbSmartbillRow *row;

  for (guint i = 0; jb_smartbill_answer_next (answer, &row); i++)
    {
      if (row == NULL)
        {
          add_problem (reader, g_strdup_printf (_("Row %u of SmartBill's list was left out: it is no row."), i + 1));
          continue;
        }

      read_total (reader->list, row);
      read_row (reader, row, i);
    }

  if (reader->n_problems > MAX_PROBLEMS)
    g_ptr_array_add (reader->list->problems,
                     g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "And one more remark of this kind.",
                                                   "And %u more remarks of this kind.", reader->n_problems - MAX_PROBLEMS),
                                      reader->n_problems - MAX_PROBLEMS));
}

JbSmartbillListInput *
jb_smartbill_list_input_new (const char             *company,
                             JbDirection             direction,
                             const JbCollectRequest *request)
{
  JbSmartbillListInput *input = g_new0 (JbSmartbillListInput, 1);

  input->company = g_strdup (company);
  input->direction = direction;
  if (request != NULL)
    input->request = *request;

  return input;
}

void
jb_smartbill_list_input_free (JbSmartbillListInput *input)
{
  g_free (input->company);
  g_free (input);
}

static JbSmartbillList *
list_new (void)
{
  JbSmartbillList *list = g_new0 (JbSmartbillList, 1);

  list->invoices = g_ptr_array_new_with_free_func (g_object_unref);
  list->hashes = g_array_new (FALSE, FALSE, sizeof (guint64));
  list->problems = g_ptr_array_new_with_free_func (g_free);
  return list;
}

/* (transfer full) */
static JbSmartbillList *
read_answer (JbSmartbillAnswer          *answer,
             const JbSmartbillListInput *input)
{
  JbSmartbillList *list = list_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reader reader = { .input = input, .list = list, .seen = seen };

  read_rows (&reader, answer);
  list->n_rows = jb_smartbill_answer_get_n_rows (answer);
  return list;
}

/* (nullable): NULL when the answer has not the usual form, or is broken somewhere. */
static JbSmartbillList *
read_usual_answer (GBytes                     *body,
                   const JbSmartbillListInput *input)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_begin (body, SIGNAL);
  g_autoptr(JbSmartbillList) list = answer != NULL ? read_answer (answer, input) : NULL;

  return list != NULL && jb_smartbill_answer_end (answer) ? g_steal_pointer (&list) : NULL;
}

static JbSmartbillList *
read_any_answer (GBytes                      *body,
                 const JbSmartbillListInput  *input,
                 GError                     **error)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_parse (body, SIGNAL, error);

  return answer != NULL ? read_answer (answer, input) : NULL;
}

JbSmartbillList *
jb_smartbill_list_read (GBytes                      *body,
                        const JbSmartbillListInput  *input,
                        GError                     **error)
{
  const JbCollectRequest *request = &input->request;
  guint8 digest[JB_DIGEST_BYTES] = { 0 };
  gboolean has_digest = request->has_digest_key && jb_smartbill_answer_get_digest (body, request->digest_key, digest);
  gboolean is_known = has_digest && request->has_known && memcmp (digest, request->known, JB_DIGEST_BYTES) == 0;
  JbSmartbillList *list = is_known ? list_new () : read_usual_answer (body, input);

  if (list == NULL)
    list = read_any_answer (body, input, error);
  if (list == NULL)
    return NULL;

  list->is_known = is_known;
  list->has_digest = has_digest;
  memcpy (list->digest, digest, JB_DIGEST_BYTES);
  return list;
}

void
jb_smartbill_list_free (JbSmartbillList *list)
{
  if (list == NULL)
    return;

  g_ptr_array_unref (list->invoices);
  g_array_unref (list->hashes);
  g_ptr_array_unref (list->problems);
  g_free (list);
}
