/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table meta: one value a name, for what the book says of itself. Used only inside archive/. */

#pragma once

#include "jb-database.h"

G_BEGIN_DECLS

#define JB_META_SALT  "salt"    /* for the fingerprints and the veil of a book without a key */
#define JB_META_ID    "id"      /* 16 random bytes */
#define JB_META_WRAP  "wrap"    /* jb-key-wrap.h: opens the book with the recovery code */
#define JB_META_PROOF "proof"   /* jb-key-wrap.h: opens it with the keyring; the book is protected when there is one of the two */
#define JB_META_REST  "rest"    /* how far encrypting has come: jb-archive-rest.c; none = complete */
#define JB_META_ROW_KEY "rows"  /* jb-row-digest.h: the key of what private values leave in the journal, sealed */
#define JB_META_SEARCH "search" /* jb-phrase-store.h: what words are found by is complete */
#define JB_META_MONTHS "months" /* jb-month-store.h: the kept sums are complete */

/* *value (out) (transfer full) stays NULL when there is none. */
gboolean  jb_meta_load   (JbDatabase   *database,
                          const char   *name,
                          GBytes      **value,
                          GError      **error);
/* Inside the caller's transaction. @value NULL removes it. */
gboolean  jb_meta_store  (JbDatabase   *database,
                          const char   *name,
                          GBytes       *value,
                          GError      **error);

G_END_DECLS
