/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Waiting for somebody who may never answer and who cannot be stopped. Inside account/ only. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* From here on @task answers by itself: with G_IO_ERROR_CANCELLED as soon as its cancellable is cancelled, and with @when_over
 * (transfer full) after @ms milliseconds. */
void      _jb_patience_begin   (GTask  *task,
                                guint   ms,
                                GError *when_over);
/* Whether @task still waits. */
gboolean  _jb_patience_is_left (GTask  *task);
/* Call it when the answer has come. FALSE: too late, @task has answered already. */
gboolean  _jb_patience_end     (GTask  *task);

G_END_DECLS
