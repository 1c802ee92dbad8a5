/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What one invoice of the invented world says: parties, lines, amounts, remark, and who issued it; and what an amendment
 * makes of its original. Used by the emulator through jb-world.h. */

#define G_LOG_DOMAIN "jb-world-content"

#include "config.h"

#include "jb-world-private.h"

#include <string.h>

static int
choose_kind (JbWorld              *self,
             const JbWorldOutline *outline,
             guint                 party,
             JbDice               *dice)
{
  guint throw = jb_dice_below (dice, 100);

  if (outline->kind != 0)
    return outline->kind;
  if (outline->direction == JB_DIRECTION_SALES)
    return throw < 6 ? 102 : throw < 13 ? 301 : throw < 15 ? 103 : throw < 16 ? 105 : throw < 17 ? 303 : 101;
  if (throw < 2)
    return throw == 0 ? 304 : 104;
  if (jb_cast_party_is_exempt (self->options.seed, party))
    return throw < 5 ? 303 : 301;

  return throw < 5 ? 103 : throw < 9 ? 102 : 101;
}

/* A few counterparties have most of the trade. */
static guint
choose_party (JbWorld              *self,
              const JbWorldOutline *outline,
              JbDice               *dice)
{
  guint half = self->n_parties / 2;
  guint64 first = jb_dice_below (dice, half * 16);
  guint64 second = jb_dice_below (dice, half * 16);
  guint place = (guint) (first * second / ((guint64) half * 256));

  if (outline->feature == JB_FEATURE_MARKUP)
    return JB_CAST_MARKUP;
  if (outline->feature == JB_FEATURE_LONG_NAME)
    return JB_CAST_LONG_NAME;

  return 2 * MIN (place, half - 1) + (outline->direction == JB_DIRECTION_PURCHASE);
}

/* Worked out once. */
static void
get_party (JbWorld      *self,
           guint         party,
           JbWorldParty *out)
{
  JbWorldParty *known = &self->cast[party];

  if (*known->registration == '\0')
    jb_cast_get_party (self->options.seed, party, known);
  *out = *known;
}

static void
cast_parties (JbWorld              *self,
              const JbWorldOutline *outline,
              guint                 party,
              JbWorldInvoice       *out)
{
  JbFeature feature = outline->feature;
  JbWorldParty *other = out->direction == JB_DIRECTION_SALES ? &out->buyer : &out->supplier;

  *(out->direction == JB_DIRECTION_SALES ? &out->supplier : &out->buyer) = self->owner;
  if (jb_kind_is_import (out->kind))
    jb_cast_get_customs (other);
  else if (feature == JB_FEATURE_PRIVATE)
    jb_cast_get_private (out->ordinal, other);
  else if (feature == JB_FEATURE_FOREIGNER)
    jb_cast_get_foreigner (other);
  else
    get_party (self, party, other);

  out->has_broker = jb_kind_is_consignment (out->kind);
  if (out->has_broker)
    get_party (self, (party + 2) % self->n_parties, &out->broker);
}

static JbGoodsList
choose_goods (JbWorld              *self,
              guint                 party,
              const JbWorldInvoice *out)
{
  gboolean exempt = jb_kind_is_exempt (out->kind);

  if (jb_kind_is_import (out->kind))
    return jb_cast_customs_goods (exempt);
  if (out->direction == JB_DIRECTION_PURCHASE && jb_cast_party_is_exempt (self->options.seed, party) == exempt)
    return jb_cast_party_goods (self->options.seed, party);

  return jb_cast_owner_goods (exempt);
}

static gboolean
bears_tax (int kind)
{
  return !jb_kind_is_exempt (kind) && !jb_kind_is_zero_rated (kind);
}

static void
fill_line (JbWorldLine *line,
           JbGoodsList  goods,
           gboolean     taxed,
           JbDice      *dice)
{
  const JbGood *good = &goods.goods[jb_dice_below (dice, goods.n_goods)];

  memset (line, 0, sizeof *line);
  line->name = good->name;
  line->specification = good->specification;
  if (jb_dice_below (dice, 20) == 0)
    line->remark = "<분할 납품> & 검수 완료";

  if (good->most == 0)
    line->supply = good->price;
  else
    {
      line->unit_price = good->price;
      line->quantity_tenths = good->tenths ? 1 + jb_dice_below (dice, good->most * 10)
                                           : 10 * (1 + jb_dice_below (dice, good->most));
      line->supply = line->unit_price * line->quantity_tenths / 10;
    }
  line->tax = taxed ? line->supply / 10 : 0;
}

static guint
choose_n_lines (const JbWorldOutline *outline,
                JbDice               *dice)
{
  guint throw = jb_dice_below (dice, 100);

  if (outline->feature == JB_FEATURE_MANY_LINES)
    return JB_WORLD_MAX_LINES;
  if (throw < 85)
    return throw < 45 ? 1 : throw < 70 ? 2 : 3;

  return throw < 97 ? 4 + jb_dice_below (dice, 3) : 8 + jb_dice_below (dice, 8);
}

static void
sum_up (JbWorldInvoice *out)
{
  out->supply = 0;
  out->tax = 0;
  for (guint i = 0; i < out->n_lines; i++)
    {
      out->supply += out->lines[i].supply;
      out->tax += out->lines[i].tax;
    }
  out->total = out->supply + out->tax;
}

static void
negate_lines (JbWorldInvoice *out)
{
  for (guint i = 0; i < out->n_lines; i++)
    {
      out->lines[i].quantity_tenths *= -1;
      out->lines[i].supply *= -1;
      out->lines[i].tax *= -1;
    }
}

static void
choose_payment (JbWorldInvoice *out,
                JbDice         *dice)
{
  guint throw = jb_dice_below (dice, 100);

  out->purpose = jb_dice_below (dice, 100) < 30 ? JB_PURPOSE_RECEIPT : JB_PURPOSE_CLAIM;
  if (out->purpose == JB_PURPOSE_RECEIPT)
    out->paid_cash = out->total;
  else if (throw >= 15)
    {
      out->paid_cash = throw < 25 ? out->total / 2 : 0;
      out->paid_credit = out->total - out->paid_cash;
    }
}

static void
choose_remark (const JbWorldOutline *outline,
               JbWorldInvoice       *out,
               JbDice               *dice)
{
  static const char * const remarks[] = {
    "월 정산분", "거래처 요청에 따른 합산 발행", "<단가표 2호> 적용 & 배송 포함", "견본 자료 - 실제 거래 아님",
  };
  guint throw = jb_dice_below (dice, 20);

  if (outline->feature == JB_FEATURE_FOREIGNER)
    g_strlcpy (out->remark, "외국인등록번호 000000-0000000", sizeof out->remark);
  else if (throw < G_N_ELEMENTS (remarks))
    g_strlcpy (out->remark, remarks[throw], sizeof out->remark);
}

static JbIssuer
choose_issuer (const JbWorldOutline *outline,
               const JbWorldInvoice *out,
               JbDice               *dice)
{
  guint throw = jb_dice_below (dice, 100);

  switch (outline->feature)
    {
    case JB_FEATURE_HOMETAX:
      return JB_ISSUER_HOMETAX;
    case JB_FEATURE_OTHER_A:
      return JB_ISSUER_OTHER_A;
    case JB_FEATURE_OTHER_B:
      return JB_ISSUER_OTHER_B;
    case JB_FEATURE_NONE:
    case JB_FEATURE_MARKUP:
    case JB_FEATURE_LONG_NAME:
    case JB_FEATURE_MANY_LINES:
    case JB_FEATURE_PRIVATE:
    case JB_FEATURE_FOREIGNER:
    case JB_FEATURE_NEGATIVE:
    default:
      break;
    }

  if (jb_kind_is_import (out->kind))
    return JB_ISSUER_HOMETAX;
  if (out->direction == JB_DIRECTION_SALES || throw < 45)
    return JB_ISSUER_SMARTBILL;

  return throw < 65 ? JB_ISSUER_HOMETAX : throw < 82 ? JB_ISSUER_OTHER_A : JB_ISSUER_OTHER_B;
}

static void
write_identity (const JbWorldOutline *outline,
                guint                 ordinal,
                JbIssuer              issuer,
                guint                 party,
                JbWorldInvoice       *out)
{
  out->ordinal = ordinal;
  out->written_on = outline->written_on;
  out->issued_on = outline->issued_on;
  out->issued_second = outline->issued_second;
  out->sent_on = jb_world_sent_on (outline->issued_on);
  g_snprintf (out->document_number, sizeof out->document_number, "DM%06u", ordinal + 1);
  jb_world_write_issue_id (out, issuer, party);
}

static void
write_plain_invoice (JbWorld              *self,
                     guint                 ordinal,
                     const JbWorldOutline *outline,
                     JbWorldInvoice       *out,
                     JbIssuer             *issuer,
                     guint                *party)
{
  JbGoodsList goods;
  JbDice dice;

  memset (out, 0, G_STRUCT_OFFSET (JbWorldInvoice, lines));
  jb_dice_init (&dice, self->options.seed, ordinal, JB_DICE_CONTENT);
  out->ordinal = ordinal;
  out->direction = outline->direction;
  *party = choose_party (self, outline, &dice);
  out->kind = choose_kind (self, outline, *party, &dice);
  cast_parties (self, outline, *party, out);

  goods = choose_goods (self, *party, out);
  out->n_lines = choose_n_lines (outline, &dice);
  for (guint i = 0; i < out->n_lines; i++)
    fill_line (&out->lines[i], goods, bears_tax (out->kind), &dice);
  if (outline->feature == JB_FEATURE_NEGATIVE)
    negate_lines (out);
  sum_up (out);

  choose_payment (out, &dice);
  choose_remark (outline, out, &dice);
  *issuer = choose_issuer (outline, out, &dice);
  if (jb_kind_is_import (out->kind))
    {
      g_snprintf (out->import_number, sizeof out->import_number, "00000%02d%07uM", outline->written_on / 10000 % 100, ordinal % 10000000);
      out->import_quantity = 1 + jb_dice_below (&dice, 9);
    }
  write_identity (outline, ordinal, *issuer, *party, out);
}

static void
keep_price_difference (JbWorldInvoice *out)
{
  JbWorldLine *line = &out->lines[0];

  memset (line, 0, sizeof *line);
  line->name = "단가 조정(10% 인하)";
  line->quantity_tenths = -10;
  line->unit_price = out->supply / 10;
  line->supply = -line->unit_price;
  line->tax = bears_tax (out->kind) ? line->supply / 10 : 0;
  out->n_lines = 1;
}

static void
correct_lines (JbWorldInvoice *out)
{
  for (guint i = 0; i < out->n_lines; i++)
    {
      JbWorldLine *line = &out->lines[i];

      if (line->quantity_tenths != 0)
        line->quantity_tenths += 10;
      line->supply += line->quantity_tenths != 0 ? line->unit_price : 10000;
      line->tax = bears_tax (out->kind) ? line->supply / 10 : 0;
    }
}

/* @out holds the original and becomes its amendment: which lines, per reason, stands in etax-domain.md 4.4. */
static void
amend_lines (const JbWorldOutline *outline,
             JbWorldInvoice       *out)
{
  switch (outline->amendment)
    {
    case JB_AMENDMENT_SUPPLY_CHANGE:
      keep_price_difference (out);
      break;
    case JB_AMENDMENT_RETURN:
      out->n_lines = 1;
      negate_lines (out);
      break;
    case JB_AMENDMENT_CORRECTION:
      if (outline->part == 0)
        negate_lines (out);
      else
        correct_lines (out);
      break;
    case JB_AMENDMENT_LOCAL_LC:
      if (outline->part == 0)
        negate_lines (out);
      else
        for (guint i = 0; i < out->n_lines; i++)
          out->lines[i].tax = 0;
      break;
    case JB_AMENDMENT_NONE:
    case JB_AMENDMENT_CANCELLATION:
    case JB_AMENDMENT_DOUBLE_ISSUE:
    default:
      negate_lines (out);
      break;
    }
}

static void
write_amendment (JbWorld              *self,
                 guint                 ordinal,
                 const JbWorldOutline *outline,
                 JbWorldInvoice       *out)
{
  JbWorldOutline original;
  JbIssuer issuer;
  guint party;

  jb_world_get_outline (self, outline->original, &original);
  write_plain_invoice (self, outline->original, &original, out, &issuer, &party);

  amend_lines (outline, out);
  sum_up (out);
  out->kind = outline->amendment == JB_AMENDMENT_LOCAL_LC && outline->part == 1 ? 202 : out->kind + 100;
  out->amendment = outline->amendment;
  out->purpose = JB_PURPOSE_CLAIM;
  out->paid_cash = 0;
  out->paid_credit = out->total;
  g_snprintf (out->remark, sizeof out->remark, "당초 작성일자 %08d", original.written_on);
  memcpy (out->original_issue_id, out->issue_id, sizeof out->issue_id);
  write_identity (outline, ordinal, issuer, party, out);
}

void
jb_world_get_invoice (JbWorld        *self,
                      guint           ordinal,
                      JbWorldInvoice *out)
{
  JbWorldOutline outline;
  JbIssuer issuer;
  guint party;

  g_return_if_fail (ordinal < self->keys->len);

  jb_world_get_outline (self, ordinal, &outline);
  if (outline.amendment != JB_AMENDMENT_NONE)
    write_amendment (self, ordinal, &outline, out);
  else
    write_plain_invoice (self, ordinal, &outline, out, &issuer, &party);
}
