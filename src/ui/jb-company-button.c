/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Title and choice are two pages of a stack. The rows of the choice are built anew only when there are other companies or other
 * connections than before, so that an open choice survives a collection. */

#define G_LOG_DOMAIN "jb-company-button"

#include "config.h"

#include "jb-company-button.h"

#include "jb-numbers.h"
#include "jb-text.h"

#include <glib/gi18n-lib.h>

struct _JbCompanyButton
{
  AdwBin           parent_instance;

  GtkStack        *stack;
  AdwWindowTitle  *title;
  GtkMenuButton   *button;
  GtkLabel        *name_label;
  GtkLabel        *number_label;
  GtkPopover      *popover;
  GtkListBox      *list;

  char            *company;     /* (nullable): what is chosen; NULL = all */
  char            *shape;       /* (nullable): what the rows were built from */
  guint            n_companies;
};

G_DEFINE_FINAL_TYPE (JbCompanyButton, jb_company_button, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Which environments a company is connected to. */
typedef struct
{
  guint     n_connections;
  gboolean  production;
  gboolean  demo;
  gboolean  other;
} Environments;

static Environments
find_environments (const JbCompany *company,
                   GPtrArray       *connections,
                   gboolean         demo)
{
  Environments found = { 0 };

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);
      gboolean is_production = g_strcmp0 (connection->environment, "production") == 0;
      gboolean is_demo = demo || g_strcmp0 (connection->environment, "demo") == 0;

      if (!g_str_equal (connection->company, company->registration))
        continue;
      found.n_connections++;
      found.production = found.production || is_production;
      found.demo = found.demo || is_demo;
      found.other = found.other || (!is_production && !is_demo);
    }
  return found;
}

/* (transfer full) */
static char *
get_name (const JbCompany *company)
{
  return company->name != NULL ? g_strdup (company->name) : jb_registration_display (company->registration);
}

/* -- rows ----------------------------------------------------------------------------------------------------------- */

static void
add_pill (GtkBox     *box,
          const char *text,
          const char *css_class)
{
  GtkWidget *pill = gtk_label_new (text);

  gtk_widget_set_valign (pill, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (pill, "jb-pill");
  gtk_widget_add_css_class (pill, "caption");
  gtk_widget_add_css_class (pill, css_class);
  gtk_box_append (box, pill);
}

static GtkWidget *
make_label (const char *text,
            const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* @registration: "" for all companies; it is the row's name, too. @number may be NULL. */
static void
add_row (JbCompanyButton *self,
         const char      *registration,
         const char      *name,
         const char      *number,
         Environments     environments)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *check = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_widget_set_name (row, registration);
  gtk_widget_set_name (check, "check");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (words), make_label (name, NULL));
  if (number != NULL)
    {
      GtkWidget *label = make_label (number, "caption");

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (words), label);
    }
  gtk_box_append (GTK_BOX (box), check);
  gtk_box_append (GTK_BOX (box), words);
  if (environments.production)
    add_pill (GTK_BOX (box), jb_text_environment ("production"), "production");
  if (environments.demo)
    add_pill (GTK_BOX (box), jb_text_environment ("demo"), "demo");
  if (environments.other)
    add_pill (GTK_BOX (box), jb_text_environment (NULL), "demo");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "check", check);
  gtk_list_box_append (self->list, row);
}

static void
build_rows (JbCompanyButton *self,
            GPtrArray       *companies,
            GPtrArray       *connections,
            gboolean         demo)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));

  add_row (self, "", _("All Companies"), NULL, (Environments) { 0 });
  for (guint i = 0; i < companies->len; i++)
    {
      const JbCompany *company = g_ptr_array_index (companies, i);
      g_autofree char *name = get_name (company);
      g_autofree char *number = jb_registration_display (company->registration);

      add_row (self, company->registration, name, company->name != NULL ? number : NULL,
               find_environments (company, connections, demo));
    }
}

/* All that rows and title depend on. (transfer full) */
static char *
describe_shape (GPtrArray *companies,
                GPtrArray *connections,
                gboolean   demo)
{
  GString *shape = g_string_new (NULL);

  for (guint i = 0; i < companies->len; i++)
    {
      const JbCompany *company = g_ptr_array_index (companies, i);
      Environments found = find_environments (company, connections, demo);

      g_string_append_printf (shape, "%s|%s|%u%d%d%d\n", company->registration, company->name != NULL ? company->name : "",
                              found.n_connections, found.production, found.demo, found.other);
    }
  return g_string_free (shape, FALSE);
}

/* -- the title ------------------------------------------------------------------------------------------------------ */

static void
set_title (JbCompanyButton *self,
           const char      *title,
           const char      *subtitle)
{
  adw_window_title_set_title (self->title, title);
  adw_window_title_set_subtitle (self->title, subtitle);
  gtk_label_set_text (self->name_label, title);
  gtk_label_set_text (self->number_label, subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->number_label), *subtitle != '\0');
}

static void
show_company (JbCompanyButton *self,
              const JbCompany *company,
              guint            n_connections)
{
  g_autofree char *name = get_name (company);
  g_autofree char *number = jb_registration_display (company->registration);
  g_autofree char *count = jb_text_count (n_connections);
  g_autofree char *more = g_strdup_printf (ngettext ("%s connection", "%s connections", n_connections), count);

  set_title (self, name, company->name != NULL ? number : n_connections > 1 ? more : "");
}

static void
show_all (JbCompanyButton *self)
{
  g_autofree char *count = jb_text_count (self->n_companies);
  g_autofree char *subtitle = g_strdup_printf (ngettext ("%s company", "%s companies", self->n_companies), count);

  set_title (self, _("All Companies"), subtitle);
}

/* (nullable) */
static const JbCompany *
find_company (GPtrArray  *companies,
              const char *registration)
{
  for (guint i = 0; registration != NULL && i < companies->len; i++)
    {
      const JbCompany *company = g_ptr_array_index (companies, i);

      if (g_str_equal (company->registration, registration))
        return company;
    }
  return NULL;
}

static void
show_choice (JbCompanyButton *self)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      gboolean chosen = g_str_equal (gtk_widget_get_name (GTK_WIDGET (row)), self->company != NULL ? self->company : "");

      gtk_widget_set_opacity (g_object_get_data (G_OBJECT (row), "check"), chosen ? 1 : 0);
      gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_SELECTED, chosen, -1);
    }
}

static void
row_activated_cb (JbCompanyButton *self,
                  GtkListBoxRow   *row)
{
  const char *registration = gtk_widget_get_name (GTK_WIDGET (row));

  gtk_popover_popdown (self->popover);
  if (g_strcmp0 (registration, self->company != NULL ? self->company : "") == 0)
    return;

  jb_company_button_set_company (self, registration);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_company_button_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), JB_TYPE_COMPANY_BUTTON);

  G_OBJECT_CLASS (jb_company_button_parent_class)->dispose (object);
}

static void
jb_company_button_finalize (GObject *object)
{
  JbCompanyButton *self = JB_COMPANY_BUTTON (object);

  g_free (self->company);
  g_free (self->shape);

  G_OBJECT_CLASS (jb_company_button_parent_class)->finalize (object);
}

static void
jb_company_button_class_init (JbCompanyButtonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = jb_company_button_dispose;
  G_OBJECT_CLASS (klass)->finalize = jb_company_button_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/kr/jangbu/Jangbu/ui/company-button.ui");
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, stack);
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, title);
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, button);
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, name_label);
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, number_label);
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, popover);
  gtk_widget_class_bind_template_child (widget_class, JbCompanyButton, list);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
}

static void
jb_company_button_init (JbCompanyButton *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_title (self, _("Jangbu"), "");
}

static void
show_chosen (JbCompanyButton *self,
             GPtrArray       *companies,
             GPtrArray       *connections)
{
  const JbCompany *company = companies->len == 1 ? g_ptr_array_index (companies, 0) : find_company (companies, self->company);

  if (company == NULL || companies->len == 1)
    g_clear_pointer (&self->company, g_free);

  if (company != NULL)
    show_company (self, company, find_environments (company, connections, FALSE).n_connections);
  else if (companies->len > 0)
    show_all (self);
  else
    set_title (self, _("Jangbu"), "");
  gtk_stack_set_visible_child_name (self->stack, companies->len > 1 ? "button" : "title");
  show_choice (self);
}

void
jb_company_button_set_companies (JbCompanyButton *self,
                                 GPtrArray       *companies,
                                 GPtrArray       *connections,
                                 gboolean         demo)
{
  g_autofree char *shape = NULL;

  g_return_if_fail (JB_IS_COMPANY_BUTTON (self));
  g_return_if_fail (companies != NULL && connections != NULL);

  shape = describe_shape (companies, connections, demo);
  if (g_strcmp0 (shape, self->shape) != 0)
    build_rows (self, companies, connections, demo);
  g_free (self->shape);
  self->shape = g_steal_pointer (&shape);
  self->n_companies = companies->len;
  show_chosen (self, companies, connections);
}

void
jb_company_button_set_company (JbCompanyButton *self,
                               const char      *registration)
{
  g_return_if_fail (JB_IS_COMPANY_BUTTON (self));

  if (registration != NULL && *registration == '\0')
    registration = NULL;
  g_free (self->company);
  self->company = g_strdup (registration);
  show_choice (self);
}

const char *
jb_company_button_get_company (JbCompanyButton *self)
{
  g_return_val_if_fail (JB_IS_COMPANY_BUTTON (self), NULL);

  return self->company;
}

const char *
jb_company_button_get_title (JbCompanyButton *self)
{
  g_return_val_if_fail (JB_IS_COMPANY_BUTTON (self), NULL);

  return adw_window_title_get_title (self->title);
}

void
jb_company_button_popup (JbCompanyButton *self)
{
  g_return_if_fail (JB_IS_COMPANY_BUTTON (self));

  if (self->n_companies > 1)
    gtk_menu_button_popup (self->button);
}
