/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Secrets of the connections and keys of the books, in the Secret Service (libsecret) or, for the demo and for tests, in memory
 * only. One item a connection, so that code and token cannot drift apart, and one a book. Used by sync/. Main thread. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char     *auth_code;          /* 인증코드 */
  char     *token;              /* (nullable) 인증토큰 */
  gint64    token_expires_at;   /* UTC ms, G_MAXINT64 = never, 0 = unknown */
  gboolean  renewal_refused;    /* the service was asked for the next token before this one ends, and gave none */
} JbSecret;

JbSecret  *jb_secret_new            (void);
JbSecret  *jb_secret_copy           (const JbSecret       *secret);
/* Another token in the place of the old one, whose memory is overwritten. */
void       jb_secret_set_token      (JbSecret             *secret,
                                     const char           *token,
                                     gint64                expires_at);
/* Overwrites the memory before it is given back. */
void       jb_secret_free           (JbSecret             *secret);

#define JB_SECRETS_ERROR (jb_secrets_error_quark ())
GQuark jb_secrets_error_quark (void);

typedef enum
{
  JB_SECRETS_ERROR_NOT_FOUND,
  JB_SECRETS_ERROR_UNAVAILABLE,  /* no keyring on this machine */
  JB_SECRETS_ERROR_LOCKED,       /* the keyring is locked, refused, or waits for a password that nobody types */
} JbSecretsError;

#define JB_TYPE_SECRETS (jb_secrets_get_type ())
G_DECLARE_FINAL_TYPE (JbSecrets, jb_secrets, JB, SECRETS, GObject)

JbSecrets *jb_secrets_new_keyring   (void);
JbSecrets *jb_secrets_new_memory    (void);
/* Every call ends with an answer or an error: at once when its cancellable is cancelled, and after two minutes when the keyring
 * keeps silent. This changes the two minutes, for tests. */
void       jb_secrets_set_patience  (JbSecrets            *self,
                                     guint                 ms);

/* @key names the connection the same way on every start: jb_secrets_make_key(). */
char      *jb_secrets_make_key      (const char           *service,
                                     const char           *environment,
                                     const char           *company);

void       jb_secrets_store_async   (JbSecrets            *self,
                                     const char           *key,
                                     const JbSecret       *secret,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean   jb_secrets_store_finish  (JbSecrets            *self,
                                     GAsyncResult         *result,
                                     GError              **error);
/* For what the keyring did not take: answered by look-ups until the program ends, written nowhere. A later store that succeeds
 * takes its place. */
void       jb_secrets_keep_for_session (JbSecrets         *self,
                                        const char        *key,
                                        const JbSecret    *secret);
gboolean   jb_secrets_is_session_only  (JbSecrets         *self,
                                        const char        *key);
void       jb_secrets_lookup_async  (JbSecrets            *self,
                                     const char           *key,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
JbSecret  *jb_secrets_lookup_finish (JbSecrets            *self,
                                     GAsyncResult         *result,
                                     GError              **error);
void       jb_secrets_clear_async   (JbSecrets            *self,
                                     const char           *key,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean   jb_secrets_clear_finish  (JbSecrets            *self,
                                     GAsyncResult         *result,
                                     GError              **error);

/* -- keys of books -------------------------------------------------------------------------------------------------- */

/* @book: the id that the book itself carries. @text: the key as text; this room does not know what it means. */
void       jb_secrets_store_book_key_async   (JbSecrets            *self,
                                              const char           *book,
                                              const char           *text,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean   jb_secrets_store_book_key_finish  (JbSecrets            *self,
                                              GAsyncResult         *result,
                                              GError              **error);
void       jb_secrets_lookup_book_key_async  (JbSecrets            *self,
                                              const char           *book,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* (transfer full): the caller overwrites it before it is given back. */
char      *jb_secrets_lookup_book_key_finish (JbSecrets            *self,
                                              GAsyncResult         *result,
                                              GError              **error);
/* As jb_secrets_keep_for_session(): for a key that the keyring did not take. */
void       jb_secrets_keep_book_key_for_session (JbSecrets         *self,
                                              const char           *book,
                                              const char           *text);
gboolean   jb_secrets_is_book_key_session_only (JbSecrets          *self,
                                              const char           *book);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSecret, jb_secret_free)

G_END_DECLS
