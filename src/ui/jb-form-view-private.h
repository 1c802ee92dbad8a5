/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What drawing and handling of the form have in common. Used by jb-form-view*.c only. */

#pragma once

#include "jb-form-view.h"

G_BEGIN_DECLS

struct _JbFormView
{
  GtkWidget      parent_instance;

  JbForm        *form;         /* (nullable) */
  GPtrArray     *nodes;        /* (element-type GskRenderNode): pages drawn once, in points; as many as were wanted so far */
  guint          more_source;  /* draws the next page after a frame */
  double         zoom;         /* 0 = as wide as there is room */
  double         pinch;        /* the scale when the fingers came down */
  guint          page;         /* of the chosen field */
  int            field;        /* -1 = none */
  GtkWidget     *menu;         /* (nullable) */
};

/* Pixels of a point at zoom 1: GTK's pixel is 1/96 inch. */
#define JB_FORM_VIEW_POINT (96.0 / 72.0)

/* -- jb-form-view.c -- */

/* Where page @page begins, in pixels, and how wide and high it is. */
void  _jb_form_view_locate          (JbFormView     *self,
                                     guint           page,
                                     GdkRectangle   *place);
void  _jb_form_view_choose          (JbFormView     *self,
                                     guint           page,
                                     int             field);

/* -- jb-form-view-input.c: pointer, fingers, keys -- */

void  _jb_form_view_add_controllers (JbFormView     *self);
void  _jb_form_view_bind_keys       (GtkWidgetClass *widget_class);

G_END_DECLS
