/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of one invoice in a window of its own, large. Used by JbFormPane. */

#pragma once

#include <adwaita.h>

#include "jb-archive.h"

G_BEGIN_DECLS

#define JB_TYPE_FORM_WINDOW (jb_form_window_get_type ())
G_DECLARE_FINAL_TYPE (JbFormWindow, jb_form_window, JB, FORM_WINDOW, AdwWindow)

/* Goes with @parent. (transfer floating) */
GtkWidget *jb_form_window_new (GtkWindow *parent,
                               JbArchive *archive,
                               JbInvoice *invoice);

G_END_DECLS
