/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* "Getting Connected": the steps between a company and its first invoice, what the service says of each, and what to do next.
 * Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_CHECKLIST_PAGE (jb_checklist_page_get_type ())
G_DECLARE_FINAL_TYPE (JbChecklistPage, jb_checklist_page, JB, CHECKLIST_PAGE, AdwBin)

/* Signals: "connect" (const JbConnection *): the person wants to enter the code of this company, which may have no account yet;
 * "connected" (gint64 connection): signing up ended with a connection. */

/* @settings (nullable): without them nothing is remembered. Once, before anything is shown. */
void      jb_checklist_page_set_session   (JbChecklistPage   *self,
                                           JbSession         *session,
                                           GSettings         *settings);
/* @connections: (element-type JbConnection), copied. */
void      jb_checklist_page_show          (JbChecklistPage   *self,
                                           GPtrArray         *connections,
                                           const JbOverview  *overview);
/* The first run goes through this page from now on. */
void      jb_checklist_page_begin         (JbChecklistPage   *self);
/* Whether a first run stopped on this page and is to be continued. @settings (nullable) */
gboolean  jb_checklist_page_is_begun      (GSettings         *settings);
/* Shows which step a refused connection points at. */
void      jb_checklist_page_explain       (JbChecklistPage   *self,
                                           const GError      *failure);

G_END_DECLS
