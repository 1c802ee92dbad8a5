/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world behind the emulator: one owner, its counterparties, its invoices. Every invoice follows from the
 * seed and its ordinal, so a world of a million costs twelve bytes each and is worked out when asked for.
 * Used by the emulator's thread and its tests; not thread-safe by itself once invoices are added. */

#pragma once

#include "jb-codes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define JB_WORLD_MAX_LINES 99

/* The collecting program of the service comes by every fifteen minutes (smartbill.md 8, C1). */
#define JB_WORLD_TICK_MS (15 * 60 * G_GINT64_CONSTANT (1000))

typedef struct
{
  guint64  seed;
  guint    n_invoices;
  guint    n_days;             /* the last of them is @today */
  int      today;              /* yyyymmdd */
  gboolean ignore_retention;
} JbWorldOptions;

typedef struct
{
  JbPartyKind  kind;
  char         registration[14];
  char         branch[5];            /* 종사업장번호, "" = none */
  char         name[256];
  char         representative[40];
  const char  *business_type;        /* (nullable) */
  const char  *business_item;        /* (nullable) */
  char         address[128];         /* "" = none */
  char         department[32];
  char         person[40];
  char         phone[24];
  char         email[64];
  char         second_email[64];     /* buyers only, "" = none */
} JbWorldParty;

typedef struct
{
  const char *name;
  const char *specification;         /* (nullable) */
  const char *remark;                /* (nullable) */
  gint64      quantity_tenths;       /* 0 = the line carries no quantity */
  gint64      unit_price;            /* won, 0 = none */
  gint64      supply;
  gint64      tax;
} JbWorldLine;

typedef struct
{
  guint        ordinal;
  JbDirection  direction;
  int          kind;                 /* 101 … 404 */
  JbPurpose    purpose;
  JbAmendment  amendment;
  char         issue_id[25];
  char         original_issue_id[25];
  int          written_on;
  int          issued_on;
  guint        issued_second;        /* of the KST day */
  int          sent_on;              /* the day the NTS gets it, whether or not that day has come */
  char         document_number[24];
  char         remark[160];          /* "" = none */
  JbWorldParty supplier;
  JbWorldParty buyer;
  gboolean     has_broker;
  JbWorldParty broker;
  char         import_number[16];    /* "" = not an import */
  guint        import_quantity;
  gint64       supply;
  gint64       tax;
  gint64       total;
  gint64       paid_cash;            /* with paid_credit the total; both 0 = payment means left out */
  gint64       paid_credit;
  guint        n_lines;
  JbWorldLine  lines[JB_WORLD_MAX_LINES];
} JbWorldInvoice;

/* What a search needs to know of each invoice, kept for all of them. */
typedef struct
{
  gint32  written_on;
  gint32  issued_on;
  guint32 issued_second : 17;
  guint32 is_purchase   : 1;
} JbWorldKey;

/* The moment up to which the world is looked at. */
typedef struct
{
  int   today;        /* yyyymmdd */
  int   tick_date;    /* the last collection */
  guint tick_second;
  int   oldest;       /* rows written before are gone; 0 = nothing goes */
} JbWorldMoment;

typedef struct _JbWorld JbWorld;

JbWorld          *jb_world_new            (const JbWorldOptions *options);
void              jb_world_free           (JbWorld              *self);
guint             jb_world_get_size       (JbWorld              *self);
guint             jb_world_get_n_parties  (JbWorld              *self);
/* Valid until invoices are added. */
const JbWorldKey *jb_world_get_keys       (JbWorld              *self);
/* @out is filled completely; @ordinal < size. */
void              jb_world_get_invoice    (JbWorld              *self,
                                           guint                 ordinal,
                                           JbWorldInvoice       *out);
/* Which ordinal an issue id would have; the caller compares the whole id. FALSE when it cannot be one of this world. */
gboolean          jb_world_find           (JbWorld              *self,
                                           const char           *issue_id,
                                           guint                *ordinal);
/* @n invoices written on @date and issued at @now_ms. */
void              jb_world_add            (JbWorld              *self,
                                           guint                 n,
                                           int                   date,
                                           gint64                now_ms);

/* @now_ms: UTC milliseconds of the virtual clock. */
void              jb_world_get_moment     (JbWorld              *self,
                                           gint64                now_ms,
                                           JbWorldMoment        *moment);
/* Is the row in the service's store at that moment: collected by a tick and not yet deleted (smartbill.md 8)? */
gboolean          jb_world_key_is_visible (const JbWorldKey     *key,
                                           const JbWorldMoment  *moment);
/* The day after issue, smartbill.md 5.3. */
int               jb_world_sent_on        (int                   issued_on);

/* The standard XML (smartbill.md 10), without a signature. (transfer full) */
GBytes           *jb_world_write_document (const JbWorldInvoice *invoice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbWorld, jb_world_free)

G_END_DECLS
