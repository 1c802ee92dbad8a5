/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How the steps stand comes from three sides: from what the service answered just now, from the last collection of a connection,
 * and from the person, for what neither can show. */

#define G_LOG_DOMAIN "jb-checklist-page"

#include "config.h"

#include "jb-checklist-page-private.h"

#include "jb-portal.h"
#include "jb-signup-dialog.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (JbChecklistPage, jb_checklist_page, ADW_TYPE_BIN)

enum
{
  CONNECT,
  CONNECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- how the steps stand -------------------------------------------------------------------------------------------- */

JbPrerequisite *
_jb_checklist_page_get_step (JbChecklistPage *self,
                             guint            position)
{
  return g_ptr_array_index (self->steps, position);
}

static gboolean
is_ticked (JbChecklistPage      *self,
           const JbPrerequisite *step)
{
  return g_hash_table_contains (self->ticks, step->id);
}

gboolean
_jb_checklist_page_is_done (JbChecklistPage *self,
                            guint            position)
{
  const JbPrerequisite *step = _jb_checklist_page_get_step (self, position);

  return jb_checklist_row_is_done (step, is_ticked (self, step));
}

static int
find_state (JbChecklistPage     *self,
            JbPrerequisiteState  state)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (_jb_checklist_page_get_step (self, i)->state == state && !_jb_checklist_page_is_done (self, i))
      return (int) i;
  return -1;
}

int
_jb_checklist_page_find_next (JbChecklistPage *self)
{
  int next = find_state (self, JB_PREREQUISITE_MISSING);

  if (next < 0)
    next = find_state (self, JB_PREREQUISITE_UNKNOWN);
  return next >= 0 ? next : find_state (self, JB_PREREQUISITE_NOT_ASKED);
}

static void
settle (JbPrerequisite *step,
        const char     *sentence)
{
  step->state = JB_PREREQUISITE_DONE;
  g_free (step->seen);
  step->seen = g_strdup (sentence);
}

/* A collection that went through has passed every step up to the token, and invoices that came the others. */
static void
settle_by_collection (JbChecklistPage *self)
{
  gpointer brought;

  if (!g_hash_table_lookup_extended (self->brought, &self->target->id, NULL, &brought))
    return;

  for (guint i = 0; i < self->steps->len; i++)
    {
      JbPrerequisite *step = _jb_checklist_page_get_step (self, i);
      gboolean by_invoices = step->kind == JB_PREREQUISITE_DEPARTMENT_USER || step->kind == JB_PREREQUISITE_REGISTRATION;

      if (step->state != JB_PREREQUISITE_NOT_ASKED)
        continue;
      if (!by_invoices)
        settle (step, _("The last collection went through."));
      else if (GPOINTER_TO_INT (brought))
        settle (step, _("Invoices have come."));
    }
}

/* -- showing -------------------------------------------------------------------------------------------------------- */

static void
show_steps (JbChecklistPage *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      const JbPrerequisite *step = _jb_checklist_page_get_step (self, i);
      JbChecklistRowState state = {
        .step = step,
        .number = i + 1,
        .ticked = is_ticked (self, step),
        .may_act = !jb_session_is_demo (self->session),
      };

      jb_checklist_row_show (g_ptr_array_index (self->rows, i), &state);
    }
}

static void
show_summary (JbChecklistPage *self)
{
  g_autofree char *done = NULL;
  g_autofree char *all = jb_text_count (self->steps->len);
  g_autofree char *text = NULL;
  guint n_done = 0;

  for (guint i = 0; i < self->steps->len; i++)
    n_done += _jb_checklist_page_is_done (self, i) ? 1 : 0;
  done = jb_text_count (n_done);
  /* Translators: "Steps done: 3 of 7" */
  text = g_strdup_printf (_("Steps done: %1$s of %2$s"), done, all);
  gtk_label_set_text (self->summary_label, n_done == self->steps->len ? _("All steps are done") : text);
}

static void
say (JbChecklistPage *self,
     const char      *sentence)
{
  gtk_label_set_text (self->answer_label, sentence);
}

/* Before anything was asked. */
static void
say_what_can_be_asked (JbChecklistPage *self)
{
  if (_jb_checklist_page_find_next (self) < 0)
    say (self, _("Everything that collecting needs is in place."));
  else if (self->target->id != 0)
    say (self, _("Jangbu asks SmartBill with the code of this connection how far it is."));
  else
    say (self, _("Open a step to see what it is. As long as there is no code, Jangbu can only try the way to SmartBill; "
                 "mark yourself what is done."));
}

static void
show_next_group (JbChecklistPage *self)
{
  gtk_widget_set_visible (self->next_group, g_hash_table_contains (self->brought, &self->target->id));
  gtk_widget_set_visible (self->protect_row, jb_session_get_protection (self->session) == JB_PROTECTION_NONE &&
                                             !jb_session_is_demo (self->session));
  adw_action_row_set_subtitle (self->next_row,
                               self->n_invoices > 0
                               ? _("Your invoices are in the book. Jangbu collects again by itself while it is open, and at once with F5.")
                               : _("The connection works, and SmartBill holds no invoices yet. It collects from HomeTax from time to "
                                   "time; when it has been there, they come with the next collection."));
}

static void
refresh (JbChecklistPage *self)
{
  show_steps (self);
  show_summary (self);
  show_next_group (self);
}

/* -- rows --------------------------------------------------------------------------------------------------------- */

static void
ticked_cb (JbChecklistPage *self,
           gboolean         ticked,
           JbChecklistRow  *row)
{
  guint position;

  if (!g_ptr_array_find (self->rows, row, &position))
    return;

  _jb_checklist_page_set_tick (self, _jb_checklist_page_get_step (self, position)->id, ticked);
  refresh (self);
  say_what_can_be_asked (self);
  if (ticked)
    _jb_checklist_page_point_after (self, position);
}

static void
make_rows (JbChecklistPage *self)
{
  for (guint i = 0; i < self->steps->len; i++)
    {
      JbChecklistRow *row = jb_checklist_row_new (_jb_checklist_page_get_step (self, i));

      g_signal_connect_object (row, "notify::expanded", G_CALLBACK (_jb_checklist_page_row_expanded), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, "ticked", G_CALLBACK (ticked_cb), self, G_CONNECT_SWAPPED);
      gtk_list_box_append (self->steps_list, GTK_WIDGET (row));
      g_ptr_array_add (self->rows, row);
    }
}

/* -- asking --------------------------------------------------------------------------------------------------------- */

static void
set_checking (JbChecklistPage *self,
              gboolean         checking)
{
  gtk_stack_set_visible_child_name (self->check_stack, checking ? "checking" : "idle");
}

/* (transfer full) (element-type JbPrerequisite) */
static GPtrArray *
list_steps (JbChecklistPage *self)
{
  g_autoptr(GError) error = NULL;
  GPtrArray *steps = jb_provider_list_prerequisites (self->target->service, self->target->environment, &error);

  if (steps != NULL)
    return steps;

  g_debug ("%s", error->message);   /* an address that was written into the settings by hand */
  return jb_provider_list_prerequisites (self->target->service, "production", NULL);
}

void
_jb_checklist_page_restart (JbChecklistPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_checking (self, FALSE);

  g_clear_pointer (&self->steps, g_ptr_array_unref);
  self->steps = list_steps (self);
  if (self->rows->len == 0)
    make_rows (self);
  settle_by_collection (self);
  refresh (self);
  say_what_can_be_asked (self);
}

static void
say_result (JbChecklistPage *self)
{
  int next = _jb_checklist_page_find_next (self);
  const JbPrerequisite *step = next >= 0 ? _jb_checklist_page_get_step (self, (guint) next) : NULL;
  g_autofree char *sentence = NULL;

  if (step == NULL)
    {
      say (self, _("Everything that collecting needs is in place."));
      return;
    }
  if (step->seen != NULL)
    {
      say (self, step->seen);
      return;
    }

  /* Translators: %s is the title of a step */
  sentence = g_strdup_printf (_("Nothing that was asked is missing. The next step: %s"), step->title);
  say (self, sentence);
}

static void
take_answer (JbChecklistPage *self,
             GPtrArray       *steps)
{
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  self->steps = steps;
  refresh (self);
  say_result (self);
  _jb_checklist_page_point_at_next (self);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(JbChecklistPage) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  GPtrArray *steps = jb_session_check_up_finish (JB_SESSION (object), result, &error);

  if (self == NULL || self->session == NULL)   /* the window was closed meanwhile */
    {
      g_clear_pointer (&steps, g_ptr_array_unref);
      return;
    }
  /* Stopped: whoever stopped it has already shown so, and another check may be going on. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  set_checking (self, FALSE);
  if (steps != NULL)
    take_answer (self, steps);
  else
    say (self, error->message);
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbChecklistPage *self = JB_CHECKLIST_PAGE (widget);

  if (self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  set_checking (self, TRUE);
  say (self, _("Asking SmartBill…"));
  jb_session_check_up_async (self->session, self->target, self->cancellable, checked_cb, jb_weak_new (self));
}

static void
stop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbChecklistPage *self = JB_CHECKLIST_PAGE (widget);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  set_checking (self, FALSE);
  say (self, _("Stopped. Nothing was changed."));
}

void
jb_checklist_page_explain (JbChecklistPage *self,
                           const GError    *failure)
{
  GPtrArray *steps;

  g_return_if_fail (JB_IS_CHECKLIST_PAGE (self) && failure != NULL);

  steps = jb_provider_explain_failure (self->target->service, self->target->environment, failure);
  if (steps != NULL)
    take_answer (self, steps);
}

/* -- doing ---------------------------------------------------------------------------------------------------------- */

static const JbPrerequisite *
find_step (JbChecklistPage *self,
           const char      *id)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (g_str_equal (_jb_checklist_page_get_step (self, i)->id, id))
      return _jb_checklist_page_get_step (self, i);
  return NULL;
}

static void
signed_up_cb (JbChecklistPage *self,
              gint64           connection)
{
  g_signal_emit (self, signals[CONNECTED], 0, connection);
}

static void
sign_up (JbChecklistPage *self)
{
  GtkWidget *dialog = jb_signup_dialog_new (self->session, self->settings,
                                            *self->target->company != '\0' ? self->target->company : NULL,
                                            self->target->environment);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  g_signal_connect_object (dialog, "connected", G_CALLBACK (signed_up_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
act_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  JbChecklistPage *self = JB_CHECKLIST_PAGE (widget);
  const JbPrerequisite *step = find_step (self, g_variant_get_string (parameter, NULL));

  if (step == NULL)
    return;
  if (jb_session_get_state (self->session) != JB_SESSION_READY)
    say (self, _("The book is not open. Open it, then connect again."));
  else if (step->kind == JB_PREREQUISITE_JOIN)
    sign_up (self);
  else if (step->kind == JB_PREREQUISITE_CODE)
    g_signal_emit (self, signals[CONNECT], 0, self->target);
}

static void
open_page_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  const JbPrerequisite *step = find_step (JB_CHECKLIST_PAGE (widget), g_variant_get_string (parameter, NULL));

  if (step != NULL && step->page != NULL)
    jb_portal_open_uri (widget, step->page);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_checklist_page_dispose (GObject *object)
{
  JbChecklistPage *self = JB_CHECKLIST_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  _jb_checklist_page_stop_following (self);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  g_clear_object (&self->target_settings);
  g_ptr_array_set_size (self->rows, 0);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CHECKLIST_PAGE);

  G_OBJECT_CLASS (jb_checklist_page_parent_class)->dispose (object);
}

static void
jb_checklist_page_finalize (GObject *object)
{
  JbChecklistPage *self = JB_CHECKLIST_PAGE (object);

  g_ptr_array_unref (self->connections);
  g_ptr_array_unref (self->rows);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->target, jb_connection_free);
  g_hash_table_unref (self->ticks);
  g_hash_table_unref (self->brought);

  G_OBJECT_CLASS (jb_checklist_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, content);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, next_group);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, next_row);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, protect_row);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, target_row);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, number_row);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, number_hint);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, environment_row);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, summary_label);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, answer_label);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, check_stack);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistPage, steps_list);
  _jb_checklist_page_bind_target (widget_class);
}

static void
jb_checklist_page_class_init (JbChecklistPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_checklist_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_checklist_page_finalize;

  signals[CONNECT] = g_signal_new ("connect", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_install_action (widget_class, "checklist.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "checklist.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "checklist.act", "s", act_action);
  gtk_widget_class_install_action (widget_class, "checklist.open-page", "s", open_page_action);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/checklist-page.ui");
  bind_children (widget_class);
}

static void
jb_checklist_page_init (JbChecklistPage *self)
{
  self->connections = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_connection_free);
  self->rows = g_ptr_array_new ();
  self->ticks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->brought = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->filling = FALSE;
}

void
jb_checklist_page_set_session (JbChecklistPage *self,
                               JbSession       *session,
                               GSettings       *settings)
{
  g_return_if_fail (JB_IS_CHECKLIST_PAGE (self) && JB_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_set_object (&self->settings, settings);
  _jb_checklist_page_restore_target (self);
  if (jb_checklist_page_is_begun (settings))
    _jb_checklist_page_place (self);
  g_signal_connect_object (session, "notify::protection", G_CALLBACK (show_next_group), self, G_CONNECT_SWAPPED);
}

/* -- the book ------------------------------------------------------------------------------------------------------- */

static void
note_runs (JbChecklistPage  *self,
           const JbOverview *overview)
{
  gboolean only_one = self->connections->len == 1;

  g_hash_table_remove_all (self->brought);
  for (guint i = 0; i < overview->runs->len; i++)
    {
      const JbRun *run = g_ptr_array_index (overview->runs, i);
      gboolean brought = run->has_brought || run->n_changed > 0 || (only_one && overview->n_invoices > 0);

      if (run->state == JB_RUN_DONE)
        g_hash_table_insert (self->brought, g_memdup2 (&run->connection, sizeof run->connection), GINT_TO_POINTER (brought));
    }
}

/* A collection that went through ends the first run, whoever began it. */
static void
end_first_run (JbChecklistPage *self)
{
  if (g_hash_table_size (self->brought) > 0 && jb_checklist_page_is_begun (self->settings))
    g_settings_set_string (self->settings, "first-run-step", "done");
}

void
jb_checklist_page_show (JbChecklistPage  *self,
                        GPtrArray        *connections,
                        const JbOverview *overview)
{
  gboolean was_connected;

  g_return_if_fail (JB_IS_CHECKLIST_PAGE (self) && self->session != NULL);
  g_return_if_fail (connections != NULL && overview != NULL);

  was_connected = gtk_widget_get_visible (self->next_group);
  _jb_checklist_page_offer_targets (self, connections);
  note_runs (self, overview);
  self->n_invoices = overview->n_invoices;
  settle_by_collection (self);
  refresh (self);
  if (self->cancellable == NULL && _jb_checklist_page_find_next (self) < 0)
    say_what_can_be_asked (self);
  end_first_run (self);
  if (!self->placed)
    _jb_checklist_page_place (self);
  else if (!was_connected && gtk_widget_get_visible (self->next_group))
    _jb_checklist_page_point_at (self, -1);   /* what the person worked for stands at the top */
}

gboolean
jb_checklist_page_is_begun (GSettings *settings)
{
  g_autofree char *step = NULL;

  if (settings == NULL)
    return FALSE;
  step = g_settings_get_string (settings, "first-run-step");
  return !g_str_equal (step, "none") && !g_str_equal (step, "done");
}

void
jb_checklist_page_begin (JbChecklistPage *self)
{
  int next;

  g_return_if_fail (JB_IS_CHECKLIST_PAGE (self) && self->session != NULL);

  next = _jb_checklist_page_find_next (self);
  if (self->settings != NULL && next >= 0 && !jb_checklist_page_is_begun (self->settings))
    g_settings_set_string (self->settings, "first-run-step", _jb_checklist_page_get_step (self, (guint) next)->id);
  _jb_checklist_page_point_at_next (self);
}
