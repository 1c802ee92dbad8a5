/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Who lives in the invented world and what they trade: companies, people, goods. Used by the files of the world only. */

#pragma once

#include "jb-world.h"

G_BEGIN_DECLS

/* Numbers that follow from a seed alone, the same on every machine and with every GLib (splitmix64). */
typedef struct
{
  guint64 state;
} JbDice;

guint64 jb_mix        (guint64  value);
void    jb_dice_init  (JbDice  *self,
                       guint64  seed,
                       guint64  ordinal,
                       guint64  purpose);
/* 0 … @limit - 1 */
guint   jb_dice_below (JbDice  *self,
                       guint    limit);

typedef struct
{
  const char *name;
  const char *specification;   /* (nullable) */
  gint64      price;           /* won a piece */
  guint       most;            /* usual largest quantity; 0 = sold without a quantity */
  gboolean    tenths;          /* sold by tenths (metres, kilograms); the price is a multiple of ten */
} JbGood;

typedef struct
{
  const JbGood *goods;
  guint         n_goods;
} JbGoodsList;

/* The invented parties with a place of their own. */
#define JB_CAST_MARKUP    2    /* its name holds & < > " */
#define JB_CAST_LONG_NAME 3
#define JB_CAST_NAMED     4
#define JB_CAST_MAX       20000

void         jb_cast_get_owner       (JbWorldParty *out);
/* @index < JB_CAST_MAX; even ones buy from the owner, odd ones sell to it. */
void         jb_cast_get_party       (guint64       seed,
                                      guint         index,
                                      JbWorldParty *out);
gboolean     jb_cast_party_is_exempt (guint64       seed,
                                      guint         index);
void         jb_cast_get_customs     (JbWorldParty *out);
/* A buyer who is no business: a number with the shape of a 주민등록번호 that nobody can have. */
void         jb_cast_get_private     (guint         index,
                                      JbWorldParty *out);
void         jb_cast_get_foreigner   (JbWorldParty *out);

JbGoodsList  jb_cast_owner_goods     (gboolean      exempt);
JbGoodsList  jb_cast_party_goods     (guint64       seed,
                                      guint         index);
JbGoodsList  jb_cast_customs_goods   (gboolean      exempt);

G_END_DECLS
