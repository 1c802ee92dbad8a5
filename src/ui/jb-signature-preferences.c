/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A check runs as long as the page is there: closing it cancels, and what was checked until then is in the book. */

#define G_LOG_DOMAIN "jb-signature-preferences"

#include "config.h"

#include "jb-signature-preferences.h"

#include "jb-authorities.h"
#include "jb-text.h"
#include "jb-verify.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

/* Enough of a fingerprint to compare it with what an authority publishes; the tooltip has all of it. */
#define SHOWN_FINGERPRINT 16

struct _JbSignaturePreferences
{
  AdwPreferencesPage    parent_instance;

  AdwActionRow         *check_row;
  GtkStack             *check_stack;
  GtkWidget            *progress_row;
  GtkProgressBar       *progress_bar;
  AdwPreferencesGroup  *result_group;
  AdwPreferencesGroup  *authority_group;
  AdwActionRow         *note_row;
  GtkWidget            *empty_row;

  JbSession            *session;
  GPtrArray            *results;      /* (element-type GtkWidget): rows of the last result */
  GPtrArray            *authorities;  /* (element-type GtkWidget): rows */
  GCancellable         *running;      /* (nullable): of the check */
  GCancellable         *adding;
  GtkFileChooserNative *chooser;      /* (nullable) */
};

G_DEFINE_FINAL_TYPE (JbSignaturePreferences, jb_signature_preferences, ADW_TYPE_PREFERENCES_PAGE)

static void
remove_rows (AdwPreferencesGroup *group,
             GPtrArray           *rows)
{
  for (guint i = 0; i < rows->len; i++)
    adw_preferences_group_remove (group, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);
}

/* -- the result ----------------------------------------------------------------------------------------------------- */

/* In this order: what must be looked at first. */
static const struct
{
  JbVerdict   verdict;
  const char *means;
} meanings[] = {
  { JB_VERDICT_ALTERED, N_("Something in it was changed after it was signed. Ask the issuer for the document before you rely on it.") },
  { JB_VERDICT_UNREADABLE, N_("Kept as it came, but it cannot be read as a tax invoice.") },
  { JB_VERDICT_UNKNOWN_FORM, N_("Signed in a way that the standard does not know.") },
  { JB_VERDICT_UNSIGNED, N_("Nothing proves the content. Copies that are downloaded from HomeTax may come without a signature.") },
  { JB_VERDICT_VALID, N_("The content is as it was signed, but who issued the signer’s certificate is not known.") },
  { JB_VERDICT_TRUSTED, N_("The content is as it was signed, with a certificate of an authority that you trust.") },
};

static GtkWidget *
make_show_button (JbVerdict verdict)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Show"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "signatures.show");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) verdict);
  return button;
}

static void
add_result (JbSignaturePreferences *self,
            const char             *title,
            const char             *means,
            guint                   n,
            GtkWidget              *button)
{
  g_autofree char *number = jb_text_count (n);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (number);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), means);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  if (button != NULL)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->result_group, row);
  g_ptr_array_add (self->results, row);
}

static void
show_result (JbSignaturePreferences *self,
             const JbVerifyReport   *report)
{
  remove_rows (self->result_group, self->results);
  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      JbVerdict verdict = meanings[i].verdict;
      gboolean is_bad = verdict == JB_VERDICT_ALTERED || verdict == JB_VERDICT_UNREADABLE;

      if (report->n[verdict] > 0 || verdict == JB_VERDICT_ALTERED)
        add_result (self, jb_verdict_get_name (verdict), _(meanings[i].means), report->n[verdict],
                    is_bad && report->n[verdict] > 0 ? make_show_button (verdict) : NULL);
    }
  if (report->n_differing > 0)
    add_result (self, _("List and original differ"), _("The list names another date or other amounts. The details of the invoice say which."),
                report->n_differing, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), report->n_checked > 0);
}

/* (transfer full) */
static char *
describe_count (const JbVerifyReport *report)
{
  g_autofree char *number = jb_text_count (report->n_checked);
  g_autofree char *changed = jb_text_count (report->n_changed);
  g_autofree char *checked = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s original was checked.", "%s originals were checked.",
                                                           report->n_checked), number);
  g_autofree char *news = NULL;

  if (report->n_changed == 0)
    return g_strdup_printf ("%s %s", checked, _("Nothing is different from before."));

  news = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s is judged differently than before.", "%s are judged differently than before.",
                                       report->n_changed), changed);
  return g_strdup_printf ("%s %s", checked, news);
}

/* What came of adding or removing an authority; NULL = nothing any more. */
static void
say (JbSignaturePreferences *self,
     const char             *sentence)
{
  gtk_widget_set_visible (GTK_WIDGET (self->note_row), sentence != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->note_row), sentence != NULL ? sentence : "");
}

/* -- checking all --------------------------------------------------------------------------------------------------- */

static void
show_running (JbSignaturePreferences *self,
              gboolean                running)
{
  gtk_stack_set_visible_child_name (self->check_stack, running ? "cancel" : "check");
  gtk_widget_set_visible (self->progress_row, running);
}

static void
progress_cb (double                fraction,
             const JbVerifyReport *so_far,
             gpointer              user_data)
{
  JbSignaturePreferences *self = g_weak_ref_get (user_data);
  g_autofree char *says = NULL;

  if (self == NULL)
    return;

  if (self->running != NULL)
    {
      says = describe_count (so_far);
      gtk_progress_bar_set_fraction (self->progress_bar, fraction);
      adw_action_row_set_subtitle (self->check_row, says);
    }
  g_object_unref (self);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(JbSignaturePreferences) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *says = NULL;
  JbVerifyReport report;

  jb_verify_all_finish (JB_ARCHIVE (object), result, &report, &error);
  if (self == NULL || self->session == NULL)   /* closed meanwhile */
    return;

  g_clear_object (&self->running);
  says = report.n_checked > 0 || error == NULL ? describe_count (&report) : NULL;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *stopped = g_strdup_printf ("%s %s", _("Cancelled before the end."), says != NULL ? says : "");

      adw_action_row_set_subtitle (self->check_row, stopped);
    }
  else
    {
      adw_action_row_set_subtitle (self->check_row, error != NULL ? error->message : says);
    }
  show_running (self, FALSE);
  show_result (self, &report);
  if (error == NULL)
    say (self, NULL);   /* what it asked for is done */
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbSignaturePreferences *self = JB_SIGNATURE_PREFERENCES (widget);
  JbArchive *archive = jb_session_get_archive (self->session);
  gpointer weak;

  if (self->running != NULL || archive == NULL)
    return;

  self->running = g_cancellable_new ();
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  adw_action_row_set_subtitle (self->check_row, _("Checking…"));
  gtk_widget_set_visible (GTK_WIDGET (self->result_group), FALSE);
  show_running (self, TRUE);
  /* One for both: the progress ends before the answer, which takes it. */
  weak = jb_weak_new (self);
  jb_verify_all_async (archive, 0, progress_cb, weak, self->running, checked_cb, weak);
}

static void
cancel_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  g_cancellable_cancel (JB_SIGNATURE_PREFERENCES (widget)->running);
}

/* The list is in the window below. */
static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  GtkWindow *parent = gtk_window_get_transient_for (window);

  if (parent != NULL && gtk_widget_activate_action_variant (GTK_WIDGET (parent), "win.show-verdict", parameter))
    gtk_window_close (window);
}

/* -- authorities ---------------------------------------------------------------------------------------------------- */

static void list_authorities (JbSignaturePreferences *self);

static void
remove_authority_action (GtkWidget  *widget,
                         const char *name,
                         GVariant   *parameter)
{
  JbSignaturePreferences *self = JB_SIGNATURE_PREFERENCES (widget);
  g_autoptr(GError) error = NULL;

  if (jb_archive_remove_authority (jb_session_get_archive (self->session), g_variant_get_int64 (parameter), &error))
    say (self, _("The authority is not trusted any more. Check all originals to bring the verdicts up to date."));
  else
    say (self, error->message);
  list_authorities (self);
}

static GtkWidget *
make_remove_button (gint64 id)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Remove This Authority"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove this authority"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "signatures.remove-authority");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", id);
  return button;
}

/* (transfer full) */
static char *
describe_authority (JbCertificate *certificate,
                    JbClock       *clock)
{
  g_autofree char *from = jb_date_format (jb_instant_to_date (jb_certificate_get_not_before (certificate)));
  g_autofree char *until = jb_date_format (jb_instant_to_date (jb_certificate_get_not_after (certificate)));
  g_autofree char *dates = jb_authorities_describe_dates (certificate, clock);
  g_autofree char *fingerprint = g_strndup (jb_certificate_get_fingerprint (certificate), SHOWN_FINGERPRINT);

  /* Translators: an organisation, two days, the first digits of a fingerprint, and maybe a sentence */
  return g_strdup_printf (_("%1$s · %2$s – %3$s · SHA-256 %4$s… %5$s"), jb_certificate_get_organisation (certificate), from, until,
                          fingerprint, dates != NULL ? dates : "");
}

static void
add_authority_row (JbSignaturePreferences   *self,
                   const JbTrustedAuthority *authority)
{
  g_autofree char *about = describe_authority (authority->certificate, jb_session_get_clock (self->session));
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), jb_certificate_get_owner (authority->certificate));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), g_strchomp (about));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, jb_certificate_get_fingerprint (authority->certificate));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_remove_button (authority->id));
  adw_preferences_group_add (self->authority_group, row);
  g_ptr_array_add (self->authorities, row);
}

static void
list_authorities (JbSignaturePreferences *self)
{
  JbArchive *archive = jb_session_get_archive (self->session);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) list = archive != NULL ? jb_authorities_list (archive, &error) : NULL;

  remove_rows (self->authority_group, self->authorities);
  if (error != NULL)
    say (self, error->message);
  for (guint i = 0; list != NULL && i < list->len; i++)
    add_authority_row (self, g_ptr_array_index (list, i));
  gtk_widget_set_visible (self->empty_row, self->authorities->len == 0);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(JbSignaturePreferences) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(JbCertificate) certificate = jb_authorities_add_file_finish (JB_ARCHIVE (object), result, &error);
  g_autofree char *dates = NULL;
  g_autofree char *says = NULL;

  if (self == NULL || self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (certificate == NULL)
    {
      say (self, error->message);
      return;
    }

  dates = jb_authorities_describe_dates (certificate, jb_session_get_clock (self->session));
  says = g_strdup_printf (_("“%s” is trusted now. Check all originals to bring the verdicts up to date."),
                          jb_certificate_get_owner (certificate));
  if (dates != NULL)
    {
      g_autofree char *both = g_strdup_printf ("%s %s", says, dates);

      say (self, both);
    }
  else
    {
      say (self, says);
    }
  list_authorities (self);
}

void
jb_signature_preferences_add_file (JbSignaturePreferences *self,
                                   GFile                  *file)
{
  JbArchive *archive;

  g_return_if_fail (JB_IS_SIGNATURE_PREFERENCES (self) && G_IS_FILE (file));

  archive = jb_session_get_archive (self->session);
  if (archive != NULL)
    jb_authorities_add_file_async (archive, file, self->adding, added_cb, jb_weak_new (self));
}

static void
file_chosen_cb (GtkNativeDialog        *dialog,
                int                     response,
                JbSignaturePreferences *self)
{
  g_autoptr(GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  if (file != NULL)
    jb_signature_preferences_add_file (self, file);
  g_clear_object (&self->chooser);
}

static void
add_authority_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  JbSignaturePreferences *self = JB_SIGNATURE_PREFERENCES (widget);
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr(GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Certificates"));
  gtk_file_filter_add_suffix (filter, "cer");
  gtk_file_filter_add_suffix (filter, "crt");
  gtk_file_filter_add_suffix (filter, "der");
  gtk_file_filter_add_suffix (filter, "pem");
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Add an Authority"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, _("_Add"), NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
archive_cb (JbSignaturePreferences *self)
{
  JbArchive *archive = jb_session_get_archive (self->session);
  gboolean may_write = archive != NULL && !jb_archive_is_read_only (archive);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "signatures.check", archive != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "signatures.add-authority", may_write);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "signatures.remove-authority", may_write);
  list_authorities (self);
}

static void
jb_signature_preferences_dispose (GObject *object)
{
  JbSignaturePreferences *self = JB_SIGNATURE_PREFERENCES (object);

  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_cancellable_cancel (self->adding);
  g_clear_object (&self->adding);
  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_SIGNATURE_PREFERENCES);

  G_OBJECT_CLASS (jb_signature_preferences_parent_class)->dispose (object);
}

static void
jb_signature_preferences_finalize (GObject *object)
{
  JbSignaturePreferences *self = JB_SIGNATURE_PREFERENCES (object);

  g_ptr_array_unref (self->results);
  g_ptr_array_unref (self->authorities);

  G_OBJECT_CLASS (jb_signature_preferences_parent_class)->finalize (object);
}

static void
jb_signature_preferences_class_init (JbSignaturePreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_signature_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_signature_preferences_finalize;

  gtk_widget_class_install_action (widget_class, "signatures.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "signatures.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "signatures.show", "i", show_action);
  gtk_widget_class_install_action (widget_class, "signatures.add-authority", NULL, add_authority_action);
  gtk_widget_class_install_action (widget_class, "signatures.remove-authority", "x", remove_authority_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/signature-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, check_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, check_stack);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, progress_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, result_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, authority_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, note_row);
  gtk_widget_class_bind_template_child (widget_class, JbSignaturePreferences, empty_row);
}

static void
jb_signature_preferences_init (JbSignaturePreferences *self)
{
  self->results = g_ptr_array_new ();
  self->authorities = g_ptr_array_new ();
  self->adding = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

JbSignaturePreferences *
jb_signature_preferences_new (JbSession *session)
{
  JbSignaturePreferences *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_SIGNATURE_PREFERENCES, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::archive", G_CALLBACK (archive_cb), self, G_CONNECT_SWAPPED);
  archive_cb (self);
  return self;
}
