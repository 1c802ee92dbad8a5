/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Collects by itself: tells the scheduler what the session is doing, and the session which connection is due. Made by
 * JbApplication. Main thread. */

#pragma once

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_AUTO_COLLECT (jb_auto_collect_get_type ())
G_DECLARE_FINAL_TYPE (JbAutoCollect, jb_auto_collect, JB, AUTO_COLLECT, GObject)

/* Works until the last reference goes. @settings: (nullable): the program's. @monitor: (nullable): NULL = the machine's network. */
JbAutoCollect *jb_auto_collect_new (JbSession       *session,
                                    GSettings       *settings,
                                    GNetworkMonitor *monitor);

G_END_DECLS
