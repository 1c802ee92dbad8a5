/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose invoices the window shows. The choice limits lists, counts and home; connections and certificates are always of all. */

#define G_LOG_DOMAIN "jb-window-company"

#include "config.h"

#include "jb-window-private.h"

#include <glib/gi18n-lib.h>

const char *
_jb_window_get_company (JbWindow *self)
{
  return jb_company_button_get_company (self->company_button);
}

void
_jb_window_restore_company (JbWindow *self)
{
  g_autofree char *company = g_settings_get_string (self->settings, "company");

  jb_company_button_set_company (self->company_button, company);
}

void
_jb_window_company_changed (JbWindow *self)
{
  const char *company = _jb_window_get_company (self);

  if (self->settings != NULL)
    g_settings_set_string (self->settings, "company", company != NULL ? company : "");
  _jb_window_set_filters (self);
  _jb_window_load_overview (self);
}

static const JbConnection *
get_connection (JbWindow *self,
                guint     i)
{
  return self->connections != NULL && i < self->connections->len ? g_ptr_array_index (self->connections, i) : NULL;
}

gboolean
_jb_window_is_shown (JbWindow           *self,
                     const JbConnection *connection)
{
  const char *company = _jb_window_get_company (self);

  return company == NULL || g_str_equal (connection->company, company);
}

guint
_jb_window_count_connections (JbWindow *self)
{
  const JbConnection *connection;
  guint n = 0;

  for (guint i = 0; (connection = get_connection (self, i)) != NULL; i++)
    n += _jb_window_is_shown (self, connection) ? 1 : 0;
  return n;
}

GPtrArray *
_jb_window_choose_runs (JbWindow  *self,
                        GPtrArray *runs)
{
  GPtrArray *chosen = g_ptr_array_new ();
  const JbConnection *connection;

  for (guint i = 0; (connection = get_connection (self, i)) != NULL; i++)
    for (guint j = 0; _jb_window_is_shown (self, connection) && j < runs->len; j++)
      if (((JbRun *) g_ptr_array_index (runs, j))->connection == connection->id)
        g_ptr_array_add (chosen, g_ptr_array_index (runs, j));
  return chosen;
}

gboolean
_jb_window_show_companies (JbWindow  *self,
                           GPtrArray *companies)
{
  g_autofree char *before = g_strdup (_jb_window_get_company (self));
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  const char *title;

  jb_company_button_set_companies (self->company_button, companies, self->connections != NULL ? self->connections : none,
                                   jb_session_is_demo (self->session));
  jb_invoice_page_set_companies (self->sales_page, companies);
  if (self->purchases_page != NULL)
    jb_invoice_page_set_companies (self->purchases_page, companies);
  title = jb_company_button_get_title (self->company_button);
  gtk_window_set_title (GTK_WINDOW (self), title);
  if (g_strcmp0 (before, _jb_window_get_company (self)) == 0)
    return TRUE;

  _jb_window_set_filters (self);
  /* The only company of a book was chosen: all of the book is the same. */
  return companies->len == 1 && g_str_equal (before, ((JbCompany *) g_ptr_array_index (companies, 0))->registration);
}
