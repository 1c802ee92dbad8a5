/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Amounts, times and marks as people read them. */

#define G_LOG_DOMAIN "jb-text"

#include "config.h"

#include "jb-text.h"

#include "jb-numbers.h"

#include <glib/gi18n-lib.h>

char *
jb_text_won (gint64 won)
{
  g_autofree char *number = jb_won_format (won);
  const char *digits = won < 0 ? number + 1 : number;
  g_autofree char *text = NULL;

  /* Translators: an amount of Korean won; %s is the number with separators. A minus sign may be put before it. */
  text = g_strdup_printf (_("₩%s"), digits);
  return won < 0 ? g_strconcat ("-", text, NULL) : g_steal_pointer (&text);
}

char *
jb_text_count (guint count)
{
  return jb_won_format (count);
}

char *
jb_text_instant (gint64 ms,
                 gint64 now_ms)
{
  g_autoptr(GDateTime) at = g_date_time_new_from_unix_local (ms / 1000);
  g_autoptr(GDateTime) now = g_date_time_new_from_unix_local (now_ms / 1000);

  if (at == NULL || now == NULL)
    return g_strdup ("");
  if (g_date_time_get_year (at) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now))
    /* Translators: a time of this day, as in strftime() */
    return g_date_time_format (at, _("Today at %H:%M"));
  return g_date_time_format (at, "%Y-%m-%d %H:%M");
}

void
jb_text_toggle_class (GtkWidget  *widget,
                      const char *css_class,
                      gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (widget, css_class);
  else
    gtk_widget_remove_css_class (widget, css_class);
}

void
jb_text_show_hint (gpointer    row,
                   GtkLabel   *hint,
                   JbHint      kind,
                   const char *sentence)
{
  gtk_label_set_text (hint, sentence);
  jb_text_toggle_class (GTK_WIDGET (hint), "dim-label", kind == JB_HINT_PLAIN);
  jb_text_toggle_class (GTK_WIDGET (hint), "warning", kind == JB_HINT_WARNING);
  jb_text_toggle_class (GTK_WIDGET (hint), "error", kind == JB_HINT_ERROR);
  jb_text_toggle_class (row, "error", kind == JB_HINT_ERROR);
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               kind == JB_HINT_ERROR ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

const char *
jb_text_environment (const char *environment)
{
  if (g_strcmp0 (environment, "production") == 0)
    return _("Production");
  return g_strcmp0 (environment, "demo") == 0 ? C_("environment", "Demo") : _("Other Address");
}

void
jb_text_set_won (GtkLabel *label,
                 gint64    won)
{
  g_autofree char *text = jb_text_won (won);

  gtk_label_set_text (label, text);
  jb_text_toggle_class (GTK_WIDGET (label), "negative", won < 0);
}

const char *
jb_text_short_status (JbStatus status)
{
  switch (status)
    {
    case JB_STATUS_SAVED:
    case JB_STATUS_REQUEST_SAVED:
      return C_("state", "Saved");
    case JB_STATUS_REQUESTED:
      return C_("state", "Requested");
    case JB_STATUS_ISSUED:
      return C_("state", "Issued");
    case JB_STATUS_APPROVED:
      return C_("state", "Approved");
    case JB_STATUS_REJECTED:
      return C_("state", "Rejected");
    case JB_STATUS_CANCELLED:
      return C_("state", "Cancelled");
    case JB_STATUS_REQUEST_REFUSED:
      return C_("state", "Refused");
    case JB_STATUS_REQUEST_WITHDRAWN:
      return C_("state", "Withdrawn");
    case JB_STATUS_UNKNOWN:
    default:
      return "";
    }
}

const char *
jb_text_service (const char *service)
{
  if (g_str_equal (service, "smartbill"))
    return _("SmartBill");
  if (g_str_equal (service, JB_SERVICE_FILE))
    return _("File");
  return service;
}

char *
jb_text_services (const char *services)
{
  g_auto(GStrv) names = services != NULL ? g_strsplit (services, " ", -1) : NULL;
  GString *text;

  if (names == NULL || names[0] == NULL)
    return NULL;

  text = g_string_new (jb_text_service (names[0]));
  for (guint i = 1; names[i] != NULL; i++)
    g_string_append_printf (text, ", %s", jb_text_service (names[i]));
  return g_string_free (text, FALSE);
}

const char *
jb_text_original_icon (gboolean  has_original,
                       JbVerdict verdict)
{
  if (!has_original)
    return "jb-original-missing-symbolic";

  switch (verdict)
    {
    case JB_VERDICT_TRUSTED:
    case JB_VERDICT_VALID:
      return "jb-original-valid-symbolic";
    case JB_VERDICT_ALTERED:
    case JB_VERDICT_UNREADABLE:
      return "jb-original-altered-symbolic";
    case JB_VERDICT_UNCHECKED:
    case JB_VERDICT_UNSIGNED:
    case JB_VERDICT_UNKNOWN_FORM:
    default:
      return "jb-original-symbolic";
    }
}

const char *
jb_text_original_class (gboolean  has_original,
                        JbVerdict verdict)
{
  if (!has_original)
    return "dim-label";

  switch (verdict)
    {
    case JB_VERDICT_TRUSTED:
    case JB_VERDICT_VALID:
      return "success";
    case JB_VERDICT_ALTERED:
    case JB_VERDICT_UNREADABLE:
      return "error";
    case JB_VERDICT_UNSIGNED:
    case JB_VERDICT_UNKNOWN_FORM:
      return "warning";
    case JB_VERDICT_UNCHECKED:
    default:
      return "dim-label";
    }
}

const char *
jb_text_original_word (gboolean  has_original,
                       JbVerdict verdict)
{
  if (!has_original)
    return C_("original", "No original");

  switch (verdict)
    {
    case JB_VERDICT_TRUSTED:
      return C_("original", "Verified");
    case JB_VERDICT_VALID:
      return C_("original", "Unaltered");
    case JB_VERDICT_UNSIGNED:
      return C_("original", "Unsigned");
    case JB_VERDICT_ALTERED:
      return C_("original", "Altered");
    case JB_VERDICT_UNKNOWN_FORM:
      return C_("original", "Odd form");
    case JB_VERDICT_UNREADABLE:
      return C_("original", "Unreadable");
    case JB_VERDICT_UNCHECKED:
    default:
      return C_("original", "Unchecked");
    }
}

const char *
jb_text_original_says (gboolean  has_original,
                       JbVerdict verdict)
{
  if (!has_original)
    return _("The original is not in the book yet. The next collection asks for it again.");

  switch (verdict)
    {
    case JB_VERDICT_TRUSTED:
      return _("The original is kept, its signature fits its content, and an authority that you trust issued the certificate.");
    case JB_VERDICT_VALID:
      return _("The original is kept and its signature fits its content. Who issued the certificate is not known.");
    case JB_VERDICT_UNSIGNED:
      return _("The original is kept, but it carries no signature.");
    case JB_VERDICT_ALTERED:
      return _("The content differs from what was signed. Ask the issuer for the document before you rely on it.");
    case JB_VERDICT_UNKNOWN_FORM:
      return _("The original is kept, but it is signed in a way that the standard does not know.");
    case JB_VERDICT_UNREADABLE:
      return _("The original is kept as it came, but it cannot be read as a tax invoice.");
    case JB_VERDICT_UNCHECKED:
    default:
      return _("The original is kept. Its signature was not checked yet.");
    }
}

void
jb_text_show_original (GtkImage  *image,
                       gboolean   has_original,
                       JbVerdict  verdict)
{
  static const char *classes[] = { "success", "warning", "error", "dim-label" };
  const char *wanted = jb_text_original_class (has_original, verdict);

  gtk_image_set_from_icon_name (image, jb_text_original_icon (has_original, verdict));
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    jb_text_toggle_class (GTK_WIDGET (image), classes[i], g_str_equal (classes[i], wanted));
}

char *
jb_text_run_result (const JbRun *run)
{
  g_autofree char *fresh = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *originals = NULL;

  if (run->state == JB_RUN_FAILED && run->message != NULL)
    return g_strdup (run->message);
  if (run->n_new == 0 && run->n_changed == 0 && run->n_originals == 0)
    return g_strdup (_("Nothing new: the book has everything that the service has."));

  fresh = jb_text_count (run->n_new);
  changed = jb_text_count (run->n_changed);
  originals = jb_text_count (run->n_originals);
  /* Translators: what a collection brought; three numbers */
  return g_strdup_printf (_("New: %1$s. Changed: %2$s. Originals: %3$s."), fresh, changed, originals);
}
