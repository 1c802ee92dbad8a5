/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Pointer, fingers and keys of the form. */

#define G_LOG_DOMAIN "jb-form-view"

#include "config.h"

#include "jb-form-view-private.h"

/* -- pointer -------------------------------------------------------------------------------------------------------- */

/* -1: there is none. */
static int
find_field (JbFormView *self,
            guint       page,
            double      x,
            double      y)
{
  GPtrArray *fields = jb_form_get_fields (self->form, page);

  for (guint i = 0; i < fields->len; i++)
    {
      const JbFormBox *box = &((const JbFormField *) g_ptr_array_index (fields, i))->box;

      if (x >= box->x && x < box->x + box->width && y >= box->y && y < box->y + box->height)
        return (int) i;
    }
  return -1;
}

static void
choose_at (JbFormView *self,
           double      x,
           double      y)
{
  double scale = jb_form_view_get_scale (self) * JB_FORM_VIEW_POINT;

  for (guint page = 0; self->form != NULL && page < jb_form_get_n_pages (self->form); page++)
    {
      GdkRectangle place;

      _jb_form_view_locate (self, page, &place);
      if (y < place.y || y >= place.y + place.height)
        continue;
      _jb_form_view_choose (self, page, find_field (self, page, (x - place.x) / scale + JB_FORM_SPARE,
                                               (y - place.y) / scale + JB_FORM_SPARE));
      return;
    }
}

static void
popup_at (JbFormView *self,
          double      x,
          double      y)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (self->menu == NULL)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
pressed_cb (GtkGestureClick *gesture,
            int              n_press,
            double           x,
            double           y,
            JbFormView      *self)
{
  gboolean secondary = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press == 1)
    choose_at (self, x, y);
  if (secondary)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      popup_at (self, x, y);
    }
  else if (n_press == 2)
    g_signal_emit_by_name (self, "open");
}

/* -- zoom ----------------------------------------------------------------------------------------------------------- */

static gboolean
scrolled_cb (GtkEventControllerScroll *controller,
             double                    dx,
             double                    dy,
             JbFormView               *self)
{
  if ((gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;

  if (dy < 0)
    jb_form_view_zoom_in (self);
  else if (dy > 0)
    jb_form_view_zoom_out (self);
  return GDK_EVENT_STOP;
}

static void
pinch_begun_cb (GtkGesture       *gesture,
                GdkEventSequence *sequence,
                JbFormView       *self)
{
  self->pinch = jb_form_view_get_scale (self);
}

static void
pinched_cb (GtkGestureZoom *gesture,
            double          scale,
            JbFormView     *self)
{
  jb_form_view_set_zoom (self, self->pinch * scale);
}

void
_jb_form_view_add_controllers (JbFormView *self)
{
  GtkGesture *click = gtk_gesture_click_new (), *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL |
                                                                GTK_EVENT_CONTROLLER_SCROLL_DISCRETE);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect (scroll, "scroll", G_CALLBACK (scrolled_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begun_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinched_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
}

/* -- keys ----------------------------------------------------------------------------------------------------------- */

static gboolean
move_cb (GtkWidget *widget,
         GVariant  *step,
         gpointer   user_data)
{
  jb_form_view_move (JB_FORM_VIEW (widget), g_variant_get_int32 (step));
  return TRUE;
}

static gboolean
end_cb (GtkWidget *widget,
        GVariant  *step,
        gpointer   user_data)
{
  JbFormView *self = JB_FORM_VIEW (widget);

  _jb_form_view_choose (self, 0, -1);
  jb_form_view_move (self, g_variant_get_int32 (step));
  return TRUE;
}

static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  JbFormView *self = JB_FORM_VIEW (widget);
  const JbFormField *field = jb_form_view_get_field (self);
  double scale = jb_form_view_get_scale (self) * JB_FORM_VIEW_POINT;
  GdkRectangle place = { 0 };

  if (self->form != NULL)
    _jb_form_view_locate (self, self->page, &place);
  popup_at (self, place.x + (field != NULL ? (field->box.x - JB_FORM_SPARE) * scale : 0),
            place.y + (field != NULL ? (field->box.y - JB_FORM_SPARE + field->box.height) * scale : 0));
  return TRUE;
}

void
_jb_form_view_bind_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    int   step;
  } moves[] = {
    { GDK_KEY_Right, 1 }, { GDK_KEY_Down, 1 }, { GDK_KEY_Left, -1 }, { GDK_KEY_Up, -1 },
    { GDK_KEY_KP_Right, 1 }, { GDK_KEY_KP_Down, 1 }, { GDK_KEY_KP_Left, -1 }, { GDK_KEY_KP_Up, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_class_add_binding (widget_class, moves[i].key, 0, move_cb, "i", moves[i].step);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, end_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, end_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_Return, 0, "open", NULL);
  gtk_widget_class_add_binding_signal (widget_class, GDK_KEY_KP_Enter, 0, "open", NULL);
}
