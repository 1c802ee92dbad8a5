/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One connection in the list of them: what it is, how it stands, what can be done with it. Used by JbConnectionsPage. */

#pragma once

#include <adwaita.h>

#include "jb-token-watch.h"

G_BEGIN_DECLS

#define JB_TYPE_CONNECTION_ROW (jb_connection_row_get_type ())
G_DECLARE_FINAL_TYPE (JbConnectionRow, jb_connection_row, JB, CONNECTION_ROW, AdwActionRow)

/* All that the row shows; it keeps nothing of it. */
typedef struct
{
  const JbConnection *connection;
  const JbRun        *run;              /* (nullable): the last one */
  gint64              now;              /* UTC ms */
  const JbTokenLook  *token;            /* (nullable): nobody looked yet */
  gboolean            session_only;
  gboolean            demo;             /* of the program's own demo */
} JbConnectionState;

/* Its buttons activate "connection.collect", ".rename", ".enter-code", ".set-paused" and ".remove" of the page around it. */
JbConnectionRow *jb_connection_row_new   (const JbConnection       *connection);
void             jb_connection_row_show  (JbConnectionRow          *self,
                                          const JbConnectionState  *state);
/* What people call it: its name, or the service's. Static or of @connection. */
const char      *jb_connection_row_name  (const JbConnection       *connection);

G_END_DECLS
