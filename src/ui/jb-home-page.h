/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What an owner sees first: how the period stands, what came in, what is to be done. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_HOME_PAGE (jb_home_page_get_type ())
G_DECLARE_FINAL_TYPE (JbHomePage, jb_home_page, JB, HOME_PAGE, AdwBin)

/* All that the page shows; it keeps nothing of it. */
typedef struct
{
  const JbOverview *overview;
  GPtrArray        *runs;         /* (element-type JbRun): the last ones that concern what is shown */
  guint             n_connections;
  GArray           *codeless;     /* (nullable) (element-type gint64): connections whose code has to be entered again */
  const char       *period_label;
  JbPeriod          period;
  int               today;        /* yyyymmdd */
  gint64            now;          /* UTC ms */
  gboolean          collecting;
  gboolean          locked;       /* the book waits for its recovery code */
} JbHomeState;

void  jb_home_page_show  (JbHomePage         *self,
                          const JbHomeState  *state);

G_END_DECLS
