/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The error domain that certificates and key files share. */

#define G_LOG_DOMAIN "jb-npki-error"

#include "config.h"

#include "jb-npki-error.h"

G_DEFINE_QUARK (jb-npki-error-quark, jb_npki_error)
