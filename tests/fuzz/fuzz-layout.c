/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A layout that a user wrote by hand or got from somebody. Either it is one, within its bounds, and every cell of it can be read of an
 * invoice, a full and an empty one; or there is a sentence about what is wrong. */

#include "config.h"

#include "fuzz.h"
#include "jb-export-layout.h"
#include "jb-export.h"
#include "test-invoice-make.h"

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

static void
read_row (const JbExportLayout *layout,
          JbInvoice            *invoice)
{
  for (guint i = 0; i < layout->columns->len; i++)
    {
      JbCell cell = jb_export_layout_read_cell (layout, i, invoice, "smartbill");

      g_assert_true (cell.text == NULL || g_utf8_validate (cell.text, -1, NULL));
      jb_cell_clear (&cell);
    }
}

static void
look_at_layout (const JbExportLayout *layout)
{
  g_autoptr(JbInvoice) empty = jb_invoice_new ();
  g_autoptr(GRand) random = g_rand_new_with_seed (1);
  g_autoptr(JbInvoice) full = test_make_invoice (random, NULL);

  g_assert_cmpuint (layout->columns->len, >, 0);
  g_assert_cmpuint (layout->columns->len, <=, 256);
  g_assert_cmpuint (layout->header_row, >, 0);
  g_assert_cmpuint (layout->header_row, <=, 100);
  for (guint i = 0; i < layout->columns->len; i++)
    {
      const JbLayoutColumn *column = g_ptr_array_index (layout->columns, i);

      g_assert_nonnull (column->title);
      g_assert_true (g_utf8_validate (column->title, -1, NULL));
      g_assert_true ((column->value != NULL) != (column->constant != NULL));
    }
  read_row (layout, empty);
  read_row (layout, full);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbExportLayout) layout = jb_export_layout_parse ("fuzz.layout", (const char *) data, size, &error);

  if (layout != NULL)
    {
      g_assert_no_error (error);
      look_at_layout (layout);
      return 0;
    }

  g_assert_error (error, JB_EXPORT_ERROR, JB_EXPORT_ERROR_LAYOUT);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return 0;
}
