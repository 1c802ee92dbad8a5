/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The content checks of etax-domain.md 1.3, by number. Each says in a whole sentence what is wrong; none changes the invoice. */

#define G_LOG_DOMAIN "jb-document-check"

#include "config.h"

#include "jb-document.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "jb-document-private.h"
#include "jb-numbers.h"

#define MAX_STANDARD_LINES  99
#define BUSINESS_DIGITS     10
#define RESIDENT_DIGITS     13
#define FOREIGNER           "9999999999999"
#define SHOWN_CHARACTERS    40
/* A supply amount below this has no VAT of a whole won. */
#define SMALLEST_TAXED      10

static void add (GPtrArray  *problems,
                 const char *format,
                 ...) G_GNUC_PRINTF (2, 3);

static void
add (GPtrArray  *problems,
     const char *format,
     ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static gboolean
has_digits (const char *text,
            gsize       n_digits)
{
  return text != NULL && strlen (text) == n_digits && strspn (text, "0123456789") == n_digits;
}

static gboolean
is_empty (const char *text)
{
  return text == NULL || *text == '\0';
}

/* A hostile text as a sentence may repeat it. (transfer full) */
static char *
show (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  char *shown = g_utf8_substring (valid, 0, MIN (g_utf8_strlen (valid, -1), SHOWN_CHARACTERS));

  for (char *at = shown; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';

  return shown;
}

/* 1 */
static void
check_issue_id (JbInvoice *invoice,
                GPtrArray *problems)
{
  g_autofree char *id = jb_issue_id_parse (invoice->issue_id, NULL);
  g_autofree char *id_date = jb_date_format (jb_issue_id_get_date (id));
  g_autofree char *written_on = jb_date_format (invoice->written_on);

  if (id == NULL)
    {
      g_autofree char *shown = show (invoice->issue_id);

      add (problems, _("The issue id “%s” is not eight digits of a date and sixteen letters or digits."), shown);
    }
  else if (invoice->written_on != 0 && jb_issue_id_get_date (id) != invoice->written_on)
    add (problems, _("The issue id begins with the date %s, but the invoice is written for %s."), id_date, written_on);
}

/* 2 */
static void
check_total (JbInvoice *invoice,
             GPtrArray *problems)
{
  g_autofree char *supply = jb_won_format (invoice->supply);
  g_autofree char *tax = jb_won_format (invoice->tax);
  g_autofree char *total = jb_won_format (invoice->total);
  gint64 sum = invoice->supply;

  if (!jb_won_add (&sum, invoice->tax) || sum != invoice->total)
    add (problems, _("The total %s is not the sum of the supply amount %s and the VAT %s."), total, supply, tax);
}

/* 3. An invoice of a list has no lines to add up. */
static void
check_lines (JbInvoice *invoice,
             GPtrArray *problems)
{
  guint n_lines = MAX (invoice->n_lines, invoice->lines->len);
  gint64 supply = 0;
  gint64 tax = 0;
  gboolean fits = TRUE;

  if (n_lines > MAX_STANDARD_LINES)
    add (problems, _("The invoice has %u lines; the standard allows at most %d."), n_lines, MAX_STANDARD_LINES);

  if (invoice->lines->len == 0)
    return;

  for (guint i = 0; i < invoice->lines->len; i++)
    {
      const JbLine *line = g_ptr_array_index (invoice->lines, i);

      fits = fits && jb_won_add (&supply, line->supply) && jb_won_add (&tax, line->tax);
    }

  if (!fits)
    {
      add (problems, _("The amounts of the lines add up to more than an amount can be."));
      return;
    }

  if (supply != invoice->supply)
    {
      g_autofree char *sum = jb_won_format (supply);
      g_autofree char *stated = jb_won_format (invoice->supply);

      add (problems, _("The lines add up to a supply amount of %s, but the invoice says %s."), sum, stated);
    }

  if (tax != invoice->tax)
    {
      g_autofree char *sum = jb_won_format (tax);
      g_autofree char *stated = jb_won_format (invoice->tax);

      add (problems, _("The lines add up to a VAT of %s, but the invoice says %s."), sum, stated);
    }
}

/* 6, and as a warning 5 */
static void
check_tax (JbInvoice *invoice,
           gboolean   warnings,
           GPtrArray *problems)
{
  gboolean untaxed = jb_kind_is_exempt (invoice->kind) || jb_kind_is_zero_rated (invoice->kind);
  gboolean worth_a_tax = invoice->supply >= SMALLEST_TAXED || invoice->supply <= -SMALLEST_TAXED;

  if (invoice->kind == 0)
    return;

  if (untaxed && invoice->tax != 0)
    {
      g_autofree char *tax = jb_won_format (invoice->tax);

      add (problems, _("An exempt or zero-rated invoice has no VAT, but this one says %s."), tax);
    }
  else if (warnings && !untaxed && invoice->tax == 0 && worth_a_tax)
    {
      g_autofree char *supply = jb_won_format (invoice->supply);

      add (problems, _("The invoice is taxed, but its VAT is 0 for a supply amount of %s."), supply);
    }
}

/* 7 */
static void
check_amendment (JbInvoice *invoice,
                 GPtrArray *problems)
{
  if (jb_kind_is_amended (invoice->kind))
    {
      if (invoice->amendment == JB_AMENDMENT_NONE)
        add (problems, _("The invoice is an amendment, but does not say the reason."));
      if (is_empty (invoice->original_issue_id))
        add (problems, _("The invoice is an amendment, but does not say which invoice it amends."));
    }
  else if (invoice->amendment != JB_AMENDMENT_NONE)
    {
      add (problems, _("The invoice gives a reason for an amendment, but is none."));
    }
}

/* 8. Of an unknown kind nobody can say whether it wants a broker. */
static void
check_broker (JbInvoice *invoice,
              GPtrArray *problems)
{
  const JbParty *broker = invoice->broker;

  if (invoice->kind == 0)
    return;

  if (!jb_kind_is_consignment (invoice->kind))
    {
      if (broker != NULL)
        add (problems, _("The invoice names a consignee for the sale, but is no consignment invoice."));
    }
  else if (broker == NULL)
    {
      add (problems, _("A consignment invoice names the consignee for the sale; this one does not."));
    }
  else if (!has_digits (broker->registration, BUSINESS_DIGITS) ||
           is_empty (broker->name) || is_empty (broker->representative))
    {
      add (problems, _("The consignee for the sale needs a ten-digit registration number, a name and a representative."));
    }
}

/* 9 */
static void
check_buyer (JbInvoice *invoice,
             GPtrArray *problems)
{
  const JbParty *buyer = invoice->buyer;

  if (buyer == NULL)
    return;

  switch (buyer->kind)
    {
    case JB_PARTY_BUSINESS:
      if (!has_digits (buyer->registration, BUSINESS_DIGITS))
        add (problems, _("The buyer is a business, but its registration number has not ten digits."));
      break;

    case JB_PARTY_RESIDENT:
      if (!has_digits (buyer->registration, RESIDENT_DIGITS))
        add (problems, _("The buyer is a person, but the resident number has not thirteen digits."));
      break;

    case JB_PARTY_FOREIGNER:
      if (g_strcmp0 (buyer->registration, FOREIGNER) != 0)
        add (problems, _("The buyer is a foreigner, but the number is not thirteen nines."));
      if (is_empty (invoice->remark))
        add (problems, _("The buyer is a foreigner, but the remark does not hold the registration or passport number."));
      break;

    case JB_PARTY_UNKNOWN:
    default:
      add (problems, _("The registration number of the buyer has neither ten nor thirteen digits."));
      break;
    }
}

/* 10. Many services leave the means of payment out or write only zeros. */
static void
check_payments (JbInvoice *invoice,
                GPtrArray *problems)
{
  gint64 sum = 0;
  gboolean any = FALSE;
  gboolean fits = TRUE;

  for (guint i = 0; i < invoice->payments->len; i++)
    {
      const JbPayment *payment = &g_array_index (invoice->payments, JbPayment, i);

      any = any || payment->amount != 0;
      fits = fits && jb_won_add (&sum, payment->amount);
    }

  if (any && (!fits || sum != invoice->total))
    {
      g_autofree char *paid = jb_won_format (sum);
      g_autofree char *total = jb_won_format (invoice->total);

      if (fits)
        add (problems, _("The means of payment add up to %s, but the total is %s."), paid, total);
      else
        add (problems, _("The means of payment add up to more than an amount can be."));
    }
}

/* 11 */
static void
check_number (const JbParty *party,
              const char    *format,
              GPtrArray     *problems)
{
  if (party != NULL && has_digits (party->registration, BUSINESS_DIGITS) &&
      !jb_business_number_has_check (party->registration))
    {
      g_autofree char *number = jb_business_number_format (party->registration);

      g_ptr_array_add (problems, g_strdup_printf (format, number));
    }
}

void
_jb_document_check (JbInvoice *invoice,
                    gboolean   warnings,
                    GPtrArray *problems)
{
  check_issue_id (invoice, problems);
  check_total (invoice, problems);
  check_lines (invoice, problems);
  check_tax (invoice, warnings, problems);
  check_amendment (invoice, problems);
  check_broker (invoice, problems);
  check_buyer (invoice, problems);
  if (warnings)
    check_payments (invoice, problems);
  check_number (invoice->supplier, _("The registration number %s of the supplier has a wrong check digit."), problems);
  check_number (invoice->buyer, _("The registration number %s of the buyer has a wrong check digit."), problems);
  check_number (invoice->broker, _("The registration number %s of the consignee has a wrong check digit."), problems);
}

GPtrArray *
jb_document_find_problems (JbInvoice *invoice)
{
  GPtrArray *problems;

  g_return_val_if_fail (JB_IS_INVOICE (invoice), NULL);

  problems = g_ptr_array_new_with_free_func (g_free);
  _jb_document_check (invoice, TRUE, problems);
  return problems;
}
