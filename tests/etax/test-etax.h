/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the tests of this room share: a document by its text, and a sample with one thing changed. */

#pragma once

#include <string.h>

#include "jb-document.h"
#include "jb-test.h"

/* (transfer full) */
static inline char *
jb_test_sample_text (const char *name)
{
  g_autoptr(GBytes) bytes = jb_test_sample (name);

  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The text with the first @from changed into @to; a @from that is not there is a mistake of the test. (transfer full) */
static inline char *
jb_test_replace (const char *text,
                 const char *from,
                 const char *to)
{
  const char *at = strstr (text, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, to, at + strlen (from));
}

/* (transfer full) (nullable) */
static inline JbDocument *
jb_test_parse (const char  *text,
               GError     **error)
{
  g_autoptr(GBytes) bytes = g_bytes_new (text, strlen (text));

  return jb_document_parse (bytes, error);
}

/* (transfer full) */
static inline JbInvoice *
jb_test_read (const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbDocument) document = jb_test_parse (text, &error);
  JbInvoice *invoice;

  g_assert_no_error (error);
  invoice = jb_document_read (document, &error);
  g_assert_no_error (error);
  return invoice;
}
