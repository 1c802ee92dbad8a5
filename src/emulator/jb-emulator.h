/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that speaks SmartBill's protocol over an invented world, for the demo and the tests.
 * Written from reference/smartbill.md (chapters 1-5, 12), not from the client. Runs in a thread of its own. */

#pragma once

#include <gio/gio.h>

#include "jb-clock.h"

G_BEGIN_DECLS

/* The invented owner: one company with its codes. */
#define JB_EMULATOR_COMPANY       "0001234013"
#define JB_EMULATOR_COMPANY_NAME  "가온문구"
#define JB_EMULATOR_ACCOUNT       "gaon01"
#define JB_EMULATOR_AUTH_CODE     "JB0000000000000000000000000TEST1"

/* The most a world can hold at the start, and the most that can be added at once. */
#define JB_EMULATOR_MAX_INVOICES  1000000

/* Faults of smartbill.md 12.4. @count: how many of the next requests it hits (0 = none); -1 = all until changed.
 * One request meets one fault: the first that was set and fits. A new fault for the same signal replaces the old one. */
typedef struct
{
  char      *signal;         /* (nullable): only requests of this signal */
  int        count;
  guint      http;           /* answer this HTTP status with an HTML body */
  char      *code;           /* answer this ResultCode */
  guint      delay_ms;       /* of real time, before whatever else the fault does */
  gboolean   drop_after_commit;
  gboolean   truncate;
  gboolean   cp949;
  gboolean   alt_keys;
  gboolean   hang;           /* take the request and never answer */
  guint      garbage_bytes;  /* answer that many bytes of noise */
  gboolean   redirect;       /* answer 302 to another address */
} JbEmulatorFault;

typedef struct
{
  guint      port;           /* 0 = any free one */
  guint64    seed;           /* same seed, same world */
  guint      n_invoices;     /* 400 … 1,000,000 */
  guint      n_days;         /* how many days back the world reaches; 0 = 90 */
  int        today;          /* yyyymmdd of the virtual clock at the start; 0 = the clock's day */
  gboolean   ignore_retention; /* keep rows older than three months (for big test worlds) */
  gboolean   plain;          /* do not sign the originals (fast worlds) */
  gboolean   keep_originals; /* sign each one only once, for benches: six kilobytes each */
  gboolean   limit_rate;     /* 69905 on a second call inside 60 s; off by default */
  char     **disabled;       /* (nullable): signals that answer 60129 */
  gboolean   control;        /* serve /control, so that another process can set faults and move the clock */
} JbEmulatorOptions;

/* What the company still lacks on its way to the first invoice (smartbill.md 8): its numbers are the steps there. */
typedef struct
{
  char     **disabled;       /* (nullable): 4, not linked: these signals answer 60129, beside those of the options */
  gboolean   code_unknown;   /* 7, no code was created: 69903 whatever is sent */
  gboolean   token_unknown;  /* 8, no token is known: 60101 whatever is sent */
  gboolean   unregistered;   /* 9, no department user: nothing is collected, so lists and originals are empty */
} JbEmulatorUnmet;

#define JB_TYPE_EMULATOR (jb_emulator_get_type ())
G_DECLARE_FINAL_TYPE (JbEmulator, jb_emulator, JB, EMULATOR, GObject)

/* Makes the world and listens on 127.0.0.1. @clock drives collection ticks, token expiry and the NTS; NULL = the machine's.
 * Blocks until the server answers. */
JbEmulator *jb_emulator_new          (const JbEmulatorOptions *options,
                                      JbClock                 *clock,
                                      GError                 **error);
/* "http://127.0.0.1:PORT/sb-api/request" */
const char *jb_emulator_get_uri      (JbEmulator              *self);
guint       jb_emulator_get_port     (JbEmulator              *self);
void        jb_emulator_stop         (JbEmulator              *self);

/* The virtual clock: what @clock says, shifted to begin on the day of the options. UTC milliseconds. */
gint64      jb_emulator_get_now      (JbEmulator              *self);

/* Thread-safe knobs for tests. */
void        jb_emulator_set_fault    (JbEmulator              *self,
                                      const JbEmulatorFault   *fault);
void        jb_emulator_clear_faults (JbEmulator              *self);
/* @unmet (nullable): nothing is missing, as at the start. Invoices that were kept back by a missing registration can be seen after
 * the collection tick that follows it. */
void        jb_emulator_set_unmet    (JbEmulator              *self,
                                      const JbEmulatorUnmet   *unmet);
/* How many requests of @signal came in; NULL = all, those to a wrong path or without a signal too, but not /control. */
guint       jb_emulator_count        (JbEmulator              *self,
                                      const char              *signal);
/* Adds @n invoices written on @date (as if issued late) and returns; visible after the next collection tick. */
void        jb_emulator_add_invoices (JbEmulator              *self,
                                      guint                    n,
                                      int                      date);

/* The world's own truth, for comparing: how many invoices are visible now, and the sum of their totals (won). */
void        jb_emulator_get_truth    (JbEmulator              *self,
                                      guint                   *n_sales,
                                      guint                   *n_purchases,
                                      gint64                  *sales_total,
                                      gint64                  *purchases_total);

G_END_DECLS
