/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The chips stand in a row that is scrolled when the window is narrow. */

#define G_LOG_DOMAIN "jb-filter-bar"

#include "config.h"

#include "jb-filter-bar.h"

#include <glib/gi18n-lib.h>

struct _JbFilterBar
{
  AdwBin     parent_instance;

  GtkWidget *chips;
};

G_DEFINE_FINAL_TYPE (JbFilterBar, jb_filter_bar, ADW_TYPE_BIN)

enum
{
  REMOVED,
  CLEARED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The chip that stands in the place of the one that goes has the focus then. */
static void
remove_chip (JbFilterBar *self,
             GtkWidget   *chip)
{
  g_autofree char *key = g_strdup (gtk_widget_get_name (chip));
  guint place = 0;
  GtkWidget *next;

  for (GtkWidget *before = gtk_widget_get_prev_sibling (chip); before != NULL; before = gtk_widget_get_prev_sibling (before))
    place++;
  g_signal_emit (self, signals[REMOVED], 0, key);
  next = gtk_widget_get_first_child (self->chips);
  while (next != NULL && place-- > 0 && gtk_widget_get_next_sibling (next) != NULL)
    next = gtk_widget_get_next_sibling (next);
  if (next != NULL)
    gtk_widget_grab_focus (next);
}

static void
clicked_cb (GtkWidget   *chip,
            JbFilterBar *self)
{
  g_object_ref (chip);
  remove_chip (self, chip);
  g_object_unref (chip);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint                  key,
                guint                  code,
                GdkModifierType        state,
                JbFilterBar           *self)
{
  if (key != GDK_KEY_Delete && key != GDK_KEY_KP_Delete && key != GDK_KEY_BackSpace)
    return FALSE;
  clicked_cb (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller)), self);
  return TRUE;
}

static void
clear_clicked_cb (JbFilterBar *self)
{
  g_signal_emit (self, signals[CLEARED], 0);
}

static void
add_chip (JbFilterBar        *self,
          const JbFilterChip *chip)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();
  /* Translators: %s is a condition of the list, as "Kind: Tax invoice" */
  g_autofree char *says = g_strdup_printf (_("Remove the filter “%s”"), chip->label);

  gtk_box_append (GTK_BOX (box), gtk_label_new (chip->label));
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("window-close-symbolic"));
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_set_name (button, chip->key);
  gtk_widget_add_css_class (button, "jb-chip");
  gtk_widget_set_tooltip_text (button, says);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, says, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self, 0);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self, 0);
  gtk_widget_add_controller (button, keys);
  gtk_box_append (GTK_BOX (self->chips), button);
}

static void
jb_filter_bar_class_init (JbFilterBarClass *klass)
{
  signals[REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLEARED] = g_signal_new ("cleared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
jb_filter_bar_init (JbFilterBar *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clear = gtk_button_new_with_mnemonic (_("C_lear All"));

  self->chips = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->chips);
  gtk_widget_set_hexpand (scroller, TRUE);
  gtk_widget_add_css_class (clear, "flat");
  gtk_widget_set_valign (clear, GTK_ALIGN_CENTER);
  g_signal_connect_object (clear, "clicked", G_CALLBACK (clear_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (row), scroller);
  gtk_box_append (GTK_BOX (row), clear);
  gtk_widget_add_css_class (row, "jb-filter-bar");
  adw_bin_set_child (ADW_BIN (self), row);
}

void
jb_filter_bar_set_chips (JbFilterBar *self,
                         GPtrArray   *chips)
{
  GtkWidget *chip;

  g_return_if_fail (JB_IS_FILTER_BAR (self) && chips != NULL);

  while ((chip = gtk_widget_get_first_child (self->chips)) != NULL)
    gtk_box_remove (GTK_BOX (self->chips), chip);
  for (guint i = 0; i < chips->len; i++)
    add_chip (self, g_ptr_array_index (chips, i));
}
