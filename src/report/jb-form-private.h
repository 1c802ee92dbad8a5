/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of a form: cells on pages. jb-form-layout.c puts them there, jb-form-fit.c makes their texts fit, jb-form-draw.c draws
 * them. Used by jb-form*.c and by the tests that look whether everything is in its place. */

#pragma once

#include <pango/pangocairo.h>

#include "jb-form.h"

G_BEGIN_DECLS

typedef enum
{
  JB_FORM_CELL_LABEL,      /* printed on the form: in its colour, on a tint */
  JB_FORM_CELL_VALUE,      /* filled in: black */
  JB_FORM_CELL_DIGIT,      /* one box of an amount, or its sign */
  JB_FORM_CELL_TITLE,
  JB_FORM_CELL_NOTE,       /* without a frame: "1 / 4" */
} JbFormCellKind;

typedef struct
{
  JbFormCellKind  kind;
  JbFormBox       box;
  char           *text;        /* as drawn; may be empty */
  PangoAlignment  align;
  double          size;        /* of the letters, at most */
  gboolean        bold;

  /* Once it fits: */
  PangoLayout    *layout;      /* (nullable): nothing to draw */
  double          text_x;
  double          text_y;
  gboolean        cut;         /* not all of it found room */
} JbFormCell;

typedef struct
{
  double x1, y1, x2, y2;
  double width;
} JbFormRule;

typedef struct
{
  GPtrArray *cells;            /* (element-type JbFormCell) */
  GArray    *rules;            /* (element-type JbFormRule): besides the frames of the cells */
  GPtrArray *fields;           /* (element-type JbFormField) */
  double     bottom;           /* of what stands on it */
  gboolean   fitted;
} JbFormPage;

struct _JbForm
{
  GObject       parent_instance;

  JbFormCopy    copy;
  char         *title;
  GPtrArray    *pages;         /* (element-type JbFormPage) */
  PangoContext *context;
};

/* Smallest letters that a text shrinks to on one line before it wraps, and the smallest at all. */
#define JB_FORM_SIZE_LINE 6.5
#define JB_FORM_SIZE_MIN  5.0

/* Between a text and the frame of its cell. */
#define JB_FORM_PADDING   2.5

/* -- jb-form-values.c -- */

/* One line out of any text: masked, without what cannot be seen, blanks closed up. NULL for nothing. (transfer full) (nullable) */
char          *_jb_form_text           (const char     *text);
/* The same with its line breaks. */
char          *_jb_form_lines          (const char     *text);
/* "1,200" and "0.5" of "1200.00" and "0.50"; any other text as it is. */
char          *_jb_form_number         (const char     *text);
/* "전자세금계산서" */
char          *_jb_form_kind           (int             kind);
const char    *_jb_form_amendment      (JbAmendment     amendment);

/* -- jb-form-cells.c: what every part of the form is put together from -- */

#define JB_FORM_LEFT  ((JB_FORM_PAPER_WIDTH - JB_FORM_WIDTH) / 2)
#define JB_FORM_WIDTH 540.0
#define JB_FORM_THICK 1.2

/* In the files of the form only. */
#define BOX(x, y, width, height) ((JbFormBox) { (x), (y), (width), (height) })

JbFormPage    *_jb_form_add_page       (JbForm         *self);
/* @x counts from the left edge of the form, not of the paper. @text (nullable): an empty box. */
void           _jb_form_put            (JbFormPage     *page,
                                        JbFormCellKind  kind,
                                        JbFormBox       box,
                                        const char     *text,
                                        PangoAlignment  align,
                                        double          size);
void           _jb_form_put_label      (JbFormPage     *page,
                                        JbFormBox       box,
                                        const char     *text);
/* A value of its own cell; with @text it is a field called @name. */
void           _jb_form_put_value      (JbFormPage     *page,
                                        JbFormBox       box,
                                        const char     *name,
                                        const char     *text,
                                        PangoAlignment  align);
/* The cell that was put last. */
void           _jb_form_set_bold       (JbFormPage     *page);
/* A value that is drawn otherwise: in boxes, or in a sentence. */
void           _jb_form_add_field      (JbFormPage     *page,
                                        JbFormBox       box,
                                        const char     *name,
                                        const char     *text);
/* A line across the form, or a frame. */
void           _jb_form_put_rule       (JbFormPage     *page,
                                        double          x1,
                                        double          y1,
                                        double          x2,
                                        double          y2,
                                        double          width);
void           _jb_form_put_frame      (JbFormPage     *page,
                                        JbFormBox       box);
/* @height, or more when @text (nullable) needs it in a cell of @width. */
double         _jb_form_grow           (JbForm         *self,
                                        double          height,
                                        const char     *text,
                                        double          width);

/* -- jb-form-layout.c: the pages -- */

void           _jb_form_lay_out        (JbForm         *self,
                                        JbInvoice      *invoice);
/* Whether its form has a place for tax. */
gboolean       _jb_form_has_tax        (JbInvoice      *invoice);

/* -- jb-form-parts.c, jb-form-parties.c, jb-form-amounts.c: each part is put at @y and answers how high it is -- */

double         _jb_form_put_head       (JbForm         *self,
                                        JbFormPage     *page,
                                        JbInvoice      *invoice,
                                        double          y);
double         _jb_form_put_parties    (JbForm         *self,
                                        JbFormPage     *page,
                                        JbInvoice      *invoice,
                                        double          y);
double         _jb_form_put_broker     (JbForm         *self,
                                        JbFormPage     *page,
                                        JbInvoice      *invoice,
                                        double          y);
double         _jb_form_put_amounts    (JbForm         *self,
                                        JbFormPage     *page,
                                        JbInvoice      *invoice,
                                        double          y);
double         _jb_form_put_notes      (JbForm         *self,
                                        JbFormPage     *page,
                                        JbInvoice      *invoice,
                                        double          y);
double         _jb_form_put_payments   (JbForm         *self,
                                        JbFormPage     *page,
                                        JbInvoice      *invoice,
                                        double          y);

/* -- jb-form-fit.c -- */

PangoContext  *_jb_form_make_context   (void);
/* How high a cell of @width has to be for @text in letters of the smallest size that wraps. */
double         _jb_form_measure        (JbForm         *self,
                                        const char     *text,
                                        double          width);
void           _jb_form_fit_page       (JbForm         *self,
                                        guint           page);

G_END_DECLS
