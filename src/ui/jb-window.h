/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The window: pages, period, search, what is going on. Made by main() and by the tests. */

#pragma once

#include "jb-application.h"
#include "jb-home-page.h"
#include "jb-invoice-page.h"

G_BEGIN_DECLS

#define JB_TYPE_WINDOW (jb_window_get_type ())
G_DECLARE_FINAL_TYPE (JbWindow, jb_window, JB, WINDOW, AdwApplicationWindow)

/* Shows @application's session. */
JbWindow       *jb_window_new             (JbApplication  *application);

/* For tests: what a person could reach as well. */
void            jb_window_set_period      (JbWindow       *self,
                                           const char     *word);
JbInvoicePage  *jb_window_get_page        (JbWindow       *self,
                                           JbDirection     direction);
/* (nullable) (transfer none): the sentence of the problem banner, NULL when it is not shown. */
const char     *jb_window_get_problem     (JbWindow       *self);
/* (nullable) (transfer none): the newest toast's sentence. */
const char     *jb_window_get_last_toast  (JbWindow       *self);
/* Whether home and counts show what the book holds now. */
gboolean        jb_window_is_settled      (JbWindow       *self);

G_END_DECLS
