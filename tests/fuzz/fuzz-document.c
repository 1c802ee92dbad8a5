/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The standard XML document from an unknown sender: parse, read, check, verify, and write again. Nothing may crash, leak, hang or
 * write to the terminal; our canonical octets must be those of libxml2 for whatever passes the parser; and what can be written
 * reads back as the same invoice. */

#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "jb-canonical.h"
#include "jb-document-writer.h"
#include "jb-invoice-same.h"
#include "jb-referee.h"

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

static void
look_at_octets (JbDocument *document)
{
  g_autoptr(GBytes) ours = _jb_canonical_kec (document->root);
  g_autofree char *theirs = jb_referee_kec (document);

  /* libxml2 does not canonicalize relative namespace names at all. */
  if (theirs != NULL)
    {
      g_assert_cmpuint (g_bytes_get_size (ours), ==, strlen (theirs));
      g_assert_cmpint (memcmp (g_bytes_get_data (ours, NULL), theirs, strlen (theirs)), ==, 0);
    }
}

static void
look_at_invoice (JbInvoice *invoice)
{
  g_autoptr(GPtrArray) problems = jb_document_find_problems (invoice);
  g_autofree char *items = jb_invoice_describe_items (invoice);

  g_assert_nonnull (invoice->issue_id);
  g_assert_true (jb_date_is_valid (invoice->written_on));
  g_assert_true (g_utf8_validate (items, -1, NULL));
  for (guint i = 0; i < problems->len; i++)
    g_assert_true (g_utf8_validate (g_ptr_array_index (problems, i), -1, NULL));
}

static void
write_again (JbInvoice *invoice)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) written = jb_document_write (invoice, &error);
  g_autoptr(JbDocument) document = NULL;
  g_autoptr(JbInvoice) back = NULL;

  g_assert_true ((written == NULL) == (error != NULL));
  if (written == NULL)
    return;

  document = jb_document_parse (written, &error);
  g_assert_no_error (error);
  back = jb_document_read (document, &error);
  g_assert_no_error (error);
  jb_assert_same_invoice (invoice, back);
}

/* With a store in which nobody is. */
static void
look_at_signer (JbDocument *document)
{
  g_autoptr(GPtrArray) nobody = g_ptr_array_new ();
  g_autoptr(JbTrust) trust = jb_trust_new (nobody);
  g_autoptr(JbCertificate) certificate = jb_document_get_certificate (document);
  g_autofree char *detail = NULL;

  g_assert_true (certificate == NULL || JB_IS_CERTIFICATE (certificate));
  g_assert_cmpint (jb_document_verify_trusted (document, trust, &detail), !=, JB_VERDICT_TRUSTED);
  g_assert_true (g_utf8_validate (detail, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_document_parse (bytes, &error);
  g_autoptr(JbInvoice) invoice = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *signer = NULL;

  g_assert_true ((document == NULL) == (error != NULL));
  if (document == NULL)
    return 0;

  invoice = jb_document_read (document, &error);
  g_assert_true ((invoice == NULL) == (error != NULL));
  if (invoice != NULL)
    {
      look_at_invoice (invoice);
      write_again (invoice);
    }

  jb_document_verify (document, &detail);
  g_assert_nonnull (detail);
  signer = jb_document_get_signer (document);
  look_at_signer (document);
  look_at_octets (document);
  return 0;
}
