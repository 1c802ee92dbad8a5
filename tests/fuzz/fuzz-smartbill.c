/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* SmartBill's answers: whatever a body is, each reader gives a value or a sentence, and the debug log gives one line. */

#include "config.h"

#include "fuzz.h"
#include "jb-http-private.h"
#include "jb-smartbill-list.h"
#include "jb-smartbill-message.h"
#include "jb-smartbill-xml.h"

#include <string.h>

static const char * const issue_ids[] = { "2026090141000008zz900007", "2026090241000008zz900008", NULL };

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_setenv ("G_DEBUG", "fatal-criticals", FALSE);
  return 0;
}

/* A reader without a value has a sentence, and one with a value has none. */
static void
check (gboolean      has_value,
       const GError *error)
{
  g_assert_cmpint (has_value, ==, error == NULL);
  if (error != NULL)
    g_assert_true (error->domain == JB_PROVIDER_ERROR && *error->message != '\0' && g_utf8_validate (error->message, -1, NULL));
}

static void
fuzz_list (GBytes      *body,
           JbDirection  direction)
{
  JbSmartbillListInput *input = jb_smartbill_list_input_new ("0001234013", direction, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbSmartbillList) list = jb_smartbill_list_read (body, input, &error);

  check (list != NULL, error);
  jb_smartbill_list_input_free (input);
  if (list == NULL)
    return;

  g_assert_cmpuint (list->invoices->len, <=, list->n_rows);
  for (guint i = 0; i < list->problems->len; i++)
    g_assert_true (g_utf8_validate (g_ptr_array_index (list->problems, i), -1, NULL));
  for (guint i = 0; i < list->invoices->len; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (list->invoices, i);

      g_assert_nonnull (invoice->issue_id);
      g_assert_cmpint (invoice->direction, ==, direction);
      g_assert_true (jb_date_is_valid (invoice->written_on));
      g_assert_true (invoice->supplier->name == NULL || g_utf8_validate (invoice->supplier->name, -1, NULL));
    }
}

/* An answer that was read is known again, and its rows do not come twice. */
static void
fuzz_again (GBytes      *body,
            JbDirection  direction)
{
  g_autoptr(JbSeenRows) seen = jb_seen_rows_new ();
  JbCollectRequest request = { .direction = direction, .seen = seen, .has_digest_key = TRUE };
  JbSmartbillListInput *input = jb_smartbill_list_input_new ("0001234013", direction, &request);
  g_autoptr(JbSmartbillList) list = jb_smartbill_list_read (body, input, NULL);
  g_autoptr(JbSmartbillList) again = NULL;
  g_autoptr(JbSmartbillList) known = NULL;

  if (list != NULL)
    {
      g_assert_cmpuint (list->hashes->len, ==, list->invoices->len);
      for (guint i = 0; i < list->invoices->len; i++)
        jb_seen_rows_add (seen, direction, ((JbInvoice *) g_ptr_array_index (list->invoices, i))->issue_id,
                          g_array_index (list->hashes, guint64, i));
      again = jb_smartbill_list_read (body, input, NULL);
      g_assert_cmpuint (again->invoices->len, <=, list->invoices->len);
      g_assert_cmpint (again->has_digest, ==, list->has_digest);

      input->request.has_known = list->has_digest;
      memcpy (input->request.known, list->digest, sizeof list->digest);
      known = jb_smartbill_list_read (body, input, NULL);
      g_assert_cmpint (known->is_known, ==, list->has_digest);
    }
  jb_smartbill_list_input_free (input);
}

static void
fuzz_originals (GBytes *body)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) originals = jb_smartbill_xml_read (body, issue_ids, &error);

  check (originals != NULL, error);
  if (originals != NULL)
    g_assert_cmpuint (originals->len, ==, G_N_ELEMENTS (issue_ids) - 1);
}

static void
fuzz_small_answers (GBytes *body)
{
  g_autoptr(GError) token_error = NULL;
  g_autoptr(GError) templates_error = NULL;
  g_autofree char *token = jb_smartbill_token_read (body, &token_error);
  g_auto(GStrv) templates = jb_smartbill_templates_read (body, &templates_error);

  check (token != NULL, token_error);
  check (templates != NULL, templates_error);
}

static void
fuzz_log (GBytes *body)
{
  g_autofree char *line = _jb_http_describe_body (body);

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_assert_null (strchr (line, '\n'));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) body = g_bytes_new_static (data, size);

  fuzz_list (body, JB_DIRECTION_SALES);
  fuzz_list (body, JB_DIRECTION_PURCHASE);
  fuzz_again (body, JB_DIRECTION_SALES);
  fuzz_originals (body);
  fuzz_small_answers (body);
  fuzz_log (body);

  return 0;
}
