/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the files of the invented world share: the world itself, and the outline of an invoice, which is all that can be
 * said of it without its content. Used by jb-world.c, jb-world-outline.c, jb-world-content.c and jb-world-ids.c. */

#pragma once

#include "jb-world.h"

#include "jb-world-cast.h"

G_BEGIN_DECLS

struct _JbWorld
{
  JbWorldOptions options;
  guint          n_parties;
  int           *dates;       /* (array length=n_days): yyyymmdd of each day */
  guint         *first;       /* (array length=n_days + 1): its first ordinal */
  JbWorldParty   owner;
  JbWorldParty  *cast;        /* (array length=n_parties): of those that came up */
  GArray        *keys;        /* (element-type JbWorldKey): the world's own, then the added ones */
};

/* What each throw of the dice is for. */
enum
{
  JB_DICE_AMENDED = 2,
  JB_DICE_DATES,
  JB_DICE_CONTENT,
  JB_DICE_REASON = JB_DICE_AMENDED + 8,
};

/* What is odd about a special invoice, besides its kind. */
typedef enum
{
  JB_FEATURE_NONE,
  JB_FEATURE_MARKUP,
  JB_FEATURE_LONG_NAME,
  JB_FEATURE_MANY_LINES,
  JB_FEATURE_PRIVATE,
  JB_FEATURE_FOREIGNER,
  JB_FEATURE_HOMETAX,
  JB_FEATURE_OTHER_A,
  JB_FEATURE_OTHER_B,
  JB_FEATURE_NEGATIVE,
} JbFeature;

/* Whose form an issue id has. */
typedef enum
{
  JB_ISSUER_SMARTBILL,
  JB_ISSUER_HOMETAX,
  JB_ISSUER_OTHER_A,
  JB_ISSUER_OTHER_B,
} JbIssuer;

/* What can be said of an invoice without its content. */
typedef struct
{
  int         kind;           /* 0 = left to the dice */
  JbFeature   feature;
  JbDirection direction;
  JbAmendment amendment;
  guint       original;       /* an ordinal */
  guint       part;           /* some reasons need two documents (etax-domain.md 4.4) */
  int         written_on;
  int         issued_on;
  guint       issued_second;
} JbWorldOutline;

/* @outline is filled completely. An added invoice has its key by then. */
void jb_world_get_outline    (JbWorld        *self,
                              guint           ordinal,
                              JbWorldOutline *outline);
/* Fills in @out->issue_id, from its dates, ordinal and side; @party: the counterparty's place in the cast. */
void jb_world_write_issue_id (JbWorldInvoice *out,
                              JbIssuer        issuer,
                              guint           party);

G_END_DECLS
