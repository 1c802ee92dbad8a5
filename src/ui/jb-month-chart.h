/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Sales and purchases of twelve months as two bars each. Used by JbHomePage. */

#pragma once

#include <gtk/gtk.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_MONTH_CHART (jb_month_chart_get_type ())
G_DECLARE_FINAL_TYPE (JbMonthChart, jb_month_chart, JB, MONTH_CHART, GtkWidget)

/* @months (element-type JbMonth) is copied; the chart shows the twelve months that end with the one of @today. */
void  jb_month_chart_set_months  (JbMonthChart  *self,
                                  GArray        *months,
                                  int            today);

G_END_DECLS
