/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A look at a workbook that was just written: are all of its rows in it? Streams it, a few kilobytes at a time. */

#define G_LOG_DOMAIN "jb-export-xlsx-check"

#include "config.h"

#include "jb-export-writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define SHEET      "xl/worksheets/sheet1.xml"
#define ROW        "<row "
#define LAST_WORDS "</worksheet>"
#define BLOCK      (64 * 1024)

/* Of the text so far: how many rows began, and how it ends. */
typedef struct
{
  guint64  n_rows;
  GString *tail;    /* what the next block may complete */
} Count;

static void
count_block (Count      *count,
             const char *data,
             gsize       size)
{
  /* A row that began in the tail was counted when it was whole; one that is not whole there begins in its last letters. */
  gsize begin = count->tail->len - MIN (count->tail->len, strlen (ROW) - 1);
  const char *at, *end;

  g_string_append_len (count->tail, data, (gssize) size);
  at = count->tail->str + begin;
  end = count->tail->str + count->tail->len;
  while ((at = memmem (at, (gsize) (end - at), ROW, strlen (ROW))) != NULL)
    {
      count->n_rows++;
      at += strlen (ROW);
    }

  if (count->tail->len > strlen (LAST_WORDS))
    g_string_erase (count->tail, 0, (gssize) (count->tail->len - strlen (LAST_WORDS)));
}

static gboolean
count_sheet (struct archive *zip,
             guint64         n_rows,
             GCancellable   *cancellable)
{
  Count count = { 0, g_string_new (NULL) };
  g_autofree char *block = g_malloc (BLOCK);
  la_ssize_t n = 0;
  gboolean whole;

  while (!g_cancellable_is_cancelled (cancellable) && (n = archive_read_data (zip, block, BLOCK)) > 0)
    count_block (&count, block, (gsize) n);

  whole = n == 0 && count.n_rows == n_rows && g_str_equal (count.tail->str, LAST_WORDS);
  g_string_free (count.tail, TRUE);
  return whole;
}

gboolean
jb_export_xlsx_is_whole (const char   *path,
                         guint64       n_rows,
                         GCancellable *cancellable)
{
  struct archive *zip = archive_read_new ();
  struct archive_entry *entry;
  gboolean whole = FALSE;

  archive_read_support_format_zip (zip);
  if (archive_read_open_filename (zip, path, BLOCK) == ARCHIVE_OK)
    while (!whole && archive_read_next_header (zip, &entry) == ARCHIVE_OK)
      if (g_strcmp0 (archive_entry_pathname (entry), SHEET) == 0)
        {
          whole = count_sheet (zip, n_rows, cancellable);
          break;
        }
  archive_read_free (zip);
  return whole;
}
