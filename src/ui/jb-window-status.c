/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the window says: what the book holds, what the session is doing, and what went wrong. It listens to both. */

#define G_LOG_DOMAIN "jb-window-status"

#include "config.h"

#include "jb-window-private.h"

#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

void
_jb_window_show_toast (JbWindow   *self,
                       const char *sentence)
{
  g_autofree char *markup = g_markup_escape_text (sentence, -1);

  g_free (self->last_toast);
  self->last_toast = g_strdup (sentence);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static int
today (JbWindow *self)
{
  return jb_clock_today (jb_session_get_clock (self->session));
}

JbPeriod
_jb_window_current_period (JbWindow *self)
{
  return jb_period_choice_resolve (jb_period_button_get_choice (self->period_button), today (self));
}

/* -- what the book holds -------------------------------------------------------------------------------------------- */

static void
show_counts (JbWindow         *self,
             const JbOverview *overview)
{
  g_autofree char *sales = jb_text_count (overview->sales.count);
  g_autofree char *purchases = jb_text_count (overview->purchases.count);

  gtk_label_set_text (self->sales_count, overview->n_invoices > 0 ? sales : "");
  gtk_label_set_text (self->purchases_count, overview->n_invoices > 0 ? purchases : "");
}

/* A code that no keyring took: said for as long as it matters, or until it was read. */
static void
show_keyring_banner (JbWindow *self)
{
  gboolean session_only = FALSE;

  for (guint i = 0; i < self->connections->len && !session_only; i++)
    session_only = jb_session_is_session_only (self->session, g_ptr_array_index (self->connections, i));
  gtk_widget_set_visible (self->keyring_banner, session_only && !self->keyring_banner_hidden);
}

static void
read_connections (JbWindow *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) connections = jb_archive_list_connections (self->archive, &error);

  if (connections == NULL)
    {
      g_debug ("No list of connections: %s", error->message);
      return;
    }

  g_clear_pointer (&self->connections, g_ptr_array_unref);
  self->connections = g_steal_pointer (&connections);
  show_keyring_banner (self);
  _jb_window_show_token_warning (self);
  _jb_window_show_book_banner (self);
  if (self->certificates_page != NULL)
    jb_certificates_page_set_connections (self->certificates_page, self->connections);
}

static void
show_overview_of_book (JbWindow         *self,
                       const JbOverview *overview)
{
  const JbPeriodChoice *choice = jb_period_button_get_choice (self->period_button);
  g_autofree char *label = jb_period_choice_label (choice, today (self));
  g_autoptr(GPtrArray) runs = _jb_window_choose_runs (self, overview->runs);
  g_autoptr(GArray) codeless = _jb_window_list_codeless (self);
  JbHomeState state = {
    .overview = overview,
    .runs = runs,
    .n_connections = _jb_window_count_connections (self),
    .codeless = codeless,
    .period_label = label,
    .period = _jb_window_current_period (self),
    .today = today (self),
    .now = jb_clock_now (jb_session_get_clock (self->session)),
    .collecting = jb_session_is_collecting (self->session),
    .locked = jb_session_get_protection (self->session) == JB_PROTECTION_LOCKED,
  };

  show_counts (self, overview);
  jb_home_page_show (self->home_page, &state);
  jb_invoice_page_set_book_empty (self->sales_page, overview->n_invoices == 0, _jb_window_count_connections (self) > 0);
  if (self->purchases_page == NULL)
    return;

  jb_invoice_page_set_book_empty (self->purchases_page, overview->n_invoices == 0, _jb_window_count_connections (self) > 0);
  if (self->connections != NULL)
    {
      jb_connections_page_show (self->connections_page, self->connections, overview->runs);
      jb_checklist_page_show (self->checklist_page, self->connections, overview);
    }
}

/* One for a company that the book does not have any more is asked for again, for all companies. */
static void
show_overview (JbWindow         *self,
               const JbOverview *overview)
{
  if (_jb_window_show_companies (self, overview->companies))
    show_overview_of_book (self, overview);
  else
    self->overview_stale = TRUE;
}

void
_jb_window_show_overview_again (JbWindow *self)
{
  if (self->overview != NULL)
    show_overview (self, self->overview);
}

static void
overview_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(JbWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  JbOverview *overview = jb_archive_load_overview_finish (JB_ARCHIVE (object), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->loading);
  if (overview != NULL)
    {
      g_clear_pointer (&self->overview, jb_overview_free);
      self->overview = overview;
      show_overview (self, overview);
    }
  else
    _jb_window_show_toast (self, error->message);
  if (self->overview_stale)
    _jb_window_load_overview (self);
}

/* One at a time: while the book is being filled it changes faster than anybody can read. */
void
_jb_window_load_overview (JbWindow *self)
{
  self->overview_stale = self->archive != NULL && self->loading != NULL;
  if (self->archive == NULL || self->loading != NULL)
    return;

  read_connections (self);
  self->loading = g_cancellable_new ();
  jb_archive_load_overview_async (self->archive, _jb_window_get_company (self), _jb_window_current_period (self),
                                  self->loading, overview_cb, g_object_ref (self));
}

void
_jb_window_show_archive (JbWindow *self)
{
  JbArchive *archive = jb_session_get_archive (self->session);

  if (self->archive != NULL)
    g_signal_handlers_disconnect_by_func (self->archive, _jb_window_load_overview, self);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_set_object (&self->archive, archive);
  if (archive != NULL)
    g_signal_connect_object (archive, "changed", G_CALLBACK (_jb_window_load_overview), self, G_CONNECT_SWAPPED);

  jb_invoice_page_set_archive (self->sales_page, archive);
  if (self->purchases_page != NULL)
    jb_invoice_page_set_archive (self->purchases_page, archive);
  _jb_window_load_overview (self);
}

/* -- what is going on ----------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
describe_progress (JbWindow *self)
{
  g_autofree char *arrived = jb_text_count (jb_session_get_n_arrived (self->session));

  switch (jb_session_get_phase (self->session))
    {
    case JB_COLLECTOR_LISTING:
      /* Translators: %s is a number of invoices */
      return g_strdup_printf (_("Reading the service’s lists. New so far: %s"), arrived);
    case JB_COLLECTOR_ORIGINALS:
      return g_strdup_printf (_("Fetching and checking originals. New so far: %s"), arrived);
    case JB_COLLECTOR_CONNECTING:
      return g_strdup (_("Reaching the service"));
    case JB_COLLECTOR_IDLE:
    default:
      return g_strdup (_("Collecting"));
    }
}

static void
show_status (JbWindow *self)
{
  g_autofree char *text = NULL;

  if (jb_session_get_state (self->session) == JB_SESSION_STARTING && jb_session_get_progress (self->session) >= 0)
    /* Translators: what words of items and remarks are found by is being made again; the number is from 0 to 100 */
    text = g_strdup_printf (_("Preparing the search: %d %%"), (int) (jb_session_get_progress (self->session) * 100));
  else if (jb_session_get_state (self->session) == JB_SESSION_STARTING)
    text = g_strdup (jb_session_is_demo (self->session) ? _("Inventing a company for the demo") : _("Opening the book"));
  else if (jb_session_is_collecting (self->session))
    text = describe_progress (self);
  else if (_jb_window_get_encrypting (self) >= 0)
    text = g_strdup_printf (_("Encrypting originals: %d %%"), (int) (_jb_window_get_encrypting (self) * 100));
  else
    text = g_strdup (self->outcome);
  gtk_label_set_text (self->status_label, text != NULL ? text : "");
}

static gboolean
pulse_cb (gpointer user_data)
{
  gtk_progress_bar_pulse (JB_WINDOW (user_data)->progress_bar);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (JbWindow *self)
{
  gboolean collecting = jb_session_is_collecting (self->session);
  gboolean starting = jb_session_get_state (self->session) == JB_SESSION_STARTING;
  double progress = collecting || starting ? jb_session_get_progress (self->session) : _jb_window_get_encrypting (self);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), collecting || progress >= 0);
  if (collecting && progress < 0 && self->pulse_source == 0)
    self->pulse_source = g_timeout_add (120, pulse_cb, self);
  else if (!collecting || progress >= 0)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (progress >= 0)
    gtk_progress_bar_set_fraction (self->progress_bar, progress);
  show_status (self);
}

static void
collecting_cb (JbWindow *self)
{
  gboolean collecting = jb_session_is_collecting (self->session);

  gtk_stack_set_visible_child_name (self->collect_stack, collecting ? "running" : "idle");
  show_progress (self);
  _jb_window_load_overview (self);
}

/* News get a toast; that there are none is said in the status line only. */
static void
collected_cb (JbWindow *self,
              int       outcome,
              guint     n_new)
{
  g_autofree char *number = jb_text_count (n_new);
  g_autofree char *news = g_strdup_printf (ngettext ("%s new invoice", "%s new invoices", n_new), number);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  /* Translators: a time of day, as in strftime() */
  g_autofree char *time = g_date_time_format (now, _("%H:%M"));

  g_clear_pointer (&self->outcome, g_free);
  if (outcome == JB_OUTCOME_STOPPED)
    self->outcome = g_strdup_printf (_("Stopped at %s. Nothing is lost."), time);
  else if (outcome == JB_OUTCOME_FAILED)
    self->outcome = g_strdup_printf (_("Collecting failed at %s."), time);
  else if (n_new == 0)
    self->outcome = g_strdup_printf (_("Collected at %s. Nothing new."), time);
  else
    self->outcome = g_strdup_printf (_("Collected at %s."), time);

  if (n_new > 0)
    _jb_window_show_toast (self, news);
  show_status (self);
}

static void
problem_cb (JbWindow *self)
{
  const GError *problem = jb_session_get_problem (self->session);
  /* That the book is locked stands in a banner of its own, with the way out. */
  gboolean shown = problem != NULL && !g_error_matches (problem, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_KEY);

  /* Trying again does not bring a code; the page with the connections says which one it is. */
  GtkActionable *button = GTK_ACTIONABLE (self->problem_button);
  gboolean codeless = g_error_matches (problem, JB_SECRETS_ERROR, JB_SECRETS_ERROR_NOT_FOUND);

  if (shown)
    gtk_label_set_text (self->problem_label, codeless ? _("The keyring lacks the authentication code of a connection. Enter it again.")
                                                      : problem->message);
  gtk_button_set_label (self->problem_button, codeless ? _("Show Connections") : _("Try Again"));
  gtk_actionable_set_action_name (button, NULL);   /* a target must not meet the other action */
  gtk_actionable_set_action_target_value (button, codeless ? g_variant_new_string ("connections") : NULL);
  gtk_actionable_set_action_name (button, codeless ? "win.page" : "app.retry");
  gtk_widget_set_visible (self->problem_banner, shown);
}

static void
protection_cb (JbWindow *self)
{
  _jb_window_show_book_banner (self);
  _jb_window_load_overview (self);
  show_progress (self);
}

/* -- listening ------------------------------------------------------------------------------------------------------ */

void
_jb_window_listen (JbWindow *self)
{
  g_signal_connect_object (self->session, "notify::archive", G_CALLBACK (_jb_window_show_archive), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (show_status), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (_jb_window_update_connect_action), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::collecting", G_CALLBACK (collecting_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::progress", G_CALLBACK (show_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::problem", G_CALLBACK (problem_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::protection", G_CALLBACK (protection_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "collected", G_CALLBACK (collected_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_visible (self->demo_banner, jb_session_is_demo (self->session));
  jb_period_button_set_today (self->period_button, today (self));
  _jb_window_watch_tokens (self);
  _jb_window_update_connect_action (self);
  problem_cb (self);
  collecting_cb (self);
}
