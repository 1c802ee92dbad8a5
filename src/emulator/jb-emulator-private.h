/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the emulator share; nobody else includes this. */

#pragma once

#include "jb-emulator.h"
#include "jb-signer.h"
#include "jb-world.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct _JbFaultList JbFaultList;
typedef struct _JbTokenList JbTokenList;
typedef struct _JbSignupDesk JbSignupDesk;

struct _JbEmulator
{
  GObject            parent_instance;

  /* Set before the thread starts, then left alone. */
  JbEmulatorOptions  options;
  JbClock           *clock;
  JbSigner          *signer;         /* (nullable): plain originals; used by the thread only */
  char              *uri;
  guint              port;
  GThread           *thread;         /* (nullable): stopped */
  GMainContext      *context;
  GMainLoop         *loop;

  /* The thread only. */
  JbTokenList       *tokens;
  GHashTable        *originals;      /* (element-type utf8 GBytes): issue id -> signed XML with its NUL; empty when none are kept */
  GHashTable        *last_calls;     /* signal -> gint64 *, UTC ms of the virtual clock */
  GHashTable        *exchanges;      /* (element-type Exchange): taken and not answered yet */
  JbSignupDesk      *signup;         /* part of it is (mutex) */

  /* Anyone. */
  GMutex             mutex;
  JbWorld           *world;          /* (mutex) */
  JbFaultList       *faults;         /* (mutex) */
  GHashTable        *counts;         /* (mutex) signal -> count */
  guint              n_requests;     /* (mutex) */
  gint64             offset_ms;      /* (mutex): virtual clock minus @clock */
  JbEmulatorUnmet    unmet;          /* (mutex) */
  gint64             registered_ms;  /* (mutex): when the department user was, by the virtual clock; G_MININT64 = long ago */
};

/* --- answers --- */

/* What an answer will say; @code NULL means 30000. */
typedef struct
{
  const char *code;
  const char *field;          /* (nullable): appended to the message */
  const char *table;          /* (nullable): "Table" or "Table1" */
  GString    *rows;           /* (nullable): the rows, joined by commas */
  gboolean    alt_keys;
  gboolean    broken;         /* the emulator itself failed: HTTP 500 instead of an answer */
} JbAnswer;

void        jb_answer_fail           (JbAnswer         *answer,
                                      const char       *code,
                                      const char       *field);
void        jb_answer_begin_row      (JbAnswer         *answer);
void        jb_answer_end_row        (JbAnswer         *answer);
/* @text NULL writes null. */
void        jb_answer_add_text       (JbAnswer         *answer,
                                      const char       *name,
                                      const char       *text);
void        jb_answer_add_number     (JbAnswer         *answer,
                                      const char       *name,
                                      gint64            number);
/* 0 writes null. */
void        jb_answer_add_date       (JbAnswer         *answer,
                                      const char       *name,
                                      int               date);
/* The envelope of smartbill.md 4.1 around @answer, whose rows are taken. @request (nullable). (transfer full) */
GBytes     *jb_answer_close          (JbAnswer         *answer,
                                      JsonObject       *request,
                                      const char       *stamp);

/* --- checks --- */

/* NULL when the member is missing, empty or no string. */
const char *jb_request_get_text      (JsonObject       *request,
                                      const char       *name);
/* Fails @answer with 69901 for the first of @names that is missing. */
gboolean    jb_request_has_all       (JsonObject       *request,
                                      const char * const *names,
                                      JbAnswer         *answer);
/* Steps 3 to 6 of smartbill.md 12.3. */
gboolean    jb_request_check         (JbEmulator       *self,
                                      JsonObject       *request,
                                      JbAnswer         *answer);
/* 69905 on a second call inside a minute, when the emulator was asked to count. */
gboolean    jb_request_check_rate    (JbEmulator       *self,
                                      const char       *signal,
                                      JbAnswer         *answer);
/* "YYYY-MM-DD" or "YYYY-MM-DD hh:mm" as yyyymmddhhmm; @is_end: a missing time means the end of that day (U-06). */
gboolean    jb_request_parse_moment  (const char       *text,
                                      gboolean          is_end,
                                      gint64           *moment);
/* 69904 when it cannot be read, runs backwards, or covers more than @max_days days. */
gboolean    jb_request_get_range     (JsonObject       *request,
                                      guint             max_days,
                                      gint64           *from,
                                      gint64           *to,
                                      JbAnswer         *answer);

/* --- tokens --- */

JbTokenList *jb_token_list_new       (void);
void         jb_token_list_free      (JbTokenList      *self);
/* Days a token of ExpirationDateCode lives; 0 = without end; FALSE for a code that is none. "C" is the caller's. */
gboolean     jb_token_code_get_days  (const char       *code,
                                      guint            *days);
/* @expires_ms 0 = never. (transfer none) */
const char  *jb_token_list_issue     (JbTokenList      *self,
                                      const char       *company,
                                      gint64            expires_ms);
/* NULL, or the ResultCode that refuses it. */
const char  *jb_token_list_check     (JbTokenList      *self,
                                      const char       *token,
                                      const char       *company,
                                      gint64            now_ms);

/* --- signals --- */

gboolean    jb_signal_is_known       (const char       *signal);
gboolean    jb_signal_is_built       (const char       *signal);
/* Step 7 and 9 of smartbill.md 12.3 for a checked request. */
void        jb_signal_answer         (JbEmulator       *self,
                                      JsonObject       *request,
                                      JbAnswer         *answer);

/* --- faults --- */

JbFaultList     *jb_fault_list_new   (void);
void             jb_fault_list_free  (JbFaultList      *self);
void             jb_fault_list_set   (JbFaultList      *self,
                                      const JbEmulatorFault *fault);
void             jb_fault_list_clear (JbFaultList      *self);
/* (transfer full) (nullable): what the next request of @signal meets; counted down. */
JbEmulatorFault *jb_fault_list_take  (JbFaultList      *self,
                                      const char       *signal);
JbEmulatorFault *jb_fault_copy       (const JbEmulatorFault *fault);
void             jb_fault_free       (JbEmulatorFault  *fault);
/* What is left of a good answer after truncate, cp949 and garbage_bytes. (transfer full) */
GBytes          *jb_fault_spoil      (const JbEmulatorFault *fault,
                                      GBytes           *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbEmulatorFault, jb_fault_free)

/* --- control --- */

/* Does what a body of POST /control says; FALSE with a sentence when it cannot. */
gboolean    jb_control_apply         (JbEmulator       *self,
                                      GBytes           *body,
                                      GError          **error);
/* GET /control/stats. (transfer full) */
GBytes     *jb_control_describe      (JbEmulator       *self);

/* --- sign-up pages --- */

JbSignupDesk *jb_signup_desk_new     (void);
void         jb_signup_desk_free     (JbSignupDesk     *desk);
/* Serves the pages. */
void         jb_signup_desk_open     (JbEmulator       *self,
                                      SoupServer       *server);
/* Ends callbacks under way; in the emulator's thread, which then lets them answer. */
void         jb_signup_desk_stop     (JbSignupDesk     *desk);

/* --- prerequisites --- */

/* Whether @signal answers 60129 for now. */
gboolean    jb_emulator_is_disabled  (JbEmulator       *self,
                                      const char       *signal);
gboolean    jb_emulator_knows_codes  (JbEmulator       *self);
gboolean    jb_emulator_knows_tokens (JbEmulator       *self);
/* Whether the service's collecting program has been at the tax office for the company. */
gboolean    jb_emulator_has_collected (JbEmulator      *self);

/* --- the emulator --- */

/* The whole answer to one request body; NULL when the emulator itself failed. (transfer full) (nullable) */
GBytes     *jb_emulator_answer       (JbEmulator       *self,
                                      JsonObject       *request,
                                      const char       *forced_code,
                                      gboolean          alt_keys);
void        jb_emulator_advance      (JbEmulator       *self,
                                      gint64            ms);

G_END_DECLS
