/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of parties: one row a name and number, private numbers masked and sealed. Used only inside archive/. */

#pragma once

#include "jb-book.h"
#include "jb-party.h"

G_BEGIN_DECLS

/* Columns for jb_party_store_read(), of a table called p. */
#define JB_PARTY_STORE_COLUMNS(p) p ".kind, " p ".registration, " p ".sealed, " p ".name, " p ".representative, " p ".email, " \
  p ".match"
#define JB_PARTY_STORE_N_COLUMNS 7

/* Finds or makes the row and refreshes representative and e-mail. *id = 0 for a party without name and number.
 * *changed is set to TRUE when the table changed and left alone otherwise. Writer only, inside a transaction. */
gboolean  jb_party_store_put   (JbBook         *book,
                                const JbParty  *party,
                                gint64         *id,
                                gboolean       *changed,
                                GError        **error);
/* (transfer full) (nullable): NULL when the columns are empty. A number that cannot be unsealed, or that is locked, stays masked. */
JbParty  *jb_party_store_read  (JbBook         *book,
                                JbStatement    *statement,
                                int             first_column);
/* Brings the private numbers of a book that is being protected under the key of @codec. Writer only, inside a transaction. */
gboolean  jb_party_store_encrypt (JbBook       *book,
                                JbCodec        *codec,
                                GError        **error);

G_END_DECLS
