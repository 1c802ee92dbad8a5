/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world: its days, its keys, and when an invoice can be seen.
 *
 * Ordinals run through the days; how many a day gets follows the week and the month. What stands at an ordinal is worked out
 * from (seed, ordinal) alone, in any order: jb-world-outline.c, jb-world-content.c. Used by the emulator. */

#define G_LOG_DOMAIN "jb-world"

#include "config.h"

#include "jb-world-private.h"

#include "jb-clock.h"
#include "jb-date.h"

#define INVOICES_A_PARTY 50
#define MIN_PARTIES      8

#define RETENTION_MONTHS 3   /* smartbill.md 8 */

/* How busy a day is: weekends quiet, the last days of a month busy, its last day whatever the weekday. */
static guint
weigh_day (int date)
{
  int weekday = jb_date_days_between (20240101, date) % 7;   /* 0 = Monday, as 2024-01-01 was */
  int tomorrow = jb_date_add_days (date, 1);

  if (weekday < 0)
    weekday += 7;
  if (jb_date_month (tomorrow) != jb_date_month (date))
    return 40;
  if (weekday >= 5)
    return weekday == 5 ? 3 : 1;

  return jb_date_day (date) >= 25 ? 16 : jb_date_day (date) == 10 ? 14 : 10;
}

static void
lay_out_days (JbWorld *self)
{
  guint n_days = self->options.n_days;
  guint64 sum = 0;
  guint64 so_far = 0;

  self->dates = g_new (int, n_days);
  self->first = g_new (guint, n_days + 1);
  for (guint i = 0; i < n_days; i++)
    {
      self->dates[i] = jb_date_add_days (self->options.today, (int) i - (int) n_days + 1);
      sum += weigh_day (self->dates[i]);
    }
  for (guint i = 0; i < n_days; i++)
    {
      self->first[i] = (guint) (so_far * self->options.n_invoices / sum);
      so_far += weigh_day (self->dates[i]);
    }
  self->first[n_days] = self->options.n_invoices;
}

static void
add_key (JbWorld    *self,
         int         written_on,
         int         issued_on,
         guint       issued_second,
         JbDirection direction)
{
  JbWorldKey key = {
    .written_on = written_on,
    .issued_on = issued_on,
    .issued_second = issued_second & 0x1ffff,
    .is_purchase = direction == JB_DIRECTION_PURCHASE,
  };

  g_array_append_val (self->keys, key);
}

JbWorld *
jb_world_new (const JbWorldOptions *options)
{
  JbWorld *self = g_new0 (JbWorld, 1);

  g_return_val_if_fail (options->n_days > 0 && jb_date_is_valid (options->today), NULL);

  self->options = *options;
  self->n_parties = CLAMP (options->n_invoices / INVOICES_A_PARTY, MIN_PARTIES, JB_CAST_MAX) & ~1u;
  self->keys = g_array_sized_new (FALSE, FALSE, sizeof (JbWorldKey), options->n_invoices);
  jb_cast_get_owner (&self->owner);
  self->cast = g_new0 (JbWorldParty, self->n_parties);
  lay_out_days (self);
  for (guint i = 0; i < options->n_invoices; i++)
    {
      JbWorldOutline outline;

      jb_world_get_outline (self, i, &outline);
      add_key (self, outline.written_on, outline.issued_on, outline.issued_second, outline.direction);
    }

  return self;
}

void
jb_world_free (JbWorld *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->keys);
  g_free (self->cast);
  g_free (self->dates);
  g_free (self->first);
  g_free (self);
}

guint
jb_world_get_size (JbWorld *self)
{
  return self->keys->len;
}

guint
jb_world_get_n_parties (JbWorld *self)
{
  return self->n_parties;
}

const JbWorldKey *
jb_world_get_keys (JbWorld *self)
{
  return (const JbWorldKey *) (gpointer) self->keys->data;
}

static guint
get_second_of_day (gint64 ms)
{
  return (guint) ((ms - jb_instant_from_date (jb_instant_to_date (ms))) / 1000);
}

void
jb_world_add (JbWorld *self,
              guint    n,
              int      date,
              gint64   now_ms)
{
  for (guint i = 0; i < n; i++)
    {
      JbDice dice;

      jb_dice_init (&dice, self->options.seed, self->keys->len, JB_DICE_DATES);
      add_key (self, date, jb_instant_to_date (now_ms), get_second_of_day (now_ms),
               jb_dice_below (&dice, 100) < 55 ? JB_DIRECTION_SALES : JB_DIRECTION_PURCHASE);
    }
}

void
jb_world_get_moment (JbWorld       *self,
                     gint64         now_ms,
                     JbWorldMoment *moment)
{
  guint second = get_second_of_day (now_ms);
  guint step = JB_WORLD_TICK_MS / 1000;

  moment->today = jb_instant_to_date (now_ms);
  moment->tick_date = moment->today;
  moment->tick_second = second - second % step;
  moment->oldest = self->options.ignore_retention ? 0 : jb_date_add_months (moment->today, -RETENTION_MONTHS);
}

/* A tick collects what was issued before it. Which date the three months are counted from is not documented: the written one here. */
gboolean
jb_world_key_is_visible (const JbWorldKey    *key,
                         const JbWorldMoment *moment)
{
  if (key->written_on < moment->oldest)
    return FALSE;

  return key->issued_on < moment->tick_date ||
         (key->issued_on == moment->tick_date && key->issued_second < moment->tick_second);
}

int
jb_world_sent_on (int issued_on)
{
  return jb_date_add_days (issued_on, 1);
}
