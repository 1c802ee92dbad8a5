/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The period chooser: months and VAT periods by one click, any other range by two dates. */

#define G_LOG_DOMAIN "jb-period-button"

#include "config.h"

#include "jb-period-button.h"

#include "jb-clock.h"

#include <glib/gi18n-lib.h>

/* Electronic tax invoices began in 2010. */
#define FIRST_YEAR 2010

struct _JbPeriodButton
{
  AdwBin          parent_instance;

  GtkMenuButton  *button;
  GtkLabel       *button_label;
  GtkPopover     *popover;
  GtkLabel       *year_label;
  GtkWidget      *earlier_button;
  GtkWidget      *later_button;
  GtkEditable    *from_entry;
  GtkEditable    *to_entry;
  GtkWidget      *range_button;

  JbPeriodChoice  choice;
  int             today;
  int             year;      /* shown in the popover */
};

G_DEFINE_FINAL_TYPE (JbPeriodButton, jb_period_button, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_year (JbPeriodButton *self)
{
  g_autofree char *text = g_strdup_printf ("%d", self->year);
  int last = jb_date_year (self->today);

  gtk_label_set_text (self->year_label, text);
  gtk_widget_set_sensitive (self->earlier_button, self->year > FIRST_YEAR);
  gtk_widget_set_sensitive (self->later_button, self->year < last);
}

static void
show_choice (JbPeriodButton *self)
{
  g_autofree char *label = jb_period_choice_label (&self->choice, self->today);
  JbPeriod period = jb_period_choice_resolve (&self->choice, self->today);
  g_autofree char *from = jb_date_format (period.from);
  g_autofree char *to = jb_date_format (period.to);

  gtk_label_set_text (self->button_label, label);
  gtk_editable_set_text (self->from_entry, from);
  gtk_editable_set_text (self->to_entry, to);
  self->year = jb_date_year (period.to != 0 ? period.to : self->today);
  show_year (self);
}

static void
choose (JbPeriodButton *self,
        JbPeriodChoice  choice)
{
  gtk_popover_popdown (self->popover);
  if (jb_period_choice_equal (&choice, &self->choice))
    return;

  self->choice = choice;
  show_choice (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Every button of the popover is named by the word of its choice; those of a year by the word without the year. */
static void
choice_clicked_cb (GtkWidget      *button,
                   JbPeriodButton *self)
{
  const char *name = gtk_widget_get_name (button);
  JbPeriodChoice choice;

  if (g_str_has_prefix (name, "quarter-"))
    choice = (JbPeriodChoice) { .kind = JB_CHOICE_QUARTER, .year = self->year, .part = name[8] - '0' };
  else if (g_str_has_prefix (name, "half-"))
    choice = (JbPeriodChoice) { .kind = JB_CHOICE_HALF, .year = self->year, .part = name[5] - '0' };
  else if (g_str_equal (name, "year"))
    choice = (JbPeriodChoice) { .kind = JB_CHOICE_YEAR, .year = self->year };
  else if (!jb_period_choice_parse (name, &choice))
    g_return_if_reached ();

  choose (self, choice);
}

static void
earlier_cb (JbPeriodButton *self)
{
  self->year--;
  show_year (self);
}

static void
later_cb (JbPeriodButton *self)
{
  self->year++;
  show_year (self);
}

static gboolean
read_date (GtkEditable *entry,
           int         *date)
{
  const char *text = gtk_editable_get_text (entry);
  gboolean ok = jb_date_parse (text, date) && jb_date_is_valid (*date);

  if (ok || *text == '\0')
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  return ok;
}

static gboolean
read_range (JbPeriodButton *self,
            JbPeriod       *range)
{
  gboolean from = read_date (self->from_entry, &range->from);
  gboolean to = read_date (self->to_entry, &range->to);

  return from && to && range->from <= range->to;
}

static void
range_changed_cb (JbPeriodButton *self)
{
  JbPeriod range;

  gtk_widget_set_sensitive (self->range_button, read_range (self, &range));
}

static void
range_chosen_cb (JbPeriodButton *self)
{
  JbPeriodChoice choice = { .kind = JB_CHOICE_RANGE };

  if (read_range (self, &choice.range))
    choose (self, choice);
}

static void
jb_period_button_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_PERIOD_BUTTON);

  G_OBJECT_CLASS (jb_period_button_parent_class)->dispose (object);
}

static void
jb_period_button_class_init (JbPeriodButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_period_button_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/period-button.ui");
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, button);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, button_label);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, popover);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, year_label);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, earlier_button);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, later_button);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, from_entry);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, to_entry);
  gtk_widget_class_bind_template_child (widget_class, JbPeriodButton, range_button);
  gtk_widget_class_bind_template_callback (widget_class, choice_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, earlier_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_chosen_cb);
}

static void
jb_period_button_init (JbPeriodButton *self)
{
  self->today = jb_instant_to_date (g_get_real_time () / 1000);
  self->choice = (JbPeriodChoice) { .kind = JB_CHOICE_THIS_QUARTER };
  gtk_widget_init_template (GTK_WIDGET (self));
  show_choice (self);
}

const JbPeriodChoice *
jb_period_button_get_choice (JbPeriodButton *self)
{
  g_return_val_if_fail (JB_IS_PERIOD_BUTTON (self), NULL);

  return &self->choice;
}

void
jb_period_button_set_choice (JbPeriodButton       *self,
                             const JbPeriodChoice *choice)
{
  g_return_if_fail (JB_IS_PERIOD_BUTTON (self) && choice != NULL);

  self->choice = *choice;
  show_choice (self);
}

void
jb_period_button_set_today (JbPeriodButton *self,
                            int             today)
{
  g_return_if_fail (JB_IS_PERIOD_BUTTON (self) && jb_date_is_valid (today));

  self->today = today;
  show_choice (self);
}

void
jb_period_button_popup (JbPeriodButton *self)
{
  g_return_if_fail (JB_IS_PERIOD_BUTTON (self));

  gtk_menu_button_popup (self->button);
}
