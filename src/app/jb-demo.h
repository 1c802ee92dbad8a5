/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world of `jangbu --demo`: the emulator on a loopback port and a folder for a book of its own.
 * Used by JbSession. Main thread. */

#pragma once

#include "jb-connection.h"
#include "jb-emulator.h"

G_BEGIN_DECLS

/* How far back the invented world reaches. A real service holds three months; a year shows more. */
#define JB_DEMO_DAYS 365

#define JB_TYPE_DEMO (jb_demo_get_type ())
G_DECLARE_FINAL_TYPE (JbDemo, jb_demo, JB, DEMO, GObject)

/* Makes the folder and the world off the main thread. */
void           jb_demo_start_async      (guint                 n_invoices,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* (transfer full) */
JbDemo        *jb_demo_start_finish     (GAsyncResult         *result,
                                         GError              **error);
const char    *jb_demo_get_book_path    (JbDemo               *self);
JbEmulator    *jb_demo_get_emulator     (JbDemo               *self);
/* The invented company's account at the emulator. (transfer full) */
JbConnection  *jb_demo_make_connection  (JbDemo               *self);
/* Stops the server and removes the folder; the book must be closed. Also happens when the last reference goes. */
void           jb_demo_stop             (JbDemo               *self);

G_END_DECLS
