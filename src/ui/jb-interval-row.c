/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* See jb-interval-row.h. */

#define G_LOG_DOMAIN "jb-interval-row"

#include "config.h"

#include "jb-interval-row.h"

#include "jb-settings.h"

#include <glib/gi18n-lib.h>

#define HOUR 60
#define DAY  (24 * HOUR)

static const int usual[] = { 15, 30, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, DAY, 7 * DAY };

struct _JbIntervalRow
{
  AdwComboRow    parent_instance;

  GtkStringList *names;      /* (owned) */
  GArray        *choices;    /* (element-type int): minutes, as the names, shortest first */
  int            minutes;
};

G_DEFINE_FINAL_TYPE (JbIntervalRow, jb_interval_row, ADW_TYPE_COMBO_ROW)

typedef enum
{
  PROP_MINUTES = 1,
} JbIntervalRowProperty;

static GParamSpec *properties[PROP_MINUTES + 1];

/* -- choices -------------------------------------------------------------------------------------------------------- */

/* (transfer full) */
static char *
name_interval (int minutes)
{
  if (minutes == 7 * DAY)
    return g_strdup (_("Every Week"));
  if (minutes % DAY == 0)
    return g_strdup_printf (ngettext ("Every Day", "Every %d Days", minutes / DAY), minutes / DAY);
  if (minutes % HOUR == 0)
    return g_strdup_printf (ngettext ("Every Hour", "Every %d Hours", minutes / HOUR), minutes / HOUR);
  return g_strdup_printf (ngettext ("Every %d Minute", "Every %d Minutes", minutes), minutes);
}

/* Where @minutes stand among the choices; they are put there when they are none of them. */
static guint
find_choice (JbIntervalRow *self,
             int            minutes)
{
  g_autofree char *name = name_interval (minutes);
  const char *names[] = { name, NULL };
  guint i = 0;

  while (i < self->choices->len && g_array_index (self->choices, int, i) < minutes)
    i++;
  if (i < self->choices->len && g_array_index (self->choices, int, i) == minutes)
    return i;

  g_array_insert_val (self->choices, i, minutes);
  gtk_string_list_splice (self->names, i, 0, names);
  return i;
}

static void
set_minutes (JbIntervalRow *self,
             int            minutes)
{
  if (self->minutes == minutes)
    return;

  self->minutes = minutes;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self), find_choice (self, minutes));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MINUTES]);
}

static void
selected_cb (JbIntervalRow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self));

  if (selected < self->choices->len)
    set_minutes (self, g_array_index (self->choices, int, selected));
}

/* -- life ----------------------------------------------------------------------------------------------------------- */

static void
jb_interval_row_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch ((JbIntervalRowProperty) prop_id)
    {
    case PROP_MINUTES:
      g_value_set_int (value, JB_INTERVAL_ROW (object)->minutes);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_interval_row_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch ((JbIntervalRowProperty) prop_id)
    {
    case PROP_MINUTES:
      set_minutes (JB_INTERVAL_ROW (object), g_value_get_int (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
jb_interval_row_finalize (GObject *object)
{
  JbIntervalRow *self = JB_INTERVAL_ROW (object);

  g_object_unref (self->names);
  g_array_unref (self->choices);

  G_OBJECT_CLASS (jb_interval_row_parent_class)->finalize (object);
}

static void
jb_interval_row_class_init (JbIntervalRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = jb_interval_row_get_property;
  object_class->set_property = jb_interval_row_set_property;
  object_class->finalize = jb_interval_row_finalize;

  properties[PROP_MINUTES] = g_param_spec_int ("minutes", NULL, NULL, JB_SETTINGS_MIN_INTERVAL, JB_SETTINGS_MAX_INTERVAL,
                                               JB_SETTINGS_MIN_INTERVAL,
                                               G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
jb_interval_row_init (JbIntervalRow *self)
{
  self->names = gtk_string_list_new (NULL);
  self->choices = g_array_new (FALSE, FALSE, sizeof (int));
  for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
    find_choice (self, usual[i]);
  self->minutes = JB_SETTINGS_MIN_INTERVAL;
  adw_combo_row_set_model (ADW_COMBO_ROW (self), G_LIST_MODEL (self->names));
  g_signal_connect (self, "notify::selected", G_CALLBACK (selected_cb), NULL);
}
