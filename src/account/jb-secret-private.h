/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A secret as text and back. Used by jb-secrets.c and its test. */

#pragma once

#include "jb-secrets.h"

G_BEGIN_DECLS

/* (transfer full): to be given back with jb_wipe_text(). */
char     *_jb_secret_to_text    (const JbSecret *secret);
/* (nullable) (transfer full): NULL when @text is none of ours, or of a newer program. */
JbSecret *_jb_secret_from_text  (const char     *text);

G_END_DECLS
