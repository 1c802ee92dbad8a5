/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of JbSession share. Used by jb-session*.c only. */

#pragma once

#include "jb-session.h"

#include "jb-demo.h"

G_BEGIN_DECLS

struct _JbSession
{
  GObject         parent_instance;

  char           *path;
  JbSecrets      *secrets;
  JbClock        *clock;
  JbHttp         *http;
  JbArchive      *archive;
  JbCollector    *collector;
  JbBookKeeper   *keeper;
  JbDemo         *demo;

  JbSessionState  state;
  GError         *problem;
  GCancellable   *cancellable;      /* of everything but a run */
  GCancellable   *run_cancellable;  /* of the run that is going on, or begins as soon as encrypting has stopped */
  gint64          run_connection;   /* 0 = all */
  GCancellable   *rest_cancellable; /* (nullable): of encrypting what was written before the protection */

  GArray         *to_collect;       /* (element-type gint64): connections to collect after this run */
  GArray         *to_forget;        /* (element-type gint64): removed connections whose secrets this run may still use */
  guint           n_forgetting;     /* how many are being asked for */

  double          opening;          /* how far something of the book is made anew; -1 = it is not */
  guint           n_invoices;       /* of the demo's world */
  guint           n_new;            /* in the last run */
  JbTokenLifetime token_lifetime;
  guint           starting : 1;     /* a thread makes the demo's world or opens the book */
  guint           connecting : 1;
  guint           connected : 1;
  guint           is_demo : 1;
  guint           unlocked : 1;     /* since this was seen, the rest is being encrypted */
  guint           rest_failed : 1;  /* the problem is about encrypting, not about collecting */
  guint           collect_waits : 1; /* somebody wanted to collect while the keyring was asked for the key */
  guint           rest_waits : 1;   /* encrypting goes on after the run */
};

/* -- jb-session.c: states, problems, runs -- */

void      _jb_session_set_state     (JbSession      *self,
                                     JbSessionState  state);
/* @error (nullable): none any more. */
void      _jb_session_set_problem   (JbSession      *self,
                                     const GError   *error);
gboolean  _jb_session_was_cancelled (const GError   *error);
void      _jb_session_open_book     (JbSession      *self);
/* The run that was made ready. */
void      _jb_session_start_run     (JbSession      *self);

/* -- jb-session-demo.c: the invented world -- */

void      _jb_session_start_demo    (JbSession      *self);
/* Its book is protected, then connected; both as the real program does it. */
void      _jb_session_protect_demo  (JbSession      *self);
void      _jb_session_connect_demo  (JbSession      *self);

/* -- jb-session-key.c: the key of the book -- */

/* Looks for the key of the book that was just opened. */
void      _jb_session_open_keeper   (JbSession      *self);
/* Whether collecting makes sense now; it is put off while the keyring is asked. */
gboolean  _jb_session_may_collect   (JbSession      *self);
/* Makes encrypting give way to the run, which it starts then. FALSE when nothing is being encrypted. */
gboolean  _jb_session_hold_rest     (JbSession      *self);

/* -- jb-session-connections.c: making them and forgetting them -- */

/* The secrets of a removed connection, or of every one when @connection is 0. */
void      _jb_session_forget        (JbSession      *self,
                                     gint64          connection);
/* At the end of the program; waits for the keyring, but not for long. */
void      _jb_session_forget_the_rest (JbSession    *self);

G_END_DECLS
