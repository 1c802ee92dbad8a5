/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Two writers of the standard XML, made from the reference each for itself: the emulator's and the program's. What the one wrote
 * the other writes again, element for element. */

#include "config.h"

#include "jb-document-writer.h"
#include "jb-world.h"

#include <libxml/parser.h>
#include <string.h>

#define TODAY      20260915
#define N_INVOICES 2000

/* Without the white space between elements, which each lays out as it likes. (transfer full) */
static char *
normalize (GBytes *xml)
{
  xmlDoc *doc = xmlReadMemory (g_bytes_get_data (xml, NULL), (int) g_bytes_get_size (xml), NULL, NULL, XML_PARSE_NOBLANKS);
  xmlChar *text;
  char *copy;
  int length;

  g_assert_nonnull (doc);
  xmlDocDumpMemoryEnc (doc, &text, &length, "UTF-8");
  copy = g_strndup ((const char *) text, length);
  xmlFree (text);
  xmlFreeDoc (doc);
  return copy;
}

static void
test_same (void)
{
  JbWorldOptions options = { .seed = 1, .n_invoices = N_INVOICES, .n_days = 90, .today = TODAY };
  g_autoptr(JbWorld) world = jb_world_new (&options);
  g_autofree JbWorldInvoice *invented = g_new0 (JbWorldInvoice, 1);

  for (guint i = 0; i < N_INVOICES; i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GBytes) theirs = NULL;
      g_autoptr(GBytes) ours = NULL;
      g_autoptr(JbDocument) document = NULL;
      g_autoptr(JbInvoice) invoice = NULL;
      g_autofree char *their_text = NULL;
      g_autofree char *our_text = NULL;

      jb_world_get_invoice (world, i, invented);
      theirs = jb_world_write_document (invented);
      document = jb_document_parse (theirs, &error);
      g_assert_no_error (error);
      invoice = jb_document_read (document, &error);
      g_assert_no_error (error);
      ours = jb_document_write (invoice, &error);
      g_assert_no_error (error);

      their_text = normalize (theirs);
      our_text = normalize (ours);
      g_assert_cmpstr (our_text, ==, their_text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/document/same", test_same);

  return g_test_run ();
}
