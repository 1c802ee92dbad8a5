/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One step of the checklist is open at a time, and in view. Which one is remembered during a first run, so that it goes on there. */

#define G_LOG_DOMAIN "jb-checklist-page"

#include "config.h"

#include "jb-checklist-page-private.h"

/* Longer than a row takes to open, so that it is followed to its end. */
#define SCROLL_US (G_USEC_PER_SEC / 2)
#define SCROLL_MARGIN 12

/* -- in view -------------------------------------------------------------------------------------------------------- */

static void
scroll_to (JbChecklistPage *self,
           GtkWidget       *row)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  graphene_rect_t bounds;
  double top, bottom;

  if (!gtk_widget_compute_bounds (row, self->content, &bounds))
    return;

  top = bounds.origin.y + gtk_widget_get_margin_top (self->content) - SCROLL_MARGIN;
  bottom = bounds.origin.y + bounds.size.height + gtk_widget_get_margin_top (self->content) + SCROLL_MARGIN;
  if (bottom > value + page)
    value = bottom - page;
  gtk_adjustment_set_value (adjustment, MIN (value, top));
}

static JbChecklistRow *
find_open (JbChecklistPage *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (adw_expander_row_get_expanded (g_ptr_array_index (self->rows, i)))
      return g_ptr_array_index (self->rows, i);
  return NULL;
}

/* Rows open and close over a few frames, and the open one moves meanwhile. Without one, the top is what matters. */
static gboolean
scroll_tick_cb (GtkWidget     *widget,
                GdkFrameClock *clock,
                gpointer       user_data)
{
  JbChecklistPage *self = JB_CHECKLIST_PAGE (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  JbChecklistRow *row = find_open (self);

  if (self->scroll_end == 0)
    self->scroll_end = now + SCROLL_US;
  if (row != NULL)
    scroll_to (self, GTK_WIDGET (row));
  else
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  if (now < self->scroll_end)
    return G_SOURCE_CONTINUE;

  self->scroll_id = 0;
  return G_SOURCE_REMOVE;
}

static void
follow_open_row (JbChecklistPage *self)
{
  self->scroll_end = 0;
  if (self->scroll_id == 0)
    self->scroll_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_tick_cb, NULL, NULL);
}

void
_jb_checklist_page_stop_following (JbChecklistPage *self)
{
  if (self->scroll_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_id);
  self->scroll_id = 0;
}

/* -- open ----------------------------------------------------------------------------------------------------------- */

static void
open_only (JbChecklistPage *self,
           guint            position)
{
  self->filling = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_set_expanded (g_ptr_array_index (self->rows, i), i == position);
  self->filling = FALSE;
}

static void
remember_step (JbChecklistPage *self,
               const char      *id)
{
  if (jb_checklist_page_is_begun (self->settings))
    g_settings_set_string (self->settings, "first-run-step", id);
}

void
_jb_checklist_page_point_at (JbChecklistPage *self,
                             int              position)
{
  open_only (self, (guint) position);
  if (position >= 0)
    remember_step (self, _jb_checklist_page_get_step (self, (guint) position)->id);
  follow_open_row (self);
}

void
_jb_checklist_page_point_at_next (JbChecklistPage *self)
{
  _jb_checklist_page_point_at (self, _jb_checklist_page_find_next (self));
}

void
_jb_checklist_page_point_after (JbChecklistPage *self,
                                guint            position)
{
  for (guint i = position + 1; i < self->steps->len; i++)
    if (!_jb_checklist_page_is_done (self, i))
      {
        _jb_checklist_page_point_at (self, (int) i);
        return;
      }
  _jb_checklist_page_point_at_next (self);
}

void
_jb_checklist_page_place (JbChecklistPage *self)
{
  g_autofree char *id = NULL;

  self->placed = TRUE;
  if (!jb_checklist_page_is_begun (self->settings))
    {
      _jb_checklist_page_point_at_next (self);
      return;
    }

  id = g_settings_get_string (self->settings, "first-run-step");
  for (guint i = 0; i < self->steps->len; i++)
    if (g_str_equal (_jb_checklist_page_get_step (self, i)->id, id))
      open_only (self, i);
  follow_open_row (self);
}

void
_jb_checklist_page_row_expanded (JbChecklistPage *self,
                                 GParamSpec      *pspec,
                                 JbChecklistRow  *row)
{
  guint position;

  if (self->filling || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)) ||
      !g_ptr_array_find (self->rows, row, &position))
    return;

  open_only (self, position);
  remember_step (self, _jb_checklist_page_get_step (self, position)->id);
  follow_open_row (self);
}
