/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* When an invoice of the invented world is written and issued, on which side it stands, and what it amends.
 *
 * Thirty-two ordinals, spread evenly, are special: between them they have every kind of smartbill.md 5.1, every reason for
 * an amendment, the other issuers, and the awkward parties. The rest is thrown by dice. Used by the other files of the world. */

#define G_LOG_DOMAIN "jb-world-outline"

#include "config.h"

#include "jb-world-private.h"

#include <string.h>

/* Smaller worlds have no more amendments than the special ones. */
#define MIN_FOR_AMENDMENTS 400

typedef struct
{
  int         kind;
  JbDirection direction;
  JbFeature   feature;
  JbAmendment amendment;
  guint       original;     /* its place in this table */
  guint       part;
} Special;

#define SALE     JB_DIRECTION_SALES
#define PURCHASE JB_DIRECTION_PURCHASE

static const Special specials[] = {
  { 101, SALE, JB_FEATURE_MARKUP },
  { 201, SALE, JB_FEATURE_NONE, JB_AMENDMENT_SUPPLY_CHANGE, 0 },
  { 102, SALE },
  { 202, SALE, JB_FEATURE_NONE, JB_AMENDMENT_RETURN, 2 },
  { 103, SALE },
  { 203, SALE, JB_FEATURE_NONE, JB_AMENDMENT_CANCELLATION, 4 },
  { 104, PURCHASE, JB_FEATURE_HOMETAX },
  { 204, PURCHASE, JB_FEATURE_NONE, JB_AMENDMENT_SUPPLY_CHANGE, 6 },
  { 105, SALE },
  { 205, SALE, JB_FEATURE_NONE, JB_AMENDMENT_CANCELLATION, 8 },
  { 301, PURCHASE },
  { 401, PURCHASE, JB_FEATURE_NONE, JB_AMENDMENT_RETURN, 10 },
  { 303, SALE },
  { 403, SALE, JB_FEATURE_NONE, JB_AMENDMENT_DOUBLE_ISSUE, 12 },
  { 304, PURCHASE, JB_FEATURE_HOMETAX },
  { 404, PURCHASE, JB_FEATURE_NONE, JB_AMENDMENT_CANCELLATION, 14 },
  { 101, SALE, JB_FEATURE_MANY_LINES },
  { 101, SALE, JB_FEATURE_PRIVATE },
  { 101, SALE, JB_FEATURE_FOREIGNER },
  { 101, PURCHASE, JB_FEATURE_LONG_NAME },
  { 101, PURCHASE },
  { 201, PURCHASE, JB_FEATURE_NONE, JB_AMENDMENT_CORRECTION, 20, 0 },
  { 201, PURCHASE, JB_FEATURE_NONE, JB_AMENDMENT_CORRECTION, 20, 1 },
  { 101, SALE },
  { 201, SALE, JB_FEATURE_NONE, JB_AMENDMENT_LOCAL_LC, 23, 0 },
  { 202, SALE, JB_FEATURE_NONE, JB_AMENDMENT_LOCAL_LC, 23, 1 },
  { 101, PURCHASE },
  { 201, PURCHASE, JB_FEATURE_NONE, JB_AMENDMENT_DOUBLE_ISSUE, 26 },
  { 101, PURCHASE, JB_FEATURE_HOMETAX },
  { 101, PURCHASE, JB_FEATURE_OTHER_A },
  { 101, PURCHASE, JB_FEATURE_OTHER_B },
  { 101, SALE, JB_FEATURE_NEGATIVE },
};

static guint
special_to_ordinal (JbWorld *self,
                    guint    index)
{
  if (self->options.n_invoices < G_N_ELEMENTS (specials))
    return index;

  return (guint) ((guint64) index * self->options.n_invoices / G_N_ELEMENTS (specials));
}

static const Special *
find_special (JbWorld *self,
              guint    ordinal)
{
  guint64 n = self->options.n_invoices;
  guint64 index;

  if (ordinal >= n)
    return NULL;
  if (n < G_N_ELEMENTS (specials))
    return &specials[ordinal];

  index = (ordinal * G_N_ELEMENTS (specials) + n - 1) / n;
  if (index < G_N_ELEMENTS (specials) && special_to_ordinal (self, (guint) index) == ordinal)
    return &specials[index];

  return NULL;
}

/* One invoice in sixty or so amends another. */
static gboolean
is_amended_by_chance (JbWorld *self,
                      guint    ordinal)
{
  JbDice dice;

  if (self->options.n_invoices < MIN_FOR_AMENDMENTS || ordinal >= self->options.n_invoices)
    return FALSE;

  jb_dice_init (&dice, self->options.seed, ordinal, JB_DICE_AMENDED);
  return jb_dice_below (&dice, 61) == 0;
}

static void
choose_amendment (JbWorld        *self,
                  guint           ordinal,
                  JbWorldOutline *outline)
{
  static const JbAmendment reasons[] = {
    JB_AMENDMENT_SUPPLY_CHANGE, JB_AMENDMENT_RETURN, JB_AMENDMENT_CANCELLATION, JB_AMENDMENT_DOUBLE_ISSUE,
  };
  JbAmendment reason;
  guint original;
  guint back;
  JbDice dice;

  jb_dice_init (&dice, self->options.seed, ordinal, JB_DICE_REASON);
  reason = reasons[jb_dice_below (&dice, G_N_ELEMENTS (reasons))];
  back = 1 + jb_dice_below (&dice, 60);
  original = ordinal - MIN (ordinal, back);
  while (original > 0 && (find_special (self, original) != NULL || is_amended_by_chance (self, original)))
    original--;

  if (original == 0)   /* the first one is special: nothing to amend */
    return;

  outline->amendment = reason;
  outline->original = original;
}

static guint
find_day (JbWorld *self,
          guint    ordinal)
{
  guint low = 0;
  guint high = self->options.n_days;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (self->first[middle] <= ordinal)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/* Most invoices are issued on the day they are written, the rest some days late, none after today. */
static void
choose_dates (JbWorld        *self,
              guint           ordinal,
              JbWorldOutline *outline)
{
  guint day = find_day (self, ordinal);
  guint last = self->options.n_days - 1;
  guint late = 0;
  guint throw;
  JbDice dice;

  jb_dice_init (&dice, self->options.seed, ordinal, JB_DICE_DATES);
  outline->direction = jb_dice_below (&dice, 100) < 55 ? JB_DIRECTION_SALES : JB_DIRECTION_PURCHASE;
  throw = jb_dice_below (&dice, 100);
  if (throw >= 94)
    late = 1 + jb_dice_below (&dice, 10);
  else if (throw >= 78)
    late = 1 + jb_dice_below (&dice, 3);

  outline->written_on = self->dates[day];
  outline->issued_on = self->dates[MIN (day + late, last)];
  outline->issued_second = 9 * 3600 + jb_dice_below (&dice, 11 * 3600);
}

/* An amendment takes its side from the original, some its date too (etax-domain.md 4.4), and is issued after it. */
static void
follow_original (JbWorld        *self,
                 JbWorldOutline *outline)
{
  JbWorldOutline original;

  jb_world_get_outline (self, outline->original, &original);
  outline->direction = original.direction;
  if (outline->amendment == JB_AMENDMENT_CORRECTION || outline->amendment == JB_AMENDMENT_LOCAL_LC ||
      outline->amendment == JB_AMENDMENT_DOUBLE_ISSUE)
    outline->written_on = original.written_on;

  if (outline->issued_on < original.issued_on ||
      (outline->issued_on == original.issued_on && outline->issued_second <= original.issued_second))
    {
      outline->issued_on = original.issued_on;
      outline->issued_second = original.issued_second + 60;
    }
}

void
jb_world_get_outline (JbWorld        *self,
                      guint           ordinal,
                      JbWorldOutline *outline)
{
  const Special *special;

  memset (outline, 0, sizeof *outline);
  if (ordinal >= self->options.n_invoices)
    {
      const JbWorldKey *key = &g_array_index (self->keys, JbWorldKey, ordinal);

      outline->direction = key->is_purchase ? JB_DIRECTION_PURCHASE : JB_DIRECTION_SALES;
      outline->written_on = key->written_on;
      outline->issued_on = key->issued_on;
      outline->issued_second = key->issued_second;
      return;
    }

  choose_dates (self, ordinal, outline);
  special = find_special (self, ordinal);
  if (special != NULL)
    {
      outline->kind = special->kind;
      outline->feature = special->feature;
      outline->direction = special->direction;
      outline->amendment = special->amendment;
      outline->original = special_to_ordinal (self, special->original);
      outline->part = special->part;
    }
  else if (is_amended_by_chance (self, ordinal))
    choose_amendment (self, ordinal, outline);

  if (outline->amendment != JB_AMENDMENT_NONE)
    follow_original (self, outline);
}
