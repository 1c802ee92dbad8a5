/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* OS_DTI_XML: originals by issue id. The text is kept byte for byte: a signature covers it. */

#define G_LOG_DOMAIN "jb-smartbill"

#include "config.h"

#include "jb-numbers.h"
#include "jb-smartbill-answer.h"
#include "jb-smartbill-xml.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Does it begin as XML does, after a byte order mark and blanks? */
static gboolean
looks_like_xml (const char *data,
                gsize       size)
{
  gsize i = size >= 3 && memcmp (data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

  while (i < size && g_ascii_isspace (data[i]))
    i++;

  return i < size && data[i] == '<';
}

/* g_base64_decode() skips what it does not know; here such a text is no Base64. */
static gboolean
is_base64 (const char *text)
{
  return text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n ")] == '\0';
}

/* U-33: plain XML; else Base64 once; else as it is, with a sentence. @text: (transfer full) */
static void
fill_original (JbFetchedOriginal *original,
               char              *text)
{
  g_autofree guchar *decoded = NULL;
  gsize size = strlen (text);
  gsize decoded_size;

  if (!looks_like_xml (text, size) && is_base64 (text))
    {
      decoded = g_base64_decode (text, &decoded_size);
      if (looks_like_xml ((const char *) decoded, decoded_size))
        {
          original->bytes = g_bytes_new_take (g_steal_pointer (&decoded), decoded_size);
          g_free (text);
          return;
        }
    }

  if (!looks_like_xml (text, size))
    original->problem = g_strdup_printf (_("The original of invoice %s is not the document that was expected; it was kept as it came."),
                                         original->issue_id);
  original->bytes = g_bytes_new_take (text, size);
}

static GPtrArray *
make_originals (const char * const *issue_ids,
                GHashTable         *by_id)
{
  GPtrArray *originals = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_fetched_original_free);

  for (gsize i = 0; issue_ids[i] != NULL; i++)
    {
      JbFetchedOriginal *original = g_new0 (JbFetchedOriginal, 1);

      original->issue_id = g_strdup (issue_ids[i]);
      g_ptr_array_add (originals, original);
      if (!g_hash_table_contains (by_id, original->issue_id))
        g_hash_table_insert (by_id, original->issue_id, original);
    }

  return originals;
}

/* An id is looked up as it came and, because some write it with hyphens, as we keep it. */
static JbFetchedOriginal *
find_original (GHashTable *by_id,
               const char *cell)
{
  JbFetchedOriginal *original = g_hash_table_lookup (by_id, cell);
  g_autofree char *issue_id = original ? NULL : jb_issue_id_parse (cell, NULL);

  return issue_id ? g_hash_table_lookup (by_id, issue_id) : original;
}

static void
read_row (GHashTable           *by_id,
          const JbSmartbillRow *row)
{
  const char *cell = jb_smartbill_row_get_cell (row, "ISSUE_ID");
  JbFetchedOriginal *original = cell ? find_original (by_id, cell) : NULL;
  const char *text;

  if (original == NULL || original->bytes != NULL)
    {
      g_debug ("a row that nobody asked for, or a second one: %s", cell ? cell : "(no id)");
      return;
    }

  text = jb_smartbill_row_get_cell (row, "DTI_MSG");
  if (text == NULL)
    text = jb_smartbill_row_get_cell (row, "DTI_XML");   /* C6 */
  if (text != NULL)
    fill_original (original, g_strdup (text));
}

GPtrArray *
jb_smartbill_xml_read (GBytes              *body,
                       const char * const  *issue_ids,
                       GError             **error)
{
  g_autoptr(JbSmartbillAnswer) answer = jb_smartbill_answer_parse (body, "OS_DTI_XML", error);
  g_autoptr(GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  const JbSmartbillRow *row;
  GPtrArray *originals;

  if (answer == NULL)
    return NULL;

  originals = make_originals (issue_ids, by_id);
  while (jb_smartbill_answer_next (answer, &row))
    {
      if (row != NULL)
        read_row (by_id, row);
      else
        g_debug ("something that is no row");
    }

  return originals;
}
