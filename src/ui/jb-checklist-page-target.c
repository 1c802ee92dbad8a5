/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whose steps the checklist shows: a connection of the book, or a company that is typed in because it has none yet. What was typed
 * and what was ticked is remembered. */

#define G_LOG_DOMAIN "jb-checklist-page"

#include "config.h"

#include "jb-checklist-page-private.h"

#include "jb-connection-row.h"
#include "jb-number-entry.h"
#include "jb-numbers.h"
#include "jb-settings.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

#define SERVICE "smartbill"

enum
{
  PRODUCTION,
  DEMO,
  OTHER_ADDRESS,
};

/* -- ticks ---------------------------------------------------------------------------------------------------------- */

static void
save_ticks (JbChecklistPage *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) ids = NULL;

  if (self->target_settings == NULL)
    return;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const JbPrerequisite *step = g_ptr_array_index (self->steps, i);

      if (g_hash_table_contains (self->ticks, step->id))
        g_strv_builder_add (builder, step->id);
    }
  ids = g_strv_builder_end (builder);
  g_settings_set_strv (self->target_settings, "steps-done", (const char * const *) ids);
}

static void
load_ticks (JbChecklistPage *self)
{
  g_auto(GStrv) ids = NULL;

  g_hash_table_remove_all (self->ticks);
  if (self->target_settings != NULL)
    ids = g_settings_get_strv (self->target_settings, "steps-done");
  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    g_hash_table_add (self->ticks, g_strdup (ids[i]));
}

/* What was ticked before the number was typed is this company's, unless it has ticks of its own. */
static gboolean
keeps_ticks (const JbConnection *before,
             const JbConnection *after,
             GSettings          *settings)
{
  g_auto(GStrv) ids = NULL;

  if (before == NULL || before->id != 0 || *before->company != '\0' || *after->company == '\0' || settings == NULL)
    return FALSE;

  ids = g_settings_get_strv (settings, "steps-done");
  return ids[0] == NULL;
}

void
_jb_checklist_page_set_tick (JbChecklistPage *self,
                             const char      *id,
                             gboolean         on)
{
  if (on)
    g_hash_table_add (self->ticks, g_strdup (id));
  else
    g_hash_table_remove (self->ticks, id);
  save_ticks (self);
}

/* -- what is typed -------------------------------------------------------------------------------------------------- */

static gboolean
is_typed (JbChecklistPage *self)
{
  return adw_combo_row_get_selected (self->target_row) >= self->connections->len;
}

/* (transfer full) */
static char *
get_environment (JbChecklistPage *self)
{
  GtkStringList *words = GTK_STRING_LIST (adw_combo_row_get_model (self->environment_row));

  switch (adw_combo_row_get_selected (self->environment_row))
    {
    case DEMO:
      return g_strdup ("demo");
    case OTHER_ADDRESS:
      return g_strdup (gtk_string_list_get_string (words, OTHER_ADDRESS));
    case PRODUCTION:
    default:
      return g_strdup ("production");
    }
}

static void
fill_environments (JbChecklistPage *self,
                   const char      *environment)
{
  g_autoptr(GtkStringList) words = gtk_string_list_new (NULL);
  gboolean demo = g_str_equal (environment, "demo");
  gboolean other = !demo && !g_str_equal (environment, "production");

  gtk_string_list_append (words, _("Production"));
  gtk_string_list_append (words, C_("environment", "Demo"));
  if (other)
    gtk_string_list_append (words, environment);
  adw_combo_row_set_model (self->environment_row, G_LIST_MODEL (words));
  adw_combo_row_set_selected (self->environment_row, other ? OTHER_ADDRESS : demo ? DEMO : PRODUCTION);
}

/* (transfer full) (nullable): digits. A wrong last digit is a mistake, except in the demo service, where such
 * numbers exist (smartbill.md 6.4). */
static char *
parse_company (JbChecklistPage  *self,
               GError          **error)
{
  g_autofree char *environment = get_environment (self);
  g_autofree char *digits = jb_business_number_parse (gtk_editable_get_text (self->number_row), error);

  if (digits != NULL && g_str_equal (environment, "production") && !jb_business_number_has_check (digits))
    {
      g_set_error_literal (error, JB_VALUE_ERROR, JB_VALUE_ERROR_CHECK_DIGIT,
                           _("This number is mistyped: its last digit does not fit the others. Please compare it."));
      g_clear_pointer (&digits, g_free);
    }
  return g_steal_pointer (&digits);
}

/* (transfer full): "" for what is no number yet. */
static char *
get_company (JbChecklistPage *self)
{
  char *company = parse_company (self, NULL);

  return company != NULL ? company : g_strdup ("");
}

/* What is only begun is no mistake. */
static void
show_number_hint (JbChecklistPage *self)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *company = parse_company (self, &error);
  gboolean wrong = is_typed (self) && company == NULL && !jb_number_entry_is_begun (gtk_editable_get_text (self->number_row));

  jb_text_show_hint (self->number_row, self->number_hint, wrong ? JB_HINT_ERROR : JB_HINT_PLAIN, wrong ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->number_hint), wrong);
}

/* -- the target ----------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static JbConnection *
make_typed_target (JbChecklistPage *self)
{
  JbConnection *connection = jb_connection_new ();

  connection->service = g_strdup (SERVICE);
  connection->environment = get_environment (self);
  connection->company = get_company (self);
  connection->account = g_strdup ("");
  return connection;
}

static gboolean
is_same (const JbConnection *a,
         const JbConnection *b)
{
  return a != NULL && a->id == b->id && g_str_equal (a->environment, b->environment) && g_str_equal (a->company, b->company);
}

/* @owned_target: (transfer full) */
static void
set_target (JbChecklistPage *self,
            JbConnection    *owned_target)
{
  g_autoptr(JbConnection) target = owned_target;
  g_autoptr(GSettings) settings = NULL;
  gboolean typed = target->id == 0;

  gtk_widget_set_visible (GTK_WIDGET (self->number_row), typed);
  gtk_widget_set_visible (GTK_WIDGET (self->environment_row), typed);
  show_number_hint (self);
  if (is_same (self->target, target))
    return;

  settings = jb_settings_new_for_connection (self->settings, target->service, target->environment, target->company);
  if (keeps_ticks (self->target, target, settings))
    {
      g_settings_reset (self->target_settings, "steps-done");
      g_set_object (&self->target_settings, settings);
      save_ticks (self);
    }
  else
    {
      g_set_object (&self->target_settings, settings);
      load_ticks (self);
    }
  g_clear_pointer (&self->target, jb_connection_free);
  self->target = g_steal_pointer (&target);
  _jb_checklist_page_restart (self);
}

static void
follow_selection (JbChecklistPage *self)
{
  if (is_typed (self))
    set_target (self, make_typed_target (self));
  else
    set_target (self, jb_connection_copy (g_ptr_array_index (self->connections,
                                                             adw_combo_row_get_selected (self->target_row))));
}

static void
remember_typed (JbChecklistPage *self)
{
  g_autofree char *company = get_company (self);
  g_autofree char *environment = get_environment (self);

  if (self->settings == NULL)
    return;
  g_settings_set_string (self->settings, "checklist-company", company);
  g_settings_set_string (self->settings, "checklist-environment", environment);
}

static void
target_selected_cb (JbChecklistPage *self)
{
  if (!self->filling)
    follow_selection (self);
}

static void
number_changed_cb (JbChecklistPage *self)
{
  if (self->filling)
    return;
  remember_typed (self);
  follow_selection (self);
}

static void
environment_selected_cb (JbChecklistPage *self)
{
  number_changed_cb (self);
}

void
_jb_checklist_page_bind_target (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, target_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, number_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, environment_selected_cb);
}

void
_jb_checklist_page_restore_target (JbChecklistPage *self)
{
  g_autofree char *company = self->settings != NULL ? g_settings_get_string (self->settings, "checklist-company") : g_strdup ("");
  g_autofree char *shown = *company != '\0' ? jb_registration_display (company) : g_strdup ("");
  g_autofree char *environment = NULL;
  g_autoptr(GPtrArray) none = g_ptr_array_new ();

  environment = self->settings != NULL ? g_settings_get_string (self->settings, "checklist-environment") : g_strdup ("production");
  self->filling = TRUE;
  gtk_editable_set_text (self->number_row, shown);
  fill_environments (self, environment);
  self->filling = FALSE;
  _jb_checklist_page_offer_targets (self, none);
}

/* -- the connections ------------------------------------------------------------------------------------------------ */

/* The company, and which of its connections where it has several. (transfer full) */
static char *
name_connection (GPtrArray          *connections,
                 const JbConnection *connection)
{
  g_autofree char *number = jb_registration_display (connection->company);
  const char *company = connection->company_name != NULL ? connection->company_name : number;
  guint n_of_company = 0;

  for (guint i = 0; i < connections->len; i++)
    n_of_company += g_str_equal (((JbConnection *) g_ptr_array_index (connections, i))->company, connection->company);
  if (n_of_company == 1)
    return g_strdup (company);

  /* Translators: a company and the name of one of its connections */
  return g_strdup_printf (_("%1$s (%2$s)"), company, jb_connection_row_name (connection));
}

static int
find_connection (GPtrArray *connections,
                 gint64     id)
{
  for (guint i = 0; i < connections->len; i++)
    if (((JbConnection *) g_ptr_array_index (connections, i))->id == id)
      return (int) i;
  return -1;
}

/* The one that was chosen; instead of a typed company one that was not there before; else the first, or none. */
static guint
choose (JbChecklistPage *self,
        GPtrArray       *connections)
{
  int chosen = self->target != NULL ? find_connection (connections, self->target->id) : -1;

  if (chosen >= 0)
    return (guint) chosen;
  for (guint i = 0; i < connections->len; i++)
    if (find_connection (self->connections, ((JbConnection *) g_ptr_array_index (connections, i))->id) < 0)
      return i;
  return connections->len > 0 && (self->target == NULL || self->target->id != 0) ? 0 : connections->len;
}

static gpointer
copy_connection (gconstpointer connection,
                 gpointer      user_data)
{
  return jb_connection_copy (connection);
}

/* (transfer full) */
static GtkStringList *
make_names (GPtrArray *connections)
{
  GtkStringList *names = gtk_string_list_new (NULL);

  for (guint i = 0; i < connections->len; i++)
    {
      g_autofree char *name = name_connection (connections, g_ptr_array_index (connections, i));

      gtk_string_list_append (names, name);
    }
  gtk_string_list_append (names, _("Another Company"));
  return names;
}

static gboolean
is_same_list (GListModel *a,
              GListModel *b)
{
  guint n = g_list_model_get_n_items (a);

  if (b == NULL || g_list_model_get_n_items (b) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (gtk_string_list_get_string (GTK_STRING_LIST (a), i), gtk_string_list_get_string (GTK_STRING_LIST (b), i)))
      return FALSE;
  return TRUE;
}

/* A list that is open stays open as long as nothing in it changes. */
void
_jb_checklist_page_offer_targets (JbChecklistPage *self,
                                  GPtrArray       *connections)
{
  g_autoptr(GtkStringList) names = make_names (connections);
  guint chosen = choose (self, connections);

  g_clear_pointer (&self->connections, g_ptr_array_unref);
  self->connections = g_ptr_array_copy (connections, copy_connection, NULL);
  g_ptr_array_set_free_func (self->connections, (GDestroyNotify) jb_connection_free);

  self->filling = TRUE;
  if (!is_same_list (G_LIST_MODEL (names), adw_combo_row_get_model (self->target_row)))
    adw_combo_row_set_model (self->target_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->target_row, chosen);
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->target_row), connections->len > 0);
  follow_selection (self);
}
