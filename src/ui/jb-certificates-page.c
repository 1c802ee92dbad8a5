/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows what the watch knows. The rows are built anew only when other certificates were found than before. What a check of a password
 * proved is kept for as long as the page lives, in memory only. */

#define G_LOG_DOMAIN "jb-certificates-page"

#include "config.h"

#include "jb-certificates-page.h"

#include "jb-certificate-dialog.h"
#include "jb-certificate-row.h"
#include "jb-connection.h"
#include "jb-portal.h"
#include "jb-smartbill-portal.h"

#include <glib/gi18n-lib.h>

/* There is such a file inside every Flatpak (flatpak-and-desktop.md 6): nothing of the home folder can be seen there. */
#define FLATPAK_MARK "/.flatpak-info"

/* Where the desktop's portal shows a folder that was chosen: the path there means nothing to a person. */
#define PORTAL_FOLDER "^/run/(user/[0-9]+|flatpak)/doc/"

/* What a check proved about one certificate. */
typedef struct
{
  char      *number;          /* (nullable) */
  gboolean   wrong_company;
} Proof;

struct _JbCertificatesPage
{
  AdwBin                parent_instance;

  GtkStack             *stack;
  AdwStatusPage        *empty_page;
  AdwPreferencesGroup  *certificates_group;
  GtkStack             *refresh_stack;
  GtkWidget            *none_row;
  GtkWidget            *incomplete_label;
  AdwPreferencesGroup  *folders_group;

  JbCertificateWatch   *watch;
  GPtrArray            *connections;    /* (element-type JbConnection) */
  GPtrArray            *entries;        /* (element-type JbNpkiEntry) (nullable): those that have rows */
  GPtrArray            *rows;           /* (element-type JbCertificateRow), in the same order */
  GPtrArray            *folder_rows;    /* (element-type GtkWidget) */
  GHashTable           *proofs;         /* (element-type utf8 Proof) by fingerprint */
  GtkFileChooserNative *chooser;        /* (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (JbCertificatesPage, jb_certificates_page, ADW_TYPE_BIN)

enum
{
  TOAST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
proof_free (gpointer data)
{
  Proof *proof = data;

  g_free (proof->number);
  g_free (proof);
}

static const char *
get_fingerprint (JbNpkiEntry *entry)
{
  return jb_certificate_get_fingerprint (jb_npki_entry_get_certificate (entry));
}

/* -- certificates --------------------------------------------------------------------------------------------------- */

static void
refill_rows (JbCertificatesPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      JbNpkiEntry *entry = g_ptr_array_index (self->entries, i);
      const Proof *proof = g_hash_table_lookup (self->proofs, get_fingerprint (entry));
      JbCertificateState state = {
        .entry = entry,
        .clock = jb_certificate_watch_get_clock (self->watch),
        .number = proof != NULL ? proof->number : NULL,
        .company_name = proof != NULL && proof->number != NULL
                          ? jb_certificate_find_company_name (self->connections, proof->number) : NULL,
        .wrong_company = proof != NULL && proof->wrong_company,
      };

      jb_certificate_row_show (g_ptr_array_index (self->rows, i), &state);
    }
}

/* Other certificates, or one whose files lie elsewhere now. */
static gboolean
is_another_list (GPtrArray *before,
                 GPtrArray *after)
{
  if (before == NULL || before->len != after->len)
    return TRUE;

  for (guint i = 0; i < after->len; i++)
    {
      JbNpkiEntry *a = g_ptr_array_index (before, i);
      JbNpkiEntry *b = g_ptr_array_index (after, i);

      if (!g_str_equal (get_fingerprint (a), get_fingerprint (b)) ||
          g_strcmp0 (jb_npki_entry_get_key_path (a), jb_npki_entry_get_key_path (b)) != 0)
        return TRUE;
    }
  return FALSE;
}

static void
rebuild_rows (JbCertificatesPage *self,
              GPtrArray          *entries)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->certificates_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_ptr_array_ref (entries);
  for (guint i = 0; i < entries->len; i++)
    {
      GtkWidget *row = GTK_WIDGET (jb_certificate_row_new (g_ptr_array_index (entries, i)));

      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (self->certificates_group, row);
    }
}

/* -- folders -------------------------------------------------------------------------------------------------------- */

/* (transfer full) (nullable): where it lies, as people write it; NULL when that means nothing to them. */
static char *
describe_place (const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *shown = NULL;

  if (g_regex_match_simple (PORTAL_FOLDER, path, G_REGEX_RAW, 0))
    return NULL;

  shown = g_filename_display_name (path);
  if (g_str_has_prefix (shown, home) && shown[strlen (home)] == G_DIR_SEPARATOR)
    return g_strconcat ("~", shown + strlen (home), NULL);
  return g_steal_pointer (&shown);
}

static GtkWidget *
make_folder_row (const char *uri)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("list-remove-symbolic");
  g_autofree char *path = g_filename_from_uri (uri, NULL, NULL);   /* what it is not is shown as it is */
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : g_strdup (uri);
  g_autofree char *place = path != NULL ? describe_place (path) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place != NULL ? place : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_focusable (row, FALSE);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("folder-symbolic"));

  gtk_widget_set_name (button, "remove-folder");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Do Not Look Here Any More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Do Not Look Here Any More"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", uri);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "certificates.remove-folder");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
rebuild_folders (JbCertificatesPage *self)
{
  const char * const *folders = jb_certificate_watch_get_folders (self->watch);

  for (guint i = 0; i < self->folder_rows->len; i++)
    adw_preferences_group_remove (self->folders_group, g_ptr_array_index (self->folder_rows, i));
  g_ptr_array_set_size (self->folder_rows, 0);

  for (; *folders != NULL; folders++)
    {
      GtkWidget *row = make_folder_row (*folders);

      g_ptr_array_add (self->folder_rows, row);
      adw_preferences_group_add (self->folders_group, row);
    }
}

/* -- showing -------------------------------------------------------------------------------------------------------- */

static const char *
choose_page (JbCertificatesPage *self,
             GPtrArray          *entries)
{
  if (entries == NULL)
    return "searching";
  return entries->len > 0 || *jb_certificate_watch_get_folders (self->watch) != NULL ? "list" : "empty";
}

static void
show_watch (JbCertificatesPage *self)
{
  GPtrArray *entries = jb_certificate_watch_get_entries (self->watch);

  gtk_stack_set_visible_child_name (self->refresh_stack, jb_certificate_watch_is_searching (self->watch) ? "searching" : "idle");
  gtk_stack_set_visible_child_name (self->stack, choose_page (self, entries));
  rebuild_folders (self);
  if (entries == NULL)
    return;

  if (is_another_list (self->entries, entries))
    rebuild_rows (self, entries);
  refill_rows (self);
  gtk_widget_set_visible (self->none_row, entries->len == 0);
  gtk_widget_set_visible (self->incomplete_label, !jb_certificate_watch_is_complete (self->watch));
}

/* Whoever comes here may have copied a certificate a moment ago. */
static void
map_cb (JbCertificatesPage *self)
{
  if (self->watch != NULL)
    jb_certificate_watch_refresh (self->watch);
}

/* Where one looks depends on where the program runs. */
static void
show_places (JbCertificatesPage *self)
{
  gboolean usual = jb_certificate_watch_is_usual (self->watch);
  gboolean sandboxed = g_file_test (FLATPAK_MARK, G_FILE_TEST_EXISTS);
  const char *empty, *folders;

  if (!usual)
    {
      empty = _("The demo does not look at the certificates of this computer. Choose a folder to see how it goes.");
      folders = _("The demo looks only into the folders that you choose.");
    }
  else if (sandboxed)
    {
      empty = _("Certificates mostly lie in the folder NPKI of your home folder or of a memory stick. "
                "Jangbu may see only what you choose: choose that folder once.");
      folders = _("Jangbu may see only the folders that you choose, for instance NPKI in your home folder.");
    }
  else
    {
      empty = _("Certificates mostly lie in the folder NPKI of your home folder or of a memory stick. "
                "Put the stick in, or choose the folder where yours are.");
      folders = _("Besides NPKI in your home folder and on memory sticks, Jangbu looks into the folders that you choose.");
    }
  adw_status_page_set_description (self->empty_page, empty);
  adw_preferences_group_set_description (self->folders_group, folders);
}

/* -- actions -------------------------------------------------------------------------------------------------------- */

static void
refresh_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  jb_certificate_watch_refresh (JB_CERTIFICATES_PAGE (widget)->watch);
}

static void
chosen_cb (JbCertificatesPage   *self,
           int                   response,
           GtkFileChooserNative *chooser)
{
  g_autoptr(GFile) folder = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  if (folder != NULL && !jb_certificate_watch_add_folder (self->watch, folder))
    g_signal_emit (self, signals[TOAST], 0, _("This folder is not on this computer. Copy the certificate to a disk or a memory stick first."));
  g_clear_object (&self->chooser);
}

static void
choose_folder_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  JbCertificatesPage *self = JB_CERTIFICATES_PAGE (widget);

  if (self->chooser != NULL)
    return;

  self->chooser = gtk_file_chooser_native_new (_("Choose the Folder with Certificates"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _("_Choose"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
remove_folder_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  jb_certificate_watch_remove_folder (JB_CERTIFICATES_PAGE (widget)->watch, g_variant_get_string (parameter, NULL));
}

/* Demo and production are two services. Without a connection it is the real one that a person means. */
static void
register_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  JbCertificatesPage *self = JB_CERTIFICATES_PAGE (widget);
  gboolean production = self->connections->len == 0;

  for (guint i = 0; i < self->connections->len && !production; i++)
    production = g_strcmp0 (((const JbConnection *) g_ptr_array_index (self->connections, i))->environment, "production") == 0;
  jb_portal_open_uri (widget, jb_smartbill_portal_get_uri (production ? "production" : "demo", JB_SMARTBILL_PAGE_CERTIFICATE));
}

static void
checked_cb (JbCertificatesPage  *self,
            const JbNpkiCheck   *check,
            JbCertificateDialog *dialog)
{
  JbNpkiEntry *entry = jb_certificate_dialog_get_entry (dialog);
  Proof *proof = g_new0 (Proof, 1);

  proof->number = g_strdup (check->number);
  proof->wrong_company = g_error_matches (check->owner, JB_NPKI_ERROR, JB_NPKI_ERROR_NOT_OWNER);
  g_hash_table_replace (self->proofs, g_strdup (get_fingerprint (entry)), proof);
  refill_rows (self);
}

static void
check_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  JbCertificatesPage *self = JB_CERTIFICATES_PAGE (widget);
  const char *fingerprint = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      JbNpkiEntry *entry = g_ptr_array_index (self->entries, i);
      JbCertificateDialog *dialog;

      if (!g_str_equal (get_fingerprint (entry), fingerprint) || jb_npki_entry_get_key_path (entry) == NULL)
        continue;

      dialog = jb_certificate_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), entry, self->connections);
      g_signal_connect_object (dialog, "checked", G_CALLBACK (checked_cb), self, G_CONNECT_SWAPPED);
      gtk_window_present (GTK_WINDOW (dialog));
      return;
    }
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_certificates_page_dispose (GObject *object)
{
  JbCertificatesPage *self = JB_CERTIFICATES_PAGE (object);

  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->watch);
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->folder_rows, 0);
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CERTIFICATES_PAGE);

  G_OBJECT_CLASS (jb_certificates_page_parent_class)->dispose (object);
}

static void
jb_certificates_page_finalize (GObject *object)
{
  JbCertificatesPage *self = JB_CERTIFICATES_PAGE (object);

  g_ptr_array_unref (self->connections);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->folder_rows);
  g_hash_table_unref (self->proofs);

  G_OBJECT_CLASS (jb_certificates_page_parent_class)->finalize (object);
}

static void
jb_certificates_page_class_init (JbCertificatesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_certificates_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_certificates_page_finalize;

  signals[TOAST] = g_signal_new ("toast", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "certificates.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "certificates.choose-folder", NULL, choose_folder_action);
  gtk_widget_class_install_action (widget_class, "certificates.remove-folder", "s", remove_folder_action);
  gtk_widget_class_install_action (widget_class, "certificates.check", "s", check_action);
  gtk_widget_class_install_action (widget_class, "certificates.register", NULL, register_action);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/certificates-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, certificates_group);
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, refresh_stack);
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, none_row);
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, incomplete_label);
  gtk_widget_class_bind_template_child (widget_class, JbCertificatesPage, folders_group);
}

static void
jb_certificates_page_init (JbCertificatesPage *self)
{
  self->connections = g_ptr_array_new ();
  self->rows = g_ptr_array_new ();
  self->folder_rows = g_ptr_array_new ();
  self->proofs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, proof_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

void
jb_certificates_page_set_watch (JbCertificatesPage *self,
                                JbCertificateWatch *watch)
{
  g_return_if_fail (JB_IS_CERTIFICATES_PAGE (self) && JB_IS_CERTIFICATE_WATCH (watch));
  g_return_if_fail (self->watch == NULL);

  self->watch = g_object_ref (watch);
  g_signal_connect_object (watch, "changed", G_CALLBACK (show_watch), self, G_CONNECT_SWAPPED);
  show_places (self);
  show_watch (self);
}

static gboolean
has_company (GPtrArray  *connections,
             const char *number)
{
  for (guint i = 0; i < connections->len; i++)
    if (g_str_equal (((const JbConnection *) g_ptr_array_index (connections, i))->company, number))
      return TRUE;
  return FALSE;
}

static gboolean
has_same_companies (GPtrArray *before,
                    GPtrArray *after)
{
  for (guint i = 0; i < after->len; i++)
    if (!has_company (before, ((const JbConnection *) g_ptr_array_index (after, i))->company))
      return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (!has_company (after, ((const JbConnection *) g_ptr_array_index (before, i))->company))
      return FALSE;
  return TRUE;
}

static gpointer
copy_connection (gconstpointer connection,
                 gpointer      user_data)
{
  return jb_connection_copy (connection);
}

void
jb_certificates_page_set_connections (JbCertificatesPage *self,
                                      GPtrArray          *connections)
{
  g_return_if_fail (JB_IS_CERTIFICATES_PAGE (self) && connections != NULL);

  /* What was the wrong company may be a right one now. */
  if (!has_same_companies (self->connections, connections))
    g_hash_table_remove_all (self->proofs);
  g_ptr_array_unref (self->connections);
  self->connections = g_ptr_array_copy (connections, copy_connection, NULL);
  g_ptr_array_set_free_func (self->connections, (GDestroyNotify) jb_connection_free);
  refill_rows (self);
}
