/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* OS_DTI_LIST: an answer becomes invoices (smartbill.md 3.2). Used by jb-smartbill.c; any thread. */

#pragma once

#include "jb-provider.h"

G_BEGIN_DECLS

typedef struct
{
  GPtrArray *invoices;       /* (element-type JbInvoice): each issue id once */
  GArray    *hashes;         /* (element-type guint64): of what each of them says */
  gboolean   is_known;       /* the answer whose digest was given: nothing else is filled */
  gboolean   has_digest;
  guint8     digest[JB_DIGEST_BYTES];
  GPtrArray *problems;       /* (element-type utf8) */
  guint      n_rows;         /* rows in the answer, readable or not */
  gint64     n_announced;    /* TOTAL_CNT; 0 = not said */
} JbSmartbillList;

/* What an answer is read for. Immutable: it crosses to the worker. */
typedef struct
{
  char             *company;
  JbDirection       direction;
  JbCollectRequest  request;   /* its seen rows and its digests; nobody else touches the former meanwhile */
} JbSmartbillListInput;

/* @request: (nullable): neither seen rows nor digests. */
JbSmartbillListInput *jb_smartbill_list_input_new   (const char                  *company,
                                                     JbDirection                  direction,
                                                     const JbCollectRequest      *request);
void                  jb_smartbill_list_input_free  (JbSmartbillListInput        *input);

JbSmartbillList      *jb_smartbill_list_read        (GBytes                      *body,
                                                     const JbSmartbillListInput  *input,
                                                     GError                     **error);
void                  jb_smartbill_list_free        (JbSmartbillList             *list);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (JbSmartbillList, jb_smartbill_list_free)

G_END_DECLS
