/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The form as an object: laid out when it is made, its texts made to fit page by page when they are drawn first. */

#define G_LOG_DOMAIN "jb-form"

#include "config.h"

#include "jb-form-private.h"

/* Below the last thing on a page, where the paper may end. */
#define BOTTOM_MARGIN 28

G_DEFINE_FINAL_TYPE (JbForm, jb_form, G_TYPE_OBJECT)

static void
jb_form_finalize (GObject *object)
{
  JbForm *self = JB_FORM (object);

  g_free (self->title);
  g_ptr_array_unref (self->pages);
  g_object_unref (self->context);

  G_OBJECT_CLASS (jb_form_parent_class)->finalize (object);
}

static void
jb_form_class_init (JbFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = jb_form_finalize;
}

static void
page_free (gpointer data)
{
  JbFormPage *page = data;

  g_ptr_array_unref (page->cells);
  g_array_unref (page->rules);
  g_ptr_array_unref (page->fields);
  g_free (page);
}

static void
jb_form_init (JbForm *self)
{
  self->pages = g_ptr_array_new_with_free_func (page_free);
  self->context = _jb_form_make_context ();
}

JbFormCopy
jb_form_get_own_copy (JbInvoice *invoice)
{
  g_return_val_if_fail (JB_IS_INVOICE (invoice), JB_FORM_COPY_SUPPLIER);

  return invoice->direction == JB_DIRECTION_PURCHASE ? JB_FORM_COPY_BUYER : JB_FORM_COPY_SUPPLIER;
}

JbForm *
jb_form_new (JbInvoice  *invoice,
             JbFormCopy  copy)
{
  JbForm *self;
  g_autofree char *kind = NULL;

  g_return_val_if_fail (JB_IS_INVOICE (invoice), NULL);
  g_return_val_if_fail (copy == JB_FORM_COPY_SUPPLIER || copy == JB_FORM_COPY_BUYER, NULL);

  self = g_object_new (JB_TYPE_FORM, NULL);
  kind = _jb_form_kind (invoice->kind);
  self->copy = copy;
  self->title = g_strdup_printf ("%s (%s)", kind, copy == JB_FORM_COPY_BUYER ? "공급받는자 보관용" : "공급자 보관용");
  _jb_form_lay_out (self, invoice);
  return self;
}

JbFormCopy
jb_form_get_copy (JbForm *self)
{
  g_return_val_if_fail (JB_IS_FORM (self), JB_FORM_COPY_SUPPLIER);

  return self->copy;
}

const char *
jb_form_get_title (JbForm *self)
{
  g_return_val_if_fail (JB_IS_FORM (self), NULL);

  return self->title;
}

guint
jb_form_get_n_pages (JbForm *self)
{
  g_return_val_if_fail (JB_IS_FORM (self), 0);

  return self->pages->len;
}

double
jb_form_get_height (JbForm *self,
                    guint   page)
{
  g_return_val_if_fail (JB_IS_FORM (self), 0);
  g_return_val_if_fail (page < self->pages->len, 0);

  return ((JbFormPage *) g_ptr_array_index (self->pages, page))->bottom + BOTTOM_MARGIN;
}

GPtrArray *
jb_form_get_fields (JbForm *self,
                    guint   page)
{
  g_return_val_if_fail (JB_IS_FORM (self), NULL);
  g_return_val_if_fail (page < self->pages->len, NULL);

  return ((JbFormPage *) g_ptr_array_index (self->pages, page))->fields;
}

char *
jb_form_describe (JbForm *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (JB_IS_FORM (self), NULL);

  for (guint page = 0; page < self->pages->len; page++)
    {
      GPtrArray *fields = jb_form_get_fields (self, page);

      for (guint i = 0; i < fields->len; i++)
        {
          const JbFormField *field = g_ptr_array_index (fields, i);

          g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", field->name, field->text);
        }
    }
  return g_string_free (text, FALSE);
}
