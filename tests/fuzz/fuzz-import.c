/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A file from anywhere, as the importer reads it: CSV, workbook, web page, XML, secure mail, ZIP. Also as the sheet and as the
 * strings of a workbook, which a change at random inside a ZIP would hardly reach. Nothing may crash, leak, hang or write to the
 * terminal; whatever comes out is an invoice that adds up, or a sentence. */

#include "config.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#include "fuzz.h"
#include "jb-document.h"
#include "jb-import-reader.h"
#include "jb-numbers.h"

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

static void
look_at_item (JbImportItem *item)
{
  JbInvoice *invoice = item->invoice;

  g_assert_true (invoice != NULL || item->sentence != NULL);
  g_assert_true (item->sentence == NULL || g_utf8_validate (item->sentence, -1, NULL));
  g_assert_true (item->entry == NULL || g_utf8_validate (item->entry, -1, NULL));
  if (invoice == NULL)
    return;

  g_assert_true (jb_date_is_valid (invoice->written_on));
  g_assert_cmpstr (invoice->issue_id, ==, item->issue_id);
  if (item->original == NULL)
    {
      gint64 sum = invoice->supply;

      g_assert_true (jb_won_add (&sum, invoice->tax));
      g_assert_cmpint (sum, ==, invoice->total);
      g_assert_nonnull (invoice->supplier->registration);
    }
}

static void
look_at_file (GBytes *bytes)
{
  static const char * const companies[] = { "0018100017", "0024500012", NULL };
  g_autoptr(JbImportReader) reader = jb_import_reader_new (bytes, companies);
  guint n_items = 0;

  for (;;)
    {
      g_autoptr(GPtrArray) items = jb_import_reader_next (reader, 7, NULL);
      double fraction = jb_import_reader_get_fraction (reader);

      g_assert_true (fraction >= 0 && fraction <= 1);
      if (items->len == 0)
        break;
      for (guint i = 0; i < items->len; i++)
        look_at_item (g_ptr_array_index (items, i));
      n_items += items->len;
    }
  g_assert_cmpuint (n_items, >, 0);
}

static void
add_part (struct archive *archive,
          const char     *name,
          const void     *data,
          size_t          size)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_write_header (archive, entry);
  archive_write_data (archive, data, size);
  archive_entry_free (entry);
}

/* (transfer full) */
static GBytes *
make_workbook (const char    *strings,
               size_t         strings_size,
               const char    *sheet,
               size_t         sheet_size)
{
  struct archive *archive = archive_write_new ();
  size_t room = strings_size + sheet_size + 64 * 1024, used = 0;
  char *buffer = g_malloc (room);

  archive_write_set_format_zip (archive);
  archive_write_zip_set_compression_store (archive);
  archive_write_open_memory (archive, buffer, room, &used);
  add_part (archive, "xl/workbook.xml", "<workbook/>", strlen ("<workbook/>"));
  add_part (archive, "xl/sharedStrings.xml", strings, strings_size);
  add_part (archive, "xl/worksheets/sheet1.xml", sheet, sheet_size);
  archive_write_close (archive);
  archive_write_free (archive);
  return g_bytes_new_take (buffer, used);
}

static void
look_at_part (const char *data,
              size_t      size)
{
  static const char strings[] = "<sst><si><t>승인번호</t></si><si><t>작성일자</t></si></sst>";
  static const char sheet[] = "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c></row></sheetData></worksheet>";
  g_autoptr(GBytes) with_sheet = make_workbook (strings, strlen (strings), data, size);
  g_autoptr(GBytes) with_strings = make_workbook (data, size, sheet, strlen (sheet));

  look_at_file (with_sheet);
  look_at_file (with_strings);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, size);

  look_at_file (bytes);
  if (size > 0 && data[0] == '<')
    look_at_part ((const char *) data, size);
  return 0;
}
