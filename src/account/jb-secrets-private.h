/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One item, in the keyring or in a table: a text under one attribute. Between jb-secrets.c, which knows what the texts are, and
 * jb-secrets-item.c, which asks. */

#pragma once

#include "jb-secrets.h"

G_BEGIN_DECLS

struct _JbSecrets
{
  GObject     parent_instance;

  GHashTable *memory;    /* (nullable) (element-type utf8 utf8): NULL = the keyring */
  GHashTable *guests;    /* (nullable) (element-type utf8 utf8): what the keyring did not take, until the program ends */
  guint       patience;  /* ms */
};

/* What an item is about; the key of one is the connection's key or the book's id. */
typedef enum
{
  JB_SECRETS_ABOUT_CONNECTION,
  JB_SECRETS_ABOUT_BOOK,
} JbSecretsAbout;

/* (transfer full): of texts that are wiped when they go. */
GHashTable *_jb_secrets_make_table       (void);
/* (transfer full) */
GError     *_jb_secrets_error_not_found  (JbSecretsAbout        about);

/* In memory, for what the keyring did not take. */
void        _jb_secrets_keep_text        (JbSecrets            *self,
                                          JbSecretsAbout        about,
                                          const char           *key,
                                          const char           *text);
gboolean    _jb_secrets_is_session_only  (JbSecrets            *self,
                                          JbSecretsAbout        about,
                                          const char           *key);

/* Answered by a GTask: a boolean for store and clear, a text (transfer full) for a look-up. @label: what the user sees in the
 * keyring's own window. */
void        _jb_secrets_store_text       (JbSecrets            *self,
                                          JbSecretsAbout        about,
                                          const char           *key,
                                          const char           *label,
                                          const char           *text,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void        _jb_secrets_look_up_text     (JbSecrets            *self,
                                          JbSecretsAbout        about,
                                          const char           *key,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
void        _jb_secrets_clear_text       (JbSecrets            *self,
                                          JbSecretsAbout        about,
                                          const char           *key,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);

G_END_DECLS
