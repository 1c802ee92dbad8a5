/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The report and its words. */

#define G_LOG_DOMAIN "jb-import-report"

#include "config.h"

#include "jb-import-report.h"

#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (JbImportLine, jb_import_line, G_TYPE_OBJECT)

static void
jb_import_line_finalize (GObject *object)
{
  JbImportLine *self = JB_IMPORT_LINE (object);

  g_free (self->file);
  g_free (self->entry);
  g_free (self->issue_id);
  g_free (self->company);
  g_free (self->sentence);

  G_OBJECT_CLASS (jb_import_line_parent_class)->finalize (object);
}

static void
jb_import_line_class_init (JbImportLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_import_line_finalize;
}

static void
jb_import_line_init (JbImportLine *self)
{
}

static void
stranger_free (gpointer data)
{
  JbImportStranger *stranger = data;

  g_free (stranger->registration);
  g_free (stranger->name);
  g_free (stranger);
}

JbImportReport *
jb_import_report_new (void)
{
  JbImportReport *report = g_new0 (JbImportReport, 1);

  report->lines = g_ptr_array_new_with_free_func (g_object_unref);
  report->strangers = g_ptr_array_new_with_free_func (stranger_free);
  return report;
}

void
jb_import_report_free (JbImportReport *report)
{
  if (report == NULL)
    return;

  g_ptr_array_unref (report->lines);
  g_ptr_array_unref (report->strangers);
  g_free (report->stopped);
  g_free (report);
}

/* -- words ---------------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *nick;
  const char *name;
} outcomes[JB_IMPORT_N_OUTCOMES] = {
  /* Translators: what became of an invoice in a file that was imported */
  [JB_IMPORT_NEW] = { "new", NC_("import", "New") },
  [JB_IMPORT_CHANGED] = { "changed", NC_("import", "Completed") },
  [JB_IMPORT_HERE] = { "here", NC_("import", "Already here") },
  [JB_IMPORT_REFUSED] = { "refused", NC_("import", "Not imported") },
};

const char *
jb_import_outcome_get_name (JbImportOutcome outcome)
{
  g_return_val_if_fail (outcome < JB_IMPORT_N_OUTCOMES, "");

  return g_dpgettext2 (GETTEXT_PACKAGE, "import", outcomes[outcome].name);
}

const char *
jb_import_outcome_get_nick (JbImportOutcome outcome)
{
  g_return_val_if_fail (outcome < JB_IMPORT_N_OUTCOMES, "");

  return outcomes[outcome].nick;
}

char *
jb_import_line_get_place (JbImportLine *self)
{
  g_autofree char *file = NULL;

  g_return_val_if_fail (JB_IS_IMPORT_LINE (self), NULL);

  file = self->entry != NULL ? g_strdup_printf ("%s, %s", self->file, self->entry) : g_strdup (self->file);
  if (self->row == 0)
    return g_steal_pointer (&file);

  /* Translators: a file, and the row of a table in it */
  return g_strdup_printf (_("%s, row %u"), file, self->row);
}

char *
jb_import_line_get_text (JbImportLine *self)
{
  GString *text;

  g_return_val_if_fail (JB_IS_IMPORT_LINE (self), NULL);

  text = g_string_new (jb_import_outcome_get_name (self->outcome));
  if (self->issue_id != NULL)
    {
      g_autofree char *shown = jb_issue_id_format (self->issue_id);

      g_string_append_printf (text, " · %s", shown);
    }
  if (self->direction != JB_DIRECTION_UNKNOWN)
    {
      g_autofree char *company = jb_registration_display (self->company);

      g_string_append_printf (text, " · %s %s", jb_direction_get_name (self->direction), company);
    }
  if (self->sentence != NULL)
    g_string_append_printf (text, " · %s", self->sentence);
  return g_string_free (text, FALSE);
}

static void
append_count (GString    *text,
              char       *counted)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", counted);
  g_free (counted);
}

char *
jb_import_report_summarize (const JbImportReport *report)
{
  const guint *n = report->n_outcomes;
  GString *text = g_string_new (NULL);

  append_count (text, g_strdup_printf (ngettext ("%u new invoice", "%u new invoices", n[JB_IMPORT_NEW]), n[JB_IMPORT_NEW]));
  append_count (text, g_strdup_printf (ngettext ("%u completed", "%u completed", n[JB_IMPORT_CHANGED]), n[JB_IMPORT_CHANGED]));
  append_count (text, g_strdup_printf (ngettext ("%u already here", "%u already here", n[JB_IMPORT_HERE]), n[JB_IMPORT_HERE]));
  append_count (text, g_strdup_printf (ngettext ("%u not imported", "%u not imported", n[JB_IMPORT_REFUSED]), n[JB_IMPORT_REFUSED]));
  return g_string_free (text, FALSE);
}

char *
jb_import_report_write (const JbImportReport *report)
{
  g_autofree char *summary = jb_import_report_summarize (report);
  GString *text = g_string_new (summary);

  g_string_append_c (text, '\n');
  if (report->stopped != NULL)
    g_string_append_printf (text, "%s\n", report->stopped);
  g_string_append_c (text, '\n');

  for (guint i = 0; i < report->lines->len; i++)
    {
      JbImportLine *line = g_ptr_array_index (report->lines, i);
      g_autofree char *place = jb_import_line_get_place (line);
      g_autofree char *said = jb_import_line_get_text (line);

      g_string_append_printf (text, "%s: %s\n", place, said);
    }
  return g_string_free (text, FALSE);
}
