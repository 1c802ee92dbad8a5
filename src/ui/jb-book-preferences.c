/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Says what the session's keeper knows, and offers the next step. */

#define G_LOG_DOMAIN "jb-book-preferences"

#include "config.h"

#include "jb-book-preferences.h"

#include "jb-check-dialog.h"
#include "jb-journal-window.h"
#include "jb-recovery-dialog.h"
#include "jb-unlock-dialog.h"
#include "jb-weak.h"

#include <glib/gi18n-lib.h>

struct _JbBookPreferences
{
  AdwPreferencesPage  parent_instance;

  AdwActionRow       *state_row;
  GtkStack           *state_stack;
  AdwActionRow       *key_row;
  GtkWidget          *keep_button;
  GtkWidget          *code_row;
  AdwActionRow       *path_row;

  JbSession          *session;
  char               *keep_problem;   /* (nullable): why the keyring did not take the key when it was asked here */
};

G_DEFINE_FINAL_TYPE (JbBookPreferences, jb_book_preferences, ADW_TYPE_PREFERENCES_PAGE)

/* -- what it says --------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
describe_state (JbBookPreferences  *self,
                const char        **offer)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);
  JbArchive *archive = jb_session_get_archive (self->session);

  *offer = "nothing";
  if (keeper == NULL || archive == NULL)
    return g_strdup (_("The book is not open"));
  if (jb_book_keeper_is_asking (keeper))
    return g_strdup (_("Encrypted; asking the keyring for the key"));

  switch (jb_book_keeper_get_protection (keeper))
    {
    case JB_PROTECTION_NONE:
      *offer = "protect";
      return g_strdup (_("Not encrypted"));

    case JB_PROTECTION_LOCKED:
      *offer = "unlock";
      return g_strdup (_("Encrypted; the book is locked"));

    case JB_PROTECTION_UNLOCKED:
    default:
      break;
    }

  if (jb_book_keeper_get_progress (keeper) >= 0)
    {
      *offer = "stop";
      return g_strdup_printf (_("Being encrypted: %d %%"), (int) (jb_book_keeper_get_progress (keeper) * 100));
    }
  if (jb_archive_has_rest (archive))
    {
      *offer = "continue";
      return g_strdup (_("New ones are encrypted, some older ones not yet"));
    }
  return g_strdup (_("Encrypted"));
}

static const char *
describe_key (JbBookPreferences *self)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);

  if (jb_session_get_protection (self->session) == JB_PROTECTION_LOCKED)
    return _("Not on this computer");
  if (jb_session_is_demo (self->session))
    return _("In memory only, as everything of the demo");
  if (self->keep_problem != NULL)
    return self->keep_problem;
  return jb_book_keeper_is_session_only (keeper) ? _("Only until Jangbu is closed; the keyring did not take it")
                                                 : _("In the keyring of this computer");
}

static void
update (JbBookPreferences *self)
{
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);
  JbProtection protection = jb_session_get_protection (self->session);
  gboolean session_only = keeper != NULL && jb_book_keeper_is_session_only (keeper);
  g_autofree char *state = NULL;
  const char *offer;

  state = describe_state (self, &offer);
  adw_action_row_set_subtitle (self->state_row, state);
  gtk_stack_set_visible_child_name (self->state_stack, offer);
  gtk_widget_set_visible (GTK_WIDGET (self->state_stack), !g_str_equal (offer, "nothing"));

  gtk_widget_set_visible (GTK_WIDGET (self->key_row), protection != JB_PROTECTION_NONE);
  if (protection != JB_PROTECTION_NONE)
    adw_action_row_set_subtitle (self->key_row, describe_key (self));
  gtk_widget_set_visible (self->keep_button, protection == JB_PROTECTION_UNLOCKED && session_only);
  gtk_widget_set_visible (self->code_row, protection == JB_PROTECTION_UNLOCKED);
}

static void
show_path (JbBookPreferences *self)
{
  JbArchive *archive = jb_session_get_archive (self->session);
  g_autofree char *shown = archive != NULL ? g_filename_display_name (jb_archive_get_path (archive)) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->path_row), archive != NULL);
  if (archive != NULL)
    adw_action_row_set_subtitle (self->path_row, shown);
}

static void
archive_cb (JbBookPreferences *self)
{
  show_path (self);
  update (self);
}

/* -- what it offers ------------------------------------------------------------------------------------------------- */

static void
present (JbBookPreferences *self,
         GtkWindow         *dialog)
{
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_window_present (dialog);
}

static void
new_code_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (widget);

  present (self, GTK_WINDOW (jb_recovery_dialog_new (self->session)));
}

static void
unlock_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (widget);

  present (self, GTK_WINDOW (jb_unlock_dialog_new (self->session)));
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (widget);
  JbArchive *archive = jb_session_get_archive (self->session);

  if (archive != NULL)
    present (self, GTK_WINDOW (jb_check_dialog_new (archive)));
}

static void
journal_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (widget);
  JbArchive *archive = jb_session_get_archive (self->session);

  if (archive != NULL)
    present (self, GTK_WINDOW (jb_journal_window_new (archive)));
}

static void
stop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  jb_session_stop_encrypting (JB_BOOK_PREFERENCES (widget)->session);
}

static void
continue_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  jb_session_encrypt_rest (JB_BOOK_PREFERENCES (widget)->session);
}

static void
key_kept_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(JbBookPreferences) self = jb_weak_take (user_data);
  g_autoptr(GError) error = NULL;

  jb_book_keeper_keep_key_finish (JB_BOOK_KEEPER (object), result, &error);
  if (self == NULL || self->session == NULL)   /* closed meanwhile */
    return;

  g_free (self->keep_problem);
  self->keep_problem = error != NULL ? g_strdup (error->message) : NULL;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "book.keep-key", TRUE);
  update (self);
}

static void
keep_key_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (widget);
  JbBookKeeper *keeper = jb_session_get_keeper (self->session);

  gtk_widget_action_set_enabled (widget, "book.keep-key", FALSE);
  jb_book_keeper_keep_key_async (keeper, NULL, key_kept_cb, jb_weak_new (self));
}

static void
open_folder_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (widget);
  JbArchive *archive = jb_session_get_archive (self->session);
  g_autoptr(GFile) file = g_file_new_for_path (jb_archive_get_path (archive));
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = g_file_get_uri (folder);

  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (widget)), uri, GDK_CURRENT_TIME);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_book_preferences_dispose (GObject *object)
{
  JbBookPreferences *self = JB_BOOK_PREFERENCES (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_BOOK_PREFERENCES);

  G_OBJECT_CLASS (jb_book_preferences_parent_class)->dispose (object);
}

static void
jb_book_preferences_finalize (GObject *object)
{
  g_free (JB_BOOK_PREFERENCES (object)->keep_problem);

  G_OBJECT_CLASS (jb_book_preferences_parent_class)->finalize (object);
}

static void
jb_book_preferences_class_init (JbBookPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_book_preferences_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_book_preferences_finalize;

  gtk_widget_class_install_action (widget_class, "book.new-code", NULL, new_code_action);
  gtk_widget_class_install_action (widget_class, "book.unlock", NULL, unlock_action);
  gtk_widget_class_install_action (widget_class, "book.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "book.journal", NULL, journal_action);
  gtk_widget_class_install_action (widget_class, "book.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "book.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "book.keep-key", NULL, keep_key_action);
  gtk_widget_class_install_action (widget_class, "book.open-folder", NULL, open_folder_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/book-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, JbBookPreferences, state_row);
  gtk_widget_class_bind_template_child (widget_class, JbBookPreferences, state_stack);
  gtk_widget_class_bind_template_child (widget_class, JbBookPreferences, key_row);
  gtk_widget_class_bind_template_child (widget_class, JbBookPreferences, keep_button);
  gtk_widget_class_bind_template_child (widget_class, JbBookPreferences, code_row);
  gtk_widget_class_bind_template_child (widget_class, JbBookPreferences, path_row);
}

static void
jb_book_preferences_init (JbBookPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

JbBookPreferences *
jb_book_preferences_new (JbSession *session)
{
  JbBookPreferences *self;

  g_return_val_if_fail (JB_IS_SESSION (session), NULL);

  self = g_object_new (JB_TYPE_BOOK_PREFERENCES, NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::archive", G_CALLBACK (archive_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::protection", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  archive_cb (self);
  return self;
}
