/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* JbProvider: what every service can do for the program, and the errors they all speak.
 * Implemented by one folder a service; called by sync/. Main thread; answers come in the caller's main context. */

#pragma once

#include <gio/gio.h>

#include "jb-connection.h"
#include "jb-digest.h"
#include "jb-http.h"
#include "jb-invoice.h"
#include "jb-seen-rows.h"
#include "jb-token-lifetime.h"

G_BEGIN_DECLS

#define JB_PROVIDER_ERROR (jb_provider_error_quark ())
GQuark jb_provider_error_quark (void);

/* What the user or the program can do about it; the message is a translated sentence that says so. */
typedef enum
{
  JB_PROVIDER_ERROR_REAUTH,      /* the service does not accept who we say we are: check code, company, environment */
  JB_PROVIDER_ERROR_USER_DATA,   /* the user corrects what was sent */
  JB_PROVIDER_ERROR_CONFIG,      /* a setting or a prerequisite */
  JB_PROVIDER_ERROR_CONTACT,     /* only the service's staff can help */
  JB_PROVIDER_ERROR_RETRY,       /* later, by itself */
  JB_PROVIDER_ERROR_OFFLINE,     /* the service could not be reached */
  JB_PROVIDER_ERROR_PROTOCOL,    /* the answer makes no sense */
  JB_PROVIDER_ERROR_UNCERTAIN,   /* a write was sent and no answer came */
} JbProviderError;

/* A GError with the service's own code and message behind our sentence. @service_code may be NULL. */
GError      *jb_provider_error_new              (JbProviderError      code,
                                                 const char          *service_code,
                                                 const char          *service_message,
                                                 const char          *sentence);
/* (nullable) (transfer none): "60101", "http-503" … ; NULL when the service said nothing. */
const char  *jb_provider_error_get_service_code (const GError        *error);
const char  *jb_provider_error_get_service_text (const GError        *error);

typedef enum
{
  JB_PROVIDER_COLLECT   = 1 << 0,
  JB_PROVIDER_ORIGINALS = 1 << 1,
} JbProviderFeatures;

/* A window of dates to collect. */
typedef struct
{
  JbDirection  direction;
  int          from;             /* yyyymmdd, both ends included */
  int          to;
  char         basis;            /* 'W' written, 'I' issued, 'S' sent */

  /* Rows that say what the same row said before are not handed out again; what is handed out is added. It lives until the answer.
   * Whoever gives one takes all that comes in the order of asking, or asks no more: of those who share one, each is read when the
   * one before has ended. */
  JbSeenRows  *seen;             /* (nullable) */

  /* Called at most once, before the callback, when the answer has come and will be read for a while: the next may be asked for. */
  void       (*answered) (gpointer data);   /* (nullable) */
  gpointer     answered_data;

  /* Digests of whole answers. They are made under a key of the asker's, because a bare one would give away numbers that are hidden
   * elsewhere. An answer of @known is not read at all. */
  gboolean     has_digest_key;
  guint8       digest_key[JB_DIGEST_BYTES];
  gboolean     has_known;
  guint8       known[JB_DIGEST_BYTES];
} JbCollectRequest;

typedef struct
{
  GPtrArray  *invoices;          /* (element-type JbInvoice) */
  GPtrArray  *problems;          /* (element-type utf8): rows that could not be read, a sentence each */
  gboolean    is_known;          /* the answer that the asker knows: no invoices are here, for nothing is new */
  gboolean    has_digest;        /* one answer was all, nothing was wrong with it, and this is its digest */
  guint8      digest[JB_DIGEST_BYTES];
  gint64      waited_us;         /* time on the network, and time spent parsing: for the benchmark */
  gint64      parsed_us;
} JbCollected;

typedef struct
{
  char    *issue_id;
  GBytes  *bytes;                /* (nullable): NULL = the service does not have it */
  char    *problem;              /* (nullable): a sentence */
} JbFetchedOriginal;

/* (transfer full): empty arrays, for the services' folders to fill. */
JbCollected        *jb_collected_new           (void);
void                jb_collected_free          (JbCollected        *collected);
void                jb_fetched_original_free   (JbFetchedOriginal  *original);

#define JB_TYPE_PROVIDER (jb_provider_get_type ())
G_DECLARE_INTERFACE (JbProvider, jb_provider, JB, PROVIDER, GObject)

/* Signal "token-renewed" (const char *token, gint64 expires_at_ms; G_MAXINT64 = never): whoever keeps secrets keeps this one.
 * Signal "renewal-refused" (const GError *error): the token ends soon, the service was asked for the next one and gave none. The
 * old one is used to its end; whoever shows when tokens end tells the user in time. */

struct _JbProviderInterface
{
  GTypeInterface parent_iface;

  JbProviderFeatures (*get_features)           (JbProvider *self);
  guint        (*get_max_window_days)          (JbProvider *self);
  guint        (*get_max_originals)            (JbProvider *self);
  int          (*get_oldest_day)               (JbProvider *self);
  void         (*collect_async)                (JbProvider *self, const JbCollectRequest *request, GCancellable *cancellable,
                                                GAsyncReadyCallback callback, gpointer user_data);
  JbCollected *(*collect_finish)               (JbProvider *self, GAsyncResult *result, GError **error);
  void         (*fetch_originals_async)        (JbProvider *self, JbDirection direction, const char * const *issue_ids,
                                                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
  GPtrArray   *(*fetch_originals_finish)       (JbProvider *self, GAsyncResult *result, GError **error);
  void         (*check_async)                  (JbProvider *self, GCancellable *cancellable, GAsyncReadyCallback callback,
                                                gpointer user_data);
  gboolean     (*check_finish)                 (JbProvider *self, GAsyncResult *result, GError **error);
};

JbProviderFeatures jb_provider_get_features        (JbProvider *self);
/* The longest window one collect may ask for, and how many originals one fetch may ask for. */
guint              jb_provider_get_max_window_days (JbProvider *self);
guint              jb_provider_get_max_originals   (JbProvider *self);
/* The oldest day the service still holds today, yyyymmdd (SmartBill: three months back). */
int                jb_provider_get_oldest_day      (JbProvider *self);

/* All invoices of a window, complete: a service that truncates is asked again in smaller windows. Bad rows are reported, the others kept. */
void               jb_provider_collect_async           (JbProvider *self, const JbCollectRequest *request, GCancellable *cancellable,
                                                        GAsyncReadyCallback callback, gpointer user_data);
JbCollected       *jb_provider_collect_finish          (JbProvider *self, GAsyncResult *result, GError **error);

/* (element-type JbFetchedOriginal): one for each id asked, in that order. */
void               jb_provider_fetch_originals_async   (JbProvider *self, JbDirection direction, const char * const *issue_ids,
                                                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray         *jb_provider_fetch_originals_finish  (JbProvider *self, GAsyncResult *result, GError **error);

/* Is this connection healthy? The error says which step is missing. With a token in the config it is that token which is tried,
 * and none is asked for in its place; without one the code is tried. */
void               jb_provider_check_async             (JbProvider *self, GCancellable *cancellable,
                                                        GAsyncReadyCallback callback, gpointer user_data);
gboolean           jb_provider_check_finish            (JbProvider *self, GAsyncResult *result, GError **error);

/* What a service needs to know to be spoken to. Strings are borrowed for the call. */
typedef struct
{
  const JbConnection *connection;
  const char         *auth_code;         /* 인증코드 */
  const char         *token;             /* (nullable): 인증토큰 kept from before */
  gint64              token_expires_at;  /* UTC ms, G_MAXINT64 = never, 0 = unknown */
  JbTokenLifetime     token_lifetime;    /* of the tokens that are asked for */
  JbHttp             *http;
  JbClock            *clock;
} JbProviderConfig;

/* Makes the provider of @config's connection. Error CONFIG: unknown service, or an environment that is no "demo", "production",
 * https URL or loopback http URL. */
JbProvider        *jb_provider_new_for_connection      (const JbProviderConfig *config, GError **error);
/* NULL-terminated, static: "smartbill". */
const char * const *jb_provider_list_services          (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbCollected, jb_collected_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbFetchedOriginal, jb_fetched_original_free)

G_END_DECLS
