/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The cursor stays behind the digit that it stood behind, however many hyphens came before it. */

#define G_LOG_DOMAIN "jb-number-entry"

#include "config.h"

#include "jb-number-entry.h"

#define BUSINESS_DIGITS 10

/* (transfer full): "000-12-34013" of what is there so far; NULL when it is not about digits. */
static char *
punctuate (const char *text)
{
  g_autoptr(GString) number = g_string_new (NULL);
  guint n_digits = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '-' || *p == ' ')
        continue;
      if (!g_ascii_isdigit (*p) || n_digits == BUSINESS_DIGITS)
        return NULL;
      if (n_digits == 3 || n_digits == 5)
        g_string_append_c (number, '-');
      g_string_append_c (number, *p);
      n_digits++;
    }
  return g_string_free (g_steal_pointer (&number), FALSE);
}

static guint
count_digits (const char *text,
              int         n_chars)
{
  guint n = 0;

  for (int i = 0; i < n_chars && text[i] != '\0'; i++)
    n += g_ascii_isdigit (text[i]) ? 1 : 0;
  return n;
}

static int
find_position (const char *text,
               guint       n_digits)
{
  int position = 0;

  while (n_digits > 0 && text[position] != '\0')
    n_digits -= g_ascii_isdigit (text[position++]) ? 1 : 0;
  return position;
}

/* Not inside "changed": GTK moves the cursor after it. */
static gboolean
format_cb (gpointer user_data)
{
  GtkEditable *entry = user_data;
  const char *text;
  g_autofree char *formatted = NULL;

  if (gtk_widget_get_root (GTK_WIDGET (entry)) == NULL)   /* its window has gone meanwhile */
    return G_SOURCE_REMOVE;

  text = gtk_editable_get_text (entry);
  formatted = punctuate (text);
  if (formatted != NULL && !g_str_equal (formatted, text))
    {
      guint n_before = count_digits (text, gtk_editable_get_position (entry));

      gtk_editable_set_text (entry, formatted);
      gtk_editable_set_position (entry, find_position (formatted, n_before));
    }
  return G_SOURCE_REMOVE;
}

static void
changed_cb (GtkEditable *entry)
{
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, format_cb, g_object_ref (entry), g_object_unref);
}

void
jb_number_entry_set_up (GtkEditable *entry)
{
  g_return_if_fail (GTK_IS_EDITABLE (entry));

  g_signal_connect (entry, "changed", G_CALLBACK (changed_cb), NULL);
}

gboolean
jb_number_entry_is_begun (const char *text)
{
  g_autofree char *formatted = NULL;

  g_return_val_if_fail (text != NULL, FALSE);

  formatted = punctuate (text);
  return formatted != NULL && count_digits (formatted, G_MAXINT) < BUSINESS_DIGITS;
}
