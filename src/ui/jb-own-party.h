/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How the user's own company names itself: as it stands in the newest invoice of the book. Used by the sign-up. Main thread. */

#pragma once

#include "jb-archive.h"
#include "jb-party.h"

G_BEGIN_DECLS

/* @company: ten digits. */
void      jb_own_party_load_async   (JbArchive            *archive,
                                     const char           *company,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
/* (transfer full) (nullable): NULL without an error when the book has no invoice of this company. */
JbParty  *jb_own_party_load_finish  (GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
