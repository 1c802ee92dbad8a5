/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows are a table, as the fields are. Under each row hides another one that says what is wrong: from the moment on at which
 * the user has touched the field, or wants to go on. Fifteen complaints about an empty form help nobody. */

#define G_LOG_DOMAIN "jb-signup-form-page"

#include "config.h"

#include "jb-signup-form-page.h"

#include "jb-hint-row.h"
#include "jb-numbers.h"
#include "jb-signup-settings.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *row;        /* AdwEntryRow; for JB_SIGNUP_IS_MASTER an AdwActionRow */
  GtkWidget *hint_row;
  GtkLabel  *hint;
  gboolean   is_touched;
  gboolean   is_judged;  /* the user wanted to go on with what stands there now */
} Field;

struct _JbSignupFormPage
{
  AdwBin                parent_instance;

  AdwPreferencesGroup  *environment_group;
  AdwPreferencesGroup  *company_group;
  AdwPreferencesGroup  *person_group;
  AdwPreferencesGroup  *service_group;
  GtkCheckButton       *production_check;
  GtkCheckButton       *demo_check;
  AdwComboRow          *edition_row;
  GtkSwitch            *master_switch;

  GSettings            *settings;      /* (nullable) */
  JbSignupForm         *form;
  Field                 fields[JB_SIGNUP_N_FIELDS];
  char                 *address;       /* (nullable): of an emulator */
  gboolean              filling;       /* what changes now was not typed */
};

G_DEFINE_FINAL_TYPE (JbSignupFormPage, jb_signup_form_page, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  JbSignupField    field;
  GtkInputPurpose  purpose;
} Place;

/* In the order of the screen; smartbill.md 7.2 has another. */
static const Place company_fields[] = {
  { JB_SIGNUP_COMPANY_NUMBER, GTK_INPUT_PURPOSE_DIGITS },
  { JB_SIGNUP_COMPANY_NAME, GTK_INPUT_PURPOSE_FREE_FORM },
  { JB_SIGNUP_REPRESENTATIVE, GTK_INPUT_PURPOSE_NAME },
  { JB_SIGNUP_BUSINESS_TYPE, GTK_INPUT_PURPOSE_FREE_FORM },
  { JB_SIGNUP_BUSINESS_ITEM, GTK_INPUT_PURPOSE_FREE_FORM },
  { JB_SIGNUP_POSTAL_CODE, GTK_INPUT_PURPOSE_DIGITS },
  { JB_SIGNUP_ADDRESS, GTK_INPUT_PURPOSE_FREE_FORM },
};

static const Place person_fields[] = {
  { JB_SIGNUP_PERSON_NAME, GTK_INPUT_PURPOSE_NAME },
  { JB_SIGNUP_PERSON_PHONE, GTK_INPUT_PURPOSE_PHONE },
  { JB_SIGNUP_PERSON_MOBILE, GTK_INPUT_PURPOSE_PHONE },
  { JB_SIGNUP_PERSON_FAX, GTK_INPUT_PURPOSE_PHONE },
  { JB_SIGNUP_PERSON_EMAIL, GTK_INPUT_PURPOSE_EMAIL },
};

static const Place service_fields[] = {
  { JB_SIGNUP_LINK_CODE, GTK_INPUT_PURPOSE_FREE_FORM },
  { JB_SIGNUP_USER_ID, GTK_INPUT_PURPOSE_FREE_FORM },
};

/* -- what is wrong -------------------------------------------------------------------------------------------------- */

/* Too short so far, with the cursor still in it: no mistake yet. */
static gboolean
is_unfinished (JbSignupFormPage *self,
               JbSignupField     field)
{
  const char *text = jb_signup_form_get (self->form, field);
  gboolean has_cursor = (gtk_widget_get_state_flags (self->fields[field].row) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;

  if (!has_cursor || self->fields[field].is_judged)
    return FALSE;
  if (field == JB_SIGNUP_COMPANY_NUMBER || field == JB_SIGNUP_POSTAL_CODE)
    return text[strspn (text, "0123456789-")] == '\0' && jb_signup_count (text) < jb_signup_field_get_limit (field);
  return field == JB_SIGNUP_PERSON_EMAIL && strchr (text, ' ') == NULL;
}

static void
show_hint (JbSignupFormPage      *self,
           JbSignupField          field,
           const JbSignupProblem *problem)
{
  Field *shown = &self->fields[field];
  JbHint kind = JB_HINT_PLAIN;

  if (problem != NULL && !is_unfinished (self, field))
    kind = problem->is_warning ? JB_HINT_WARNING : JB_HINT_ERROR;

  gtk_widget_set_visible (shown->hint_row, problem != NULL);
  jb_text_toggle_class (shown->row, "jb-hinted", problem != NULL);
  jb_text_show_hint (shown->row, shown->hint, kind, problem != NULL ? problem->message : "");
}

static void
show_problems (JbSignupFormPage *self)
{
  JbSignupTerms terms = jb_signup_form_page_get_terms (self);
  g_autoptr(GPtrArray) problems = jb_signup_form_check (self->form, &terms);
  guint next = 0;

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    {
      const JbSignupProblem *problem = next < problems->len ? g_ptr_array_index (problems, next) : NULL;

      if (problem != NULL && problem->field == i)
        next++;
      else
        problem = NULL;
      show_hint (self, i, self->fields[i].is_touched ? problem : NULL);
    }
}

static void
show_required (JbSignupFormPage *self)
{
  JbSignupTerms terms = jb_signup_form_page_get_terms (self);

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    {
      gboolean is_required = jb_signup_field_is_required (i, terms.edition);
      g_autofree char *title = g_strconcat (jb_signup_field_get_label (i), is_required ? " *" : NULL, NULL);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->fields[i].row), title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->fields[i].row), GTK_ACCESSIBLE_PROPERTY_REQUIRED, is_required, -1);
    }
}

/* -- changes -------------------------------------------------------------------------------------------------------- */

static void
announce (JbSignupFormPage *self)
{
  show_problems (self);
  if (!self->filling)
    g_signal_emit (self, signals[CHANGED], 0);
}

static JbSignupField
find_field (JbSignupFormPage *self,
            GtkWidget        *row)
{
  guint i = 0;

  while (self->fields[i].row != row)
    i++;
  return i;
}

static void
text_changed_cb (JbSignupFormPage *self,
                 GtkEditable      *row)
{
  JbSignupField field = find_field (self, GTK_WIDGET (row));

  jb_signup_form_set (self->form, field, gtk_editable_get_text (row));
  self->fields[field].is_judged = FALSE;
  if (!self->filling)
    self->fields[field].is_touched = TRUE;
  announce (self);
}

static void
master_changed_cb (JbSignupFormPage *self)
{
  jb_signup_form_set (self->form, JB_SIGNUP_IS_MASTER, gtk_switch_get_active (self->master_switch) ? "Y" : "N");
  announce (self);
}

static void
environment_toggled_cb (JbSignupFormPage *self)
{
  announce (self);
}

static void
edition_changed_cb (JbSignupFormPage *self)
{
  show_required (self);
  announce (self);
}

/* Enter goes on to the next field, as on paper. */
static void
entry_activated_cb (JbSignupFormPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

/* In an idle: while the focus is on its way, the row still says that it has it. */
static void
judge (gpointer user_data)
{
  g_autoptr(JbSignupFormPage) self = user_data;

  if (self->form != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    show_problems (self);
}

static void
focus_left_cb (JbSignupFormPage *self)
{
  g_idle_add_once (judge, g_object_ref (self));
}

/* -- making the rows ------------------------------------------------------------------------------------------------ */

static void
add_hint_row (JbSignupFormPage    *self,
              AdwPreferencesGroup *group,
              JbSignupField        field)
{
  GtkWidget *row = jb_hint_row_new ();

  gtk_widget_set_visible (row, FALSE);
  adw_preferences_group_add (group, row);
  self->fields[field].hint_row = row;
  self->fields[field].hint = jb_hint_row_get_label (JB_HINT_ROW (row));
}

static void
add_entry (JbSignupFormPage    *self,
           AdwPreferencesGroup *group,
           const Place         *place)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_set_name (row, jb_signup_field_get_name (place->field));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), place->purpose);
  self->fields[place->field].row = row;
  g_signal_connect_object (row, "changed", G_CALLBACK (text_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (entry_activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_left_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (row, focus);
  adw_preferences_group_add (group, row);
  add_hint_row (self, group, place->field);
}

static void
add_master_switch (JbSignupFormPage *self)
{
  GtkWidget *row = adw_action_row_new ();

  self->master_switch = GTK_SWITCH (gtk_switch_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->master_switch), GTK_ALIGN_CENTER);
  gtk_switch_set_active (self->master_switch, TRUE);
  gtk_widget_set_name (row, jb_signup_field_get_name (JB_SIGNUP_IS_MASTER));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _("Only the company’s manager at SmartBill can choose the plan."));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), GTK_WIDGET (self->master_switch));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), GTK_WIDGET (self->master_switch));
  self->fields[JB_SIGNUP_IS_MASTER].row = row;
  g_signal_connect_object (self->master_switch, "notify::active", G_CALLBACK (master_changed_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->service_group, row);
  add_hint_row (self, self->service_group, JB_SIGNUP_IS_MASTER);
}

static void
add_fields (JbSignupFormPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (company_fields); i++)
    add_entry (self, self->company_group, &company_fields[i]);
  for (guint i = 0; i < G_N_ELEMENTS (person_fields); i++)
    add_entry (self, self->person_group, &person_fields[i]);
  for (guint i = 0; i < G_N_ELEMENTS (service_fields); i++)
    add_entry (self, self->service_group, &service_fields[i]);
  add_master_switch (self);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_signup_form_page_dispose (GObject *object)
{
  JbSignupFormPage *self = JB_SIGNUP_FORM_PAGE (object);

  self->filling = TRUE;   /* a switch or a radio button may change once more while it goes */
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_SIGNUP_FORM_PAGE);

  G_OBJECT_CLASS (jb_signup_form_page_parent_class)->dispose (object);
}

static void
jb_signup_form_page_finalize (GObject *object)
{
  JbSignupFormPage *self = JB_SIGNUP_FORM_PAGE (object);

  jb_signup_form_free (self->form);
  g_free (self->address);

  G_OBJECT_CLASS (jb_signup_form_page_parent_class)->finalize (object);
}

static void
jb_signup_form_page_class_init (JbSignupFormPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_signup_form_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_signup_form_page_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/signup-form.ui");
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, environment_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, company_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, person_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, service_group);
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, production_check);
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, demo_check);
  gtk_widget_class_bind_template_child (widget_class, JbSignupFormPage, edition_row);
  gtk_widget_class_bind_template_callback (widget_class, environment_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, edition_changed_cb);
}

static void
jb_signup_form_page_init (JbSignupFormPage *self)
{
  self->form = jb_signup_form_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_fields (self);
  show_required (self);
}

/* -- the public door ------------------------------------------------------------------------------------------------ */

void
jb_signup_form_page_set_settings (JbSignupFormPage *self,
                                  GSettings        *settings)
{
  g_return_if_fail (JB_IS_SIGNUP_FORM_PAGE (self));
  g_return_if_fail (self->settings == NULL);

  self->filling = TRUE;
  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "signup-link", self->fields[JB_SIGNUP_LINK_CODE].row, "text", G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (settings, "changed::signup-charset", G_CALLBACK (show_problems), self, G_CONNECT_SWAPPED);
  self->filling = FALSE;
}

void
jb_signup_form_page_set_environment (JbSignupFormPage *self,
                                     const char       *environment)
{
  gboolean is_portal;

  g_return_if_fail (JB_IS_SIGNUP_FORM_PAGE (self));
  g_return_if_fail (environment != NULL);

  is_portal = g_str_equal (environment, "demo") || g_str_equal (environment, "production");
  self->filling = TRUE;
  g_free (self->address);
  self->address = is_portal ? NULL : g_strdup (environment);
  gtk_widget_set_visible (GTK_WIDGET (self->environment_group), is_portal);
  gtk_check_button_set_active (g_str_equal (environment, "production") ? self->production_check : self->demo_check, TRUE);
  self->filling = FALSE;
}

const char *
jb_signup_form_page_get_environment (JbSignupFormPage *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_FORM_PAGE (self), NULL);

  if (self->address != NULL)
    return self->address;
  return gtk_check_button_get_active (self->production_check) ? "production" : "demo";
}

void
jb_signup_form_page_set_edition (JbSignupFormPage *self,
                                 JbSignupEdition   edition)
{
  g_return_if_fail (JB_IS_SIGNUP_FORM_PAGE (self));

  self->filling = TRUE;
  adw_combo_row_set_selected (self->edition_row, edition);
  self->filling = FALSE;
}

JbSignupTerms
jb_signup_form_page_get_terms (JbSignupFormPage *self)
{
  return jb_signup_settings_get_terms (self->settings, jb_signup_form_page_get_environment (self),
                                       adw_combo_row_get_selected (self->edition_row) == JB_SIGNUP_OLDER ? JB_SIGNUP_OLDER
                                                                                                         : JB_SIGNUP_NEWER);
}

/* A business number as everybody writes it; anything else as it is. (transfer full) */
static char *
format_value (JbSignupField  field,
              const char    *value)
{
  g_autofree char *digits = field == JB_SIGNUP_COMPANY_NUMBER ? jb_business_number_parse (value, NULL) : NULL;   /* NULL: none */

  return digits != NULL ? jb_business_number_format (digits) : g_strdup (value);
}

void
jb_signup_form_page_set_value (JbSignupFormPage *self,
                               JbSignupField     field,
                               const char       *value)
{
  g_autofree char *shown = NULL;

  g_return_if_fail (JB_IS_SIGNUP_FORM_PAGE (self));
  g_return_if_fail (field < JB_SIGNUP_N_FIELDS);
  g_return_if_fail (value != NULL);

  shown = format_value (field, value);
  self->filling = TRUE;
  if (field == JB_SIGNUP_IS_MASTER)
    gtk_switch_set_active (self->master_switch, !g_str_equal (shown, "N"));
  else
    gtk_editable_set_text (GTK_EDITABLE (self->fields[field].row), shown);
  self->filling = FALSE;
}

void
jb_signup_form_page_begin (JbSignupFormPage *self)
{
  gsize i = 0;

  g_return_if_fail (JB_IS_SIGNUP_FORM_PAGE (self));

  while (i < G_N_ELEMENTS (company_fields) && *jb_signup_form_get (self->form, company_fields[i].field) != '\0')
    i++;
  gtk_widget_grab_focus (self->fields[company_fields[i % G_N_ELEMENTS (company_fields)].field].row);
}

void
jb_signup_form_page_fill_gaps (JbSignupFormPage   *self,
                               const JbSignupForm *form)
{
  g_return_if_fail (JB_IS_SIGNUP_FORM_PAGE (self));
  g_return_if_fail (form != NULL);

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    if (!self->fields[i].is_touched && *jb_signup_form_get (self->form, i) == '\0')
      jb_signup_form_page_set_value (self, i, jb_signup_form_get (form, i));
}

const JbSignupForm *
jb_signup_form_page_get_form (JbSignupFormPage *self)
{
  g_return_val_if_fail (JB_IS_SIGNUP_FORM_PAGE (self), NULL);

  return self->form;
}

gboolean
jb_signup_form_page_check (JbSignupFormPage *self)
{
  JbSignupTerms terms;
  g_autoptr(GPtrArray) problems = NULL;

  g_return_val_if_fail (JB_IS_SIGNUP_FORM_PAGE (self), FALSE);

  for (guint i = 0; i < JB_SIGNUP_N_FIELDS; i++)
    self->fields[i].is_touched = self->fields[i].is_judged = TRUE;
  show_problems (self);

  terms = jb_signup_form_page_get_terms (self);
  problems = jb_signup_form_check (self->form, &terms);
  for (guint i = 0; i < problems->len; i++)
    {
      const JbSignupProblem *problem = g_ptr_array_index (problems, i);

      if (problem->is_warning)
        continue;
      gtk_widget_grab_focus (self->fields[problem->field].row);
      return FALSE;
    }
  return TRUE;
}
