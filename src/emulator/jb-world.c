/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The invented world: which invoice stands at an ordinal, and when it can be seen.
 *
 * Ordinals run through the days; how many a day gets follows the week and the month. Thirty-two of them, spread evenly,
 * are special: between them they have every kind of smartbill.md 5.1, every reason for an amendment, the other issuers,
 * and the awkward parties. The rest is thrown by dice that start from (seed, ordinal), so that any invoice can be worked
 * out alone and in any order. Used by the emulator. */

#define G_LOG_DOMAIN "jb-world"

#include "config.h"

#include "jb-world.h"

#include "jb-clock.h"
#include "jb-date.h"
#include "jb-world-cast.h"

#include <string.h>

/* In the middle of an issue id (smartbill.md 6.3, etax-domain.md 2.1). The two other issuers are invented. */
#define SYSTEM_SMARTBILL "41000008"
#define SYSTEM_OTHER_A   "41999999"
#define SYSTEM_OTHER_B   "42999998"
#define OWNER_CODE       "jb1"

/* Smaller worlds have no more amendments than the special ones. */
#define MIN_FOR_AMENDMENTS 400
#define INVOICES_A_PARTY   50
#define MIN_PARTIES        8

#define RETENTION_MONTHS   3     /* smartbill.md 8 */

/* What each throw of the dice is for. */
enum
{
  DICE_AMENDED = 2,
  DICE_DATES,
  DICE_CONTENT,
};

typedef enum
{
  FEATURE_NONE,
  FEATURE_MARKUP,
  FEATURE_LONG_NAME,
  FEATURE_MANY_LINES,
  FEATURE_PRIVATE,
  FEATURE_FOREIGNER,
  FEATURE_HOMETAX,
  FEATURE_OTHER_A,
  FEATURE_OTHER_B,
  FEATURE_NEGATIVE,
} Feature;

typedef enum
{
  ISSUER_SMARTBILL,
  ISSUER_HOMETAX,
  ISSUER_OTHER_A,
  ISSUER_OTHER_B,
} Issuer;

typedef struct
{
  int         kind;
  JbDirection direction;
  Feature     feature;
  JbAmendment amendment;
  guint       original;     /* its place in this table */
  guint       part;         /* some reasons need two documents (etax-domain.md 4.4) */
} Special;

#define SALE     JB_DIRECTION_SALES
#define PURCHASE JB_DIRECTION_PURCHASE

static const Special specials[] = {
  { 101, SALE, FEATURE_MARKUP },
  { 201, SALE, FEATURE_NONE, JB_AMENDMENT_SUPPLY_CHANGE, 0 },
  { 102, SALE },
  { 202, SALE, FEATURE_NONE, JB_AMENDMENT_RETURN, 2 },
  { 103, SALE },
  { 203, SALE, FEATURE_NONE, JB_AMENDMENT_CANCELLATION, 4 },
  { 104, PURCHASE, FEATURE_HOMETAX },
  { 204, PURCHASE, FEATURE_NONE, JB_AMENDMENT_SUPPLY_CHANGE, 6 },
  { 105, SALE },
  { 205, SALE, FEATURE_NONE, JB_AMENDMENT_CANCELLATION, 8 },
  { 301, PURCHASE },
  { 401, PURCHASE, FEATURE_NONE, JB_AMENDMENT_RETURN, 10 },
  { 303, SALE },
  { 403, SALE, FEATURE_NONE, JB_AMENDMENT_DOUBLE_ISSUE, 12 },
  { 304, PURCHASE, FEATURE_HOMETAX },
  { 404, PURCHASE, FEATURE_NONE, JB_AMENDMENT_CANCELLATION, 14 },
  { 101, SALE, FEATURE_MANY_LINES },
  { 101, SALE, FEATURE_PRIVATE },
  { 101, SALE, FEATURE_FOREIGNER },
  { 101, PURCHASE, FEATURE_LONG_NAME },
  { 101, PURCHASE },
  { 201, PURCHASE, FEATURE_NONE, JB_AMENDMENT_CORRECTION, 20, 0 },
  { 201, PURCHASE, FEATURE_NONE, JB_AMENDMENT_CORRECTION, 20, 1 },
  { 101, SALE },
  { 201, SALE, FEATURE_NONE, JB_AMENDMENT_LOCAL_LC, 23, 0 },
  { 202, SALE, FEATURE_NONE, JB_AMENDMENT_LOCAL_LC, 23, 1 },
  { 101, PURCHASE },
  { 201, PURCHASE, FEATURE_NONE, JB_AMENDMENT_DOUBLE_ISSUE, 26 },
  { 101, PURCHASE, FEATURE_HOMETAX },
  { 101, PURCHASE, FEATURE_OTHER_A },
  { 101, PURCHASE, FEATURE_OTHER_B },
  { 101, SALE, FEATURE_NEGATIVE },
};

struct _JbWorld
{
  JbWorldOptions options;
  guint          n_parties;
  int           *dates;       /* (array length=n_days): yyyymmdd of each day */
  guint         *first;       /* (array length=n_days + 1): its first ordinal */
  GArray        *keys;        /* (element-type JbWorldKey): the world's own, then the added ones */
};

/* What can be said of an invoice without its content. */
typedef struct
{
  const Special *special;     /* (nullable) */
  JbDirection    direction;
  JbAmendment    amendment;
  guint          original;    /* an ordinal */
  guint          part;
  int            written_on;
  int            issued_on;
  guint          issued_second;
} Outline;

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

  jb_dice_init (&dice, self->options.seed, ordinal, DICE_AMENDED);
  return jb_dice_below (&dice, 61) == 0;
}

static void
choose_amendment (JbWorld *self,
                  guint    ordinal,
                  Outline *outline)
{
  static const JbAmendment reasons[] = {
    JB_AMENDMENT_SUPPLY_CHANGE, JB_AMENDMENT_RETURN, JB_AMENDMENT_CANCELLATION, JB_AMENDMENT_DOUBLE_ISSUE,
  };
  JbAmendment reason;
  guint original;
  guint back;
  JbDice dice;

  jb_dice_init (&dice, self->options.seed, ordinal, DICE_AMENDED + 8);
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
choose_dates (JbWorld *self,
              guint    ordinal,
              Outline *outline)
{
  guint day = find_day (self, ordinal);
  guint last = self->options.n_days - 1;
  guint late = 0;
  guint throw;
  JbDice dice;

  jb_dice_init (&dice, self->options.seed, ordinal, DICE_DATES);
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

static void outline_invoice (JbWorld *self,
                             guint    ordinal,
                             Outline *outline);

/* An amendment takes its side from the original, some its date too (etax-domain.md 4.4), and is issued after it. */
static void
follow_original (JbWorld *self,
                 Outline *outline)
{
  Outline original;

  outline_invoice (self, outline->original, &original);
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

static void
outline_invoice (JbWorld *self,
                 guint    ordinal,
                 Outline *outline)
{
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
  outline->special = find_special (self, ordinal);
  if (outline->special != NULL)
    {
      outline->direction = outline->special->direction;
      outline->amendment = outline->special->amendment;
      outline->original = special_to_ordinal (self, outline->special->original);
      outline->part = outline->special->part;
    }
  else if (is_amended_by_chance (self, ordinal))
    choose_amendment (self, ordinal, outline);

  if (outline->amendment != JB_AMENDMENT_NONE)
    follow_original (self, outline);
}

/* --- content --- */

static int
choose_kind (JbWorld       *self,
             const Outline *outline,
             guint          party,
             JbDice        *dice)
{
  guint throw = jb_dice_below (dice, 100);

  if (outline->special != NULL)
    return outline->special->kind;
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
choose_party (JbWorld       *self,
              const Outline *outline,
              JbDice        *dice)
{
  guint half = self->n_parties / 2;
  guint64 first = jb_dice_below (dice, half * 16);
  guint64 second = jb_dice_below (dice, half * 16);
  guint place = (guint) (first * second / ((guint64) half * 256));

  if (outline->special != NULL && outline->special->feature == FEATURE_MARKUP)
    return JB_CAST_MARKUP;
  if (outline->special != NULL && outline->special->feature == FEATURE_LONG_NAME)
    return JB_CAST_LONG_NAME;

  return 2 * MIN (place, half - 1) + (outline->direction == JB_DIRECTION_PURCHASE);
}

static void
cast_parties (JbWorld        *self,
              const Outline  *outline,
              guint           party,
              JbWorldInvoice *out)
{
  Feature feature = outline->special != NULL ? outline->special->feature : FEATURE_NONE;
  JbWorldParty *other = out->direction == JB_DIRECTION_SALES ? &out->buyer : &out->supplier;

  jb_cast_get_owner (out->direction == JB_DIRECTION_SALES ? &out->supplier : &out->buyer);
  if (jb_kind_is_import (out->kind))
    jb_cast_get_customs (other);
  else if (feature == FEATURE_PRIVATE)
    jb_cast_get_private (out->ordinal, other);
  else if (feature == FEATURE_FOREIGNER)
    jb_cast_get_foreigner (other);
  else
    jb_cast_get_party (self->options.seed, party, other);

  out->has_broker = jb_kind_is_consignment (out->kind);
  if (out->has_broker)
    jb_cast_get_party (self->options.seed, (party + 2) % self->n_parties, &out->broker);
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
fill_line (JbWorldLine  *line,
           JbGoodsList   goods,
           gboolean      taxed,
           JbDice       *dice)
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
choose_n_lines (const Outline *outline,
                JbDice        *dice)
{
  guint throw = jb_dice_below (dice, 100);

  if (outline->special != NULL && outline->special->feature == FEATURE_MANY_LINES)
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
choose_remark (const Outline  *outline,
               JbWorldInvoice *out,
               JbDice         *dice)
{
  static const char * const remarks[] = {
    "월 정산분", "거래처 요청에 따른 합산 발행", "<단가표 2호> 적용 & 배송 포함", "견본 자료 - 실제 거래 아님",
  };
  guint throw = jb_dice_below (dice, 20);

  if (outline->special != NULL && outline->special->feature == FEATURE_FOREIGNER)
    g_strlcpy (out->remark, "외국인등록번호 000000-0000000", sizeof out->remark);
  else if (throw < G_N_ELEMENTS (remarks))
    g_strlcpy (out->remark, remarks[throw], sizeof out->remark);
}

static Issuer
choose_issuer (const Outline        *outline,
               const JbWorldInvoice *out,
               JbDice               *dice)
{
  guint throw = jb_dice_below (dice, 100);

  switch (outline->special != NULL ? outline->special->feature : FEATURE_NONE)
    {
    case FEATURE_HOMETAX:
      return ISSUER_HOMETAX;
    case FEATURE_OTHER_A:
      return ISSUER_OTHER_A;
    case FEATURE_OTHER_B:
      return ISSUER_OTHER_B;
    case FEATURE_NONE:
    case FEATURE_MARKUP:
    case FEATURE_LONG_NAME:
    case FEATURE_MANY_LINES:
    case FEATURE_PRIVATE:
    case FEATURE_FOREIGNER:
    case FEATURE_NEGATIVE:
    default:
      break;
    }

  if (jb_kind_is_import (out->kind))
    return ISSUER_HOMETAX;
  if (out->direction == JB_DIRECTION_SALES || throw < 45)
    return ISSUER_SMARTBILL;

  return throw < 65 ? ISSUER_HOMETAX : throw < 82 ? ISSUER_OTHER_A : ISSUER_OTHER_B;
}

static void
write_base36 (guint64  number,
              guint    length,
              char    *out)
{
  while (length-- > 0)
    {
      out[length] = "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36];
      number /= 36;
    }
}

/* The serial is the ordinal itself, so that no two ids are the same and an id can be found again. */
static void
write_issue_id (JbWorldInvoice *out,
                Issuer          issuer,
                guint           party)
{
  char *middle = out->issue_id + 8;
  char *serial = out->issue_id + 16;

  memset (out->issue_id, 0, sizeof out->issue_id);
  g_snprintf (out->issue_id, 9, "%08d", out->written_on);
  switch (issuer)
    {
    case ISSUER_HOMETAX:
      g_snprintf (middle, 17, "10%06d%08u", out->issued_on % 1000000, out->ordinal % 100000000);
      break;
    case ISSUER_OTHER_A:
      memcpy (middle, SYSTEM_OTHER_A "up", 10);
      write_base36 (out->ordinal, 6, serial + 2);
      break;
    case ISSUER_OTHER_B:
      memcpy (middle, SYSTEM_OTHER_B, 8);
      write_base36 (out->ordinal, 8, serial);
      break;
    case ISSUER_SMARTBILL:
    default:
      memcpy (middle, SYSTEM_SMARTBILL OWNER_CODE, 11);
      if (out->direction == JB_DIRECTION_PURCHASE)
        write_base36 (46000 - party, 3, serial);
      write_base36 (out->ordinal, 5, serial + 3);
      break;
    }
}

static void
write_identity (const Outline  *outline,
                guint           ordinal,
                Issuer          issuer,
                guint           party,
                JbWorldInvoice *out)
{
  out->ordinal = ordinal;
  out->written_on = outline->written_on;
  out->issued_on = outline->issued_on;
  out->issued_second = outline->issued_second;
  out->sent_on = jb_world_sent_on (outline->issued_on);
  g_snprintf (out->document_number, sizeof out->document_number, "DM%06u", ordinal + 1);
  write_issue_id (out, issuer, party);
}

static void
write_plain_invoice (JbWorld        *self,
                     guint           ordinal,
                     const Outline  *outline,
                     JbWorldInvoice *out,
                     Issuer         *issuer,
                     guint          *party)
{
  JbGoodsList goods;
  JbDice dice;

  memset (out, 0, G_STRUCT_OFFSET (JbWorldInvoice, lines));
  jb_dice_init (&dice, self->options.seed, ordinal, DICE_CONTENT);
  out->ordinal = ordinal;
  out->direction = outline->direction;
  *party = choose_party (self, outline, &dice);
  out->kind = choose_kind (self, outline, *party, &dice);
  cast_parties (self, outline, *party, out);

  goods = choose_goods (self, *party, out);
  out->n_lines = choose_n_lines (outline, &dice);
  for (guint i = 0; i < out->n_lines; i++)
    fill_line (&out->lines[i], goods, bears_tax (out->kind), &dice);
  if (outline->special != NULL && outline->special->feature == FEATURE_NEGATIVE)
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
amend_lines (const Outline  *outline,
             JbWorldInvoice *out)
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
write_amendment (JbWorld        *self,
                 guint           ordinal,
                 const Outline  *outline,
                 JbWorldInvoice *out)
{
  Outline original;
  Issuer issuer;
  guint party;

  outline_invoice (self, outline->original, &original);
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
  Outline outline;
  Issuer issuer;
  guint party;

  g_return_if_fail (ordinal < self->keys->len);

  outline_invoice (self, ordinal, &outline);
  if (outline.amendment != JB_AMENDMENT_NONE)
    write_amendment (self, ordinal, &outline, out);
  else
    write_plain_invoice (self, ordinal, &outline, out, &issuer, &party);
}

gboolean
jb_world_find (JbWorld    *self,
               const char *issue_id,
               guint      *ordinal)
{
  gboolean is_smartbill, is_other;
  guint64 number;
  char *end;

  if (strlen (issue_id) != 24)
    return FALSE;

  is_smartbill = memcmp (issue_id + 8, SYSTEM_SMARTBILL, 8) == 0;
  is_other = memcmp (issue_id + 8, SYSTEM_OTHER_A, 8) == 0 || memcmp (issue_id + 8, SYSTEM_OTHER_B, 8) == 0;
  number = g_ascii_strtoull (issue_id + (is_smartbill ? 19 : is_other ? 18 : 16), &end, is_smartbill || is_other ? 36 : 10);
  if (*end != '\0' || number >= self->keys->len)
    return FALSE;

  *ordinal = (guint) number;
  return TRUE;
}

/* --- the world --- */

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
add_key (JbWorld     *self,
         int          written_on,
         int          issued_on,
         guint        issued_second,
         JbDirection  direction)
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
  lay_out_days (self);
  for (guint i = 0; i < options->n_invoices; i++)
    {
      Outline outline;

      outline_invoice (self, i, &outline);
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

      jb_dice_init (&dice, self->options.seed, self->keys->len, DICE_DATES);
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
