/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Three steps: the form, the browser, done. While the browser is at work the codes can come three ways: by callback, pasted,
 * or typed into the connect dialog. Whichever is first ends the sign-up. Codes that came by callback come only once, so the
 * dialog keeps them until they have worked or it is closed. */

#define G_LOG_DOMAIN "jb-signup-dialog"

#include "config.h"

#include "jb-signup-dialog.h"

#include "jb-connect-dialog.h"
#include "jb-own-party.h"
#include "jb-paste-dialog.h"
#include "jb-signup-browser-page.h"
#include "jb-signup-connect.h"
#include "jb-signup-draft.h"
#include "jb-signup-form-page.h"
#include "jb-signup-settings.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

/* smartbill.md 7.2: pID is ours to choose; it comes back in the callback. */
#define USER_ID        "jangbu"
#define SAVE_DELAY_MS  500

struct _JbSignupDialog
{
  AdwWindow             parent_instance;

  GtkButton            *cancel_button;
  GtkStack             *action_stack;
  GtkWidget            *done_button;
  GtkLabel             *environment_label;
  GtkWidget            *problem_box;
  GtkLabel             *problem_label;
  GtkWidget            *asking_box;
  GtkStack             *step_stack;
  JbSignupFormPage     *form_page;
  JbSignupBrowserPage  *browser_page;

  JbSession            *session;
  GSettings            *settings;       /* (nullable) */
  JbSignupListener     *listener;
  JbSignupAnswer       *answer;         /* (nullable): came by callback and has not worked yet */
  GCancellable         *cancellable;    /* (nullable): of the attempt that is going on */
  GCancellable         *prefilling;
  GtkWindow            *child;          /* (nullable): the dialog for pasting or typing */
  guint                 save_source;
  guint                 dropped_source;
  gboolean              is_closed;
};

G_DEFINE_FINAL_TYPE (JbSignupDialog, jb_signup_dialog, ADW_TYPE_WINDOW)

enum
{
  CONNECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- steps ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_at (JbSignupDialog *self,
       const char     *step)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->step_stack), step) == 0;
}

static const char *
get_company (JbSignupDialog *self)
{
  return jb_signup_form_get (jb_signup_form_page_get_form (self->form_page), JB_SIGNUP_COMPANY_NUMBER);
}

static const char *
get_environment (JbSignupDialog *self)
{
  return jb_signup_form_page_get_environment (self->form_page);
}

static gboolean
is_ready (JbSignupDialog *self)
{
  JbSignupTerms terms = jb_signup_form_page_get_terms (self->form_page);

  return jb_signup_form_is_ready (jb_signup_form_page_get_form (self->form_page), &terms);
}

static void
save_draft (JbSignupDialog *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  jb_signup_draft_save (self->settings, self->form_page, is_at (self, "browser"));
}

static gboolean
save_later_cb (gpointer user_data)
{
  JbSignupDialog *self = user_data;

  self->save_source = 0;
  save_draft (self);
  return G_SOURCE_REMOVE;
}

static void
show_environment (JbSignupDialog *self)
{
  const char *environment = get_environment (self);
  gboolean production = g_str_equal (environment, "production"), demo = g_str_equal (environment, "demo");
  /* Translators: %s is an address */
  g_autofree char *address = g_strdup_printf (_("A service for developers at %s"), environment);

  gtk_label_set_text (self->environment_label,
                      production ? _("Production: the real service")
                      : demo ? _("Demo: SmartBill’s service for trying out, without your real invoices") : address);
  jb_text_toggle_class (GTK_WIDGET (self->environment_label), "production", production);
  jb_text_toggle_class (GTK_WIDGET (self->environment_label), "demo", !production);
}

static void
show_problem (JbSignupDialog *self,
              const char     *sentence)
{
  gtk_label_set_text (self->problem_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
}

static void
update_actions (JbSignupDialog *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_free = self->cancellable == NULL;
  gboolean is_out = is_at (self, "browser");

  gtk_widget_action_set_enabled (widget, "signup.open", is_free && !is_at (self, "done"));
  gtk_widget_action_set_enabled (widget, "signup.edit", is_free && is_out);
  gtk_widget_action_set_enabled (widget, "signup.paste", is_free && is_out);
  gtk_widget_action_set_enabled (widget, "signup.code", is_free && is_out);
  gtk_widget_action_set_enabled (widget, "signup.retry", is_free && self->answer != NULL);
  gtk_widget_set_visible (self->asking_box, !is_free);
  gtk_stack_set_visible_child_name (self->action_stack,
                                    is_free ? gtk_stack_get_visible_child_name (self->step_stack) : "asking");
  gtk_button_set_label (self->cancel_button, is_free ? _("C_lose") : _("Cance_l"));
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), !is_at (self, "done"));
}

static void
go_to (JbSignupDialog *self,
       const char     *step)
{
  gtk_window_set_focus (GTK_WINDOW (self), NULL);   /* what had it is about to be hidden */
  gtk_stack_set_visible_child_name (self->step_stack, step);
  show_problem (self, NULL);
  update_actions (self);
}

/* -- the callback --------------------------------------------------------------------------------------------------- */

static gboolean
show_dropped_cb (gpointer user_data)
{
  JbSignupDialog *self = user_data;

  jb_signup_browser_page_show_callback (self->browser_page, TRUE, NULL, jb_signup_listener_get_dropped (self->listener));
  return G_SOURCE_CONTINUE;
}

static void
stop_listening (JbSignupDialog *self)
{
  g_clear_handle_id (&self->dropped_source, g_source_remove);
  jb_signup_listener_stop (self->listener);
  jb_signup_listener_expect (self->listener, NULL);
}

/* Listens while the browser is out, and only if the user wants it. */
static void
update_listener (JbSignupDialog *self)
{
  g_autoptr(GError) error = NULL;
  gboolean wanted = is_at (self, "browser") && jb_signup_settings_wants_callback (self->settings);

  stop_listening (self);
  if (wanted && jb_signup_settings_listen (self->settings, get_environment (self), self->listener, &error))
    {
      jb_signup_listener_expect (self->listener, get_company (self));
      self->dropped_source = g_timeout_add_seconds (1, show_dropped_cb, self);
    }
  jb_signup_browser_page_show_callback (self->browser_page, wanted && error == NULL, error != NULL ? error->message : NULL, 0);
}

static void
settings_changed_cb (JbSignupDialog *self,
                     const char     *key)
{
  if (g_str_has_prefix (key, "signup-callback") && is_at (self, "browser"))
    update_listener (self);
}

/* -- connecting ----------------------------------------------------------------------------------------------------- */

static void
close_child (JbSignupDialog *self)
{
  if (self->child != NULL)
    gtk_window_destroy (self->child);
}

static void
succeed (JbSignupDialog *self,
         gint64          connection)
{
  g_clear_pointer (&self->answer, jb_signup_answer_free);
  jb_signup_browser_page_close (self->browser_page);
  stop_listening (self);
  go_to (self, "done");
  g_clear_handle_id (&self->save_source, g_source_remove);
  jb_signup_draft_clear (self->settings);
  gtk_widget_grab_focus (self->done_button);
  g_signal_emit (self, signals[CONNECTED], 0, connection);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbSignupDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  gint64 id = jb_signup_connect_finish (JB_SESSION (object), result, &error);

  if (self->is_closed)
    return;

  g_clear_object (&self->cancellable);
  if (id != 0)
    succeed (self, id);
  else
    {
      show_problem (self, g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                          ? _("The codes are here, but were not tried to the end.") : error->message);
      update_actions (self);
    }
}

static void
try_answer (JbSignupDialog *self)
{
  show_problem (self, NULL);
  self->cancellable = g_cancellable_new ();
  update_actions (self);
  jb_signup_connect_async (self->session, self->answer, self->answer->company, NULL, get_environment (self), self->cancellable,
                           connected_cb, g_object_ref (self));
}

static void
answered_cb (JbSignupDialog *self,
             JbSignupAnswer *answer)
{
  g_clear_pointer (&self->answer, jb_signup_answer_free);
  self->answer = jb_signup_answer_copy (answer);
  close_child (self);
  if (self->cancellable == NULL)
    try_answer (self);
}

static void
child_connected_cb (JbSignupDialog *self,
                    gint64          connection)
{
  succeed (self, connection);
}

static void
show_child (JbSignupDialog *self,
            GtkWindow      *child)
{
  close_child (self);
  g_set_weak_pointer (&self->child, child);
  g_signal_connect_object (child, "connected", G_CALLBACK (child_connected_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (child);
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (widget);
  JbSignupTerms terms = jb_signup_form_page_get_terms (self->form_page);
  g_autofree char *target = jb_signup_settings_dup_target (self->settings, get_environment (self));

  if (!is_ready (self))   /* the link code, for one, may have been deleted in the preferences meanwhile */
    go_to (self, "form");
  if (!jb_signup_form_page_check (self->form_page))
    return;

  go_to (self, "browser");
  save_draft (self);
  jb_signup_browser_page_open (self->browser_page, jb_signup_form_page_get_form (self->form_page), &terms, target);
  update_listener (self);
}

static void
edit_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (widget);

  jb_signup_browser_page_close (self->browser_page);
  stop_listening (self);
  go_to (self, "form");
  save_draft (self);
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (widget);

  show_child (self, GTK_WINDOW (jb_paste_dialog_new (GTK_WINDOW (self), self->session, get_company (self), get_environment (self))));
}

static void
code_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (widget);
  JbConnectDialog *dialog = jb_connect_dialog_new (GTK_WINDOW (self), self->session);
  g_autoptr(JbConnection) connection = jb_connection_new ();

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (get_environment (self));
  connection->company = g_strdup (get_company (self));
  connection->account = g_strdup ("");
  jb_connect_dialog_fill_in (dialog, connection);
  show_child (self, GTK_WINDOW (dialog));
}

static void
retry_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  try_answer (JB_SIGNUP_DIALOG (widget));
}

/* One step back: first the attempt, then the dialog. The draft stays. */
static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (widget);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
form_changed_cb (JbSignupDialog *self)
{
  show_environment (self);
  if (self->save_source == 0)
    self->save_source = g_timeout_add (SAVE_DELAY_MS, save_later_cb, self);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

/* The window is closed. What is going on holds it, so it must end first. */
static void
jb_signup_dialog_unrealize (GtkWidget *widget)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (widget);

  if (self->save_source != 0)
    save_draft (self);
  self->is_closed = TRUE;
  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->prefilling);
  g_clear_pointer (&self->answer, jb_signup_answer_free);
  stop_listening (self);

  GTK_WIDGET_CLASS (jb_signup_dialog_parent_class)->unrealize (widget);
}

static void
jb_signup_dialog_dispose (GObject *object)
{
  JbSignupDialog *self = JB_SIGNUP_DIALOG (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  g_clear_handle_id (&self->dropped_source, g_source_remove);
  g_clear_weak_pointer (&self->child);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->prefilling);
  g_clear_object (&self->listener);
  g_clear_object (&self->settings);
  g_clear_object (&self->session);
  g_clear_pointer (&self->answer, jb_signup_answer_free);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_SIGNUP_DIALOG);

  G_OBJECT_CLASS (jb_signup_dialog_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, action_stack);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, environment_label);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, problem_box);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, asking_box);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, step_stack);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, form_page);
  gtk_widget_class_bind_template_child (widget_class, JbSignupDialog, browser_page);
  gtk_widget_class_bind_template_callback (widget_class, form_changed_cb);
}

static void
jb_signup_dialog_class_init (JbSignupDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_signup_dialog_dispose;
  widget_class->unrealize = jb_signup_dialog_unrealize;

  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);

  g_type_ensure (JB_TYPE_SIGNUP_FORM_PAGE);
  g_type_ensure (JB_TYPE_SIGNUP_BROWSER_PAGE);
  gtk_widget_class_install_action (widget_class, "signup.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "signup.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "signup.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "signup.code", NULL, code_action);
  gtk_widget_class_install_action (widget_class, "signup.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "signup.cancel", NULL, cancel_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "signup.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/signup-dialog.ui");
  bind_children (widget_class);
}

static void
jb_signup_dialog_init (JbSignupDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
own_party_loaded_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(JbSignupDialog) self = jb_weak_take (user_data);
  g_autoptr(JbParty) party = NULL;
  g_autoptr(GError) error = NULL;

  party = jb_own_party_load_finish (result, &error);
  if (error != NULL)
    g_debug ("The form is not pre-filled: %s", error->message);   /* the user fills it in */
  if (party != NULL && self != NULL && !self->is_closed)
    {
      g_autoptr(JbSignupForm) form = jb_signup_form_new_for_company (party);

      jb_signup_form_page_fill_gaps (self->form_page, form);
    }
}

static void
fill_in (JbSignupDialog *self,
         const char     *company)
{
  JbArchive *archive = jb_session_get_archive (self->session);

  jb_signup_form_page_set_value (self->form_page, JB_SIGNUP_USER_ID, USER_ID);
  if (company == NULL)
    return;

  jb_signup_form_page_set_value (self->form_page, JB_SIGNUP_COMPANY_NUMBER, company);
  if (archive != NULL)
    jb_own_party_load_async (archive, company, self->prefilling, own_party_loaded_cb, jb_weak_new (self));
}

GtkWidget *
jb_signup_dialog_new (JbSession  *session,
                      GSettings  *settings,
                      const char *company,
                      const char *environment)
{
  JbSignupDialog *self;
  JbSignupDraftStep step;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);
  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), NULL);

  self = g_object_new (JB_TYPE_SIGNUP_DIALOG, NULL);
  self->session = g_object_ref (session);
  self->prefilling = g_cancellable_new ();
  self->listener = jb_signup_listener_new (jb_session_get_clock (session));
  g_signal_connect_object (self->listener, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
  jb_signup_browser_page_set_clock (self->browser_page, jb_session_get_clock (session));
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      jb_signup_form_page_set_settings (self->form_page, settings);
      g_signal_connect_object (settings, "changed", G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
    }

  if (environment != NULL)
    jb_signup_form_page_set_environment (self->form_page, environment);
  step = jb_signup_draft_load (settings, self->form_page, company, environment);
  if (step == JB_SIGNUP_DRAFT_NONE)
    fill_in (self, company);
  /* What another life of the program kept may lack something by now: then the form comes first. */
  go_to (self, step == JB_SIGNUP_DRAFT_BROWSER && is_ready (self) ? "browser" : "form");
  if (is_at (self, "form"))
    jb_signup_form_page_begin (self->form_page);
  show_environment (self);
  update_listener (self);
  return GTK_WIDGET (self);
}
