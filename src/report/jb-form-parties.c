/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The two parties side by side, and the one in between below them. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

#include "jb-numbers.h"

#define HALF        (JB_FORM_WIDTH / 2)
#define SIDE_WIDTH  18
#define PARTY_LABEL 46
#define ROW         22
#define EMAIL_ROW   17

/* What a party fills in. */
typedef struct
{
  const char *who;
  char       *registration;
  char       *branch;
  char       *name;
  char       *representative;
  char       *address;
  char       *business_type;
  char       *business_item;
  char       *email;
  char       *second_email;
} Side;

static Side
read_side (const char    *who,
           const JbParty *party)
{
  Side side = { .who = who };

  if (party == NULL)
    return side;
  if (party->registration != NULL)
    {
      g_autofree char *display = jb_registration_display (party->registration);

      side.registration = _jb_form_text (display);
    }
  side.branch = _jb_form_text (party->branch);
  side.name = _jb_form_text (party->name);
  side.representative = _jb_form_text (party->representative);
  side.address = _jb_form_text (party->address);
  side.business_type = _jb_form_text (party->business_type);
  side.business_item = _jb_form_text (party->business_item);
  side.email = _jb_form_text (party->contact.email);
  side.second_email = _jb_form_text (party->second_contact.email);
  return side;
}

static void
side_clear (Side *side)
{
  g_free (side->registration);
  g_free (side->branch);
  g_free (side->name);
  g_free (side->representative);
  g_free (side->address);
  g_free (side->business_type);
  g_free (side->business_item);
  g_free (side->email);
  g_free (side->second_email);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* One label and its value beside it. */
static void
put_pair (JbFormPage     *page,
          JbFormBox       box,
          double          label_width,
          const Side     *side,
          const char     *label,
          const char     *what,
          const char     *text,
          PangoAlignment  align)
{
  g_autofree char *name = g_strdup_printf ("%s %s", side->who, what);

  _jb_form_put_label (page, BOX (box.x, box.y, label_width, box.height), label);
  _jb_form_put_value (page, BOX (box.x + label_width, box.y, box.width - label_width, box.height), name, text, align);
}

typedef struct
{
  double names;
  double address;
  double business;
  double email;
} PartyHeights;

static void
grow_for (JbForm       *self,
          const Side   *side,
          PartyHeights *heights)
{
  heights->names = _jb_form_grow (self, heights->names, side->name, 106);
  heights->names = _jb_form_grow (self, heights->names, side->representative, 60);
  heights->address = _jb_form_grow (self, heights->address, side->address, 206);
  heights->business = _jb_form_grow (self, heights->business, side->business_type, 90);
  heights->business = _jb_form_grow (self, heights->business, side->business_item, 90);
  if (side->second_email != NULL)
    heights->email = 2 * EMAIL_ROW;
}

static void
put_email (JbFormPage *page,
           JbFormBox   box,
           const Side  *side)
{
  if (side->second_email == NULL)
    {
      put_pair (page, box, PARTY_LABEL, side, "이메일", "이메일", side->email, PANGO_ALIGN_LEFT);
      return;
    }
  box.height /= 2;
  put_pair (page, box, PARTY_LABEL, side, "이메일 1", "이메일", side->email, PANGO_ALIGN_LEFT);
  box.y += box.height;
  put_pair (page, box, PARTY_LABEL, side, "이메일 2", "두 번째 이메일", side->second_email, PANGO_ALIGN_LEFT);
}

static void
put_party (JbFormPage         *page,
           const Side         *side,
           const char         *upright,
           const PartyHeights *heights,
           double              x,
           double              y)
{
  double total = ROW + heights->names + heights->address + heights->business + heights->email;

  _jb_form_put_label (page, BOX (x, y, SIDE_WIDTH, total), upright);
  x += SIDE_WIDTH;
  put_pair (page, BOX (x, y, 152, ROW), PARTY_LABEL, side, "등록번호", "등록번호", side->registration, PANGO_ALIGN_CENTER);
  put_pair (page, BOX (x + 152, y, 100, ROW), 40, side, "종사업장\n번호", "종사업장번호", side->branch, PANGO_ALIGN_CENTER);
  y += ROW;
  put_pair (page, BOX (x, y, 152, heights->names), PARTY_LABEL, side, "상호\n(법인명)", "상호", side->name, PANGO_ALIGN_LEFT);
  put_pair (page, BOX (x + 152, y, 100, heights->names), 40, side, "성명\n(대표자)", "성명", side->representative, PANGO_ALIGN_LEFT);
  y += heights->names;
  put_pair (page, BOX (x, y, 252, heights->address), PARTY_LABEL, side, "사업장\n주소", "사업장 주소", side->address, PANGO_ALIGN_LEFT);
  y += heights->address;
  put_pair (page, BOX (x, y, 136, heights->business), PARTY_LABEL, side, "업태", "업태", side->business_type, PANGO_ALIGN_LEFT);
  put_pair (page, BOX (x + 136, y, 116, heights->business), 26, side, "종목", "종목", side->business_item, PANGO_ALIGN_LEFT);
  y += heights->business;
  put_email (page, BOX (x, y, 252, heights->email), side);
}

double
_jb_form_put_parties (JbForm     *self,
                      JbFormPage *page,
                      JbInvoice  *invoice,
                      double      y)
{
  g_auto(Side) supplier = read_side ("공급자", invoice->supplier);
  g_auto(Side) buyer = read_side ("공급받는자", invoice->buyer);
  PartyHeights heights = { ROW, ROW, ROW, EMAIL_ROW };
  double total;

  grow_for (self, &supplier, &heights);
  grow_for (self, &buyer, &heights);
  put_party (page, &supplier, "공\n\n급\n\n자", &heights, 0, y);
  put_party (page, &buyer, "공\n급\n받\n는\n자", &heights, HALF, y);
  total = ROW + heights.names + heights.address + heights.business + heights.email;
  _jb_form_put_rule (page, HALF, y, HALF, y + total, JB_FORM_THICK);
  _jb_form_put_rule (page, 0, y, JB_FORM_WIDTH, y, JB_FORM_THICK);
  return total;
}

double
_jb_form_put_broker (JbForm     *self,
                     JbFormPage *page,
                     JbInvoice  *invoice,
                     double      y)
{
  g_auto(Side) side = read_side ("수탁자", invoice->broker);
  double first = 20, second = 20, x = SIDE_WIDTH;

  if (invoice->broker == NULL && !jb_kind_is_consignment (invoice->kind))
    return 0;

  first = _jb_form_grow (self, first, side.name, 142);
  first = _jb_form_grow (self, first, side.representative, 80);
  second = _jb_form_grow (self, second, side.address, 176);
  second = _jb_form_grow (self, second, side.business_type, 64);
  second = _jb_form_grow (self, second, side.business_item, 64);

  _jb_form_put_label (page, BOX (0, y, SIDE_WIDTH, first + second), "수\n탁\n자");
  put_pair (page, BOX (x, y, 152, first), PARTY_LABEL, &side, "등록번호", "등록번호", side.registration, PANGO_ALIGN_CENTER);
  put_pair (page, BOX (x + 152, y, 84, first), 40, &side, "종사업장\n번호", "종사업장번호", side.branch, PANGO_ALIGN_CENTER);
  put_pair (page, BOX (x + 236, y, 176, first), 34, &side, "상호", "상호", side.name, PANGO_ALIGN_LEFT);
  put_pair (page, BOX (x + 412, y, 110, first), 30, &side, "성명", "성명", side.representative, PANGO_ALIGN_LEFT);
  y += first;
  put_pair (page, BOX (x, y, 222, second), PARTY_LABEL, &side, "사업장\n주소", "사업장 주소", side.address, PANGO_ALIGN_LEFT);
  put_pair (page, BOX (x + 222, y, 90, second), 26, &side, "업태", "업태", side.business_type, PANGO_ALIGN_LEFT);
  put_pair (page, BOX (x + 312, y, 90, second), 26, &side, "종목", "종목", side.business_item, PANGO_ALIGN_LEFT);
  put_pair (page, BOX (x + 402, y, 120, second), 30, &side, "이메일", "이메일", side.email, PANGO_ALIGN_LEFT);
  _jb_form_put_rule (page, 0, y - first, JB_FORM_WIDTH, y - first, JB_FORM_THICK);
  return first + second;
}
