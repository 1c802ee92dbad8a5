/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What can be known to be wrong is said at its field before anything is sent; what only the service knows is said above them
 * all, in the service's sentence. The code goes to the session and nowhere else. */

#define G_LOG_DOMAIN "jb-connect-dialog"

#include "config.h"

#include "jb-connect-dialog.h"

#include "jb-number-entry.h"
#include "jb-numbers.h"
#include "jb-portal.h"
#include "jb-smartbill-entry.h"
#include "jb-text.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

/* smartbill.md 4.3: the token does not belong to this company. */
#define WRONG_COMPANY "60101"

struct _JbConnectDialog
{
  AdwWindow        parent_instance;

  GtkStack        *action_stack;
  GtkWidget       *problem_box;
  GtkLabel        *problem_label;
  GtkWidget       *form;
  GtkCheckButton  *production_check;
  GtkCheckButton  *demo_check;
  AdwExpanderRow  *address_expander;
  GtkEditable     *address_row;
  GtkEditable     *number_row;
  GtkLabel        *number_hint;
  GtkEditable     *account_row;
  GtkLabel        *account_hint;
  GtkEditable     *code_row;
  GtkLabel        *code_hint;
  AdwExpanderRow  *token_expander;
  GtkEditable     *token_row;
  GtkEditable     *token_day_row;
  GtkWidget       *token_hints;
  GtkLabel        *token_hint;
  GtkLabel        *token_day_hint;
  GtkEditable     *name_row;
  GtkWidget       *waiting_box;

  JbSession       *session;
  GCancellable    *cancellable;     /* (nullable): of the attempt that is going on */
};

G_DEFINE_FINAL_TYPE (JbConnectDialog, jb_connect_dialog, ADW_TYPE_WINDOW)

enum
{
  CONNECTED,
  REFUSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* -- what was typed ------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
get_trimmed (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

static const char *
get_portal_environment (JbConnectDialog *self)
{
  return gtk_check_button_get_active (self->production_check) ? "production" : "demo";
}

/* The address counts only while it can be seen. (transfer full) */
static char *
get_environment (JbConnectDialog *self)
{
  g_autofree char *address = get_trimmed (self->address_row);

  if (adw_expander_row_get_expanded (self->address_expander) && *address != '\0')
    return g_steal_pointer (&address);
  return g_strdup (get_portal_environment (self));
}

/* Names are one line, whatever was pasted. (transfer full) (nullable) */
static char *
get_name (JbConnectDialog *self)
{
  g_autofree char *name = get_trimmed (self->name_row);

  g_strdelimit (name, "\r\n\t", ' ');
  return *name != '\0' ? g_steal_pointer (&name) : NULL;
}

/* -- hints ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_blank (GtkEditable *editable)
{
  g_autofree char *text = get_trimmed (editable);

  return *text == '\0';
}

/* Whether the number may be sent. While it is still being typed, being too short is no mistake yet. */
static gboolean
check_number (JbConnectDialog *self,
              gboolean         typing)
{
  g_autofree char *text = get_trimmed (self->number_row);
  g_autofree char *environment = get_environment (self);
  g_autoptr(GError) error = NULL;
  g_autofree char *digits = jb_business_number_parse (text, &error);
  gboolean ok = digits != NULL;
  gboolean fits = ok && jb_business_number_has_check (digits);

  if (!ok && typing && jb_number_entry_is_begun (text))
    jb_text_show_hint (self->number_row, self->number_hint, JB_HINT_PLAIN,
                       _("Ten digits, as on the company’s business registration certificate."));
  else if (!ok)
    jb_text_show_hint (self->number_row, self->number_hint, JB_HINT_ERROR, error->message);
  else if (fits)
    jb_text_show_hint (self->number_row, self->number_hint, JB_HINT_PLAIN, _("The last digit fits the others."));
  else if (g_str_equal (environment, "production"))
    jb_text_show_hint (self->number_row, self->number_hint, JB_HINT_ERROR,
                       _("This number is mistyped: its last digit does not fit the others. Please compare it."));
  else
    jb_text_show_hint (self->number_row, self->number_hint, JB_HINT_WARNING,
                       _("The last digit does not fit the others. The demo service also knows such numbers; "
                         "the number of a real company always fits."));
  return ok && (fits || !g_str_equal (environment, "production"));
}

static gboolean
check_account (JbConnectDialog *self,
               gboolean         typing)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *account = jb_smartbill_parse_account (gtk_editable_get_text (self->account_row), &error);

  if (account == NULL && !(typing && is_blank (self->account_row)))
    jb_text_show_hint (self->account_row, self->account_hint, JB_HINT_ERROR, error->message);
  else if (account == NULL || typing || jb_smartbill_account_is_usual (account))
    jb_text_show_hint (self->account_row, self->account_hint, JB_HINT_PLAIN,
                       _("What you type to log in at SmartBill, without the password."));
  else
    jb_text_show_hint (self->account_row, self->account_hint, JB_HINT_WARNING,
                       _("An id at SmartBill usually has 6 to 12 letters and digits. This one looks different; compare it if SmartBill "
                         "refuses it."));
  return account != NULL;
}

/* A code that is still being typed is too short for a while. */
static gboolean
check_code (JbConnectDialog *self,
            gboolean         typing)
{
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GError) error = NULL;

  secret->auth_code = jb_smartbill_parse_auth_code (gtk_editable_get_text (self->code_row), &error);
  if (secret->auth_code == NULL && !typing)
    jb_text_show_hint (self->code_row, self->code_hint, JB_HINT_ERROR, error->message);
  else if (secret->auth_code == NULL || jb_smartbill_auth_code_is_usual (secret->auth_code))
    jb_text_show_hint (self->code_row, self->code_hint, JB_HINT_PLAIN,
                       _("32 capital letters and digits. SmartBill makes it once for each company, and shows it on the page below."));
  else
    jb_text_show_hint (self->code_row, self->code_hint, JB_HINT_WARNING,
                       _("The usual code has 32 capital letters and digits. This one looks different; compare it if SmartBill refuses it."));
  return secret->auth_code != NULL;
}

/* -- a token that somebody has -------------------------------------------------------------------------------------- */

/* A token counts only while it can be seen. */
static gboolean
has_token (JbConnectDialog *self)
{
  return adw_expander_row_get_expanded (self->token_expander);
}

static gboolean
check_token (JbConnectDialog *self,
             gboolean         typing)
{
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GError) error = NULL;

  if (!has_token (self))
    return TRUE;

  secret->token = jb_smartbill_parse_token (gtk_editable_get_text (self->token_row), &error);
  if (secret->token == NULL && !(typing && is_blank (self->token_row)))
    jb_text_show_hint (self->token_row, self->token_hint, JB_HINT_ERROR, error->message);
  else
    jb_text_show_hint (self->token_row, self->token_hint, JB_HINT_PLAIN,
                       _("The code above is needed all the same: SmartBill asks for it with every original, and Jangbu gets the next "
                         "token with it."));
  return secret->token != NULL;
}

/* The last day on which the token works; 0 when it is not known. FALSE when there is something else than a day. */
static gboolean
read_token_day (JbConnectDialog *self,
                int             *day)
{
  g_autofree char *text = get_trimmed (self->token_day_row);

  *day = 0;
  return *text == '\0' || (jb_date_parse (text, day) && jb_date_is_valid (*day));
}

static gboolean
check_token_day (JbConnectDialog *self,
                 gboolean         typing)
{
  int day;
  gboolean ok;

  if (!has_token (self))
    return TRUE;

  ok = read_token_day (self, &day);
  if (!ok && !typing)
    jb_text_show_hint (self->token_day_row, self->token_day_hint, JB_HINT_ERROR,
                       _("This is no day. Write it as 2026-09-14, or leave it empty."));
  else if (ok && day != 0 && day < jb_clock_today (jb_session_get_clock (self->session)))
    jb_text_show_hint (self->token_day_row, self->token_day_hint, JB_HINT_ERROR,
                       _("This day has passed, so the token does not work any more. Get another one, or close this part: with the code "
                         "Jangbu gets a token by itself."));
  else
    jb_text_show_hint (self->token_day_row, self->token_day_hint, JB_HINT_PLAIN,
                       _("A day such as 2026-09-14. If you leave it empty, Jangbu uses the token until SmartBill refuses it."));
  return ok && (day == 0 || day >= jb_clock_today (jb_session_get_clock (self->session)));
}

/* What was typed, all of it checked before. (transfer full) */
static JbSecret *
make_secret (JbConnectDialog *self)
{
  JbSecret *secret = jb_secret_new ();
  int day;

  secret->auth_code = jb_smartbill_parse_auth_code (gtk_editable_get_text (self->code_row), NULL);
  if (!has_token (self))
    return secret;

  secret->token = jb_smartbill_parse_token (gtk_editable_get_text (self->token_row), NULL);
  if (read_token_day (self, &day) && day != 0)
    secret->token_expires_at = jb_instant_from_date (jb_date_add_days (day, 1));   /* the last day is good to its end */
  return secret;
}

/* -- typing --------------------------------------------------------------------------------------------------------- */

static void
number_changed_cb (JbConnectDialog *self)
{
  check_number (self, TRUE);
}

static void
environment_changed_cb (JbConnectDialog *self)
{
  check_number (self, TRUE);
}

static void
account_changed_cb (JbConnectDialog *self)
{
  check_account (self, TRUE);
}

static void
code_changed_cb (JbConnectDialog *self)
{
  check_code (self, TRUE);
}

static void
token_changed_cb (JbConnectDialog *self)
{
  gtk_widget_set_visible (self->token_hints, has_token (self));
  check_token (self, TRUE);
  check_token_day (self, TRUE);
}

static void
code_page_cb (JbConnectDialog *self)
{
  jb_portal_open (GTK_WIDGET (self), get_portal_environment (self), JB_PORTAL_AUTH_CODE);
}

/* -- connecting ----------------------------------------------------------------------------------------------------- */

static void
set_waiting (JbConnectDialog *self,
             gboolean         waiting)
{
  if (waiting)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);   /* an entry does not like to become insensitive while it has it */
  gtk_stack_set_visible_child_name (self->action_stack, waiting ? "waiting" : "ready");
  gtk_widget_set_visible (self->waiting_box, waiting);
  gtk_widget_set_sensitive (self->form, !waiting);
}

static void
show_problem (JbConnectDialog *self,
              const char      *sentence)
{
  if (sentence != NULL)
    gtk_label_set_text (self->problem_label, sentence);
  gtk_widget_set_visible (self->problem_box, sentence != NULL);
}

/* The field that most likely holds the mistake; none when it is nobody's. */
static GtkEditable *
find_culprit (JbConnectDialog *self,
              const GError    *error)
{
  if (error->domain == JB_VALUE_ERROR)
    return self->number_row;
  if (g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_CONFIG) &&
      adw_expander_row_get_expanded (self->address_expander))
    return self->address_row;
  if (!g_error_matches (error, JB_PROVIDER_ERROR, JB_PROVIDER_ERROR_REAUTH))
    return NULL;
  if (has_token (self))
    return self->token_row;
  return g_strcmp0 (jb_provider_error_get_service_code (error), WRONG_COMPANY) == 0 ? self->number_row : self->code_row;
}

static void
show_error (JbConnectDialog *self,
            const GError    *error)
{
  GtkEditable *culprit = find_culprit (self, error);

  show_problem (self, error->message);
  if (culprit != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (culprit));
  g_signal_emit (self, signals[REFUSED], 0, error);
}

static void
connected_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(JbConnectDialog) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  gint64 id = jb_session_connect_finish (JB_SESSION (object), result, NULL, &error);

  if (self == NULL || self->session == NULL)   /* closed meanwhile */
    return;

  g_clear_object (&self->cancellable);
  set_waiting (self, FALSE);
  if (id != 0)
    {
      g_signal_emit (self, signals[CONNECTED], 0, id);
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_error (self, error);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->code_row));
}

/* All that can be known here, so that all fields show what is missing; the first one gets the focus. */
static gboolean
check_all (JbConnectDialog *self)
{
  GtkEditable *rows[] = { self->number_row, self->account_row, self->code_row, self->token_row, self->token_day_row };
  gboolean ok[] = { check_number (self, FALSE), check_account (self, FALSE), check_code (self, FALSE),
                    check_token (self, FALSE), check_token_day (self, FALSE) };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (!ok[i])
      {
        gtk_widget_grab_focus (GTK_WIDGET (rows[i]));
        return FALSE;
      }
  return TRUE;
}

static void
connect_cb (JbConnectDialog *self)
{
  g_autoptr(JbConnection) connection = NULL;
  g_autoptr(JbSecret) secret = NULL;

  if (self->cancellable != NULL)
    return;
  show_problem (self, NULL);
  if (!check_all (self))
    return;

  connection = jb_connection_new ();
  connection->service = g_strdup ("smartbill");
  connection->environment = get_environment (self);
  connection->company = get_trimmed (self->number_row);
  connection->account = jb_smartbill_parse_account (gtk_editable_get_text (self->account_row), NULL);   /* checked above */
  connection->name = get_name (self);
  secret = make_secret (self);

  self->cancellable = g_cancellable_new ();
  set_waiting (self, TRUE);
  jb_session_connect_async (self->session, connection, secret, self->cancellable, connected_cb,
                            jb_weak_new (self));
}

/* One step back: first the attempt, then the dialog. */
static void
cancel_cb (JbConnectDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    gtk_window_close (GTK_WINDOW (self));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  cancel_cb (JB_CONNECT_DIALOG (widget));
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  connect_cb (JB_CONNECT_DIALOG (widget));
}

static void
jb_connect_dialog_dispose (GObject *object)
{
  JbConnectDialog *self = JB_CONNECT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CONNECT_DIALOG);

  G_OBJECT_CLASS (jb_connect_dialog_parent_class)->dispose (object);
}

static void
jb_connect_dialog_finalize (GObject *object)
{
  JbConnectDialog *self = JB_CONNECT_DIALOG (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (jb_connect_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, action_stack);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, problem_box);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, form);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, production_check);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, demo_check);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, address_expander);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, address_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, number_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, number_hint);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, account_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, account_hint);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, code_hint);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, token_expander);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, token_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, token_day_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, token_hints);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, token_hint);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, token_day_hint);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, JbConnectDialog, waiting_box);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, account_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, token_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, environment_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, code_page_cb);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
}

static void
jb_connect_dialog_class_init (JbConnectDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_connect_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_connect_dialog_finalize;

  signals[REFUSED] = g_signal_new ("refused", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[CONNECTED] = g_signal_new ("connected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_install_action (widget_class, "connect.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "connect.connect", NULL, connect_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "connect.cancel", NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/connect-dialog.ui");
  bind_children (widget_class);
}

static void
jb_connect_dialog_init (JbConnectDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  jb_number_entry_set_up (self->number_row);
  check_number (self, TRUE);
  check_account (self, TRUE);
  check_code (self, TRUE);
}

JbConnectDialog *
jb_connect_dialog_new (GtkWindow *parent,
                       JbSession *session)
{
  JbConnectDialog *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_CONNECT_DIALOG, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->number_row));
  return self;
}

/* Where the person goes on: the code, or what is not known before it. */
static GtkEditable *
find_first_empty (JbConnectDialog *self)
{
  if (*gtk_editable_get_text (self->number_row) == '\0')
    return self->number_row;
  return *gtk_editable_get_text (self->account_row) == '\0' ? self->account_row : self->code_row;
}

void
jb_connect_dialog_fill_in (JbConnectDialog    *self,
                           const JbConnection *connection)
{
  gboolean demo, production;

  g_return_if_fail (JB_IS_CONNECT_DIALOG (self));
  g_return_if_fail (connection != NULL);

  demo = g_strcmp0 (connection->environment, "demo") == 0;
  production = g_strcmp0 (connection->environment, "production") == 0;
  gtk_check_button_set_active (production ? self->production_check : self->demo_check, TRUE);
  adw_expander_row_set_expanded (self->address_expander, !demo && !production);
  gtk_editable_set_text (self->address_row, demo || production ? "" : connection->environment);
  gtk_editable_set_text (self->number_row, connection->company);
  gtk_editable_set_text (self->account_row, connection->account);
  gtk_editable_set_text (self->name_row, connection->name != NULL ? connection->name : "");
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (find_first_empty (self)));
}
