/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes a new book and brings an older one up to date, one transaction a step. Used only inside archive/. */

#pragma once

#include "jb-database.h"

G_BEGIN_DECLS

#define JB_SCHEMA_VERSION 6

typedef enum
{
  JB_SCHEMA_EMPTY,      /* nothing in it yet: may become a book */
  JB_SCHEMA_OLDER,
  JB_SCHEMA_CURRENT,
} JbSchemaState;

/* Looks without changing anything. Errors: NOT_A_BOOK, TOO_NEW, CORRUPT … */
gboolean  jb_schema_inspect  (JbDatabase     *database,
                              JbSchemaState  *state,
                              GError        **error);
/* Takes the steps that are missing. */
gboolean  jb_schema_migrate  (JbDatabase     *database,
                              GError        **error);

G_END_DECLS
