/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* An invoice on the statutory form (별지 서식): what stands where on which page, and how it is drawn. One layout for screen, print,
 * PDF and picture. Used by JbFormView, the printing, JbFormFile and the CLI.
 *
 * All lengths are points (1/72 inch), from the upper left corner of a page. The words on the form are Korean in every language: it
 * is a Korean form. Resident numbers are masked, wherever they stand.
 *
 * A form belongs to the thread that made it: Pango's fonts are a thread's own. */

#pragma once

#include <cairo.h>

#include "jb-invoice.h"

G_BEGIN_DECLS

#define JB_TYPE_FORM (jb_form_get_type ())
G_DECLARE_FINAL_TYPE (JbForm, jb_form, JB, FORM, GObject)

/* A4 */
#define JB_FORM_PAPER_WIDTH  595.28
#define JB_FORM_PAPER_HEIGHT 841.89

/* How small a form may get to stand on half a sheet; nothing prescribes it. Its values, of 8.5 points, have 6.4 then. */
#define JB_FORM_HALF_SCALE   0.75

/* What a screen may cut off on each side of a page: margins that a printer needs. */
#define JB_FORM_SPARE        14.0

typedef enum
{
  JB_FORM_COPY_SUPPLIER = 1 << 0,   /* 공급자 보관용, red */
  JB_FORM_COPY_BUYER    = 1 << 1,   /* 공급받는자 보관용, blue */
  JB_FORM_COPY_OWN      = 1 << 2,   /* in a choice: that of the book's owner, whichever it is */
  JB_FORM_COPY_SHEET    = 1 << 3,   /* in a choice, with the first two: both on one sheet where they find room there */
} JbFormCopy;

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} JbFormBox;

/* One value on a page. */
typedef struct
{
  char      *name;    /* what the form calls it: "공급자 상호", "2번째 품목 수량" */
  char      *text;    /* all of it, also what did not fit; never empty */
  JbFormBox  box;
} JbFormField;

/* The side of the book's owner: the buyer's copy of a purchase, the supplier's of everything else. */
JbFormCopy        jb_form_get_own_copy   (JbInvoice   *invoice);

/* Takes what it needs from @invoice; @copy: one of the first two. (transfer full) */
JbForm           *jb_form_new            (JbInvoice   *invoice,
                                          JbFormCopy   copy);
JbFormCopy        jb_form_get_copy       (JbForm      *self);
/* "전자세금계산서 (공급자 보관용)" */
const char       *jb_form_get_title      (JbForm      *self);
guint             jb_form_get_n_pages    (JbForm      *self);
/* How far down the page anything stands, with a margin below it: where a picture or the screen may cut the paper. */
double            jb_form_get_height     (JbForm      *self,
                                          guint        page);
/* In reading order. (transfer none) (element-type JbFormField) */
GPtrArray        *jb_form_get_fields     (JbForm      *self,
                                          guint        page);
/* All fields of all pages, a line each: "공급자 상호: 가온문구". (transfer full) */
char             *jb_form_describe       (JbForm      *self);
/* Draws without paper: the ground stays as it is. @cr is scaled so that a unit is a point. */
void              jb_form_draw           (JbForm      *self,
                                          guint        page,
                                          cairo_t     *cr);
/* Whether all of it finds room on half a sheet, drawn smaller when that must be. Both copies of an invoice do or do not. */
gboolean          jb_form_fits_half      (JbForm      *self);
/* Draws both copies of an invoice, which fit, on one sheet: @upper, a line to cut along, @lower. */
void              jb_form_draw_sheet     (JbForm      *upper,
                                          JbForm      *lower,
                                          cairo_t     *cr);

G_END_DECLS
