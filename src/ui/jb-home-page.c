/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The home page: a picture of the book, drawn anew whenever the book tells that it changed. */

#define G_LOG_DOMAIN "jb-home-page"

#include "config.h"

#include "jb-home-page.h"

#include "jb-month-chart.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbHomePage
{
  AdwBin               parent_instance;

  GtkStack            *stack;
  GtkLabel            *period_label;
  GtkLabel            *days_label;
  GtkLabel            *sales_label;
  GtkLabel            *sales_caption;
  GtkLabel            *purchases_label;
  GtkLabel            *purchases_caption;
  GtkLabel            *difference_title;
  GtkLabel            *difference_label;
  GtkLabel            *difference_caption;
  JbMonthChart        *chart;
  GtkListBox          *todo_list;
  AdwActionRow        *collected_row;
  GtkLabel            *kept_label;
  GtkLabel            *missing_label;
  GtkLabel            *altered_label;
};

G_DEFINE_FINAL_TYPE (JbHomePage, jb_home_page, ADW_TYPE_BIN)

/* -- figures -------------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
count_invoices (guint count)
{
  g_autofree char *number = jb_text_count (count);

  return g_strdup_printf (ngettext ("%s invoice", "%s invoices", count), number);
}

static void
show_card (GtkLabel       *label,
           GtkLabel       *caption,
           const JbTotals *totals)
{
  g_autofree char *count = count_invoices (totals->count);
  g_autofree char *tax = jb_text_won (totals->tax);
  g_autofree char *text = NULL;

  /* Translators: "12 invoices, tax ₩1,200,000" */
  text = g_strdup_printf (_("%1$s, tax %2$s"), count, tax);
  jb_text_set_won (label, totals->supply);
  gtk_label_set_text (caption, text);
}

static void
show_difference (JbHomePage       *self,
                 const JbOverview *overview)
{
  gint64 difference = overview->sales.tax - overview->purchases.tax;
  g_autofree char *text = jb_text_won (ABS (difference));

  gtk_label_set_text (self->difference_title, difference >= 0 ? _("VAT to Pay, Roughly") : _("VAT Refund, Roughly"));
  gtk_label_set_text (self->difference_label, text);
  gtk_label_set_text (self->difference_caption, _("Tax of sales less tax of purchases"));
}

static void
show_figures (JbHomePage        *self,
              const JbHomeState *state)
{
  g_autofree char *from = jb_date_format (state->period.from);
  g_autofree char *to = jb_date_format (state->period.to);
  g_autofree char *days = g_strdup_printf (_("%1$s to %2$s"), from, to);

  gtk_label_set_text (self->period_label, state->period_label);
  gtk_label_set_text (self->days_label, days);
  gtk_widget_set_visible (GTK_WIDGET (self->days_label), state->period.from != 0 && state->period.to != 0);
  show_card (self->sales_label, self->sales_caption, &state->overview->sales);
  show_card (self->purchases_label, self->purchases_caption, &state->overview->purchases);
  show_difference (self, state->overview);
  jb_month_chart_set_months (self->chart, state->overview->months, state->today);
}

static void
show_count (GtkLabel   *label,
            guint       count,
            const char *css_class)
{
  g_autofree char *text = jb_text_count (count);

  gtk_label_set_text (label, text);
  if (css_class != NULL)
    jb_text_toggle_class (GTK_WIDGET (label), css_class, count > 0);
}

static void
show_originals (JbHomePage       *self,
                const JbOverview *overview)
{
  show_count (self->kept_label, overview->n_originals, NULL);
  show_count (self->missing_label, overview->n_missing, "warning");
  show_count (self->altered_label, overview->n_altered, "error");
}

/* -- the last run --------------------------------------------------------------------------------------------------- */

static const JbRun *
last_run (GPtrArray *runs)
{
  const JbRun *last = NULL;

  for (guint i = 0; i < runs->len; i++)
    {
      const JbRun *run = g_ptr_array_index (runs, i);

      if (last == NULL || run->started_at > last->started_at)
        last = run;
    }
  return last;
}

static void
show_run (JbHomePage        *self,
          const JbHomeState *state)
{
  const JbRun *run = last_run (state->runs);
  g_autofree char *subtitle = NULL;
  g_autofree char *when = NULL;

  if (state->collecting)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->collected_row), _("Collecting"));
      adw_action_row_set_subtitle (self->collected_row, _("You can go on working meanwhile."));
      return;
    }
  if (run == NULL)
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->collected_row), _("Never Collected"));
      adw_action_row_set_subtitle (self->collected_row, _("The first collection brings the last three months."));
      return;
    }

  when = jb_text_instant (run->ended_at != 0 ? run->ended_at : run->started_at, state->now);
  subtitle = jb_text_run_result (run);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->collected_row), when);
  adw_action_row_set_subtitle (self->collected_row, subtitle);
}

/* -- what to do ----------------------------------------------------------------------------------------------------- */

static void
add_todo (JbHomePage *self,
          const char *icon,
          const char *css_class,
          const char *title,
          const char *subtitle,
          const char *button_label,
          const char *action)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_widget_add_css_class (image, css_class);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (action != NULL)
    {
      GtkWidget *button = gtk_button_new_with_label (button_label);

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  else
    gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->todo_list, row);
}

static void
add_gap (JbHomePage  *self,
         const JbRun *run)
{
  g_autofree char *from = jb_date_format (run->gap_from);
  g_autofree char *to = jb_date_format (run->gap_to);
  g_autofree char *text = NULL;

  text = g_strdup_printf (_("The service had already deleted the days from %1$s to %2$s. Compare them with HomeTax."),
                          from, to);
  add_todo (self, "dialog-warning-symbolic", "warning", _("Some Days May Be Missing"), text, NULL, NULL);
}

static gboolean
lacks_code (const JbHomeState *state,
            gint64             connection)
{
  for (guint i = 0; state->codeless != NULL && i < state->codeless->len; i++)
    if (g_array_index (state->codeless, gint64, i) == connection)
      return TRUE;
  return FALSE;
}

/* Trying again brings nothing before there is a code. */
static void
add_run_todo (JbHomePage        *self,
              const JbRun       *run,
              const JbHomeState *state)
{
  if (run->state == JB_RUN_FAILED && lacks_code (state, run->connection))
    return;

  if (run->state == JB_RUN_FAILED)
    add_todo (self, "dialog-error-symbolic", "error", _("The Last Collection Failed"),
              run->message != NULL ? run->message : _("No reason was given."), _("Try Again"), "app.retry");
  else if (run->state == JB_RUN_RUNNING && !state->collecting)
    add_todo (self, "dialog-warning-symbolic", "warning", _("The Last Collection Was Interrupted"),
              _("Nothing is lost. Collecting again goes on where it stopped."), _("Collect Now"), "app.collect");
  else if (run->state == JB_RUN_CANCELLED)
    add_todo (self, "dialog-information-symbolic", "accent", _("The Last Collection Was Stopped"),
              _("Nothing is lost. Collecting again goes on where it stopped."), _("Collect Now"), "app.collect");

  if (run->gap_from != 0)
    add_gap (self, run);
}

static void
add_original_todos (JbHomePage       *self,
                    const JbOverview *overview)
{
  if (overview->n_altered > 0)
    {
      g_autofree char *number = jb_text_count (overview->n_altered);
      g_autofree char *title = g_strdup_printf (ngettext ("%s Original Needs a Look", "%s Originals Need a Look",
                                                          overview->n_altered), number);

      add_todo (self, "dialog-error-symbolic", "error", title,
                _("The content differs from what was signed, or it cannot be read. "
                  "The red mark in the lists shows which. Ask the issuer for the document."), NULL, NULL);
    }
  if (overview->n_missing > 0)
    {
      g_autofree char *number = jb_text_count (overview->n_missing);
      g_autofree char *title = g_strdup_printf (ngettext ("%s Original Is Not Here Yet", "%s Originals Are Not Here Yet",
                                                          overview->n_missing), number);

      add_todo (self, "jb-original-missing-symbolic", "warning", title,
                _("The next collection asks for it again. The service deletes after three months."),
                _("Collect Now"), "app.collect");
    }
}

static void
show_todo (JbHomePage        *self,
           const JbHomeState *state)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->todo_list))) != NULL)
    gtk_list_box_remove (self->todo_list, row);

  if (state->n_connections == 0)
    add_todo (self, "dialog-information-symbolic", "accent", _("No Connection Yet"),
              _("Connect your SmartBill account, and your invoices come here."), _("Connect"), "win.connect");
  else if (state->runs->len == 0 && !state->collecting)
    add_todo (self, "view-refresh-symbolic", "accent", _("Nothing Was Collected Yet"),
              _("The first collection brings the last three months."), _("Collect Now"), "app.collect");

  if (state->locked)
    add_todo (self, "dialog-password-symbolic", "warning", _("The Book Is Locked"),
              _("Details, originals and collecting need the recovery code."), _("Enter Code…"), "win.unlock-book");
  if (state->codeless != NULL && state->codeless->len > 0)
    add_todo (self, "dialog-password-symbolic", "error", _("An Authentication Code Is Missing"),
              _("Until it is entered again, nothing is collected from that connection."), _("Show Connections"),
              "win.page::connections");
  for (guint i = 0; i < state->runs->len; i++)
    add_run_todo (self, g_ptr_array_index (state->runs, i), state);
  if (!state->collecting)
    add_original_todos (self, state->overview);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->todo_list)) != NULL)
    return;
  if (state->collecting)
    add_todo (self, "dialog-information-symbolic", "accent", _("There Is Nothing to Do Now"),
              _("New invoices appear in the lists as they arrive."), NULL, NULL);
  else
    add_todo (self, "jb-original-valid-symbolic", "success", _("All Is in Order"), _("There is nothing to do."),
              NULL, NULL);
}

/* -- widget --------------------------------------------------------------------------------------------------------- */

static void
jb_home_page_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_HOME_PAGE);

  G_OBJECT_CLASS (jb_home_page_parent_class)->dispose (object);
}

static void
jb_home_page_class_init (JbHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_home_page_dispose;

  g_type_ensure (JB_TYPE_MONTH_CHART);
  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, stack);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, period_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, days_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, sales_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, sales_caption);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, purchases_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, purchases_caption);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, difference_title);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, difference_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, difference_caption);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, chart);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, todo_list);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, collected_row);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, kept_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, missing_label);
  gtk_widget_class_bind_template_child (widget_class, JbHomePage, altered_label);
}

static void
jb_home_page_init (JbHomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
jb_home_page_show (JbHomePage        *self,
                   const JbHomeState *state)
{
  g_return_if_fail (JB_IS_HOME_PAGE (self) && state != NULL && state->overview != NULL);

  if (state->n_connections == 0 && state->overview->n_invoices == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "welcome");
      return;
    }

  show_figures (self, state);
  show_originals (self, state->overview);
  show_run (self, state);
  show_todo (self, state);
  gtk_stack_set_visible_child_name (self->stack, "book");
}
