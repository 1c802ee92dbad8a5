/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When the tokens of the connections end, as the keyring tells it, and whether somebody has to act (smartbill.md 9.2). Shows ends
 * only: the tokens themselves do not leave it. It looks when it is told to, because looking may make a keyring ask for its password.
 * Made by JbWindow, shown by it and by JbConnectionsPage. Main thread; it never waits. */

#pragma once

#include "jb-session.h"

G_BEGIN_DECLS

/* What the keyring said about one connection. */
typedef struct
{
  gboolean  missing;           /* it has nothing for this connection, not even the code */
  gboolean  has_token;
  gint64    expires_at;        /* UTC ms, G_MAXINT64 = never, 0 = unknown */
  gboolean  renewal_refused;   /* the service was asked for the next token and gave none */
} JbTokenLook;

typedef enum
{
  JB_TOKEN_FINE,               /* nothing to do: it is renewed by itself, has no end, or there is none yet */
  JB_TOKEN_ENDING,             /* it ends within three days, and no other one follows it */
  JB_TOKEN_ENDED,              /* it has ended, and no other one followed it */
  JB_TOKEN_NO_CODE,
} JbTokenState;

/* What @look means at @now (UTC ms). */
JbTokenState  jb_token_look_judge       (const JbTokenLook  *look,
                                         gint64              now);
/* The last day on which the token works, yyyymmdd (KST); 0 when it has no end or the end is not known. */
int           jb_token_look_last_day    (const JbTokenLook  *look);

#define JB_TYPE_TOKEN_WATCH (jb_token_watch_get_type ())
G_DECLARE_FINAL_TYPE (JbTokenWatch, jb_token_watch, JB, TOKEN_WATCH, GObject)

/* Signal "changed" (gint64 connection): the keyring answered for it. */

JbTokenWatch       *jb_token_watch_new  (JbSession          *session);
/* Asks the keyring for each of @connections (element-type JbConnection). Looks that are still under way go on. */
void                jb_token_watch_look (JbTokenWatch       *self,
                                         GPtrArray          *connections);
/* Gives up what is under way; nothing changes any more. For whoever made it and goes. */
void                jb_token_watch_stop (JbTokenWatch       *self);
/* (nullable) (transfer none): NULL before the keyring has answered. */
const JbTokenLook  *jb_token_watch_get  (JbTokenWatch       *self,
                                         gint64              connection);

G_END_DECLS
