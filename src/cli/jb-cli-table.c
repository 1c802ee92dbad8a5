/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Aligned text for a terminal. See the header. */

#define G_LOG_DOMAIN "jb-cli-table"

#include "config.h"

#include "jb-cli-table.h"

#include <string.h>

#define ROWS_FOR_WIDTHS 1000

struct _JbCliTable
{
  char       *align;
  guint       n_columns;
  guint      *widths;
  guint      *limits;      /* cells, 0 = none */
  GPtrArray  *held;        /* (element-type GStrv): rows that wait for the widths */
  gboolean    fixed;
};

guint
jb_cli_text_width (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

JbCliTable *
jb_cli_table_new (const char *align)
{
  JbCliTable *table = g_new0 (JbCliTable, 1);

  table->align = g_strdup (align);
  table->n_columns = strlen (align);
  table->widths = g_new0 (guint, table->n_columns);
  table->limits = g_new0 (guint, table->n_columns);
  table->held = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return table;
}

void
jb_cli_table_free (JbCliTable *table)
{
  g_ptr_array_unref (table->held);
  g_free (table->widths);
  g_free (table->limits);
  g_free (table->align);
  g_free (table);
}

/* Cuts @text to @max cells, the last of which says so. */
static void
cut_cell (GString *text,
          guint    max)
{
  guint width = 0;

  if (jb_cli_text_width (text->str) <= max)
    return;

  for (const char *p = text->str; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
      if (width > max - 1)
        {
          g_string_truncate (text, p - text->str);
          break;
        }
    }
  g_string_append (text, "…");
}

/* A name from outside must not move the cursor, colour the screen or break the row. */
static void
clean_cell (char  **cell,
            guint   max)
{
  g_autofree char *raw = *cell != NULL ? *cell : g_strdup ("");
  g_autofree char *valid = g_utf8_make_valid (raw, -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (clean, g_unichar_isprint (c) ? c : ' ');
    }

  if (max > 0)
    cut_cell (clean, max);
  *cell = g_string_free (clean, FALSE);
}

void
jb_cli_table_set_limit (JbCliTable *table,
                        guint       column,
                        guint       cells)
{
  g_return_if_fail (column < table->n_columns);

  table->limits[column] = cells;
}

static void
print_row (JbCliTable  *table,
           char       **cells)
{
  g_autoptr(GString) line = g_string_new (NULL);

  for (guint i = 0; i < table->n_columns; i++)
    {
      guint width = jb_cli_text_width (cells[i]);
      int blanks = table->widths[i] > width ? table->widths[i] - width : 0;
      gboolean last = i + 1 == table->n_columns;

      if (i > 0)
        g_string_append (line, "  ");
      if (table->align[i] == 'r')
        g_string_append_printf (line, "%*s%s", blanks, "", cells[i]);
      else
        g_string_append_printf (line, "%s%*s", cells[i], last ? 0 : blanks, "");
    }

  g_print ("%s\n", line->str);
}

void
jb_cli_table_add (JbCliTable  *table,
                  char       **cells)
{
  char **row = g_new0 (char *, table->n_columns + 1);

  for (guint i = 0; i < table->n_columns; i++)
    {
      row[i] = g_steal_pointer (&cells[i]);
      clean_cell (&row[i], table->limits[i]);
      if (!table->fixed)
        table->widths[i] = MAX (table->widths[i], jb_cli_text_width (row[i]));
    }

  if (table->fixed)
    {
      print_row (table, row);
      g_strfreev (row);
      return;
    }

  g_ptr_array_add (table->held, row);
  if (table->held->len >= ROWS_FOR_WIDTHS)
    jb_cli_table_flush (table);
}

void
jb_cli_table_flush (JbCliTable *table)
{
  table->fixed = TRUE;
  for (guint i = 0; i < table->held->len; i++)
    print_row (table, g_ptr_array_index (table->held, i));
  g_ptr_array_set_size (table->held, 0);
}
