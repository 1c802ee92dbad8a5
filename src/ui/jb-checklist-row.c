/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Built once for a step and refilled in place, so that it stays open and keeps the focus while answers come. */

#define G_LOG_DOMAIN "jb-checklist-row"

#include "config.h"

#include "jb-checklist-row.h"

#include "jb-department-user.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbChecklistRow
{
  AdwExpanderRow   parent_instance;

  GtkStack        *mark;
  GtkLabel        *number_label;
  GtkWidget       *icon;
  GtkLabel        *seen_label;
  GtkLabel        *explanation_label;
  AdwBin          *more_bin;
  GtkWidget       *buttons;
  GtkButton       *act_button;
  GtkButton       *page_button;
  GtkCheckButton  *tick_button;

  gboolean         filling;
};

G_DEFINE_FINAL_TYPE (JbChecklistRow, jb_checklist_row, ADW_TYPE_EXPANDER_ROW)

enum
{
  TICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

gboolean
jb_checklist_row_is_done (const JbPrerequisite *step,
                          gboolean              ticked)
{
  return step->state == JB_PREREQUISITE_DONE || (step->personal && ticked && step->state != JB_PREREQUISITE_MISSING);
}

/* -- how it stands -------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *icon;
  const char *css_class;
  const char *word;
} Mark;

static const Mark *
find_mark (const JbChecklistRowState *state)
{
  static const Mark done = { "jb-original-valid-symbolic", "success", N_("Done") };
  static const Mark missing = { "dialog-error-symbolic", "error", N_("Missing") };
  static const Mark unknown = { "dialog-question-symbolic", "warning", N_("Cannot be told") };
  static const Mark not_asked = { NULL, NULL, N_("Not done yet") };

  if (jb_checklist_row_is_done (state->step, state->ticked))
    return &done;
  if (state->step->state == JB_PREREQUISITE_MISSING)
    return &missing;
  return state->step->state == JB_PREREQUISITE_UNKNOWN ? &unknown : &not_asked;
}

static void
show_mark (JbChecklistRow            *self,
           const JbChecklistRowState *state)
{
  const Mark *mark = find_mark (state);
  g_autofree char *number = jb_text_count (state->number);

  gtk_label_set_text (self->number_label, number);
  gtk_stack_set_visible_child (self->mark, mark->icon != NULL ? self->icon : GTK_WIDGET (self->number_label));
  if (mark->icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), mark->icon);
  jb_text_toggle_class (self->icon, "success", g_strcmp0 (mark->css_class, "success") == 0);
  jb_text_toggle_class (self->icon, "error", g_strcmp0 (mark->css_class, "error") == 0);
  jb_text_toggle_class (self->icon, "warning", g_strcmp0 (mark->css_class, "warning") == 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->icon), GTK_ACCESSIBLE_PROPERTY_LABEL, _(mark->word), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(mark->word), -1);
}

/* The line below the title. Long sentences of an answer stand inside, where there is room for them. */
static const char *
describe (const JbChecklistRowState *state)
{
  const JbPrerequisite *step = state->step;

  if (step->state == JB_PREREQUISITE_DONE)
    return step->seen;
  if (jb_checklist_row_is_done (step, state->ticked))
    return _("You said that this is done.");
  if (step->state == JB_PREREQUISITE_MISSING)
    return _("This is missing.");
  if (step->state == JB_PREREQUISITE_UNKNOWN)
    return _("The answer does not tell.");
  return step->who;
}

static void
show_texts (JbChecklistRow            *self,
            const JbChecklistRowState *state)
{
  const JbPrerequisite *step = state->step;
  gboolean trouble = step->state == JB_PREREQUISITE_MISSING || step->state == JB_PREREQUISITE_UNKNOWN;

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), describe (state));
  gtk_label_set_text (self->seen_label, trouble ? step->seen : "");
  gtk_widget_set_visible (GTK_WIDGET (self->seen_label), trouble);
  jb_text_toggle_class (GTK_WIDGET (self->seen_label), "error", step->state == JB_PREREQUISITE_MISSING);
  gtk_label_set_text (self->explanation_label, step->explanation);
}

/* -- what can be done ----------------------------------------------------------------------------------------------- */

/* (nullable): what Jangbu itself can do for this step. */
static const char *
get_act (const JbPrerequisite *step)
{
  switch (step->kind)
    {
    case JB_PREREQUISITE_JOIN:
      return _("Sign _Up From Here");
    case JB_PREREQUISITE_CODE:
      return _("_Enter the Code");
    case JB_PREREQUISITE_FIREWALL:
    case JB_PREREQUISITE_DEPARTMENT_USER:
    case JB_PREREQUISITE_LINKING:
    case JB_PREREQUISITE_TOKEN:
    case JB_PREREQUISITE_REGISTRATION:
    default:
      return NULL;
    }
}

static const char *
get_page_label (const JbPrerequisite *step)
{
  return step->kind == JB_PREREQUISITE_DEPARTMENT_USER ? _("_Open HomeTax") : _("_Open SmartBill");
}

static void
show_buttons (JbChecklistRow            *self,
              const JbChecklistRowState *state)
{
  const JbPrerequisite *step = state->step;
  const char *act = get_act (step);

  gtk_widget_set_visible (GTK_WIDGET (self->act_button), act != NULL && state->may_act);
  if (act != NULL)
    gtk_button_set_label (self->act_button, act);
  jb_text_toggle_class (GTK_WIDGET (self->act_button), "suggested-action", !jb_checklist_row_is_done (step, state->ticked));
  gtk_widget_set_visible (GTK_WIDGET (self->page_button), step->page != NULL);
  gtk_widget_set_visible (self->buttons, step->page != NULL || (act != NULL && state->may_act));
  gtk_button_set_label (self->page_button, get_page_label (step));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->page_button), step->page);

  /* Where an answer speaks, the person's word is not asked for. */
  gtk_widget_set_visible (GTK_WIDGET (self->tick_button), step->personal && step->state != JB_PREREQUISITE_DONE &&
                                                          step->state != JB_PREREQUISITE_MISSING);
  self->filling = TRUE;
  gtk_check_button_set_active (self->tick_button, state->ticked);
  self->filling = FALSE;
}

static void
ticked_cb (JbChecklistRow *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[TICKED], 0, gtk_check_button_get_active (self->tick_button));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_checklist_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_CHECKLIST_ROW);

  G_OBJECT_CLASS (jb_checklist_row_parent_class)->dispose (object);
}

static void
jb_checklist_row_class_init (JbChecklistRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_checklist_row_dispose;

  signals[TICKED] = g_signal_new ("ticked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/checklist-row.ui");
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, mark);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, number_label);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, icon);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, seen_label);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, explanation_label);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, more_bin);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, buttons);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, act_button);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, page_button);
  gtk_widget_class_bind_template_child (widget_class, JbChecklistRow, tick_button);
  gtk_widget_class_bind_template_callback (widget_class, ticked_cb);
}

static void
jb_checklist_row_init (JbChecklistRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_action (GtkButton  *button,
            const char *action,
            const char *id)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

JbChecklistRow *
jb_checklist_row_new (const JbPrerequisite *step)
{
  JbChecklistRow *self;

  g_return_val_if_fail (step != NULL, NULL);

  self = g_object_new (JB_TYPE_CHECKLIST_ROW, "title", step->title, "name", step->id, NULL);
  set_action (self->act_button, "checklist.act", step->id);
  set_action (self->page_button, "checklist.open-page", step->id);
  if (step->kind == JB_PREREQUISITE_DEPARTMENT_USER)
    {
      adw_bin_set_child (self->more_bin, g_object_new (JB_TYPE_DEPARTMENT_USER, NULL));
      gtk_widget_set_visible (GTK_WIDGET (self->more_bin), TRUE);
    }
  return self;
}

void
jb_checklist_row_show (JbChecklistRow            *self,
                       const JbChecklistRowState *state)
{
  g_return_if_fail (JB_IS_CHECKLIST_ROW (self));
  g_return_if_fail (state != NULL && state->step != NULL);

  show_mark (self, state);
  show_texts (self, state);
  show_buttons (self, state);
}
